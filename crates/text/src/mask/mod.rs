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
mod replace;
mod run;
mod scan;
mod shape;

pub use kind::{Confidence, Kind, Span};
pub use replace::{mask_span, replace};

/// Finds personal data. The spans are in order and do not overlap.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    scan::scan(text, &mut run::Run::default(), &mut spans);
    spans
}

/// Hides personal data, each kind in its customary form (周\*, 138\*\*\*\*1234, `****` and the last four of a card).
///
/// Masking a masked text changes nothing: masking goes on until nothing more is found.
pub fn mask(text: &str) -> String {
    replace(text, &spans(text))
}
