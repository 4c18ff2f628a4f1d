//! A list as a file for a spreadsheet: the lines of the page, all of them, masked as they are there.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use office::exchange::list_csv;
use office::{CaseFilter, CaseOrder, CaseQuery, OfficeError, Scope};

use super::as_known;
use super::list::{CaseLine, Lines};
use super::listing::Asked;
use super::typed::Typed;
use super::{cases, queue};
use crate::guard::Staff;
use crate::page::PageError;
use crate::{Desk, Words};

/// Cases in a file at most: more are taken with the program's own export.
pub(crate) const CASES_MAX: usize = 10_000;

/// Cases read at once.
const BATCH: u32 = 500;

/// `GET /desk/queue/export`.
pub(crate) async fn queue(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let made_of = queue::made_of(&query, &staff, &desk);
    file(&desk, &staff, &Asked { path: queue::PATH, query: &query, made_of, past: None }).await
}

/// `GET /desk/cases/export`.
pub(crate) async fn cases(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let day = as_known::asked(&desk, &query).await?;
    let (made_of, past) = (CaseFilter::default(), day.past.as_ref());
    file(&desk, &staff, &Asked { path: cases::PATH, query: &query, made_of, past }).await
}

async fn file(desk: &Desk, staff: &Staff, asked: &Asked<'_>) -> Result<Response, PageError> {
    let organisation = desk.office.organisation();
    let book = desk.office.book();
    let words = &staff.words;
    let now = asked.past.map_or_else(|| desk.office.surroundings().now(), |past| past.known.at);
    let lines = Lines { organisation: &organisation, book: &book, now, words, from: String::new() };
    let mut table = vec![heads(words)];
    let mut query = CaseQuery {
        scope: Scope::Institutions(Vec::new()),
        filter: asked.filter(desk, staff)?,
        order: if asked.past.is_some() { CaseOrder::Newest } else { CaseOrder::Deadline },
        cursor: None,
        backward: false,
        limit: BATCH,
    };
    loop {
        let page = match asked.past {
            None => desk.office.cases(staff.caller(), query.clone()).await?,
            Some(past) => desk.office.cases_as_known(staff.caller(), &query, &past.known).await?,
        };
        table.extend(page.rows.iter().map(|row| cells(&lines.line(row))));
        query.cursor = page.next;
        if query.cursor.is_none() || table.len() > CASES_MAX {
            break;
        }
    }
    if query.cursor.is_some() {
        table.truncate(CASES_MAX + 1);
        table.push(vec![words.t1("export-cut", "count", super::shown::thousands(CASES_MAX as u64))]);
    }
    let bytes = list_csv(table).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
    let day = match asked.past {
        None => desk.office.today().to_string(),
        Some(past) => format!("as-known-{}", past.day),
    };
    let name = format!("attachment; filename=\"huiyin-{day}.csv\"");
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let headers =
        [(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")), (CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

const COLUMNS: [&str; 9] =
    ["number", "kind", "status", "due", "left", "matter", "institution", "handler", "received"];

fn heads(words: &Words) -> Vec<String> {
    COLUMNS.map(|column| words.t(&format!("column-{column}"))).into()
}

fn cells(line: &CaseLine) -> Vec<String> {
    let clock = line.clock.as_ref();
    let flags = line.flags.iter().fold(line.subject.clone(), |text, flag| format!("{text} {flag}"));
    vec![
        line.number.clone(),
        line.kind.clone(),
        line.status.clone(),
        clock.and_then(|clock| clock.day.as_ref()).map(|day| day.machine.clone()).unwrap_or_default(),
        clock.map(|clock| clock.words.clone()).unwrap_or_default(),
        flags,
        line.institution.clone(),
        line.handler.clone(),
        line.received.shown.clone(),
    ]
}
