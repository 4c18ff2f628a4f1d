//! What whoever watches the installation asks.

use async_trait::async_trait;
use jiff::Timestamp;
use store::{Health, StoreError, Written};

use crate::error::engine;
use crate::fields::Fields;
use crate::query::one;
use crate::{PostgresStore, migrate};

#[async_trait]
impl Health for PostgresStore {
    async fn schema_check(&self) -> Result<(), StoreError> {
        let mut connection = self.pool.acquire().await.map_err(engine("reading the schema version"))?;
        migrate::require_known(&mut connection).await
    }

    fn written(&self) -> Written {
        self.counts.written()
    }

    async fn session_count(&self, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "select count(*) from sessions where expires_at > $1";
        let query = sqlx::query(sql).bind(now.as_microsecond());
        let count = one(&self.pool, "counting sessions", query, |row| Fields::new(row, "sessions").number());
        Ok(count.await?.unwrap_or_default())
    }
}
