//! Migrations and the readable schema say the same.

use std::collections::BTreeSet;

use rusqlite::Connection;
use store_sqlite::{Access, DATABASE_FILE, SqliteStore};

use crate::engine::options;

/// Table by table, index by index, but for comments and spaces.
#[test]
fn all_migrations_together_give_the_readable_schema() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path(), options(Access::Create)).unwrap());
    let migrated = Connection::open(folder.path().join(DATABASE_FILE)).unwrap();
    let readable = Connection::open_in_memory().unwrap();
    readable.execute_batch(include_str!("../../schema.sql")).unwrap();
    let (migrated, readable) = (definitions(&migrated), definitions(&readable));
    assert!(30 < migrated.len());
    assert_eq!(migrated, readable);
}

/// Every table says what it is and every index what it serves, in the lines above.
#[test]
fn the_readable_schema_explains_itself() {
    for paragraph in include_str!("../../schema.sql").split("\n\n") {
        let paragraph = paragraph.trim();
        assert!(
            paragraph.is_empty() || paragraph.starts_with("--"),
            "nothing above says what this is for: {paragraph}"
        );
    }
}

/// Opening again applies nothing again and keeps what is there.
#[test]
fn migrating_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let read = || definitions(&Connection::open(folder.path().join(DATABASE_FILE)).unwrap());
    drop(SqliteStore::open(folder.path(), options(Access::Create)).unwrap());
    let first = read();
    drop(SqliteStore::open(folder.path(), options(Access::Create)).unwrap());
    assert_eq!(read(), first);
}

/// Name and definition of all tables and indexes, without comments, all spaces alike.
fn definitions(connection: &Connection) -> Vec<(String, String)> {
    let mut statement = connection
        .prepare("select name, sql from sqlite_master where sql is not null order by name")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    rows.map(|row| {
        let (name, sql) = row.unwrap();
        let bare = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
        let words = bare.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
        (name, words.replace("( ", "(").replace(" )", ")").replace(" ,", ","))
    })
    .collect()
}

/// A table that nobody copies would be lost on the way from one engine to another.
#[test]
fn every_table_is_copied_or_made_anew() {
    let own = ["events", "leaves", "ledger_head", "tiles"];
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path(), options(Access::Create)).unwrap());
    let database = Connection::open(folder.path().join(DATABASE_FILE)).unwrap();
    let sql = "select t.name, c.name, c.pk from sqlite_master as t, pragma_table_info(t.name) as c where t.type = 'table'";
    let mut statement = database.prepare(sql).unwrap();
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, 0 < row.get::<_, i64>(2)?))).unwrap();
    let found: BTreeSet<(String, String, bool)> = rows.map(Result::unwrap).collect();
    let found: BTreeSet<_> = found.into_iter().filter(|(table, ..)| !own.contains(&&**table)).collect();
    let copied = store::COPIED.iter().flat_map(|table| {
        let columns = table.columns.iter().enumerate();
        columns.map(|(place, column)| (table.name.to_owned(), column.name.to_owned(), place < table.key))
    });
    assert_eq!(found, copied.collect());
}
