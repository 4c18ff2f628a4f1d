//! All cases: search, and the monthly list of those whose kind was changed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Number;
use office::CaseFilter;

use super::as_known::{self, DayField};
use super::filter::month;
use super::frame::Frame;
use super::listing::{Asked, Listing};
use super::queue::{Nothing, no_match};
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};

/// The path of the list.
pub(crate) const PATH: &str = "/desk/cases";

/// The list's page.
#[derive(Template)]
#[template(path = "staff/cases.html")]
pub(crate) struct CasesPage {
    pub page: Frame,
    pub list: Listing,
    pub nothing: Nothing,
    pub may_save: bool,
    pub rekinded: String,
    pub rekinded_link: String,
}

/// `GET /desk/cases`. A whole number leads straight to its case.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let day = as_known::asked(&desk, &query).await?;
    let past = day.past.as_ref();
    if let Some(number) = query.get("q").and_then(|text| text.parse::<Number>().ok())
        && desk.office.case_row(staff.caller(), &number).await.is_ok()
    {
        return Ok(Redirect::to(&as_known::kept(past, format!("{PATH}/{number}"))).into_response());
    }
    let words = &staff.words;
    let asked = Asked { path: PATH, query: &query, made_of: CaseFilter::default(), past };
    let known = DayField::new(&day, &desk, PATH, &query, words);
    let list = Listing { known, ..Listing::read(&desk, &staff, &asked).await? };
    let month = query.get("rekinded").and_then(month);
    let title = words.t(if month.is_some() { "rekinded-title" } else { "cases-title" });
    let nothing = match list.lines.is_empty() && list.chips.is_empty() {
        true => {
            let sentence = words.t(if past.is_some() { "as_known-nothing" } else { "empty-cases" });
            Nothing { sentence, ..Nothing::default() }
        }
        false => no_match(&list, words),
    };
    Ok(Html(CasesPage {
        page: Frame::new(&desk, &staff, title, PATH).at(&list.here).searching(query.shown("q")).told(&query),
        nothing,
        may_save: past.is_none() && !list.chips.is_empty(),
        rekinded: month.map(|first| first.strftime("%Y-%m").to_string()).unwrap_or_default(),
        rekinded_link: format!("{PATH}?rekinded={}", desk.office.today().strftime("%Y-%m")),
        list,
    })
    .into_response())
}
