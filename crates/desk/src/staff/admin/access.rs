//! How staff sign in: who has to have a second factor, who lacks one, and what can be done for somebody whose device is lost
//! or whose account somebody else may hold.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::organisation::{FactorRemovalReason, Right, Role};
use office::{OfficeError, SignInState};
use strum::IntoEnumIterator;

use super::users::ROLES;
use crate::Desk;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem, see};
use crate::staff::shown::{Stamp, institution_name};
use crate::staff::slice::Slice;
use crate::staff::step::choice::Choice;
use crate::staff::typed::Typed;

const PATH: &str = "/desk/admin/access";

/// Somebody who lacks a second factor.
pub(crate) struct Line {
    pub login: String,
    pub name: String,
    pub institution: String,
    pub href: String,
}

/// How one member of staff signs in.
pub(crate) struct Person {
    pub login: String,
    pub name: String,
    pub password: String,
    pub second_factor: Option<Stamp>,
    pub required: bool,
    pub codes_left: u64,
    pub linked: Option<Stamp>,
    pub sessions: u64,
    pub seen: Option<Stamp>,
    /// Whether it is the reader: nobody resets their own.
    pub own: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/access.html")]
pub(crate) struct AccessPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub roles: Vec<Choice>,
    /// Whether the reader may say who has to have a second factor.
    pub rules: bool,
    pub lines: Vec<Line>,
    pub slice: Slice,
    pub wanted: String,
    pub person: Option<Person>,
    pub reasons: Vec<Choice>,
    pub errors: Vec<Problem>,
}

/// `GET /desk/admin/access`, `?login=` to see one member of staff.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    Ok(Html(page(&desk, &staff, &query, Vec::new()).await?).into_response())
}

/// `POST /desk/admin/access`.
pub(crate) async fn act(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (office, caller, login) = (&desk.office, staff.caller(), typed.shown("login"));
    let back = |done: &str| see(&format!("{PATH}?login={}&done={done}#person", encoded(login)));
    let refused = match typed.get("act") {
        Some("rules") => {
            let roles: BTreeSet<Role> = typed.all("role").filter_map(|role| role.parse().ok()).collect();
            office.require_second_factor(caller, roles).await?;
            return Ok(see(&format!("{PATH}?done=second-factor-rules")));
        }
        Some("end") => {
            office.sessions_end_for(caller, login).await?;
            return Ok(back("sessions"));
        }
        Some("unlink") => {
            office.subject_unlink(caller, login).await?;
            return Ok(back("unlinked"));
        }
        Some("reset") => match typed.get("reason").and_then(|reason| reason.parse().ok()) {
            None => Problem {
                field: "reason".to_owned(),
                name: "reason".to_owned(),
                sentence: staff.words.t("error-missing"),
            },
            Some(reason) => match office.second_factor_reset(caller, login, reason).await {
                Ok(()) => return Ok(back("second-factor-reset")),
                Err(OfficeError::Invalid(errors)) => match errors.first() {
                    Some(error) => Problem::of_field(error, &staff.words),
                    None => return Ok(see(PATH)),
                },
                Err(other) => return Err(other.into()),
            },
        },
        _ => return Err(PageError::not_found()),
    };
    let shown = page(&desk, &staff, &typed, vec![refused]).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    query: &Typed,
    mut errors: Vec<Problem>,
) -> Result<AccessPage, PageError> {
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let lacking = desk.office.without_second_factor(staff.caller()).await?;
    let (slice, lacking) = Slice::of(PATH, query, lacking);
    let lines = lacking.into_iter().map(|user| Line {
        institution: institution_name(&organisation, user.institution_id, words),
        href: format!("{PATH}?login={}#person", encoded(&user.login)),
        name: user.display_name,
        login: user.login,
    });
    let role = |role: &Role| Choice {
        chosen: organisation.second_factor_roles.contains(role),
        ..Choice::new(role.as_ref(), words.t(&format!("role-{role}")))
    };
    let reason = |reason: FactorRemovalReason| {
        Choice::new(reason.as_ref(), words.t(&format!("factor_reason-{reason}")))
    };
    let wanted = query.shown("login").trim().to_owned();
    let person = match wanted.is_empty() {
        true => None,
        false => match desk.office.sign_in_state(staff.caller(), &wanted).await {
            Ok(state) => Some(person(desk, staff, state)),
            Err(OfficeError::NotFound { .. }) => {
                errors.push(Problem {
                    field: "login".to_owned(),
                    name: "login".to_owned(),
                    sentence: words.t("error-staff_unknown"),
                });
                None
            }
            Err(other) => return Err(other.into()),
        },
    };
    Ok(AccessPage {
        page: Frame::new(desk, staff, words.t("admin-access"), PATH).told(query),
        tabs: super::tabs("access", words),
        roles: ROLES.iter().map(role).collect(),
        rules: staff.caller().require_installation(Right::Administer, &organisation.tree).is_ok(),
        lines: lines.collect(),
        slice,
        wanted,
        person,
        reasons: FactorRemovalReason::iter().map(reason).collect(),
        errors,
    })
}

fn person(desk: &Desk, staff: &Staff, state: SignInState) -> Person {
    let organisation = desk.office.organisation();
    let zone = &desk.office.book().zone;
    let user = organisation.users.values().find(|user| user.login == state.login);
    let password = match (state.password, state.one_time) {
        (false, _) => "access-password-none",
        (true, true) => "access-password-one-time",
        (true, false) => "access-password-own",
    };
    Person {
        own: user.is_some_and(|user| user.user_id == staff.signed_in.user_id),
        name: user.map(|user| user.display_name.clone()).unwrap_or_default(),
        password: staff.words.t(password),
        second_factor: state.second_factor_at.map(|at| Stamp::new(at, zone)),
        required: state.second_factor_required,
        codes_left: state.codes_left,
        linked: state.linked_at.map(|at| Stamp::new(at, zone)),
        sessions: state.sessions,
        seen: state.seen_at.map(|at| Stamp::new(at, zone)),
        login: state.login,
    }
}
