//! Rules that arrived.

use async_trait::async_trait;
use rusqlite::Connection;
use store::{RuleFile, RuleFiles, RuleKind, StoreError};

use crate::SqliteStore;
use crate::convert::Fields;
use crate::error::engine;
use crate::query::{one, rows};

/// The table of a kind.
const fn table(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Calendar => "calendar_files",
        RuleKind::Regime => "regime_files",
    }
}

#[async_trait]
impl RuleFiles for SqliteStore {
    async fn rule_file_put(&self, file: RuleFile) -> Result<bool, StoreError> {
        let work = move |connection: &Connection| {
            let table = table(file.kind);
            let sql = format!(
                "insert or ignore into {table} (digest, name, text, arrived_at) values (?1, ?2, ?3, ?4)"
            );
            connection
                .prepare_cached(&sql)
                .and_then(|mut statement| {
                    statement.execute((
                        &file.digest,
                        &file.name,
                        &file.text,
                        file.arrived_at.as_microsecond(),
                    ))
                })
                .map_err(engine("keeping rules"))
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn rule_file_count(&self) -> Result<u64, StoreError> {
        let sql = "select (select count(*) from calendar_files) + (select count(*) from regime_files)";
        let count = self.readers.short(|connection| {
            one(connection, "counting rules", sql, [], |row| Fields::new(row, "calendar_files").id())
        })?;
        Ok(count.unwrap_or_default())
    }

    async fn rule_files(&self, kind: RuleKind) -> Result<Vec<RuleFile>, StoreError> {
        let table = table(kind);
        let sql = format!("select digest, name, text, arrived_at from {table} order by arrival");
        self.readers.short(|connection| {
            rows(connection, "reading rules", &sql, [], |row| {
                let mut fields = Fields::new(row, table);
                Ok(RuleFile {
                    kind,
                    digest: fields.get()?,
                    name: fields.get()?,
                    text: fields.get()?,
                    arrived_at: fields.moment()?,
                })
            })
        })
    }
}
