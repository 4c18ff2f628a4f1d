//! All cases: search, newest first, and the monthly list of those whose kind was changed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{Number, UserId};
use jiff::ToSpan;
use jiff::civil::Date;
use office::{CaseFilter, CaseOrder, CaseQuery, Scope};

use super::filter::{self, Chip, FilterGroup};
use super::frame::Frame;
use super::list::{CaseLine, Lines};
use super::queue::{COUNT_CEILING, PAGE, counted};
use super::typed::{self, Typed};
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};

/// The path of the list.
pub(crate) const PATH: &str = "/desk/cases";

/// Parameters that narrow the list and have no place in the filter bar: they come with links from figures.
const KEPT: [&str; 5] = ["received_from", "received_until", "rekinded", "urgent", "handler"];

/// The list's page.
#[derive(Template)]
#[template(path = "staff/cases.html")]
pub(crate) struct CasesPage {
    pub page: Frame,
    pub keep: Vec<(&'static str, String)>,
    pub groups: Vec<FilterGroup>,
    pub search: String,
    pub chips: Vec<Chip>,
    pub cleared: String,
    pub count: String,
    pub lines: Vec<CaseLine>,
    pub previous: String,
    pub next: String,
    pub rekinded: String,
    pub rekinded_link: String,
}

/// `GET /desk/cases`. A whole number leads straight to its case.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    if let Some(number) = query.get("q").and_then(|text| text.parse::<Number>().ok())
        && desk.office.case_row(staff.caller(), &number).await.is_ok()
    {
        return Ok(Redirect::to(&format!("{PATH}/{number}")).into_response());
    }
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let today = desk.office.today();
    let mut narrowed = CaseFilter::default();
    filter::narrow(&mut narrowed, &query, &organisation, today);
    if query.ticked("urgent") {
        narrowed.urgent = Some(true);
        narrowed.ended = Some(false);
    }
    if let Some(handler) = query.get("handler").and_then(|handler| handler.parse().ok()) {
        narrowed.handler = Some(UserId(handler));
        narrowed.ended = Some(false);
    }
    let start = |day: Date| desk.office.start_of(day);
    if let Some(from) = query.get("received_from").and_then(typed::day) {
        narrowed.received_from = Some(start(from)?);
    }
    if let Some(until) = query.get("received_until").and_then(typed::day) {
        narrowed.received_before = Some(start(until.saturating_add(1.day()))?);
    }
    let month = query.get("rekinded").and_then(month);
    if let Some(first) = month {
        narrowed.rekinded_from = Some(start(first)?);
        narrowed.rekinded_before = Some(start(first.saturating_add(1.month()))?);
    }
    let backward = query.get("before").is_some();
    let page = desk
        .office
        .cases(
            staff.caller(),
            CaseQuery {
                scope: Scope::Institutions(Vec::new()),
                filter: narrowed.clone(),
                order: if query.get("due").is_some() { CaseOrder::Deadline } else { CaseOrder::Newest },
                cursor: query.owned(if backward { "before" } else { "cursor" }),
                backward,
                limit: PAGE,
            },
        )
        .await?;
    let count = desk.office.count(staff.caller(), &narrowed, COUNT_CEILING).await?;
    let here = filter::address(PATH, &query, |_, _| true);
    let lines = Lines {
        organisation: &organisation,
        book: desk.office.book(),
        now: desk.office.surroundings().now(),
        words,
        from: here.clone(),
    };
    let title = words.t(if month.is_some() { "rekinded-title" } else { "cases-title" });
    let keep = KEPT.iter().filter_map(|name| Some((*name, query.owned(name)?))).collect();
    Ok(Html(CasesPage {
        page: Frame::new(&desk, &staff, title, PATH).at(&here).searching(query.shown("q")),
        keep,
        groups: filter::groups(&query, &organisation, words),
        search: query.shown("q").to_owned(),
        chips: filter::chips(PATH, &query, &organisation, words),
        cleared: filter::cleared(PATH, &query),
        count: counted(count),
        lines: lines.lines(&page.rows),
        previous: page
            .previous
            .map(|place| filter::at_place(PATH, &query, "before", &place))
            .unwrap_or_default(),
        next: page.next.map(|place| filter::at_place(PATH, &query, "cursor", &place)).unwrap_or_default(),
        rekinded: month.map(|first| first.strftime("%Y-%m").to_string()).unwrap_or_default(),
        rekinded_link: format!("{PATH}?rekinded={}", today.strftime("%Y-%m")),
    })
    .into_response())
}

/// The first day of a month, `2026-11`.
fn month(typed: &str) -> Option<Date> {
    format!("{}-01", typed.trim()).parse().ok()
}
