//! The channels open to consumers.

use async_trait::async_trait;
use domain::id::{ChannelId, InstitutionId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, Params, Row};
use store::stored::day;
use store::{ChannelRow, ContactTestRow, MissedCallsRow, OpenChannels, Scope, StoreError};

use crate::SqliteStore;
use crate::case_filter::{int_id, list};
use crate::convert::{Fields, moment};
use crate::error::engine;
use crate::query::{one, rows};

const READING: &str = "reading the open channels";
const WRITING: &str = "writing an open channel";
const COLUMNS: &str = "channel_id, version, institution_id, code, details, tested_at";

#[async_trait]
impl OpenChannels for SqliteStore {
    async fn open_channels(&self, scope: &Scope) -> Result<Vec<ChannelRow>, StoreError> {
        let (condition, values) = within(scope, "institution_id");
        let sql = format!(
            "select {COLUMNS} from open_channels where {condition} order by institution_id, channel_id"
        );
        self.readers
            .short(|connection| rows(connection, READING, &sql, rusqlite::params_from_iter(&values), channel))
    }

    async fn open_channel_by_code(&self, code: &str) -> Result<Option<ChannelRow>, StoreError> {
        let sql = format!("select {COLUMNS} from open_channels where code = ?1");
        self.readers.short(|connection| one(connection, READING, &sql, [code], channel))
    }

    async fn contact_tests(
        &self,
        scope: &Scope,
        since: Timestamp,
        before: Timestamp,
    ) -> Result<Vec<ContactTestRow>, StoreError> {
        let (condition, scoped) = within(scope, "institution_id");
        let sql = format!(
            "select channel_id, version, tested_at, tester_id, reached, waited_seconds, note, within_hours \
             from contact_tests where tested_at >= ? and tested_at < ? \
             and channel_id in (select channel_id from open_channels where {condition}) \
             order by tested_at desc, channel_id, version desc"
        );
        let mut values: Vec<Value> = vec![since.as_microsecond().into(), before.as_microsecond().into()];
        values.extend(scoped);
        let read = move |connection: &Connection| {
            rows(connection, READING, &sql, rusqlite::params_from_iter(&values), |row| {
                let mut fields = Fields::new(row, "contact_tests");
                Ok(ContactTestRow {
                    channel_id: ChannelId(fields.id()?),
                    version: fields.get()?,
                    tested_at: fields.moment()?,
                    tester_id: fields.id_maybe()?.map(UserId),
                    reached: fields.get()?,
                    waited_seconds: fields.get()?,
                    note: fields.get()?,
                    within_hours: fields.get()?,
                })
            })
        };
        self.readers.long(read).await
    }

    async fn missed_calls(
        &self,
        scope: &Scope,
        first: Date,
        last: Date,
    ) -> Result<Vec<MissedCallsRow>, StoreError> {
        let (condition, scoped) = within(scope, "institution_id");
        let sql = format!(
            "select channel_id, day, count from missed_calls where day >= ? and day <= ? \
             and channel_id in (select channel_id from open_channels where {condition}) order by channel_id, day"
        );
        let mut values: Vec<Value> = vec![day(first).into(), day(last).into()];
        values.extend(scoped);
        let read = move |connection: &Connection| {
            rows(connection, READING, &sql, rusqlite::params_from_iter(&values), |row| {
                let mut fields = Fields::new(row, "missed_calls");
                Ok(MissedCallsRow {
                    channel_id: ChannelId(fields.id()?),
                    day: fields.date()?,
                    count: fields.get()?,
                })
            })
        };
        self.readers.long(read).await
    }
}

/// A condition for what a reader may see, with its values.
pub fn within(scope: &Scope, column: &str) -> (String, Vec<Value>) {
    match scope {
        Scope::All => ("true".to_owned(), Vec::new()),
        Scope::Institutions(institutions) => (
            format!("{column} in (select value from json_each(?))"),
            vec![list(institutions, |institution| int_id(institution.0))],
        ),
    }
}

/// Inserts or replaces a channel.
pub fn put(connection: &Connection, row: &ChannelRow) -> Result<(), StoreError> {
    let values = (
        int_id(row.channel_id.0),
        row.version,
        int_id(row.institution_id.0),
        &row.code,
        &row.details,
        moment(row.tested_at),
    );
    write(connection, "insert or replace into open_channels values (?1, ?2, ?3, ?4, ?5, ?6)", values)
}

/// Adds a test contact.
pub fn test_put(connection: &Connection, row: &ContactTestRow) -> Result<(), StoreError> {
    let values = (
        int_id(row.channel_id.0),
        row.version,
        row.tested_at.as_microsecond(),
        row.tester_id.map(|tester| int_id(tester.0)),
        row.reached,
        row.waited_seconds,
        &row.note,
        row.within_hours,
    );
    write(connection, "insert or replace into contact_tests values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", values)
}

/// Sets what was missed on a day.
pub fn missed_put(connection: &Connection, row: &MissedCallsRow) -> Result<(), StoreError> {
    let values = (int_id(row.channel_id.0), day(row.day), row.count);
    write(connection, "insert or replace into missed_calls values (?1, ?2, ?3)", values)
}

fn write(connection: &Connection, sql: &str, values: impl Params) -> Result<(), StoreError> {
    let written = connection.prepare_cached(sql).and_then(|mut statement| statement.execute(values));
    written.map(|_| ()).map_err(engine(WRITING))
}

fn channel(row: &Row<'_>) -> Result<ChannelRow, StoreError> {
    let mut fields = Fields::new(row, "open_channels");
    Ok(ChannelRow {
        channel_id: ChannelId(fields.id()?),
        version: fields.get()?,
        institution_id: InstitutionId(fields.id()?),
        code: fields.get()?,
        details: fields.get()?,
        tested_at: fields.moment_maybe()?,
    })
}
