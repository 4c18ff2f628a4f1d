//! Dates as files write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::{BrokenDownTime, format};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

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

/// No record of a complaint is older.
const YEAR_MIN: i16 = 1900;

/// A moment every format must be able to write, so that one with a sign that does not exist is found when it is loaded.
const SAMPLE: DateTime = jiff::civil::datetime(2026, 1, 4, 10, 30, 0, 0);

impl DateFormats {
    /// Checks the formats. The error is the place of the wrong one and what was expected.
    pub(super) fn new(formats: Vec<String>) -> Result<Self, (usize, String)> {
        for (position, text) in formats.iter().enumerate() {
            let sample =
                SAMPLE.to_zoned_datetime(TimeZone::UTC).map_err(|error| (position, error.to_string()))?;
            let written = format(text.as_str(), &sample).map_err(|error| (position, error.to_string()))?;
            let read = BrokenDownTime::parse(text, &written).and_then(|parsed| parsed.to_date());
            if read.ok() != Some(SAMPLE.date()) {
                return Err((
                    position,
                    format!("`{text}` does not tell a day: expected a format such as `%Y-%m-%d`"),
                ));
            }
        }
        Ok(Self(formats))
    }

    /// Reads a moment; what is written without an offset is meant in `zone`.
    pub fn read(&self, text: &str, zone: &TimeZone) -> Option<Written> {
        let text = text.trim();
        self.0.iter().find_map(|format| {
            let parsed = BrokenDownTime::parse(format, text).ok()?;
            // `%Y` reads a year of two digits as one of the first century.
            let date = parsed.to_date().ok().filter(|date| date.year() >= YEAR_MIN)?;
            let time = parsed.hour().and(parsed.to_time().ok());
            let zoned = match parsed.offset() {
                Some(_) => parsed.to_timestamp().ok()?.to_zoned_datetime(zone.clone()),
                None => zone.to_zoned_datetime(date.to_datetime(time.unwrap_or(Time::midnight()))).ok()?,
            };
            Some(Written { at: zoned.timestamp(), day: zoned.date(), whole_day: time.is_none() })
        })
    }

    /// Writes a moment in the first format.
    pub fn write(&self, zoned: &ZonedDateTime) -> String {
        // Every format wrote the sample when it was loaded.
        format(self.first(), zoned).unwrap_or_default()
    }

    /// How a date may look, for errors.
    pub fn example(&self) -> String {
        let sample = SAMPLE.to_zoned_datetime(TimeZone::UTC);
        sample.and_then(|sample| format(self.first(), &sample)).unwrap_or_default()
    }

    fn first(&self) -> &str {
        self.0.first().map_or("%Y-%m-%d", String::as_str)
    }
}
