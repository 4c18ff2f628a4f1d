//! What the daily look raised, in two lists: hot spots, and what different persons share. Somebody takes note of each with a
//! word on what it is.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::{HotSpotList, OfficeError, STATEMENT_CHARS_MAX};

use super::spot::{self, SpotLine};
use super::{PATH, tabs};
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem, see};
use crate::staff::typed::Typed;

/// The path of hot spots.
pub(crate) const SPOTS_PATH: &str = "/desk/hearing/spots";
/// The path of what different persons share.
pub(crate) const SHARED_PATH: &str = "/desk/hearing/shared";

/// A list as a page: its path, and what its words begin with.
#[derive(Clone, Copy)]
struct Listed {
    list: HotSpotList,
    path: &'static str,
    words: &'static str,
}

const HEARD: Listed = Listed { list: HotSpotList::Heard, path: SPOTS_PATH, words: "hot_spots" };
const SHARED: Listed = Listed { list: HotSpotList::Shared, path: SHARED_PATH, words: "shared" };

/// The page.
#[derive(Template)]
#[template(path = "staff/hot_spots.html")]
pub(crate) struct HotSpotsPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub errors: Vec<Problem>,
    pub path: &'static str,
    /// What this is, in words.
    pub note: String,
    /// That there is nothing, in words.
    pub none: String,
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
    desk: State<Arc<Desk>>,
    staff: Staff,
    query: Query<Typed>,
) -> Result<Response, PageError> {
    list(HEARD, desk, staff, query).await
}

/// `GET /desk/hearing/shared`.
pub(crate) async fn show_shared(
    desk: State<Arc<Desk>>,
    staff: Staff,
    query: Query<Typed>,
) -> Result<Response, PageError> {
    list(SHARED, desk, staff, query).await
}

/// `POST /desk/hearing/spots`.
pub(crate) async fn settle(
    desk: State<Arc<Desk>>,
    staff: Staff,
    typed: Form<Typed>,
) -> Result<Response, PageError> {
    take_note(HEARD, desk, staff, typed).await
}

/// `POST /desk/hearing/shared`.
pub(crate) async fn settle_shared(
    desk: State<Arc<Desk>>,
    staff: Staff,
    typed: Form<Typed>,
) -> Result<Response, PageError> {
    take_note(SHARED, desk, staff, typed).await
}

async fn list(
    listed: Listed,
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let shown = page(listed, &desk, &staff, query.get("all").is_some(), Vec::new()).await?;
    Ok(Html(HotSpotsPage { page: shown.page.told(&query), ..shown }).into_response())
}

/// Somebody took note. What they wrote comes back where it was not kept.
async fn take_note(
    listed: Listed,
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let spot: u64 = typed.get("settle").and_then(|id| id.parse().ok()).ok_or_else(PageError::not_found)?;
    let statement = typed.shown("statement");
    let problem = match desk.office.settle_hot_spot(staff.caller(), listed.list, spot, statement).await {
        Ok(()) => return Ok(see(&format!("{}?done=hot_spot", listed.path))),
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
    let mut shown = page(listed, &desk, &staff, false, problem.into_iter().collect()).await?;
    if let Some(line) = shown.spots.iter_mut().find(|line| line.id == spot) {
        statement.clone_into(&mut line.statement);
        line.is_open = true;
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

async fn page(
    listed: Listed,
    desk: &Desk,
    staff: &Staff,
    all: bool,
    errors: Vec<Problem>,
) -> Result<HotSpotsPage, PageError> {
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let mut spots = Vec::new();
    for spot in &desk.office.hot_spots(staff.caller(), listed.list, !all).await? {
        spots.push(spot::line(desk, staff, &organisation, spot).await?);
    }
    let days = i64::from(desk.office.book().alerts.shared_days);
    let said = |what: &str| words.t1(&format!("{}-{what}", listed.words), "days", days);
    Ok(HotSpotsPage {
        page: Frame::new(desk, staff, said("title"), PATH).at(listed.path),
        tabs: tabs(listed.path, desk, staff),
        errors,
        path: listed.path,
        note: said("note"),
        none: said("none"),
        spots,
        all,
    })
}
