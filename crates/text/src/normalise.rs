//! One form for text that came from many keyboards, and the way back to the original.

use crate::character::{Fold, fold};

/// A text in one form, with the way back: what it shows can be pointed out in the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    text: String,
    /// Where normalised and original stop running in step: (normalised offset, original offset), ascending.
    /// Between two points both advance by the same number of bytes.
    points: Vec<(usize, usize)>,
    original_len: usize,
}

impl Normalised {
    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The normalised text, without the way back.
    pub fn into_string(self) -> String {
        self.text
    }

    /// The byte offset in the original where the character at this byte offset of the normalised text began. An offset
    /// at or past the end answers with the length of the original.
    pub fn original_offset(&self, offset: usize) -> usize {
        if self.text.len() <= offset {
            return self.original_len;
        }
        let following = self.points.partition_point(|&(normalised, _)| normalised <= offset);
        match following.checked_sub(1).and_then(|index| self.points.get(index)) {
            Some(&(normalised, original)) => (original + (offset - normalised)).min(self.original_len),
            None => offset,
        }
    }
}

/// Unifies a text without changing what it says.
///
/// Full-width digits, letters and identifier symbols become half width; every blank becomes a space and a run of them
/// one; dashes become `-`, middle dots `·`; carriage returns, control and invisible characters vanish. Line ends and
/// Chinese punctuation stay. Normalising twice changes nothing.
pub fn normalise(text: &str) -> Normalised {
    let mut normalised =
        Normalised { text: String::with_capacity(text.len()), points: Vec::new(), original_len: text.len() };
    // How far original and normalised offsets are apart; a new point is recorded only when that changes.
    let mut known_step: Option<isize> = Some(0);
    for (offset, character) in text.char_indices() {
        let before = normalised.text.len();
        match fold(character) {
            Fold::Keep if character == ' ' => push_space(&mut normalised.text),
            Fold::Keep => normalised.text.push(character),
            Fold::Character(folded) => normalised.text.push(folded),
            Fold::Characters(folded) => normalised.text.push_str(folded),
            Fold::Space => push_space(&mut normalised.text),
            Fold::Nothing => {}
        }
        let written = normalised.text.len() - before;
        if written == 0 {
            known_step = None;
            continue;
        }
        let step = offset as isize - before as isize;
        if known_step != Some(step) {
            normalised.points.push((before, offset));
        }
        // A character that changed its length puts the next one out of step even where the difference is equal.
        known_step = (written == character.len_utf8()).then_some(step);
    }
    normalised
}

/// Writes a space unless the text already ends in one.
fn push_space(text: &mut String) {
    if !text.ends_with(' ') {
        text.push(' ');
    }
}
