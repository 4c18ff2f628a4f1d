//! Counting a period: from a start, leaving out what is excluded, to a last day and the day it rolls to.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::facts::Exclusion;
use super::step::Step;
use super::terms::{Roll, Unit, Zone, minutes};
use crate::calendar::{Calendar, DayHours, Words, days_after};

/// What a period is counted with.
pub(super) struct Counter<'a> {
    pub calendar: &'a Calendar,
    pub zone: &'a Zone,
    pub hours: DayHours,
    pub roll: Roll,
}

/// An interval that does not count. Those given to a counter are in order and do not overlap.
#[derive(Debug, Clone)]
pub(super) struct Interval {
    pub title: Words,
    pub from: Timestamp,
    pub to: Timestamp,
    /// Whether it has no end yet; `to` is then the time of asking.
    pub open: bool,
}

/// Where a period ends.
#[derive(Debug, Clone)]
pub(super) struct Reckoned {
    pub natural: Date,
    pub rolled: Date,
    pub at: Option<Timestamp>,
    pub provisional: bool,
    pub excluded_days: u32,
    pub excluded_minutes: i64,
    pub steps: Vec<Step>,
}

impl Reckoned {
    /// Says which year's calendar is wanting, where one is.
    fn note_provisional(&mut self, calendar: &Calendar) {
        if self.provisional {
            let date = if calendar.covers(self.natural) { self.rolled } else { self.natural };
            self.steps.push(Step::Provisional { year: date.year() });
        }
    }
}

