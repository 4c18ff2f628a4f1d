//! One column: its names, where its value is kept, what it means.

use domain::matter::{CarriedText, Particular};

use super::Meaning;

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Under which names files have it. The first heads an export; the second does in English.
    pub names: Vec<String>,
    /// Where its value is kept as it was written.
    pub keep: Option<Keep>,
    /// Where a value is kept that is a sentence and no entry of a list.
    pub keep_sentence: Option<Words>,
    /// What it means.
    pub means: Vec<Meaning>,
    /// What a written value stands for; empty: for itself. A value that stands for nothing stands for an empty text.
    pub values: Vec<(String, String)>,
    /// Whether a value that is not in the table means nothing. Otherwise it is a fault of the row.
    pub other_values: bool,
}

/// Where a value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Among the particulars of the case, open.
    Particular(Particular),
    /// With the person, sealed: one of the fields of a person.
    Person(&'static str),
    /// As a text of the case, sealed.
    Text(Words),
}

/// A text of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Words {
    /// What is asked, one line.
    Subject,
    /// The story.
    Narrative,
    /// The claim.
    Request,
    /// The answer.
    Answer,
    /// The reasons of the decision.
    Reasons,
    /// A text another system kept.
    Carried(CarriedText),
}

impl Words {
    /// The field under which the words are sealed.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Narrative => "narrative",
            Self::Request => "request",
            Self::Answer => "answer",
            Self::Reasons => "reasons",
            Self::Carried(CarriedText::Investigation) => "investigation",
            Self::Carried(CarriedText::Handling) => "handling",
            Self::Carried(CarriedText::RevisitNote) => "revisit_note",
            Self::Carried(CarriedText::Accountability) => "accountability",
            Self::Carried(CarriedText::OverdueReason) => "overdue_reason",
            Self::Carried(CarriedText::Improvement) => "improvement",
            Self::Carried(CarriedText::Remark) => "remark",
            Self::Carried(CarriedText::Descriptors) => "descriptors",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "subject" => Self::Subject,
            "narrative" => Self::Narrative,
            "request" => Self::Request,
            "answer" => Self::Answer,
            "reasons" => Self::Reasons,
            _ => Self::Carried(text.parse().ok()?),
        })
    }
}

impl Keep {
    /// Reads `particular.NAME`, `person.FIELD` or `text.NAME`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.split_once('.')? {
            ("particular", name) => name.parse().ok().map(Self::Particular),
            ("person", field) => {
                crate::person::PERSON_FIELDS.into_iter().find(|known| *known == field).map(Self::Person)
            }
            ("text", name) => Words::parse(name).map(Self::Text),
            _ => None,
        }
    }
}

impl Column {
    /// The name by which errors and an export in Chinese call it.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// What a written value stands for; none where the table does not have it and must.
    pub fn stands_for<'a>(&'a self, written: &'a str) -> Option<&'a str> {
        let written = written.trim();
        if self.values.is_empty() {
            return Some(written);
        }
        match self.values.iter().find(|(value, _)| value == written) {
            Some((_, word)) => Some(word),
            None if self.other_values => Some(""),
            None => None,
        }
    }

    /// How a word is written; the word itself where the table has no value for it.
    pub fn written_as<'a>(&'a self, word: &'a str) -> &'a str {
        self.values.iter().find(|(_, other)| other == word).map_or(word, |(value, _)| value)
    }
}
