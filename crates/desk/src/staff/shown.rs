//! Values as pages show them: dates, times left, amounts, names.

use domain::clock::{Badge, Due, Remaining, Unit};
use domain::code::{Code, CodeRef};
use domain::id::{Actor, InstitutionId, UserId};
use domain::matter::Book;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use office::CaseRow;
use office::Organisation;

use crate::locale::Words;

/// A moment for a `<time>`: what machines read and what people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// With the office's offset, to the second.
    pub machine: String,
    /// `2026-11-25 14:05`.
    pub shown: String,
}

impl Stamp {
    /// A moment at the office.
    pub(crate) fn new(at: Timestamp, zone: &TimeZone) -> Self {
        let machine = at.display_with_offset(zone.to_offset(at)).to_string();
        Self { machine, shown: short_moment(at, zone) }
    }

    /// A day.
    pub(crate) fn day(day: Date) -> Self {
        Self { machine: day.to_string(), shown: day.to_string() }
    }
}

/// `2026-11-25 14:05`.
pub(crate) fn short_moment(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A day in prose, with its weekday, in the reader's language.
pub(crate) fn day_in_words(day: Date, words: &Words) -> String {
    let weekday = words.t(&format!("weekday-{}", day.weekday().to_monday_one_offset()));
    let month = words.t(&format!("month-{}", day.month()));
    words
        .tn(
            "day-in-words",
            &[
                ("month", month.as_str().into()),
                ("day", i64::from(day.day()).into()),
                ("weekday", weekday.as_str().into()),
            ],
        )
        .to_string()
}

/// Cents of CNY as yuan, with two decimals and thousands parted.
pub(crate) fn yuan(cents: i64) -> String {
    let whole = thousands(cents.unsigned_abs() / 100);
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{whole}.{:02}", cents.unsigned_abs() % 100)
}

/// A count with thousands parted: `12,000`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut parted = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// The time left with its shape, colour and date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clock {
    /// `late`, `soon`, `in-time`, `provisional`, `stopped`, `done`, `done-late`: a class of the stylesheet.
    pub class: &'static str,
    /// In words.
    pub words: String,
    /// The date itself; none while the clock stands still.
    pub day: Option<Stamp>,
}

impl Clock {
    /// Of a date of a case.
    pub(crate) fn of_due(due: &Due, book: &Book, now: Timestamp, words: &Words) -> Self {
        let calendar = book
            .regimes
            .get_version(&due.regime, due.version)
            .map_or(&book.inner.calendar, |regime| &regime.calendar);
        let left = book.calendars.get(calendar).map(|calendar| due.remaining(now, calendar));
        Self {
            class: match &left {
                // What was done late is done: neither a warning nor praise.
                Some(Remaining::MetLateDays { .. } | Remaining::MetLateHours { .. }) => "done-late",
                _ => class(due.badge(now)),
            },
            words: left.map(|left| remaining(&left, words)).unwrap_or_default(),
            day: Some(Stamp::day(due.alert_date())),
        }
    }

    /// Of a day that somebody asked for.
    pub(crate) fn of_day(day: Date, today: Date, words: &Words) -> Self {
        let days = i32::try_from(today.duration_until(day).as_hours() / 24).unwrap_or(i32::MAX);
        let (class, left) = match days {
            ..0 => ("late", Remaining::LateDays { days: -days }),
            0 => ("soon", Remaining::TodayBefore),
            1 => ("soon", Remaining::Tomorrow),
            _ => (if days <= 2 { "soon" } else { "in-time" }, Remaining::Days { days }),
        };
        Self { class, words: remaining(&left, words), day: Some(Stamp::day(day)) }
    }

    /// The same in a list, where a day of this year goes without the year.
    pub(crate) fn this_year(mut self, today: Date) -> Self {
        let year = today.strftime("%Y-").to_string();
        if let Some(day) = &mut self.day
            && let Some(short) = day.shown.strip_prefix(&year)
        {
            day.shown = short.to_owned();
        }
        self
    }

    /// Of a row of a list: the date that orders it, or that its clock stands still.
    pub(crate) fn of_row(row: &CaseRow, book: &Book, now: Timestamp, words: &Words) -> Option<Self> {
        let Some(due_on) = row.due_on else {
            let cause = words.t(&format!("pause_cause-{}", row.paused.as_deref()?));
            let words = words.t1("remaining-paused", "cause", cause);
            return Some(Self { class: class(Badge::Stopped), words, day: None });
        };
        let (left, badge) = row_remaining(row, due_on, book, now);
        Some(Self { class: class(badge), words: remaining(&left, words), day: Some(Stamp::day(due_on)) })
    }
}

