//! The units by which texts are compared: each Chinese character by itself, each word or number of any other script.

use std::ops::Range;

use crate::fold::{Folded, Run};

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// A Chinese character.
    Han,
    /// A word of another script, digits among its letters perhaps.
    Word,
    /// Digits alone.
    Number,
}

/// One unit of a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Stands for its characters; equal in every version of this program, because sketches are stored.
    pub hash: u64,
    /// Its characters in the folded text.
    pub range: Range<usize>,
    pub script: Script,
    /// Whether it follows the one before without a mark between them; a blank is no mark.
    pub joined: bool,
}

/// The units of a folded text, in order.
pub(crate) fn units(folded: &Folded) -> Vec<Unit> {
    let mut units = Vec::with_capacity(folded.chars.len());
    let mut end = 0;
    for run in folded.runs() {
        let range = run.range();
        let between = folded.chars.get(end..range.start).unwrap_or_default();
        let joined = !units.is_empty() && between.iter().all(|character| *character == ' ');
        end = range.end;
        match run {
            Run::Han(range) => {
                for at in range.clone() {
                    let hash = hash(&folded.chars[at..at + 1]);
                    units.push(Unit {
                        hash,
                        range: at..at + 1,
                        script: Script::Han,
                        joined: joined || range.start < at,
                    });
                }
            }
            Run::Word(range) => {
                let characters = &folded.chars[range.clone()];
                let number = characters.iter().all(char::is_ascii_digit);
                let script = if number { Script::Number } else { Script::Word };
                units.push(Unit { hash: hash(characters), range, script, joined });
            }
        }
    }
    units
}

/// A hash of characters that never changes.
pub(crate) fn hash(characters: &[char]) -> u64 {
    characters.iter().fold(characters.len() as u64, |hash, character| combine(hash, u64::from(*character)))
}

/// A hash of a hash and what follows it: the finishing step of SplitMix64 (Steele, Lea, Flood 2014).
pub(crate) const fn combine(hash: u64, next: u64) -> u64 {
    let mut mixed = hash.rotate_left(23).wrapping_add(next).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    #[test]
    fn units_are_characters_words_and_numbers() {
        let folded = fold("ATM吞卡，扣了 35 元");
        let units = units(&folded);
        let shown: Vec<(String, bool)> =
            units.iter().map(|unit| (folded.slice(unit.range.clone()), unit.joined)).collect();
        let shown: Vec<(&str, bool)> = shown.iter().map(|(text, joined)| (text.as_str(), *joined)).collect();
        let expected = [
            ("atm", false),
            ("吞", true),
            ("卡", true),
            ("扣", false),
            ("了", true),
            ("35", true),
            ("元", true),
        ];
        assert_eq!(shown, expected);
        assert_eq!(units[5].script, Script::Number);
    }
}
