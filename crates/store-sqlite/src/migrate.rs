//! Bringing a database to the schema of this release, step by step, forward only.

use rusqlite::Connection;
use store::StoreError;

use crate::error::engine;

/// `HYIN`: marks the file as ours in its header (`file` and `sqlite3` show it).
const APPLICATION_ID: i64 = 0x4859_494e;

/// All steps by the schema version they bring a database to, rising; numbers may be left out. A step never changes once
/// released.
const STEPS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/0001_record.sql")),
    (3, include_str!("../migrations/0003_person_states.sql")),
];

/// The newest schema version this release knows.
pub const KNOWN: i64 = STEPS[STEPS.len() - 1].0;

/// Applies the steps that are missing, each in a transaction of its own that also records it.
pub fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    for (step, sql) in STEPS.iter().skip_while(|(step, _)| *step <= found) {
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
    match version(connection)? {
        KNOWN => Ok(()),
        found => Err(StoreError::Schema { found, known: KNOWN }),
    }
}

/// The schema version; 0 for an empty file.
fn version(connection: &Connection) -> Result<i64, StoreError> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let doing = "reading the schema version";
    let (found, application) =
        (pragma("user_version").map_err(engine(doing))?, pragma("application_id").map_err(engine(doing))?);
    let tables: i64 = connection
        .query_row("select count(*) from sqlite_master", [], |row| row.get(0))
        .map_err(engine(doing))?;
    let ours = application == APPLICATION_ID || tables == 0;
    if ours && (0..=KNOWN).contains(&found) {
        Ok(found)
    } else {
        Err(StoreError::Schema { found, known: KNOWN })
    }
}
