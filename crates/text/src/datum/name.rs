//! Names of persons.

use crate::character::{Fold, fold, is_han};
use crate::surname;

/// A text that is not a person's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NormaliseNameError {
    /// Nothing is left.
    #[error("the name is empty: expected at least one letter or Chinese character")]
    Empty,
    /// Longer than any name.
    #[error("the name has {found} characters: expected at most 64")]
    Length {
        /// How many characters there are.
        found: usize,
    },
    /// A digit or a sign that names do not have.
    #[error("a name has no `{found}`: expected letters, blanks and the marks `·`, `-`, `'`, `.`")]
    Character {
        /// The first character that does not belong.
        found: char,
    },
}

/// Brings a name to one form: no blanks between Chinese characters (周 小 明 is 周小明), one blank between Latin words,
/// one kind of middle dot. Upper and lower case stay as written.
pub fn normalise_name(text: &str) -> Result<String, NormaliseNameError> {
    let mut name = String::with_capacity(text.len());
    let mut blank = false;
    for character in text.chars() {
        let folded = match fold(character) {
            Fold::Keep if character == '\n' => ' ',
            Fold::Keep => character,
            Fold::Character(folded) => folded,
            Fold::Space => ' ',
            Fold::Nothing => continue,
            Fold::Characters(_) => return Err(NormaliseNameError::Character { found: character }),
        };
        if folded == ' ' {
            blank = !name.is_empty();
            continue;
        }
        if !folded.is_alphabetic() && !matches!(folded, '·' | '-' | '\'' | '.' | '〇') {
            return Err(NormaliseNameError::Character { found: character });
        }
        if blank && !(is_han(folded) || name.ends_with(is_han)) {
            name.push(' ');
        }
        blank = false;
        name.push(folded);
    }
    if !name.chars().any(char::is_alphabetic) {
        return Err(NormaliseNameError::Empty);
    }
    match name.chars().count() {
        length @ 65.. => Err(NormaliseNameError::Length { found: length }),
        _ => Ok(name),
    }
}

/// Masks a name: the surname and a star, 周\* or 欧阳\*; of a name in Latin letters the initials, `J* S*`.
pub fn mask_name(text: &str) -> String {
    let mut masked = String::new();
    write_masked_name(text, &mut masked);
    masked
}

/// Writes what [`mask_name`] gives behind a text.
pub(crate) fn write_masked_name(text: &str, out: &mut String) {
    let mut words = text.split_whitespace();
    let Some(first) = words.next().and_then(|word| word.chars().next()) else { return out.push('*') };
    if is_han(first) {
        let start = out.len();
        out.extend(text.chars().filter(|character| !character.is_whitespace()));
        let name = &out[start..];
        // A compound surname alone is a surname of one character with a given name.
        let compound = surname::compound_at(name).map(str::len).filter(|&len| len < name.len());
        out.truncate(start + compound.unwrap_or(first.len_utf8()));
        return out.push('*');
    }
    out.extend([first, '*']);
    words.filter_map(|word| word.chars().next()).for_each(|initial| out.extend([' ', initial, '*']));
}
