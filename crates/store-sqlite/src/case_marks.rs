//! Finding what a figure counts.
//!
//! Whether a case is counted hangs on seven yes-or-nos and on the day. The index `cases_by_marks` keeps the seven as one
//! number beside the place in the queue, so that however rare a combination is, each of its numbers is a run in order.

use rusqlite::types::Value;
use store::{Counted, FirstTimeOf};

use crate::case_filter::{DUE, int};
use crate::case_plan::Run;
use store::stored::day;

/// The number, as the index computes it: a difference in spelling is a statement that finds no index.
const MARKS: &str = "(ended = 1 and outcome is not null) + 2 * (echo is not null) + 4 * (accepted_at is not null) \
                     + 8 * (handled_at is not null) + 16 * (reported_at is not null) + 32 * (feedback_at is not null) \
                     + 64 * (report_owed = 1)";

/// How many numbers there are.
const NUMBERS: i64 = 128;

const LANDED: i64 = 1;
const ECHOED: i64 = 2;
const REPORT_OWED: i64 = 64;

/// The runs that together find what is counted; none where that is nearly everything.
pub fn runs(counted: Counted) -> Option<Vec<Run>> {
    let (set, clear, today) = match counted {
        Counted::Due(_) => return None,
        Counted::Landed => (LANDED, 0, None),
        Counted::Echoed(today) => (ECHOED, 0, Some(today)),
        Counted::Present(of) => (first(of), 0, None),
        Counted::Missing(of, today) => {
            let owed = if of == FirstTimeOf::Reporting { REPORT_OWED } else { 0 };
            (owed, first(of), Some(today))
        }
    };
    let due = if today.is_some() { format!(" and {DUE}") } else { String::new() };
    let sql = format!("merged_into is null and {MARKS} = ?{due}");
    let numbers = (0..NUMBERS).filter(|number| number & set == set && number & clear == 0);
    let run = |number| Run {
        hint: "indexed by cases_by_marks",
        sql: sql.clone(),
        values: [int(number)].into_iter().chain(today.map(|today| int(day(today)))).collect::<Vec<Value>>(),
        ordered: true,
        apart: None,
    };
    Some(numbers.map(run).collect())
}

const fn first(of: FirstTimeOf) -> i64 {
    match of {
        FirstTimeOf::Acceptance => 4,
        FirstTimeOf::Handling => 8,
        FirstTimeOf::Reporting => 16,
        FirstTimeOf::Feedback => 32,
    }
}
