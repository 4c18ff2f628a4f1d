//! The keys that personal data is sealed under: which are in use, new ones, taking older ones away. Neither can be undone,
//! so whoever does it types the number of what begins or goes.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::{JobStatus, KeysInfo, OfficeError, RotationError};

use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem, see};
use crate::staff::shown::thousands;
use crate::staff::typed::Typed;
use crate::{Desk, Words};

pub(crate) const PATH: &str = "/desk/admin/keys";

/// What there is to know about the keys, as it is read.
pub(crate) struct Shown {
    pub generation: u32,
    /// The generation that a rotation would begin.
    pub next: u32,
    pub cipher: String,
    pub hasher: String,
    /// Older generations, as the one who takes them away types them; empty where there are none.
    pub older: String,
    /// How many persons have keys at most.
    pub persons: String,
    /// How far a rotation is; empty where none was asked for.
    pub rotation: String,
    /// Whether one is being done.
    pub under_way: bool,
    pub may_rotate: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/vault_keys.html")]
pub(crate) struct VaultKeysPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub errors: Vec<Problem>,
    /// None for who administers a part of the installation: the keys are everybody's.
    pub keys: Option<Shown>,
}

/// `GET /desk/admin/keys`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let shown = page(&desk, &staff, Vec::new()).await?;
    Ok(Html(VaultKeysPage { page: shown.page.told(&query), ..shown }).into_response())
}

/// `POST /desk/admin/keys`: begins new keys, goes on with them, or takes the older ones away.
pub(crate) async fn act(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let keys = desk.office.keys_info(staff.caller()).await?;
    let (field, expected) = match typed.get("act") {
        // What is under way was confirmed when it began.
        Some("go_on") if !keys.older.is_empty() => ("", String::new()),
        Some("rotate") if keys.older.is_empty() => ("next", (keys.generation + 1).to_string()),
        Some("retire") => ("older", numbers(&keys.older)),
        // Somebody else was quicker.
        _ => return Ok(see(PATH)),
    };
    if !field.is_empty() && typed.shown(field).trim() != expected {
        return refused(&desk, &staff, field, staff.words.t("vault-number-wrong")).await;
    }
    let (told, done) = match field {
        "older" => ("keys_retired", desk.office.retire_keys(staff.caller()).await.map(drop)),
        _ => ("keys_begun", desk.office.ask_key_rotation(staff.caller()).await),
    };
    match done {
        Ok(()) => Ok(see(&format!("{PATH}?done={told}"))),
        Err(RotationError::Office(error)) => Err(error.into()),
        Err(error) => refused(&desk, &staff, field, sentence(&error, &staff.words)).await,
    }
}

fn sentence(error: &RotationError, words: &Words) -> String {
    match error {
        RotationError::ImportUnderWay => words.t("vault-import"),
        RotationError::InUse { .. } => words.t("vault-in-use"),
        RotationError::NoOlder => words.t("vault-no-older"),
        RotationError::Shared => words.t("vault-shared"),
        // Why a file cannot be written is said in the words of the system.
        RotationError::Keep(reason) => words.t1("vault-not-kept", "reason", reason.as_str()),
        RotationError::Office(error) => error.to_string(),
    }
}

async fn refused(desk: &Desk, staff: &Staff, field: &str, sentence: String) -> Result<Response, PageError> {
    let problem = Problem { field: field.to_owned(), name: field.to_owned(), sentence };
    let shown = page(desk, staff, vec![problem]).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

async fn page(desk: &Desk, staff: &Staff, errors: Vec<Problem>) -> Result<VaultKeysPage, PageError> {
    let words = &staff.words;
    let keys = match desk.office.keys_info(staff.caller()).await {
        Ok(keys) => Some(shown(&keys, words)),
        Err(OfficeError::Denied { .. }) => None,
        Err(other) => return Err(other.into()),
    };
    Ok(VaultKeysPage {
        page: Frame::new(desk, staff, words.t("admin-keys"), PATH),
        tabs: super::tabs("keys", words),
        errors,
        keys,
    })
}

fn shown(keys: &KeysInfo, words: &Words) -> Shown {
    Shown {
        generation: keys.generation,
        next: keys.generation + 1,
        cipher: keys.suite.cipher.name().to_uppercase(),
        hasher: keys.suite.hasher.name().to_uppercase(),
        older: numbers(&keys.older),
        persons: thousands(keys.persons_at_most),
        rotation: keys.rotation.map(|status| words.t(&format!("job_status-{status}"))).unwrap_or_default(),
        under_way: matches!(keys.rotation, Some(JobStatus::Waiting | JobStatus::Running)),
        may_rotate: keys.may_rotate,
    }
}

fn numbers(generations: &[u32]) -> String {
    generations.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}
