//! Dates as files write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::{BrokenDownTime, format};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The formats of a profile, tried in order; `%`-signs as in `strftime`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormats(Vec<String>);

/// A moment as a file told it: to the second, or to the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The moment; the beginning of the day where only the day is told.
    pub at: Timestamp,
    /// The day in the zone of the profile.
    pub day: Date,
    /// Whether only the day is told.
    pub whole_day: bool,
}

/// A moment every format must be able to write, so that one with a sign that does not exist is found when it is loaded.
const SAMPLE: DateTime = jiff::civil::datetime(2026, 1, 4, 10, 30, 0, 0);

impl DateFormats {
    /// Checks the formats. The error is the place of the wrong one and what was expected.
    pub(super) fn new(formats: Vec<String>) -> Result<Self, (usize, String)> {
        for (position, text) in formats.iter().enumerate() {
            let sample = SAMPLE.to_zoned(TimeZone::UTC).map_err(|error| (position, error.to_string()))?;
            let written = format(text.as_str(), &sample).map_err(|error| (position, error.to_string()))?;
            let read = BrokenDownTime::parse(text, &written).and_then(|parsed| parsed.to_date());
            if read.ok() != Some(SAMPLE.date()) {
                return Err((position, format!("`{text}` does not tell a day: expected a format such as `%Y-%m-%d`")));
            }
        }
        Ok(Self(formats))
    }

    /// Reads a moment; what is written without an offset is meant in `zone`.
    pub fn read(&self, text: &str, zone: &TimeZone) -> Option<Written> {
        let text = text.trim();
        self.0.iter().find_map(|format| {
            let parsed = BrokenDownTime::parse(format, text).ok()?;
            let date = parsed.to_date().ok()?;
            let time = parsed.to_time().ok();
            let zoned = match parsed.offset() {
                Some(_) => parsed.to_timestamp().ok()?.to_zoned(zone.clone()),
                None => zone.to_zoned(date.to_datetime(time.unwrap_or(Time::midnight()))).ok()?,
            };
            Some(Written { at: zoned.timestamp(), day: zoned.date(), whole_day: time.is_none() })
        })
    }

    /// Writes a moment: in the first format that tells no more than the day, or in the first of all.
    pub fn write(&self, zoned: &Zoned, whole_day: bool) -> String {
        let whole = self.0.iter().find(|text| whole_day && !text.contains("%H"));
        let chosen = whole.or(self.0.first()).map_or("%Y-%m-%d", String::as_str);
        // Every format wrote the sample when it was loaded.
        format(chosen, zoned).unwrap_or_default()
    }

    /// How a date may look, for errors.
    pub fn example(&self) -> String {
        let sample = SAMPLE.to_zoned(TimeZone::UTC);
        let first = self.0.first().map_or("%Y-%m-%d", String::as_str);
        sample.and_then(|sample| format(first, &sample)).unwrap_or_default()
    }
}
