//! Names of accounts and documents behind their cue.

use super::gap::{is_filler_mark, skip_filler};
use crate::character::ascii;

/// No name or number of an account is longer, in characters.
const WORD_LEN_MAX: usize = 32;

/// The WeChat name after the cue: a letter and five to nineteen letters, digits, `_` or `-`. After the bare word 微信
/// it must contain more than letters, as “wechat payment” is no name.
pub(super) fn wechat(text: &str, at: usize) -> Option<(usize, usize)> {
    let (start, end) = word(text, at)?;
    let is_named = text[at..start].contains(['号', ':', '：', '是', '號']);
    let mut name = letters(text, start, end);
    let begins = name.clone().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let well_formed = begins && (6..=20).contains(&name.clone().count());
    let mixed = name.any(|byte| !byte.is_ascii_alphabetic());
    (well_formed && (is_named || mixed)).then_some((start, end))
}

/// The QQ number after the cue: five to eleven digits.
pub(super) fn qq(text: &str, at: usize) -> Option<(usize, usize)> {
    let (start, end) = word(text, at)?;
    let mut name = letters(text, start, end);
    ((5..=11).contains(&name.clone().count()) && name.all(|byte| byte.is_ascii_digit()))
        .then_some((start, end))
}

/// The document number after the cue: up to three letters and six to ten digits.
pub(super) fn document(text: &str, at: usize) -> Option<(usize, usize)> {
    let (start, end) = word(text, at)?;
    let name = letters(text, start, end);
    let heads = name.clone().take_while(u8::is_ascii_alphabetic).count();
    let digits = name.clone().filter(u8::is_ascii_digit).count();
    (heads <= 3 && (6..=10).contains(&digits) && name.count() <= heads + digits + 1).then_some((start, end))
}

fn letters(text: &str, start: usize, end: usize) -> impl Iterator<Item = u8> + Clone + '_ {
    text.get(start..end).unwrap_or_default().chars().filter_map(ascii)
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
    let len =
        name.chars().take(WORD_LEN_MAX + 1).take_while(|&c| is_name(c)).map(char::len_utf8).sum::<usize>();
    (0 < len).then_some((start, start + len))
}

/// Whether the filler that was stripped ends in a letter right before another word character.
fn glued(before: &str, after: &str) -> bool {
    let stripped = &before[..before.len() - after.len()];
    stripped.ends_with(|c: char| c.is_ascii_alphabetic())
        && after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}
