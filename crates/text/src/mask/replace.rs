//! Hiding what was found, and looking again at what comes of it.

use super::run::Run;
use super::scan::scan;
use super::{Kind, Span};
use crate::character::{digit, spoken_digit};
use crate::datum::card::write_masked_card;
use crate::datum::email::write_masked_email;
use crate::datum::identity::write_masked_id;
use crate::datum::name::write_masked_name;
use crate::datum::phone::write_masked_phone;

/// How often a masked text is looked through again. What replaces a span parts what stands beside it, so a second look
/// finds little and a third nothing in all that was tried; the bound keeps the time linear.
const ROUNDS_MAX: usize = 16;

/// Hides what [`spans`](super::spans) found in the same text. Spans of another text hide what they happen to cover.
pub fn replace(text: &str, found: &[Span]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut again = Again::default();
    let (mut rest, mut end) = (found, 0);
    while let Some(first) = rest.first() {
        let Some(sentence) = Sentence::around(text, end, first) else { break };
        masked.push_str(text.get(end..sentence.start).unwrap_or_default());
        let count = rest.iter().take_while(|span| span.start < sentence.end).count();
        let (spans, others) = rest.split_at(count);
        // Nothing known reaches over the end of a sentence; did something, its rest would be shown.
        let sentence_end = spans.last().map_or(sentence.end, |span| span.end.max(sentence.end));
        let start = masked.len();
        replace_once(text, sentence.start, sentence_end, spans, &mut masked);
        again.look(&mut masked, start);
        (rest, end) = (others, sentence_end);
    }
    masked.push_str(text.get(end..).unwrap_or_default());
    masked
}

/// How one piece of personal data is shown.
pub fn mask_span(kind: Kind, datum: &str) -> String {
    let mut masked = String::new();
    write_masked(kind, datum, &mut masked);
    masked
}

fn write_masked(kind: Kind, datum: &str, out: &mut String) {
    if datum.is_ascii() {
        write_masked_figures(kind, datum, datum.bytes().map(char::from), out);
    } else {
        write_masked_figures(kind, datum, datum.chars().map(figure), out);
    }
}

/// Writes how a datum is shown whose characters, what was read out in figures, are `figures`.
fn write_masked_figures(kind: Kind, datum: &str, figures: impl Iterator<Item = char>, out: &mut String) {
    match kind {
        Kind::ResidentId | Kind::Document | Kind::CreditCode => write_masked_id(figures, out),
        Kind::Card => write_masked_card(figures, out),
        Kind::Mobile | Kind::Landline => write_masked_phone(figures, out),
        Kind::Email => write_masked_email(datum, out),
        Kind::Handle => write_head(datum, 1, out),
        Kind::Plate => write_head(datum, 2, out),
        Kind::Name => write_masked_name(datum, out),
        Kind::Address => out.push_str("***"),
    }
}

fn write_head(datum: &str, count: usize, out: &mut String) {
    out.extend(datum.chars().take(count));
    out.push_str("***");
}

/// A digit that was read out as a figure; any other character as it is.
fn figure(character: char) -> char {
    match (spoken_digit(character), character) {
        (Some(value), _) => char::from(b'0' + value),
        (None, '叉') => 'X',
        (None, other) => other,
    }
}

/// What holds a span and must be looked at again when that is hidden: nothing reaches over its ends.
struct Sentence {
    start: usize,
    end: usize,
}

impl Sentence {
    /// The sentence of a span, no part of it before `from`; `None` when the span is none of this text.
    fn around(text: &str, from: usize, span: &Span) -> Option<Self> {
        let before = text.get(from..span.start)?;
        let mut end = text.get(span.end..).map(|_| span.end)?;
        let start = before.bytes().enumerate().rev().find_map(|(at, byte)| {
            let len = may_end_sentence(byte).then(|| sentence_end_len(text, from + at)).flatten()?;
            Some(from + at + len)
        });
        while let Some(&byte) = text.as_bytes().get(end) {
            let len = may_end_sentence(byte).then(|| sentence_end_len(text, end)).flatten();
            end += len.unwrap_or(1);
            if len.is_some() {
                break;
            }
        }
        Some(Self { start: start.unwrap_or(from), end })
    }
}

/// Whether the end of a line or 。 may begin with the byte.
fn may_end_sentence(byte: u8) -> bool {
    matches!(byte, b'\n' | 0xe3)
}

/// The length of what ends a sentence at `at`. Behind a stop no digit or pause may follow, since a number that is read out
/// goes on over them.
fn sentence_end_len(text: &str, at: usize) -> Option<usize> {
    match text.as_bytes().get(at..)? {
        [b'\n', ..] => Some(1),
        [0xe3, 0x80, 0x82, ..] => (!text[at + 3..].starts_with(may_go_on_behind_stop)).then_some(3),
        _ => None,
    }
}

fn may_go_on_behind_stop(character: char) -> bool {
    matches!(character, '，' | ',' | '、' | '。' | '…' | ' ')
        || digit(character).is_some()
        || spoken_digit(character).is_some()
}

fn replace_once(text: &str, start: usize, end: usize, found: &[Span], out: &mut String) {
    let mut at = start;
    for span in found {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        write_masked(span.kind, text.get(span.start..span.end).unwrap_or_default(), out);
        at = span.end;
    }
    out.push_str(text.get(at..end).unwrap_or_default());
}

/// Looks again at what was masked. Its memory serves for all of a text.
#[derive(Default)]
struct Again {
    run: Run,
    found: Vec<Span>,
}

impl Again {
    /// Masks what is found from `start` on, until nothing is.
    fn look(&mut self, masked: &mut String, start: usize) {
        for _ in 1..ROUNDS_MAX {
            scan(&masked[start..], &mut self.run, &mut self.found);
            if self.found.is_empty() {
                return;
            }
            let sentence = masked.split_off(start);
            replace_once(&sentence, 0, sentence.len(), &self.found, masked);
        }
    }
}
