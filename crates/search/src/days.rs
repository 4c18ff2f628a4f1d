//! Days as people type them into a question: `<3d`, `今天`, `逾期`, `2026-11`, `2026-11-01..2026-11-15`.

use jiff::ToSpan;
use jiff::civil::Date;

/// A stretch of days, both ends in it; an end that is missing is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// Where a number of days leads from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Dates to come: `<3d` is due in three days or less, what is late with it.
    Ahead,
    /// Dates that were: `<3d` was received in the last three days.
    Back,
}

/// Reads days; nothing where it cannot. Signs are half width.
pub fn days(typed: &str, direction: Direction, today: Date) -> Option<Days> {
    let on = |day: Date| Some(Days { from: Some(day), until: Some(day) });
    let after = |days: i64| today.checked_add(days.days()).ok();
    match typed {
        "today" | "今天" | "今日" => return on(today),
        "tomorrow" | "明天" => return on(after(1)?),
        "yesterday" | "昨天" => return on(after(-1)?),
        "late" | "overdue" | "逾期" | "过期" | "超期" => {
            return Some(Days { from: None, until: Some(after(-1)?) });
        }
        _ => {}
    }
    if let Some((from, until)) = typed.split_once("..").or_else(|| typed.split_once('~')) {
        return Some(Days { from: Some(one(from)?.0), until: Some(one(until)?.1) });
    }
    let sign = [("<=", true), (">=", false), ("<", true), (">", false), ("≤", true), ("≥", false)];
    for (sign, up_to) in sign {
        let Some(rest) = typed.strip_prefix(sign) else { continue };
        let strict = !matches!(sign, "<=" | ">=" | "≤" | "≥");
        if let Some(number) = number_of_days(rest) {
            let to_come = direction == Direction::Ahead;
            let day = after(if to_come { number } else { -number })?;
            // `<3d` means "within three days", in both directions.
            return Some(match up_to == to_come {
                true => Days { from: None, until: Some(day) },
                false => Days { from: Some(day), until: None },
            });
        }
        let (first, last) = one(rest)?;
        return Some(match (up_to, strict) {
            (true, true) => Days { from: None, until: first.checked_sub(1.day()).ok() },
            (true, false) => Days { from: None, until: Some(last) },
            (false, true) => Days { from: last.checked_add(1.day()).ok(), until: None },
            (false, false) => Days { from: Some(first), until: None },
        });
    }
    if let Some(number) = number_of_days(typed) {
        return on(after(if direction == Direction::Ahead { number } else { -number })?);
    }
    let (from, until) = one(typed)?;
    Some(Days { from: Some(from), until: Some(until) })
}

/// `3d`, `3天`, `3日`.
fn number_of_days(typed: &str) -> Option<i64> {
    let number = typed.strip_suffix('d').or_else(|| typed.strip_suffix(['天', '日']))?;
    let few = !number.is_empty() && number.len() <= 5 && number.bytes().all(|byte| byte.is_ascii_digit());
    if few { number.parse().ok() } else { None }
}

/// A day, a month or a year: its first and last day.
fn one(typed: &str) -> Option<(Date, Date)> {
    let typed = typed.replace('/', "-");
    let parts: Vec<&str> = typed.split('-').collect();
    if parts.iter().any(|part| part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let number = |part: &str| part.parse::<i8>().ok();
    match parts.as_slice() {
        [year, month, day] => {
            let date = Date::new(year.parse().ok()?, number(month)?, number(day)?).ok()?;
            Some((date, date))
        }
        [year, month] => {
            let first = Date::new(year.parse().ok()?, number(month)?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        [year] if year.len() == 4 => {
            let first = Date::new(year.parse().ok()?, 1, 1).ok()?;
            Some((first, first.last_of_year()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let today = Date::constant(2026, 11, 24);
        let shown = |typed: &str, direction| {
            days(typed, direction, today).map(|days| {
                let end = |day: Option<Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
                format!("{} {}", end(days.from), end(days.until))
            })
        };
        let ahead = |typed: &str| shown(typed, Direction::Ahead);
        assert_eq!(ahead("<3d").as_deref(), Some("- 2026-11-27"));
        assert_eq!(ahead("<3天"), ahead("<3d"));
        assert_eq!(ahead(">7d").as_deref(), Some("2026-12-01 -"));
        assert_eq!(ahead("逾期").as_deref(), Some("- 2026-11-23"));
        assert_eq!(ahead("2026-11").as_deref(), Some("2026-11-01 2026-11-30"));
        assert_eq!(ahead("<2026-11-25").as_deref(), Some("- 2026-11-24"));
        assert_eq!(ahead("2026/11/1..2026/11/3").as_deref(), Some("2026-11-01 2026-11-03"));
        assert_eq!(shown("<7d", Direction::Back).as_deref(), Some("2026-11-17 -"));
        assert_eq!(shown(">7d", Direction::Back).as_deref(), Some("- 2026-11-17"));
        for typed in ["", "soon", "<", "<99999999d", "2026-13", "..", "9999-12-31..x", "-", "２"] {
            assert_eq!(ahead(typed), None, "{typed}");
        }
    }
}
