//! Business hours, and counting in working time.

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};
use serde::{Deserialize, Serialize};

use super::{Calendar, days_after};

/// The hours of a working day in which time counts, `{ from = "09:00", to = "17:00" }` in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "DayHoursShape", into = "DayHoursShape")]
pub struct DayHours {
    from: Time,
    to: Time,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DayHoursShape {
    from: Time,
    to: Time,
}

/// Hours that end before they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("working hours from `{from}` to `{to}` are empty: expected `to` to be later than `from`")]
pub struct EmptyDayHoursError {
    from: Time,
    to: Time,
}

impl DayHours {
    /// Hours from `from` until `to` of the same day.
    ///
    /// # Errors
    /// When `to` is not later than `from`.
    pub fn new(from: Time, to: Time) -> Result<Self, EmptyDayHoursError> {
        if from < to { Ok(Self { from, to }) } else { Err(EmptyDayHoursError { from, to }) }
    }

    /// When the day's business begins.
    pub fn from(self) -> Time {
        self.from
    }

    /// When it ends.
    pub fn to(self) -> Time {
        self.to
    }

    /// How much working time a day has.
    pub fn length(self) -> SignedDuration {
        self.from.duration_until(self.to)
    }
}

/// Nine to five, where a file says nothing.
impl Default for DayHours {
    fn default() -> Self {
        Self { from: Time::constant(9, 0, 0, 0), to: Time::constant(17, 0, 0, 0) }
    }
}

impl TryFrom<DayHoursShape> for DayHours {
    type Error = EmptyDayHoursError;

    fn try_from(shape: DayHoursShape) -> Result<Self, Self::Error> {
        Self::new(shape.from, shape.to)
    }
}

impl From<DayHours> for DayHoursShape {
    fn from(hours: DayHours) -> Self {
        Self { from: hours.from, to: hours.to }
    }
}

/// A moment reached by counting working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedTime {
    /// The local moment.
    pub at: DateTime,
    /// Whether days beyond the loaded calendar were counted by their weekday alone.
    pub provisional: bool,
}

impl Calendar {
    /// The moment at which `time` of working time has passed since `start`.
    ///
    /// A period that is used up exactly when business ends is over then, not when the next day begins.
    pub fn add_working_time(&self, start: DateTime, time: SignedDuration, hours: DayHours) -> CountedTime {
        let mut left = time;
        let mut at = start;
        let mut provisional = false;
        while left.is_positive() {
            let (working, known) = self.working_day_or_estimate(at.date());
            provisional |= !known;
            if working {
                let begin = at.time().max(hours.from);
                let open = begin.duration_until(hours.to.max(begin));
                if left <= open {
                    return CountedTime {
                        at: at.date().to_datetime(begin.saturating_add(left)),
                        provisional,
                    };
                }
                left -= open;
            }
            let next = days_after(at.date(), 1);
            if next == at.date() {
                // The end of the calendar itself (year 9999): there is no later moment to name.
                return CountedTime { at: DateTime::MAX, provisional: true };
            }
            at = next.to_datetime(hours.from);
        }
        CountedTime { at, provisional }
    }

    /// How much working time lies between two local moments; nothing when `to` is not later than `from`.
    pub fn working_time_between(&self, from: DateTime, to: DateTime, hours: DayHours) -> SignedDuration {
        let mut time = SignedDuration::ZERO;
        let mut date = from.date();
        while from < to && date <= to.date() {
            if self.working_day_or_estimate(date).0 {
                let begin = date.to_datetime(hours.from).max(from);
                let end = date.to_datetime(hours.to).min(to);
                if begin < end {
                    time += begin.duration_until(end);
                }
            }
            let next = days_after(date, 1);
            if next == date {
                break;
            }
            date = next;
        }
        time
    }
}
