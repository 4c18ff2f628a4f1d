//! The one pass: finds the places worth a closer look and hands them on.

use super::cue::{Cue, Digits, Gap, gap, han_cue, latin_cue};
use super::run::Run;
use super::{Kind, Span, address, handle, name};
use crate::character::digit;

/// A run of fewer digits is no identifier under any cue.
const RUN_LEN_MIN: usize = 7;

/// A cue further away than this, in bytes, announces something else.
const CUE_REACH_MAX: usize = 64;

/// Finds personal data in order.
pub(super) fn scan(text: &str) -> Vec<Span> {
    let mut scanner = Scanner { text, spans: Vec::new(), cue: None, run: Run::default() };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b'0'..=b'9' => scanner.digits(at),
            b'@' => scanner.email(at),
            b'a'..=b'z' | b'A'..=b'Z' => scanner.word(at),
            0..=0x7f => at + 1,
            _ => scanner.wide(at),
        };
    }
    scanner.spans
}

struct Scanner<'t> {
    text: &'t str,
    spans: Vec<Span>,
    /// The last cue for digits, and where it ended.
    cue: Option<(Digits, usize)>,
    run: Run,
}

impl Scanner<'_> {
    /// A character outside ASCII. Returns where to go on, as all these do.
    fn wide(&mut self, at: usize) -> usize {
        let Some(character) = self.text.get(at..).and_then(|rest| rest.chars().next()) else {
            return self.text.len();
        };
        if let Some((cue, end)) = han_cue(character, self.text, at) {
            return self.after_cue(cue, at, end);
        }
        if digit(character).is_some() {
            return self.digits(at);
        }
        if character == '＠' {
            return self.email(at);
        }
        at + character.len_utf8()
    }

    /// A word of ASCII letters. A unit behind a figure (200ms) is no word.
    fn word(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let is_word =
            at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|byte| !byte.is_ascii_digit());
        if is_word && let Some((cue, end)) = latin_cue(self.text, at) {
            return self.after_cue(cue, at, end);
        }
        let letters = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        at + letters
    }

    fn after_cue(&mut self, cue: Cue, cue_start: usize, cue_end: usize) -> usize {
        let text = self.text;
        let (found, kind) = match cue {
            Cue::Digits(digits) => {
                self.cue = Some((digits, cue_end));
                return cue_end;
            }
            Cue::Document => (handle::document(text, cue_end), Kind::Document),
            Cue::WeChat => (handle::wechat(text, cue_end), Kind::Handle),
            Cue::Qq => (handle::qq(text, cue_end), Kind::Handle),
            Cue::Name(name_cue) => (name::after(text, cue_end, name_cue), Kind::Name),
            Cue::LatinName => (name::latin_after(text, cue_end), Kind::Name),
            Cue::Title => (name::before_title(text, cue_start), Kind::Name),
            Cue::Address => (address::below_district(text, cue_end), Kind::Address),
            Cue::Living => (address::below_named_district(text, cue_end), Kind::Address),
        };
        match found {
            Some((start, end)) if self.is_free(start) => {
                self.spans.push(Span { start, end, kind });
                end.max(cue_end)
            }
            _ => cue_end,
        }
    }

    fn digits(&mut self, at: usize) -> usize {
        let end = self.run.read(self.text, at);
        if self.run.len() < RUN_LEN_MIN {
            return end;
        }
        let cue = self.cue.filter(|&(_, cue_end)| cue_end <= at && at - cue_end <= CUE_REACH_MAX);
        // 账户12345678.90元: an amount, not the account.
        let is_amount = self.text[end..].starts_with(['元', '万', '亿', '圆']);
        let cue = cue.filter(|_| !is_amount).and_then(|(digits, cue_end)| {
            let gap = gap(self.text.get(cue_end..at)?);
            (gap != Gap::Broken).then_some((digits, gap))
        });
        let (text, spans) = (self.text, &mut self.spans);
        let mut last_end = None;
        self.run.find(cue, |found| {
            let plus = match text[..found.start].chars().next_back() {
                Some(plus @ ('+' | '＋')) if found.kind == Kind::Mobile => plus.len_utf8(),
                _ => 0,
            };
            let start = found.start - plus;
            if spans.last().is_none_or(|last| last.end <= start) {
                spans.push(Span { start, end: found.end, kind: found.kind });
            }
            last_end = Some(found.end);
        });
        // A list under one cue: 卡号 A、B.
        if let (Some((digits, _)), Some(found_end)) = (cue, last_end) {
            self.cue = Some((digits, found_end));
        }
        end
    }

    fn email(&mut self, at: usize) -> usize {
        let Some((mut start, end)) = handle::email(self.text, at) else {
            return at + self.text[at..].chars().next().map_or(1, char::len_utf8);
        };
        // Digits before the `@` may have been taken for a number of their own.
        while let Some(last) = self.spans.last().filter(|last| start < last.end) {
            start = start.min(last.start);
            self.spans.pop();
        }
        self.spans.push(Span { start, end, kind: Kind::Email });
        end
    }

    fn is_free(&self, start: usize) -> bool {
        self.spans.last().is_none_or(|last| last.end <= start)
    }
}
