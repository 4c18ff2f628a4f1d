//! Staff and what they are trusted with: each role holds over an institution and all below it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::organisation::Role;
use office::{OfficeError, StaffInput, UserRow};

use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem};
use crate::staff::shown::institution_name;
use crate::staff::slice::Slice;
use crate::staff::step::choice::{Choice, ChoiceGroup};
use crate::staff::step::form::{Control, FieldGroup, ShownField};
use crate::staff::typed::Typed;

const PATH: &str = "/desk/admin/users";

/// The roles, those most given first.
pub(crate) const ROLES: [Role; 8] = [
    Role::Intake,
    Role::Handler,
    Role::Approver,
    Role::SeniorManager,
    Role::Officer,
    Role::Supervisor,
    Role::Auditor,
    Role::Administrator,
];

/// Rows of roles a form has.
const ROLE_ROWS: usize = 4;

/// A member of staff as a line of the list.
pub(crate) struct Line {
    pub login: String,
    pub name: String,
    pub institution: String,
    pub roles: Vec<String>,
    pub active: bool,
    pub href: String,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/users.html")]
pub(crate) struct UsersPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub lines: Vec<Line>,
    pub slice: Slice,
    pub groups: Vec<FieldGroup>,
    pub errors: Vec<Problem>,
    pub heading: String,
    pub editing: bool,
    /// How the member of staff in the form signs in; empty for a new one.
    pub access: String,
}

/// `GET /desk/admin/users`, `?login=` to change one.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let organisation = desk.office.organisation();
    let found = organisation.users.values().find(|user| query.get("login") == Some(user.login.as_str()));
    let typed = found.map(|user| filled(&desk, user));
    Ok(Html(page(&desk, &staff, typed.as_ref(), Vec::new(), &query)).into_response())
}

/// `POST /desk/admin/users`.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut roles = Vec::new();
    for row in 1..=ROLE_ROWS {
        if let Some(role) = typed.get(&format!("role_{row}")) {
            let at = typed.get(&format!("role_{row}_at")).map(|at| format!("@{at}")).unwrap_or_default();
            roles.push(format!("{role}{at}"));
        }
    }
    let input = StaffInput {
        login: typed.owned("login").unwrap_or_default(),
        display_name: typed.owned("display_name").unwrap_or_default(),
        institution: typed.owned("institution").unwrap_or_default(),
        roles,
        password: typed
            .0
            .iter()
            .find(|(name, value)| name == "password" && !value.is_empty())
            .map(|(_, value)| value.clone()),
        active: typed.ticked("active"),
    };
    match desk.office.set_staff(staff.caller(), input).await {
        Ok(_) => Ok(Redirect::to(&format!("{PATH}?done=user")).into_response()),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            let shown = page(&desk, &staff, Some(&typed), problems, &typed);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// A member of staff as their form would have been filled.
fn filled(desk: &Desk, user: &UserRow) -> Typed {
    let organisation = desk.office.organisation();
    let code_of = |id| organisation.tree.get(id).map(|found| found.code.clone()).unwrap_or_default();
    let mut pairs = vec![
        ("login".to_owned(), user.login.clone()),
        ("display_name".to_owned(), user.display_name.clone()),
        ("institution".to_owned(), code_of(user.institution_id)),
        ("active".to_owned(), if user.active { "1" } else { "" }.to_owned()),
    ];
    for (row, role) in (1..).zip(&user.roles) {
        pairs.push((format!("role_{row}"), role.role.clone()));
        pairs.push((format!("role_{row}_at"), code_of(role.institution_id)));
    }
    Typed(pairs)
}

fn page(desk: &Desk, staff: &Staff, typed: Option<&Typed>, errors: Vec<Problem>, query: &Typed) -> UsersPage {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let (slice, lines) = Slice::of(PATH, query, organisation.users.values());
    let lines = lines.into_iter().map(|user| Line {
        login: user.login.clone(),
        name: user.display_name.clone(),
        institution: institution_name(&organisation, user.institution_id, words),
        roles: user
            .roles
            .iter()
            .map(|role| {
                let name = institution_name(&organisation, role.institution_id, words);
                words.t2("role-at", "role", words.t(&format!("role-{}", role.role)), "institution", name)
            })
            .collect(),
        active: user.active,
        href: format!("{PATH}?login={}#form", crate::encoded::encoded(&user.login)),
    });
    let sentence = |name: &str| {
        let found = errors.iter().find(|error| error.name == name);
        found.map(|error| error.sentence.clone()).unwrap_or_default()
    };
    let field = |name: &str, label: &str, optional: bool, control: Control| ShownField {
        id: name.to_owned(),
        name: name.to_owned(),
        label: words.t(&format!("user-{label}")),
        optional,
        hint: String::new(),
        error: sentence(if name == "role_1" { "roles" } else { name }),
        control,
    };
    let value = |name: &str| typed.map(|typed| typed.shown(name).to_owned()).unwrap_or_default();
    let chosen = |name: &str, value: &str| typed.is_some_and(|typed| typed.get(name) == Some(value));
    let one = |choices: Vec<Choice>| Control::Select(vec![ChoiceGroup { label: String::new(), choices }]);
    let institutions = |name: &str| -> Vec<Choice> {
        let choice = |(id, institution): (_, &domain::organisation::Institution)| Choice {
            chosen: chosen(name, &institution.code),
            ..Choice::new(&institution.code, institution_name(&organisation, id, words))
        };
        organisation.tree.iter().map(choice).collect()
    };
    let roles = |name: &str| -> Vec<Choice> {
        let choice = |role: &Role| Choice {
            chosen: chosen(name, role.as_ref()),
            ..Choice::new(role.as_ref(), words.t(&format!("role-{role}")))
        };
        ROLES.iter().map(choice).collect()
    };
    let active = typed.is_none_or(|typed| typed.ticked("active"));
    let known = typed.is_some_and(|typed| {
        organisation.users.values().any(|user| typed.get("login") == Some(user.login.as_str()))
    });
    let account = vec![
        field("login", "login", false, Control::Line("text", "text", value("login"))),
        field("display_name", "display_name", false, Control::Line("text", "text", value("display_name"))),
        field("institution", "institution", false, one(institutions("institution"))),
        field("password", "password", known, Control::Line("password", "", String::new())),
        field("active", "active", false, Control::Switch(active)),
    ];
    let mut granted = Vec::new();
    for row in 1..=ROLE_ROWS {
        let (role, at) = (format!("role_{row}"), format!("role_{row}_at"));
        granted.push(field(&role, "role", true, one(roles(&role))));
        granted.push(field(&at, "role_at", true, one(institutions(&at))));
    }
    let groups = vec![
        FieldGroup { fields: account, ..FieldGroup::default() },
        FieldGroup { legend: words.t("user-roles"), fields: granted, ..FieldGroup::default() },
    ];
    UsersPage {
        page: Frame::new(desk, staff, words.t("admin-users"), PATH).told(query),
        tabs: super::tabs("users", words),
        lines: lines.collect(),
        slice,
        groups,
        access: match (known, value("login")) {
            (true, login) => format!("/desk/admin/access?login={}#person", crate::encoded::encoded(&login)),
            (false, _) => String::new(),
        },
        heading: words.t(if known { "user-change" } else { "user-enter" }),
        editing: typed.is_some(),
        errors,
    }
}
