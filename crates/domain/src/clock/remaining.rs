//! How much time is left, in the few forms that the desk shows.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::due::{Due, State};
use super::terms::{Unit, minutes};
use crate::calendar::{Calendar, Words};

/// Under so many minutes a day clock is shown in hours.
const HOURS_SHOWN_UNDER_MINUTES: i64 = 6 * 60;

/// The time left, in the form it is shown in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Remaining {
    /// 剩5天.
    Days {
        /// How many.
        days: i32,
    },
    /// 剩3个工作日.
    WorkingDays {
        /// How many.
        days: u32,
    },
    /// 明天到期.
    Tomorrow,
    /// 今天24:00前.
    TodayBefore,
    /// 还有3小时20分: hour clocks, or under six hours.
    HoursMinutes {
        /// Whole hours.
        hours: i64,
        /// The minutes beside them.
        minutes: i64,
    },
    /// 逾期5小时: late by less than a day; a begun hour counts.
    LateHours {
        /// How many.
        hours: i64,
    },
    /// 逾期2天.
    LateDays {
        /// How many.
        days: i32,
    },
    /// 计时暂停（调解）.
    Paused {
        /// Why.
        cause: Words,
    },
    /// 约11月25日（暂定）.
    Provisional {
        /// The day.
        date: Date,
    },
    /// 按期完成.
    Met,
    /// 超期1天完成.
    MetLateDays {
        /// How many.
        days: i32,
    },
    /// An hour clock met late, by less than a day; a begun hour counts.
    MetLateHours {
        /// How many.
        hours: i64,
    },
    /// Nothing runs: the date is only possible, replaced, or no longer owed.
    NotOwed,
}

/// How a clock is shown, beside its words: which shape and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Badge {
    /// ▲ late.
    Late,
    /// ◐ soon.
    Soon,
    /// ○ in time.
    InTime,
    /// Dashed ○: the date is provisional.
    Provisional,
    /// ‖ stopped.
    Stopped,
    /// ✓ done, or no longer owed.
    Done,
}

impl Due {
    /// The time left at `now`, of the date that alerts use. The calendar counts working days and should be the one the
    /// date was computed with.
    pub fn remaining(&self, now: Timestamp, calendar: &Calendar) -> Remaining {
        match &self.state {
            State::Possible | State::Superseded { .. } | State::Refused { .. } | State::Ended { .. } => {
                Remaining::NotOwed
            }
            State::Paused { title, .. } => Remaining::Paused { cause: title.clone() },
            State::Met { at } if self.in_time(*at) => Remaining::Met,
            State::Met { at } => match self.late_by(*at) {
                Late::Hours(hours) if self.due_at.is_some() => Remaining::MetLateHours { hours },
                Late::Hours(_) => Remaining::MetLateDays { days: self.days_late(*at) },
                Late::Days(days) => Remaining::MetLateDays { days },
            },
            State::Running if !self.in_time(now) => match self.late_by(now) {
                Late::Hours(hours) => Remaining::LateHours { hours },
                Late::Days(days) => Remaining::LateDays { days },
            },
            State::Running => self.left(now, calendar),
        }
    }

    /// The shape and colour beside the words.
    pub fn badge(&self, now: Timestamp) -> Badge {
        match &self.state {
            State::Paused { .. } => Badge::Stopped,
            State::Running if !self.in_time(now) => Badge::Late,
            State::Running if self.days_left(now) <= i32::from(self.soon_days) => Badge::Soon,
            State::Running if self.provisional => Badge::Provisional,
            State::Running => Badge::InTime,
            State::Possible
            | State::Met { .. }
            | State::Superseded { .. }
            | State::Refused { .. }
            | State::Ended { .. } => Badge::Done,
        }
    }

    fn left(&self, now: Timestamp, calendar: &Calendar) -> Remaining {
        let days = self.days_left(now);
        if self.provisional && 1 < days {
            return Remaining::Provisional { date: self.alert_date() };
        }
        let left = minutes(now.duration_until(self.ends_at()));
        let by_the_hour = matches!(self.unit, Some(Unit::Hour | Unit::WorkingHour));
        if by_the_hour || left < HOURS_SHOWN_UNDER_MINUTES {
            return Remaining::HoursMinutes { hours: left / 60, minutes: left % 60 };
        }
        match (days, self.unit) {
            (..=0, _) => Remaining::TodayBefore,
            (1, _) => Remaining::Tomorrow,
            (_, Some(Unit::WorkingDay)) => Remaining::WorkingDays {
                days: calendar.working_days_between(self.zone.date(now), self.alert_date()),
            },
            (days, _) => Remaining::Days { days },
        }
    }

    /// Days from today to the alert date; 0 today.
    fn days_left(&self, now: Timestamp) -> i32 {
        days_between(self.zone.date(now), self.alert_date())
    }

    /// Days by which an act on that day is late: 1 on the day after the last.
    fn days_late(&self, at: Timestamp) -> i32 {
        days_between(self.alert_date(), self.zone.date(at)).max(1)
    }

    fn late_by(&self, at: Timestamp) -> Late {
        let late = self.ends_at().duration_until(at).as_secs();
        match late / 3_600 {
            ..24 => Late::Hours((late + 3_599).div_euclid(3_600).max(1)),
            _ => Late::Days(self.days_late(at)),
        }
    }
}

enum Late {
    Hours(i64),
    Days(i32),
}

fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(from.duration_until(to).as_hours() / 24).unwrap_or(i32::MAX)
}
