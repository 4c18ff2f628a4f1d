//! Blind indexes: finding a row by a value that the database does not know.
//!
//! A tag is an HMAC of the normalised value under a key of its field. The keys derive from the index key, which is
//! neither in the database nor in its backup, so a stolen database gives no way to try all phone numbers. Each field
//! has its own key: the same digits as phone and as account give unrelated tags. Tags are personal data still: they
//! never stand in an event, and erasure deletes them.
//!
//! A key of a later generation gives other tags, kept under another name of the field: so both can be looked up while
//! tags are made anew, and the older ones deleted by name.

use std::fmt;

use crate::suite::{Hasher, Secret};

/// A kind of value that can be looked up. Open: a new field is a new constant beside its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field(&'static str);

impl Field {
    /// A telephone number.
    pub const PHONE: Self = Self("phone");
    /// A resident identity number or that of another certificate.
    pub const ID_NUMBER: Self = Self("id_number");
    /// An e-mail address.
    pub const EMAIL: Self = Self("email");
    /// Where somebody lives, house and all.
    pub const ADDRESS: Self = Self("address");
    /// Name and date of birth together.
    pub const NAME_AND_BIRTH: Self = Self("name_and_birth");
    /// The number of an account or card.
    pub const ACCOUNT: Self = Self("account");
    /// The code another system knows the person by.
    pub const EXTERNAL_CODE: Self = Self("external_code");

    /// Names a field. The name enters the key: it never changes.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// What a value is found by: the first 128 bits of its HMAC, enough that no two of a billion values meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub [u8; 16]);

impl Tag {
    pub(crate) fn of(mac: &Secret) -> Self {
        let mut tag = [0; 16];
        tag.copy_from_slice(&mac[..16]);
        Self(tag)
    }
}

/// Makes tags.
#[derive(Clone)]
pub struct BlindIndex {
    hasher: Hasher,
    generation: u32,
    key: Secret,
}

impl BlindIndex {
    pub(crate) const fn new(hasher: Hasher, generation: u32, key: Secret) -> Self {
        Self { hasher, generation, key }
    }

    /// The generation of its key.
    pub const fn generation(&self) -> u32 {
        self.generation
    }

    /// The name of a field as a store keeps it beside this index's tags: `phone`, from the second generation on `phone/2`.
    pub fn stored_name(&self, field: Field) -> String {
        match self.generation {
            1 => field.0.to_owned(),
            generation => format!("{}/{generation}", field.0),
        }
    }

    /// The generation whose tags a store keeps under a name.
    pub fn generation_of(stored_name: &str) -> u32 {
        stored_name.rsplit_once('/').and_then(|(_, generation)| generation.parse().ok()).unwrap_or(1)
    }

    /// The field whose tags a store keeps under a name, whatever the generation.
    pub fn field_of(stored_name: &str) -> &str {
        stored_name.split_once('/').map_or(stored_name, |(field, _)| field)
    }

    /// The tag of a value. Normalise it first (digits only, lower case, …): other spellings give other tags.
    pub fn tag(&self, field: Field, normalised: &str) -> Tag {
        let field_key = self.hasher.expand(&self.key, "blind index", field.0.as_bytes());
        Tag::of(&self.hasher.hmac(&field_key, &[normalised.as_bytes()]))
    }
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BlindIndex").field("hasher", &self.hasher).finish_non_exhaustive()
    }
}
