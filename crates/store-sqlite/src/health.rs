//! What whoever watches the installation asks.

use async_trait::async_trait;
use jiff::Timestamp;
use store::{Health, StoreError, Written};

use crate::SqliteStore;
use crate::convert::Fields;
use crate::migrate;
use crate::query::one;

#[async_trait]
impl Health for SqliteStore {
    async fn schema_check(&self) -> Result<(), StoreError> {
        self.readers.short(migrate::require_known)
    }

    fn written(&self) -> Written {
        self.writer().map(|writer| writer.written()).unwrap_or_default()
    }

    async fn session_count(&self, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "select count(*) from sessions where expires_at > ?1";
        let counted = self.readers.short(|connection| {
            one(connection, "counting sessions", sql, [now.as_microsecond()], |row| {
                Fields::new(row, "sessions").get::<i64>()
            })
        })?;
        Ok(counted.map_or(0, i64::unsigned_abs))
    }
}
