//! Names in Latin letters near a cue.

use crate::character::is_han;

/// A company whose name looks like a person's.
const COMPANIES: [&str; 1] = ["Cooper"];

/// Words that follow “my name is” and are no name.
const WORDS: [&str; 58] = [
    "on",
    "not",
    "in",
    "is",
    "still",
    "the",
    "a",
    "an",
    "and",
    "but",
    "or",
    "at",
    "to",
    "for",
    "of",
    "with",
    "wrong",
    "my",
    "also",
    "no",
    "never",
    "now",
    "only",
    "being",
    "same",
    "as",
    "there",
    "listed",
    "different",
    "correct",
    "incorrect",
    "misspelled",
    "spelled",
    "under",
    "from",
    "it",
    "that",
    "this",
    "what",
    "i",
    "im",
    "so",
    "unknown",
    "attached",
    "below",
    "above",
    "tied",
    "his",
    "her",
    "their",
    "yes",
    "ok",
    "okay",
    "uh",
    "um",
    "please",
    "calling",
    "we",
];

/// The name in Latin letters after “my name is” or a title: up to three words with capitals.
pub(super) fn after(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let start = at + (rest.len() - rest.trim_start_matches([' ', '.', ':', '\u{a0}']).len());
    if start == at || 4 < start - at {
        return None;
    }
    let mut end = start;
    let mut next = start;
    for _ in 0..3 {
        let Some(len) = latin_word(&text[next..]) else { break };
        end = next + len;
        let gap = text[end..].len() - text[end..].trim_start_matches(['.', ' ']).len();
        if gap == 0 || 2 < gap {
            break;
        }
        next = end + gap;
    }
    // An initial alone is what a masked name looks like.
    let name = &text[start..end];
    let is_word = name.split([' ', '.']).any(|word| 2 <= word.chars().count());
    (is_word && !COMPANIES.contains(&name) && !text[end..].starts_with('*')).then_some((start, end))
}

/// The name after “my name is” in a transcript without capitals: up to two words that are no everyday words.
pub(super) fn after_without_capitals(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let start = at + rest.len() - rest.trim_start_matches([' ', ':']).len();
    if start == at || 3 < start - at {
        return None;
    }
    let mut end = start;
    let mut next = start;
    for _ in 0..2 {
        let Some(len) = lower_word(&text[next..]) else { break };
        end = next + len;
        if !text[end..].starts_with(' ') {
            break;
        }
        next = end + 1;
    }
    (start < end && !text[end..].starts_with('*')).then_some((start, end))
}

/// A word of small letters that can be a name.
fn lower_word(text: &str) -> Option<usize> {
    const LEN_MAX: usize = 20;
    let len = text.bytes().take(LEN_MAX + 1).take_while(u8::is_ascii_lowercase).count();
    let word = &text[..len];
    let is_name = (2..=LEN_MAX).contains(&len)
        && !text[len..].starts_with(|c: char| c.is_alphanumeric() || c == '\'')
        && !WORDS.contains(&word)
        && !["ly", "ed", "ing"].iter().any(|ending| word.ends_with(ending))
        && !word.bytes().all(|byte| byte == b'x');
    is_name.then_some(len)
}

/// A word with a capital, or an initial with a full stop. X's are a name already struck out.
fn latin_word(text: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphabetic() && !is_han(c) || matches!(c, '\'' | '’' | '-');
    let len = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let word = &text[..len];
    let is_capital = word.chars().next().is_some_and(char::is_uppercase);
    let is_initial = word.chars().count() == 1 && text[len..].starts_with('.');
    let struck_out = word.bytes().all(|byte| matches!(byte, b'X' | b'x'));
    (is_capital && !struck_out && (2 <= word.chars().count() || is_initial)).then_some(len)
}
