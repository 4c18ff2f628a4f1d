//! E-mail addresses around their `@`.

use crate::character::ascii;
use crate::datum::email::is_local;

/// RFC 5321: at most so many characters before the `@`, and behind it.
const LOCAL_LEN_MAX: usize = 64;
const DOMAIN_LEN_MAX: usize = 253;
/// RFC 1035: at most so many characters between two dots.
const LABEL_LEN_MAX: usize = 63;

/// The e-mail address around the `@` at `at`.
pub(super) fn email(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut start = at;
    for (offset, character) in text.get(..at)?.char_indices().rev().take(LOCAL_LEN_MAX) {
        if !ascii(character).is_some_and(is_local) {
            break;
        }
        start = offset;
    }
    if start == at {
        return None;
    }
    let after = at + text.get(at..)?.chars().next()?.len_utf8();
    domain_end(text, after).map(|end| (start, end))
}

/// Where the longest domain that begins here ends: labels parted by dots, none of them empty or with a hyphen at an end,
/// the last of two letters or more. A full stop behind it stays outside.
fn domain_end(text: &str, at: usize) -> Option<usize> {
    let mut found = None;
    let (mut labels, mut len, mut letters, mut previous) = (1, 0, 0, b'.');
    for (offset, character) in text.get(at..)?.char_indices().take(DOMAIN_LEN_MAX) {
        match ascii(character) {
            Some(b'.') if previous != b'.' && previous != b'-' => {
                (labels, len, letters, previous) = (labels + 1, 0, 0, b'.');
            }
            Some(byte) if byte.is_ascii_alphanumeric() || (byte == b'-' && 0 < len) => {
                len += 1;
                letters += usize::from(byte.is_ascii_alphabetic());
                previous = byte;
                if LABEL_LEN_MAX < len {
                    break;
                }
                if 2 <= labels && 2 <= len && letters == len {
                    found = Some(at + offset + character.len_utf8());
                }
            }
            _ => break,
        }
    }
    found
}
