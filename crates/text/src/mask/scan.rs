//! The one pass: finds the places worth a closer look and hands them on.

use super::cue::{Beginning, Cue, Digits, beginning, cue_at, latin_cue, may_begin};
use super::gap::{Gap, REACH_MAX, gap};
use super::number::{Around, LEN_MIN, find};
use super::run::{Run, Script, is_read_out, may_go_on};
use super::{Confidence, Kind, Span, address, credit, email, handle, latin_name, name, plate};
use crate::character::{code_point, digit};

/// What begins with a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Nothing.
    Plain,
    /// A run of digits.
    Digit,
    /// A word of Latin letters.
    Letter,
    /// A word with one of the first letters that cues and credit codes have.
    CueLetter,
    /// `@`.
    At,
    /// `*`: something was masked.
    Star,
    /// A character of three bytes, most of all a Chinese one.
    Three,
    /// Another character outside ASCII; some are digits.
    Wide,
}

static CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => Class::Digit,
            b'@' => Class::At,
            b'*' => Class::Star,
            letter @ (b'a'..=b'z' | b'A'..=b'Z') => match letter | 0x20 {
                b'a' | b'c' | b'd' | b'e' | b'f' | b'i' | b'm' | b'n' | b'o' | b'p' | b'q' | b'r' | b's'
                | b't' | b'v' | b'w' | b'y' => Class::CueLetter,
                _ => Class::Letter,
            },
            0xe0..=0xef => Class::Three,
            // The lead bytes of the blocks that have digits: Arabic-Indic, and mathematical ones in four bytes.
            0xd9 | 0xdb | 0xf0 => Class::Wide,
            _ => Class::Plain,
        };
        byte += 1;
    }
    classes
}

/// Finds personal data in order, in place of what `spans` held; `run` is memory to work in.
pub(super) fn scan(text: &str, run: &mut Run, spans: &mut Vec<Span>) {
    spans.clear();
    let mut scanner = Scanner { text, spans, cue: None, run };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match CLASSES[usize::from(byte)] {
            Class::Plain => at + 1,
            Class::Three => match bytes.get(at + 1..at + 3) {
                Some(&[second, third]) => {
                    let code_point = code_point(byte, second, third);
                    let next = bytes.get(at + 5).copied().unwrap_or_default();
                    if may_begin(code_point, next) { scanner.three(at, code_point) } else { at + 3 }
                }
                _ => bytes.len(),
            },
            Class::Letter => after_letters(bytes, at),
            Class::CueLetter => scanner.word(at),
            Class::Digit => scanner.digits(at),
            Class::At => scanner.email(at, 1),
            Class::Star => scanner.stars(at),
            Class::Wide => scanner.wide(at),
        };
    }
}

/// Where the word of ASCII letters ends.
fn after_letters(bytes: &[u8], at: usize) -> usize {
    let mut at = at;
    // Eight at once: most words are shorter, and all of those cost the same.
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let count = letters_ahead(*eight);
        at += count;
        if count < 8 {
            return at;
        }
    }
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

/// How many of eight bytes are letters before one is none.
fn letters_ahead(bytes: [u8; 8]) -> usize {
    const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let bytes = u64::from_le_bytes(bytes);
    let small = (bytes | each(0x20)) & !TOPS;
    // The top bit of each sum tells whether its byte reaches `a`, and whether it goes beyond `z`.
    let from_a = small + each(0x80 - b'a');
    let beyond_z = small + each(0x7f - b'z');
    let others = !(from_a & !beyond_z & !bytes) & TOPS;
    (others.trailing_zeros() / 8) as usize
}

struct Scanner<'t> {
    text: &'t str,
    spans: &'t mut Vec<Span>,
    /// The last cue for digits, and where it ended.
    cue: Option<(Digits, usize)>,
    run: &'t mut Run,
}

