//! Which index leads a query over cases.
//!
//! A filter is answered through one of its conditions, the *lead*, and the others are checked on the rows it finds. Every
//! lead gives the two orders without sorting much, however many cases there are:
//!
//! - each index is (column, `deadline_rank`), so one value of the column is already in the order of the queue, and the
//!   ended cases, which share one rank, are also in the order of their identifiers. A list by newest merges those with
//!   the open cases, which are few. Several values (three kinds, a subtree of institutions, the days of a month, the
//!   codes under a prefix) are several such runs, called [`Run`], each cut at the length of a page and merged;
//! - a lead that finds few cases by nature (a person, a number, a due date) is one run that is sorted.
//!
//! Where several conditions could lead, the one that finds fewest does, counted no further than [`COUNTED`]: SQLite's own
//! planner knows nothing of the values bound.

use rusqlite::Connection;
use rusqlite::types::Value;
use store::stored::{ENDED_RANK, kind_number, rank_ranges, status_number};
use store::{CaseFilter, Scope, StoreError};

use crate::case_filter::{About, CODE_AXES, Condition, conditions, int, int_id, prefix_range, received_days};
use crate::case_marks;
use crate::error::engine;

/// How far cases are counted to compare leads: half a millisecond each at most.
const COUNTED: u64 = 10_000;

/// No lead is split into more runs than this; each costs some ten microseconds.
const RUNS_MAX: usize = 2_000;

/// The length of kind and year at the beginning of a number, `TS-2026`.
const SERIES_LENGTH: usize = 7;

/// Cases that one value of the leading condition finds.
#[derive(Debug, Clone)]
pub struct Run {
    /// `indexed by …` or `not indexed`.
    pub hint: &'static str,
    /// The condition; `1` for all cases.
    pub sql: String,
    pub values: Vec<Value>,
    /// Whether the hinted index gives the order of the queue without sorting.
    pub ordered: bool,
    /// What keeps a case that two runs find out of the later one; empty where no case is in two. Lists do without, as
    /// they see every case's place; counts need it.
    pub apart: Option<(String, Vec<Value>)>,
}

impl Run {
    /// All cases.
    fn everything() -> Self {
        let hint = "indexed by cases_by_deadline";
        Self { hint, sql: "1".to_owned(), values: Vec::new(), ordered: true, apart: None }
    }
}

/// How to find what a scope and a filter ask for.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Together they find what is wanted.
    pub runs: Vec<Run>,
    /// What must hold besides.
    pub rest: Vec<Condition>,
    /// Whether ended cases are wanted, open ones, or both.
    pub ended: Option<bool>,
}

/// One statement's text and values.
#[derive(Debug, Clone)]
pub struct Statement {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Plan {
    /// Whether no condition leads, so that every case is looked at in turn.
    pub fn is_everything(&self) -> bool {
        self.ended.is_none() && matches!(self.runs.as_slice(), [run] if run.sql == "1")
    }

    /// `select {what} from cases …` for one run with all conditions, the run's values first; more may be appended.
    pub fn select(&self, what: &str, run: &Run) -> Statement {
        let sql = format!("select {what} from cases {} where {}", run.hint, run.sql);
        let mut statement = Statement { sql, values: run.values.clone() };
        if let Some(ended) = self.ended {
            statement.and_ended(ended);
        }
        for condition in &self.rest {
            statement.and(&condition.sql, condition.values.iter().cloned());
        }
        statement
    }

    /// [`select`](Self::select) without the cases an earlier run found.
    pub fn select_apart(&self, what: &str, run: &Run) -> Statement {
        let mut statement = self.select(what, run);
        if let Some((sql, values)) = &run.apart {
            statement.and(sql, values.iter().cloned());
        }
        statement
    }
}

impl Statement {
    /// Adds a condition.
    pub fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" and ");
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    /// Narrows to ended or open cases, in a way that every index with a rank can use.
    pub fn and_ended(&mut self, ended: bool) {
        let compared = if ended { '=' } else { '<' };
        self.and(&format!("deadline_rank {compared} {}", ENDED_RANK), []);
    }
}

