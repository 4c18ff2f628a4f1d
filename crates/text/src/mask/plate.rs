//! Number plates of cars (GA 36-2018), by their own form.

use super::Confidence;
use crate::character::{Separator, ascii, is_ignorable, separator, spoken_digit};

/// Digits a plate has at least; its other places may be letters.
const DIGITS_MIN: usize = 3;

/// The plate whose province stands at `at`: the province, the letter of the city, perhaps a dot or a blank, and five letters
/// and digits (six on cars with new energy) or four and the word of a use. I and O are on no plate.
pub(super) fn plate(text: &str, at: usize) -> Option<(usize, usize, Confidence)> {
    let mut characters = text.get(at..)?.char_indices().skip(1).peekable();
    let (_, city) = characters.next()?;
    ascii(city).filter(|&letter| is_letter(letter))?;
    let apart = |character: char| {
        matches!(separator(character), Some(Separator::Space | Separator::Dash | Separator::Dot))
            || is_ignorable(character)
    };
    let mut is_parted = false;
    while characters.next_if(|&(_, character)| apart(character)).is_some() {
        if std::mem::replace(&mut is_parted, true) {
            return None;
        }
    }
    let (mut len, mut digits, mut end) = (0, 0, at);
    // Read out or in figures, not both: 赣A50397一汽.
    let mut is_spoken = None;
    for (offset, character) in characters {
        let letter = ascii(character).filter(u8::is_ascii_alphanumeric);
        let is_figure = letter.is_some_and(|letter| letter.is_ascii_digit());
        let is_digit = is_figure || spoken_digit(character).is_some();
        if is_digit && *is_spoken.get_or_insert(!is_figure) == is_figure {
            break;
        }
        let is_use = len == 4 && matches!(character, '学' | '警' | '挂' | '领' | '港' | '澳');
        if !(is_digit || is_use || letter.is_some_and(is_letter)) {
            break;
        }
        len += 1;
        digits += usize::from(is_digit);
        end = at + offset + character.len_utf8();
        if 6 < len {
            return None;
        }
        if is_use {
            break;
        }
    }
    (matches!(len, 5 | 6) && DIGITS_MIN <= digits).then_some((at, end, Confidence::High))
}

fn is_letter(letter: u8) -> bool {
    letter.is_ascii_alphabetic() && !matches!(letter | 0x20, b'i' | b'o')
}
