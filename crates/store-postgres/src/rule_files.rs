//! Rules that arrived.

use async_trait::async_trait;
use store::{RuleFile, RuleFiles, RuleKind, StoreError};

use crate::PostgresStore;
use crate::fields::Fields;
use crate::query::{one, rows};

#[async_trait]
impl RuleFiles for PostgresStore {
    async fn rule_file_put(&self, file: RuleFile) -> Result<bool, StoreError> {
        let sql = match file.kind {
            RuleKind::Calendar => {
                "insert into calendar_files (digest, name, text, arrived_at) values ($1, $2, $3, $4) \
                 on conflict (digest) do nothing"
            }
            RuleKind::Regime => {
                "insert into regime_files (digest, name, text, arrived_at) values ($1, $2, $3, $4) \
                 on conflict (digest) do nothing"
            }
        };
        let query = sqlx::query(sql)
            .bind(file.digest)
            .bind(file.name)
            .bind(file.text)
            .bind(file.arrived_at.as_microsecond());
        Ok(self.write_rows("keeping rules", query).await? > 0)
    }

    async fn rule_file_count(&self) -> Result<u64, StoreError> {
        let sql = "select (select count(*) from calendar_files) + (select count(*) from regime_files)";
        let count = one(&self.pool, "counting rules", sqlx::query(sql), |row| {
            Fields::new(row, "calendar_files").number()
        });
        Ok(count.await?.unwrap_or_default())
    }

    async fn rule_files(&self, kind: RuleKind) -> Result<Vec<RuleFile>, StoreError> {
        let (sql, table) = match kind {
            RuleKind::Calendar => (
                "select digest, name, text, arrived_at from calendar_files order by arrival",
                "calendar_files",
            ),
            RuleKind::Regime => {
                ("select digest, name, text, arrived_at from regime_files order by arrival", "regime_files")
            }
        };
        rows(&self.pool, "reading rules", sqlx::query(sql), |row| {
            let mut fields = Fields::new(row, table);
            Ok(RuleFile {
                kind,
                digest: fields.get()?,
                name: fields.get()?,
                text: fields.get()?,
                arrived_at: fields.moment()?,
            })
        })
        .await
    }
}
