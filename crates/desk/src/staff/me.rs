//! One's own settings: the password. Language and large type stand at the top of every page.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::OfficeError;

use super::frame::{Frame, NavGroup, Problem};
use super::shown::institution_name;
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError, field_sentence};

/// The page.
#[derive(Template)]
#[template(path = "staff/me.html")]
pub(crate) struct MePage {
    pub page: Frame,
    pub login: String,
    pub institution: String,
    pub roles: Vec<String>,
    pub errors: Vec<Problem>,
}

/// `GET /desk/me`.
pub(crate) async fn show(State(desk): State<Arc<Desk>>, staff: Staff) -> Result<Response, PageError> {
    Ok(Html(page(&desk, &staff, Vec::new())).into_response())
}

/// `POST /desk/me`: a new password. All sessions end, so that whoever had the old one is out.
pub(crate) async fn change_password(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let secret = |name: &str| {
        typed.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let again =
        |status: StatusCode, problems| Ok((status, Html(page(&desk, &staff, problems))).into_response());
    if secret("new") != secret("again") {
        let problem = Problem {
            field: "again".to_owned(),
            name: "again".to_owned(),
            sentence: words.t("password-different"),
        };
        return again(StatusCode::UNPROCESSABLE_ENTITY, vec![problem]);
    }
    match desk
        .office
        .change_password(
            staff.caller(),
            secret("old"),
            secret("new"),
            format!("session:{}", staff.signed_in.user_id),
        )
        .await
    {
        Ok(()) => Ok(Redirect::to("/desk/sign-in").into_response()),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem {
                field: error.field.clone(),
                name: error.field.clone(),
                sentence: field_sentence(error, words),
            });
            again(StatusCode::UNPROCESSABLE_ENTITY, problems.collect())
        }
        Err(OfficeError::Throttled { seconds }) => {
            let wait = i64::try_from(seconds).unwrap_or(i64::MAX);
            let sentence = words.t1("sign-in-throttled", "seconds", wait);
            again(StatusCode::TOO_MANY_REQUESTS, vec![Problem::of_case(sentence)])
        }
        Err(other) => Err(other.into()),
    }
}

fn page(desk: &Desk, staff: &Staff, errors: Vec<Problem>) -> MePage {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let user = organisation.users.get(&staff.signed_in.user_id);
    let roles = user.map(|user| user.roles.as_slice()).unwrap_or_default().iter().map(|role| {
        let name = institution_name(&organisation, role.institution_id, words);
        words.t2("role-at", "role", words.t(&format!("role-{}", role.role)), "institution", name)
    });
    MePage {
        page: Frame::new(desk, staff, words.t("me-title"), "/desk/me"),
        login: user.map(|user| user.login.clone()).unwrap_or_default(),
        institution: user
            .map(|user| institution_name(&organisation, user.institution_id, words))
            .unwrap_or_default(),
        roles: roles.collect(),
        errors,
    }
}

/// The navigation as a page, for narrow screens without script.
#[derive(Template)]
#[template(path = "staff/menu.html")]
pub(crate) struct MenuPage {
    pub page: Frame,
    pub groups: Vec<NavGroup>,
}

/// `GET /desk/menu`.
pub(crate) async fn menu(State(desk): State<Arc<Desk>>, staff: Staff) -> Result<Response, PageError> {
    let page = Frame::new(&desk, &staff, staff.words.t("nav-menu"), "/desk/menu");
    Ok(Html(MenuPage { groups: page.nav.clone(), page }).into_response())
}
