//! Bringing a database to the schema of this release, step by step, forward only.

use rusqlite::Connection;
use store::StoreError;

use crate::error::engine;

/// `HYIN`: marks the file as ours in its header (`file` and `sqlite3` show it).
const APPLICATION_ID: i64 = 0x4859_494e;

/// All steps, in order. Step n brings a database from schema version n-1 to n; it never changes once released.
const STEPS: &[&str] = &[
    include_str!("../migrations/0001_record.sql"),
    include_str!("../migrations/0002_done_requests.sql"),
    include_str!("../migrations/0003_jobs.sql"),
    include_str!("../migrations/0004_person_states.sql"),
    include_str!("../migrations/0007_views.sql"),
];

/// The newest schema version this release knows.
pub const KNOWN: i64 = STEPS.len() as i64;

/// Applies the steps that are missing, each in a transaction of its own that also records it.
pub fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    for (step, sql) in (1..).zip(STEPS).skip_while(|(step, _)| *step <= found) {
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
