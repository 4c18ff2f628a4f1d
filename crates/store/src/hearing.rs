//! What is heard: calls with masked turns, and hot spots, which are words and groups of cases that stood out.

use async_trait::async_trait;
use domain::id::{InstitutionId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::{Scope, StoreError};

/// A call to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// Whose call it is.
    pub institution_id: InstitutionId,
    /// What the telephone system calls it; of one institution no two calls have the same.
    pub reference: String,
    /// When it began.
    pub started_at: Timestamp,
    /// What was said, masked: JSON, a list of turns with speaker and text.
    pub turns: String,
    /// When it was kept.
    pub imported_at: Timestamp,
}

/// A call that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRow {
    /// Its identifier; later ones are larger.
    pub call_id: u64,
    /// The call.
    pub call: NewCall,
}

/// A hot spot to raise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHotSpot {
    /// Over whose subtree it was found.
    pub institution_id: InstitutionId,
    /// What it is, a word: `word`, `group`, `template`, `phone`, ….
    pub kind: String,
    /// What it is called: the hot word, masked, or the number of the group's first case.
    pub title: String,
    /// The last day that was looked at.
    pub found_on: Date,
    /// All that was found, in figures and identifiers: JSON.
    pub details: String,
    /// When it was raised.
    pub raised_at: Timestamp,
}

/// A hot spot that was raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotSpotRow {
    /// Its identifier; later ones are larger.
    pub hot_spot_id: u64,
    /// The hot spot.
    pub spot: NewHotSpot,
    /// When somebody took note of it.
    pub settled_at: Option<Timestamp>,
    /// Who.
    pub settled_by: Option<UserId>,
    /// What they say it is, masked.
    pub statement: Option<String>,
}

/// Keeping what is heard.
#[async_trait]
pub trait Hearing: Send + Sync {
    /// Keeps calls. How many were new: one whose reference the institution has already is left as it is.
    async fn calls_put(&self, calls: Vec<NewCall>) -> Result<u64, StoreError>;

    /// Calls in scope that began in a stretch of time, after `after`, in the order of their identifiers, at most `limit`.
    async fn calls(
        &self,
        scope: &Scope,
        from: Timestamp,
        before: Timestamp,
        after: u64,
        limit: u32,
    ) -> Result<Vec<CallRow>, StoreError>;

    /// One call, whatever its institution: the caller checks rights on it.
    async fn call(&self, call_id: u64) -> Result<Option<CallRow>, StoreError>;

    /// Deletes calls that began before a moment, at most `limit`, the oldest first. How many there were.
    async fn calls_delete(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;

    /// Raises a hot spot. Whether it was new: none of the same institution, kind and title is raised while one raised on
    /// `known_from` or later is known.
    async fn hot_spot_raise(&self, spot: NewHotSpot, known_from: Date) -> Result<bool, StoreError>;

    /// Hot spots of some kinds in scope, newest first, at most `limit`; those nobody took note of yet, or all.
    async fn hot_spots(
        &self,
        scope: &Scope,
        kinds: &[&str],
        open_only: bool,
        limit: u32,
    ) -> Result<Vec<HotSpotRow>, StoreError>;

    /// Notes that somebody took note of a hot spot in scope, and what they say it is. Whether it was open.
    async fn hot_spot_settle(
        &self,
        scope: &Scope,
        hot_spot_id: u64,
        user_id: UserId,
        statement: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
}
