//! Cells that a spreadsheet program would run as a formula, made harmless and read back.
//!
//! A complaint can begin with `=HYPERLINK(…)`. Whoever opens the export must see these letters and nothing else, so such
//! a cell gets an apostrophe in front. To be able to take exactly that one away again, a cell that already begins with
//! apostrophes before such a letter gets one more.

use std::borrow::Cow;

/// What a formula, or a command hidden in one, begins with; in full width too, which some programs fold before they look.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What some programs make a new cell of, or strip.
const BREAKS: [char; 3] = ['\t', '\r', '\n'];

/// A text as it may stand in a cell. A plain negative number stays a number.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if begins_formula(text) && !is_negative_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that [`neutralise`] made the cell from.
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if begins_formula(text) => text,
        _ => cell,
    }
}

fn begins_formula(text: &str) -> bool {
    let quoted = text.trim_start_matches('\'');
    quoted.starts_with(BREAKS) || quoted.trim_start_matches(is_passed_over).starts_with(STARTS)
}

/// Characters that nobody sees, and programs may pass over before a formula.
fn is_passed_over(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\'' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn is_negative_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some(number) = text.strip_prefix('-') else { return false };
    match number.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_begins_like_a_formula_is_made_text() {
        for text in [
            "=1+1",
            "+86 138",
            "-a",
            "@cmd",
            "\t=1",
            "\r=1",
            "-1+1",
            "'=1",
            "''@x",
            "＝1+1",
            "＋1",
            "－1",
            "＠x",
            " =1",
            "\u{a0}=1",
            "\n=1",
            "\u{200b}=1",
            "\u{feff}+1",
            "\u{3000}＝1",
            "\u{200b} '@x",
        ] {
            assert_eq!(neutralise(text), format!("'{text}"));
        }
        for text in ["", "12", "-5", "-5.25", "投诉", "a=b", "'quoted'", "1-1"] {
            assert_eq!(neutralise(text), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "[-'=＝+@\t\r\n \u{200b}a1.投]{0,6}") {
            let cell = neutralise(&text);
            prop_assert_eq!(restore(&cell), &text);
        }
    }
}
