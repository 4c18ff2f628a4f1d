//! What a cue is, and finding the one that begins here.

use super::cue_words::{CUES, Entry, LATIN_CUES, TITLES};
use crate::character::code_point;

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
    /// A digit or a sign in full width.
    Other,
    /// One of the cues.
    Cues(&'static [Entry]),
}

/// The provinces as number plates name them (GA 36-2018).
pub(super) const PLATE_PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// The table reaches from here to the end of the characters of three bytes.
const TABLE_FIRST: u32 = 0x2500;
const TABLE_LEN: usize = 0x1_0000 - TABLE_FIRST as usize;
const OTHER: u8 = 253;
const SPOKEN: u8 = 254;
const PLATE: u8 = 255;

/// For each character of three bytes: nothing (0), the number of its cues plus one, or what else begins with it. One byte a
/// character, so that the part which common characters touch stays in the first cache.
static BEGINNINGS: [u8; TABLE_LEN] = beginnings();

const fn beginnings() -> [u8; TABLE_LEN] {
    let mut table = [0; TABLE_LEN];
    mark_all(&mut table, PLATE_PROVINCES, PLATE);
    mark_all(&mut table, "零〇○一幺壹二贰貳弍三叁參叄四肆五伍六陆陸七柒八捌九玖", SPOKEN);
    mark_all(&mut table, "０１２３４５６７８９＠Ｑ", OTHER);
    let mut index = 0;
    while index < CUES.len() {
        table[(CUES[index].0 as u32 - TABLE_FIRST) as usize] = index as u8 + 1;
        index += 1;
    }
    table
}

/// Marks every character of a text of three-byte characters.
const fn mark_all(table: &mut [u8; TABLE_LEN], characters: &str, value: u8) {
    let bytes = characters.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        table[(code_point(bytes[at], bytes[at + 1], bytes[at + 2]) - TABLE_FIRST) as usize] = value;
        at += 3;
    }
}

/// For each number in the table, which bytes end the second characters of its cues, as a set of their low six bits: most
/// characters that might begin a cue do not, and one look tells. Nothing has no second character, what is no cue any.
static SECONDS: [u64; 256] = {
    let mut seconds = [u64::MAX; 256];
    seconds[0] = 0;
    let mut index = 0;
    while index < CUES.len() {
        let cues = CUES[index].1;
        let mut set = 0;
        let mut cue = 0;
        while cue < cues.len() {
            let word = cues[cue].0.as_bytes();
            set |= if word.len() < 6 { u64::MAX } else { 1 << (word[5] & 0x3f) };
            cue += 1;
        }
        seconds[index + 1] = set;
        index += 1;
    }
    seconds
};

/// Whether something may begin with the character of this code point, whose next character, if it has three bytes, ends
/// with `second`. Read without a branch, since nobody can foretell where something does.
#[inline]
pub(super) fn may_begin(code_point: u32, second: u8) -> bool {
    let number = BEGINNINGS.get(code_point.wrapping_sub(TABLE_FIRST) as usize).copied().unwrap_or(0);
    SECONDS[usize::from(number)] >> (second & 0x3f) & 1 == 1
}

/// What may begin with the character of this code point.
pub(super) fn beginning(code_point: u32) -> Beginning {
    match BEGINNINGS.get(code_point.wrapping_sub(TABLE_FIRST) as usize) {
        None | Some(0) => Beginning::Nothing,
        Some(&OTHER) => Beginning::Other,
        Some(&SPOKEN) => Beginning::SpokenDigit,
        Some(&PLATE) => Beginning::Plate,
        Some(&number) => match CUES.get(usize::from(number) - 1) {
            Some(&(_, cues)) => Beginning::Cues(cues),
            None => Beginning::Nothing,
        },
    }
}

/// The cue among these that stands here, and where it ends.
pub(super) fn cue_at(cues: &[Entry], text: &str, at: usize) -> Option<(Cue, usize)> {
    let rest = text.as_bytes().get(at..)?;
    // Most words have two characters: those are compared at once.
    let two = rest.first_chunk::<6>();
    let is_here = |word: &[u8]| match word.first_chunk() {
        Some(first_two) => two == Some(first_two) && (word.len() == 6 || rest.starts_with(word)),
        None => rest.starts_with(word),
    };
    let found = cues.iter().find(|(word, _)| is_here(word.as_bytes()));
    found.map(|&(word, cue)| (cue, at + word.len()))
}

/// For each first letter, the set of the letters that come second in its cues and titles.
static LATIN_SECONDS: [u32; 26] = {
    let mut seconds = [0; 26];
    let mut index = 0;
    while index < 26 {
        let mut cue = 0;
        while cue < LATIN_CUES[index].len() {
            seconds[index] |= 1 << letter_index(LATIN_CUES[index][cue].0.as_bytes()[1]);
            cue += 1;
        }
        index += 1;
    }
    let mut title = 0;
    while title < TITLES.len() {
        let word = TITLES[title].as_bytes();
        seconds[letter_index(word[0])] |= 1 << letter_index(word[1]);
        title += 1;
    }
    seconds
};

/// The place of a letter in the alphabet, from 0, in either case; more than 25 for what is no letter.
const fn letter_index(letter: u8) -> usize {
    (letter | 0x20).wrapping_sub(b'a') as usize
}

/// The cue that begins with this word of ASCII letters, and where it ends. Titles keep their capitals (ms is also a
/// unit of time); the others are read in any case.
pub(super) fn latin_cue(text: &str, at: usize) -> Option<(Cue, usize)> {
    let bytes = text.as_bytes().get(at..)?;
    let first = bytes.first()?;
    let words = LATIN_CUES.get(letter_index(*first))?;
    let second = letter_index(*bytes.get(1)?);
    if 31 < second || LATIN_SECONDS[letter_index(*first)] >> second & 1 == 0 {
        return None;
    }
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
    use crate::character::spoken_digit;

    #[test]
    fn every_spoken_digit_and_every_cue_is_in_the_table() {
        for character in '\u{800}'..='\u{ffff}' {
            let spoken = beginning(character.into()) == Beginning::SpokenDigit;
            assert_eq!(spoken, spoken_digit(character).is_some(), "{character}");
        }
        for &(first, cues) in CUES {
            for &(word, cue) in cues {
                let second = word.as_bytes().get(5).copied().unwrap_or_default();
                assert!(may_begin(first.into(), second), "{word}");
                assert_eq!(beginning(first.into()), Beginning::Cues(cues), "{first} begins two things");
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
