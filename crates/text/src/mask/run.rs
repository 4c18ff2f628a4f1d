//! Runs of digits: groups of digits held apart by blanks, dashes, dots, brackets or hesitations.

use crate::character::{Separator, digit, is_ignorable, separator, spoken_digit};
use crate::checksum::X;
use crate::han_set::HanSet;

/// No identifier is longer; a longer group of digits is none and parts what stands on its sides.
pub(super) const GROUP_LEN_MAX: usize = 32;

/// More separators than this between two groups, and they do not belong together.
const SEPARATORS_MAX: usize = 3;

/// What a masked number shows at most on one side.
const SHOWN_LEN_MAX: usize = 4;

/// What a speaker puts between the groups of a number; longer words before their beginnings.
const HESITATIONS: [&str; 15] = [
    "后面是",
    "後面是",
    "然后是",
    "然后",
    "那个",
    "就是",
    "横杠",
    "嗯嗯",
    "嗯",
    "呃",
    "额",
    "啊",
    "哦",
    "唔",
    "杠",
];

/// How the digits of a run are written. One run does not mix them: in 打10086一直没人接, 一 is no digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// 138, in any width.
    Figures,
    /// 幺三八.
    Spoken,
}

impl Script {
    fn digit(self, character: char) -> Option<u8> {
        match self {
            Self::Figures => digit(character),
            Self::Spoken => spoken_digit(character),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// Index of its first digit.
    pub(super) first: usize,
    pub(super) len: usize,
    /// What stands before it; `None` for the first, and when several kinds do.
    pub(super) before: Option<Separator>,
}

/// A run of digits. Kept by the scanner and filled again for every run.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) script: Script,
    pub(super) values: Vec<u8>,
    places: Vec<Place>,
    pub(super) groups: Vec<Group>,
}

impl Default for Run {
    fn default() -> Self {
        Self { script: Script::Figures, values: Vec::new(), places: Vec::new(), groups: Vec::new() }
    }
}

impl Run {
    /// Reads the run that begins with the digit at `at`; returns the offset after it.
    pub(super) fn read(&mut self, text: &str, at: usize, script: Script) -> usize {
        self.script = script;
        self.values.clear();
        self.places.clear();
        self.groups.clear();
        let mut end = at;
        let mut next = at;
        let mut before = None;
        let mut separators = 0;
        let mut opens = true;
        loop {
            // Most digits are ASCII, and several stand together.
            if script == Script::Figures && text.as_bytes().get(next).is_some_and(u8::is_ascii_digit) {
                if opens {
                    self.open(before);
                    (opens, before, separators) = (false, None, 0);
                }
                next = self.push_ascii(text.as_bytes(), next);
                end = next;
                continue;
            }
            let Some(character) = text.get(next..).and_then(|rest| rest.chars().next()) else { break };
            let start = next;
            next += character.len_utf8();
            if let Some(value) = script.digit(character) {
                if script == Script::Spoken
                    && !self.groups.is_empty()
                    && begins_word(character, &text[next..])
                {
                    break;
                }
                if opens {
                    self.open(before);
                    (opens, before, separators) = (false, None, 0);
                }
                self.push(value, Place { start, end: next });
                end = next;
                continue;
            }
            if ends_run(character) {
                break;
            }
            let apart = match separator(character) {
                Some(kind) => Some((kind, 0)),
                None if begins_hesitation(character) => {
                    hesitation_len(&text[start..], script).map(|len| (Separator::Hesitation, len))
                }
                None => None,
            };
            if let Some((kind, len)) = apart {
                next = next.max(start + len);
                separators += 1;
                if SEPARATORS_MAX < separators {
                    break;
                }
                before = if separators == 1 || before == Some(kind) { Some(kind) } else { None };
                opens = true;
            } else if matches!(character, 'x' | 'X' | 'ｘ' | 'Ｘ' | '叉') {
                let after = text[next..].chars().next();
                if after.is_none_or(|next| script.digit(next).is_none()) {
                    self.push(X, Place { start, end: next });
                    end = next;
                }
                break;
            } else if character == '*' {
                // 138****1234: the digits before the stars are what masking left.
                if next == end + 1 && self.groups.last().is_some_and(|group| group.len <= SHOWN_LEN_MAX) {
                    self.drop_last_group();
                }
                break;
            } else if !is_ignorable(character) {
                break;
            }
        }
        end
    }

