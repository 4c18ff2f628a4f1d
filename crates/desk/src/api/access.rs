//! How staff sign in: who has to have a second factor, and what an administrator does for one of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::organisation::{FactorRemovalReason, Right, Role};
use domain::schema::Moment;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use office::{FieldError, NewPasswords, StaffImport};

use super::body::{Given, ok};
use super::operation::Operation;
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

pub(crate) fn operations() -> Vec<Operation> {
    let administer = Guard::Token(Right::Administer);
    vec![
        Operation::get(
            ("getSignInState", "Read how a member of staff signs in"),
            "/api/v1/users/{login}/sign-in",
            administer,
            state,
        )
        .answers::<SignInStateOut>(200),
        Operation::post(
            ("endSessions", "End all sessions of a member of staff"),
            "/api/v1/users/{login}/sessions/end",
            administer,
            end_sessions,
        )
        .described("Tokens are not sessions: they are taken back one by one.")
        .answers::<SessionsEnded>(200),
        Operation::post(
            ("resetSecondFactor", "Remove the second factor of a member of staff"),
            "/api/v1/users/{login}/second-factor/reset",
            administer,
            reset,
        )
        .described("Their sessions end. Nobody does it for themselves.")
        .takes::<Reset>()
        .answers_nothing(),
        Operation::get(
            ("getSecondFactorRoles", "Read which roles have to have a second factor"),
            "/api/v1/second-factor",
            administer,
            rules,
        )
        .answers::<Rules>(200),
        Operation::put(
            ("setSecondFactorRoles", "Say which roles have to have a second factor"),
            "/api/v1/second-factor",
            administer,
            set_rules,
        )
        .described("Who holds one of them and has none sets it up at the next page, before anything else.")
        .takes::<RulesInput>()
        .answers::<Rules>(200),
        Operation::post(
            ("checkStaffImport", "See what a file of staff would do"),
            "/api/v1/staff-import/check",
            administer,
            check_import,
        )
        .described("Changes nothing.")
        .takes::<ImportInput>()
        .answers::<StaffImported>(200),
        Operation::post(
            ("importStaff", "Take a file of staff in"),
            "/api/v1/staff-import",
            administer,
            import,
        )
        .described(
            "Rows enter or change members of staff by sign-in name; those that can be used go in together. The same file again \
             changes nothing.",
        )
        .takes::<ImportInput>()
        .answers::<StaffImported>(200),
    ]
}

/// How a member of staff signs in.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SignInState")]
pub(crate) struct SignInStateOut {
    login: String,
    /// Whether they have a password.
    password: bool,
    /// Whether it was set by somebody else and is good for one sign-in.
    one_time: bool,
    /// Since when they have a second factor.
    #[schemars(with = "Option<Moment>")]
    second_factor_at: Option<Timestamp>,
    /// Whether a role of theirs has to have one.
    second_factor_required: bool,
    /// How many recovery codes they have left.
    recovery_codes_left: u64,
    /// Since when it is known who they are to the issuer.
    #[schemars(with = "Option<Moment>")]
    linked_at: Option<Timestamp>,
    /// How many sessions run.
    sessions: u64,
    /// When they were last seen in one of them, give or take five minutes.
    #[schemars(with = "Option<Moment>")]
    seen_at: Option<Timestamp>,
}

/// `GET /users/{login}/sign-in`.
async fn state(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(login): Path<String>,
) -> Result<Response, Problem> {
    let found = desk.office.sign_in_state(&caller, &login).await?;
    Ok(ok(&SignInStateOut {
        login: found.login,
        password: found.password,
        one_time: found.one_time,
        second_factor_at: found.second_factor_at,
        second_factor_required: found.second_factor_required,
        recovery_codes_left: found.codes_left,
        linked_at: found.linked_at,
        sessions: found.sessions,
        seen_at: found.seen_at,
    }))
}

/// What came of ending sessions.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SessionsEnded {
    /// How many there were.
    sessions: u64,
}

/// `POST /users/{login}/sessions/end`.
async fn end_sessions(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(login): Path<String>,
) -> Result<Response, Problem> {
    Ok(ok(&SessionsEnded { sessions: desk.office.sessions_end_for(&caller, &login).await? }))
}

