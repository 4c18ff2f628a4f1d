//! What may stand between a cue and its datum.

use crate::character::{is_han, is_ignorable};
use crate::han_set::HanSet;

/// How far behind a cue its datum may begin, in bytes.
pub(super) const REACH_MAX: usize = 64;

/// Words without meaning of their own: copulas, words for “number”, hesitations. Longer before their beginnings.
const WORDS: [&str; 29] = [
    "号码", "号", "码", "號碼", "號", "碼", "是", "为", "為", "系", "的", "有", "那个", "那個", "就", "嗯",
    "呃", "啊", "哦", "number", "num", "no", "is", "are", "id", "ID", "Number", "No", "at",
];

/// The Chinese characters that the words begin with.
static FIRSTS: HanSet = HanSet::of("号码號碼是为為系的有那就嗯呃啊哦");

/// How the gap between a cue and what it announces reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing but colons, 号码是 and their like.
    Close,
    /// A few words in the same clause.
    Loose,
    /// Too much: the cue announces something else.
    Broken,
}

/// Reads the gap between a cue and a run of digits.
pub(super) fn gap(between: &str) -> Gap {
    if skip_filler(between).is_empty() {
        return Gap::Close;
    }
    // Where something was masked, it was what the cue announced.
    let parts = |character: char| {
        matches!(character, '。' | '！' | '？' | '；' | '，' | ',' | ';' | '!' | '?' | '\n' | '*')
    };
    if between.chars().take(13).count() <= 12 && !between.contains(parts) { Gap::Loose } else { Gap::Broken }
}

/// What is left behind the colons, copulas and words for “number” at the head of a text; it goes no further than a datum
/// may stand from its cue.
pub(super) fn skip_filler(text: &str) -> &str {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(is_filler_mark);
        let next = without_word(trimmed);
        if next.len() == rest.len() || REACH_MAX < text.len() - next.len() {
            return next;
        }
        rest = next;
    }
}

/// The text behind one of the words, if it begins with one.
fn without_word(text: &str) -> &str {
    // Few characters begin a word; the others need no comparing.
    let may_begin = text.chars().next().is_some_and(|first| match first {
        'n' | 'N' | 'i' | 'I' | 'a' => true,
        _ => FIRSTS.contains(first),
    });
    let rest = || WORDS.iter().find_map(|word| text.strip_prefix(word));
    may_begin.then(rest).flatten().unwrap_or(text)
}

/// Marks that may stand between a cue and its datum.
pub(super) fn is_filler_mark(character: char) -> bool {
    !is_han(character)
        && (character.is_whitespace() && character != '\n'
            || matches!(
                character,
                ':' | '：'
                    | '='
                    | '＝'
                    | '#'
                    | '＃'
                    | '“'
                    | '”'
                    | '"'
                    | '\''
                    | '「'
                    | '『'
                    | '【'
                    | '['
                    | '('
                    | '（'
                    | '+'
                    | '＋'
                    | '.'
                    | '/'
                    | '、'
                    | '，'
                    | ','
                    | '|'
                    | '<'
                    | '《'
            )
            || is_ignorable(character))
}
