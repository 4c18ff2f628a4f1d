//! Finding personal data in free text, and hiding it.
//!
//! One pass over the bytes, no regular expressions: digits, `@` and the first character of a cue are the only places
//! where anything is looked at closely. What counts:
//!
//! - by its own form: resident identity numbers (checked), card numbers (13 to 19 digits that pass Luhn), mobile
//!   numbers, e-mail addresses; in any width, with blanks, dashes or invisible characters between the digits;
//! - after a cue (身份证, 卡号, 电话, 护照, 微信号, 我叫, 家住, “my name is” and their like): identity numbers that are old or
//!   mistyped, accounts, landlines, travel documents, handles, names, addresses below the district.
//!
//! Amounts, dates and the numbers of orders and cases stay, unless they pass for a card or a mobile number: one order
//! number in ten of 13 to 19 digits passes Luhn by chance and is hidden too. A number hidden in vain costs a glance; a
//! card number shown costs more.

mod address;
mod cue;
mod handle;
mod name;
mod run;
mod scan;

use crate::datum::card::mask_card;
use crate::datum::email::mask_email;
use crate::datum::identity::mask_id;
use crate::datum::name::mask_name;
use crate::datum::phone::mask_phone;

/// What kind of personal data a span holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A resident identity number, or another number of identity after a cue.
    ResidentId,
    /// A card or account number.
    Card,
    /// A mobile number in the Chinese mainland.
    Mobile,
    /// Any other telephone number after a cue.
    Landline,
    /// An e-mail address.
    Email,
    /// A passport, travel permit or officer's card after a cue.
    Document,
    /// The name of an account with WeChat or QQ after a cue.
    Handle,
    /// A person's name after a cue.
    Name,
    /// The part of an address below the district.
    Address,
}

/// Where personal data stands: byte offsets into the text, `start` included, `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
    /// What stands there.
    pub kind: Kind,
}

/// Finds personal data. The spans are in order and do not overlap.
pub fn spans(text: &str) -> Vec<Span> {
    scan::scan(text)
}

/// Hides personal data, each kind in its customary form (周\*, 138\*\*\*\*1234, `****` and the last four of a card).
///
/// Masking a masked text changes nothing: masking goes on until nothing more is found. It ends, because what replaces
/// a span has fewer letters and digits than the span.
pub fn mask(text: &str) -> String {
    let mut found = spans(text);
    if found.is_empty() {
        return text.to_owned();
    }
    let mut masked = replace(text, &found);
    loop {
        found = spans(&masked);
        if found.is_empty() {
            return masked;
        }
        masked = replace(&masked, &found);
    }
}

fn replace(text: &str, found: &[Span]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for span in found {
        masked.push_str(&text[end..span.start]);
        let datum = &text[span.start..span.end];
        match span.kind {
            Kind::ResidentId | Kind::Document => masked.push_str(&mask_id(datum)),
            Kind::Card => masked.push_str(&mask_card(datum)),
            Kind::Mobile | Kind::Landline => masked.push_str(&mask_phone(datum)),
            Kind::Email => masked.push_str(&mask_email(datum)),
            Kind::Handle => masked.extend(datum.chars().take(1).chain("***".chars())),
            Kind::Name => masked.push_str(&mask_name(datum)),
            Kind::Address => masked.push_str("***"),
        }
        end = span.end;
    }
    masked.push_str(&text[end..]);
    masked
}
