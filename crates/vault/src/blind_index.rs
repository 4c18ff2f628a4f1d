//! Blind indexes: finding a row by a value that the database does not know.
//!
//! A tag is an HMAC of the normalised value under a key of its field. The keys derive from the index key, which is
//! neither in the database nor in its backup, so a stolen database gives no way to try all phone numbers. Each field
//! has its own key: the same digits as phone and as account give unrelated tags. Tags are personal data still: they
//! never stand in an event, and erasure deletes them.

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

    /// The name, as a store keeps it beside the tag.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// What a value is found by: the first 128 bits of its HMAC, enough that no two of a billion values meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub [u8; 16]);

/// Makes tags.
#[derive(Clone)]
pub struct BlindIndex {
    hasher: Hasher,
    key: Secret,
}

impl BlindIndex {
    pub(crate) const fn new(hasher: Hasher, key: Secret) -> Self {
        Self { hasher, key }
    }

    /// The tag of a value. Normalise it first (digits only, lower case, …): other spellings give other tags.
    pub fn tag(&self, field: Field, normalised: &str) -> Tag {
        let field_key = self.hasher.expand(&self.key, "blind index", field.0.as_bytes());
        let mac = self.hasher.hmac(&field_key, &[normalised.as_bytes()]);
        let mut tag = [0; 16];
        tag.copy_from_slice(&mac[..16]);
        Tag(tag)
    }
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BlindIndex").field("hasher", &self.hasher).finish_non_exhaustive()
    }
}
