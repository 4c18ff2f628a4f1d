//! Erasing the person of a case, and holding it back.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::organisation::Right;
use domain::person::{ErasureBar, ErasureReason, HoldLiftReason, HoldReason, PersonName};
use domain::schema::{Day, Moment};
use jiff::Timestamp;
use jiff::civil::Date;
use office::{Erasing, OfficeError, PersonStanding};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::{Given, ok};
use super::cases::number_of;
use super::operation::Operation;
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

pub(crate) fn operations() -> Vec<Operation> {
    let erase = Guard::Token(Right::Erase);
    vec![
        Operation::get(("getErasure", "See what keeps the person of a case from being erased"), "/api/v1/cases/{number}/erasure", erase, standing)
            .answers::<Erasure>(200),
        Operation::post(("erasePerson", "Erase the person of a case"), "/api/v1/cases/{number}/erasure", erase, erase_person)
            .described("Where something keeps them, nothing is erased, `erased_at` is absent and `bars` says what; from then on their data is stored and not used.")
            .takes::<ErasureInput>()
            .answers::<Erasure>(200)
            .may_be_refused(),
        Operation::post(("withdrawErasure", "Take the wish to be erased back"), "/api/v1/cases/{number}/erasure/withdraw", erase, withdraw)
            .answers::<Erasure>(200)
            .may_be_refused(),
        Operation::post(("setHold", "Forbid erasing the person of a case"), "/api/v1/cases/{number}/holds", erase, set_hold)
            .takes::<HoldInput>()
            .answers::<Erasure>(200)
            .may_be_refused(),
        Operation::post(("liftHold", "Lift a hold"), "/api/v1/cases/{number}/holds/{hold}/lift", erase, lift_hold)
            .takes::<HoldLiftInput>()
            .answers::<Erasure>(200)
            .may_be_refused(),
    ]
}

/// How things stand with a person's erasure.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Erasure {
    /// The person, by a number that says nothing of them.
    person: u64,
    /// How many cases they are a party of.
    cases: usize,
    /// When they were erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Moment>")]
    erased_at: Option<Timestamp>,
    /// Since when their data is stored and not used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Moment>")]
    restricted_since: Option<Timestamp>,
    /// The first day on which they may be erased; absent while that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    erasable_from: Option<Date>,
    /// What keeps them.
    bars: Vec<ErasureBar>,
}

impl From<PersonStanding> for Erasure {
    fn from(standing: PersonStanding) -> Self {
        Self {
            person: standing.person_id.0,
            cases: standing.cases,
            erased_at: standing.state.erased_at(),
            restricted_since: standing.state.restricted.map(|(since, _)| since),
            erasable_from: standing.erasable_from,
            bars: standing.bars,
        }
    }
}

/// Why somebody is to be erased.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErasureInput {
    reason: ErasureReason,
}

/// Why somebody must not be erased.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldInput {
    reason: HoldReason,
}

/// Why a hold is lifted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldLiftInput {
    reason: HoldLiftReason,
}

fn named(number: &str) -> Result<PersonName, Problem> {
    Ok(PersonName::ComplainantOf(number_of(number)?))
}

fn told(standing: PersonStanding) -> Response {
    ok(&Erasure::from(standing))
}

/// `GET /cases/{number}/erasure`.
async fn standing(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    Ok(told(desk.office.person_standing(&caller, &named(&number)?).await?))
}

/// `POST /cases/{number}/erasure`.
async fn erase_person(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    Given(input): Given<ErasureInput>,
) -> Result<Response, Problem> {
    let erasing = desk.office.erase_person(&caller, &named(&number)?, input.reason).await?;
    let (Erasing::Erased(standing) | Erasing::Barred(standing)) = erasing;
    Ok(told(standing))
}

/// `POST /cases/{number}/erasure/withdraw`.
async fn withdraw(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    Ok(told(desk.office.lift_restriction(&caller, &named(&number)?).await?))
}

/// `POST /cases/{number}/holds`.
async fn set_hold(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    Given(input): Given<HoldInput>,
) -> Result<Response, Problem> {
    Ok(told(desk.office.set_hold(&caller, &named(&number)?, input.reason).await?))
}

/// `POST /cases/{number}/holds/{hold}/lift`.
async fn lift_hold(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path((number, hold)): Path<(String, String)>,
    Given(input): Given<HoldLiftInput>,
) -> Result<Response, Problem> {
    let hold = hold.parse().map_err(|_| OfficeError::NotFound { what: "hold" })?;
    Ok(told(desk.office.lift_hold(&caller, &named(&number)?, hold, input.reason).await?))
}
