//! The place of a case in the queue as one integer, so that one index column orders by it.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::days;

/// Every ended case: after all open ones, among themselves in the order of their identifiers.
pub const ENDED_RANK: i64 = 1 << 24;

/// Open cases outside the urgent lane begin here.
const ORDINARY: i64 = 1 << 23;

/// Added to the days since 1970, so that every date jiff knows (from -9999 on) is above zero.
const DAY_OFFSET: i64 = 4_400_000;

/// Open cases without a date come after all with one: above every date plus offset, below [`ORDINARY`].
const NO_DATE: i64 = ORDINARY - 1;

/// The rank of a case: see [`crate::CaseOrder::Deadline`].
pub fn rank(ended: bool, urgent: bool, due_on: Option<Date>) -> i64 {
    let day = due_on.map_or(NO_DATE, |date| days::day(date) + DAY_OFFSET);
    match (ended, urgent) {
        (true, _) => ENDED_RANK,
        (false, true) => day,
        (false, false) => ORDINARY + day,
    }
}

/// The ranks of open cases with a date from `from` up to and including `until`, in the urgent lane and outside it.
pub fn rank_ranges(from: Option<Date>, until: Option<Date>) -> [RangeInclusive<i64>; 2] {
    let first = from.map_or(0, |date| days::day(date) + DAY_OFFSET);
    let last = until.map_or(NO_DATE - 1, |date| days::day(date) + DAY_OFFSET);
    [first..=last, ORDINARY + first..=ORDINARY + last]
}

/// What the rank of an open case tells: whether it is urgent, and its date in days since 1970.
pub fn rank_parts(rank: i64) -> (bool, Option<i64>) {
    let day = rank % ORDINARY;
    (rank < ORDINARY, (day != NO_DATE).then_some(day - DAY_OFFSET))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_order_as_the_queue_does() {
        let early = Some(Date::MIN);
        let late = Some(Date::MAX);
        let ranks = [
            rank(false, true, early),
            rank(false, true, late),
            rank(false, true, None),
            rank(false, false, early),
            rank(false, false, late),
            rank(false, false, None),
            rank(true, true, early),
        ];
        assert!(ranks.is_sorted_by(|left, right| left < right), "{ranks:?}");
        assert!(0 < ranks[0], "no rank is negative");
    }

    #[test]
    fn a_range_of_dates_is_a_range_of_ranks_in_each_lane() {
        let date = |day| Some(Date::constant(2026, 10, day));
        let holds =
            |ranges: &[RangeInclusive<i64>; 2], rank| ranges.iter().any(|range| range.contains(&rank));
        for urgent in [true, false] {
            let both = rank_ranges(date(10), date(12));
            let inside: Vec<_> = (9..=13).map(|day| holds(&both, rank(false, urgent, date(day)))).collect();
            assert_eq!(inside, [false, true, true, true, false]);
            assert!(holds(&rank_ranges(date(10), None), rank(false, urgent, Some(Date::MAX))));
            assert!(holds(&rank_ranges(None, date(10)), rank(false, urgent, Some(Date::MIN))));
            for ranges in [both, rank_ranges(date(10), None), rank_ranges(None, date(10))] {
                assert!(!holds(&ranges, rank(false, urgent, None)), "no date");
                assert!(!holds(&ranges, rank(true, urgent, date(11))), "ended");
            }
        }
    }

    #[test]
    fn a_rank_tells_lane_and_date() {
        let date = Some(Date::constant(2026, 10, 13));
        assert_eq!(rank_parts(rank(false, true, date)), (true, date.map(days::day)));
        assert_eq!(rank_parts(rank(false, false, date)), (false, date.map(days::day)));
        assert_eq!(rank_parts(rank(false, false, None)), (false, None));
        assert_eq!(rank_parts(rank(false, true, None)), (true, None));
    }
}
