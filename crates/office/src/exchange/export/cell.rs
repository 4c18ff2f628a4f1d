//! What can stand in a cell.

use jiff::ZonedDateTime;
use jiff::civil::Date;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    /// Words a person or another system wrote; made harmless in tables.
    Text(String),
    /// A word of the record, with the group under which it is translated.
    Word(&'static str, String),
    Number(i64),
    Day(Date),
    Moment(Box<ZonedDateTime>),
}

impl Cell {
    /// A text, or nothing.
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map(Into::into).filter(|text: &String| !text.is_empty()).map_or(Self::Empty, Self::Text)
    }

    /// A word, or nothing.
    pub fn word(group: &'static str, word: Option<impl Into<String>>) -> Self {
        word.map(Into::into)
            .filter(|word: &String| !word.is_empty())
            .map_or(Self::Empty, |word| Self::Word(group, word))
    }

    /// A number.
    pub fn number(number: impl Into<i64>) -> Self {
        Self::Number(number.into())
    }
}
