//! Bringing a database to the schema of this release: the steps of [`store::Migrations`], each in a transaction.

use rusqlite::Connection;
use store::{Migrations, StoreError};

use crate::error::engine;

/// `HYIN`: marks the file as ours in its header (`file` and `sqlite3` show it).
const APPLICATION_ID: i64 = 0x4859_494e;

const STEPS: Migrations = store::migrations!();

/// Applies the steps that are missing, each in a transaction of its own that also records them.
pub fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let (found, is_ours) = version(connection)?;
    for (step, sql) in STEPS.missing(found, is_ours)? {
        let recorded = format!(
            "begin immediate; {sql} pragma user_version = {step}; pragma application_id = {APPLICATION_ID}; commit"
        );
        if let Err(error) = connection.execute_batch(&recorded) {
            // The step's own error says more than one of the rollback would.
            let _ = connection.execute_batch("rollback");
            return Err(engine("bringing the database to the schema of this release")(error));
        }
    }
    Ok(())
}

/// Refuses a database that a reader cannot use as it is: of another release, or unfinished.
pub fn require_known(connection: &Connection) -> Result<(), StoreError> {
    let (found, is_ours) = version(connection)?;
    STEPS.require_none_missing(found, is_ours)
}

/// The schema version, 0 for an empty file, and whether it is a file of ours.
fn version(connection: &Connection) -> Result<(i64, bool), StoreError> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let doing = "reading the schema version";
    let (found, application) =
        (pragma("user_version").map_err(engine(doing))?, pragma("application_id").map_err(engine(doing))?);
    let tables: i64 = connection
        .query_row("select count(*) from sqlite_master", [], |row| row.get(0))
        .map_err(engine(doing))?;
    Ok((found, application == APPLICATION_ID || tables == 0))
}
