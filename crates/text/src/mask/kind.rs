//! What is found, and how sure that is.

/// What kind of personal data a span holds. Its name in files is in snake case: `resident_id`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::Display,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// A resident identity number, or another number of identity (also one of the United States).
    ResidentId,
    /// A card or account number.
    Card,
    /// A unified social credit code: of a sole trader it names a person.
    CreditCode,
    /// A mobile number in the Chinese mainland.
    Mobile,
    /// Any other telephone number.
    Landline,
    /// An e-mail address.
    Email,
    /// A passport, travel permit or officer's card after a cue.
    Document,
    /// The number plate of a car.
    Plate,
    /// The name of an account with WeChat or QQ after a cue.
    Handle,
    /// A person's name after a cue.
    Name,
    /// The part of an address below the district.
    Address,
}

/// How sure it is that a span is what its kind says. All are hidden: a number hidden in vain costs a glance. Whoever
/// refuses a text for what it holds should ask for [`Confidence::Medium`] at least.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::Display,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[strum(serialize_all = "snake_case")]
pub enum Confidence {
    /// The form fits, and chance or another kind of number may fit it too: digits that pass Luhn but begin like no card.
    Low,
    /// Announced by a cue but not checked, or of a form that hardly anything else has.
    Medium,
    /// Proved by its check digit, or well formed behind its own cue, or of a form that nothing else has.
    High,
}

/// Where personal data stands: byte offsets into the text, `start` included, `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
    /// What stands there.
    pub kind: Kind,
    /// How sure that is.
    pub confidence: Confidence,
}