/// Chooses the lead.
pub fn plan(connection: &Connection, scope: &Scope, filter: &CaseFilter) -> Result<Plan, StoreError> {
    let all = conditions(scope, filter);
    let mut leads = Vec::new();
    for condition in &all {
        if let Some(runs) = runs(connection, condition, scope, filter)?
            && runs.len() <= RUNS_MAX
        {
            leads.push((condition.about, runs));
        }
    }
    // From the usually narrowest to the usually widest: decides where the counts do not.
    leads.sort_by_key(|(about, _)| usual_width(*about));
    // Which cases they are at most is known already.
    let is_known = matches!(leads.first(), Some((About::Among, _)));
    let (about, runs) = match leads.len() {
        _ if is_known => leads.swap_remove(0),
        0 => return Ok(Plan { runs: vec![Run::everything()], rest: all, ended: filter.ended }),
        1 => leads.swap_remove(0),
        _ => {
            let mut narrowest = (u64::MAX, 0);
            for (position, (_, runs)) in leads.iter().enumerate() {
                narrowest = narrowest.min((count(connection, runs)?, position));
            }
            leads.swap_remove(narrowest.1)
        }
    };
    let rest = all.into_iter().filter(|condition| condition.about != about).collect();
    Ok(Plan { runs, rest, ended: filter.ended })
}

/// How many cases the runs find, no further than [`COUNTED`].
fn count(connection: &Connection, runs: &[Run]) -> Result<u64, StoreError> {
    let mut found = 0;
    for run in runs {
        let sql = format!(
            "select count(*) from (select 1 from cases {} where {} limit {})",
            run.hint, run.sql, COUNTED
        );
        let counted: i64 = connection
            .prepare_cached(&sql)
            .and_then(|mut statement| {
                statement.query_row(rusqlite::params_from_iter(&run.values), |row| row.get(0))
            })
            .map_err(engine("planning a list of cases"))?;
        found += counted.cast_unsigned();
        if found >= COUNTED {
            return Ok(COUNTED);
        }
    }
    Ok(found)
}

const fn usual_width(about: About) -> u8 {
    match about {
        About::Among => 0,
        About::Number | About::Person => 1,
        About::Task => 2,
        About::Rekinded => 3,
        About::Paused => 4,
        About::FeedbackOwed => 5,
        About::Major => 6,
        About::Due => 7,
        About::Handler | About::Registered => 8,
        About::Urgent => 9,
        About::Code => 10,
        About::Institution => 11,
        About::Unassigned => 12,
        About::Status => 13,
        About::Channel => 14,
        About::Received => 15,
        About::Scope => 16,
        About::Kind => 17,
        About::Subject => 18,
        About::Counted => 19,
    }
}

