//! Bringing a database to the schema of this release, step by step, forward only.

use sqlx::{Connection, PgConnection};
use store::StoreError;

use crate::error::engine;

/// All steps, in order. Step n brings a database from schema version n-1 to n; it never changes once released.
const STEPS: &[&str] = &[
    include_str!("../migrations/0001_record.sql"),
    include_str!("../migrations/0002_done_requests.sql"),
    include_str!("../migrations/0003_jobs.sql"),
    include_str!("../migrations/0004_person_states.sql"),
    include_str!("../migrations/0007_views.sql"),
];

/// The newest schema version this release knows.
const KNOWN: i64 = STEPS.len() as i64;

/// The lock of whoever changes the schema, so that nodes that start together do it once.
const MIGRATING: i64 = 0x4859_494e_0001;

const DOING: &str = "bringing the database to the schema of this release";

/// Applies the steps that are missing, all in one transaction that also records them.
pub async fn migrate(connection: &mut PgConnection) -> Result<(), StoreError> {
    let mut transaction = connection.begin().await.map_err(engine(DOING))?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(MIGRATING)
        .execute(&mut *transaction)
        .await
        .map_err(engine(DOING))?;
    let found = version(&mut transaction).await?;
    let foreign = found == 0 && has_tables(&mut transaction).await?;
    if foreign || !(0..=KNOWN).contains(&found) {
        return Err(StoreError::Schema { found, known: KNOWN });
    }
    for (step, sql) in (1..).zip(STEPS).skip_while(|(step, _)| *step <= found) {
        sqlx::raw_sql(*sql).execute(&mut *transaction).await.map_err(engine(DOING))?;
        sqlx::query("insert into huiyin_schema (version) values ($1)")
            .bind(step)
            .execute(&mut *transaction)
            .await
            .map_err(engine(DOING))?;
    }
    transaction.commit().await.map_err(engine(DOING))
}

/// Refuses a database that cannot be used as it is: of another release, or without our tables (version 0).
pub async fn require_known(connection: &mut PgConnection) -> Result<(), StoreError> {
    match version(connection).await? {
        KNOWN => Ok(()),
        found => Err(StoreError::Schema { found, known: KNOWN }),
    }
}

/// The schema version; 0 where our tables are not there.
async fn version(connection: &mut PgConnection) -> Result<i64, StoreError> {
    let doing = "reading the schema version";
    let there: bool = sqlx::query_scalar("select to_regclass('huiyin_schema') is not null")
        .fetch_one(&mut *connection)
        .await
        .map_err(engine(doing))?;
    if !there {
        return Ok(0);
    }
    let found = sqlx::query_scalar("select coalesce(max(version), 0) from huiyin_schema");
    found.fetch_one(connection).await.map_err(engine(doing))
}

/// Whether somebody else's tables stand where ours would.
async fn has_tables(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let sql = "select exists (select from pg_class where relnamespace = current_schema()::regnamespace \
               and relkind in ('r', 'p'))";
    sqlx::query_scalar(sql).fetch_one(connection).await.map_err(engine("looking for tables of others"))
}
