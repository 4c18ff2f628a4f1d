//! Resident identity numbers (GB 11643-1999).

use crate::character::{ascii, is_ignorable, separator};
use crate::checksum::{X, birth_date_exists, has_region, resident_check, resident_values};

/// A text that is not a resident identity number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NormaliseIdNumberError {
    /// Something other than digits and a final X.
    #[error("an identity number has digits only and may end in X: expected 18 characters, found `{found}`")]
    Character {
        /// The text as understood.
        found: String,
    },
    /// Neither 18 nor 15 characters.
    #[error("an identity number has 18 characters (15 before 1999), found {found}")]
    Length {
        /// How many characters there are.
        found: usize,
    },
    /// The first digits name no region.
    #[error(
        "`{found}` is not a region: expected an identity number to begin with a province from 11 to 83, or 91"
    )]
    Region {
        /// The first two digits.
        found: String,
    },
    /// Digits seven to fourteen are no date.
    #[error("`{found}` is not a date of birth: expected digits 7 to 14 of an identity number to be YYYYMMDD")]
    BirthDate {
        /// The eight digits.
        found: String,
    },
    /// The check character does not fit.
    #[error("the last character is `{found}`, expected `{expected}` after these seventeen digits")]
    Check {
        /// The check character as written.
        found: char,
        /// The check character that belongs there.
        expected: char,
    },
}

/// Brings a resident identity number to 18 characters with a capital X. A 15-digit number of the first generation is
/// completed with the century and its check character, so that both forms of one person's number are found together.
pub fn normalise_id_number(text: &str) -> Result<String, NormaliseIdNumberError> {
    let compact: String = text
        .chars()
        .filter(|&character| separator(character).is_none() && !is_ignorable(character))
        .collect();
    let Some(mut values) = resident_values(&compact) else {
        return Err(NormaliseIdNumberError::Character { found: compact });
    };
    let completed = values.len() == 15;
    if completed {
        // Numbers of 15 digits were given out in the twentieth century only.
        values.splice(6..6, [1, 9]);
    } else if values.len() != 18 {
        return Err(NormaliseIdNumberError::Length { found: values.len() });
    }
    if !has_region(&values) {
        return Err(NormaliseIdNumberError::Region { found: written(&values[..2]) });
    }
    if !birth_date_exists(&values) {
        return Err(NormaliseIdNumberError::BirthDate { found: written(&values[6..14]) });
    }
    let Some(expected) = resident_check(&values) else {
        return Err(NormaliseIdNumberError::Character { found: compact });
    };
    if completed {
        values.push(expected);
    }
    let found = values[17];
    if found != expected {
        return Err(NormaliseIdNumberError::Check { found: character(found), expected: character(expected) });
    }
    Ok(written(&values))
}

/// Masks an identity number or another document number: the first and the last character stay.
pub fn mask_id(text: &str) -> String {
    let mut masked = String::new();
    write_masked_id(text.chars(), &mut masked);
    masked
}

/// Writes what [`mask_id`] gives behind a text.
pub(crate) fn write_masked_id(characters: impl Iterator<Item = char>, out: &mut String) {
    let mut shown = characters.filter_map(ascii).filter(u8::is_ascii_alphanumeric).map(char::from);
    let first = shown.next();
    let (hidden, last) = shown.fold((0, None), |(count, _), letter| (count + 1, Some(letter)));
    match (first, last) {
        (Some(first), Some(last)) if 3 <= hidden => {
            out.push(first);
            (1..hidden).for_each(|_| out.push('*'));
            out.push(last);
        }
        _ => out.push_str("****"),
    }
}

fn written(values: &[u8]) -> String {
    values.iter().map(|&value| character(value)).collect()
}

fn character(value: u8) -> char {
    if value == X { 'X' } else { char::from(b'0' + value) }
}
