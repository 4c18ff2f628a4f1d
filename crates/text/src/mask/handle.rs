//! E-mail addresses, names of accounts and documents.

use super::cue::{is_filler_mark, skip_filler};
use crate::character::ascii;
use crate::datum::email::{is_domain, is_local};

/// RFC 5321: at most so many characters before the `@`, and behind it.
const LOCAL_LEN_MAX: usize = 64;
const DOMAIN_LEN_MAX: usize = 253;

/// The e-mail address around the `@` at `at`.
pub(super) fn email(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut start = at;
    for (offset, character) in text[..at].char_indices().rev().take(LOCAL_LEN_MAX) {
        if !ascii(character).is_some_and(is_local) {
            break;
        }
        start = offset;
    }
    if start == at {
        return None;
    }
    let after = at + text[at..].chars().next()?.len_utf8();
    let mut domain = String::new();
    // Where each prefix of the domain ends; the longest that is a domain counts, so that a full stop stays outside.
    let mut ends = Vec::new();
    for (offset, character) in text[after..].char_indices().take(DOMAIN_LEN_MAX) {
        match ascii(character) {
            Some(byte) if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.' => {
                domain.push(char::from(byte));
                ends.push(after + offset + character.len_utf8());
            }
            _ => break,
        }
    }
    if !domain.contains('.') {
        return None;
    }
    let len = (1..=domain.len()).rev().find(|&len| is_domain(&domain[..len]))?;
    ends.get(len - 1).map(|&end| (start, end))
}

/// The WeChat name after the cue: a letter and five to nineteen letters, digits, `_` or `-`. After the bare word 微信
/// it must contain more than letters, as “wechat payment” is no name.
pub(super) fn wechat(text: &str, at: usize) -> Option<(usize, usize)> {
    let (start, end) = word(text, at)?;
    let name: Vec<u8> = text[start..end].chars().filter_map(ascii).collect();
    let is_named = text[at..start].contains(['号', ':', '：', '是']);
    let well_formed = (6..=20).contains(&name.len()) && name.first().is_some_and(u8::is_ascii_alphabetic);
    let mixed = name.iter().any(|byte| !byte.is_ascii_alphabetic());
    (well_formed && (is_named || mixed)).then_some((start, end))
}

/// The QQ number after the cue: five to eleven digits.
pub(super) fn qq(text: &str, at: usize) -> Option<(usize, usize)> {
    let (start, end) = word(text, at)?;
    let name: Vec<u8> = text[start..end].chars().filter_map(ascii).collect();
    ((5..=11).contains(&name.len()) && name.iter().all(u8::is_ascii_digit)).then_some((start, end))
}

/// The document number after the cue: up to three letters and six to ten digits.
pub(super) fn document(text: &str, at: usize) -> Option<(usize, usize)> {
    let (start, end) = word(text, at)?;
    let name: Vec<u8> = text[start..end].chars().filter_map(ascii).collect();
    let letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let digits = name.iter().filter(|byte| byte.is_ascii_digit()).count();
    (letters <= 3 && (6..=10).contains(&digits) && name.len() <= letters + digits + 1).then_some((start, end))
}

/// The word of letters, digits, `_` and `-` behind the filler.
fn word(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    // Filler words are stripped only where they stand apart from the name: “no” begins “nora_88”.
    let marks = rest.trim_start_matches(is_filler_mark);
    let stripped = skip_filler(rest);
    let name = if stripped.len() < marks.len() && glued(marks, stripped) { marks } else { stripped };
    let start = at + (rest.len() - name.len());
    let is_name = |character: char| {
        ascii(character).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    };
    let len = name.find(|character| !is_name(character)).unwrap_or(name.len());
    (0 < len).then_some((start, start + len))
}

/// Whether the filler that was stripped ends in a letter right before another word character.
fn glued(before: &str, after: &str) -> bool {
    let stripped = &before[..before.len() - after.len()];
    stripped.ends_with(|c: char| c.is_ascii_alphabetic())
        && after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}
