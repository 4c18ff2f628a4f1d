//! One's own settings: the password, the second factor, where one is signed in. Language and large type stand at the top of
//! every page.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::{OfficeError, Owed, SecondFactor, SessionInfo};

use super::frame::{Frame, NavGroup, Problem, see};
use super::shown::{Stamp, institution_name};
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};

/// The path of the page.
pub(crate) const PATH: &str = "/desk/me";
/// Where sessions are ended.
pub(crate) const SESSIONS_PATH: &str = "/desk/me/sessions";

/// A session as a line.
pub(crate) struct SessionLine {
    pub handle: String,
    pub device: String,
    pub network: String,
    pub began: Stamp,
    pub seen: Stamp,
    pub second_factor: bool,
    pub current: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/me.html")]
pub(crate) struct MePage {
    pub page: Frame,
    pub login: String,
    pub institution: String,
    pub roles: Vec<String>,
    /// How it stands with the second factor, in a sentence.
    pub second_factor: String,
    pub sessions: Vec<SessionLine>,
    /// Whether a password of one's own has to be set before anything else.
    pub owed: bool,
    pub errors: Vec<Problem>,
}

/// `GET /desk/me`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    Ok(Html(page(&desk, &staff, &query, Vec::new()).await?).into_response())
}

/// `POST /desk/me`: a new password. All sessions end, so that whoever had the old one is out.
pub(crate) async fn change_password(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let secret = |name: &str| typed.shown(name).to_owned();
    let (status, problems) = if secret("new") != secret("again") {
        let problem = Problem {
            field: "again".to_owned(),
            name: "again".to_owned(),
            sentence: words.t("password-different"),
        };
        (StatusCode::UNPROCESSABLE_ENTITY, vec![problem])
    } else {
        let network = format!("session:{}", staff.signed_in.user_id);
        match desk.office.change_password(staff.caller(), secret("old"), secret("new"), network).await {
            Ok(()) => return Ok(Redirect::to("/desk/sign-in").into_response()),
            Err(OfficeError::Invalid(errors)) => {
                let problems = errors.iter().map(|error| Problem::of_field(error, words)).collect();
                (StatusCode::UNPROCESSABLE_ENTITY, problems)
            }
            Err(OfficeError::Throttled { seconds }) => {
                let wait = i64::try_from(seconds).unwrap_or(i64::MAX);
                let sentence = words.t1("sign-in-throttled", "seconds", wait);
                (StatusCode::TOO_MANY_REQUESTS, vec![Problem::of_case(sentence)])
            }
            Err(other) => return Err(other.into()),
        }
    };
    Ok((status, Html(page(&desk, &staff, &Typed::default(), problems).await?)).into_response())
}

/// `POST /desk/me/sessions`: ends one, or all others.
pub(crate) async fn end_sessions(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    match typed.get("end") {
        Some("others") => {
            desk.office.sessions_end_others(&staff.signed_in).await?;
        }
        Some(handle) => match desk.office.session_end(&staff.signed_in, handle).await {
            // It ended by itself meanwhile.
            Ok(()) | Err(OfficeError::NotFound { .. }) => {}
            Err(other) => return Err(other.into()),
        },
        None => {}
    }
    Ok(see(&format!("{PATH}?done=sessions#sessions")))
}

async fn page(desk: &Desk, staff: &Staff, query: &Typed, errors: Vec<Problem>) -> Result<MePage, PageError> {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let zone = &desk.office.book().zone;
    let user = organisation.users.get(&staff.signed_in.user_id);
    let roles = user.map(|user| user.roles.as_slice()).unwrap_or_default().iter().map(|role| {
        let name = institution_name(&organisation, role.institution_id, words);
        words.t2("role-at", "role", words.t(&format!("role-{}", role.role)), "institution", name)
    });
    let known = |said: String| if said.is_empty() { words.t("session-unknown") } else { said };
    let line = |session: SessionInfo| SessionLine {
        handle: session.handle,
        device: known(session.family),
        network: known(session.network),
        began: Stamp::new(session.created_at, zone),
        seen: Stamp::new(session.seen_at, zone),
        second_factor: session.second_factor,
        current: session.current,
    };
    let second_factor = match desk.office.second_factor(staff.caller()).await? {
        SecondFactor::Confirmed { .. } => words.t("second-factor-on"),
        SecondFactor::Begun { .. } => words.t("second-factor-begun"),
        SecondFactor::None => words.t("second-factor-off"),
    };
    Ok(MePage {
        page: Frame::new(desk, staff, words.t("me-title"), PATH).told(query),
        login: user.map(|user| user.login.clone()).unwrap_or_default(),
        institution: user
            .map(|user| institution_name(&organisation, user.institution_id, words))
            .unwrap_or_default(),
        roles: roles.collect(),
        second_factor,
        sessions: desk.office.sessions(&staff.signed_in).await?.into_iter().map(line).collect(),
        owed: staff.signed_in.owes == Some(Owed::Password),
        errors,
    })
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
