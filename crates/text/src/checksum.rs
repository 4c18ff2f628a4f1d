//! Check digits: resident identity numbers, payment cards, unified social credit codes.

use crate::character::{digit, digits_of};

/// GB 11643-1999: the weight of each of the first seventeen digits.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The check character by remainder modulo 11; the value ten is written X.
const CHECK: [u8; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];

/// The value that stands for the check character X.
pub(crate) const X: u8 = 10;

/// Whether the text is an 18-character resident identity number: a province, a date of birth that exists and the check
/// character of GB 11643-1999. Full-width characters are read as half width; nothing else may stand beside the number.
pub fn valid_resident_id(text: &str) -> bool {
    resident_values(text).is_some_and(|values| is_resident_id(&values))
}

/// Whether the digits of the text pass the Luhn check (ISO/IEC 7812-1 annex B). Anything but digits is overlooked; a
/// text without digits does not pass.
pub fn luhn(text: &str) -> bool {
    luhn_values(&digits_of(text))
}

/// The values of an identity number as written: digits, and X only in the last place.
pub(crate) fn resident_values(text: &str) -> Option<Vec<u8>> {
    let mut values = Vec::with_capacity(18);
    let mut characters = text.trim().chars().peekable();
    while let Some(character) = characters.next() {
        match digit(character) {
            Some(value) => values.push(value),
            None if matches!(character, 'x' | 'X' | 'ｘ' | 'Ｘ') && characters.peek().is_none() => {
                values.push(X)
            }
            None => return None,
        }
    }
    Some(values)
}

pub(crate) fn is_resident_id(values: &[u8]) -> bool {
    values.len() == 18
        && has_region(values)
        && birth_date_exists(values)
        && resident_check(values) == values.get(17).copied()
}

/// The check value that belongs to the first seventeen digits.
pub(crate) fn resident_check(values: &[u8]) -> Option<u8> {
    let body = values.get(..17)?;
    if body.iter().any(|&value| 9 < value) {
        return None;
    }
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(&value, weight)| u32::from(value) * weight).sum();
    CHECK.get((sum % 11) as usize).copied()
}

/// Whether the first two digits can be a province-level region (GB/T 2260: 11 to 82; 91 is used for foreigners with
/// permanent residence, 83 for residents from Taiwan).
pub(crate) fn has_region(values: &[u8]) -> bool {
    matches!(values, [1..=7, 1..=7, ..] | [8, 1..=3, ..] | [9, 1, ..])
}

/// Whether digits seven to fourteen are a date between 1800 and 2099.
pub(crate) fn birth_date_exists(values: &[u8]) -> bool {
    values.get(6..14).is_some_and(is_date)
}

/// Whether eight digits are a date, year first, between 1800 and 2099.
pub(crate) fn is_date(values: &[u8]) -> bool {
    let number = |part: &[u8]| part.iter().fold(0_u32, |sum, &value| sum * 10 + u32::from(value));
    let (Some(year), Some(month), Some(day)) = (values.get(..4), values.get(4..6), values.get(6..8)) else {
        return false;
    };
    let (year, month, day) = (number(year), number(month), number(day));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1800..=2099).contains(&year) && (1..=last).contains(&day)
}

pub(crate) fn luhn_values(values: &[u8]) -> bool {
    !values.is_empty() && luhn_sum(values, 0).is_multiple_of(10)
}

/// The last digit that would make the digits before it pass the Luhn check.
pub(crate) fn luhn_check(body: &[u8]) -> u8 {
    // Below ten by construction.
    ((10 - luhn_sum(body, 1) % 10) % 10) as u8
}

/// The Luhn sum, `offset` places away from the right end: nought or one.
fn luhn_sum(values: &[u8], offset: usize) -> u32 {
    let value = |value: u8, is_doubled: bool| match u32::from(value) * 2 {
        _ if !is_doubled => u32::from(value),
        doubled @ 10.. => doubled - 9,
        doubled => doubled,
    };
    let last_is_doubled = offset == 1;
    let pair = |pair: &[u8]| match *pair {
        [left, right] => value(left, !last_is_doubled) + value(right, last_is_doubled),
        [left] => value(left, last_is_doubled),
        _ => 0,
    };
    values.rchunks(2).map(pair).sum()
}

/// GB 32100-2015: the characters of a unified social credit code, each at its value.
const CREDIT_CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The value of each byte as a character of a code; [`NO_CREDIT_VALUE`] for what is none.
static CREDIT_VALUES: [u8; 256] = {
    let mut values = [NO_CREDIT_VALUE; 256];
    let mut value = 0;
    while value < CREDIT_CHARACTERS.len() {
        values[CREDIT_CHARACTERS[value] as usize] = value as u8;
        value += 1;
    }
    values
};

const NO_CREDIT_VALUE: u8 = u8::MAX;

/// The weights of all characters but the last: the powers of three modulo 31.
const CREDIT_WEIGHTS: [u8; CREDIT_CODE_LEN - 1] =
    [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// The length of a unified social credit code.
pub(crate) const CREDIT_CODE_LEN: usize = 18;

/// Whether these are a unified social credit code (GB 32100-2015), letters in capitals: the registering department, the
/// class, six digits of region, the body, and the check character modulo 31 with the powers of three as weights.
pub(crate) fn is_credit_code(code: &[u8; CREDIT_CODE_LEN]) -> bool {
    let [department, _, region @ ..] = code;
    if !matches!(department, b'1'..=b'9' | b'A' | b'N' | b'Y') || !region[..6].iter().all(u8::is_ascii_digit)
    {
        return false;
    }
    let mut sum = 0;
    for (&character, weight) in code.iter().zip(CREDIT_WEIGHTS) {
        let value = CREDIT_VALUES[usize::from(character)];
        if value == NO_CREDIT_VALUE {
            return false;
        }
        sum += usize::from(value) * usize::from(weight);
    }
    CREDIT_CHARACTERS[(31 - sum % 31) % 31] == code[CREDIT_CODE_LEN - 1]
}

/// Whether characters nine to seventeen of a unified social credit code, the organisation code, carry the check character
/// of GB 11714-1997 (modulo 11). A second proof for codes of digits alone, which order numbers resemble.
pub(crate) fn has_organisation_check(code: &[u8; CREDIT_CODE_LEN]) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |character: u8| match character {
        b'0'..=b'9' => u32::from(character - b'0'),
        _ => u32::from(character.saturating_sub(b'A')) + 10,
    };
    let sum: u32 =
        code[8..16].iter().zip(WEIGHTS).map(|(&character, weight)| value(character) * weight).sum();
    let expected = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    };
    code[16] == expected
}
