//! Pages of cases.

use std::sync::LazyLock;

use domain::id::CaseId;
use rusqlite::Connection;
use rusqlite::types::Value;
use store::stored::{ENDED_RANK, Place};
use store::{CaseFilter, CaseOrder, CaseQuery, CaseRow, Count, Page, Scope, StoreError};

use crate::case_filter::int;
use crate::case_plan::{Plan, Run, Statement, plan};
use crate::case_row::{self, COLUMNS};
use crate::error::engine;

/// No page is longer.
const ROWS_MAX: u32 = 1_000;

const DOING: &str = "listing cases";

static ROW: LazyLock<String> =
    LazyLock::new(|| format!("select {} from cases where case_id = ?1", COLUMNS.join(", ")));

/// One case.
pub fn case_row(connection: &Connection, case_id: CaseId) -> Result<Option<CaseRow>, StoreError> {
    let mut statement = connection.prepare_cached(&ROW).map_err(engine(DOING))?;
    let mut rows = statement.query([case_id.0.cast_signed()]).map_err(engine(DOING))?;
    rows.next().map_err(engine(DOING))?.map(|row| case_row::read(row, 0)).transpose()
}

/// A page. All its statements read the same snapshot.
pub fn case_list(connection: &Connection, query: &CaseQuery) -> Result<Page<CaseRow>, StoreError> {
    let cursor = query.cursor.as_deref().map(|text| Place::parse(text, query.order)).transpose()?;
    let snapshot = connection.unchecked_transaction().map_err(engine(DOING))?;
    let plan = plan(&snapshot, &query.scope, &query.filter)?;
    let limit = query.limit.clamp(1, ROWS_MAX) as usize;
    let read = |from: Option<Place>, backward, limit| {
        places(&snapshot, &plan, &Reading { order: query.order, from, backward, limit })
    };

    let mut found = read(cursor, query.backward, limit + 1)?;
    let more = found.len() > limit;
    found.truncate(limit);
    // Whether there is anything on the side the reader came from. A page without rows lies just behind its cursor.
    let edge = found.first().copied().or(cursor.map(|place| place.beside(query.order, query.backward)));
    let any_behind = match (cursor, edge) {
        (Some(_), Some(edge)) => !read(Some(edge), !query.backward, 1)?.is_empty(),
        _ => false,
    };
    let (mut first, mut last) = (edge, found.last().copied().or(edge));
    let (mut any_before, mut any_after) = (any_behind, more);
    if query.backward {
        found.reverse();
        std::mem::swap(&mut first, &mut last);
        std::mem::swap(&mut any_before, &mut any_after);
    }
    let word = |place: Option<Place>, any: bool| place.filter(|_| any).map(|place| place.word(query.order));
    let (previous, next) = (word(first, any_before), word(last, any_after));

    let mut rows = Vec::with_capacity(found.len());
    for place in found {
        rows.extend(case_row(&snapshot, CaseId(place.key.unsigned_abs()))?);
    }
    Ok(Page { rows, next, previous })
}

/// How many cases there are, no further than the ceiling.
pub fn case_count(
    connection: &Connection,
    scope: &Scope,
    filter: &CaseFilter,
    ceiling: u64,
) -> Result<Count, StoreError> {
    let snapshot = connection.unchecked_transaction().map_err(engine(DOING))?;
    let plan = plan(&snapshot, scope, filter)?;
    let mut count = 0;
    for run in &plan.runs {
        if count >= ceiling {
            break;
        }
        let mut statement = plan.select_apart("1", run);
        statement.sql = format!("select count(*) from ({} limit ?)", statement.sql);
        statement.values.push(int(i64::try_from(ceiling - count).unwrap_or(i64::MAX)));
        count += snapshot
            .prepare_cached(&statement.sql)
            .and_then(|mut sql| {
                sql.query_row(rusqlite::params_from_iter(&statement.values), |row| row.get::<_, i64>(0))
            })
            .map_err(engine("counting cases"))?
            .cast_unsigned();
    }
    Ok(Count { count, capped: count >= ceiling })
}

/// How places are read: which way, from behind which place, how many.
struct Reading {
    order: CaseOrder,
    from: Option<Place>,
    backward: bool,
    limit: usize,
}

