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
    let name = text.trim();
    let initial = |word: &str| word.chars().next().map(|first| format!("{first}*")).unwrap_or_default();
    if name.is_empty() {
        return "*".to_owned();
    }
    if name.starts_with(is_han) {
        let compact: String = name.chars().filter(|character| !character.is_whitespace()).collect();
        // A compound surname alone is a surname of one character with a given name.
        let kept = match surname::compound_at(&compact) {
            Some(surname) if surname.len() < compact.len() => surname,
            _ => return initial(&compact),
        };
        return format!("{kept}*");
    }
    name.split_whitespace().map(initial).collect::<Vec<_>>().join(" ")
}
