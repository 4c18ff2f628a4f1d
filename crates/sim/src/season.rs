//! How many come on which day, and at which hour.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::hours::Hours;

/// The first and the last month of the epidemic spring.
const EPIDEMIC_MONTHS: (i8, i8) = (2, 4);

/// How many days before the last one an application begins to fail.
const OUTAGE_DAYS: i32 = 6;

/// Whether a day lies in the epidemic spring.
pub(crate) fn is_epidemic(date: Date) -> bool {
    (EPIDEMIC_MONTHS.0..=EPIDEMIC_MONTHS.1).contains(&date.month())
}

/// Whether a day lies in the weeks of the autumn sales.
pub(crate) fn is_sales(date: Date) -> bool {
    date.month() == 11 && (1..=25).contains(&date.day())
}

/// Whether an application fails on a day: on the last days of a year, so that something is new when it is looked at.
pub(crate) fn is_outage(date: Date, end: Date) -> bool {
    end.saturating_sub(OUTAGE_DAYS.days()) <= date
}

/// How many come on a day of a year that ends with `end`, against 1,000 on an ordinary working day.
pub(crate) fn weight(date: Date, end: Date, hours: &Hours) -> u64 {
    let working = hours.is_working(date);
    let holiday = hours.calendar.holiday(date);
    let mut weight: u64 = match holiday {
        Some(name) if name.zh == "春节" => 280,
        Some(_) => 400,
        None if working => 1000,
        None => 450,
    };
    if working && !hours.is_working(date.saturating_sub(1.day())) {
        weight = weight * 118 / 100;
    }
    // Statements and deductions fall on the turn of the month.
    if date.day() >= 28 || date.day() <= 2 {
        weight = weight * 112 / 100;
    }
    if date.month() == 11 && (9..=16).contains(&date.day()) {
        weight = weight * 140 / 100;
    }
    if is_epidemic(date) {
        weight = weight * 125 / 100;
    }
    if is_outage(date, end) {
        weight *= 2;
    }
    weight
}

/// How likely each hour of the day is for what comes by telephone or over the net.
pub(crate) const HOURS_OPEN: [u32; 24] =
    [4, 2, 1, 1, 1, 2, 6, 14, 40, 78, 90, 80, 52, 58, 74, 78, 74, 60, 46, 44, 48, 40, 24, 10];

/// The same for what comes over the counter or by post.
pub(crate) const HOURS_OFFICE: [u32; 24] =
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 60, 100, 90, 30, 40, 90, 90, 60, 0, 0, 0, 0, 0, 0, 0];
