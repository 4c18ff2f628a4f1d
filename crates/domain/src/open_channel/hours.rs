//! Published hours: on which days, from when to when, and whether somebody answers at a moment.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{AsRefStr, Display, EnumIter, EnumString};

use crate::calendar::Calendar;

/// How far ahead the next opening is looked for, in days: a year and what a long closing adds.
const AHEAD_DAYS: i32 = 400;

/// How many days in a row without a closing count as always.
const ALWAYS_DAYS: i32 = 8;

/// A time of day to the minute, from `00:00` to `24:00`, the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(u16);

impl Minute {
    /// The beginning of a day.
    pub const FIRST: Self = Self(0);
    /// The end of a day.
    pub const LAST: Self = Self(24 * 60);

    /// The minute within which a time lies.
    pub fn of(time: Time) -> Self {
        Self(u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs()))
    }

    /// This minute of a date; the end of a day is the beginning of the next.
    fn on(self, date: Date) -> DateTime {
        date.at(0, 0, 0, 0).saturating_add(i64::from(self.0).minutes())
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A text that is no time of day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time of day: expected `00:00` to `24:00`")]
pub struct ParseMinuteError(pub String);

impl FromStr for Minute {
    type Err = ParseMinuteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || ParseMinuteError(text.to_owned());
        let (hours, minutes) = text.split_once(':').ok_or_else(refuse)?;
        let number = |digits: &str| {
            let figures =
                (1..=2).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
            figures.then(|| digits.parse::<u16>().ok()).flatten().ok_or_else(refuse)
        };
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        let minute = Self(hours * 60 + minutes);
        if minutes < 60 && minute <= Self::LAST { Ok(minute) } else { Err(refuse()) }
    }
}

impl Serialize for Minute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Minute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Minute {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Minute".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" })
    }
}

/// The days for which hours are published.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Days {
    /// 每天.
    EveryDay,
    /// 工作日: make-up Saturdays and Sundays are, public holidays are not.
    WorkingDays,
    /// 休息日: all other days.
    DaysOff,
    /// 周一.
    Monday,
    /// 周二.
    Tuesday,
    /// 周三.
    Wednesday,
    /// 周四.
    Thursday,
    /// 周五.
    Friday,
    /// 周六.
    Saturday,
    /// 周日.
    Sunday,
}

impl Days {
    /// Whether a date is one of them. Beyond the calendar, working days go by the weekday alone.
    pub fn hold(self, date: Date, calendar: &Calendar) -> bool {
        let weekend = || matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let working = || calendar.is_working_day(date).unwrap_or_else(|| !weekend());
        match self {
            Self::EveryDay => true,
            Self::WorkingDays => working(),
            Self::DaysOff => !working(),
            Self::Monday => date.weekday() == Weekday::Monday,
            Self::Tuesday => date.weekday() == Weekday::Tuesday,
            Self::Wednesday => date.weekday() == Weekday::Wednesday,
            Self::Thursday => date.weekday() == Weekday::Thursday,
            Self::Friday => date.weekday() == Weekday::Friday,
            Self::Saturday => date.weekday() == Weekday::Saturday,
            Self::Sunday => date.weekday() == Weekday::Sunday,
        }
    }
}

/// From when to when on some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// On which days.
    pub days: Days,
    /// From when.
    pub from: Minute,
    /// Until when: later than `from`.
    pub to: Minute,
}

impl Hours {
    /// Around the clock.
    pub const ALWAYS: Self = Self { days: Days::EveryDay, from: Minute::FIRST, to: Minute::LAST };
}

/// Whether somebody answers at a moment, by what is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Yes, until then; none for always.
    Open {
        /// When it closes next.
        until: Option<DateTime>,
    },
    /// No, and from then again; none where that is more than a year away.
    Closed {
        /// When it opens next.
        next: Option<DateTime>,
    },
}

impl Standing {
    /// Whether somebody answers.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// What a timetable says of a moment: `on` gives the hours of a date, in any order, overlapping or not.
    pub(super) fn at(moment: DateTime, on: impl Fn(Date) -> Vec<(Minute, Minute)>) -> Self {
        let merged = |date| {
            let mut spans = on(date);
            spans.sort_unstable();
            let mut merged: Vec<(Minute, Minute)> = Vec::new();
            for (from, to) in spans {
                match merged.last_mut() {
                    Some(last) if from <= last.1 => last.1 = last.1.max(to),
                    _ => merged.push((from, to)),
                }
            }
            merged
        };
        let (today, minute) = (moment.date(), Minute::of(moment.time()));
        let Some((_, end)) = merged(today).into_iter().find(|(from, to)| *from <= minute && minute < *to)
        else {
            let opening = (0..AHEAD_DAYS).find_map(|days| {
                let date = crate::calendar::days_after(today, days);
                let later = |(from, _): &(Minute, Minute)| days > 0 || minute < *from;
                merged(date).into_iter().find(later).map(|(from, _)| from.on(date))
            });
            return Self::Closed { next: opening };
        };
        // A day that ends open goes on into the next.
        let (mut date, mut end) = (today, end);
        for _ in 0..ALWAYS_DAYS {
            if end < Minute::LAST {
                return Self::Open { until: Some(end.on(date)) };
            }
            let tomorrow = crate::calendar::days_after(date, 1);
            match merged(tomorrow).first() {
                Some((Minute::FIRST, to)) => (date, end) = (tomorrow, *to),
                _ => return Self::Open { until: Some(end.on(date)) },
            }
        }
        Self::Open { until: None }
    }
}
