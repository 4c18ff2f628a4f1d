//! When people are at work.

use domain::calendar::Calendar;
use jiff::civil::{Date, DateTime, Time, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::dice::Dice;

const OPENS: Time = time(8, 50, 0, 0);
const CLOSES: Time = time(17, 50, 0, 0);

/// The calendar and the time zone of the bank.
#[derive(Debug, Clone)]
pub(crate) struct Hours {
    pub calendar: Calendar,
    pub zone: TimeZone,
}

impl Hours {
    pub fn is_working(&self, date: Date) -> bool {
        self.calendar.is_working_day(date).unwrap_or_else(|| date.weekday().to_monday_one_offset() <= 5)
    }

    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// A moment of the clock on the wall. The zone has no gaps in the years simulated; a gap would give its end.
    pub fn moment(&self, at: DateTime) -> Timestamp {
        self.zone.to_ambiguous_timestamp(at).compatible().unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The end of a day.
    pub fn midnight_after(&self, date: Date) -> Timestamp {
        self.moment(date.saturating_add(1.day()).at(0, 0, 0, 0))
    }

    /// A moment of office time on a day, whether people work on it or not.
    pub fn on(&self, date: Date, dice: &mut Dice) -> Timestamp {
        let (hour, minute, second) = (dice.between(9, 17), dice.between(0, 49), dice.between(0, 59));
        self.moment(date.at(hour as i8, minute as i8, second as i8, 0))
    }

    /// The moment itself if the office is open, else shortly after it opens next.
    pub fn open(&self, at: Timestamp, dice: &mut Dice) -> Timestamp {
        let here = self.zone.to_datetime(at);
        if self.is_working(here.date()) && (OPENS..CLOSES).contains(&here.time()) {
            return at;
        }
        let mut date = if here.time() < OPENS { here.date() } else { here.date().saturating_add(1.day()) };
        while !self.is_working(date) {
            date = date.saturating_add(1.day());
        }
        let minutes = dice.between(5, 100);
        let start = self.moment(date.to_datetime(OPENS));
        later(start, SignedDuration::from_mins(minutes) + SignedDuration::from_secs(dice.between(0, 59)))
    }

    /// The last working day up to `date`, but not before `from`.
    pub fn working_day_until(&self, date: Date, from: Date) -> Date {
        let mut day = date;
        while day > from && !self.is_working(day) {
            day = day.saturating_sub(1.day());
        }
        day
    }

    /// The first working day from `date` on.
    pub fn working_day_from(&self, date: Date) -> Date {
        let mut day = date;
        while !self.is_working(day) {
            day = day.saturating_add(1.day());
        }
        day
    }
}

/// A moment some time later.
pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
