//! Calendars that arrived while the installation was running: all nodes count by them, and so does every later start.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::StoreError;

/// A calendar file as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFile {
    /// What its text hashes to, hexadecimal: the same text arrives once.
    pub digest: String,
    /// What it was called, for messages.
    pub name: String,
    /// The file.
    pub text: String,
    /// When it arrived.
    pub arrived_at: Timestamp,
}

/// Keeping calendars.
#[async_trait]
pub trait CalendarFiles: Send + Sync {
    /// Keeps a file; false where the same text is kept already.
    async fn calendar_file_put(&self, file: CalendarFile) -> Result<bool, StoreError>;

    /// How many are kept: nodes that share a record see by it that another has taken one in.
    async fn calendar_file_count(&self) -> Result<u64, StoreError>;

    /// All of them, in the order in which they arrived.
    async fn calendar_files(&self) -> Result<Vec<CalendarFile>, StoreError>;
}
