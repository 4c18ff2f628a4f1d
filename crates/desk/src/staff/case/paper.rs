//! What leaves the screen: the receipt as a file, the case on paper.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::CasePage;
use super::unmask::{Sight, ask_why, reason};
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::open_number;
use crate::staff::shown::Stamp;
use crate::staff::typed::Typed;

/// The case on paper: all of it open, masked, with reader and time.
#[derive(Template)]
#[template(path = "staff/print.html")]
pub(crate) struct PrintPage {
    pub case: CasePage,
    pub printed_at: Stamp,
}

/// `GET /desk/cases/{number}/receipt`: asks why.
pub(crate) async fn ask_receipt(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    ask_why(&desk, &staff, &number, Sight::Receipt).await
}

/// `POST /desk/cases/{number}/receipt`: a file that proves offline what was recorded.
pub(crate) async fn receipt(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let reason = match reason(&desk, &staff, &number, Sight::Receipt, &typed).await? {
        Ok(reason) => reason,
        Err(again) => return Ok(again),
    };
    let receipt = desk.office.receipt(staff.caller(), &number, reason).await?;
    let body = serde_json::to_vec_pretty(&receipt)
        .map_err(|error| office::OfficeError::Unreadable(error.to_string()))?;
    let name = format!("attachment; filename=\"{number}.receipt.json\"");
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], body)
        .into_response())
}

/// `GET /desk/cases/{number}/print`.
pub(crate) async fn print(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let view = desk.office.case(staff.caller(), &number).await?;
    let case = super::page(&desk, &staff, &number, &view, &query, None);
    let printed_at = Stamp::new(desk.office.surroundings().now(), &desk.office.book().zone);
    Ok(Html(PrintPage { case, printed_at }).into_response())
}
