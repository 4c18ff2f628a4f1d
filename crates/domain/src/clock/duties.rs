//! What a regime says beside its periods: duties without a date, grounds, notices, retention.

use serde::Deserialize;

use super::regime::yes;
use super::terms::{Event, Party};
use crate::calendar::Words;

/// A duty without a number of days: *promptly*.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Its name within the regime.
    pub name: String,
    /// What must be done.
    pub title: Words,
    /// The row of the table of deadlines.
    pub rule: Option<String>,
    /// The article.
    pub article: String,
    /// The event it follows.
    pub from: Event,
    /// The event that meets it.
    pub ends_on: Event,
    /// Who owes it.
    pub actor: Party,
}

/// A ground for declining a matter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclineGround {
    /// Its code.
    pub code: String,
    /// In words.
    pub title: Words,
    /// The row of the table of deadlines.
    pub rule: Option<String>,
    /// The article.
    pub article: String,
    /// Whether the person must be told where to go.
    #[serde(default)]
    pub tell_where: bool,
}

/// What a withdrawal does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawing {
    /// The row of the table of deadlines.
    pub rule: Option<String>,
    /// The article.
    pub article: String,
    /// In words.
    pub title: Words,
}

/// How many may represent a joint complaint in person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Representatives {
    /// At most so many.
    pub maximum: u32,
    /// The row of the table of deadlines.
    pub rule: Option<String>,
    /// The article.
    pub article: String,
}

/// How long the material of a closed matter is kept at least.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// So many years from closing.
    pub years: u16,
    /// The row of the table of deadlines.
    pub rule: Option<String>,
    /// The article.
    pub article: String,
    /// Whether the article's number was found in public material.
    #[serde(default = "yes")]
    pub article_verified: bool,
}

/// What an answer must contain.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The article.
    pub article: String,
    /// Whether it must be in writing.
    #[serde(default)]
    pub written: bool,
    /// Its parts.
    pub parts: Vec<NoticePart>,
    /// The remedies it must name.
    #[serde(default)]
    pub remedies: Vec<NoticePart>,
}

/// A part of an answer, or a remedy it names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticePart {
    /// Its code.
    pub code: String,
    /// In words.
    pub title: Words,
}

/// What makes a complaint major.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MajorGround {
    /// Its code.
    pub code: String,
    /// In words.
    pub title: Words,
    /// The article.
    pub article: String,
    /// From how many persons on, that number included.
    pub persons_min: Option<u32>,
}
