//! The ledger's rows: which event has which log index, leaf hashes, tiles, checkpoints.

use async_trait::async_trait;
use domain::id::Stream;
use jiff::Timestamp;
use ledger::{Hash, HashAlgorithm};

use crate::{StoreError, StoredEvent};

/// The end of the sealed log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many events are sealed.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// An event with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// Its index in the log, from 0.
    pub log_index: u64,
    /// The leaf hash stored for it.
    pub leaf_hash: Hash,
    /// The event as the table holds it now.
    pub event: StoredEvent,
}

/// What one sealing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealStep {
    /// The head before.
    pub before: u64,
    /// The head after; equal to `before` when nothing waited.
    pub head: Head,
}

/// An event that waits to be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingEvent {
    /// The log index it will have, unless something is missing before it.
    pub log_index: u64,
    /// When it says it was recorded, in microseconds since 1970.
    pub recorded_at: i64,
}

/// Sealing and reading the log. All followers read by log index, never by the order of insertion.
#[async_trait]
pub trait LedgerRows: Send + Sync {
    /// The hash the installation's tree is built with.
    fn hash_algorithm(&self) -> HashAlgorithm;

    /// Seals up to `limit` waiting events in one transaction under the sealer's lock: dense log indexes, leaves, tiles,
    /// head. An engine may seal fewer than it was allowed; nothing waits once `before` equals the head.
    ///
    /// Sealing vouches for the times events say they were recorded at, so it stops before the first that cannot be true
    /// ([`crate::Chronology`], by the clock `now`) or that leaves a gap, and fails once that is the next to be sealed.
    async fn seal(&self, limit: u32, now: Timestamp) -> Result<SealStep, StoreError>;

    /// The head.
    async fn head(&self) -> Result<Head, StoreError>;

    /// How many events wait to be sealed, and when the oldest of them was recorded.
    async fn unsealed(&self) -> Result<(u64, Option<Timestamp>), StoreError>;

    /// Events behind the sealed ones from a log index on, in the order in which they will be sealed, at most `limit`.
    async fn waiting_events(&self, from: u64, limit: u32) -> Result<Vec<WaitingEvent>, StoreError>;

    /// Keeps a signed checkpoint of a size.
    async fn checkpoint_put(&self, size: u64, note: &str) -> Result<(), StoreError>;

    /// The newest checkpoint.
    async fn checkpoint_newest(&self) -> Result<Option<(u64, String)>, StoreError>;

    /// Events from a log index on, in log order, at most `limit`: the feed.
    async fn logged_events(&self, from: u64, limit: u32) -> Result<Vec<LoggedEvent>, StoreError>;

    /// The log indexes of a stream's events by version; unsealed ones are missing.
    async fn log_indexes(&self, stream: Stream) -> Result<Vec<(u32, u64)>, StoreError>;

    /// Identifiers of the streams of one sort (see [`Stream::parts`]) of which something was recorded at a log index or
    /// behind it, sealed or not; ascending. What is not among them stands as it stood when the log was that long.
    async fn streams_changed(&self, sort: u8, from: u64) -> Result<Vec<u64>, StoreError>;

    /// Leaf hashes of a range of log indexes.
    async fn leaf_hashes(&self, from: u64, until: u64) -> Result<Vec<Hash>, StoreError>;

    /// The hashes of complete subtrees on a level of [`ledger::Tile`] (8, 16, 24, …: a tile of level 8 covers 256
    /// leaves), from one index to before another; those not there are left out.
    async fn tile_hashes(&self, level: u8, from: u64, until: u64) -> Result<Vec<Hash>, StoreError>;

    /// Reads the whole log in parallel as fast as the engine can and calls `check` with consecutive chunks, in the order
    /// of log indexes, until it returns false. Leaf hashes are recomputed from the event rows. Used to verify: an event
    /// that was altered has two different hashes, one that is gone has none to compare, a leaf that is gone leaves a gap
    /// in the log indexes, and rows added are told in the result.
    async fn scan_leaves(&self, check: &mut CheckLeaves<'_>) -> Result<Scan, StoreError>;
}

/// What looks at each chunk of a scan, and says whether to go on.
pub type CheckLeaves<'check> = dyn FnMut(&[ScannedLeaf]) -> bool + Send + 'check;

/// One leaf as a scan finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScannedLeaf {
    /// The log index the leaf row bears.
    pub log_index: u64,
    /// The hash stored in the leaf row.
    pub stored: Hash,
    /// The hash over the event as it stands now; none when the event is gone.
    pub recomputed: Option<Hash>,
    /// When the event says it was recorded, in microseconds since 1970; 0 when it is gone.
    pub recorded_at: i64,
}

/// What a scan found beside the leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The head at the moment the scan began: what is sealed meanwhile is not of it.
    pub head: Head,
    /// The log index behind the last leaf, and behind the head.
    pub end: u64,
    /// Leaves read.
    pub leaves: u64,
    /// Events that belong before the end of the sealed log and have no leaf: rows added behind the record's back, or
    /// whose leaf was removed.
    pub stray_events: u64,
    /// Where the first of them says it belongs: stored sort of stream, identifier, version.
    pub first_stray: Option<(u8, u64, u32)>,
}