/// Each takes the offset of what it looks at and returns where to go on. Those that the pass itself calls stay functions of
/// their own: woven into it they take the registers that it runs through plain text with.
impl Scanner<'_> {
    #[inline(never)]
    fn three(&mut self, at: usize, code_point: u32) -> usize {
        let end = at + 3;
        match beginning(code_point) {
            Beginning::Nothing => end,
            Beginning::Other => match char::from_u32(code_point) {
                Some('０'..='９') => self.digits(at),
                Some('＠') => self.email(at, 3),
                Some('Ｑ') if self.text[end..].starts_with('Ｑ') => self.after_cue(Cue::Qq, at, end + 3),
                _ => end,
            },
            Beginning::Cues(cues) => match cue_at(cues, self.text, at) {
                Some((cue, end)) => self.after_cue(cue, at, end),
                None => end,
            },
            Beginning::SpokenDigit if is_read_out(&self.text[end..]) => self.run(at, Script::Spoken),
            Beginning::SpokenDigit => end,
            Beginning::Plate => self.push(plate::plate(self.text, at), Kind::Plate).unwrap_or(end),
        }
    }

    /// Another character outside ASCII: digits of other scripts.
    #[inline(never)]
    fn wide(&mut self, at: usize) -> usize {
        match self.text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(character) if digit(character).is_some() => self.digits(at),
            Some(character) => at + character.len_utf8(),
            // The byte is not the first of its character.
            None => at + 1,
        }
    }

    /// A word of ASCII letters. A unit behind a figure (200ms) is no word.
    #[inline(never)]
    fn word(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let is_word =
            at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|byte| !byte.is_ascii_digit());
        if is_word {
            if let Some((cue, end)) = latin_cue(self.text, at) {
                return self.after_cue(cue, at, end);
            }
            let may_be_code = matches!(bytes[at] | 0x20, b'a' | b'n' | b'y')
                && bytes.get(at + 2..at + 8).is_some_and(|region| region.iter().all(u8::is_ascii_digit));
            if may_be_code && let Some(end) = self.push(credit::code(self.text, at), Kind::CreditCode) {
                return end;
            }
        }
        after_letters(bytes, at)
    }

    fn after_cue(&mut self, cue: Cue, cue_start: usize, cue_end: usize) -> usize {
        let text = self.text;
        let medium = |(start, end)| (start, end, Confidence::Medium);
        let high = |(start, end)| (start, end, Confidence::High);
        let (found, kind) = match cue {
            Cue::Digits(digits) => {
                self.cue = Some((digits, cue_end));
                let code = if digits == Digits::Credit { credit::code_after(text, cue_end) } else { None };
                (code, Kind::CreditCode)
            }
            Cue::Document => (handle::document(text, cue_end).map(high), Kind::Document),
            Cue::WeChat => (handle::wechat(text, cue_end).map(high), Kind::Handle),
            Cue::Qq => (handle::qq(text, cue_end).map(high), Kind::Handle),
            Cue::Name(name_cue) => (name::after(text, cue_end, name_cue).map(medium), Kind::Name),
            Cue::LatinTitle => (latin_name::after(text, cue_end).map(medium), Kind::Name),
            Cue::LatinName => {
                let capitals = latin_name::after(text, cue_end).map(high);
                let found = capitals.or_else(|| {
                    let (start, end) = latin_name::after_without_capitals(text, cue_end)?;
                    Some((start, end, Confidence::Low))
                });
                (found, Kind::Name)
            }
            Cue::Title => (name::before_title(text, cue_start).map(medium), Kind::Name),
            Cue::Address => (address::below_district(text, cue_end).map(high), Kind::Address),
            Cue::Living => (address::below_named_district(text, cue_end).map(high), Kind::Address),
            Cue::Region => (address::below_region(text, cue_end).map(medium), Kind::Address),
        };
        self.push(found, kind).map_or(cue_end, |end| end.max(cue_end))
    }

    /// Adds a span unless what stands there is taken; where it ends.
    fn push(&mut self, found: Option<(usize, usize, Confidence)>, kind: Kind) -> Option<usize> {
        let (start, end, confidence) = found?;
        if self.spans.last().is_some_and(|last| start < last.end) {
            return None;
        }
        self.spans.push(Span { start, end, kind, confidence });
        Some(end)
    }

    /// Digits as figures: most are short and are passed over at once.
    #[inline(never)]
    fn digits(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let count = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = at + count;
        let goes_on = match bytes.get(end) {
            None => false,
            Some(0..=0x7f) => {
                matches!(bytes[end], b' ' | b'-' | b'_' | b'.' | b'(' | b')' | b'\t' | b'x' | b'X')
            }
            Some(_) => self.text[end..].chars().next().is_some_and(may_go_on),
        };
        let is_code = bytes.get(end).is_some_and(u8::is_ascii_alphabetic);
        if is_code
            && 8 <= count
            && let Some(end) = self.push(credit::code(self.text, at), Kind::CreditCode)
        {
            return end;
        }
        // In full width the letters of a code are no ASCII.
        if count == 0
            && let Some(end) = self.push(credit::code(self.text, at), Kind::CreditCode)
        {
            return end;
        }
        if count < LEN_MIN && 0 < count && !goes_on {
            return end;
        }
        self.run(at, Script::Figures)
    }

    /// A run of digits.
    fn run(&mut self, at: usize, script: Script) -> usize {
        let end = self.run.read(self.text, at, script);
        if self.run.values.len() < LEN_MIN {
            return end.max(at + 1);
        }
        let around = self.around(at, end);
        let (text, spans) = (self.text, &mut *self.spans);
        let mut last_end = None;
        find(self.run, around, |found| {
            let plus = match text[..found.start].chars().next_back() {
                Some(plus @ ('+' | '＋')) if matches!(found.kind, Kind::Mobile | Kind::Landline) => {
                    plus.len_utf8()
                }
                _ => 0,
            };
            let start = found.start - plus;
            if spans.last().is_none_or(|last| last.end <= start) {
                spans.push(Span { start, end: found.end, kind: found.kind, confidence: found.confidence });
            }
            last_end = Some(found.end);
        });
        // A list under one cue: 卡号 A、B.
        if let (Some((digits, _)), Some(found_end)) = (around.cue, last_end) {
            self.cue = Some((digits, found_end));
        }
        end
    }

    /// What stands around the run from `at` to `end`.
    fn around(&self, at: usize, end: usize) -> Around {
        let bytes = self.text.as_bytes();
        let before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied();
        let after = bytes.get(end).copied();
        let cue = self.cue.filter(|&(_, cue_end)| cue_end <= at && at - cue_end <= REACH_MAX);
        let cue = cue.and_then(|(digits, cue_end)| {
            let gap = gap(self.text.get(cue_end..at)?);
            (gap != Gap::Broken).then_some((digits, gap))
        });
        let glued_before = before.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
            && cue.is_none_or(|(_, gap)| gap != Gap::Close);
        let preceding = self.text[..at].chars().next_back();
        Around {
            cue,
            in_code: glued_before || after.is_some_and(|byte| byte.is_ascii_alphabetic()),
            is_amount: self.text[end..].starts_with(['元', '万', '亿', '圆', '萬', '億'])
                || matches!(preceding, Some('¥' | '￥' | '$' | '＄')),
            is_international: matches!(preceding, Some('+' | '＋')),
        }
    }

    #[inline(never)]
    fn email(&mut self, at: usize, len: usize) -> usize {
        let Some((mut start, end)) = email::email(self.text, at) else {
            return at + len;
        };
        // Digits before the `@` may have been taken for a number of their own.
        while let Some(last) = self.spans.last().filter(|last| start < last.end) {
            start = start.min(last.start);
            self.spans.pop();
        }
        self.spans.push(Span { start, end, kind: Kind::Email, confidence: Confidence::High });
        end
    }

    /// What masking left of a number, `****1234`, belongs to no other.
    #[inline(never)]
    fn stars(&mut self, at: usize) -> usize {
        const STARS_MIN: usize = 3;
        const SHOWN_LEN_MAX: usize = 4;
        let bytes = self.text.as_bytes();
        let stars = bytes[at..].iter().take_while(|byte| **byte == b'*').count();
        let end = at + stars;
        let shown =
            bytes[end..].iter().take(SHOWN_LEN_MAX + 1).take_while(|byte| byte.is_ascii_digit()).count();
        if STARS_MIN <= stars && shown <= SHOWN_LEN_MAX { end + shown } else { end }
    }
}
