//! Overviews over many cases, kept for a minute.
//!
//! Medians are no sums: counting the figures of a year reads every case of it, a quarter of a second for 200,000. Whoever
//! looks again within the minute sees what was counted then, with its time. Overviews over fewer cases are counted every
//! time.

use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::Scope;

use crate::figures::Overview;

/// From so many cases on an overview is kept.
const MANY: u64 = 20_000;

/// For how long.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(1);

/// How many are kept; the oldest makes room.
const KEPT_MAX: usize = 64;

/// What an overview was asked over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Over {
    pub scope: Scope,
    /// First and last day of receipt.
    pub period: (Date, Date),
    /// The date at the office.
    pub today: Date,
}

/// What was counted, oldest first.
#[derive(Debug, Default)]
pub(crate) struct KeptOverviews(Mutex<Vec<(Over, Overview)>>);

impl KeptOverviews {
    /// What was counted over the same within the last minute.
    pub(crate) fn get(&self, over: &Over, now: Timestamp) -> Option<Overview> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(of, overview)| of == over && is_fresh(overview, now));
        found.map(|(_, overview)| overview.clone())
    }

    /// Keeps an overview if it is over many cases.
    pub(crate) fn keep(&self, over: Over, overview: &Overview) {
        if overview.figures.received + overview.before.received + overview.tally.open < MANY {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, earlier)| *of != over && is_fresh(earlier, overview.counted_at));
        if kept.len() == KEPT_MAX {
            kept.remove(0);
        }
        kept.push((over, overview.clone()));
    }
}

fn is_fresh(overview: &Overview, now: Timestamp) -> bool {
    let age = now.duration_since(overview.counted_at);
    // A clock set back makes nothing younger than now.
    !age.is_negative() && age < KEPT_FOR
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use store::{Figures, Tally};

    use super::*;

    fn overview(received: u64, counted_at: Timestamp) -> Overview {
        let day = date(2026, 11, 1);
        Overview {
            today: day,
            tally: Tally::default(),
            figures: Figures { received, ..Figures::default() },
            before: Figures::default(),
            period: (day, day),
            institutions: Vec::new(),
            counted_at,
        }
    }

    #[test]
    fn what_is_over_many_cases_is_kept_for_a_minute_and_for_the_same_question_alone() {
        let day = date(2026, 11, 1);
        let over = |until| Over { scope: Scope::All, period: (day, until), today: day };
        let counted: Timestamp = "2026-11-01T08:00:00Z".parse().unwrap();
        let later = |seconds| counted + SignedDuration::from_secs(seconds);
        let kept = KeptOverviews::default();
        kept.keep(over(day), &overview(MANY - 1, counted));
        assert!(kept.get(&over(day), counted).is_none(), "few cases are counted every time");
        kept.keep(over(day), &overview(MANY, counted));
        assert_eq!(kept.get(&over(day), later(59)).map(|kept| kept.counted_at), Some(counted));
        assert!(kept.get(&over(day), later(60)).is_none());
        assert!(kept.get(&over(day), later(-1)).is_none(), "a clock set back");
        assert!(kept.get(&over(date(2026, 11, 2)), later(1)).is_none(), "another question");
        kept.keep(over(day), &overview(MANY, later(120)));
        assert_eq!(kept.get(&over(day), later(121)).map(|kept| kept.counted_at), Some(later(120)));
    }
}
