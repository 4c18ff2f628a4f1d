//! Keeping the vault through the years: wrapping keys anew, making tags anew, and erasing persons.
//!
//! An engine refuses, as a conflict on the stream of the person, every append that would bring back something of an erased
//! person: a key, a sealed item, a tag, or a case row with a subject. So a request that was decided before the erasure and
//! arrives after it leaves nothing behind.

use async_trait::async_trait;
use domain::id::PersonId;
use jiff::Timestamp;

use crate::{PersonKeyRow, StoreError, TagRow};

/// What is special about a person, rebuilt from their events. Most persons have no such row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonStateRow {
    /// The person.
    pub person_id: PersonId,
    /// Since when their data is only stored.
    pub restricted_at: Option<Timestamp>,
    /// How many holds are set.
    pub holds: u32,
    /// When they were erased.
    pub erased_at: Option<Timestamp>,
}

/// A person's key wrapped anew, with the tags that are found by the new index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrap {
    /// The person.
    pub person_id: PersonId,
    /// The wrapped key as it was read. Another one in its place is left alone.
    pub before: Vec<u8>,
    /// The wrapped key as it is to be.
    pub after: Vec<u8>,
    /// Tags to be added.
    pub tags: Vec<TagRow>,
}

/// What keeping a vault asks of an engine.
#[async_trait]
pub trait VaultCare: Send + Sync {
    /// Wrapped keys of the persons after one, by identifier, at most `limit`.
    async fn person_keys_after(&self, after: PersonId, limit: u32) -> Result<Vec<PersonKeyRow>, StoreError>;

    /// The person with the highest identifier among those who have a key; 0 where there is none.
    async fn person_last(&self) -> Result<PersonId, StoreError>;

    /// Puts keys wrapped anew in the place of those read, with their tags, in one transaction. Returns how many; those whose
    /// key is another or gone by now are left out with their tags.
    async fn person_keys_rewrap(&self, rewraps: Vec<Rewrap>) -> Result<u64, StoreError>;

    /// All tags of some persons, by person, field and tag.
    async fn tags_of(&self, person_ids: &[PersonId]) -> Result<Vec<TagRow>, StoreError>;

    /// The names of fields that have tags.
    async fn tag_fields(&self) -> Result<Vec<String>, StoreError>;

    /// Deletes tags of a field, at most `limit`, and returns how many.
    async fn tags_delete(&self, field: &str, limit: u32) -> Result<u64, StoreError>;

    /// What is special about a person; none where nothing is.
    async fn person_state(&self, person_id: PersonId) -> Result<Option<PersonStateRow>, StoreError>;

    /// The persons about whom something is special, by identifier.
    async fn person_states(&self) -> Result<Vec<PersonStateRow>, StoreError>;

    /// Makes what was deleted leave the engine's files, as far as it can: logs written ahead included. Waits for readers,
    /// and fails when one of them goes on too long; then it is to be called again.
    async fn deleted_purge(&self) -> Result<(), StoreError>;
}