/// Why a second factor is removed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reset {
    reason: FactorRemovalReason,
}

/// `POST /users/{login}/second-factor/reset`.
async fn reset(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(login): Path<String>,
    Given(input): Given<Reset>,
) -> Result<Response, Problem> {
    desk.office.second_factor_reset(&caller, &login, input.reason).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Which roles have to have a second factor.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SecondFactorRoles")]
pub(crate) struct Rules {
    /// Whoever holds one of these anywhere.
    roles: Vec<&'static str>,
    /// Sign-in names of those within reach who have to have one and have none.
    lacking: Vec<String>,
}

/// Which roles have to have a second factor from now on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SecondFactorRolesInput")]
pub(crate) struct RulesInput {
    /// `intake`, `handler`, `approver`, `senior_manager`, `officer`, `supervisor`, `auditor`, `administrator`.
    roles: Vec<String>,
}

/// `GET /second-factor`.
async fn rules(State(desk): State<Arc<Desk>>, Client(caller): Client) -> Result<Response, Problem> {
    said(&desk, &caller).await
}

/// `PUT /second-factor`.
async fn set_rules(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Given(input): Given<RulesInput>,
) -> Result<Response, Problem> {
    let mut roles = BTreeSet::new();
    for word in &input.roles {
        match word.parse::<Role>() {
            Ok(role) => roles.insert(role),
            Err(_) => {
                let message = format!("`{word}` is no role");
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return Err(Problem::of_field(status, "role_unknown", "roles", message));
            }
        };
    }
    desk.office.require_second_factor(&caller, roles).await?;
    said(&desk, &caller).await
}

async fn said(desk: &Desk, caller: &office::Caller) -> Result<Response, Problem> {
    let lacking = desk.office.without_second_factor(caller).await?;
    Ok(ok(&Rules {
        roles: desk.office.organisation().second_factor_roles.iter().map(<&'static str>::from).collect(),
        lacking: lacking.into_iter().map(|user| user.login).collect(),
    }))
}

/// A file of staff.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StaffImportInput")]
pub(crate) struct ImportInput {
    /// Comma-separated values. The first line names the columns: `login`, `name`, `institution`, and perhaps `roles` (parted
    /// by `;`) and `active`.
    text: String,
    /// Whether new members of staff get a one-time password.
    #[serde(default)]
    passwords: bool,
}

/// What becomes of a file of staff.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StaffImported {
    rows: Vec<ImportedRow>,
}

/// A row and what becomes of it.
#[derive(Serialize, JsonSchema)]
struct ImportedRow {
    /// The line on which it begins, from 1.
    line: u64,
    /// The sign-in name, as the row says it.
    login: String,
    /// `entered`, `changed`, `as_before` or `rejected`.
    fate: &'static str,
    /// Why it is rejected.
    errors: Vec<RowError>,
    /// The one-time password of somebody new. Shown only here.
    password: Option<String>,
}

/// What is wrong with a row.
#[derive(Serialize, JsonSchema)]
struct RowError {
    field: String,
    code: String,
    message: String,
}

/// `POST /staff-import/check`.
async fn check_import(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Given(input): Given<ImportInput>,
) -> Result<Response, Problem> {
    Ok(imported(desk.office.staff_import_check(&caller, input.text.as_bytes()).await?))
}

/// `POST /staff-import`.
async fn import(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Given(input): Given<ImportInput>,
) -> Result<Response, Problem> {
    let passwords = if input.passwords { NewPasswords::OneTime } else { NewPasswords::None };
    Ok(imported(desk.office.staff_import(&caller, input.text.as_bytes(), passwords).await?))
}

fn imported(import: StaffImport) -> Response {
    let error = |error: FieldError| RowError { field: error.field, code: error.code, message: error.message };
    let rows = import.rows.into_iter().map(|row| ImportedRow {
        line: row.line,
        login: row.login,
        fate: row.fate.into(),
        errors: row.errors.into_iter().map(error).collect(),
        password: row.password,
    });
    ok(&StaffImported { rows: rows.collect() })
}
