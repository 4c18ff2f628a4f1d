//! Telephone numbers.

use crate::character::{digit, digits_to_text, is_ignorable, separator};

/// A text that is not a telephone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NormalisePhoneError {
    /// Something other than digits and separators.
    #[error("a telephone number has no `{found}`: expected digits, as in `13812345678` or `0731-84876543`")]
    Character {
        /// The first character that does not belong.
        found: char,
    },
    /// Digits that are no number of any kind we know.
    #[error(
        "`{digits}` is not a telephone number: expected a mobile number (11 digits beginning 13 to 19), a landline \
         with its area code (`0731-84876543`) or `+` and the country code"
    )]
    Shape {
        /// The digits as understood.
        digits: String,
    },
}

/// Brings a telephone number to one form: a mobile number in the Chinese mainland as 11 digits, a landline as
/// `area-number` with `-extension` where there is one, any other country as `+` and digits (ITU-T E.164).
pub fn normalise_phone(text: &str) -> Result<String, NormalisePhoneError> {
    let mut digits = Vec::with_capacity(16);
    let mut groups: Vec<usize> = Vec::new();
    let mut international = false;
    let mut apart = true;
    for character in text.trim().chars() {
        if let Some(value) = digit(character) {
            if apart {
                groups.push(digits.len());
            }
            digits.push(value);
            apart = false;
        } else if matches!(character, '+' | '＋') && digits.is_empty() && !international {
            international = true;
        } else if separator(character).is_some() || matches!(character, '转' | '#' | '＃') {
            apart = true;
        } else if !is_ignorable(character) {
            return Err(NormalisePhoneError::Character { found: character });
        }
    }
    let shape_error = || NormalisePhoneError::Shape { digits: digits_to_text(&digits) };
    let domestic = domestic(&digits, international);
    if let Some(local) = domestic {
        if is_mobile(local) {
            return Ok(digits_to_text(local));
        }
        // The first digits of a landline written after +86 lack the trunk prefix.
        let cut = digits.len() - local.len();
        let local = if international { [&[0], local].concat() } else { local.to_vec() };
        let added = usize::from(international);
        let breaks = groups.iter().filter(|&&start| cut < start).map(|&start| start - cut + added);
        return landline(&local, &breaks.collect::<Vec<_>>()).ok_or_else(shape_error);
    }
    match digits.as_slice() {
        [1..=9, rest @ ..] if international && (6..=14).contains(&rest.len()) => {
            Ok(format!("+{}", digits_to_text(&digits)))
        }
        _ => Err(shape_error()),
    }
}

/// Masks a telephone number: `138****1234`. Of a landline the area code and the last four digits stay; a number too
/// short to hide anything in is hidden whole.
pub fn mask_phone(text: &str) -> String {
    let mut masked = String::new();
    write_masked_phone(text.chars(), &mut masked);
    masked
}

/// Writes what [`mask_phone`] gives behind a text.
pub(crate) fn write_masked_phone(characters: impl Iterator<Item = char>, out: &mut String) {
    let mut characters = characters.skip_while(|character| character.is_whitespace()).peekable();
    let international = characters.next_if(|character| matches!(character, '+' | '＋')).is_some();
    let mut digits = Vec::with_capacity(16);
    digits.extend(characters.filter_map(digit));
    let local = domestic(&digits, international).unwrap_or(&digits);
    let kept_before = match local {
        _ if is_mobile(local) => 3,
        [0, rest @ ..] if 9 <= rest.len() => area_code_len(local),
        _ => 0,
    };
    let kept_after = if local.len() < 7 { local.len() } else { kept_before.max(local.len() - 4) };
    let figure = |&value: &u8| char::from(b'0' + value);
    out.extend(local[..kept_before].iter().map(figure));
    out.push_str("****");
    out.extend(local[kept_after..].iter().map(figure));
}

/// Eleven digits beginning 13 to 19.
pub(crate) fn is_mobile(digits: &[u8]) -> bool {
    matches!(digits, [1, 3..=9, rest @ ..] if rest.len() == 9)
}

/// A mobile number, also behind the country code or the trunk prefix of a long-distance call.
pub(crate) fn is_mobile_with_prefix(digits: &[u8]) -> bool {
    is_mobile(digits)
        || matches!(digits, [0, rest @ ..] | [8, 6, rest @ ..] | [0, 0, 8, 6, rest @ ..] if is_mobile(rest))
}

/// The length of the area code at the head of the digits, if one is given out in the mainland (the plan of the national
/// numbering: 010, 02x but 026, and four digits in the provinces).
pub(crate) fn known_area_code_len(digits: &[u8]) -> Option<usize> {
    match digits {
        [0, 1, 0, ..] | [0, 2, 0..=5 | 7..=9, ..] => Some(3),
        [0, 3 | 5 | 8 | 9, 1..=9, ..] | [0, 4, 1..=8, ..] | [0, 6, 3 | 6 | 9, ..] | [0, 7, ..] => Some(4),
        _ => None,
    }
}

/// The length of the area code at the head of a landline number: two digits after the zero in the ten cities numbered
/// 010 and 02x, else three.
pub(crate) fn area_code_len(digits: &[u8]) -> usize {
    if matches!(digits, [0, 1 | 2, ..]) { 3 } else { 4 }
}

/// The digits within the country, if the country is China or none is named.
fn domestic(digits: &[u8], international: bool) -> Option<&[u8]> {
    match digits {
        [8, 6, rest @ ..] if international => Some(rest),
        [0, 0, 8, 6, rest @ ..] | [8, 6, rest @ ..] | [0, rest @ ..] if is_mobile(rest) => Some(rest),
        _ if international => None,
        _ => Some(digits),
    }
}

/// Area code, number and extension, where the breaks are the offsets at which a group begins.
fn landline(digits: &[u8], breaks: &[usize]) -> Option<String> {
    if !matches!(digits, [0, 1..=9, ..]) {
        return None;
    }
    let area = area_code_len(digits);
    let number_end = match digits.len().checked_sub(area)? {
        7 | 8 => digits.len(),
        9.. => *breaks.iter().find(|&&start| start == area + 7 || start == area + 8)?,
        _ => return None,
    };
    let extension = digits.get(number_end..).filter(|rest| !rest.is_empty());
    if digits.get(area).is_none_or(|&first| first < 2) || extension.is_some_and(|rest| 6 < rest.len()) {
        return None;
    }
    let mut text =
        format!("{}-{}", digits_to_text(&digits[..area]), digits_to_text(&digits[area..number_end]));
    if let Some(extension) = extension {
        text.push('-');
        text.push_str(&digits_to_text(extension));
    }
    Some(text)
}
