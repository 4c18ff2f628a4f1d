//! What was typed into a form, and reading it: numbers, amounts, days and moments as people write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;

/// The fields of a posted form, in order; a name may come more than once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// What was typed in a field, trimmed; none if nothing was.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Everything chosen under a name.
    pub(crate) fn all<'typed, 'name>(
        &'typed self,
        name: &'name str,
    ) -> impl Iterator<Item = &'typed str> + use<'typed, 'name> {
        let named = self.0.iter().filter(move |(field, _)| field == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// What was typed, for showing it again; empty if nothing was.
    pub(crate) fn shown(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// What was typed, owned; none if nothing was.
    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// Whether a box was ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value, "1" | "on" | "true"))
    }
}

/// Full-width figures and signs as half-width ones, without blanks and separators of thousands.
fn plain(typed: &str) -> String {
    let narrow = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        other => other,
    };
    typed.chars().map(narrow).filter(|letter| !letter.is_whitespace() && *letter != ',').collect()
}

/// An amount in yuan as cents: `386.40`, `￥1,200`, `1.2` followed by the sign for ten thousand (U+4E07), or by the sign
/// for yuan (U+5143).
pub(crate) fn cents(typed: &str) -> Option<i64> {
    let plain = plain(typed);
    let amount = plain.trim_start_matches(['\u{a5}', '\u{ffe5}']).trim_end_matches('\u{5143}');
    let (amount, shift) = match amount.strip_suffix('\u{4e07}') {
        Some(amount) => (amount, 4),
        None => (amount, 0),
    };
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let decimals = 2 + shift;
    if whole.is_empty() || whole.len() > 12 || part.len() > decimals || !figures(whole) || !figures(part) {
        return None;
    }
    format!("{whole}{part:0<decimals$}").parse().ok()
}

/// A day, as a date field sends it.
pub(crate) fn day(typed: &str) -> Option<Date> {
    plain(typed).replace('/', "-").parse().ok()
}

/// A time of day, as a time field sends it: `14:05`.
pub(crate) fn hour(typed: &str) -> Option<Time> {
    plain(typed).parse().ok()
}

/// A moment at the office, as a date-and-time field sends it: `2026-11-25T14:05`, to the minute.
pub(crate) fn moment(typed: &str, zone: &TimeZone) -> Option<Timestamp> {
    let local: DateTime = typed.trim().replace(' ', "T").parse().ok()?;
    zone.to_timestamp(local).ok()
}

/// The moment meant by a minute. Fields know minutes only: this minute means now, and the minute of the receipt never
/// means a moment before it.
pub(crate) fn meant(typed: Timestamp, now: Timestamp, received_at: Timestamp) -> Timestamp {
    let within_minute = |at: Timestamp| typed <= at && at.duration_since(typed).as_secs() < 60;
    if within_minute(now) {
        now
    } else if within_minute(received_at) {
        received_at
    } else {
        typed
    }
}

/// A moment as a date-and-time field takes it.
pub(crate) fn field_moment(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        assert_eq!(cents("386.40"), Some(38_640));
        assert_eq!(cents("￥１，２００"), Some(120_000));
        assert_eq!(cents("1.2万"), Some(1_200_000));
        assert_eq!(cents("386.4元"), Some(38_640));
        assert_eq!(cents("12.345"), None);
        assert_eq!(cents("many"), None);
        assert_eq!(cents("-3"), None);
    }

    #[test]
    fn the_present_minute_means_now() -> Result<(), jiff::Error> {
        let now: Timestamp = "2026-11-25T14:05:40Z".parse()?;
        let received: Timestamp = "2026-11-25T14:01:20Z".parse()?;
        assert_eq!(meant("2026-11-25T14:05:00Z".parse()?, now, received), now);
        assert_eq!(meant("2026-11-25T14:01:00Z".parse()?, now, received), received);
        let between: Timestamp = "2026-11-25T14:03:00Z".parse()?;
        assert_eq!(meant(between, now, received), between);
        Ok(())
    }
}
