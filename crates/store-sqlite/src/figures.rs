//! The front page's figures: one pass over the cases of a period.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, Row};
use store::stored::day;
use store::{CaseFilter, Figures, FirstTime, Scope, StoreError};

use crate::case_plan::plan;
use crate::error::engine;

const DOING: &str = "computing the figures";

/// What a case contributes, in the order in which [`Figured::read`] takes it.
const COLUMNS: &str = "ended, due_on, outcome is not null, echo is not null, on_time, report_owed, received_at, \
                       accepted_at, handled_at, reported_at, feedback_at";

/// The figures over cases received in a period.
pub fn figures(
    connection: &Connection,
    scope: &Scope,
    from: Timestamp,
    until: Timestamp,
    today: Date,
) -> Result<Figures, StoreError> {
    let snapshot = connection.unchecked_transaction().map_err(engine(DOING))?;
    let filter =
        CaseFilter { received_from: Some(from), received_before: Some(until), ..CaseFilter::default() };
    let plan = plan(&snapshot, scope, &filter)?;
    let today = day(today);
    let mut figures = Figures::default();
    let mut durations: [Vec<i64>; 4] = Default::default();
    for run in &plan.runs {
        let mut statement = plan.select_apart(COLUMNS, run);
        statement.and("merged_into is null", []);
        let mut sql = snapshot.prepare_cached(&statement.sql).map_err(engine(DOING))?;
        let mut rows = sql.query(rusqlite::params_from_iter(&statement.values)).map_err(engine(DOING))?;
        while let Some(row) = rows.next().map_err(engine(DOING))? {
            Figured::read(row).map_err(engine(DOING))?.add(&mut figures, &mut durations, today);
        }
    }
    for (first_time, durations) in figures.first_times.iter_mut().zip(&mut durations) {
        first_time.present = durations.len() as u64;
        first_time.median_seconds = lower_median(durations);
    }
    Ok(figures)
}

struct Figured {
    ended: bool,
    due_on: Option<i64>,
    landed: bool,
    echoed: bool,
    on_time: Option<bool>,
    report_owed: bool,
    received_at: i64,
    first_times: [Option<i64>; 4],
}

impl Figured {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            ended: row.get(0)?,
            due_on: row.get(1)?,
            landed: row.get(2)?,
            echoed: row.get(3)?,
            on_time: row.get(4)?,
            report_owed: row.get(5)?,
            received_at: row.get(6)?,
            first_times: [row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?],
        })
    }

    fn add(self, figures: &mut Figures, durations: &mut [Vec<i64>; 4], today: i64) {
        let due = self.ended || self.due_on.is_some_and(|due_on| due_on < today);
        figures.received += 1;
        figures.ended += u64::from(self.ended);
        figures.due += u64::from(due);
        figures.landed += u64::from(self.ended && self.landed);
        figures.echoed += u64::from(due && self.echoed);
        figures.on_time += u64::from(due && self.on_time == Some(true));
        let owed = [true, true, self.report_owed, true];
        let counters: &mut [FirstTime; 4] = &mut figures.first_times;
        for (position, first_time) in self.first_times.into_iter().enumerate() {
            match first_time {
                // What nobody owed is no first time.
                _ if !owed[position] => {}
                Some(at) => durations[position].push((at - self.received_at).div_euclid(1_000_000)),
                None => counters[position].missing += u64::from(due),
            }
        }
    }
}

/// The middle one, or the lower of the two in the middle.
fn lower_median(durations: &mut [i64]) -> Option<i64> {
    let middle = durations.len().checked_sub(1)? / 2;
    Some(*durations.select_nth_unstable(middle).1)
}
