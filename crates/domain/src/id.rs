//! Names of things: identifiers, references to sealed text, and who acts.
//!
//! Identifiers are dense counters handed out by the store, so that a million cases index well; they say nothing of
//! the person behind them. What a person wrote never stands in an event: a [`TextRef`] does.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}

identifier!(/** A case: one matter with its own clocks and its own answer. */ CaseId);
identifier!(/** An institution: head office, card centre, branch, association, regulator desk. */ InstitutionId);
identifier!(/** A member of staff who signs in. */ UserId);
identifier!(/** A person outside the office. A pseudonym: name and contact lie sealed in the vault under it. */ PersonId);
identifier!(/** A piece of sealed text or personal data in the vault. */ TextId);
identifier!(/** A sealed attachment. */ BlobId);
identifier!(/** A way to complain that is open to consumers. */ ChannelId);
identifier!(/** A message to a person, a member of staff or a program. */ MessageId);

/// The number a case is called by, `TS-2026-0048213`: kind at receipt, year of receipt, [`CaseId`].
///
/// It never changes, also when the kind does; the identifier can be read back from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(String);

impl Number {
    /// Makes the number of a case received in `year` under the kind's two-letter `prefix`.
    pub fn new(prefix: &str, year: i16, case_id: CaseId) -> Self {
        Self(format!("{prefix}-{year:04}-{:07}", case_id.0))
    }

    /// The number as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which case a printed number can only belong to. Whether that case bears this number is for the record to say.
    pub fn case_id(&self) -> CaseId {
        let digits = self.0.rsplit('-').next().unwrap_or_default();
        CaseId(digits.parse().unwrap_or_default())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text that is not a case number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a case number: expected two letters, a year and at least seven digits, as in `TS-2026-0048213`"
)]
pub struct ParseNumberError(pub String);

impl FromStr for Number {
    type Err = ParseNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_ascii_uppercase();
        let mut parts = upper.split('-');
        let well_formed = matches!(
            (parts.next(), parts.next(), parts.next(), parts.next()),
            (Some(prefix), Some(year), Some(digits), None)
                if prefix.len() == 2 && prefix.bytes().all(|byte| byte.is_ascii_uppercase())
                    && year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())
                    && (7..=18).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        );
        if well_formed { Ok(Self(upper)) } else { Err(ParseNumberError(text.to_owned())) }
    }
}

/// What stands in an event for words that lie sealed in the vault.
///
/// The commitment is `hash(32-byte salt ‖ text)`; the salt lies in the vault and in the consumer's receipt. Once both
/// are gone the commitment says nothing about the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TextRef {
    /// Where the text lies.
    pub text_id: TextId,
    /// What it was, provably.
    pub commitment: Commitment,
    /// Its length in characters.
    pub chars: u32,
}

/// A 32-byte digest, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commitment(pub [u8; 32]);

impl fmt::Debug for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl FromStr for Commitment {
    type Err = ParseCommitmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.as_bytes();
        let mut bytes = [0; 32];
        if digits.len() != 64 {
            return Err(ParseCommitmentError);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| ParseCommitmentError)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ParseCommitmentError)?;
        }
        Ok(Self(bytes))
    }
}

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a commitment is 64 hexadecimal digits")]
pub struct ParseCommitmentError;

impl Serialize for Commitment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Commitment {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Commitment".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

impl<'de> Deserialize<'de> for Commitment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Who did something. Stored with every event as its text form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A member of staff: `user:7`.
    User(UserId),
    /// The person the matter belongs to, through the portal: `consumer`.
    Consumer,
    /// A program of this installation, by name: `system:import`.
    System(String),
}

impl Actor {
    /// The member of staff, if it is one.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(*user),
            Self::Consumer | Self::System(_) => None,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => write!(formatter, "user:{user}"),
            Self::Consumer => formatter.write_str("consumer"),
            Self::System(name) => write!(formatter, "system:{name}"),
        }
    }
}

/// A text that names no actor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no actor: expected `user:NUMBER`, `consumer` or `system:NAME`")]
pub struct ParseActorError(pub String);

impl FromStr for Actor {
    type Err = ParseActorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || ParseActorError(text.to_owned());
        match text.split_once(':') {
            Some(("user", digits)) => digits.parse().map(|id| Self::User(UserId(id))).map_err(|_| refuse()),
            Some(("system", name)) if !name.is_empty() => Ok(Self::System(name.to_owned())),
            None if text == "consumer" => Ok(Self::Consumer),
            _ => Err(refuse()),
        }
    }
}

/// What an event belongs to. Events of one stream are numbered 1, 2, 3, … without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// The life of a case.
    Case(CaseId),
    /// An institution: its place in the tree, its supervisors.
    Institution(InstitutionId),
    /// A member of staff: roles, sign-in, what they unmasked.
    User(UserId),
    /// A person outside: erasure, restriction, identity confirmed.
    Person(PersonId),
    /// The installation itself: tokens, code sets, regimes, imports.
    Office,
    /// A way to complain that is open to consumers: its hours, and how it was found when tried.
    Channel(ChannelId),
}

impl Stream {
    /// The stored form: a small number for the sort of stream and the identifier within it.
    pub fn parts(self) -> (u8, u64) {
        match self {
            Self::Case(id) => (1, id.0),
            Self::Institution(id) => (2, id.0),
            Self::User(id) => (3, id.0),
            Self::Person(id) => (4, id.0),
            Self::Office => (5, 0),
            Self::Channel(id) => (6, id.0),
        }
    }

    /// Reads the stored form back; `None` for a sort this release does not know.
    pub fn from_parts(sort: u8, id: u64) -> Option<Self> {
        match sort {
            1 => Some(Self::Case(CaseId(id))),
            2 => Some(Self::Institution(InstitutionId(id))),
            3 => Some(Self::User(UserId(id))),
            4 => Some(Self::Person(PersonId(id))),
            5 => Some(Self::Office),
            6 => Some(Self::Channel(ChannelId(id))),
            _ => None,
        }
    }
}