/// A part of what a run finds that an index holds in the order wanted, or nearly.
struct Phase {
    sql: String,
    values: Vec<Value>,
    /// Whether all of it comes before all of the next phase.
    first: bool,
}

/// The next places in the direction of reading.
fn places(connection: &Connection, plan: &Plan, reading: &Reading) -> Result<Vec<Place>, StoreError> {
    let mut found = Vec::new();
    // Runs of the same text are one statement with other values.
    for runs in plan.runs.chunk_by(|one, next| (one.hint, &one.sql) == (next.hint, &next.sql)) {
        for phase in phases(plan, reading, runs[0].ordered) {
            let before = found.len();
            collect(connection, plan, reading, runs, &phase, &mut found)?;
            if phase.first && reading.limit <= found.len() - before {
                break;
            }
        }
    }
    let ascending = (reading.order == CaseOrder::Deadline) != reading.backward;
    found.sort_unstable_by(|left, right| if ascending { left.cmp(right) } else { right.cmp(left) });
    found.dedup();
    found.truncate(reading.limit);
    Ok(found)
}

/// The parts of a run in which an index serves the order.
///
/// By deadline: the open ones by rank, then the ended ones, which share a rank, by case from the newest. Behind an open
/// place, first its own rank, then the ranks beyond. (SQLite uses no index for the second half of
/// `(deadline_rank, case_id) > (?, ?)`.) By newest: the ended ones and the open ones, which are few and sorted.
fn phases(plan: &Plan, reading: &Reading, ordered: bool) -> Vec<Phase> {
    let ascending = (reading.order == CaseOrder::Deadline) != reading.backward;
    let (compared, direction) = if ascending { (">", "asc") } else { ("<", "desc") };
    let phase = |sql: String, values, first| Phase { sql, values, first };
    match (reading.order, reading.from) {
        (CaseOrder::Deadline, from) => {
            let among_open = from.is_none_or(|place| place.rank < ENDED_RANK);
            let open = || {
                let order = format!("order by deadline_rank {direction}, case_id {direction}");
                let all = || phase(format!("and deadline_rank < {} {order}", ENDED_RANK), vec![], true);
                match from.filter(|_| among_open) {
                    None => vec![all()],
                    Some(Place { rank, key }) => {
                        let same = format!(
                            "and deadline_rank = ? and case_id {compared} ? order by case_id {direction}"
                        );
                        let end = if ascending {
                            format!("and deadline_rank < {} ", ENDED_RANK)
                        } else {
                            String::new()
                        };
                        let beyond = format!("and deadline_rank {compared} ? {end}{order}");
                        vec![
                            phase(same, vec![int(rank), int(key)], true),
                            phase(beyond, vec![int(rank)], true),
                        ]
                    }
                }
            };
            let ended = || {
                let (compared, direction) = if ascending { ("<", "desc") } else { (">", "asc") };
                let share = format!("and deadline_rank = {}", ENDED_RANK);
                let order = format!("order by case_id {direction}");
                match from.filter(|_| !among_open) {
                    None => phase(format!("{share} {order}"), vec![], true),
                    Some(Place { key, .. }) => {
                        phase(format!("{share} and case_id {compared} ? {order}"), vec![int(-key)], true)
                    }
                }
            };
            let mut phases = Vec::new();
            // Reading on from an ended place finds no open case any more, nor back from an open one an ended one.
            if plan.ended != Some(true) && (among_open || !ascending) {
                phases.extend(open());
            }
            if plan.ended != Some(false) && (ascending || !among_open || from.is_none()) {
                phases.push(ended());
                if !ascending {
                    phases.rotate_right(1);
                }
            }
            phases
        }
        (CaseOrder::Newest, from) => {
            let (mut sql, mut values) = (format!("order by case_id {direction}"), vec![]);
            if let Some(place) = from {
                sql = format!("and case_id {compared} ? {sql}");
                values.push(int(place.key));
            }
            if !ordered || plan.ended.is_some() || plan.is_everything() {
                return vec![phase(sql, values, false)];
            }
            ['=', '<']
                .map(|part| {
                    phase(format!("and deadline_rank {part} {} {sql}", ENDED_RANK), values.clone(), false)
                })
                .into()
        }
    }
}