/// The runs of a condition; none where it cannot lead.
fn runs(
    connection: &Connection,
    condition: &Condition,
    scope: &Scope,
    filter: &CaseFilter,
) -> Result<Option<Vec<Run>>, StoreError> {
    let ordered =
        |hint, sql: &str, values| Run { hint, sql: sql.to_owned(), values, ordered: true, apart: None };
    let each = |hint, sql: &'static str, values: Vec<Value>| {
        let mut distinct: Vec<Value> = Vec::with_capacity(values.len());
        values.into_iter().for_each(|value| {
            if !distinct.contains(&value) {
                distinct.push(value)
            }
        });
        Some(distinct.into_iter().map(|value| ordered(hint, sql, vec![value])).collect())
    };
    // One run as the condition stands, sorted.
    let sorted = |hint| {
        let (sql, values) = (condition.sql.clone(), condition.values.clone());
        Some(vec![Run { hint, sql, values, ordered: false, apart: None }])
    };
    // One run of a rare property; its absence cannot lead.
    let rare = |wanted, hint| (wanted == Some(true)).then(|| vec![ordered(hint, &condition.sql, vec![])]);
    let ids = |ids: &[domain::id::InstitutionId]| ids.iter().map(|id| int(int_id(id.0))).collect::<Vec<_>>();
    let institution = "institution_id = ?";
    Ok(match condition.about {
        About::Scope => match scope {
            Scope::All => None,
            Scope::Institutions(institutions) if institutions.len() > RUNS_MAX => None,
            Scope::Institutions(institutions) => {
                each("indexed by cases_by_institution", institution, ids(institutions))
            }
        },
        About::Institution if filter.institutions.len() > RUNS_MAX => None,
        About::Institution => each("indexed by cases_by_institution", institution, ids(&filter.institutions)),
        About::Kind => {
            let kinds = filter.kinds.iter().map(|kind| int(kind_number(*kind))).collect();
            each("indexed by cases_by_kind", "kind = ?", kinds)
        }
        About::Status => {
            let statuses = filter.statuses.iter().map(|status| int(status_number(*status))).collect();
            each("indexed by cases_by_status", "status = ?", statuses)
        }
        About::Channel => {
            let channels = filter.channels.iter().cloned().map(Value::Text).collect();
            each("indexed by cases_by_channel", "channel = ?", channels)
        }
        About::Handler => {
            Some(vec![ordered("indexed by cases_by_handler", &condition.sql, condition.values.clone())])
        }
        About::Registered => {
            Some(vec![ordered("indexed by cases_by_registered", &condition.sql, condition.values.clone())])
        }
        About::Unassigned => Some(vec![ordered("indexed by cases_by_handler", &condition.sql, vec![])]),
        About::Code => code_runs(connection, filter.code.as_deref().unwrap_or_default())?,
        About::Received => received_runs(connection, condition, filter)?,
        About::Urgent => rare(filter.urgent, "indexed by cases_urgent"),
        About::Major => rare(filter.major, "indexed by cases_major"),
        About::Paused => rare(filter.paused, "indexed by cases_paused"),
        About::FeedbackOwed => rare(filter.feedback_owed, "indexed by cases_feedback_owed"),
        About::Due => Some(due_runs(condition, filter)),
        About::Rekinded => sorted("indexed by cases_by_rekinded"),
        About::Number => number_runs(connection, condition)?,
        About::Among | About::Person | About::Task => sorted("not indexed"),
        About::Counted => filter.counted.and_then(case_marks::runs),
        About::Subject => None,
    })
}

/// The numbers that begin so: few are sorted; of many, a kind and year are a run of their own, and what is shorter than
/// that finds so many cases that looking at them in the order of the list is quickest.
fn number_runs(connection: &Connection, condition: &Condition) -> Result<Option<Vec<Run>>, StoreError> {
    let (sql, values) = (condition.sql.clone(), condition.values.clone());
    let sorted = vec![Run { hint: "indexed by cases_number", sql, values, ordered: false, apart: None }];
    if count(connection, &sorted)? < COUNTED {
        return Ok(Some(sorted));
    }
    let Some(Value::Text(beginning)) = condition.values.first() else { return Ok(None) };
    Ok(beginning.get(..SERIES_LENGTH).map(|series| {
        let sql = format!("substr(number, 1, {SERIES_LENGTH}) = ? and {}", condition.sql);
        let values = [Value::Text(series.to_owned())].into_iter().chain(condition.values.clone()).collect();
        vec![Run { hint: "indexed by cases_by_series", sql, values, ordered: true, apart: None }]
    }))
}

