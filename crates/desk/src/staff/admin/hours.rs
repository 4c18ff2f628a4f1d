//! Published hours in a form: a row for each line, days, from and to.

use domain::open_channel::{Days, Hours, Minute};
use office::FieldError;
use strum::IntoEnumIterator;

use crate::locale::Words;
use crate::staff::frame::Problem;
use crate::staff::step::choice::Choice;
use crate::staff::typed::Typed;

/// Rows a form offers at least, and beyond those that are filled.
const ROWS: usize = 4;
/// Rows a form takes at most.
const ROWS_MAX: usize = 14;

/// A row.
pub(crate) struct HoursRow {
    pub position: usize,
    pub number: usize,
    pub days: Vec<Choice>,
    pub from: String,
    pub to: String,
    pub error: String,
}

/// Reads the rows that are filled.
pub(crate) fn read_hours(typed: &Typed, errors: &mut Vec<FieldError>) -> Vec<Hours> {
    let mut hours = Vec::new();
    for position in 0..ROWS_MAX {
        let cell = |part: &str| typed.get(&format!("hours.{position}.{part}"));
        if cell("days").is_none() && cell("from").is_none() && cell("to").is_none() {
            continue;
        }
        let days = cell("days").and_then(|days| days.parse::<Days>().ok());
        let minute = |part: &str| cell(part).and_then(minute);
        match (days, minute("from"), minute("to")) {
            (Some(_), Some(from), Some(to)) if to <= from => errors.push(FieldError::new(
                format!("hours.{position}.to"),
                "hours_order",
                format!("`{to}` is not later than `{from}`"),
            )),
            (Some(days), Some(from), Some(to)) => hours.push(Hours { days, from, to }),
            _ => errors.push(FieldError::new(
                format!("hours.{position}.to"),
                "hours_incomplete",
                "choose the days and give both times",
            )),
        }
    }
    hours
}

/// A time as people write it: `9:00`, `0900`, with full-width signs.
fn minute(typed: &str) -> Option<Minute> {
    let plain: String = typed
        .chars()
        .map(|letter| match letter {
            '\u{ff10}'..='\u{ff19}' | '\u{ff1a}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
            other => other,
        })
        .collect();
    let parted = match plain.len() == 4 && plain.bytes().all(|digit| digit.is_ascii_digit()) {
        true => format!("{}:{}", &plain[..2], &plain[2..]),
        false => plain,
    };
    parted.parse().ok()
}

/// The fields of a line, as a form would send them.
pub(crate) fn pairs(position: usize, hours: &Hours) -> [(String, String); 3] {
    let named = |part: &str, value: String| (format!("hours.{position}.{part}"), value);
    [
        named("days", hours.days.to_string()),
        named("from", hours.from.to_string()),
        named("to", hours.to.to_string()),
    ]
}

/// The rows of a form.
pub(crate) fn hours_rows(typed: Option<&Typed>, errors: &[Problem], words: &Words) -> Vec<HoursRow> {
    let value = |position: usize, part: &str| {
        let name = format!("hours.{position}.{part}");
        typed.map(|typed| typed.shown(&name).to_owned()).unwrap_or_default()
    };
    let filled = (0..ROWS_MAX)
        .rev()
        .find(|position| !value(*position, "days").is_empty() || !value(*position, "from").is_empty());
    let count = filled.map_or(ROWS, |last| (last + 3).clamp(ROWS, ROWS_MAX));
    let row = |position: usize| HoursRow {
        position,
        number: position + 1,
        days: Days::iter()
            .map(|days| Choice {
                chosen: value(position, "days") == days.as_ref(),
                ..Choice::new(days.as_ref(), words.t(&format!("hour_days-{days}")))
            })
            .collect(),
        from: value(position, "from"),
        to: value(position, "to"),
        error: super::channels::sentence(errors, &format!("hours.{position}.to")),
    };
    (0..count).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (typed, read) in
            [("9:00", "09:00"), ("0930", "09:30"), ("２４：００", "24:00"), ("17:30", "17:30")]
        {
            assert_eq!(minute(typed).map(|minute| minute.to_string()).as_deref(), Some(read));
        }
        for typed in ["", "nine", "9", "2460", "九点半", "９５00x"] {
            assert_eq!(minute(typed), None, "{typed}");
        }
    }
}
