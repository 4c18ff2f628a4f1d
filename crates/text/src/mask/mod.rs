//! Finding personal data in free text, and hiding it.
//!
//! One pass over the bytes, no regular expressions: a table tells for each byte, and for each Chinese character, whether
//! anything can begin there; digits, `@` and the first character of a cue are the only places where anything is looked at
//! closely. Each look is bounded, so the time is linear in the text, whatever it holds. What counts:
//!
//! - by its own form: resident identity numbers and unified credit codes (checked), card numbers (13 to 19 digits that pass
//!   Luhn), mobile numbers, landlines with their area code, numbers with a country code, e-mail addresses, number plates,
//!   addresses that name city and district; in any width, with blanks, dashes or invisible characters between the
//!   digits, also read out (幺三八…) and with hesitations between the groups;
//! - after a cue (身份证, 卡号, 电话, 护照, 微信号, 我叫, 家住, “my name is” and their like, also in traditional characters):
//!   identity numbers that are old or mistyped, accounts, local numbers, travel documents, handles, names, addresses below
//!   the district.
//!
//! Amounts, dates and the numbers of orders and cases stay: digits that begin with a date, follow an amount's or an order's
//! cue, or stand before 元 are no card, even where they pass Luhn, as one in ten does by chance.
//!
//! Nothing reaches over a line end, so a text may be masked in pieces that end with lines.

mod address;
mod credit;
mod cue;
mod cue_words;
mod email;
mod gap;
mod handle;
mod kind;
mod latin_name;
mod name;
mod number;
mod plate;
mod run;
mod scan;
mod shape;

pub use kind::{Confidence, Kind, Span};

use crate::character::spoken_digit;
use crate::datum::card::mask_card;
use crate::datum::email::mask_email;
use crate::datum::identity::mask_id;
use crate::datum::name::mask_name;
use crate::datum::phone::mask_phone;

/// How often a masked text is looked through again. What replaces a span parts what stands beside it, so a second look
/// finds little and a third nothing in all that was tried; the bound keeps the time linear.
const ROUNDS_MAX: usize = 16;

/// Finds personal data. The spans are in order and do not overlap.
pub fn spans(text: &str) -> Vec<Span> {
    scan::scan(text)
}

/// Hides personal data, each kind in its customary form (周\*, 138\*\*\*\*1234, `****` and the last four of a card).
///
/// Masking a masked text changes nothing: masking goes on until nothing more is found.
pub fn mask(text: &str) -> String {
    replace(text, &spans(text))
}

/// Hides what [`spans`] found in the same text. Spans of another text hide what they happen to cover.
pub fn replace(text: &str, found: &[Span]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for line in lines_with_spans(text, found) {
        masked.push_str(text.get(end..line.start).unwrap_or_default());
        masked.push_str(&replace_line(text, &line));
        end = line.end;
    }
    masked.push_str(text.get(end..).unwrap_or_default());
    masked
}

/// How one piece of personal data is shown.
pub fn mask_span(kind: Kind, datum: &str) -> String {
    match kind {
        Kind::ResidentId | Kind::Document | Kind::CreditCode => mask_id(&figures(datum)),
        Kind::Card => mask_card(&figures(datum)),
        Kind::Mobile | Kind::Landline => mask_phone(&figures(datum)),
        Kind::Email => mask_email(datum),
        Kind::Handle => datum.chars().take(1).chain("***".chars()).collect(),
        Kind::Plate => datum.chars().take(2).chain("***".chars()).collect(),
        Kind::Name => mask_name(datum),
        Kind::Address => "***".to_owned(),
    }
}

/// Lines that hold spans: only those need a second look.
struct Line<'s> {
    start: usize,
    end: usize,
    spans: &'s [Span],
}

fn lines_with_spans<'s>(text: &'s str, found: &'s [Span]) -> impl Iterator<Item = Line<'s>> {
    let mut rest = found;
    let mut from = 0;
    std::iter::from_fn(move || {
        let first = rest.first()?;
        let start = text.get(from..first.start)?.rfind('\n').map_or(from, |at| from + at + 1);
        let end = text.get(first.end..)?.find('\n').map_or(text.len(), |at| first.end + at);
        let count = rest.partition_point(|span| span.start < end);
        let (spans, others) = rest.split_at(count);
        (rest, from) = (others, end);
        Some(Line { start, end, spans })
    })
}

fn replace_line(text: &str, line: &Line<'_>) -> String {
    let mut masked = replace_once(text, line.start, line.end, line.spans);
    for _ in 1..ROUNDS_MAX {
        let found = spans(&masked);
        if found.is_empty() {
            break;
        }
        masked = replace_once(&masked, 0, masked.len(), &found);
    }
    masked
}

fn replace_once(text: &str, start: usize, end: usize, found: &[Span]) -> String {
    let mut masked = String::with_capacity(end - start);
    let mut at = start;
    for span in found {
        masked.push_str(text.get(at..span.start).unwrap_or_default());
        masked.push_str(&mask_span(span.kind, text.get(span.start..span.end).unwrap_or_default()));
        at = span.end;
    }
    masked.push_str(text.get(at..end).unwrap_or_default());
    masked
}

/// A number that was read out, in figures; any other text as it is.
fn figures(datum: &str) -> std::borrow::Cow<'_, str> {
    let figure = |character| match (spoken_digit(character), character) {
        (Some(value), _) => char::from(b'0' + value),
        (None, '叉') => 'X',
        (None, other) => other,
    };
    if datum.is_ascii() { datum.into() } else { datum.chars().map(figure).collect::<String>().into() }
}
