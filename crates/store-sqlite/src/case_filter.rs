//! What a list is narrowed to, as conditions with bound values.

use rusqlite::types::Value;
use store::stored::{day, day_of_moment, kind_number, status_number};
use store::{CaseFilter, Counted, FirstTimeOf, Scope, TextSearch};

/// The columns a code is looked for in.
pub const CODE_AXES: [&str; 5] =
    ["code_channel", "code_business", "code_reason", "code_product", "code_issue"];

/// What a condition is about. Each occurs at most once in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Scope,
    Kind,
    Status,
    Institution,
    Handler,
    Registered,
    Unassigned,
    Person,
    Channel,
    Code,
    Due,
    Received,
    Number,
    Subject,
    Among,
    Urgent,
    Major,
    Paused,
    FeedbackOwed,
    Task,
    Rekinded,
    Counted,
}

/// One condition on `cases`: SQL with `?` places and the values for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub about: About,
    pub sql: String,
    pub values: Vec<Value>,
}

impl Condition {
    pub fn new(about: About, sql: impl Into<String>, values: Vec<Value>) -> Self {
        Self { about, sql: sql.into(), values }
    }
}

/// Everything a scope and a filter ask for, except whether cases have ended: that decides which parts of the record are
/// read at all (see `case_plan`).
pub fn conditions(scope: &Scope, filter: &CaseFilter) -> Vec<Condition> {
    let mut all = Vec::new();
    let mut add = |about, sql: &str, values| all.push(Condition::new(about, sql, values));

    if let Scope::Institutions(institutions) = scope {
        add(
            About::Scope,
            "institution_id in (select value from json_each(?))",
            vec![list(institutions, |id| int_id(id.0))],
        );
    }
    if !filter.kinds.is_empty() {
        add(
            About::Kind,
            "kind in (select value from json_each(?))",
            vec![list(&filter.kinds, |kind| kind_number(*kind))],
        );
    }
    if !filter.statuses.is_empty() {
        let numbers = list(&filter.statuses, |status| status_number(*status));
        add(About::Status, "status in (select value from json_each(?))", vec![numbers]);
    }
    if !filter.institutions.is_empty() {
        let ids = list(&filter.institutions, |id| int_id(id.0));
        add(About::Institution, "institution_id in (select value from json_each(?))", vec![ids]);
    }
    if let Some(handler) = filter.handler {
        add(About::Handler, "handler_id = ?", vec![int(int_id(handler.0))]);
    }
    if let Some(user) = filter.registered_by {
        add(About::Registered, "registered_by = ?", vec![int(int_id(user.0))]);
    }
    if filter.unassigned {
        add(About::Unassigned, "handler_id is null", vec![]);
    }
    if let Some(person) = filter.person {
        let sql = "case_id in (select case_id from case_persons where person_id = ?)";
        add(About::Person, sql, vec![int(int_id(person.0))]);
    }
    if !filter.channels.is_empty() {
        let words = Value::Text(serde_json::json!(filter.channels).to_string());
        add(About::Channel, "channel in (select value from json_each(?))", vec![words]);
    }
    if let Some(code) = filter.code.as_deref().filter(|code| !code.is_empty()) {
        let axes: Vec<_> = CODE_AXES.iter().map(|axis| format!("({axis} >= ? and {axis} < ?)")).collect();
        let (from, until) = prefix_range(code);
        let values = CODE_AXES.iter().flat_map(|_| [from.clone(), until.clone()]).collect();
        add(About::Code, &format!("({})", axes.join(" or ")), values);
    }
    range(&mut all, About::Due, "due_on", "<=", filter.due_from.map(day), filter.due_to.map(day));
    let microseconds = |timestamp: jiff::Timestamp| timestamp.as_microsecond();
    let (from, before) = (filter.received_from.map(microseconds), filter.received_before.map(microseconds));
    range(&mut all, About::Received, "received_at", "<", from, before);
    let (from, before) = (filter.rekinded_from.map(microseconds), filter.rekinded_before.map(microseconds));
    range(&mut all, About::Rekinded, "rekinded_at", "<", from, before);

    let mut add = |about, sql: &str, values| all.push(Condition::new(about, sql, values));
    match filter.text_search() {
        None => {}
        Some(TextSearch::Number(beginning)) => {
            let (from, until) = prefix_range(&beginning);
            add(About::Number, "number >= ? and number < ?", vec![from, until]);
        }
        Some(TextSearch::Subject(words)) => {
            add(About::Subject, r"subject like ? escape '\'", vec![containing(&words)])
        }
        Some(TextSearch::Digits(digits)) => {
            let pattern = containing(&digits);
            add(About::Subject, "(number like ? or subject like ?)", vec![pattern.clone(), pattern])
        }
    }
    if let Some(cases) = &filter.among {
        let sql = "case_id in (select value from json_each(?))";
        add(About::Among, sql, vec![list(cases, |case| int_id(case.0))]);
    }
    let either = |wanted: Option<bool>, yes, no| wanted.map(|wanted| if wanted { yes } else { no });
    if let Some(sql) = either(filter.urgent, "urgent = 1", "urgent = 0") {
        add(About::Urgent, sql, vec![]);
    }
    if let Some(sql) = either(filter.major, "major = 1", "major = 0") {
        add(About::Major, sql, vec![]);
    }
    if let Some(sql) = either(filter.paused, "paused is not null", "paused is null") {
        add(About::Paused, sql, vec![]);
    }
    if let Some(sql) = either(filter.feedback_owed, "feedback_owed > 0", "feedback_owed = 0") {
        add(About::FeedbackOwed, sql, vec![]);
    }
    if !filter.task_institutions.is_empty() {
        let sql = "case_id in (select case_id from case_tasks where open = 1 \
                   and institution_id in (select value from json_each(?)))";
        add(About::Task, sql, vec![list(&filter.task_institutions, |id| int_id(id.0))]);
    }
    if let Some(counted) = filter.counted {
        let (sql, values) = counted_by(counted);
        add(About::Counted, &format!("merged_into is null and {sql}"), values);
    }
    all
}

