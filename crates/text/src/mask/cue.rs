//! What a cue is, and finding the one that begins here.

use super::cue_words::{CUES, Entry, LATIN_CUES, TITLES};
use crate::fold::spoken_digit;

/// What a cue announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// The next digits are of this kind.
    Digits(Digits),
    /// A passport or permit number follows.
    Document,
    /// A WeChat name follows; with the bare word only if it looks like one.
    WeChat,
    /// A QQ number follows.
    Qq,
    /// A Chinese name follows.
    Name(NameCue),
    /// A name in Latin letters follows a title: Mr, Mrs.
    LatinTitle,
    /// A name in Latin letters follows, perhaps without capitals: my name is.
    LatinName,
    /// A name stands before: 先生, 女士.
    Title,
    /// An address follows.
    Address,
    /// 住: an address follows only if it names a district; 住院 and 住房 are none.
    Living,
    /// 省, 市: the middle of an address if a district and a numbered place follow.
    Region,
}

/// What kind of digits a cue announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// A number of identity.
    Identity,
    /// A card or account.
    Account,
    /// A telephone.
    Phone,
    /// A unified social credit code.
    Credit,
    /// The number of an order, a case or a document, an amount, the tail of a card: nothing of a person.
    Reference,
}

/// How far a cue for a name can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameCue {
    /// 我叫: what follows is a name.
    Called,
    /// 姓名: the head of a field; something must stand between it and the name.
    Field,
    /// 联系人: a role; a colon must follow, or a title or a verb after the name.
    Role,
    /// 本人: mostly just “I”; the name must stand alone before a mark.
    Myself,
    /// 我是: mostly just “I am”; a title or a number must follow the name, or a whole name stand alone.
    IAm,
}

/// What may begin with a Chinese character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Nothing.
    Nothing,
    /// A digit that is read out.
    SpokenDigit,
    /// A number plate.
    Plate,
    /// One of the cues.
    Cues(&'static [Entry]),
}

/// The provinces as number plates name them (GA 36-2018).
pub(super) const PLATE_PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

const HAN_FIRST: u32 = 0x4e00;
const HAN_COUNT: usize = 0x5200;
const SPOKEN: u8 = 254;
const PLATE: u8 = 255;

/// For each character of the unified block: nothing (0), the number of its cues plus one, or what else begins with it. One
/// byte a character, so that the part which common characters touch stays in the first cache.
static BEGINNINGS: [u8; HAN_COUNT] = beginnings();

const fn beginnings() -> [u8; HAN_COUNT] {
    let mut table = [0; HAN_COUNT];
    mark_all(&mut table, PLATE_PROVINCES, PLATE);
    mark_all(&mut table, "零一幺壹二贰貳弍三叁參叄四肆五伍六陆陸七柒八捌九玖", SPOKEN);
    let mut index = 0;
    while index < CUES.len() {
        table[(CUES[index].0 as u32 - HAN_FIRST) as usize] = index as u8 + 1;
        index += 1;
    }
    table
}

/// Marks every character of a text of three-byte characters.
const fn mark_all(table: &mut [u8; HAN_COUNT], characters: &str, value: u8) {
    let bytes = characters.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        table[(code_point(bytes[at], bytes[at + 1], bytes[at + 2]) - HAN_FIRST) as usize] = value;
        at += 3;
    }
}

/// The code point of a character of three bytes.
pub(super) const fn code_point(first: u8, second: u8, third: u8) -> u32 {
    (first as u32 & 0xf) << 12 | (second as u32 & 0x3f) << 6 | third as u32 & 0x3f
}

/// What may begin with the character of this code point.
pub(super) fn beginning(code_point: u32) -> Beginning {
    let index = code_point.wrapping_sub(HAN_FIRST) as usize;
    match BEGINNINGS.get(index) {
        Some(0) => Beginning::Nothing,
        Some(&SPOKEN) => Beginning::SpokenDigit,
        Some(&PLATE) => Beginning::Plate,
        Some(&number) => Beginning::Cues(CUES.get(usize::from(number) - 1).map_or(&[], |group| group.1)),
        None => match char::from_u32(code_point) {
            Some(character) if spoken_digit(character).is_some() => Beginning::SpokenDigit,
            _ => Beginning::Nothing,
        },
    }
}

/// The cue among these that stands here, and where it ends.
pub(super) fn cue_at(cues: &[Entry], text: &str, at: usize) -> Option<(Cue, usize)> {
    let rest = text.as_bytes().get(at..)?;
    let found = cues.iter().find(|(word, _)| rest.starts_with(word.as_bytes()));
    found.map(|&(word, cue)| (cue, at + word.len()))
}

/// The cue that begins with this word of ASCII letters, and where it ends. Titles keep their capitals (ms is also a
/// unit of time); the others are read in any case.
pub(super) fn latin_cue(text: &str, at: usize) -> Option<(Cue, usize)> {
    let bytes = text.as_bytes().get(at..)?;
    let first = bytes.first()?;
    let words = LATIN_CUES.get(usize::from((first | 0x20).wrapping_sub(b'a')))?;
    let is_whole = |word: &str| !bytes.get(word.len()).is_some_and(u8::is_ascii_alphabetic);
    let is_here = |word: &str| {
        bytes.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
            && is_whole(word)
    };
    if let Some(&(word, cue)) = words.iter().find(|(word, _)| is_here(word)) {
        return Some((cue, at + word.len()));
    }
    if !matches!(first, b'M' | b'D') {
        return None;
    }
    let title = TITLES.iter().find(|title| bytes.starts_with(title.as_bytes()) && is_whole(title));
    title.map(|title| (Cue::LatinTitle, at + title.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spoken_digit_and_every_cue_is_in_the_table() {
        for character in '\u{3000}'..='\u{9fff}' {
            let spoken = beginning(character.into()) == Beginning::SpokenDigit;
            assert_eq!(spoken, spoken_digit(character).is_some(), "{character}");
        }
        for &(first, cues) in CUES {
            assert_eq!(beginning(first.into()), Beginning::Cues(cues), "{first} begins two things");
            for &(word, cue) in cues {
                assert_eq!(cue_at(cues, word, 0), Some((cue, word.len())), "a shorter cue hides {word}");
                assert!(word.starts_with(first), "{word}");
            }
        }
        for (index, cues) in LATIN_CUES.iter().enumerate() {
            for &(word, cue) in *cues {
                assert_eq!(usize::from(word.as_bytes()[0] - b'a'), index, "{word}");
                assert_eq!(latin_cue(word, 0), Some((cue, word.len())), "a shorter cue hides {word}");
            }
        }
    }
}
