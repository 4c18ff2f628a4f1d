//! The channels open to consumers.

use async_trait::async_trait;
use domain::id::{ChannelId, InstitutionId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use store::stored::day;
use store::{ChannelRow, ContactTestRow, MissedCallsRow, OpenChannels, Scope, StoreError};

use crate::PostgresStore;
use crate::case_filter::push_scope;
use crate::convert::{id, moment, storable};
use crate::fields::Fields;
use crate::query::{one, rows, run};

const READING: &str = "reading the open channels";
const WRITING: &str = "writing an open channel";
const COLUMNS: &str = "channel_id, version, institution_id, code, details, tested_at";
const THEIR_CHANNELS: &str = " and channel_id in (select channel_id from open_channels where true";

#[async_trait]
impl OpenChannels for PostgresStore {
    async fn open_channels(&self, scope: &Scope) -> Result<Vec<ChannelRow>, StoreError> {
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new("select ");
        query.push(COLUMNS).push(" from open_channels where true");
        push_scope(&mut query, scope);
        query.push(" order by institution_id, channel_id");
        rows(&self.pool, READING, query.build(), channel).await
    }

    async fn open_channel_by_code(&self, code: &str) -> Result<Option<ChannelRow>, StoreError> {
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new("select ");
        query.push(COLUMNS).push(" from open_channels where code = ").push_bind(storable(code).into_owned());
        one(&self.pool, READING, query.build(), channel).await
    }

    async fn contact_tests(
        &self,
        scope: &Scope,
        since: Timestamp,
        before: Timestamp,
    ) -> Result<Vec<ContactTestRow>, StoreError> {
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new(
            "select channel_id, version, tested_at, tester_id, reached, waited_seconds, note, within_hours \
             from contact_tests where tested_at >= ",
        );
        query.push_bind(since.as_microsecond()).push(" and tested_at < ").push_bind(before.as_microsecond());
        query.push(THEIR_CHANNELS);
        push_scope(&mut query, scope);
        query.push(") order by tested_at desc, channel_id, version desc");
        rows(&self.pool, READING, query.build(), |row| {
            let mut fields = Fields::new(row, "contact_tests");
            Ok(ContactTestRow {
                channel_id: ChannelId(fields.id()?),
                version: fields.number()?,
                tested_at: fields.moment()?,
                tester_id: fields.id_maybe()?.map(UserId),
                reached: fields.get()?,
                waited_seconds: fields.number_maybe()?,
                note: fields.get()?,
                within_hours: fields.get()?,
            })
        })
        .await
    }

    async fn missed_calls(
        &self,
        scope: &Scope,
        first: Date,
        last: Date,
    ) -> Result<Vec<MissedCallsRow>, StoreError> {
        let mut query: QueryBuilder<Postgres> =
            QueryBuilder::new("select channel_id, day, count from missed_calls where day >= ");
        query.push_bind(day(first)).push(" and day <= ").push_bind(day(last)).push(THEIR_CHANNELS);
        push_scope(&mut query, scope);
        query.push(") order by channel_id, day");
        rows(&self.pool, READING, query.build(), |row| {
            let mut fields = Fields::new(row, "missed_calls");
            Ok(MissedCallsRow {
                channel_id: ChannelId(fields.id()?),
                day: fields.date()?,
                count: fields.number()?,
            })
        })
        .await
    }
}

/// Inserts or replaces a channel.
pub async fn put(connection: &mut PgConnection, row: &ChannelRow) -> Result<(), StoreError> {
    let sql = "insert into open_channels (channel_id, version, institution_id, code, details, tested_at) \
               values ($1, $2, $3, $4, $5, $6) on conflict (channel_id) do update set \
               version = excluded.version, institution_id = excluded.institution_id, code = excluded.code, \
               details = excluded.details, tested_at = excluded.tested_at";
    let query = sqlx::query(sql)
        .bind(id(row.channel_id.0))
        .bind(i64::from(row.version))
        .bind(id(row.institution_id.0))
        .bind(&row.code)
        .bind(&row.details)
        .bind(moment(row.tested_at));
    run(connection, WRITING, query).await.map(|_| ())
}

/// Adds a test contact.
pub async fn test_put(connection: &mut PgConnection, row: &ContactTestRow) -> Result<(), StoreError> {
    let sql = "insert into contact_tests \
               (channel_id, version, tested_at, tester_id, reached, waited_seconds, note, within_hours) \
               values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let query = sqlx::query(sql)
        .bind(id(row.channel_id.0))
        .bind(i64::from(row.version))
        .bind(row.tested_at.as_microsecond())
        .bind(row.tester_id.map(|tester| id(tester.0)))
        .bind(row.reached)
        .bind(row.waited_seconds.map(i64::from))
        .bind(row.note.as_deref())
        .bind(row.within_hours);
    run(connection, WRITING, query).await.map(|_| ())
}

/// Sets what was missed on a day.
pub async fn missed_put(connection: &mut PgConnection, row: &MissedCallsRow) -> Result<(), StoreError> {
    let sql = "insert into missed_calls (channel_id, day, count) values ($1, $2, $3) \
               on conflict (channel_id, day) do update set count = excluded.count";
    let query = sqlx::query(sql).bind(id(row.channel_id.0)).bind(day(row.day)).bind(i64::from(row.count));
    run(connection, WRITING, query).await.map(|_| ())
}

fn channel(row: &PgRow) -> Result<ChannelRow, StoreError> {
    let mut fields = Fields::new(row, "open_channels");
    Ok(ChannelRow {
        channel_id: ChannelId(fields.id()?),
        version: fields.number()?,
        institution_id: InstitutionId(fields.id()?),
        code: fields.get()?,
        details: fields.get()?,
        tested_at: fields.moment_maybe()?,
    })
}
