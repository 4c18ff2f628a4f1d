//! Unified social credit codes among letters and digits.

use super::Confidence;
use super::gap::skip_filler;
use crate::character::{Separator, ascii, is_ignorable, separator};
use crate::checksum::{CREDIT_CODE_LEN, is_credit_code};

/// Where a code stands.
pub(super) type Place = (usize, usize, Confidence);

/// The code that begins here by its own form: exactly eighteen letters and digits with the right check character. One of
/// digits alone is left to what reads numbers.
pub(super) fn code(text: &str, at: usize) -> Option<Place> {
    let (code, end) = characters(text, at, false)?;
    let has_letters = code[..CREDIT_CODE_LEN - 1].iter().any(u8::is_ascii_alphabetic);
    (has_letters && is_credit_code(&code)).then_some((at, end, Confidence::High))
}

/// The code behind its cue, perhaps mistyped or with blanks and dashes.
pub(super) fn code_after(text: &str, at: usize) -> Option<Place> {
    let rest = text.get(at..)?;
    let start = at + rest.len() - skip_filler(rest).len();
    let (code, end) = characters(text, start, true)?;
    let has_shape = code[2..8].iter().all(u8::is_ascii_digit);
    match is_credit_code(&code) {
        true => Some((start, end, Confidence::High)),
        false => has_shape.then_some((start, end, Confidence::Medium)),
    }
}

/// Eighteen letters and digits in capitals and half width, after which none follows; where they end.
fn characters(text: &str, at: usize, parted: bool) -> Option<([u8; CREDIT_CODE_LEN], usize)> {
    /// Separators and invisible characters in between.
    const BETWEEN_MAX: usize = 18;
    let mut code = [0; CREDIT_CODE_LEN];
    let (mut len, mut between, mut end) = (0, 0, at);
    for (offset, character) in text.get(at..)?.char_indices() {
        let letter = ascii(character).filter(u8::is_ascii_alphanumeric);
        if let Some(letter) = letter {
            *code.get_mut(len)? = letter.to_ascii_uppercase();
            len += 1;
            end = at + offset + character.len_utf8();
            continue;
        }
        let apart = parted && matches!(separator(character), Some(Separator::Space | Separator::Dash));
        between += 1;
        if len == CREDIT_CODE_LEN || BETWEEN_MAX < between || !(apart || is_ignorable(character)) {
            break;
        }
    }
    (len == CREDIT_CODE_LEN).then_some((code, end))
}
