//! How connections are opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use store::{Access, StoreError};

use crate::error::engine;

/// The database's name in the data folder.
pub const DATABASE_FILE: &str = "huiyin.db";

/// How long a connection waits for a lock. Writers never meet (there is one); a checkpoint and a backup may.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Prepared statements kept a connection: the fixed ones, the commonest combinations of changed columns and of filters.
const STATEMENTS_KEPT: usize = 256;

// - WAL: readers go on while the writer writes.
// - synchronous=full: a commit returns once the write-ahead log is on the disk. Acknowledged means durable.
// - wal_autocheckpoint: pages that change often (the ends of indexes) are written back once for many commits. 16,384
//   pages are 64 MB: half as many wrote a tenth more to the disk during an import, twice as many a twentieth less.
// - journal_size_limit: the log file shrinks to this after a burst.
// - temp_store: sorting and savepoints' undo pages in memory.
// - secure_delete: what is deleted (a wrapped key, a masked copy) is overwritten with zeros in its page.
const WRITER: &str = "
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma wal_autocheckpoint = 16384;
    pragma journal_size_limit = 134217728;
    pragma temp_store = memory;
    pragma secure_delete = on;
";

// - query_only: a reader that tried to write would wait for the writer and break its promise to be the only one.
// - cache_size: there are eight readers, and what they read lies in the system's cache: 8 MiB each made no list faster.
const READER: &str = "
    pragma query_only = on;
    pragma cache_size = -2048;
    pragma temp_store = memory;
";

/// What the writer keeps of the hot ends of all indexes, in KiB; a miss costs a read from the system's cache. A process that
/// imports a million rows and ends may take more than one that stays.
const fn writer_cache(access: Access) -> u32 {
    match access {
        Access::Serve => 24 * 1_024,
        _ => 96 * 1_024,
    }
}

/// Opens the writing connection, creating the file where allowed.
pub fn writer(path: &Path, access: Access) -> Result<Connection, StoreError> {
    let create = if access.creates() { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
    let pragmas = format!("{WRITER}pragma cache_size = -{};", writer_cache(access));
    open(path, flags, &pragmas)
}

/// Opens a connection for what is neither writing nor reading rows: emptying the write-ahead log, copying the file.
pub fn keeper(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open(path, flags, "")
}

/// Opens a reading connection. It is read-only by pragma, not by flag: in WAL mode a reader may have to make the shared
/// index file after a crash.
pub fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open(path, flags, READER)
}

fn open(path: &Path, flags: OpenFlags, pragmas: &str) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags).map_err(engine("opening the database file"))?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(engine("opening the database file"))?;
    // Plans must not depend on bound values: SQLite as bundled (with STAT4) would otherwise prepare most statements anew
    // at every execution, which took a fifth of the writer's time in an import.
    let stable_plans = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
    connection.set_db_config(stable_plans, true).map_err(engine("setting up a database connection"))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.execute_batch(pragmas).map_err(engine("setting up a database connection"))?;
    Ok(connection)
}
