//! Sealed rows. The store keeps them beside the events and never holds a key that opens them.

use async_trait::async_trait;
use domain::id::{CaseId, PersonId, TextId};

use crate::StoreError;

/// A person's key, wrapped by the master key. Deleting it erases the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonKeyRow {
    /// The person.
    pub person_id: PersonId,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
}

/// A sealed text or datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedItem {
    /// Its identifier, referred to by events.
    pub text_id: TextId,
    /// Whose key seals it.
    pub person_id: PersonId,
    /// The case that brought it. What a case was told of a person is not shown in another.
    pub case_id: CaseId,
    /// What it is, `name`, `phone`, `narrative`, `answer`, …; part of the associated data.
    pub field: String,
    /// Salt and text, sealed.
    pub sealed: Vec<u8>,
}

/// A blind-index tag: finds a person by a normalised datum without storing the datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRow {
    /// The indexed field.
    pub field: String,
    /// The keyed digest.
    pub tag: Vec<u8>,
    /// Whose datum it is.
    pub person_id: PersonId,
}

/// The masked copy of a sealed text: a read model, made again when masking gets better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedText {
    /// The text it copies.
    pub text_id: TextId,
    /// What may be shown.
    pub masked: String,
}

/// Reading sealed rows.
#[async_trait]
pub trait VaultRows: Send + Sync {
    /// A person's wrapped key; none once erased.
    async fn person_key(&self, person_id: PersonId) -> Result<Option<PersonKeyRow>, StoreError>;

    /// The wrapped keys of the persons named; those without one are left out.
    async fn person_keys(&self, person_ids: &[PersonId]) -> Result<Vec<PersonKeyRow>, StoreError>;

    /// A sealed item.
    async fn sealed_item(&self, text_id: TextId) -> Result<Option<SealedItem>, StoreError>;

    /// The sealed items named, by identifier; those that are gone are left out.
    async fn sealed_items(&self, text_ids: &[TextId]) -> Result<Vec<SealedItem>, StoreError>;

    /// All sealed items of a person, by identifier.
    async fn sealed_items_of(&self, person_id: PersonId) -> Result<Vec<SealedItem>, StoreError>;

    /// Persons who bear a tag.
    async fn persons_by_tag(&self, field: &str, tag: &[u8]) -> Result<Vec<PersonId>, StoreError>;

    /// The keyed digest of a case's query code; none where it was never given one.
    async fn query_code(&self, case_id: CaseId) -> Result<Option<Vec<u8>>, StoreError>;

    /// Masked copies of the texts named; those without one are left out.
    async fn masked_texts(&self, text_ids: &[TextId]) -> Result<Vec<MaskedText>, StoreError>;
}
