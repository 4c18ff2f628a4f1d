//! Requests that may be sent again.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::PgConnection;
use store::{DoneRequest, DoneRequests, StoreError};

use crate::PostgresStore;
use crate::fields::Fields;
use crate::query::{one, run};

/// What is taken where a request was done under the key already.
pub const KEY: &str = "done_requests_key";

#[async_trait]
impl DoneRequests for PostgresStore {
    async fn done_request(&self, key: &[u8], now: Timestamp) -> Result<Option<DoneRequest>, StoreError> {
        let sql = "select key, fingerprint, sealed, done_at, expires_at from done_requests \
                   where key = $1 and expires_at > $2";
        let query = sqlx::query(sql).bind(key).bind(now.as_microsecond());
        one(&self.pool, "reading a done request", query, |row| {
            let mut fields = Fields::new(row, "done_requests");
            Ok(DoneRequest {
                key: fields.get()?,
                fingerprint: fields.get()?,
                sealed: fields.get()?,
                done_at: fields.moment()?,
                expires_at: fields.moment()?,
            })
        })
        .await
    }

    async fn done_requests_lapsed_delete(&self, now: Timestamp) -> Result<u64, StoreError> {
        let query = sqlx::query("delete from done_requests where expires_at <= $1");
        self.write_rows("forgetting done requests", query.bind(now.as_microsecond())).await
    }
}

/// See [`store::Change::Done`].
pub async fn put(connection: &mut PgConnection, done: &DoneRequest) -> Result<(), StoreError> {
    let query = sqlx::query(include_str!("sql/done_request_put.sql"))
        .bind(&done.key)
        .bind(&done.fingerprint)
        .bind(&done.sealed)
        .bind(done.done_at.as_microsecond())
        .bind(done.expires_at.as_microsecond());
    match run(connection, "remembering a request", query).await? {
        0 => Err(StoreError::Taken { name: KEY.to_owned() }),
        _ => Ok(()),
    }
}
