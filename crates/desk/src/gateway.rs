//! What the gateway for text messages says later comes to an address that bears our signature. Whoever knows the address
//! can only say of a message, by a number they cannot guess, that it arrived or did not.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::arrival::{self, BodySize, Late};
use crate::form_token::{same, sign};
use crate::problem::Problem;
use crate::program::JSON_BYTES_MAX;
use crate::{Desk, Guard, Route};

/// Where the address begins.
const PREFIX: &str = "/receipts/sms/";

/// The path to which the gateway sends receipts. Stays the same as long as the secret that signs cookies.
pub fn receipts_path(cookie_secret: &[u8]) -> String {
    format!("{PREFIX}{}", sign(cookie_secret, "sms receipts", ""))
}

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::post("/receipts/sms/{signature}", Guard::Gateway, receive)]
}

/// Lets through whoever knows the address, with a body that has arrived and is not too large.
pub(crate) async fn before(desk: &Arc<Desk>, request: Request, next: Next) -> Response {
    let signature = request.uri().path().strip_prefix(PREFIX).unwrap_or_default();
    if !same(&sign(&desk.settings.cookie_secret, "sms receipts", ""), signature)
        || !desk.office.expects_receipts()
    {
        return StatusCode::NOT_FOUND.into_response();
    }
    match arrival::whole(request, BodySize::Letter, JSON_BYTES_MAX).await {
        Ok((parts, bytes)) => next.run(arrival::again(parts, bytes)).await,
        Err(Late::TooLarge(_)) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(Late::TooSlow) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// `POST /receipts/sms/{signature}`.
async fn receive(State(desk): State<Arc<Desk>>, body: axum::body::Bytes) -> Result<Response, Problem> {
    let recorded = desk.office.take_receipts(&body).await?;
    tracing::debug!(recorded, "the gateway sent receipts");
    Ok(StatusCode::NO_CONTENT.into_response())
}
