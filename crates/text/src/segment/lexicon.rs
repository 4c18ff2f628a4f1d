//! Words a segmenter shall know besides its dictionary, as people write them down.

use crate::fold::fold;

/// A list of words, read from text of this form: one word a line; after a blank, optionally, how often it occurs among the
/// sixty million words of the general dictionary (a higher figure wins over other ways to cut; without one the word is
/// given the least that keeps it whole). Empty lines, and lines that begin with `#`, say nothing. Words are folded, so
/// that traditional forms and full width name the same word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexicon {
    pub(super) entries: Vec<Entry>,
}

/// A word and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub word: String,
    pub frequency: Option<u32>,
}

/// Why a lexicon cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// What follows the word is no number.
    #[error(
        "line {line}: after the word `{word}`, expected how often it occurs as a whole number, not `{found}`"
    )]
    Frequency {
        /// The line, from 1.
        line: usize,
        /// The word.
        word: String,
        /// What stands there.
        found: String,
    },
    /// A word is too long to be one.
    #[error("line {line}: a word has at most {WORD_CHARS_MAX} characters, this one has {chars}")]
    TooLong {
        /// The line, from 1.
        line: usize,
        /// Its length in characters.
        chars: usize,
    },
}

/// No word of a lexicon is longer, in characters.
pub const WORD_CHARS_MAX: usize = 64;

impl Lexicon {
    /// Reads a lexicon.
    ///
    /// # Errors
    /// With the first line that is not of the form.
    pub fn parse(text: &str) -> Result<Self, LexiconError> {
        let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
        let said = lines.filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
        let entries = said.map(|(line, number)| entry(line, number)).collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// How many words it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn entry(line: &str, number: usize) -> Result<Entry, LexiconError> {
    let mut parts = line.split_whitespace();
    let word: String = fold(parts.next().unwrap_or_default()).chars.into_iter().collect();
    let chars = word.chars().count();
    if WORD_CHARS_MAX < chars {
        return Err(LexiconError::TooLong { line: number, chars });
    }
    let frequency = match parts.next() {
        None => None,
        Some(found) => Some(found.parse().map_err(|_| LexiconError::Frequency {
            line: number,
            word: word.clone(),
            found: found.to_owned(),
        })?),
    };
    Ok(Entry { word, frequency })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_folded_with_their_frequencies() {
        let lexicon = Lexicon::parse("\u{feff}# cards\n\n信用卡積分 120\nＡＴＭ吞卡\r\n").expect("a lexicon");
        let said: Vec<_> =
            lexicon.entries.iter().map(|entry| (entry.word.as_str(), entry.frequency)).collect();
        assert_eq!(said, [("信用卡积分", Some(120)), ("atm吞卡", None)]);
    }

    #[test]
    fn a_line_that_is_not_of_the_form_is_named() {
        let error = Lexicon::parse("年费\n积分 often").expect_err("no number");
        assert_eq!(
            error.to_string(),
            "line 2: after the word `积分`, expected how often it occurs as a whole number, not `often`"
        );
        let error = Lexicon::parse(&"长".repeat(65)).expect_err("too long");
        assert_eq!(error, LexiconError::TooLong { line: 1, chars: 65 });
    }
}
