//! Running one prepared query.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{PgExecutor, Postgres};
use store::StoreError;

use crate::error::engine;

/// A statement with its values.
pub type Query<'query> = sqlx::query::Query<'query, Postgres, PgArguments>;

/// All rows of a query.
pub async fn rows<T>(
    executor: impl PgExecutor<'_>,
    doing: &'static str,
    query: Query<'_>,
    read: impl Fn(&PgRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let rows = query.fetch_all(executor).await.map_err(engine(doing))?;
    rows.iter().map(read).collect()
}

/// The first row of a query, if it has one.
pub async fn one<T>(
    executor: impl PgExecutor<'_>,
    doing: &'static str,
    query: Query<'_>,
    read: impl FnOnce(&PgRow) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let row = query.fetch_optional(executor).await.map_err(engine(doing))?;
    row.as_ref().map(read).transpose()
}

/// Runs a writing statement and says how many rows it changed.
pub async fn run(
    executor: impl PgExecutor<'_>,
    doing: &'static str,
    query: Query<'_>,
) -> Result<u64, StoreError> {
    query.execute(executor).await.map(|done| done.rows_affected()).map_err(engine(doing))
}
