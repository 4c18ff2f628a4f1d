//! What repeats without saying more: laughter, rows of marks, stutters and the fillers that speech recognition writes down.
//!
//! Written once, character by character, so that folding for mining and the function on text keep the same rule. The rule
//! looks only at the end of what was written; running it again changes nothing.

use crate::character::is_han;

/// A character, or what stands for one while mining.
pub(crate) trait Symbol: Copy + Eq {
    /// The character, where it is one by itself.
    fn character(self) -> Option<char>;
}

impl Symbol for char {
    fn character(self) -> Option<char> {
        Some(self)
    }
}

impl Symbol for u16 {
    fn character(self) -> Option<char> {
        char::from_u32(u32::from(self))
    }
}

/// Sounds people make while they look for words; none is part of another word.
const FILLERS: [char; 3] = ['嗯', '呃', '唔'];
/// A stutter of one character is told from a doubled word (谢谢, 天天) by this list: these are never doubled in writing.
const NEVER_DOUBLED: [char; 12] = ['我', '你', '您', '他', '她', '它', '这', '那', '就', '的', '了', '在'];
/// The longest stutter, in characters: 那个那个, 就是说就是说.
const STUTTER_CHARS_MAX: usize = 4;

/// A text without repetitions and fillers: 哈哈哈哈 becomes 哈哈, !!!! one mark, 那个那个 and 我我我 are said once, 嗯嗯 is
/// gone. Figures stay as they are, and so do words whose doubling is their form.
pub fn without_noise(text: &str) -> String {
    let mut written: Vec<char> = Vec::with_capacity(text.len() / 2);
    for character in text.chars() {
        written.push(character);
        if is_mark(character) {
            if written.len() > 1 && written[written.len() - 2] == character {
                written.pop();
            }
        } else {
            settle(&mut written);
        }
    }
    written.into_iter().collect()
}

/// Takes back the end of what was written as far as it is noise.
#[inline]
pub(crate) fn settle<S: Symbol>(written: &mut Vec<S>) {
    let Some((last, before)) = written.split_last() else { return };
    let Some(character) = last.character() else { return };
    // Nearly every character is neither a filler nor met again so near, and this is all that is asked of it.
    let near = &before[before.len().saturating_sub(STUTTER_CHARS_MAX)..];
    if FILLERS.contains(&character) {
        written.pop();
    } else if near.contains(last) {
        settle_repeated(written, *last, character);
    }
}

/// Takes back a symbol that stands a few places before the end too, or the stutter it ends.
fn settle_repeated<S: Symbol>(written: &mut Vec<S>, last: S, character: char) {
    let end = written.len();
    if !is_han(character) {
        // `soooooo`, but `www` stays; figures stay.
        if character.is_alphabetic() && run(written, last, 4) == 4 {
            written.pop();
        }
        return;
    }
    let times = run(written, last, 3);
    if 1 < times {
        if times == 3 || NEVER_DOUBLED.contains(&character) {
            written.pop();
        }
        return;
    }
    for unit in 2..=STUTTER_CHARS_MAX.min(end / 2) {
        let (first, second) = (&written[end - 2 * unit..end - unit], &written[end - unit..]);
        if first == second && second.iter().all(|symbol| symbol.character().is_some_and(is_han)) {
            written.truncate(end - unit);
            return;
        }
    }
}

/// How often a symbol stands at the end, counted up to a limit.
fn run<S: Symbol>(written: &[S], last: S, limit: usize) -> usize {
    written.iter().rev().take(limit).take_while(|symbol| **symbol == last).count()
}

fn is_mark(character: char) -> bool {
    !character.is_alphanumeric() && !character.is_whitespace() && !character.is_control() && character != '*'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_goes_and_words_stay() {
        let cases = [
            ("哈哈哈哈哈笑死", "哈哈笑死"),
            ("嗯嗯，那个那个我我想问一下!!!!", "，那个我想问一下!"),
            ("就是说就是说就是说扣费", "就是说扣费"),
            ("谢谢，天天都这样。。。", "谢谢，天天都这样。"),
            ("冰墩墩和娃哈哈", "冰墩墩和娃哈哈"),
            ("扣了100000元，热线95555", "扣了100000元，热线95555"),
            ("sooooooo slow www.a.cn", "sooo slow www.a.cn"),
            ("卡号****1234", "卡号****1234"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_noise(text), expected);
            assert_eq!(without_noise(expected), expected);
        }
    }
}
