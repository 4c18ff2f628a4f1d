//! Rules that arrived while the installation was running, calendars and regimes: all nodes count by them, and so does every
//! later start.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::StoreError;

/// What a file of rules holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// Working days.
    Calendar,
    /// Legal clocks.
    Regime,
}

/// A file of rules as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// What it holds.
    pub kind: RuleKind,
    /// What its text hashes to, hexadecimal: the same text arrives once.
    pub digest: String,
    /// What it was called, for messages.
    pub name: String,
    /// The file.
    pub text: String,
    /// When it arrived.
    pub arrived_at: Timestamp,
}

/// Keeping rules.
#[async_trait]
pub trait RuleFiles: Send + Sync {
    /// Keeps a file; false where the same text is kept already.
    async fn rule_file_put(&self, file: RuleFile) -> Result<bool, StoreError>;

    /// How many of both kinds are kept: nodes that share a record see by it that another has taken one in.
    async fn rule_file_count(&self) -> Result<u64, StoreError>;

    /// All of a kind, in the order in which they arrived.
    async fn rule_files(&self, kind: RuleKind) -> Result<Vec<RuleFile>, StoreError>;
}
