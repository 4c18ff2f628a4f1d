//! How an engine is doing: what whoever watches the installation asks.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::StoreError;

/// What was written since the store was opened. Only grows, but for [`waiting`](Self::waiting).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Requests that were kept or refused.
    pub requests: u64,
    /// Transactions that were committed; requests of one batch share one.
    pub batches: u64,
    /// Transactions that could not be committed.
    pub batches_lost: u64,
    /// Requests that wait to be written now.
    pub waiting: u64,
}

/// Looking at an engine.
#[async_trait]
pub trait Health: Send + Sync {
    /// Whether the database still has the schema of this release: another release may have changed it meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Schema`] where it has not.
    async fn schema_check(&self) -> Result<(), StoreError>;

    /// What this process wrote.
    fn written(&self) -> Written;

    /// How many sessions have not expired at `now`.
    async fn session_count(&self, now: Timestamp) -> Result<u64, StoreError>;
}
