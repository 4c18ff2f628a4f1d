//! The front page's figures: one pass over the cases of a period.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, Row};
use store::{CaseFilter, Figured, Figures, Figuring, Scope, StoreError};

use crate::case_plan::plan;
use crate::error::engine;

const DOING: &str = "computing the figures";

/// What a case contributes, in the order in which [`read`] takes it.
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
    let mut figuring = Figuring::on(today);
    for run in &plan.runs {
        let mut statement = plan.select_apart(COLUMNS, run);
        statement.and("merged_into is null", []);
        let mut sql = snapshot.prepare_cached(&statement.sql).map_err(engine(DOING))?;
        let mut rows = sql.query(rusqlite::params_from_iter(&statement.values)).map_err(engine(DOING))?;
        while let Some(row) = rows.next().map_err(engine(DOING))? {
            figuring.add(&read(row).map_err(engine(DOING))?);
        }
    }
    Ok(figuring.finish())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Figured> {
    Ok(Figured {
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
