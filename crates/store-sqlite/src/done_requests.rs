//! Requests that may be sent again.

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;
use store::{DoneRequest, DoneRequests, StoreError};

use crate::SqliteStore;
use crate::convert::Fields;
use crate::error::engine;
use crate::query::one;

#[async_trait]
impl DoneRequests for SqliteStore {
    async fn done_request(&self, key: &[u8], now: Timestamp) -> Result<Option<DoneRequest>, StoreError> {
        let sql = "select key, fingerprint, sealed, done_at, expires_at from done_requests where key = ?1 and expires_at > ?2";
        self.readers.short(|connection| {
            one(connection, "reading a done request", sql, (key, now.as_microsecond()), |row| {
                let mut fields = Fields::new(row, "done_requests");
                Ok(DoneRequest {
                    key: fields.get()?,
                    fingerprint: fields.get()?,
                    sealed: fields.get()?,
                    done_at: fields.moment()?,
                    expires_at: fields.moment()?,
                })
            })
        })
    }

    async fn done_requests_lapsed_delete(&self, now: Timestamp) -> Result<u64, StoreError> {
        let work = move |connection: &Connection| {
            connection
                .prepare_cached("delete from done_requests where expires_at <= ?1")
                .and_then(|mut statement| statement.execute([now.as_microsecond()]))
                .map(|rows| rows as u64)
                .map_err(engine("forgetting done requests"))
        };
        self.writer()?.submit(work).await
    }
}
