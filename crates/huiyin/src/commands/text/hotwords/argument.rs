//! Days as they are typed.

use jiff::civil::Date;

/// A day.
pub fn date(typed: &str) -> Result<Date, String> {
    typed.parse().map_err(|_| "expected a date, as in `2026-09-28`".to_owned())
}

/// A number of days, `28d` or `28`.
pub fn days(typed: &str) -> Result<u32, String> {
    let number = typed.strip_suffix('d').unwrap_or(typed);
    let days = number.parse().ok().filter(|days| *days > 0);
    days.ok_or_else(|| "expected a number of days from 1, as in `28d`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_with_their_unit_or_without() {
        assert_eq!((days("28d"), days("7")), (Ok(28), Ok(7)));
        assert!(days("0d").is_err() && days("-1").is_err() && days("x").is_err() && days("").is_err());
    }
}
