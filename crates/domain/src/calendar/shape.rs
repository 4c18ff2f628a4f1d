//! The shape of a calendar file and the way from it to a [`Calendar`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use super::file::{ReadFileError, read_toml};
use super::{Calendar, Mark, Words, days_after};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarShape {
    id: String,
    title: Words,
    weekend: Vec<WeekdayShape>,
    year: Vec<YearShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearShape {
    year: i16,
    #[serde(default)]
    day_off: Vec<DayOffShape>,
    #[serde(default)]
    workday: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayOffShape {
    /// `05-01` or `05-01..05-05`.
    days: String,
    zh: String,
    en: String,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum WeekdayShape {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<WeekdayShape> for Weekday {
    fn from(shape: WeekdayShape) -> Self {
        match shape {
            WeekdayShape::Monday => Self::Monday,
            WeekdayShape::Tuesday => Self::Tuesday,
            WeekdayShape::Wednesday => Self::Wednesday,
            WeekdayShape::Thursday => Self::Thursday,
            WeekdayShape::Friday => Self::Friday,
            WeekdayShape::Saturday => Self::Saturday,
            WeekdayShape::Sunday => Self::Sunday,
        }
    }
}

/// Reads a calendar file.
pub(super) fn read(file: &str, text: &str) -> Result<Calendar, ReadFileError> {
    let shape: CalendarShape = read_toml(file, text)?;
    let wrong = |field: &str, problem: String| ReadFileError::in_toml(file, text, field, problem);
    if shape.id.is_empty() {
        return Err(wrong("id", "expected a name such as `cn`".to_owned()));
    }
    let weekend: Vec<Weekday> = shape.weekend.iter().map(|day| Weekday::from(*day)).collect();
    if (0..7).all(|offset| weekend.contains(&Weekday::Monday.wrapping_add(offset))) {
        return Err(wrong("weekend", "expected at least one day of the week to be a working day".to_owned()));
    }
    let mut calendar = Calendar {
        id: shape.id,
        title: shape.title,
        weekend,
        years: BTreeSet::new(),
        marks: BTreeMap::new(),
    };
    for (number, year) in shape.year.iter().enumerate() {
        if !(1..=9998).contains(&year.year) {
            let problem = format!("`{}` is no year: expected four digits", year.year);
            return Err(wrong(&format!("year[{number}].year"), problem));
        }
        if !calendar.years.insert(year.year) {
            let problem = format!("the year {} stands here twice: expected each year once", year.year);
            return Err(wrong(&format!("year[{number}].year"), problem));
        }
        let mut mark = |field: &str, date: Date, mark: Mark| match calendar.marks.insert(date, mark) {
            None => Ok(()),
            Some(_) => Err(wrong(field, format!("`{date}` is marked twice: expected each day once"))),
        };
        for (index, day_off) in year.day_off.iter().enumerate() {
            let field = format!("year[{number}].day_off[{index}].days");
            let (first, last) = days(&day_off.days, year.year).ok_or_else(|| {
                let problem = format!("`{}` is no run of days in {}", day_off.days, year.year);
                wrong(&field, format!("{problem}: expected `MM-DD` or `MM-DD..MM-DD`, first day first"))
            })?;
            let name = Words { zh: day_off.zh.clone(), en: day_off.en.clone() };
            let mut date = first;
            while date <= last {
                mark(&field, date, Mark::DayOff(name.clone()))?;
                date = days_after(date, 1);
            }
        }
        for (index, text) in year.workday.iter().enumerate() {
            let field = format!("year[{number}].workday[{index}]");
            let date = day(text, year.year).ok_or_else(|| {
                wrong(&field, format!("`{text}` is no day of {}: expected `MM-DD`", year.year))
            })?;
            mark(&field, date, Mark::Workday)?;
        }
    }
    if calendar.years.is_empty() {
        return Err(wrong("year", "expected at least one year".to_owned()));
    }
    Ok(calendar)
}

/// `MM-DD` or `MM-DD..MM-DD`, both ends included.
fn days(text: &str, year: i16) -> Option<(Date, Date)> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (day(first, year)?, day(last, year)?);
    (first <= last).then_some((first, last))
}

fn day(text: &str, year: i16) -> Option<Date> {
    let (month, day) = text.split_once('-')?;
    if month.len() != 2 || day.len() != 2 {
        return None;
    }
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}
