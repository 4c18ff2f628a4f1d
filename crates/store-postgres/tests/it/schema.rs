//! Migrations and the readable schema say the same, and what is copied is all there is.

use std::collections::BTreeSet;

use sqlx::{PgConnection, Row};
use store::{Access, COPIED, Form};

use crate::engine::{PostgresEngine, fresh};

/// What the engine keeps about itself, or makes anew from the events.
const OWN: [&str; 7] =
    ["event_unsealed", "events", "huiyin_schema", "leaves", "ledger_head", "organisation_version", "tiles"];

/// Column by column, index by index, constraint by constraint.
#[tokio::test]
async fn all_migrations_together_give_the_readable_schema() {
    let (Some(migrated), Some(readable)) = (fresh().await, fresh().await) else { return };
    drop(migrated.open_for(Access::Create).await.unwrap());
    readable.execute(include_str!("../../schema.sql")).await;
    let (migrated, readable) = (definitions(&migrated).await, definitions(&readable).await);
    assert!(150 < migrated.len());
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

/// A table that nobody copies would be lost on the way from one engine to another.
#[tokio::test]
async fn every_table_is_copied_or_made_anew() {
    let Some(engine) = fresh().await else { return };
    drop(engine.open_for(Access::Create).await.unwrap());
    let sql = "select table_name::text, column_name::text, data_type::text from information_schema.columns \
               where table_schema = 'public' and is_generated = 'NEVER' order by 1, ordinal_position";
    let found = read(&mut engine.connection().await, sql).await;
    let found: BTreeSet<_> = found.into_iter().filter(|row| !OWN.contains(&&*row[0])).collect();
    let copied = COPIED.iter().flat_map(|table| {
        table.columns.iter().map(|column| {
            let form = match column.form {
                Form::Integer => "bigint",
                Form::Flag => "boolean",
                Form::Text => "text",
                Form::Bytes => "bytea",
            };
            [table.name, column.name, form].map(str::to_owned).to_vec()
        })
    });
    assert_eq!(found, copied.collect());
}

/// Every column, index and constraint, as the catalogue defines it.
async fn definitions(engine: &PostgresEngine) -> Vec<Vec<String>> {
    let mut connection = engine.connection().await;
    let columns = "select table_name::text, ordinal_position::text, column_name::text, data_type::text, \
                   is_nullable::text, coalesce(collation_name::text, ''), coalesce(generation_expression::text, '') \
                   from information_schema.columns where table_schema = 'public' order by 1, 2";
    let indexes = "select tablename::text, indexname::text, indexdef from pg_indexes where schemaname = 'public' order by 2";
    let constraints = "select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) from pg_constraint \
                       where connamespace = 'public'::regnamespace order by 1, 2";
    let mut all = Vec::new();
    for sql in [columns, indexes, constraints] {
        all.extend(read(&mut connection, sql).await);
    }
    all
}

async fn read(connection: &mut PgConnection, sql: &'static str) -> Vec<Vec<String>> {
    let rows = sqlx::query(sql).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| (0..row.len()).map(|column| row.get(column)).collect()).collect()
}
