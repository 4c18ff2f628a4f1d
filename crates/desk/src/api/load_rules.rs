//! Loading a regime or a calendar: what it would change, then applying it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::organisation::{OfficeEvent, Right};
use office::{RuleKind, RulesError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::{Given, json, ok};
use super::operation::Operation;
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

pub(crate) fn operations() -> Vec<Operation> {
    let administer = Guard::Token(Right::Administer);
    vec![
        Operation::post(
            ("previewRules", "See what a calendar or regime would change"),
            "/api/v1/rules/preview",
            administer,
            preview,
        )
        .described("Looks at the open cases, at most twenty thousand. Changes nothing.")
        .takes::<RulesFile>()
        .answers::<Preview>(200),
        Operation::post(("loadRules", "Load a calendar or regime"), "/api/v1/rules", administer, load)
            .described("A job takes it in, computes the dates anew and tells whose they are.")
            .takes::<RulesFile>()
            .answers::<Loaded>(202),
    ]
}

/// What a file holds.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FileKind {
    Calendar,
    Regime,
}

impl From<FileKind> for RuleKind {
    fn from(kind: FileKind) -> Self {
        match kind {
            FileKind::Calendar => Self::Calendar,
            FileKind::Regime => Self::Regime,
        }
    }
}

/// A file of rules.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulesFile {
    kind: FileKind,
    /// What it is called, for messages.
    name: String,
    /// TOML, in the form of the files that ship.
    text: String,
}

/// What a file would change.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RulesPreview")]
pub(crate) struct Preview {
    /// The name of the calendar or regime.
    id: String,
    /// The version of a regime.
    version: Option<u32>,
    /// The years of a calendar.
    years: Vec<i16>,
    /// Whether the same text was loaded before.
    known: bool,
    /// How many open cases were looked at.
    looked: u64,
    /// Whether these are all there are.
    complete: bool,
    /// How many next legal dates move.
    changed: u64,
    earlier: u64,
    later: u64,
    /// How many provisional dates are settled.
    settled: u64,
}

/// `POST /rules/preview`.
async fn preview(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Given(file): Given<RulesFile>,
) -> Result<Response, Problem> {
    let found = desk.office.rules_preview(&caller, file.kind.into(), &file.name, &file.text).await;
    let found = found.map_err(problem)?;
    let (id, version, years) = match found.loaded {
        OfficeEvent::CalendarLoaded { id, years, .. } => (id, None, years),
        OfficeEvent::RegimeLoaded { id, version, .. } => (id, Some(version), Vec::new()),
        _ => return Err(Problem::internal()),
    };
    Ok(ok(&Preview {
        id,
        version,
        years,
        known: found.known,
        looked: found.looked,
        complete: found.complete,
        changed: found.changed,
        earlier: found.earlier,
        later: found.later,
        settled: found.settled,
    }))
}

/// What came of loading.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RulesLoaded")]
pub(crate) struct Loaded {
    /// Whether it is new; the same text again changes nothing.
    new: bool,
}

/// `POST /rules`.
async fn load(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Given(file): Given<RulesFile>,
) -> Result<Response, Problem> {
    let new = desk.office.rules_arrive(&caller, file.kind.into(), &file.name, &file.text).await;
    Ok(json(StatusCode::ACCEPTED, &Loaded { new: new.map_err(problem)? }))
}

fn problem(error: RulesError) -> Problem {
    let (code, field, message) = match error {
        RulesError::Office(error) => return error.into(),
        RulesError::File(error) => ("rules_file", "text", error.to_string()),
        error @ RulesError::Version { .. } => ("rules_version", "text", error.to_string()),
    };
    Problem::of_field(StatusCode::UNPROCESSABLE_ENTITY, code, field, message)
}
