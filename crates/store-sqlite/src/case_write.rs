//! Writing the row of a case.
//!
//! Twenty indexes hang on `cases`, and SQLite touches every index of a column that an update names, changed or not. So an
//! update names only what differs from the stored row: a step in a case's life changes a handful of columns, and the few
//! combinations that occur stay in the cache of prepared statements.

use std::fmt::Write;
use std::sync::LazyLock;

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Row};
use store::{CaseRow, StoreError};

use crate::case_row::{COLUMNS, values};
use crate::error::engine;

static SELECT: LazyLock<String> =
    LazyLock::new(|| format!("select {} from cases where case_id = ?1", COLUMNS.join(", ")));

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<_> = (1..=COLUMNS.len()).map(|place| format!("?{place}")).collect();
    format!("insert into cases ({}) values ({})", COLUMNS.join(", "), places.join(", "))
});

const DOING: &str = "writing the row of a case";

/// Inserts a row that is not there.
pub fn case_insert(connection: &Connection, row: &CaseRow) -> Result<(), StoreError> {
    insert(connection, &values(row))
}

/// Inserts the row, or changes what differs.
pub fn case_put(connection: &Connection, row: &CaseRow) -> Result<(), StoreError> {
    let values = values(row);
    let changed = {
        let mut stored = connection.prepare_cached(&SELECT).map_err(engine(DOING))?;
        let mut rows = stored.query([&values[0]]).map_err(engine(DOING))?;
        match rows.next().map_err(engine(DOING))? {
            Some(stored) => Some(changed_columns(stored, &values).map_err(engine(DOING))?),
            None => None,
        }
    };
    match changed {
        None => insert(connection, &values),
        Some(columns) if columns.is_empty() => Ok(()),
        Some(columns) => connection
            .prepare_cached(&update(&columns))
            .and_then(|mut statement| {
                let places = columns.iter().map(|column| &values[*column]);
                statement.execute(rusqlite::params_from_iter(std::iter::once(&values[0]).chain(places)))
            })
            .map(|_| ())
            .map_err(engine(DOING)),
    }
}

fn insert(connection: &Connection, values: &[ToSqlOutput<'_>]) -> Result<(), StoreError> {
    connection
        .prepare_cached(&INSERT)
        .and_then(|mut statement| statement.execute(rusqlite::params_from_iter(values)))
        .map(|_| ())
        .map_err(engine(DOING))
}

/// The positions of the columns whose stored value differs.
fn changed_columns(stored: &Row<'_>, values: &[ToSqlOutput<'_>]) -> rusqlite::Result<Vec<usize>> {
    let mut changed = Vec::new();
    for (column, value) in values.iter().enumerate() {
        let same = match value {
            ToSqlOutput::Borrowed(value) => stored.get_ref(column)? == *value,
            ToSqlOutput::Owned(value) => stored.get_ref(column)? == value.into(),
            _ => false,
        };
        if !same {
            changed.push(column);
        }
    }
    Ok(changed)
}

fn update(columns: &[usize]) -> String {
    let mut sql = "update cases set ".to_owned();
    for (place, column) in (2..).zip(columns) {
        let comma = if place == 2 { "" } else { ", " };
        // Writing to a string cannot fail.
        let _ = write!(sql, "{comma}{} = ?{place}", COLUMNS[*column]);
    }
    sql.push_str(" where case_id = ?1");
    sql
}