impl Counter<'_> {
    /// Counts `duration` from `start`, leaving out the `excluded` intervals that begin before the period is over.
    pub fn count(&self, start: Timestamp, duration: u32, unit: Unit, excluded: &[Interval]) -> Reckoned {
        let mut reckoned = match unit {
            Unit::NaturalDay | Unit::Week | Unit::Month | Unit::Year => {
                self.by_days(start, duration, unit, excluded)
            }
            Unit::WorkingDay => self.by_working_days(start, duration, excluded),
            Unit::WorkingHour => self.by_working_hours(start, duration, excluded),
            Unit::Hour => self.by_hours(start, duration, excluded),
        };
        if !matches!(unit, Unit::Hour | Unit::WorkingHour) {
            self.roll(&mut reckoned);
        }
        reckoned.note_provisional(self.calendar);
        reckoned
    }

    /// A day that is named, not counted. It rolls as a counted one does.
    pub fn supplied(&self, date: Date) -> Reckoned {
        let mut reckoned = Reckoned {
            natural: date,
            rolled: date,
            at: None,
            provisional: false,
            excluded_days: 0,
            excluded_minutes: 0,
            steps: vec![Step::Supplied { date }],
        };
        self.roll(&mut reckoned);
        reckoned.note_provisional(self.calendar);
        reckoned
    }

    /// Every day counts but the first. Of an exclusion, the day it begins on is left out and the day it ends on counts
    /// again: whole days, never parts of them.
    fn by_days(&self, start: Timestamp, duration: u32, unit: Unit, excluded: &[Interval]) -> Reckoned {
        let first = self.zone.date(start);
        let count = i32::try_from(duration).unwrap_or(i32::MAX);
        let counted = match unit {
            Unit::Week => days_after(first, count.saturating_mul(7)),
            Unit::Month => first.saturating_add(count.months()),
            Unit::Year => first.saturating_add(count.min(9_999).years()),
            Unit::NaturalDay | Unit::WorkingDay | Unit::WorkingHour | Unit::Hour => days_after(first, count),
        };
        let mut steps = Vec::new();
        if matches!(unit, Unit::NaturalDay) {
            steps.push(Step::DayOne { date: days_after(first, 1) });
        }
        steps.push(Step::Counted { duration, unit, date: counted });
        let mut last = counted;
        for interval in excluded {
            let from = self.zone.date(interval.from).max(days_after(first, 1));
            let to = self.zone.date(interval.to);
            if last < from {
                break;
            }
            let days = days_between(from, to);
            if days < 0 {
                continue;
            }
            last = days_after(last, days);
            let (cause, open) = (interval.title.clone(), interval.open);
            steps.push(Step::DaysExcluded { cause, from, to, days, open });
        }
        if last != counted {
            steps.push(Step::MovedTo { date: last, at: None });
        }
        Reckoned {
            natural: last,
            rolled: last,
            at: None,
            provisional: false,
            excluded_days: u32::try_from(days_between(counted, last)).unwrap_or_default(),
            excluded_minutes: 0,
            steps,
        }
    }

    /// Working days count but the first. Of an exclusion only the working time in it is credited, to the minute.
    fn by_working_days(&self, start: Timestamp, duration: u32, excluded: &[Interval]) -> Reckoned {
        let first = self.zone.date(start);
        let counted = self.calendar.add_working_days(first, duration);
        let mut steps = vec![
            Step::DayOne { date: self.calendar.add_working_days(first, 1).date },
            Step::Counted { duration, unit: Unit::WorkingDay, date: counted.date },
        ];
        let closing = counted.date.to_datetime(self.hours.to());
        let opening = days_after(first, 1).at(0, 0, 0, 0);
        let (end, credited, provisional) =
            self.credit_working_time(closing, opening, true, excluded, &mut steps);
        // A pause of whole working days leads to another closing time: that is a date, not a moment.
        let at = (end.time() != self.hours.to()).then(|| self.zone.timestamp(end));
        if credited.is_positive() {
            steps.push(Step::MovedTo { date: end.date(), at: at.map(|_| end) });
        }
        Reckoned {
            natural: end.date(),
            rolled: end.date(),
            at,
            provisional: counted.provisional || provisional,
            excluded_days: self.calendar.working_days_between(counted.date, end.date()),
            excluded_minutes: minutes(credited),
            steps,
        }
    }

    fn by_working_hours(&self, start: Timestamp, duration: u32, excluded: &[Interval]) -> Reckoned {
        let begin = self.zone.local(start);
        let counted = self.calendar.add_working_time(begin, hours(duration), self.hours);
        let mut steps = vec![Step::CountedTime { duration, unit: Unit::WorkingHour, at: counted.at }];
        let (end, credited, provisional) =
            self.credit_working_time(counted.at, begin, false, excluded, &mut steps);
        if credited.is_positive() {
            steps.push(Step::MovedTo { date: end.date(), at: Some(end) });
        }
        Reckoned {
            natural: end.date(),
            rolled: end.date(),
            at: Some(self.zone.timestamp(end)),
            provisional: counted.provisional || provisional,
            excluded_days: 0,
            excluded_minutes: minutes(credited),
            steps,
        }
    }

    /// Hours by the clock.
    fn by_hours(&self, start: Timestamp, duration: u32, excluded: &[Interval]) -> Reckoned {
        let counted = start.saturating_add(hours(duration)).unwrap_or(Timestamp::MAX);
        let mut steps = vec![Step::CountedTime { duration, unit: Unit::Hour, at: self.zone.local(counted) }];
        let mut end = counted;
        let mut credited = SignedDuration::ZERO;
        for interval in excluded {
            let from = interval.from.max(start);
            if end < from {
                break;
            }
            let time = from.duration_until(interval.to).max(SignedDuration::ZERO);
            credited += time;
            end = end.saturating_add(time).unwrap_or(Timestamp::MAX);
            steps.push(self.time_excluded(interval, from, time, false));
        }
        let local = self.zone.local(end);
        if credited.is_positive() {
            steps.push(Step::MovedTo { date: local.date(), at: Some(local) });
        }
        Reckoned {
            natural: local.date(),
            rolled: local.date(),
            at: Some(end),
            provisional: false,
            excluded_days: 0,
            excluded_minutes: minutes(credited),
            steps,
        }
    }

    /// Moves `end` by the working time of the exclusions that begin before it: the new end, the time credited, and
    /// whether days beyond the calendar were counted.
    fn credit_working_time(
        &self,
        end: DateTime,
        begin: DateTime,
        by_day: bool,
        excluded: &[Interval],
        steps: &mut Vec<Step>,
    ) -> (DateTime, SignedDuration, bool) {
        let mut moved = end;
        let mut credited = SignedDuration::ZERO;
        let mut provisional = false;
        for interval in excluded {
            let from = self.zone.local(interval.from).max(begin);
            let to = self.zone.local(interval.to);
            // A working day ends at midnight: a pause that begins on the last one after business is still in time.
            let over = if by_day && moved.time() == self.hours.to() {
                moved.date() < from.date()
            } else {
                moved < from
            };
            if over {
                break;
            }
            let time = self.calendar.working_time_between(from, to, self.hours);
            let counted = self.calendar.add_working_time(moved, time, self.hours);
            moved = counted.at;
            provisional |= counted.provisional;
            credited += time;
            steps.push(self.time_excluded(interval, interval.from, time, true));
        }
        (moved, credited, provisional)
    }

    fn time_excluded(
        &self,
        interval: &Interval,
        from: Timestamp,
        time: SignedDuration,
        working: bool,
    ) -> Step {
        Step::TimeExcluded {
            cause: interval.title.clone(),
            from: self.zone.local(from),
            to: self.zone.local(interval.to),
            minutes: minutes(time),
            working,
            open: interval.open,
        }
    }

    /// Finds the rolled day and whether the calendar reaches so far.
    fn roll(&self, reckoned: &mut Reckoned) {
        if self.roll == Roll::None {
            return;
        }
        let rolled = self.calendar.roll(reckoned.natural);
        reckoned.rolled = rolled.date;
        reckoned.provisional |= rolled.provisional;
        if rolled.date != reckoned.natural {
            reckoned.steps.push(Step::Rolled {
                from: reckoned.natural,
                holiday: self.calendar.holiday(reckoned.natural).cloned(),
                to: rolled.date,
            });
        } else if self.calendar.is_make_up_working_day(reckoned.natural) {
            reckoned.steps.push(Step::MakeUpWorkingDay { date: reckoned.natural });
        }
    }
}

/// Exclusions as intervals in order and without overlap. One that still lasts reaches to `now`.
pub(super) fn intervals<'a>(
    exclusions: impl Iterator<Item = (&'a Exclusion, Words)>,
    now: Timestamp,
) -> Vec<Interval> {
    let mut intervals: Vec<Interval> = exclusions
        .map(|(exclusion, title)| Interval {
            title,
            from: exclusion.from,
            to: exclusion.to.unwrap_or(now).max(exclusion.from),
            open: exclusion.to.is_none(),
        })
        .collect();
    intervals.sort_by_key(|interval| (interval.from, interval.to));
    let mut reached = Timestamp::MIN;
    intervals.retain_mut(|interval| {
        // Two causes at once stop the clock once.
        interval.from = interval.from.max(reached);
        reached = reached.max(interval.to);
        interval.from <= interval.to
    });
    intervals
}

fn hours(duration: u32) -> SignedDuration {
    SignedDuration::from_hours(i64::from(duration))
}

/// Days from one date to another, negative when the other is earlier.
fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(from.duration_until(to).as_hours() / 24).unwrap_or(i32::MAX)
}