/// The codes in use under a prefix, axis by axis; a case that bears two of them is in the run of the first axis.
fn code_runs(connection: &Connection, prefix: &str) -> Result<Option<Vec<Run>>, StoreError> {
    const HINTS: [&str; CODE_AXES.len()] = [
        "indexed by cases_by_code_channel",
        "indexed by cases_by_code_business",
        "indexed by cases_by_code_reason",
        "indexed by cases_by_code_product",
        "indexed by cases_by_code_issue",
    ];
    let doing = "listing the codes in use";
    let (from, until) = prefix_range(prefix);
    let mut runs = Vec::new();
    // Not under the prefix on the axes before.
    let mut elsewhere = Vec::new();
    let mut elsewhere_values = Vec::new();
    for (axis, hint) in CODE_AXES.iter().zip(HINTS) {
        let mut compared = ">=";
        let mut last = from.clone();
        loop {
            let sql = format!(
                "select {axis} from cases {hint} where {axis} {compared} ? and {axis} < ? order by {axis} limit 1"
            );
            let mut statement = connection.prepare_cached(&sql).map_err(engine(doing))?;
            let mut rows = statement.query((&last, &until)).map_err(engine(doing))?;
            let Some(row) = rows.next().map_err(engine(doing))? else { break };
            last = Value::Text(row.get(0).map_err(engine(doing))?);
            compared = ">";
            let apart = (!elsewhere.is_empty()).then(|| (elsewhere.join(" and "), elsewhere_values.clone()));
            runs.push(Run {
                hint,
                sql: format!("{axis} = ?"),
                values: vec![last.clone()],
                ordered: true,
                apart,
            });
            if runs.len() > RUNS_MAX {
                return Ok(None);
            }
        }
        elsewhere.push(format!("({axis} is null or {axis} < ? or {axis} >= ?)"));
        elsewhere_values.extend([from.clone(), until.clone()]);
    }
    Ok(Some(runs))
}

/// The place in the queue is lane and date, so open cases of a range of dates are a run in each lane, in order however many
/// they are. An ended one has a date where feedback is still owed: those are few.
fn due_runs(condition: &Condition, filter: &CaseFilter) -> Vec<Run> {
    let open = rank_ranges(filter.due_from, filter.due_to).map(|range| Run {
        hint: "indexed by cases_by_deadline",
        sql: "deadline_rank >= ? and deadline_rank <= ?".to_owned(),
        values: vec![int(*range.start()), int(*range.end())],
        ordered: true,
        apart: None,
    });
    let ended = Run {
        hint: "indexed by cases_ended_due",
        sql: format!("ended = 1 and {}", condition.sql),
        values: condition.values.clone(),
        ordered: false,
        apart: None,
    };
    open.into_iter().chain([ended]).collect()
}

/// One run a day. Days wholly inside the period need no look at the moment of receipt.
fn received_runs(
    connection: &Connection,
    condition: &Condition,
    filter: &CaseFilter,
) -> Result<Option<Vec<Run>>, StoreError> {
    let hint = "indexed by cases_by_received_day";
    let end = |order| {
        let sql = format!("select received_day from cases {hint} order by received_day {order} limit 1");
        let mut statement = connection.prepare_cached(&sql).map_err(engine("planning a list of cases"))?;
        let mut rows = statement.query([]).map_err(engine("planning a list of cases"))?;
        let row = rows.next().map_err(engine("planning a list of cases"))?;
        row.map(|row| row.get::<_, i64>(0)).transpose().map_err(engine("planning a list of cases"))
    };
    let (Some(earliest), Some(latest)) = (end("asc")?, end("desc")?) else { return Ok(Some(Vec::new())) };
    let (from, until) = received_days(filter);
    let days = from.unwrap_or(earliest).max(earliest)..=until.unwrap_or(latest).min(latest);
    if days.end() - days.start() >= RUNS_MAX as i64 {
        return Ok(None);
    }
    let run = |day| {
        let sql = "received_day = ?".to_owned();
        let mut run = Run { hint, sql, values: vec![int(day)], ordered: true, apart: None };
        if Some(day) == from || Some(day) == until {
            run.sql = format!("received_day = ? and {}", condition.sql);
            run.values.extend(condition.values.iter().cloned());
        }
        run
    };
    Ok(Some(days.map(run).collect()))
}
