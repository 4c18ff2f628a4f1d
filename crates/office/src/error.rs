//! Why a use case was not carried out.

use domain::matter::Refusal;
use domain::organisation::Right;
use store::StoreError;

/// A field that has to be put right.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FieldError {
    /// The field's name, with a path for nested ones: `person.phone`.
    pub field: String,
    /// A word that names the sentence in the locale files.
    pub code: String,
    /// The sentence in English, for programs.
    pub message: String,
}

impl FieldError {
    /// A field error.
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}

/// Why a use case was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// There is no such thing, or the caller may not know of it: the same answer for both.
    #[error("there is no such {what}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// The caller knows of it but may not do this.
    #[error("this needs the right `{right}`")]
    Denied {
        /// The right that is missing.
        right: Right,
    },
    /// Not signed in, or no longer.
    #[error("not signed in")]
    Unauthenticated,
    /// Too many attempts.
    #[error("too many attempts; try again in {seconds} seconds")]
    Throttled {
        /// How long to wait.
        seconds: u64,
    },
    /// The rules say no.
    #[error("step {position}: {refusal}")]
    Refused {
        /// Which of several steps, from 0.
        position: usize,
        /// Why.
        #[source]
        refusal: Box<Refusal>,
    },
    /// The case changed since the caller read it.
    #[error("the case is at version {found}; the request was made for version {expected}")]
    Stale {
        /// What the caller had read.
        expected: u32,
        /// What it is.
        found: u32,
    },
    /// Somebody else wrote at the same moment.
    #[error("somebody else changed this at the same moment; read it again")]
    Conflict,
    /// The same request is being carried out, here or on another node.
    #[error("a request under this key is under way; send it again in a moment")]
    UnderWay,
    /// Fields have to be put right.
    #[error("{} fields have to be put right", .0.len())]
    Invalid(Vec<FieldError>),
    /// Sealing or opening failed.
    #[error("{0}")]
    Vault(String),
    /// The record holds something unreadable.
    #[error("the record cannot be read: {0}")]
    Unreadable(String),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// A message that somebody waits for was not taken by who carries messages.
    #[error("the message was not sent: {0}")]
    Unsent(courier::Fault),
    /// The issuer whose word is believed cannot be reached, or answers what it must not.
    #[error("the issuer of sign-ins does not answer as it should: {0}")]
    Issuer(String),
    /// Full text cannot be searched now; everything else can be done.
    #[error(transparent)]
    Search(#[from] search::SearchError),
}

impl From<StoreError> for OfficeError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Self::Conflict,
            StoreError::Cursor(_) => {
                Self::Invalid(vec![FieldError::new("cursor", "cursor_unknown", error.to_string())])
            }
            other => Self::Store(other),
        }
    }
}

impl From<Refusal> for OfficeError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { position: 0, refusal: Box::new(refusal) }
    }
}

/// Collects what is wrong with an input, so that a person sees all of it at once.
#[derive(Debug, Default)]
pub struct Findings(Vec<FieldError>);

impl Findings {
    /// Adds a finding.
    pub fn add(&mut self, field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError::new(field, code, message));
    }

    /// Refuses if there is any.
    pub fn finish(self) -> Result<(), OfficeError> {
        if self.0.is_empty() { Ok(()) } else { Err(OfficeError::Invalid(self.0)) }
    }
}
