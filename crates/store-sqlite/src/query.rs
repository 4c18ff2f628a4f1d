//! Running one prepared query.

use rusqlite::{Connection, Params, Row};
use store::StoreError;

use crate::error::engine;

/// All rows of a query.
pub fn rows<T>(
    connection: &Connection,
    doing: &'static str,
    sql: &str,
    values: impl Params,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(engine(doing))?;
    let mut rows = statement.query(values).map_err(engine(doing))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(engine(doing))? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The first row of a query, if it has one.
pub fn one<T>(
    connection: &Connection,
    doing: &'static str,
    sql: &str,
    values: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(engine(doing))?;
    let mut rows = statement.query(values).map_err(engine(doing))?;
    rows.next().map_err(engine(doing))?.map(read).transpose()
}
