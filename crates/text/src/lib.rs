//! Chinese and English text: bringing it to one form, and hiding whom it is about.
//!
//! - [`normalise`] unifies widths, spaces and dashes and remembers where everything came from.
//! - [`fold::fold`] makes all widths, cases and scripts one; [`segment`] cuts Chinese into words, [`stem()`] brings an
//!   English word to its stem.
//! - `normalise_phone`, `normalise_id_number` and their like bring one datum to the form that is stored and looked
//!   up by; when they refuse, the error says what would be right.
//! - [`coding`] learns which codes texts belong to, and says why.
//! - [`similar`] groups what says the same, [`cause`] says what sets a group apart, [`ask`] answers from what was
//!   answered before.
//! - [`spans`] finds personal data in free text, [`mask`] replaces it; `mask_phone` and its like mask one datum.
//!
//! Knows nothing of cases, storage, keys or the web. Any text is good input: a function here answers or refuses, it
//! never panics, and it needs no network, model or configuration.

pub mod ask;
pub mod cause;
mod character;
mod checksum;
pub mod coding;
mod datum;
pub mod fold;
mod han_set;
pub mod hotwords;
mod mask;
mod noise;
mod normalise;
pub mod segment;
pub mod similar;
mod stem;
mod surname;
mod unit;

pub use character::is_han;
pub use checksum::{luhn, valid_resident_id};
pub use datum::amount::{NormaliseAmountError, normalise_amount};
pub use datum::card::{NormaliseCardError, mask_card, normalise_card};
pub use datum::day::read_day;
pub use datum::email::{NormaliseEmailError, mask_email, normalise_email};
pub use datum::identity::{NormaliseIdNumberError, mask_id, normalise_id_number};
pub use datum::name::{NormaliseNameError, mask_name, normalise_name};
pub use datum::phone::{NormalisePhoneError, mask_phone, normalise_phone};
pub use mask::{Confidence, Kind, Span, mask, mask_span, replace, spans};
pub use noise::without_noise;
pub use normalise::{Normalised, normalise};
pub use stem::stem;
