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
// - journal_size_limit: the log file shrinks to this after a burst.
// - secure_delete: what is deleted (a wrapped key, a masked copy) is overwritten with zeros in its page.
const WRITER: &str = "
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma journal_size_limit = 134217728;
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
/// imports a million rows and ends may take more than one that stays. A rebuild reads the table of cases once for each of
/// its indexes: at a million of them it is 400 MB.
const fn writer_cache(access: Access) -> u32 {
    match access {
        Access::Serve => 16 * 1_024,
        Access::Alone => 512 * 1_024,
        _ => 96 * 1_024,
    }
}

/// After how many pages of the write-ahead log they are written back: those that change often (the ends of indexes) once for
/// many commits. A process that fills a record writes less the longer it waits; one that serves keeps the log short, as
/// each page of it is another place to look in.
const fn checkpoint_pages(access: Access) -> u32 {
    match access {
        Access::Serve => 16_384,
        _ => 65_536,
    }
}

/// Where it sorts and keeps savepoints' undo pages: in memory. A rebuild builds indexes of millions of rows: it sorts pieces
/// on other cores while it reads, for which they must lie in files (of no name, so that they go with the process).
const fn sorting(access: Access) -> &'static str {
    match access {
        Access::Alone => "pragma temp_store = file; pragma threads = 4;",
        _ => "pragma temp_store = memory;",
    }
}

/// Opens the writing connection, creating the file where allowed.
pub fn writer(path: &Path, access: Access) -> Result<Connection, StoreError> {
    let create = if access.creates() { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
    let (cache, pages) = (writer_cache(access), checkpoint_pages(access));
    let sorting = sorting(access);
    let pragmas =
        format!("{WRITER}pragma cache_size = -{cache}; pragma wal_autocheckpoint = {pages}; {sorting}");
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
