//! A text as mining reads it: folded to UTF-16 units, words of letters closed by a mark, everything else a break.

use std::sync::LazyLock;

use crate::character::is_han;
use crate::fold::fold;
use crate::noise::settle;

/// Parts what does not belong together: sentences, lines, texts.
pub(super) const BREAK: u16 = 0;
/// Closes every word of letters or figures, so that `refund` is no beginning of `refunds`.
pub(super) const CLOSE: u16 = 1;
/// Shows nothing and is left out.
const IGNORED: u16 = 2;
/// A blank: parts Chinese, and nothing else.
const BLANK: u16 = 3;

/// No word of letters is longer, in units: what follows is cut off.
const LETTERS_MAX: usize = 40;

/// Whether a unit is a Chinese character or half of one beyond the basic plane.
pub(super) fn is_han_unit(unit: u16) -> bool {
    matches!(unit, 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0x3007 | 0xd800..=0xdfff)
}

/// Whether a unit is a letter or a figure of a word.
pub(super) fn is_letter(unit: u16) -> bool {
    BLANK < unit && !is_han_unit(unit)
}

/// Whether a unit is a figure.
pub(super) fn is_figure(unit: u16) -> bool {
    matches!(unit, 0x30..=0x39)
}

/// Whether a phrase may begin at a place.
pub(super) fn begins(units: &[u16], at: usize) -> bool {
    let unit = units[at];
    match unit {
        BREAK | CLOSE => false,
        0xdc00..=0xdfff => false,
        _ if is_han_unit(unit) => true,
        _ => at == 0 || !is_letter(units[at - 1]),
    }
}

/// Whether a phrase may end with a unit.
pub(super) fn ends(unit: u16) -> bool {
    unit == CLOSE || (is_han_unit(unit) && !matches!(unit, 0xd800..=0xdbff))
}

/// What each character of the basic plane is folded to, by [`fold`] itself.
static FOLDED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let one = |unit: u32| {
        let Some(character) = char::from_u32(unit) else { return BREAK };
        let mut buffer = [0; 4];
        let folded = fold(character.encode_utf8(&mut buffer)).chars;
        match folded.as_slice() {
            [] => IGNORED,
            [' '] => BLANK,
            [only] if only.is_alphanumeric() || is_han(*only) => {
                u16::try_from(u32::from(*only)).unwrap_or(BREAK)
            }
            _ => BREAK,
        }
    };
    (0..=0xffff).map(one).collect()
});

/// Appends a text, closed by a break. With `settled` repetitions and fillers are taken out.
pub(super) fn append(text: &str, settled: bool, units: &mut Vec<u16>) {
    let start = units.len();
    let table = FOLDED.as_slice();
    let (mut letters, mut blank) = (0, false);
    for character in text.chars() {
        let code = u32::from(character);
        let unit = match table.get(code as usize) {
            Some(&unit) => unit,
            None if is_han(character) => {
                open_han(units, start, &mut letters, &mut blank);
                let mut pair = [0; 2];
                units.extend_from_slice(character.encode_utf16(&mut pair));
                continue;
            }
            None => BREAK,
        };
        match unit {
            IGNORED => {}
            BLANK => {
                close(units, &mut letters);
                blank = true;
            }
            BREAK => {
                close(units, &mut letters);
                blank = false;
                if units.last().is_some_and(|last| *last != BREAK) && start < units.len() {
                    units.push(BREAK);
                }
            }
            _ if is_han_unit(unit) => {
                open_han(units, start, &mut letters, &mut blank);
                units.push(unit);
                if settled {
                    // What stands before the text ends in a break, which parts.
                    settle(units);
                }
            }
            _ => {
                blank = false;
                letters += 1;
                if letters <= LETTERS_MAX {
                    units.push(unit);
                }
            }
        }
    }
    close(units, &mut letters);
    if units.last() != Some(&BREAK) {
        units.push(BREAK);
    }
}

/// Closes a word of letters.
fn close(units: &mut Vec<u16>, letters: &mut usize) {
    if *letters > 0 {
        units.push(CLOSE);
        *letters = 0;
    }
}

/// Before a Chinese character: closes what stands open, parts Chinese from Chinese across a blank.
fn open_han(units: &mut Vec<u16>, start: usize, letters: &mut usize, blank: &mut bool) {
    close(units, letters);
    if *blank && start < units.len() && units.last().is_some_and(|last| is_han_unit(*last)) {
        units.push(BREAK);
    }
    *blank = false;
}

/// A phrase in letters: words of letters with a blank between them.
pub(super) fn render(phrase: &[u16]) -> String {
    let mut rendered = String::new();
    let mut closed = false;
    for decoded in char::decode_utf16(phrase.iter().copied()) {
        let Ok(character) = decoded else { continue };
        if character == '\u{1}' {
            closed = true;
            continue;
        }
        if closed && !is_han(character) {
            rendered.push(' ');
        }
        closed = false;
        rendered.push(character);
    }
    rendered
}

/// The units of a word, without the break that closes a text.
pub(super) fn units_of(word: &str) -> Vec<u16> {
    let mut units = Vec::new();
    append(word, false, &mut units);
    units.pop();
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut units = Vec::new();
        append(text, true, &mut units);
        let shown: String = units
            .iter()
            .map(|unit| match *unit {
                BREAK => '/',
                CLOSE => '.',
                unit => char::from_u32(u32::from(unit)).unwrap_or('?'),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn texts_become_units() {
        check("ＡＴＭ吞卡，怎麼辦？", "atm.吞卡/怎么办/");
        check("use iPhone 手机 3月15日", "use.iphone.手机3.月15.日/");
        check("冰墩墩 雪容融", "冰墩墩/雪容融/");
        check("嗯嗯那个那个卡", "那个卡/");
        check("", "/");
        check("！！！", "/");
        check("𠮷野家", "??野家/");
    }

    #[test]
    fn a_phrase_reads_as_it_was() {
        assert_eq!(render(&units_of("late fee 年费")), "late fee年费");
        assert_eq!(render(&units_of("𠮷野家")), "𠮷野家");
    }
}
