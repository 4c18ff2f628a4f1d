//! Who may open a data folder, and what happens to those who may not.

use domain::id::Stream;
use expect_test::expect;
use ledger::HashAlgorithm;
use store::{Accounts, Append, EventLog, Expected, LedgerRows, Series, StoreError, StreamWrite};
use store_sqlite::{Access, DATABASE_FILE, LOCK_FILE, OpenOptions, SqliteStore};
use tempfile::tempdir;

use crate::engine::options;

/// The second is told who holds it; a reader is not held up; closing lets the next one in.
#[tokio::test]
async fn one_writer_a_folder() {
    let folder = tempdir().unwrap();
    let first = SqliteStore::open(folder.path(), options(Access::Create)).unwrap();
    first.setting_put("name", "回音").await.unwrap();
    let refused = SqliteStore::open(folder.path(), options(Access::Write)).unwrap_err();
    let told = refused
        .to_string()
        .replace(&folder.path().display().to_string(), "FOLDER")
        .replace(&std::process::id().to_string(), "PID");
    expect!["`FOLDER/huiyin.lock` is in use by process PID since 2026-10-13T08:00:00Z"].assert_eq(&told);

    let reader = SqliteStore::open(folder.path(), options(Access::Read)).unwrap();
    assert_eq!(reader.setting("name").await.unwrap().as_deref(), Some("回音"));
    first.setting_put("name", "later").await.unwrap();
    assert_eq!(reader.setting("name").await.unwrap().as_deref(), Some("later"));
    drop(first);
    SqliteStore::open(folder.path(), options(Access::Write)).unwrap();
    assert!(folder.path().join(LOCK_FILE).exists());
}

/// Each writing call says so, and nothing changes.
#[tokio::test]
async fn a_reader_cannot_write() {
    let folder = tempdir().unwrap();
    drop(SqliteStore::open(folder.path(), options(Access::Create)).unwrap());
    let reader = SqliteStore::open(folder.path(), options(Access::Read)).unwrap();
    let write = StreamWrite { stream: Stream::Office, expected: Expected::Any, events: vec![] };
    assert!(matches!(
        reader.append(Append { writes: vec![write], changes: vec![] }).await,
        Err(StoreError::ReadOnly)
    ));
    assert!(matches!(reader.append_many(vec![]).await, Err(StoreError::ReadOnly)));
    assert!(matches!(reader.allocate(Series::Case, 1).await, Err(StoreError::ReadOnly)));
    assert!(matches!(reader.seal(1, jiff::Timestamp::MAX).await, Err(StoreError::ReadOnly)));
    assert!(matches!(reader.rebuild_views().await, Err(StoreError::ReadOnly)));
    assert!(matches!(reader.setting_put("name", "x").await, Err(StoreError::ReadOnly)));
}

/// Only `Create` makes a database.
#[test]
fn a_missing_database_is_not_made_unasked() {
    let folder = tempdir().unwrap();
    for access in [Access::Read, Access::Write] {
        let refused = SqliteStore::open(folder.path(), options(access)).unwrap_err();
        assert_eq!(refused.to_string(), "the database failed while opening the database file");
        assert!(!folder.path().join(DATABASE_FILE).exists());
    }
}

/// Neither overwritten nor read as something else.
#[test]
fn what_is_not_ours_is_refused() {
    let folder = tempdir().unwrap();
    let path = folder.path().join(DATABASE_FILE);
    std::fs::write(&path, "a letter, not a database; longer than a header of one hundred bytes, so that it is read as far as that").unwrap();
    let refused = SqliteStore::open(folder.path(), options(Access::Create)).unwrap_err();
    assert!(matches!(refused, StoreError::Engine { .. }), "{refused:?}");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("a letter"));

    std::fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("create table strangers (name text)").unwrap();
    let refused = SqliteStore::open(folder.path(), options(Access::Create)).unwrap_err();
    assert!(matches!(refused, StoreError::Schema { found: 0, .. }), "{refused:?}");
}

/// A newer release's database is left alone.
#[test]
fn a_newer_schema_is_refused() {
    let folder = tempdir().unwrap();
    drop(SqliteStore::open(folder.path(), options(Access::Create)).unwrap());
    let connection = rusqlite::Connection::open(folder.path().join(DATABASE_FILE)).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    for access in [Access::Create, Access::Read] {
        let refused = SqliteStore::open(folder.path(), options(access)).unwrap_err();
        assert!(matches!(refused, StoreError::Schema { found: 99, .. }), "{refused:?}");
    }
}

/// A ledger keeps the hash it began with, whatever is asked for later.
#[tokio::test]
async fn the_hash_of_the_ledger_is_the_first_one() {
    let folder = tempdir().unwrap();
    let sm3 = OpenOptions { hash_algorithm: HashAlgorithm::Sm3, ..options(Access::Create) };
    drop(SqliteStore::open(folder.path(), sm3).unwrap());
    let store = SqliteStore::open(folder.path(), options(Access::Create)).unwrap();
    assert_eq!(store.hash_algorithm(), HashAlgorithm::Sm3);
    assert_eq!(store.head().await.unwrap().root, HashAlgorithm::Sm3.empty_root());
}

/// Identifiers reserved and not used come back when a store is closed, so that numbers have no gaps.
#[tokio::test]
async fn closing_leaves_no_gap() {
    let folder = tempdir().unwrap();
    for expected in 1..=4 {
        let store = SqliteStore::open(folder.path(), options(Access::Create)).unwrap();
        assert_eq!(store.allocate(Series::Case, 1).await.unwrap(), expected);
    }
}