    fn open(&mut self, before: Option<Separator>) {
        self.groups.push(Group { first: self.values.len(), len: 0, before });
    }

    /// Adds the ASCII digits at `at`; where they end.
    fn push_ascii(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(group) = self.groups.last_mut() else { return at };
        let digits = &bytes[at..];
        let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let kept = count.min(GROUP_LEN_MAX.saturating_sub(group.len));
        self.values.extend(digits[..kept].iter().map(|digit| digit - b'0'));
        self.places.extend((at..at + kept).map(|start| Place { start, end: start + 1 }));
        group.len += count;
        at + count
    }

    fn push(&mut self, value: u8, place: Place) {
        let Some(group) = self.groups.last_mut() else { return };
        group.len += 1;
        if group.len <= GROUP_LEN_MAX {
            self.values.push(value);
            self.places.push(place);
        }
    }

    fn drop_last_group(&mut self) {
        if let Some(group) = self.groups.pop() {
            self.values.truncate(group.first);
            self.places.truncate(group.first);
        }
    }

    /// Where the digits from `from` up to `to` stand in the text.
    pub(super) fn place(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let (first, last) = (self.places.get(from)?, self.places.get(to.checked_sub(1)?)?);
        Some((first.start, last.end))
    }
}

/// Whether a run that is read out may begin with the digit before `rest`: another follows it.
pub(super) fn is_read_out(rest: &str) -> bool {
    let next = rest.chars().take(3).find(|&character| separator(character).is_none());
    next.is_some_and(|character| spoken_digit(character).is_some())
}

/// Whether 一 begins the next word: 五六七八一直没人接.
fn begins_word(character: char, rest: &str) -> bool {
    const FOLLOWS: &str = "直个下样定些共次般起天年月万位家张笔百千条旦切向带边同会点";
    character == '一' && rest.chars().next().is_some_and(|next| FOLLOWS.contains(next))
}

/// The Chinese characters that may stand between the digits of a run, or end one as its check character.
static JOINS: HanSet = HanSet::of("嗯呃额啊哦唔那然就后後横杠叉");

/// Whether a Chinese character certainly ends a run of figures: most that stand behind digits do.
fn ends_run(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}') && !JOINS.contains(character)
}

/// Whether a run of figures may go on with the character.
pub(super) fn may_go_on(character: char) -> bool {
    !ends_run(character)
        && (digit(character).is_some()
            || separator(character).is_some()
            || is_ignorable(character)
            || matches!(character, 'x' | 'X' | 'ｘ' | 'Ｘ')
            || begins_hesitation(character))
}

fn is_comma(character: char) -> bool {
    matches!(character, '，' | ',' | '、')
}

/// Whether a pause or a word of hesitation may begin so.
pub(super) fn begins_hesitation(character: char) -> bool {
    matches!(
        character,
        '，' | ','
            | '、'
            | '嗯'
            | '呃'
            | '额'
            | '啊'
            | '哦'
            | '唔'
            | '那'
            | '然'
            | '就'
            | '后'
            | '後'
            | '横'
            | '杠'
    )
}

/// The length of a hesitation with the commas on its sides, if a digit follows; in what is read out a comma is enough.
fn hesitation_len(text: &str, script: Script) -> Option<usize> {
    let pause = |character: char| matches!(character, '，' | ',' | '、' | '。' | '…' | ' ');
    let word = text.trim_start_matches(['，', ',']);
    let lead = text.len() - word.len();
    let begins = word.chars().next().is_some_and(|first| begins_hesitation(first) && !is_comma(first));
    let spoken = HESITATIONS.iter().filter(|_| begins).find(|hesitation| word.starts_with(**hesitation));
    let len = match spoken {
        Some(hesitation) if lead <= 3 => lead + hesitation.len(),
        None if script == Script::Spoken && text.starts_with(['，', '、']) => 0,
        _ => return None,
    };
    let rest = text.get(len..)?;
    let after =
        rest.chars().take_while(|&character| pause(character)).take(3).map(char::len_utf8).sum::<usize>();
    let next = rest.get(after..)?.chars().next()?;
    script.digit(next).map(|_| len + after)
}
