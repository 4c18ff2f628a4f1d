//! Looking where a matter stands: number and query code, once an hour.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use office::OfficeError;

use super::chrome::{Chrome, Errors};
use super::draft::Finding;
use super::send::WaitPage;
use crate::Desk;
use crate::case_cookie::{self, Shown};
use crate::guard::Visitor;
use crate::page::{Html, PageError};
use crate::staff::typed::Typed;

/// The page that asks for number and code.
#[derive(Template)]
#[template(path = "portal/track.html")]
struct TrackPage {
    page: Chrome,
    errors: Errors,
    note: String,
    number: String,
}

/// `GET /track`. A number may stand in the address; the code never does.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(query): Query<Typed>,
) -> Response {
    let note = query.get("again").map(|_| visitor.words.t("track-again")).unwrap_or_default();
    show(&desk, &visitor, query.shown("number"), note, Errors::default())
}

/// `POST /track`. A wrong number and a wrong code are one answer; after a few tries the page slows down.
pub(crate) async fn answer(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let words = &visitor.words;
    let (number, code) = (typed.shown("number").trim(), typed.shown("code").trim());
    let missing = [("number", number, "portal-error-number"), ("code", code, "portal-error-code")];
    let missing: Vec<Finding> = missing
        .into_iter()
        .filter(|(_, typed, _)| typed.is_empty())
        .map(|(field, _, key)| Finding::new(field, key))
        .collect();
    if !missing.is_empty() {
        let page = show(&desk, &visitor, number, String::new(), Errors::of(&missing, words));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match desk.office.check_query_code(&plain(number), code, &visitor.network).await {
        Ok(number) => {
            let mut response = Redirect::to(&format!("/track/{number}")).into_response();
            response.headers_mut().append(SET_COOKIE, Shown::QueryCode.cookie(&desk, &number));
            Ok(response)
        }
        Err(OfficeError::NotFound { .. }) => {
            let errors = Errors::one("number", words.t("track-wrong"));
            let page = show(&desk, &visitor, number, String::new(), errors);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(OfficeError::Throttled { seconds }) => {
            Ok(WaitPage::response(&desk, &visitor, seconds, "/track".to_owned(), "wait-track"))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /track/leave`: number and code have to be typed again.
pub(crate) async fn leave(State(desk): State<Arc<Desk>>) -> Response {
    let mut response = Redirect::to("/").into_response();
    for cookie in case_cookie::ended(&desk) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn show(desk: &Desk, visitor: &Visitor, number: &str, note: String, errors: Errors) -> Response {
    let page = Chrome::new(desk, visitor, visitor.words.t("track-title"), "/track").wrong(&errors);
    Html(TrackPage { page, errors, note, number: number.to_owned() }).into_response()
}

/// A number as people type it: full-width letters and signs, other dashes, blanks.
fn plain(number: &str) -> String {
    let narrow = |letter: char| match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        other => other,
    };
    number.chars().map(narrow).filter(|letter| !letter.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_is_read_as_people_type_it() {
        assert_eq!(super::plain("ＴＳ－２０２６－０００００１２"), "TS-2026-0000012");
        assert_eq!(super::plain(" TS–2026–0000012 "), "TS-2026-0000012");
    }
}
