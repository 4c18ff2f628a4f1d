//! What a list is narrowed to, as conditions with bound values. Which index leads is the planner's business.

use jiff::Timestamp;
use sqlx::{Postgres, QueryBuilder};
use store::stored::{ENDED_RANK, day, kind_number, status_number};
use store::{CaseFilter, Counted, FirstTimeOf, Scope, TextSearch};

use crate::convert::{id, storable};

/// The columns a code is looked for in.
const CODE_AXES: [&str; 5] = ["code_channel", "code_business", "code_reason", "code_product", "code_issue"];

/// A condition that holds for all ended cases and no other, and that the indexes know.
pub const ENDED: &str = "deadline_rank = 16777216";
const _: () = assert!(ENDED_RANK == 16_777_216, "the rank that stands in the conditions and in the schema");

/// Adds everything a scope and a filter ask for to a query that ends in a condition.
pub fn push(query: &mut QueryBuilder<Postgres>, scope: &Scope, filter: &CaseFilter) {
    push_scope(query, scope);
    if !filter.kinds.is_empty() {
        let kinds: Vec<_> = filter.kinds.iter().map(|kind| kind_number(*kind)).collect();
        any(query, "kind", kinds);
    }
    if !filter.statuses.is_empty() {
        let statuses: Vec<_> = filter.statuses.iter().map(|status| status_number(*status)).collect();
        any(query, "status", statuses);
    }
    match filter.ended {
        None => {}
        Some(true) => flag(query, ENDED),
        Some(false) => flag(query, "deadline_rank < 16777216"),
    }
    if !filter.institutions.is_empty() {
        any(query, "institution_id", filter.institutions.iter().map(|found| id(found.0)).collect());
    }
    if let Some(handler) = filter.handler {
        query.push(" and handler_id = ").push_bind(id(handler.0));
    }
    if let Some(user) = filter.registered_by {
        query.push(" and registered_by = ").push_bind(id(user.0));
    }
    if filter.unassigned {
        flag(query, "handler_id is null");
    }
    if let Some(person) = filter.person {
        query.push(" and case_id in (select case_id from case_persons where person_id = ");
        query.push_bind(id(person.0)).push(")");
    }
    if !filter.channels.is_empty() {
        let channels: Vec<_> = filter.channels.iter().map(|word| storable(word).into_owned()).collect();
        query.push(" and channel = any(").push_bind(channels).push(")");
    }
    if let Some(code) = filter.code.as_deref().filter(|code| !code.is_empty()) {
        let mut join = " and (";
        for axis in CODE_AXES {
            query.push(join).push("(");
            push_beginning(query, axis, code);
            query.push(")");
            join = " or ";
        }
        query.push(")");
    }
    range(query, "due_on", "<=", filter.due_from.map(day), filter.due_to.map(day));
    let moments = |from: Option<Timestamp>, before: Option<Timestamp>| {
        (from.map(Timestamp::as_microsecond), before.map(Timestamp::as_microsecond))
    };
    let (from, before) = moments(filter.received_from, filter.received_before);
    range(query, "received_at", "<", from, before);
    let (from, before) = moments(filter.rekinded_from, filter.rekinded_before);
    range(query, "rekinded_at", "<", from, before);
    push_text(query, filter);
    if let Some(cases) = &filter.among {
        any(query, "case_id", cases.iter().map(|found| id(found.0)).collect());
    }
    either(query, filter.urgent, "urgent", "not urgent");
    either(query, filter.major, "major", "not major");
    either(query, filter.paused, "paused is not null", "paused is null");
    either(query, filter.feedback_owed, "feedback_owed > 0", "feedback_owed = 0");
    if !filter.task_institutions.is_empty() {
        let ids: Vec<_> = filter.task_institutions.iter().map(|found| id(found.0)).collect();
        query.push(" and case_id in (select case_id from case_tasks where open and institution_id = any(");
        query.push_bind(ids).push("))");
    }
    if let Some(counted) = filter.counted {
        push_counted(query, counted);
    }
}

/// Adds what a reader may see.
pub fn push_scope(query: &mut QueryBuilder<Postgres>, scope: &Scope) {
    if let Scope::Institutions(institutions) = scope {
        any(query, "institution_id", institutions.iter().map(|found| id(found.0)).collect());
    }
}

fn push_text(query: &mut QueryBuilder<Postgres>, filter: &CaseFilter) {
    match filter.text_search() {
        None => {}
        Some(TextSearch::Number(beginning)) => {
            query.push(" and ");
            push_beginning(query, "number", &beginning);
        }
        Some(TextSearch::Subject(words)) => {
            query.push(" and subject ilike ").push_bind(containing(&words));
        }
        Some(TextSearch::Digits(digits)) => {
            let pattern = containing(&digits);
            query.push(" and (number like ").push_bind(pattern.clone());
            query.push(" or subject like ").push_bind(pattern).push(")");
        }
    }
}

/// Texts of a column ordered by bytes that begin so: nothing written sorts after U+10FFFF.
fn push_beginning(query: &mut QueryBuilder<Postgres>, column: &str, beginning: &str) {
    let beginning = storable(beginning).into_owned();
    let end = format!("{beginning}\u{10FFFF}");
    query.push(column).push(" >= ").push_bind(beginning);
    query.push(" and ").push(column).push(" < ").push_bind(end);
}

/// What a figure counts, as `figures` computes it.
fn push_counted(query: &mut QueryBuilder<Postgres>, counted: Counted) {
    let first = |of: FirstTimeOf| match of {
        FirstTimeOf::Acceptance => "accepted_at",
        FirstTimeOf::Handling => "handled_at",
        FirstTimeOf::Reporting => "reported_at",
        FirstTimeOf::Feedback => "feedback_at",
    };
    let due = |query: &mut QueryBuilder<Postgres>, today| {
        query.push(" and (ended or due_on < ").push_bind(day(today)).push(")");
    };
    flag(query, "merged_into is null");
    match counted {
        Counted::Due(today) => due(query, today),
        Counted::Landed => flag(query, "ended and outcome is not null"),
        Counted::Echoed(today) => {
            due(query, today);
            flag(query, "echo is not null");
        }
        Counted::Present(of) => {
            query.push(" and ").push(first(of)).push(" is not null");
        }
        Counted::Missing(of, today) => {
            due(query, today);
            query.push(" and ").push(first(of)).push(" is null");
            if of == FirstTimeOf::Reporting {
                flag(query, "report_owed");
            }
        }
    }
}

fn any(query: &mut QueryBuilder<Postgres>, column: &str, numbers: Vec<i64>) {
    query.push(" and ").push(column).push(" = any(").push_bind(numbers).push(")");
}

fn flag(query: &mut QueryBuilder<Postgres>, condition: &str) {
    query.push(" and ").push(condition);
}

fn either(query: &mut QueryBuilder<Postgres>, wanted: Option<bool>, yes: &str, no: &str) {
    if let Some(wanted) = wanted {
        flag(query, if wanted { yes } else { no });
    }
}

fn range(
    query: &mut QueryBuilder<Postgres>,
    column: &str,
    below: &str,
    from: Option<i64>,
    until: Option<i64>,
) {
    if let Some(from) = from {
        query.push(" and ").push(column).push(" >= ").push_bind(from);
    }
    if let Some(until) = until {
        query.push(" and ").push(column).push(" ").push(below).push(" ").push_bind(until);
    }
}

/// A pattern for texts that contain `words` as they are typed.
fn containing(words: &str) -> String {
    let mut pattern = String::with_capacity(words.len() + 2);
    pattern.push('%');
    for character in storable(words).chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