/// The time left on a row's date, as [`Due::remaining`] tells it of a date computed anew.
fn row_remaining(row: &CaseRow, due_on: Date, book: &Book, now: Timestamp) -> (Remaining, Badge) {
    let (regime, stage) =
        row.due_stage.as_deref().and_then(|stage| stage.split_once('/')).unwrap_or_default();
    let regime = book.regimes.get(regime);
    let stage = regime.and_then(|regime| regime.stage(stage));
    let today = book.zone.to_datetime(now).date();
    let days = i32::try_from(today.duration_until(due_on).as_hours() / 24).unwrap_or(i32::MAX);
    let end = due_on
        .tomorrow()
        .ok()
        .and_then(|next| book.zone.to_timestamp(next.at(0, 0, 0, 0)).ok())
        .unwrap_or(Timestamp::MAX);
    let seconds = now.duration_until(end).as_secs();
    if seconds <= 0 {
        let late = -seconds;
        let left = match late / 3_600 {
            ..24 => Remaining::LateHours { hours: ((late + 3_599) / 3_600).max(1) },
            _ => Remaining::LateDays { days: -days },
        };
        return (left, Badge::Late);
    }
    let soon = stage.and_then(|stage| stage.soon_days).or(regime.map(|regime| regime.soon_days)).unwrap_or(2);
    let badge = match days {
        _ if days <= i32::from(soon) => Badge::Soon,
        _ if row.due_provisional => Badge::Provisional,
        _ => Badge::InTime,
    };
    let working = stage.and_then(|stage| stage.unit) == Some(Unit::WorkingDay);
    let calendar = regime.and_then(|regime| book.calendars.get(&regime.calendar)).filter(|_| working);
    let left = match (days, calendar) {
        (days, _) if row.due_provisional && days > 1 => Remaining::Provisional { date: due_on },
        _ if seconds < 6 * 3_600 => {
            Remaining::HoursMinutes { hours: seconds / 3_600, minutes: seconds % 3_600 / 60 }
        }
        (..=0, _) => Remaining::TodayBefore,
        (1, _) => Remaining::Tomorrow,
        (_, Some(calendar)) => Remaining::WorkingDays { days: calendar.working_days_between(today, due_on) },
        (days, None) => Remaining::Days { days },
    };
    (left, badge)
}

/// The class of a badge.
pub(crate) fn class(badge: Badge) -> &'static str {
    match badge {
        Badge::Late => "late",
        Badge::Soon => "soon",
        Badge::InTime => "in-time",
        Badge::Provisional => "provisional",
        Badge::Stopped => "stopped",
        Badge::Done => "done",
    }
}

/// The time left in words.
pub(crate) fn remaining(left: &Remaining, words: &Words) -> String {
    let days = |key, days: i64| words.t1(key, "days", days);
    match left {
        Remaining::Days { days: count } => days("remaining-days", i64::from(*count)),
        Remaining::WorkingDays { days: count } => days("remaining-working-days", i64::from(*count)),
        Remaining::Tomorrow => words.t("remaining-tomorrow"),
        Remaining::TodayBefore => words.t("remaining-today"),
        Remaining::HoursMinutes { hours, minutes } => {
            words.tn("remaining-hours", &[("hours", (*hours).into()), ("minutes", (*minutes).into())])
        }
        Remaining::LateHours { hours } => words.t1("remaining-late-hours", "hours", *hours),
        Remaining::LateDays { days: count } => days("remaining-late-days", i64::from(*count)),
        Remaining::Paused { cause } => {
            words.t1("remaining-paused", "cause", cause.in_language(words.language()))
        }
        Remaining::Provisional { date } => {
            words.t1("remaining-provisional", "date", day_in_words(*date, words))
        }
        Remaining::Met => words.t("remaining-met"),
        Remaining::MetLateDays { days: count } => days("remaining-met-late-days", i64::from(*count)),
        Remaining::MetLateHours { hours } => words.t1("remaining-met-late-hours", "hours", *hours),
        Remaining::NotOwed => words.t("remaining-not-owed"),
    }
}

/// A length of time as figures show it: minutes under an hour, hours under two days, else days, with one decimal.
pub(crate) fn length(seconds: i64, words: &Words) -> String {
    let tenths = |unit: i64| {
        let tenths = (seconds.abs() * 10 + unit / 2) / unit;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match seconds.abs() {
        ..3_600 => words.t1("length-minutes", "count", ((seconds.abs() + 30) / 60).to_string()),
        3_600..172_800 => words.t1("length-hours", "count", tenths(3_600)),
        _ => words.t1("length-days", "count", tenths(86_400)),
    }
}

/// The name of an institution in the reader's language.
pub(crate) fn institution_name(organisation: &Organisation, id: InstitutionId, words: &Words) -> String {
    let found = organisation.tree.get(id);
    let name = found.map(|institution| match words.language() {
        domain::clock::Language::Zh => institution.name_zh.clone(),
        domain::clock::Language::En => institution.name_en.clone(),
    });
    name.unwrap_or_else(|| id.to_string())
}

/// The name of a member of staff.
pub(crate) fn staff_name(organisation: &Organisation, user: UserId) -> String {
    organisation.display_name(user).map_or_else(|| user.to_string(), str::to_owned)
}

/// Who did something, by name.
pub(crate) fn actor_name(organisation: &Organisation, actor: &Actor, words: &Words) -> String {
    match actor {
        Actor::User(user) => staff_name(organisation, *user),
        Actor::Consumer => words.t("actor-consumer"),
        Actor::System(name) => words.t1("actor-system", "name", name.as_str()),
    }
}

/// The name of a code in the reader's language.
pub(crate) fn code_name(code: &Code, words: &Words) -> String {
    match words.language() {
        domain::clock::Language::Zh => code.shown_zh().to_owned(),
        domain::clock::Language::En if code.name_en.is_empty() => code.name_zh.clone(),
        domain::clock::Language::En => code.name_en.clone(),
    }
}

/// A code with the names above it: `… › …`; the reference itself where its set is not loaded.
pub(crate) fn code_path(code: &CodeRef, book: &Book, words: &Words) -> String {
    let Ok(set) = book.codes.set_of(code) else { return code.to_string() };
    let path: Vec<String> = set.path(code.code()).into_iter().map(|code| code_name(code, words)).collect();
    if path.is_empty() { code.to_string() } else { path.join(" \u{203a} ") }
}

/// Text after `masked`, hidden parts told apart, is shown as it is; blank text is none.
pub(crate) fn said(text: Option<&String>) -> String {
    text.map(|text| text.trim().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_counts_part_thousands() {
        assert_eq!(yuan(38_640), "386.40");
        assert_eq!(yuan(123_456_789), "1,234,567.89");
        assert_eq!(thousands(1_204), "1,204");
        assert_eq!(thousands(12), "12");
    }
}
