//! Institutions, staff and their tokens.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::id::{InstitutionId, UserId};
use domain::organisation::{Institution, Right};
use domain::schema::Moment;
use jiff::Timestamp;
use office::{Caller, InstitutionInput, OfficeError, Organisation, Scope, StaffInput};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::{Given, json, ok};
use super::case_row::institution_code;
use super::operation::Operation;
use super::paging::{PAGE, Wanted, linked};
use super::parameters::Asked;
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

pub(crate) fn operations() -> Vec<Operation> {
    let administer = Guard::Token(Right::Administer);
    vec![
        Operation::get(
            ("listInstitutions", "List institutions"),
            "/api/v1/institutions",
            Guard::TokenAny,
            institutions,
        )
        .asking(PAGE)
        .answers::<Institutions<'_>>(200),
        Operation::put(
            ("setInstitution", "Enter or change an institution"),
            "/api/v1/institutions/{code}",
            administer,
            set_institution,
        )
        .described("The code in the address and the one in the body are the same.")
        .takes::<InstitutionInput>()
        .answers::<InstitutionOut<'_>>(200),
        Operation::get(("listUsers", "List staff"), "/api/v1/users", Guard::TokenAny, users)
            .described("Those who work where the caller sees cases; all of them for an administrator.")
            .asking(PAGE)
            .answers::<Users<'_>>(200),
        Operation::get(("getUser", "Read a member of staff"), "/api/v1/users/{login}", Guard::TokenAny, user)
            .answers::<UserOut<'_>>(200),
        Operation::put(
            ("setUser", "Enter or change a member of staff"),
            "/api/v1/users/{login}",
            administer,
            set_user,
        )
        .described("The name in the address and the one in the body are the same.")
        .takes::<StaffInput>()
        .answers::<UserOut<'_>>(200),
        Operation::get(("listTokens", "List tokens"), "/api/v1/tokens", administer, tokens)
            .asking(PAGE)
            .answers::<Tokens>(200),
        Operation::post(("createToken", "Make a token"), "/api/v1/tokens", administer, create_token)
            .takes::<TokenInput>()
            .answers::<TokenMade>(201)
            .may_be_refused(),
        Operation::post(
            ("revokeToken", "Take a token back"),
            "/api/v1/tokens/{fingerprint}/revoke",
            administer,
            revoke_token,
        )
        .answers_nothing(),
    ]
}

/// Institutions, in the order they were entered.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Institutions<'a> {
    institutions: Vec<InstitutionOut<'a>>,
    /// Goes on after the last one, if there are more.
    next: Option<String>,
}

/// An institution.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Institution")]
pub(crate) struct InstitutionOut<'a> {
    /// What commands name it by.
    institution_id: u64,
    code: &'a str,
    name_zh: &'a str,
    name_en: &'a str,
    level: &'static str,
    /// The code of its legal superior, which approves and reviews.
    superior: Option<&'a str>,
    /// Province, city, district.
    region: [&'a str; 3],
    /// Codes of the supervisors' desks that see its cases.
    supervised_by: Vec<&'a str>,
    /// Whether it takes new work.
    active: bool,
}

fn institution<'a>(
    id: InstitutionId,
    found: &'a Institution,
    organisation: &'a Organisation,
) -> InstitutionOut<'a> {
    let region = &found.region;
    InstitutionOut {
        institution_id: id.0,
        code: &found.code,
        name_zh: &found.name_zh,
        name_en: &found.name_en,
        level: found.level.into(),
        superior: found.superior.map(|superior| institution_code(organisation, superior)),
        region: [&region.province, &region.city, &region.district],
        supervised_by: found.supervised_by.iter().map(|desk| institution_code(organisation, *desk)).collect(),
        active: found.active,
    }
}

/// `GET /institutions`.
async fn institutions(
    State(desk): State<Arc<Desk>>,
    _: Client,
    uri: Uri,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&mut asked);
    asked.finish(&[PAGE])?;
    let organisation = desk.office.organisation();
    let (page, next) = wanted.page(organisation.tree.iter(), |(id, _)| id.0)?;
    let institutions = page.into_iter().map(|(id, found)| institution(id, found, &organisation)).collect();
    let response = ok(&Institutions { institutions, next: next.clone() });
    Ok(linked(response, &uri, next.as_deref(), None))
}

/// `PUT /institutions/{code}`.
async fn set_institution(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(code): Path<String>,
    Given(input): Given<InstitutionInput>,
) -> Result<Response, Problem> {
    same_name("code", &code, &input.code)?;
    let id = desk.office.set_institution(&caller, input).await?;
    let organisation = desk.office.organisation();
    let found = organisation.tree.get(id).ok_or(OfficeError::NotFound { what: "institution" })?;
    Ok(ok(&institution(id, found, &organisation)))
}

pub(super) fn same_name(field: &'static str, address: &str, body: &str) -> Result<(), Problem> {
    if address == body.trim() {
        return Ok(());
    }
    let message = format!("`{body}` is not the `{address}` of the address");
    Err(Problem::of_field(StatusCode::UNPROCESSABLE_ENTITY, "name_differs", field, message))
}

/// Members of staff.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Users<'a> {
    users: Vec<UserOut<'a>>,
    /// Goes on after the last one, if there are more.
    next: Option<String>,
}

/// A member of staff.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "User")]
pub(crate) struct UserOut<'a> {
    /// What commands name them by.
    user_id: u64,
    login: &'a str,
    display_name: &'a str,
    /// The code of the institution where they work.
    institution: &'a str,
    /// Roles with where they hold, `approver@HQ`.
    roles: Vec<String>,
    /// Whether they may sign in.
    active: bool,
}

