//! Matching Chinese by what is typed on a keyboard: the characters themselves, their initials, or their readings in full
//! or begun; with every reading of a character that has several (`yh` and `yinhang` both find a bank).

use pinyin::ToPinyinMulti;

/// Whether a text holds what was typed, beginning at any of its characters. Blanks and the case of letters do not count;
/// full-width letters count as their half-width ones.
pub(crate) fn matches(text: &str, typed: &str) -> bool {
    let typed = folded(typed);
    let text = folded(text);
    !typed.is_empty() && (0..text.len()).any(|start| follows(&text[start..], &typed))
}

/// The initials of a text, for scripts: for each character all the letters its readings begin with, parted by blanks.
pub(crate) fn initials(text: &str) -> String {
    let initials = |letter: char| {
        let mut found: Vec<char> = Vec::new();
        for initial in readings(letter).iter().filter_map(|reading| reading.chars().next()) {
            if !found.contains(&initial) {
                found.push(initial);
            }
        }
        if found.is_empty() { letter.to_string() } else { found.into_iter().collect() }
    };
    folded(text).into_iter().map(initials).collect::<Vec<String>>().join(" ")
}

/// Small half-width letters without blanks.
fn folded(text: &str) -> Vec<char> {
    let narrow = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        other => other,
    };
    text.chars().map(narrow).filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The readings of a character, without tones, each once.
fn readings(letter: char) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    if letter.is_ascii() {
        return found;
    }
    for reading in letter.to_pinyin_multi().into_iter().flatten() {
        if !found.contains(&reading.plain()) {
            found.push(reading.plain());
        }
    }
    found
}

/// Whether all that was typed is used up along the text: each character takes itself, an initial, or more of a reading.
fn follows(text: &[char], typed: &[char]) -> bool {
    let Some(next) = typed.first() else { return true };
    let Some((letter, rest)) = text.split_first() else { return false };
    if letter == next && follows(rest, &typed[1..]) {
        return true;
    }
    readings(*letter).into_iter().any(|reading| {
        let same = reading.chars().zip(typed).take_while(|(one, other)| one == *other).count();
        // The whole reading, its initial, or as much of it as was typed last.
        (1..=same).rev().any(|taken| {
            let whole = taken == reading.len() || taken == 1 || taken == typed.len();
            whole && follows(rest, &typed[taken..])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_readings_and_characters_find_a_name() {
        for typed in [
            "信用卡",
            "xyk",
            "XYK",
            "ｘｙｋ",
            "xinyongka",
            "xin yong",
            "用ka",
            "yk",
            "xinyk",
            "xiny",
            "卡中心",
        ] {
            assert!(matches("信用卡中心", typed), "{typed}");
        }
        for typed in ["", " ", "xkz", "kyx", "xyp", "信卡"] {
            assert!(!matches("信用卡中心", typed), "{typed}");
        }
    }

    #[test]
    fn scripts_get_every_initial_of_a_character() {
        assert_eq!(initials("信用卡 A1"), "xs y kq a 1", "信 was read shen, 卡 is read qia too");
        assert!(initials("银行").split(' ').nth(1).is_some_and(|letters| letters.contains('h')));
    }

    #[test]
    fn every_reading_counts() {
        assert!(matches("城东银行", "cdyh") && matches("城东银行", "cdyx"));
        assert!(matches("曾红", "zh") && matches("曾红", "ch") && matches("重庆", "cq"));
        assert!(matches("Card Centre CC-2", "centre") && matches("B1分行", "b1f"));
    }
}
