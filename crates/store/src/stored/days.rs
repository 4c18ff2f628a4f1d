//! Dates as days since 1970.

use jiff::SignedDuration;
use jiff::civil::Date;

/// Day zero of stored dates.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// A date in days since 1970.
pub fn day(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

/// The date of a day since 1970; none outside the calendar.
pub fn date(day: i64) -> Option<Date> {
    EPOCH.checked_add(SignedDuration::from_secs(day.checked_mul(86_400)?)).ok()
}

/// The whole days since 1970, UTC, of a moment in microseconds.
pub fn day_of_moment(microseconds: i64) -> i64 {
    microseconds.div_euclid(86_400_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_back_from_their_days() {
        for (year, month, day_of_month, stored) in
            [(1970, 1, 1, 0), (1969, 12, 31, -1), (2026, 10, 13, 20_739)]
        {
            let written = Date::constant(year, month, day_of_month);
            assert_eq!(day(written), stored);
            assert_eq!(date(stored), Some(written));
        }
        assert_eq!(date(day(Date::MIN)), Some(Date::MIN));
        assert_eq!(date(day(Date::MAX)), Some(Date::MAX));
        assert_eq!(date(i64::MAX), None);
    }

    #[test]
    fn moments_before_1970_belong_to_the_day_before() {
        assert_eq!(day_of_moment(-1), -1);
        assert_eq!(day_of_moment(0), 0);
        assert_eq!(day_of_moment(86_400_000_000), 1);
    }
}
