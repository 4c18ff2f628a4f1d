//! Working days: which dates people work on, as governments announce them.
//!
//! A calendar knows the years it was loaded with and answers *unknown* for every other date. Counting past its end
//! goes by the weekday alone and says so (`provisional`). It knows nothing of clocks or cases.
//!
//! To load another country or year: a TOML file like those in `calendars/`.

mod file;
mod hours;
mod shape;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

pub use file::ReadFileError;
pub(crate) use file::{read_json, read_toml};
pub use hours::{CountedTime, DayHours, EmptyDayHoursError};
pub use words::{Language, Words};

/// The working days of one country or institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    id: String,
    title: Words,
    weekend: Vec<Weekday>,
    years: BTreeSet<i16>,
    /// Days that differ from what their weekday says, or that have a name.
    marks: BTreeMap<Date, Mark>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    DayOff(Words),
    /// 调休: a weekend day on which people work.
    Workday,
}

/// A date reached by counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The date.
    pub date: Date,
    /// Whether days beyond the loaded calendar were judged by their weekday alone.
    pub provisional: bool,
}

impl Calendar {
    /// Reads a calendar file.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn read(file: &str, text: &str) -> Result<Self, ReadFileError> {
        shape::read(file, text)
    }

    /// The name that regimes call it by.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its title.
    pub fn title(&self) -> &Words {
        &self.title
    }

    /// The years it was loaded with.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.years.iter().copied()
    }

    /// Whether the date lies in a loaded year.
    pub fn covers(&self, date: Date) -> bool {
        self.years.contains(&date.year())
    }

    /// Whether people work on that day; `None` beyond the loaded years: unknown, never a guess.
    pub fn is_working_day(&self, date: Date) -> Option<bool> {
        let (working, known) = self.working_day_or_estimate(date);
        known.then_some(working)
    }

    /// Whether a period that ends on that day ends on the next day that is none (Civil Code art. 203); `None` beyond
    /// the loaded years. A make-up Saturday or Sunday is no day off.
    pub fn is_statutory_day_off(&self, date: Date) -> Option<bool> {
        self.is_working_day(date).map(|working| !working)
    }

    /// Whether that day is a weekend day on which people work.
    pub fn is_make_up_working_day(&self, date: Date) -> bool {
        self.marks.get(&date) == Some(&Mark::Workday)
    }

    /// The name of a holiday.
    pub fn holiday(&self, date: Date) -> Option<&Words> {
        match self.marks.get(&date) {
            Some(Mark::DayOff(name)) => Some(name),
            Some(Mark::Workday) | None => None,
        }
    }

    /// The `count`th working day after `date`, which is not counted itself; `date` when `count` is zero.
    pub fn add_working_days(&self, date: Date, count: u32) -> Counted {
        let mut counted = Counted { date, provisional: false };
        let mut left = count;
        while 0 < left {
            let next = days_after(counted.date, 1);
            if next == counted.date {
                // The end of the calendar itself (year 9999).
                return Counted { date: next, provisional: true };
            }
            let (working, known) = self.working_day_or_estimate(next);
            counted = Counted { date: next, provisional: counted.provisional || !known };
            left -= u32::from(working);
        }
        counted
    }

    /// `date` itself, or the first day after it that is no day off (Civil Code art. 203).
    pub fn roll(&self, date: Date) -> Counted {
        let mut rolled = Counted { date, provisional: false };
        loop {
            let (working, known) = self.working_day_or_estimate(rolled.date);
            rolled.provisional |= !known;
            let next = days_after(rolled.date, 1);
            if working || next == rolled.date {
                return rolled;
            }
            rolled.date = next;
        }
    }

    /// The working days after `from` up to and including `to`; beyond the loaded years by weekday.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut date = from;
        while date < to {
            date = days_after(date, 1);
            count += u32::from(self.working_day_or_estimate(date).0);
        }
        count
    }

    /// Whether people work on that day, and whether that is known or only what the weekday says.
    fn working_day_or_estimate(&self, date: Date) -> (bool, bool) {
        let working = match self.marks.get(&date) {
            Some(Mark::DayOff(_)) => false,
            Some(Mark::Workday) => true,
            None => !self.weekend.contains(&date.weekday()),
        };
        (working, self.covers(date))
    }
}

/// The calendars of an installation, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars {
    by_id: BTreeMap<String, Calendar>,
}

impl Calendars {
    /// The calendars that ship: `cn`, `uk`, `us`, `au`.
    ///
    /// # Errors
    /// Never for the files as they ship (a test reads them); the text of a damaged one is named.
    pub fn shipped() -> Result<Self, ReadFileError> {
        let mut calendars = Self::default();
        calendars.load(&[
            ("calendars/cn.toml", include_str!("../../../../calendars/cn.toml")),
            ("calendars/uk.toml", include_str!("../../../../calendars/uk.toml")),
            ("calendars/us.toml", include_str!("../../../../calendars/us.toml")),
            ("calendars/au.toml", include_str!("../../../../calendars/au.toml")),
        ])?;
        Ok(calendars)
    }

    /// Adds calendars from (file name, text); one of the same name is replaced. Either all are added or none.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn load(&mut self, files: &[(&str, &str)]) -> Result<(), ReadFileError> {
        let read: Vec<Calendar> =
            files.iter().map(|(file, text)| Calendar::read(file, text)).collect::<Result<_, _>>()?;
        self.by_id.extend(read.into_iter().map(|calendar| (calendar.id.clone(), calendar)));
        Ok(())
    }

    /// Adds the years of a file to the calendar of its name, each in the place of the same year there; a calendar that was
    /// not there is added whole.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn add_years(&mut self, file: &str, text: &str) -> Result<(), ReadFileError> {
        let arrived = Calendar::read(file, text)?;
        let Some(calendar) = self.by_id.get_mut(&arrived.id) else {
            self.by_id.insert(arrived.id.clone(), arrived);
            return Ok(());
        };
        if calendar.weekend != arrived.weekend {
            let problem = "expected the days of the years that are there: a weekend holds for all of them";
            return Err(ReadFileError::in_toml(file, text, "weekend", problem));
        }
        calendar.marks.retain(|date, _| !arrived.years.contains(&date.year()));
        calendar.marks.extend(arrived.marks);
        calendar.years.extend(arrived.years);
        Ok(())
    }

    /// The calendar of that name.
    pub fn get(&self, id: &str) -> Option<&Calendar> {
        self.by_id.get(id)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Calendar> {
        self.by_id.values()
    }
}

/// The date that lies `days` later; the last day of the year 9999 where there is no later one.
pub(crate) fn days_after(date: Date, days: i32) -> Date {
    date.saturating_add(days.days())
}
