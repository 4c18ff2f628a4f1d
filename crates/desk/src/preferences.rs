//! The switches on top of every page: language and large type, kept in cookies, without script.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::cookie::{self, Lasts};
use crate::locale::{LANGUAGE_COOKIE, language_of, tag};
use crate::{Desk, DeskSettings, Guard, Route};

/// Where the switches are posted.
pub(crate) const PATH: &str = "/preferences";
/// The cookie of the size of type.
const TYPE_COOKIE: &str = "type";
/// A year.
const KEPT: Lasts = Lasts::Seconds(365 * 24 * 3_600);

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::post(PATH, Guard::Open, keep)]
}

/// Whether somebody chose large type.
pub(crate) fn large(settings: &DeskSettings, headers: &HeaderMap) -> bool {
    cookie::read(settings, headers, TYPE_COOKIE).as_deref() == Some("large")
}

/// What is chosen; what is left out stays.
#[derive(Deserialize)]
struct Chosen {
    lang: Option<String>,
    #[serde(rename = "type")]
    size: Option<String>,
    /// The page to go back to.
    #[serde(default)]
    back: String,
}

/// `POST /preferences`.
async fn keep(State(desk): State<Arc<Desk>>, Form(chosen): Form<Chosen>) -> Response {
    // A path of our own, never another host's: `//` and `/\` begin an address elsewhere.
    let own = chosen.back.starts_with('/')
        && !chosen.back.starts_with("//")
        && !chosen.back.contains(['\\', '\r', '\n']);
    let back =
        HeaderValue::from_str(if own { &chosen.back } else { "/" }).unwrap_or(HeaderValue::from_static("/"));
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response();
    let headers = response.headers_mut();
    if let Some(language) = chosen.lang.as_deref().and_then(language_of) {
        headers.append(SET_COOKIE, cookie::set(&desk.settings, LANGUAGE_COOKIE, tag(language), KEPT));
    }
    if let Some(size) = chosen.size {
        let lasts = if size == "large" { KEPT } else { Lasts::Ended };
        headers.append(SET_COOKIE, cookie::set(&desk.settings, TYPE_COOKIE, "large", lasts));
    }
    response
}
