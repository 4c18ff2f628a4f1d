//! Calls and hot spots.

use async_trait::async_trait;
use domain::id::{InstitutionId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::postgres::PgRow;
use store::stored::day;
use store::{CallRow, Hearing, HotSpotRow, NewCall, NewHotSpot, Scope, StoreError};

use crate::PostgresStore;
use crate::case_views::institutions;
use crate::convert::{id, storable};
use crate::fields::Fields;
use crate::query::{one, rows};

/// No page is longer.
const ROWS_MAX: u32 = 2_000;

const CALL: &str = "call_id, institution_id, reference, started_at, turns, imported_at";

#[async_trait]
impl Hearing for PostgresStore {
    async fn calls_put(&self, calls: Vec<NewCall>) -> Result<u64, StoreError> {
        if calls.is_empty() {
            return Ok(0);
        }
        let sql = "insert into calls (institution_id, reference, started_at, turns, imported_at) \
                   select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[]) \
                   on conflict (institution_id, reference) do nothing";
        let query = sqlx::query(sql)
            .bind(calls.iter().map(|call| id(call.institution_id.0)).collect::<Vec<_>>())
            .bind(calls.iter().map(|call| storable(&call.reference).into_owned()).collect::<Vec<_>>())
            .bind(calls.iter().map(|call| call.started_at.as_microsecond()).collect::<Vec<_>>())
            .bind(calls.iter().map(|call| storable(&call.turns).into_owned()).collect::<Vec<_>>())
            .bind(calls.iter().map(|call| call.imported_at.as_microsecond()).collect::<Vec<_>>());
        self.write_rows("keeping calls", query).await
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
            "select {CALL} from calls where call_id > $4 and started_at >= $2 and started_at < $3 \
             and ($1::bigint[] is null or institution_id = any($1)) order by call_id limit $5"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(institutions(scope))
            .bind(from.as_microsecond())
            .bind(before.as_microsecond())
            .bind(id(after))
            .bind(i64::from(limit.min(ROWS_MAX)));
        rows(&self.pool, "reading calls", query, call).await
    }

    async fn call(&self, call_id: u64) -> Result<Option<CallRow>, StoreError> {
        let sql = format!("select {CALL} from calls where call_id = $1");
        one(&self.pool, "reading a call", sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id(call_id)), call).await
    }

    async fn calls_delete(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let sql = "delete from calls where call_id in \
                   (select call_id from calls where started_at < $1 order by started_at limit $2)";
        let query = sqlx::query(sql).bind(before.as_microsecond()).bind(i64::from(limit));
        self.write_rows("deleting calls", query).await
    }

    async fn hot_spot_raise(&self, spot: NewHotSpot, known_from: Date) -> Result<bool, StoreError> {
        let sql = "insert into hot_spots (institution_id, kind, title, found_on, details, raised_at) \
                   select $1, $2, $3, $4, $5, $6 where not exists (select from hot_spots \
                   where institution_id = $1 and kind = $2 and title = $3 and found_on >= $7)";
        let query = sqlx::query(sql)
            .bind(id(spot.institution_id.0))
            .bind(&spot.kind)
            .bind(storable(&spot.title).into_owned())
            .bind(day(spot.found_on))
            .bind(storable(&spot.details).into_owned())
            .bind(spot.raised_at.as_microsecond())
            .bind(day(known_from));
        Ok(self.write_rows("raising a hot spot", query).await? > 0)
    }

    async fn hot_spots(
        &self,
        scope: &Scope,
        kinds: &[&str],
        open_only: bool,
        limit: u32,
    ) -> Result<Vec<HotSpotRow>, StoreError> {
        let sql = "select hot_spot_id, institution_id, kind, title, found_on, details, raised_at, settled_at, settled_by, statement \
                   from hot_spots where ($1::bigint[] is null or institution_id = any($1)) \
                   and kind = any($2) and (not $3 or settled_at is null) order by hot_spot_id desc limit $4";
        let query = sqlx::query(sql)
            .bind(institutions(scope))
            .bind(kinds)
            .bind(open_only)
            .bind(i64::from(limit.min(ROWS_MAX)));
        rows(&self.pool, "reading hot spots", query, hot_spot).await
    }

    async fn hot_spot_settle(
        &self,
        scope: &Scope,
        hot_spot_id: u64,
        user_id: UserId,
        statement: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "update hot_spots set settled_at = $4, settled_by = $3, statement = $5 where hot_spot_id = $2 \
                   and settled_at is null and ($1::bigint[] is null or institution_id = any($1))";
        let query = sqlx::query(sql)
            .bind(institutions(scope))
            .bind(id(hot_spot_id))
            .bind(id(user_id.0))
            .bind(now.as_microsecond())
            .bind(storable(statement).into_owned());
        Ok(self.write_rows("settling a hot spot", query).await? > 0)
    }
}

fn call(row: &PgRow) -> Result<CallRow, StoreError> {
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

fn hot_spot(row: &PgRow) -> Result<HotSpotRow, StoreError> {
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
