//! For whoever watches the process.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::{Desk, Guard, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/healthz", Guard::Open, alive), Route::get("/readyz", Guard::Open, ready)]
}

/// `GET /healthz`: the process answers.
async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the record answers too.
async fn ready(State(desk): State<Arc<Desk>>) -> (StatusCode, &'static str) {
    match desk.office.ledger_status().await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the record does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the record does not answer\n")
        }
    }
}