/// Reads a phase of runs that differ in their values only.
fn collect(
    connection: &Connection,
    plan: &Plan,
    reading: &Reading,
    runs: &[Run],
    phase: &Phase,
    found: &mut Vec<Place>,
) -> Result<(), StoreError> {
    let mut run = runs[0].clone();
    if reading.order == CaseOrder::Newest && plan.is_everything() {
        // All cases by their identifiers: the table itself.
        run.hint = "not indexed";
    }
    let what = match reading.order {
        CaseOrder::Newest => "0, case_id".to_owned(),
        CaseOrder::Deadline => {
            format!("deadline_rank, iif(deadline_rank = {}, -case_id, case_id)", ENDED_RANK)
        }
    };
    let Statement { sql, values } = plan.select(&what, &run);
    let shared = &values[run.values.len()..];
    let limit = int(i64::try_from(reading.limit).unwrap_or(i64::MAX));
    let mut statement =
        connection.prepare_cached(&format!("{sql} {} limit ?", phase.sql)).map_err(engine(DOING))?;
    for run in runs {
        let values = run.values.iter().chain(shared).chain(&phase.values).chain([&limit]);
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(engine(DOING))?;
        while let Some(row) = rows.next().map_err(engine(DOING))? {
            let place = row.get(0).and_then(|rank| Ok(Place { rank, key: row.get(1)? }));
            found.push(place.map_err(engine(DOING))?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::id::{InstitutionId, UserId};
    use domain::matter::{Kind, Status};

    use super::*;

    /// What a page reads must not grow with the record: seeks in an index that holds all it needs, in the order wanted;
    /// only the open cases of a list by newest are sorted.
    #[test]
    fn a_page_behind_any_place_is_a_seek() {
        let connection = Connection::open_in_memory().expect("opens");
        connection.execute_batch(include_str!("../schema.sql")).expect("makes the schema");
        let none = CaseFilter::default;
        let filters = [
            none(),
            CaseFilter { ended: Some(true), ..none() },
            CaseFilter { kinds: vec![Kind::Complaint], ..none() },
            CaseFilter { statuses: vec![Status::Closed], ..none() },
            CaseFilter { institutions: vec![InstitutionId(1)], ..none() },
            CaseFilter { handler: Some(UserId(1)), ..none() },
            CaseFilter { unassigned: true, ..none() },
            CaseFilter { channels: vec!["app".to_owned()], ..none() },
            CaseFilter { urgent: Some(true), ..none() },
            CaseFilter { major: Some(true), ..none() },
            CaseFilter { paused: Some(true), ..none() },
            CaseFilter { feedback_owed: Some(true), ..none() },
        ];
        for filter in filters {
            let plan = plan(&connection, &Scope::All, &filter).expect("plans");
            for order in [CaseOrder::Deadline, CaseOrder::Newest] {
                for backward in [false, true] {
                    let key = if order == CaseOrder::Deadline { -500_000 } else { 500_000 };
                    let from = Some(Place { rank: ENDED_RANK, key });
                    let reading = Reading { order, from, backward, limit: 50 };
                    for phase in phases(&plan, &reading, true) {
                        let steps = explain(&connection, &plan, &phase);
                        let sorted = order == CaseOrder::Newest && phase.sql.contains("deadline_rank <");
                        assert!(steps.contains("SEARCH cases USING "), "{filter:?} {}: {steps}", phase.sql);
                        assert_eq!(
                            steps.contains("TEMP B-TREE"),
                            sorted,
                            "{filter:?} {}: {steps}",
                            phase.sql
                        );
                        let seeks = steps.contains("rowid")
                            || steps.contains("deadline_rank>")
                            || steps.contains("deadline_rank<");
                        assert!(seeks, "{filter:?} {}: {steps}", phase.sql);
                    }
                }
            }
        }
    }

    fn explain(connection: &Connection, plan: &Plan, phase: &Phase) -> String {
        let mut run = plan.runs[0].clone();
        if plan.is_everything() && !phase.sql.contains("deadline_rank") {
            run.hint = "not indexed";
        }
        let Statement { sql, values } = plan.select("case_id", &run);
        let values = rusqlite::params_from_iter(values.iter().chain(&phase.values));
        let mut statement =
            connection.prepare(&format!("explain query plan {sql} {}", phase.sql)).expect("prepares");
        let steps = statement.query_map(values, |row| row.get::<_, String>(3)).expect("explains");
        steps.map(|step| step.expect("reads")).collect::<Vec<_>>().join("; ")
    }
}
