//! Copying the database while it is written: one moment of it, whole. The wrapped keys of persons go into a file of their
//! own, so that the copy can be kept long and the keys for a short time only: without them nothing in it opens.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use store::PersonKeyRow;

use crate::connection::{self, DATABASE_FILE};
use crate::error::engine;

/// `HYPK`: marks a file of persons' keys.
const KEYS_APPLICATION_ID: i64 = 0x4859_504b;

/// Why a database could not be copied or completed.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The engine.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// A file.
    #[error("failed to make the copy durable")]
    File(#[from] std::io::Error),
    /// The copy is damaged.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    /// It is no file of keys.
    #[error("this is no file of persons' keys, as `store backup` writes them")]
    NotKeys,
}

/// Copies the database of a data folder to `target`, as it is at one moment, also beside a process that writes, and moves the
/// wrapped keys of persons out of the copy into `person_keys`. Neither file may exist. Returns how many keys there are.
///
/// What was deleted from the database is in neither file: the copy is written anew row by row.
pub fn copy_database(folder: &Path, target: &Path, person_keys: &Path) -> Result<u64, CopyError> {
    let doing = "copying the database";
    connection::keeper(&folder.join(DATABASE_FILE))?
        .execute("vacuum into ?1", [target.to_string_lossy()])
        .map_err(engine(doing))?;
    let copy = connection::keeper(target)?;
    // The keys are overwritten where they lay.
    copy.execute_batch("pragma secure_delete = on; pragma journal_mode = delete;").map_err(engine(doing))?;
    person_keys_create(person_keys)?;
    copy.execute("attach ?1 as apart", [person_keys.to_string_lossy()]).map_err(engine(doing))?;
    let apart = "begin;
                 insert into apart.person_keys select person_id, wrapped from main.person_keys;
                 delete from main.person_keys;
                 commit;";
    copy.execute_batch(apart).map_err(engine(doing))?;
    let keys = count(&copy, "select count(*) from apart.person_keys")?;
    copy.execute_batch("detach apart").map_err(engine(doing))?;
    copy.close().map_err(|(_, error)| engine(doing)(error))?;
    File::open(target)?.sync_all()?;
    File::open(person_keys)?.sync_all()?;
    Ok(keys)
}

/// Makes a file of persons' keys that holds none yet.
pub fn person_keys_create(path: &Path) -> Result<(), CopyError> {
    let doing = "making the file of persons' keys";
    let keys = Connection::open(path).map_err(engine(doing))?;
    let empty = format!(
        "pragma application_id = {KEYS_APPLICATION_ID};
         create table person_keys (person_id integer primary key, wrapped blob not null) strict;"
    );
    keys.execute_batch(&empty).map_err(engine(doing))?;
    keys.close().map_err(|(_, error)| engine(doing)(error))?;
    Ok(File::open(path)?.sync_all()?)
}

/// Adds keys to a file of persons' keys, durably.
pub fn person_keys_add(path: &Path, rows: &[PersonKeyRow]) -> Result<(), CopyError> {
    let doing = "putting keys of persons apart";
    let mut keys = Connection::open(path).map_err(engine(doing))?;
    let transaction = keys.transaction().map_err(engine(doing))?;
    for row in rows {
        transaction
            .prepare_cached("insert into person_keys (person_id, wrapped) values (?1, ?2)")
            .and_then(|mut insert| insert.execute((row.person_id.0.cast_signed(), &row.wrapped)))
            .map_err(engine(doing))?;
    }
    transaction.commit().map_err(engine(doing))?;
    keys.close().map_err(|(_, error)| engine(doing)(error))?;
    Ok(())
}

/// Puts the keys of persons back into a copied database and looks it over. Keys that are there stay; those of erased persons
/// are not taken. Returns how many persons who have sealed items have no key now.
pub fn person_keys_put(database: &Path, person_keys: &Path) -> Result<u64, CopyError> {
    let doing = "putting the keys of persons back";
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mark = Connection::open_with_flags(person_keys, flags)
        .and_then(|keys| keys.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0)));
    if mark.ok() != Some(KEYS_APPLICATION_ID) {
        return Err(CopyError::NotKeys);
    }
    let copy = connection::keeper(database)?;
    let check: String = copy
        .query_row("pragma quick_check(1)", [], |row| row.get(0))
        .map_err(engine("looking the copy over"))?;
    if check != "ok" {
        return Err(CopyError::Damaged(check));
    }
    copy.execute("attach ?1 as apart", [person_keys.to_string_lossy()]).map_err(engine(doing))?;
    let put = "insert or ignore into main.person_keys select person_id, wrapped from apart.person_keys
               where person_id not in (select person_id from main.person_states where erased_at is not null)";
    copy.execute(put, []).map_err(engine(doing))?;
    let without = count(
        &copy,
        "select count(distinct person_id) from main.sealed_items
         where person_id not in (select person_id from main.person_keys)",
    )?;
    copy.execute_batch("detach apart").map_err(engine(doing))?;
    copy.close().map_err(|(_, error)| engine(doing)(error))?;
    File::open(database)?.sync_all()?;
    Ok(without)
}

fn count(connection: &Connection, sql: &str) -> Result<u64, CopyError> {
    let count: i64 =
        connection.query_row(sql, [], |row| row.get(0)).map_err(engine("counting persons' keys"))?;
    Ok(count.cast_unsigned())
}
