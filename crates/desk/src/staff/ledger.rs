//! The proof: size, root and lag of the sealed log, its newest checkpoint, its key, and verifying all of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use office::LedgerStatus;

use super::frame::Frame;
use super::shown::thousands;
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};

/// What a verification found, in words.
pub(crate) struct Found {
    pub ok: bool,
    pub sentence: String,
    pub reason: String,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/ledger.html")]
pub(crate) struct LedgerPage {
    pub page: Frame,
    pub status: LedgerStatus,
    pub size: String,
    pub waiting: String,
    pub lag: String,
    pub checkpoint_size: String,
    pub found: Option<Found>,
}

/// `GET /desk/ledger`.
pub(crate) async fn show(State(desk): State<Arc<Desk>>, staff: Staff) -> Result<Response, PageError> {
    Ok(Html(page(&desk, &staff, None).await?).into_response())
}

/// `POST /desk/ledger`: reads the whole log.
pub(crate) async fn verify(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(_): Form<Typed>,
) -> Result<Response, PageError> {
    let verification = desk.office.verify_ledger(staff.caller()).await?;
    let words = &staff.words;
    let events = thousands(verification.events);
    let sentence = match (verification.ok, verification.first_bad) {
        (true, _) => words.t1("ledger-verified", "count", events),
        (false, Some(first)) => words.t2("ledger-broken-at", "count", events, "first", thousands(first)),
        (false, None) => words.t1("ledger-broken", "count", events),
    };
    let found = Found { ok: verification.ok, sentence, reason: verification.reason.unwrap_or_default() };
    Ok(Html(page(&desk, &staff, Some(found)).await?).into_response())
}

async fn page(desk: &Desk, staff: &Staff, found: Option<Found>) -> Result<LedgerPage, PageError> {
    let status = desk.office.ledger_status().await?;
    let words = &staff.words;
    Ok(LedgerPage {
        page: Frame::new(desk, staff, words.t("ledger-title"), "/desk/ledger"),
        size: thousands(status.size),
        waiting: thousands(status.waiting),
        lag: status
            .lag_ms
            .map_or_else(|| words.t("ledger-no-lag"), |lag| words.t1("ledger-lag-ms", "count", lag.max(0))),
        checkpoint_size: status.checkpoint_size.map(thousands).unwrap_or_default(),
        status,
        found,
    })
}
