//! Calls and hot spots.

use async_trait::async_trait;
use domain::id::{InstitutionId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, Row};
use store::stored::day;
use store::{CallRow, Hearing, HotSpotRow, NewCall, NewHotSpot, Scope, StoreError};

use crate::SqliteStore;
use crate::case_filter::int_id;
use crate::case_views::institutions;
use crate::convert::Fields;
use crate::error::engine;
use crate::query::{one, rows};

/// No page is longer.
const ROWS_MAX: u32 = 2_000;

const CALL: &str = "call_id, institution_id, reference, started_at, turns, imported_at";

#[async_trait]
impl Hearing for SqliteStore {
    async fn calls_put(&self, calls: Vec<NewCall>) -> Result<u64, StoreError> {
        let work = move |connection: &Connection| {
            let sql = "insert or ignore into calls (institution_id, reference, started_at, turns, imported_at) \
                       values (?1, ?2, ?3, ?4, ?5)";
            let mut statement = connection.prepare_cached(sql).map_err(engine("keeping calls"))?;
            let mut kept = 0;
            for call in &calls {
                let values = (
                    int_id(call.institution_id.0),
                    &call.reference,
                    call.started_at.as_microsecond(),
                    &call.turns,
                    call.imported_at.as_microsecond(),
                );
                kept += statement.execute(values).map_err(engine("keeping calls"))? as u64;
            }
            Ok(kept)
        };
        self.writer()?.submit(work).await
    }

    async fn calls(
        &self,
        scope: &Scope,
        from: Timestamp,
        before: Timestamp,
        after: u64,
        limit: u32,
    ) -> Result<Vec<CallRow>, StoreError> {
        let sql = format!(
            "select {CALL} from calls where call_id > ?4 and started_at >= ?2 and started_at < ?3 \
             and (?1 is null or institution_id in (select value from json_each(?1))) order by call_id limit ?5"
        );
        let values = (
            institutions(scope),
            from.as_microsecond(),
            before.as_microsecond(),
            int_id(after),
            limit.min(ROWS_MAX),
        );
        self.readers.long(move |connection| rows(connection, "reading calls", &sql, values, call)).await
    }

    async fn call(&self, call_id: u64) -> Result<Option<CallRow>, StoreError> {
        let sql = format!("select {CALL} from calls where call_id = ?1");
        self.readers.short(|connection| one(connection, "reading a call", &sql, [int_id(call_id)], call))
    }

    async fn calls_delete(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let work = move |connection: &Connection| {
            let sql = "delete from calls where call_id in
                       (select call_id from calls where started_at < ?1 order by started_at limit ?2)";
            let values = (before.as_microsecond(), limit);
            let deleted = connection.prepare_cached(sql).and_then(|mut statement| statement.execute(values));
            deleted.map(|rows| rows as u64).map_err(engine("deleting calls"))
        };
        self.writer()?.submit(work).await
    }

    async fn hot_spot_raise(&self, spot: NewHotSpot, known_from: Date) -> Result<bool, StoreError> {
        let work = move |connection: &Connection| {
            let sql = "insert into hot_spots (institution_id, kind, title, found_on, details, raised_at) \
                       select ?1, ?2, ?3, ?4, ?5, ?6 where not exists (select 1 from hot_spots \
                       where institution_id = ?1 and kind = ?2 and title = ?3 and found_on >= ?7)";
            let values = (
                int_id(spot.institution_id.0),
                &spot.kind,
                &spot.title,
                day(spot.found_on),
                &spot.details,
                spot.raised_at.as_microsecond(),
                day(known_from),
            );
            connection
                .prepare_cached(sql)
                .and_then(|mut statement| statement.execute(values))
                .map_err(engine("raising a hot spot"))
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn hot_spots(
        &self,
        scope: &Scope,
        kinds: &[&str],
        open_only: bool,
        limit: u32,
    ) -> Result<Vec<HotSpotRow>, StoreError> {
        let sql = "select hot_spot_id, institution_id, kind, title, found_on, details, raised_at, settled_at, settled_by, statement \
                   from hot_spots where (?1 is null or institution_id in (select value from json_each(?1))) \
                   and kind in (select value from json_each(?2)) and (not ?3 or settled_at is null) \
                   order by hot_spot_id desc limit ?4";
        let kinds = serde_json::json!(kinds).to_string();
        let values = (institutions(scope), kinds, open_only, limit.min(ROWS_MAX));
        self.readers
            .long(move |connection| rows(connection, "reading hot spots", sql, values, hot_spot))
            .await
    }

    async fn hot_spot_settle(
        &self,
        scope: &Scope,
        hot_spot_id: u64,
        user_id: UserId,
        statement: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (spot, user, now) = (int_id(hot_spot_id), int_id(user_id.0), now.as_microsecond());
        let values = (institutions(scope), spot, user, now, statement.to_owned());
        let work = move |connection: &Connection| {
            let sql = "update hot_spots set settled_at = ?4, settled_by = ?3, statement = ?5 where hot_spot_id = ?2 \
                       and settled_at is null \
                       and (?1 is null or institution_id in (select value from json_each(?1)))";
            connection
                .prepare_cached(sql)
                .and_then(|mut statement| statement.execute(values.clone()))
                .map_err(engine("settling a hot spot"))
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }
}

fn call(row: &Row<'_>) -> Result<CallRow, StoreError> {
    let mut fields = Fields::new(row, "calls");
    Ok(CallRow {
        call_id: fields.id()?,
        call: NewCall {
            institution_id: InstitutionId(fields.id()?),
            reference: fields.get()?,
            started_at: fields.moment()?,
            turns: fields.get()?,
            imported_at: fields.moment()?,
        },
    })
}

fn hot_spot(row: &Row<'_>) -> Result<HotSpotRow, StoreError> {
    let mut fields = Fields::new(row, "hot_spots");
    Ok(HotSpotRow {
        hot_spot_id: fields.id()?,
        spot: NewHotSpot {
            institution_id: InstitutionId(fields.id()?),
            kind: fields.get()?,
            title: fields.get()?,
            found_on: fields.date_maybe()?.unwrap_or(Date::MIN),
            details: fields.get()?,
            raised_at: fields.moment()?,
        },
        settled_at: fields.moment_maybe()?,
        settled_by: fields.id_maybe()?.map(UserId),
        statement: fields.get()?,
    })
}
