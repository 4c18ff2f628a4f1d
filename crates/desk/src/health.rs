//! For whoever watches the process: does it answer, can it do its work.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use office::Unready;
use tokio::sync::Mutex;

use crate::problem::{Problem, ProblemError};
use crate::{Desk, Guard, Route};

/// How long an answer to `/readyz` stands: looking writes to the database, and anybody may ask.
const LOOKED_FOR: SignedDuration = SignedDuration::from_secs(1);

/// What the last look found, and when it was.
#[derive(Debug, Default)]
pub struct Looked(Mutex<Option<(Timestamp, Vec<Unready>)>>);

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/healthz", Guard::Open, alive), Route::get("/readyz", Guard::Open, ready)]
}

/// `GET /healthz`: the process answers.
async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the installation can do its work; 503 names each part that cannot. Why, the log says: anybody may ask.
async fn ready(State(desk): State<Arc<Desk>>) -> Response {
    let unready = look(&desk).await;
    if unready.is_empty() {
        return "ready\n".into_response();
    }
    let errors = unready.iter().map(|unready| ProblemError {
        position: None,
        field: Some(unready.part.to_string()),
        code: "not_ready".to_owned(),
        message: format!("the part `{}` is not ready; the log says why", unready.part),
    });
    let parts: Vec<_> = unready.iter().map(|unready| unready.part.to_string()).collect();
    let detail = format!("not ready: {}", parts.join(", "));
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", detail)
        .listing(errors.collect())
        .retry_after(LOOKED_FOR.as_secs().unsigned_abs())
        .into_response()
}

async fn look(desk: &Desk) -> Vec<Unready> {
    let mut looked = desk.looked.0.lock().await;
    let now = desk.office.surroundings().now();
    if let Some((at, unready)) = &*looked
        && now.duration_since(*at).abs() < LOOKED_FOR
    {
        return unready.clone();
    }
    let unready = desk.office.unready(&desk.settings.ready).await;
    for Unready { part, reason } in &unready {
        tracing::error!(%part, reason, "not ready");
    }
    *looked = Some((now, unready.clone()));
    unready
}
