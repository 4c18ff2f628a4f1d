//! Merging two running cases of the same person, and asking for a review: acts that touch two cases at once.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Number;
use office::{CaseView, OfficeError};

use super::case::Head;
use super::frame::{Frame, Problem, open_number};
use super::list::{CaseLine, Lines};
use super::typed::{self, Typed};
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError, refusal_sentence};

/// The page that names the other case.
#[derive(Template)]
#[template(path = "staff/merge.html")]
pub(crate) struct MergePage {
    pub page: Frame,
    pub head: Head,
    pub others: Vec<CaseLine>,
    pub chosen: String,
    pub errors: Vec<Problem>,
}

/// `GET /desk/cases/{number}/merge`.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let view = desk.office.case(staff.caller(), &number).await?;
    Ok(Html(page(&desk, &staff, &view, String::new(), Vec::new())).into_response())
}

/// `POST /desk/cases/{number}/merge`.
pub(crate) async fn merge(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let view = desk.office.case(staff.caller(), &number).await?;
    let chosen = typed.shown("other").to_owned();
    let words = &staff.words;
    let again = |status, sentence: String| {
        let problem = Problem { field: "other".to_owned(), name: "other".to_owned(), sentence };
        Ok((status, Html(page(&desk, &staff, &view, chosen.clone(), vec![problem]))).into_response())
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Ok(other) = chosen.parse::<Number>() else {
        return again(unprocessable, words.t("error-case_unknown"));
    };
    match desk.office.merge(staff.caller(), &number, &other).await {
        Ok(kept) => Ok(Redirect::to(&format!("/desk/cases/{kept}?done=merge")).into_response()),
        Err(OfficeError::NotFound { .. }) => again(unprocessable, words.t("error-case_unknown")),
        Err(OfficeError::Refused { refusal, .. }) => again(unprocessable, refusal_sentence(&refusal, words)),
        Err(OfficeError::Stale { .. } | OfficeError::Conflict) => {
            again(StatusCode::CONFLICT, words.t("error-stale-keep"))
        }
        Err(other) => Err(other.into()),
    }
}

fn page(desk: &Desk, staff: &Staff, view: &CaseView, chosen: String, errors: Vec<Problem>) -> MergePage {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let now = desk.office.surroundings().now();
    let lines =
        Lines { organisation: &organisation, book: &desk.office.book(), now, words, from: String::new() };
    let running: Vec<_> = view.others.iter().filter(|other| !other.ended).cloned().collect();
    let head = Head::new(view, desk, staff);
    let title = format!("{} {}", words.t("merge-title"), head.number);
    MergePage {
        page: Frame::new(desk, staff, title, "/desk/cases").at(&head.href),
        others: lines.lines(&running),
        chosen,
        errors,
        head,
    }
}

/// The page that asks for a review.
#[derive(Template)]
#[template(path = "staff/review.html")]
pub(crate) struct ReviewPage {
    pub page: Frame,
    pub head: Head,
    pub requested_at: String,
    pub grounds: String,
    pub errors: Vec<Problem>,
    pub opened: Option<(String, String)>,
}

/// `GET /desk/cases/{number}/review`.
pub(crate) async fn ask_review(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let view = desk.office.case(staff.caller(), &number).await?;
    Ok(Html(review_page(&desk, &staff, &view, None, Vec::new(), None)).into_response())
}

/// `POST /desk/cases/{number}/review`. The child case and its query code are shown once.
pub(crate) async fn open_review(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let view = desk.office.case(staff.caller(), &number).await?;
    let words = &staff.words;
    let again = |name: &str, sentence: String| {
        let problem = Problem { field: name.to_owned(), name: name.to_owned(), sentence };
        let shown = review_page(&desk, &staff, &view, Some(&typed), vec![problem], None);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
    };
    let now = desk.office.surroundings().now();
    let Some(at) = typed.get("requested_at").and_then(|typed| typed::moment(typed, &desk.office.book().zone))
    else {
        return again("requested_at", words.t("error-moment_form"));
    };
    let Some(grounds) = typed.owned("grounds") else {
        return again("grounds", words.t("error-missing"));
    };
    let at = typed::meant(at, now, view.case.received_at());
    match desk.office.open_review(staff.caller(), &number, at, grounds).await {
        Ok(receipt) => {
            let opened = Some((receipt.number.to_string(), receipt.query_code));
            let view = desk.office.case(staff.caller(), &number).await?;
            Ok(Html(review_page(&desk, &staff, &view, None, Vec::new(), opened)).into_response())
        }
        Err(OfficeError::Refused { refusal, .. }) => again("requested_at", refusal_sentence(&refusal, words)),
        Err(other) => Err(other.into()),
    }
}

fn review_page(
    desk: &Desk,
    staff: &Staff,
    view: &CaseView,
    typed: Option<&Typed>,
    errors: Vec<Problem>,
    opened: Option<(String, String)>,
) -> ReviewPage {
    let head = Head::new(view, desk, staff);
    let title = format!("{} {}", staff.words.t("review-title"), head.number);
    let now = desk.office.surroundings().now();
    let first = || typed::field_moment(now, &desk.office.book().zone);
    ReviewPage {
        page: Frame::new(desk, staff, title, "/desk/cases").at(&head.href),
        requested_at: typed.map_or_else(first, |typed| typed.shown("requested_at").to_owned()),
        grounds: typed.map(|typed| typed.shown("grounds").to_owned()).unwrap_or_default(),
        errors,
        opened,
        head,
    }
}
