//! Values on their way into the database.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use store::stored::day;

/// A moment as stored, where there is one.
pub fn moment(timestamp: Option<Timestamp>) -> Option<i64> {
    timestamp.map(Timestamp::as_microsecond)
}

/// A date as stored, where there is one.
pub fn date(date: Option<Date>) -> Option<i64> {
    date.map(day)
}

/// An identifier as stored.
pub const fn id(identifier: u64) -> i64 {
    identifier.cast_signed()
}

/// Text as this engine can hold it: it has no place for the character NUL, and the replacement character stands for it.
/// For texts that may be what somebody typed; those are sealed elsewhere, exactly as they were.
pub fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}
