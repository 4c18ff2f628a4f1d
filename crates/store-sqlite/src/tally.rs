//! Today's work: counts over the open cases.
//!
//! Lane and date are read off the rank, which the leading index holds, so that no case's row is touched where one
//! condition suffices; those with a stopped clock are few and have an index of their own.

use domain::id::InstitutionId;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};
use store::stored::{day, rank_parts};
use store::{CaseFilter, Scope, StoreError, Tally, most_late_first};

use crate::case_filter::int_id;
use crate::case_plan::{Plan, Run, plan};
use crate::error::engine;

const DOING: &str = "counting today's work";

/// Counts the open cases a filter finds.
pub fn case_tally(
    connection: &Connection,
    scope: &Scope,
    filter: &CaseFilter,
    today: Date,
) -> Result<Tally, StoreError> {
    if filter.ended == Some(true) {
        return Ok(Tally::default());
    }
    let snapshot = connection.unchecked_transaction().map_err(engine(DOING))?;
    let open = CaseFilter { ended: Some(false), ..filter.clone() };
    let mut tally = open_by_date(&snapshot, &plan(&snapshot, scope, &open)?, day(today))?;
    if filter.paused != Some(false) {
        let paused = CaseFilter { paused: Some(true), ..open };
        tally.paused = count(&snapshot, &plan(&snapshot, scope, &paused)?)?;
    }
    Ok(tally)
}

/// The institutions with open cases, those with most late ones first, then with most open ones, then by identifier.
pub fn tally_by_institution(
    connection: &Connection,
    scope: &Scope,
    today: Date,
    limit: u32,
) -> Result<Vec<(InstitutionId, Tally)>, StoreError> {
    let snapshot = connection.unchecked_transaction().map_err(engine(DOING))?;
    let mut institutions = match scope {
        Scope::All => all_institutions(&snapshot)?,
        Scope::Institutions(institutions) => institutions.clone(),
    };
    institutions.sort_unstable();
    institutions.dedup();
    let mut tallies = Vec::new();
    for institution_id in institutions {
        let run = Run {
            hint: "indexed by cases_by_institution",
            sql: "institution_id = ?".to_owned(),
            values: vec![int_id(institution_id.0).into()],
            ordered: true,
            apart: None,
        };
        let one = Plan { runs: vec![run], rest: Vec::new(), ended: Some(false) };
        let tally = open_by_date(&snapshot, &one, day(today))?;
        if 0 < tally.open {
            tallies.push((institution_id, tally));
        }
    }
    let sql = "select institution_id, count(*) from cases indexed by cases_paused \
               where paused is not null and deadline_rank < 16777216 group by institution_id";
    let mut statement = snapshot.prepare_cached(sql).map_err(engine(DOING))?;
    let paused = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)));
    for counted in paused.map_err(engine(DOING))? {
        let (institution_id, count) = counted.map_err(engine(DOING))?;
        let institution_id = InstitutionId(institution_id.cast_unsigned());
        if let Some((_, tally)) = tallies.iter_mut().find(|(listed, _)| *listed == institution_id) {
            tally.paused = count.cast_unsigned();
        }
    }
    Ok(most_late_first(tallies, limit))
}

/// The tally of a plan over open cases, but for stopped clocks.
fn open_by_date(connection: &Connection, plan: &Plan, today: i64) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    for run in &plan.runs {
        let mut statement = plan.select_apart("deadline_rank, count(*)", run);
        statement.sql.push_str(" group by deadline_rank");
        let mut sql = connection.prepare_cached(&statement.sql).map_err(engine(DOING))?;
        let mut rows = sql.query(rusqlite::params_from_iter(&statement.values)).map_err(engine(DOING))?;
        while let Some(row) = rows.next().map_err(engine(DOING))? {
            let ranked: i64 = row.get(0).map_err(engine(DOING))?;
            let count = row.get::<_, i64>(1).map_err(engine(DOING))?.cast_unsigned();
            let (urgent, due_on) = rank_parts(ranked);
            tally.add_open(count, urgent, due_on, today);
        }
    }
    Ok(tally)
}

fn count(connection: &Connection, plan: &Plan) -> Result<u64, StoreError> {
    let mut count = 0;
    for run in &plan.runs {
        let statement = plan.select_apart("count(*)", run);
        count += connection
            .prepare_cached(&statement.sql)
            .and_then(|mut sql| {
                sql.query_row(rusqlite::params_from_iter(&statement.values), |row| row.get::<_, i64>(0))
            })
            .map_err(engine(DOING))?
            .cast_unsigned();
    }
    Ok(count)
}

/// Institutions that have cases, found by leaping through the index from one to the next.
fn all_institutions(connection: &Connection) -> Result<Vec<InstitutionId>, StoreError> {
    let sql = "select institution_id from cases indexed by cases_by_institution \
               where institution_id > ?1 order by institution_id limit 1";
    let mut statement = connection.prepare_cached(sql).map_err(engine(DOING))?;
    let mut institutions = Vec::new();
    let mut last = -1_i64;
    while let Some(found) = statement.query_row([last], |row| row.get(0)).optional().map_err(engine(DOING))? {
        last = found;
        institutions.push(InstitutionId(last.cast_unsigned()));
    }
    Ok(institutions)
}
