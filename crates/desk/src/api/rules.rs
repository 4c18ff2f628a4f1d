//! The rules that are data: code sets and regimes.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::code::{Axis, CodeSet};
use domain::matter::Step;
use domain::schema::Day;
use jiff::civil::Date;
use office::OfficeError;
use schemars::JsonSchema;
use serde::Serialize;
use strum::IntoEnumIterator;

use super::body::ok;
use super::operation::Operation;
use super::parameters::{Asked, Parameter, of, one};
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

const VERSION: &[Parameter] =
    &[one("version", "The version; the one valid today where left out.", of::<String>)];

pub(crate) fn operations() -> Vec<Operation> {
    vec![
        Operation::get(("listCodeSets", "List code sets"), "/api/v1/codes", Guard::TokenAny, sets).answers::<Sets<'_>>(200),
        Operation::get(("getCodeSet", "Read a code set"), "/api/v1/codes/{set}", Guard::TokenAny, set)
            .asking(VERSION)
            .answers::<SetOut<'_>>(200),
        Operation::get(("listRegimes", "List regimes"), "/api/v1/regimes", Guard::TokenAny, regimes)
            .described("The instruments, their stages with article, and the grounds on which a matter may be declined.")
            .answers::<Regimes<'_>>(200),
        Operation::get(("listSteps", "List the steps there are"), "/api/v1/steps", Guard::TokenAny, steps).answers::<Steps>(200),
    ]
}

/// Code sets, every version.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sets<'a> {
    sets: Vec<SetHead<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct SetHead<'a> {
    set: &'a str,
    version: &'a str,
    axis: Axis,
    title_zh: &'a str,
    title_en: &'a str,
    #[schemars(with = "Option<Day>")]
    valid_from: Option<Date>,
    #[schemars(with = "Option<Day>")]
    valid_to: Option<Date>,
    /// The version that succeeds it.
    successor: Option<&'a str>,
    /// How many codes it has.
    count: usize,
}

/// A code set with its codes, parents before their children.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CodeSet")]
pub(crate) struct SetOut<'a> {
    #[serde(flatten)]
    head: SetHead<'a>,
    codes: Vec<CodeOut<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Code")]
struct CodeOut<'a> {
    /// What cases are coded with, `jrt0169-business@2018:prov:B0302`.
    reference: &'a str,
    code: &'a str,
    parent: Option<&'a str>,
    level: u8,
    name_zh: &'a str,
    name_en: &'a str,
    /// The regulator's own code, where known.
    official: Option<&'a str>,
    is_leaf: bool,
}

fn head(set: &CodeSet) -> SetHead<'_> {
    SetHead {
        set: set.id(),
        version: set.version(),
        axis: set.axis(),
        title_zh: set.title_zh(),
        title_en: set.title_en(),
        valid_from: set.valid_from(),
        valid_to: set.valid_to(),
        successor: set.successor(),
        count: set.codes().len(),
    }
}

/// `GET /codes`.
async fn sets(State(desk): State<Arc<Desk>>, _: Client) -> Response {
    ok(&Sets { sets: desk.office.book().codes.iter().map(head).collect() })
}

/// `GET /codes/{set}`.
async fn set(
    State(desk): State<Arc<Desk>>,
    _: Client,
    Path(name): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    let version = asked.text("version");
    asked.finish(&[VERSION])?;
    let codes = &desk.office.book().codes;
    let found = match &version {
        Some(version) => codes.get(&name, version),
        None => codes.set_for(name.as_str(), desk.office.today()),
    };
    let set = found.ok_or(OfficeError::NotFound { what: "code set" })?;
    let listed = set.codes().iter().map(|code| CodeOut {
        reference: code.reference.as_str(),
        code: code.code(),
        parent: code.parent.as_deref(),
        level: code.level,
        name_zh: &code.name_zh,
        name_en: &code.name_en,
        official: code.official.as_deref(),
        is_leaf: code.is_leaf,
    });
    Ok(ok(&SetOut { head: head(set), codes: listed.collect() }))
}

/// Regimes, every version.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Regimes<'a> {
    regimes: Vec<RegimeOut<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Regime")]
struct RegimeOut<'a> {
    regime: &'a str,
    version: u32,
    title_zh: &'a str,
    title_en: &'a str,
    #[schemars(with = "Day")]
    in_force_from: Date,
    #[schemars(with = "Option<Day>")]
    in_force_to: Option<Date>,
    stages: Vec<StageOut<'a>>,
    /// Grounds on which a matter may be declined.
    grounds: Vec<GroundOut<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Stage")]
struct StageOut<'a> {
    stage: &'a str,
    title_zh: &'a str,
    title_en: &'a str,
    article: &'a str,
    /// How long; null where the date is supplied.
    duration: Option<u32>,
    /// In what it is counted.
    unit: Option<&'static str>,
    /// The stage it extends.
    extends: Option<&'a str>,
    /// Codes of the reasons an extension may rest on; empty: any.
    reasons: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Ground")]
struct GroundOut<'a> {
    ground: &'a str,
    title_zh: &'a str,
    title_en: &'a str,
}

/// `GET /regimes`.
async fn regimes(State(desk): State<Arc<Desk>>, _: Client) -> Response {
    let book = desk.office.book();
    let regimes = book.regimes.iter().map(|regime| RegimeOut {
        regime: &regime.id,
        version: regime.version,
        title_zh: &regime.title.zh,
        title_en: &regime.title.en,
        in_force_from: regime.in_force_from,
        in_force_to: regime.in_force_to,
        stages: regime
            .stages
            .iter()
            .map(|stage| StageOut {
                stage: &stage.name,
                title_zh: &stage.title.zh,
                title_en: &stage.title.en,
                article: &stage.article,
                duration: stage.duration,
                unit: stage.unit.map(Into::into),
                extends: stage.extends.as_deref(),
                reasons: stage.reasons.iter().map(|reason| reason.code.as_str()).collect(),
            })
            .collect(),
        grounds: regime
            .decline
            .iter()
            .map(|ground| GroundOut {
                ground: &ground.code,
                title_zh: &ground.title.zh,
                title_en: &ground.title.en,
            })
            .collect(),
    });
    ok(&Regimes { regimes: regimes.collect() })
}

/// Every step there is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Steps {
    steps: Vec<Step>,
}

/// `GET /steps`.
async fn steps(_: Client) -> Response {
    ok(&Steps { steps: Step::iter().collect() })
}
