//! Cells that a spreadsheet program would run as a formula, made harmless and read back.
//!
//! A complaint can begin with `=HYPERLINK(…)`. Whoever opens the export must see these letters and nothing else, so such
//! a cell gets an apostrophe in front. To be able to take exactly that one away again, a cell that already begins with
//! apostrophes before such a letter gets one more.

use std::borrow::Cow;

/// What a formula, or a command hidden in one, begins with.
const STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

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
    text.trim_start_matches('\'').starts_with(STARTS)
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
        for text in ["=1+1", "+86 138", "-a", "@cmd", "\t=1", "\r=1", "-1+1", "'=1", "''@x"] {
            assert_eq!(neutralise(text), format!("'{text}"));
        }
        for text in ["", "12", "-5", "-5.25", "投诉", "a=b", "'quoted'", "1-1"] {
            assert_eq!(neutralise(text), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "[-'=+@\t\ra1.投]{0,6}") {
            let cell = neutralise(&text);
            prop_assert_eq!(restore(&cell), &text);
        }
    }
}
