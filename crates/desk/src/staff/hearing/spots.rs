//! Hot spots that the daily look raised, and taking note of them with a word on what they are.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::{OfficeError, STATEMENT_CHARS_MAX};

use super::spot::{self, SpotLine};
use super::{PATH, tabs};
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem, see};
use crate::staff::typed::Typed;

/// The path of the page.
pub(crate) const SPOTS_PATH: &str = "/desk/hearing/spots";

/// The page.
#[derive(Template)]
#[template(path = "staff/hot_spots.html")]
pub(crate) struct HotSpotsPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub errors: Vec<Problem>,
    pub spots: Vec<SpotLine>,
    /// Whether those that somebody took note of are listed too.
    pub all: bool,
}

impl HotSpotsPage {
    /// The longest statement, in characters.
    fn statement_max(&self) -> usize {
        STATEMENT_CHARS_MAX
    }
}

/// `GET /desk/hearing/spots`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let shown = page(&desk, &staff, query.get("all").is_some(), Vec::new()).await?;
    Ok(Html(HotSpotsPage { page: shown.page.told(&query), ..shown }).into_response())
}

/// `POST /desk/hearing/spots`: somebody took note of a hot spot. What they wrote comes back where it was not kept.
pub(crate) async fn settle(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let spot: u64 = typed.get("settle").and_then(|id| id.parse().ok()).ok_or_else(PageError::not_found)?;
    let statement = typed.shown("statement");
    let problem = match desk.office.settle_hot_spot(staff.caller(), spot, statement).await {
        Ok(()) => return Ok(see(&format!("{SPOTS_PATH}?done=hot_spot"))),
        Err(OfficeError::Invalid(errors)) => {
            errors.iter().map(|error| Problem::of_field(error, &staff.words)).next()
        }
        Err(OfficeError::NotFound { .. }) if !statement.is_empty() => {
            Some(Problem::of_case(staff.words.t1("hot_spot-taken", "statement", statement)))
        }
        Err(other) => return Err(other.into()),
    };
    let problem = problem.map(|problem| match problem.field.is_empty() {
        true => problem,
        false => Problem { field: format!("statement-{spot}"), ..problem },
    });
    let mut shown = page(&desk, &staff, false, problem.into_iter().collect()).await?;
    if let Some(line) = shown.spots.iter_mut().find(|line| line.id == spot) {
        statement.clone_into(&mut line.statement);
        line.is_open = true;
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    all: bool,
    errors: Vec<Problem>,
) -> Result<HotSpotsPage, PageError> {
    let organisation = desk.office.organisation();
    let mut spots = Vec::new();
    for spot in &desk.office.hot_spots(staff.caller(), !all).await? {
        spots.push(spot::line(desk, staff, &organisation, spot).await?);
    }
    let title = staff.words.t("hot_spots-title");
    Ok(HotSpotsPage {
        page: Frame::new(desk, staff, title, PATH).at(SPOTS_PATH),
        tabs: tabs(SPOTS_PATH, &staff.words),
        errors,
        spots,
        all,
    })
}
