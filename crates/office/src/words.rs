//! Sealing what was typed: the words go into the vault, a reference and a commitment into the event, a masked copy into
//! the read models.

use std::collections::{BTreeSet, HashMap};

use domain::id::{CaseId, Commitment, PersonId, TextId, TextRef};
use domain::matter::Refusal;
use store::{Change, MaskedText, PersonKeyRow, SealedItem, Series};
use vault::{Aad, KeyRing, PersonKey};

use crate::{Office, OfficeError, Randomness};

/// No text is longer than this, in characters: a letter of 40 pages.
pub(crate) const TEXT_CHARS_MAX: usize = 40_000;

/// Words being sealed under one person's key, for one append.
pub(crate) struct Sealing {
    person: PersonId,
    case: CaseId,
    key: PersonKey,
    next_text: u64,
    last_text: u64,
    randomness: Randomness,
    /// What has to be written with the events.
    pub changes: Vec<Change>,
}

impl Sealing {
    /// Seals words of an event and keeps their masked copy.
    pub(crate) fn words(&mut self, field: &'static str, words: &str) -> Result<TextRef, OfficeError> {
        let words = words.trim();
        let chars = words.chars().count();
        if chars > TEXT_CHARS_MAX {
            let message = format!("at most {TEXT_CHARS_MAX} characters");
            return Err(OfficeError::Invalid(vec![crate::FieldError::new(field, "text_too_long", message)]));
        }
        let (text_id, commitment) = self.seal(field, words)?;
        let masked = text::mask(words);
        self.changes.push(Change::Masked(MaskedText { text_id, masked }));
        Ok(TextRef { text_id, commitment, chars: u32::try_from(chars).unwrap_or(u32::MAX) })
    }

    /// Seals personal data, of which no masked copy is kept.
    pub(crate) fn datum(&mut self, field: &'static str, datum: &str) -> Result<(), OfficeError> {
        self.seal(field, datum).map(|_| ())
    }

    fn seal(&mut self, field: &'static str, words: &str) -> Result<(TextId, Commitment), OfficeError> {
        if self.next_text > self.last_text {
            return Err(OfficeError::Vault("more words than were counted before sealing".to_owned()));
        }
        let text_id = TextId(self.next_text);
        self.next_text += 1;
        let (person, reference) = (self.person.to_string(), text_id.to_string());
        let aad = Aad { person: &person, field, reference: &reference };
        let sealed = self.key.seal_text(&aad, words, &mut self.randomness).map_err(vault_error)?;
        self.changes.push(Change::Sealed(SealedItem {
            text_id,
            person_id: self.person,
            case_id: self.case,
            field: field.to_owned(),
            sealed: sealed.sealed,
        }));
        Ok((text_id, Commitment(sealed.commitment.0)))
    }
}

/// A text as it was written, with the salt of its commitment.
pub(crate) struct Opened {
    /// What it is.
    pub field: String,
    /// The words.
    pub words: String,
    /// The salt.
    pub salt: [u8; 32],
}

impl Office {
    /// Begins sealing at most `texts` texts that a case brought under the key of a person on record.
    pub(crate) async fn sealing(
        &self,
        person: PersonId,
        case: CaseId,
        texts: u64,
    ) -> Result<Sealing, OfficeError> {
        self.sealing_for(person, true, case, texts).await
    }

    /// [`sealing`](Self::sealing); a person not known before gets a key with the same append. One who is known and has none is
    /// erased.
    pub(crate) async fn sealing_for(
        &self,
        person: PersonId,
        known: bool,
        case: CaseId,
        texts: u64,
    ) -> Result<Sealing, OfficeError> {
        let row = if known { self.store.person_key(person).await? } else { None };
        let mut randomness = self.randomness();
        let mut changes = Vec::new();
        let key = match row {
            Some(row) => self.keys().unwrap(&person.to_string(), &row.wrapped).map_err(vault_error)?,
            None if known => return Err(Refusal::PersonErased.into()),
            None => {
                let keys = self.keys();
                let key = keys.new_person_key(&mut randomness);
                let wrapped = keys.wrap(&person.to_string(), &key, &mut randomness).map_err(vault_error)?;
                changes.push(Change::PersonKey(PersonKeyRow { person_id: person, wrapped }));
                key
            }
        };
        let first = self.store.allocate(Series::Text, texts.max(1)).await?;
        Ok(Sealing {
            person,
            case,
            key,
            next_text: first,
            last_text: first + texts.max(1) - 1,
            randomness,
            changes,
        })
    }

    /// Opens sealed items, by identifier. Those of an erased person are left out. Callers record why they look.
    pub(crate) async fn open_items(
        &self,
        items: Vec<SealedItem>,
    ) -> Result<HashMap<TextId, Opened>, OfficeError> {
        let persons: BTreeSet<_> = items.iter().map(|item| item.person_id).collect();
        let keys = self.store.person_keys(&persons.into_iter().collect::<Vec<_>>()).await?;
        open(&self.keys(), keys, items)
    }

    /// Masked copies by text.
    pub(crate) async fn masked(&self, texts: &[TextId]) -> Result<HashMap<TextId, String>, OfficeError> {
        let rows = self.store.masked_texts(texts).await?;
        Ok(rows.into_iter().map(|row| (row.text_id, row.masked)).collect())
    }
}

/// The words of texts, a line or more each, in the order asked for; none where nothing is left of any.
pub(crate) fn joined(texts: impl Iterator<Item = TextId>, words: &HashMap<TextId, String>) -> Option<String> {
    let found: Vec<&str> = texts.filter_map(|text| words.get(&text)).map(String::as_str).collect();
    (!found.is_empty()).then(|| found.join("\n"))
}

/// Opens sealed items with the keys of their persons, by text; what no key opens was erased and is left out.
pub(crate) fn open(
    ring: &KeyRing,
    keys: Vec<PersonKeyRow>,
    items: Vec<SealedItem>,
) -> Result<HashMap<TextId, Opened>, OfficeError> {
    let unwrap = |row: PersonKeyRow| {
        let key = ring.unwrap(&row.person_id.to_string(), &row.wrapped).map_err(vault_error)?;
        Ok((row.person_id, key))
    };
    let keys = keys.into_iter().map(unwrap).collect::<Result<HashMap<_, _>, OfficeError>>()?;
    let mut opened = HashMap::with_capacity(items.len());
    for item in items {
        let Some(key) = keys.get(&item.person_id) else { continue };
        let (person, reference) = (item.person_id.to_string(), item.text_id.to_string());
        let aad = Aad { person: &person, field: &item.field, reference: &reference };
        let text = key.open_text(&aad, &item.sealed).map_err(vault_error)?;
        let words = text.text.to_string();
        opened.insert(item.text_id, Opened { field: item.field, words, salt: *text.salt.as_bytes() });
    }
    Ok(opened)
}

/// What the vault says, without what it was about.
pub(crate) fn vault_error(error: impl std::error::Error) -> OfficeError {
    OfficeError::Vault(error.to_string())
}