fn user_out(id: UserId, organisation: &Organisation) -> Option<UserOut<'_>> {
    let user = organisation.users.get(&id)?;
    let roles = user
        .roles
        .iter()
        .map(|role| format!("{}@{}", role.role, institution_code(organisation, role.institution_id)));
    Some(UserOut {
        user_id: id.0,
        login: &user.login,
        display_name: &user.display_name,
        institution: institution_code(organisation, user.institution_id),
        roles: roles.collect(),
        active: user.active,
    })
}

/// Whom a caller may know of: colleagues where they see cases, everybody for an administrator, always themselves.
pub(crate) fn known(caller: &Caller, organisation: &Organisation) -> Vec<UserId> {
    let everybody = caller.may_somewhere(Right::Administer);
    let scope = caller.scope(Right::See, &organisation.tree);
    let own = caller.actor().user();
    let sees = |institution: InstitutionId| match &scope {
        Scope::All => true,
        Scope::Institutions(institutions) => institutions.contains(&institution),
    };
    let users = organisation.users.iter();
    let known = users.filter(|(id, user)| everybody || Some(**id) == own || sees(user.institution_id));
    known.map(|(id, _)| *id).collect()
}

/// `GET /users`.
async fn users(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    uri: Uri,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&mut asked);
    asked.finish(&[PAGE])?;
    let organisation = desk.office.organisation();
    let (page, next) = wanted.page(known(&caller, &organisation).into_iter(), |id| id.0)?;
    let users = page.into_iter().filter_map(|id| user_out(id, &organisation)).collect();
    let response = ok(&Users { users, next: next.clone() });
    Ok(linked(response, &uri, next.as_deref(), None))
}

/// `GET /users/{login}`.
async fn user(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(login): Path<String>,
) -> Result<Response, Problem> {
    let organisation = desk.office.organisation();
    let known = known(&caller, &organisation);
    let found =
        known.into_iter().filter_map(|id| user_out(id, &organisation)).find(|user| user.login == login);
    found.map(|user| ok(&user)).ok_or_else(|| OfficeError::NotFound { what: "user" }.into())
}

/// `PUT /users/{login}`.
async fn set_user(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(login): Path<String>,
    Given(input): Given<StaffInput>,
) -> Result<Response, Problem> {
    same_name("login", &login, &input.login)?;
    let id = desk.office.set_staff(&caller, input).await?;
    let organisation = desk.office.organisation();
    user_out(id, &organisation)
        .map(|user| ok(&user))
        .ok_or_else(|| OfficeError::NotFound { what: "user" }.into())
}

/// Tokens, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    tokens: Vec<Token>,
    /// Goes on after the last one, if there are more.
    next: Option<String>,
}

/// A token without its secret.
#[derive(Serialize, JsonSchema)]
struct Token {
    /// What it is called by.
    fingerprint: String,
    /// For whom it acts.
    login: String,
    /// What it is for.
    label: String,
    #[schemars(with = "Moment")]
    created_at: Timestamp,
    #[schemars(with = "Option<Moment>")]
    expires_at: Option<Timestamp>,
    revoked: bool,
}

/// `GET /tokens`.
async fn tokens(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    uri: Uri,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&mut asked);
    asked.finish(&[PAGE])?;
    let all = desk.office.tokens(&caller).await?;
    let (page, next) = wanted.page(all.into_iter(), |token| TokenPlace {
        made: Reverse(token.created_at.as_microsecond()),
        fingerprint: token.fingerprint.clone(),
    })?;
    let tokens = page.into_iter().map(|token| Token {
        fingerprint: token.fingerprint,
        login: token.login,
        label: token.label,
        created_at: token.created_at,
        expires_at: token.expires_at,
        revoked: token.revoked,
    });
    let response = ok(&Tokens { tokens: tokens.collect(), next: next.clone() });
    Ok(linked(response, &uri, next.as_deref(), None))
}

/// Where a token stands in the list.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct TokenPlace {
    /// Microseconds.
    made: Reverse<i64>,
    fingerprint: String,
}

impl fmt::Display for TokenPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}_{}", self.made.0, self.fingerprint)
    }
}

impl FromStr for TokenPlace {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        let (made, fingerprint) = word.split_once('_').ok_or(())?;
        Ok(Self { made: Reverse(made.parse().map_err(drop)?), fingerprint: fingerprint.to_owned() })
    }
}

/// A token to make.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenInput {
    /// For whom it acts.
    login: String,
    /// What it is for.
    #[serde(default)]
    label: String,
    /// How many days it holds; without it, until it is taken back.
    #[serde(default)]
    #[schemars(range(min = 1))]
    days: Option<u32>,
}

/// A token just made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TokenMade {
    /// The token. Shown only here.
    token: String,
    fingerprint: String,
}

/// `POST /tokens`.
async fn create_token(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Given(input): Given<TokenInput>,
) -> Result<Response, Problem> {
    let made =
        desk.office.create_token(&caller, &input.login, &input.label, input.days).await.map_err(|error| {
            match error {
                OfficeError::NotFound { .. } => {
                    let message = format!("there is no active member of staff `{}`", input.login);
                    Problem::of_field(StatusCode::UNPROCESSABLE_ENTITY, "user_unknown", "login", message)
                }
                other => other.into(),
            }
        })?;
    Ok(json(StatusCode::CREATED, &TokenMade { token: made.token, fingerprint: made.fingerprint }))
}

/// `POST /tokens/{fingerprint}/revoke`.
async fn revoke_token(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(fingerprint): Path<String>,
) -> Result<Response, Problem> {
    desk.office.revoke_token(&caller, &fingerprint).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
