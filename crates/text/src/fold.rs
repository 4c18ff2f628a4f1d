//! One form for letters of all widths, cases and scripts, so that what looks alike is found alike.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::character::is_han;
use crate::normalise::normalise;

/// Traditional characters and their simplified forms; source and licence stand in the file.
const SIMPLIFIED: &str = include_str!("../../../lexicons/simplified.txt");

/// No single word is longer, in characters: what follows is cut off.
pub const WORD_CHARS_MAX: usize = 64;

/// A folded text with the way back.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The characters.
    pub chars: Vec<char>,
    /// Where each began in the original, in bytes; one more for the end.
    origins: Vec<usize>,
}

/// A stretch of a folded text, as a range of its characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// Chinese characters without anything between them.
    Han(Range<usize>),
    /// Letters and figures of any other script.
    Word(Range<usize>),
}

impl Run {
    /// Its characters.
    pub fn range(&self) -> Range<usize> {
        match self {
            Self::Han(range) | Self::Word(range) => range.clone(),
        }
    }
}

impl Folded {
    /// The bytes of the original that a range of characters came from.
    pub fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let at = |index: usize| self.origins.get(index).or(self.origins.last()).copied().unwrap_or(0);
        at(range.start)..at(range.end)
    }

    /// A range of it as text.
    pub fn slice(&self, range: Range<usize>) -> String {
        self.chars.get(range).unwrap_or_default().iter().collect()
    }

    /// Its runs in order; blanks and marks part them.
    pub fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (at, character) in self.chars.iter().enumerate() {
            let one = at..at + 1;
            let next = match character {
                _ if is_han(*character) => Run::Han(one),
                _ if character.is_alphanumeric() => Run::Word(one),
                _ => continue,
            };
            match (runs.last_mut(), next) {
                (Some(Run::Han(range)), Run::Han(_)) if range.end == at => range.end += 1,
                (Some(Run::Word(range)), Run::Word(_)) if range.end == at => {
                    range.end += 1;
                }
                (_, next) => runs.push(next),
            }
        }
        for run in &mut runs {
            if let Run::Word(range) = run {
                range.end = range.end.min(range.start + WORD_CHARS_MAX);
            }
        }
        runs
    }
}

/// Folds a text: widths and marks as [`normalise`] does, then traditional characters to simplified ones, capitals to
/// small letters, accents off.
pub fn fold(original: &str) -> Folded {
    let normalised = normalise(original);
    let mut folded = Folded::default();
    for (offset, character) in normalised.as_str().char_indices() {
        let origin = normalised.original_offset(offset);
        // Chinese characters have neither case nor accent, and are most of a Chinese text.
        if is_han(character) {
            folded.chars.push(simplified(character));
            folded.origins.push(origin);
            continue;
        }
        for character in character.to_lowercase() {
            let Some(character) = bare(character) else { continue };
            folded.chars.push(character);
            folded.origins.push(origin);
        }
    }
    folded.origins.push(original.len());
    folded
}

/// The simplified form of a Chinese character.
fn simplified(character: char) -> char {
    static TABLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let lines = SIMPLIFIED.lines().filter(|line| !line.starts_with('#'));
        let pair = |pair: &str| {
            let mut characters = pair.chars();
            Some((characters.next()?, characters.next()?))
        };
        lines.flat_map(|line| line.split(' ').filter_map(pair)).collect()
    });
    TABLE.get(&character).copied().unwrap_or(character)
}

/// A small letter without its accent; nothing for an accent that stands by itself.
fn bare(letter: char) -> Option<char> {
    Some(match letter {
        '\u{300}'..='\u{36f}' => return None,
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' => 'o',
        'ś' | 'š' | 'ş' => 's',
        'ù'..='ü' | 'ū' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ž' | 'ż' => 'z',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text).chars.into_iter().collect()
    }

    #[test]
    fn scripts_widths_capitals_and_accents_meet() {
        assert_eq!(folded("信用卡積分被銀行取消"), "信用卡积分被银行取消");
        assert_eq!(folded("ＡＴＭ吞卡"), "atm吞卡");
        assert_eq!(folded("Café CAFE\u{301}"), "cafe cafe");
    }

    #[test]
    fn runs_part_at_marks_and_scripts() {
        let text = fold("ATM吞卡，三天 x2");
        let runs: Vec<String> = text.runs().into_iter().map(|run| text.slice(run.range())).collect();
        assert_eq!(runs, ["atm", "吞卡", "三天", "x2"]);
    }

    #[test]
    fn the_way_back_leads_to_the_original() {
        let original = "退\u{200b}還ＡＴＭ費";
        let text = fold(original);
        let at = text.chars.iter().position(|letter| *letter == '费').expect("the last character");
        assert_eq!(&original[text.origin(&(at..at + 1))], "費");
        assert_eq!(&original[text.origin(&(2..5))], "ＡＴＭ");
    }
}
