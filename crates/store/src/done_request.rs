//! Requests that may be sent again: what came of one is kept beside what it wrote, in the same transaction, so that
//! sending it again does nothing twice, whenever the first time was cut off.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::StoreError;

/// A request that was carried out under a key of its sender. Written by [`crate::Change::Done`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneRequest {
    /// A keyed digest of sender, address and key.
    pub key: Vec<u8>,
    /// A keyed digest of what was asked: another request under the same key is told apart by it.
    pub fingerprint: Vec<u8>,
    /// What came of it, sealed; opened only by who sends the key again.
    pub sealed: Vec<u8>,
    /// When it was carried out.
    pub done_at: Timestamp,
    /// From when on the key stands for nothing any more.
    pub expires_at: Timestamp,
}

/// Reading and forgetting what was done under keys.
#[async_trait]
pub trait DoneRequests: Send + Sync {
    /// What was done under a key, unless it expired at or before `now`.
    async fn done_request(&self, key: &[u8], now: Timestamp) -> Result<Option<DoneRequest>, StoreError>;

    /// Deletes those that expired at or before `now`. Returns how many rows went.
    async fn done_requests_lapsed_delete(&self, now: Timestamp) -> Result<u64, StoreError>;
}