/// The base of the rates on a day.
pub const DUE: &str = "(ended = 1 or due_on < ?)";

/// What a figure counts, as `figures` computes it.
fn counted_by(counted: Counted) -> (String, Vec<Value>) {
    let first = |of: FirstTimeOf| match of {
        FirstTimeOf::Acceptance => "accepted_at",
        FirstTimeOf::Handling => "handled_at",
        FirstTimeOf::Reporting => "reported_at",
        FirstTimeOf::Feedback => "feedback_at",
    };
    match counted {
        Counted::Due(today) => (DUE.to_owned(), vec![int(day(today))]),
        Counted::Landed => ("ended = 1 and outcome is not null".to_owned(), vec![]),
        Counted::Echoed(today) => (format!("{DUE} and echo is not null"), vec![int(day(today))]),
        Counted::Present(of) => (format!("{} is not null", first(of)), vec![]),
        Counted::Missing(of, today) => {
            let owed = if of == FirstTimeOf::Reporting { " and report_owed = 1" } else { "" };
            (format!("{DUE} and {} is null{owed}", first(of)), vec![int(day(today))])
        }
    }
}

/// The days a filter on receipt reaches over, where it has such an end.
pub fn received_days(filter: &CaseFilter) -> (Option<i64>, Option<i64>) {
    let day = |timestamp: Option<jiff::Timestamp>| {
        timestamp.map(|timestamp| day_of_moment(timestamp.as_microsecond()))
    };
    (day(filter.received_from), day(filter.received_before))
}

/// All texts that begin with `prefix`: at or after the first, before the second. Nothing written sorts after U+10FFFF.
pub fn prefix_range(prefix: &str) -> (Value, Value) {
    (Value::Text(prefix.to_owned()), Value::Text(format!("{prefix}\u{10FFFF}")))
}

/// A list as one bound value, whatever its length: the statement stays the same.
pub fn list<T>(items: &[T], number: impl Fn(&T) -> i64) -> Value {
    Value::Text(serde_json::json!(items.iter().map(number).collect::<Vec<_>>()).to_string())
}

/// An integer to bind.
pub const fn int(number: i64) -> Value {
    Value::Integer(number)
}

/// An identifier as stored.
pub const fn int_id(identifier: u64) -> i64 {
    identifier.cast_signed()
}

/// A pattern for texts that contain `words` as they are typed.
fn containing(words: &str) -> Value {
    let mut pattern = String::with_capacity(words.len() + 2);
    pattern.push('%');
    for character in words.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    Value::Text(pattern)
}

fn range(
    all: &mut Vec<Condition>,
    about: About,
    column: &str,
    below: &str,
    from: Option<i64>,
    until: Option<i64>,
) {
    let (sql, values) = match (from, until) {
        (None, None) => return,
        (Some(from), None) => (format!("{column} >= ?"), vec![int(from)]),
        (None, Some(until)) => (format!("{column} {below} ?"), vec![int(until)]),
        (Some(from), Some(until)) => {
            (format!("{column} >= ? and {column} {below} ?"), vec![int(from), int(until)])
        }
    };
    all.push(Condition::new(about, sql, values));
}
