//! Payment card numbers (ISO/IEC 7812-1).

use crate::character::{digit, digits_of, digits_to_text, is_ignorable, separator};
use crate::checksum::{luhn_check, luhn_values};

/// A text that is not a card number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NormaliseCardError {
    /// Something other than digits, blanks and dashes.
    #[error("a card number has no `{found}`: expected 13 to 19 digits")]
    Character {
        /// The first character that does not belong.
        found: char,
    },
    /// Too few or too many digits.
    #[error("a card number has 13 to 19 digits, found {found}")]
    Length {
        /// How many digits there are.
        found: usize,
    },
    /// The Luhn check fails.
    #[error(
        "the last digit of the card number is `{found}`, expected `{expected}`: one of the digits is mistyped"
    )]
    Check {
        /// The last digit as written.
        found: char,
        /// The last digit that would fit the digits before it.
        expected: char,
    },
}

/// Brings a card number to its 13 to 19 digits. Passbook accounts need not satisfy the check and are no cards.
pub fn normalise_card(text: &str) -> Result<String, NormaliseCardError> {
    let foreign = |&character: &char| {
        digit(character).is_none() && separator(character).is_none() && !is_ignorable(character)
    };
    if let Some(found) = text.trim().chars().find(foreign) {
        return Err(NormaliseCardError::Character { found });
    }
    let digits = digits_of(text);
    if !(13..=19).contains(&digits.len()) {
        return Err(NormaliseCardError::Length { found: digits.len() });
    }
    let (body, last) = digits.split_at(digits.len() - 1);
    if !luhn_values(&digits) {
        return Err(NormaliseCardError::Check {
            found: char::from(b'0' + last[0]),
            expected: char::from(b'0' + luhn_check(body)),
        });
    }
    Ok(digits_to_text(&digits))
}

/// Masks a card or account number: the last four digits stay, and how long it was does not show.
pub fn mask_card(text: &str) -> String {
    let mut masked = String::new();
    write_masked_card(text.chars(), &mut masked);
    masked
}

/// Writes what [`mask_card`] gives behind a text.
pub(crate) fn write_masked_card(characters: impl Iterator<Item = char>, out: &mut String) {
    let mut last = [0; 4];
    let mut count = 0;
    for value in characters.filter_map(digit) {
        last = [last[1], last[2], last[3], value];
        count += 1;
    }
    out.push_str("****");
    if 8 <= count {
        out.extend(last.map(|value| char::from(b'0' + value)));
    }
}
