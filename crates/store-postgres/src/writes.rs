//! What every write of this process passes.

use std::sync::atomic::{AtomicU64, Ordering};

use store::{StoreError, Written};

use crate::PostgresStore;
use crate::query::{Query, run};

/// What was written since the store was opened.
#[derive(Debug, Default)]
pub struct Counts {
    begun: AtomicU64,
    ended: AtomicU64,
    kept: AtomicU64,
    lost: AtomicU64,
}

impl Counts {
    pub fn written(&self) -> Written {
        // In this order: what ended meanwhile was begun before.
        let requests = self.ended.load(Ordering::Acquire);
        let begun = self.begun.load(Ordering::Acquire);
        Written {
            requests,
            batches: self.kept.load(Ordering::Relaxed),
            batches_lost: self.lost.load(Ordering::Relaxed),
            waiting: begun.saturating_sub(requests),
        }
    }

    fn begin(&self) -> Begun<'_> {
        self.begun.fetch_add(1, Ordering::Release);
        Begun(self)
    }
}

/// A write under way. Ends when dropped, so also where whoever asked for it went away.
struct Begun<'counts>(&'counts Counts);

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Release);
    }
}

impl PostgresStore {
    /// Does one write, unless the store was opened for reading, and counts it.
    pub(crate) async fn writing<T>(
        &self,
        write: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        self.require_writing()?;
        let _begun = self.counts.begin();
        let outcome = write.await;
        match &outcome {
            Ok(_) => {
                self.counts.kept.fetch_add(1, Ordering::Relaxed);
            }
            Err(StoreError::Engine { .. }) => {
                self.counts.lost.fetch_add(1, Ordering::Relaxed);
            }
            // Refused, and nothing was lost.
            Err(_) => {}
        }
        outcome
    }

    /// Runs one writing statement.
    pub(crate) async fn write(&self, doing: &'static str, query: Query<'_>) -> Result<(), StoreError> {
        self.write_rows(doing, query).await.map(|_| ())
    }

    /// Runs one writing statement and says how many rows it changed.
    pub(crate) async fn write_rows(&self, doing: &'static str, query: Query<'_>) -> Result<u64, StoreError> {
        self.writing(run(&self.pool, doing, query)).await
    }
}
