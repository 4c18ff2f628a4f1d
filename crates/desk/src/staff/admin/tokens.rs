//! Tokens: what programs sign in with. A token is shown once.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::OfficeError;

use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem};
use crate::staff::shown::Stamp;
use crate::staff::slice::Slice;
use crate::staff::step::choice::Choice;
use crate::staff::typed::Typed;

const PATH: &str = "/desk/admin/tokens";

/// A token as a line of the list.
pub(crate) struct Line {
    pub fingerprint: String,
    pub login: String,
    pub label: String,
    pub created: Stamp,
    pub expires: Option<Stamp>,
    pub revoked: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/tokens.html")]
pub(crate) struct TokensPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub lines: Vec<Line>,
    pub slice: Slice,
    pub users: Vec<Choice>,
    pub label: String,
    pub days: String,
    pub errors: Vec<Problem>,
    /// The token just made; shown now and never again.
    pub made: String,
}

/// `GET /desk/admin/tokens`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    Ok(Html(page(&desk, &staff, &query, Vec::new(), String::new()).await?).into_response())
}

/// `POST /desk/admin/tokens`: makes one, or takes one back.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    if let Some(fingerprint) = typed.get("revoke") {
        desk.office.revoke_token(staff.caller(), fingerprint).await?;
        return Ok(Redirect::to(PATH).into_response());
    }
    let words = &staff.words;
    let days = match typed.get("days").map(str::parse::<u32>) {
        None => None,
        Some(Ok(days)) => Some(days),
        Some(Err(_)) => {
            let problem = Problem {
                field: "days".to_owned(),
                name: "days".to_owned(),
                sentence: words.t("error-count_form"),
            };
            let shown = page(&desk, &staff, &typed, vec![problem], String::new()).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response());
        }
    };
    let login = typed.get("login").unwrap_or_default();
    let label = typed.get("label").unwrap_or_default();
    match desk.office.create_token(staff.caller(), login, label, days).await {
        Ok(token) => {
            Ok(Html(page(&desk, &staff, &Typed::default(), Vec::new(), token.token).await?).into_response())
        }
        Err(OfficeError::NotFound { .. }) => {
            let problem = Problem {
                field: "login".to_owned(),
                name: "login".to_owned(),
                sentence: words.t("error-missing"),
            };
            let shown = page(&desk, &staff, &typed, vec![problem], String::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
        }
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, words)).collect();
            let shown = page(&desk, &staff, &typed, problems, String::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    query: &Typed,
    errors: Vec<Problem>,
    made: String,
) -> Result<TokensPage, PageError> {
    let words = &staff.words;
    let zone = &desk.office.book().zone;
    let tokens = desk.office.tokens(staff.caller()).await?;
    let (slice, tokens) = Slice::of(PATH, query, tokens);
    let lines = tokens.into_iter().map(|token| Line {
        fingerprint: token.fingerprint,
        login: token.login,
        label: token.label,
        created: Stamp::new(token.created_at, zone),
        expires: token.expires_at.map(|at| Stamp::new(at, zone)),
        revoked: token.revoked,
    });
    let organisation = desk.office.organisation();
    let users = organisation.users.values().filter(|user| user.active).map(|user| Choice {
        chosen: query.get("login") == Some(user.login.as_str()),
        ..Choice::new(&user.login, format!("{} {}", user.display_name, user.login))
    });
    Ok(TokensPage {
        page: Frame::new(desk, staff, words.t("admin-tokens"), PATH),
        tabs: super::tabs("tokens", words),
        lines: lines.collect(),
        slice,
        users: users.collect(),
        label: query.shown("label").to_owned(),
        days: query.shown("days").to_owned(),
        errors,
        made,
    })
}
