//! How somebody wants to read and work: language and large type from the top of every page, single keys and close rows from the
//! desk; kept in cookies, without script.

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
/// The cookie of single keys.
const KEYS_COOKIE: &str = "keys";
/// The cookie of the height of rows.
const ROWS_COOKIE: &str = "rows";
/// A year.
const KEPT: Lasts = Lasts::Seconds(365 * 24 * 3_600);

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::post(PATH, Guard::Open, keep)]
}

/// Whether somebody chose large type.
pub(crate) fn large(settings: &DeskSettings, headers: &HeaderMap) -> bool {
    cookie::read(settings, headers, TYPE_COOKIE).as_deref() == Some("large")
}

/// How somebody wants to work at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Habits {
    /// Whether a key alone does something.
    pub single_keys: bool,
    /// Whether rows of lists are close.
    pub compact: bool,
}

/// What somebody chose for the desk.
pub(crate) fn habits(settings: &DeskSettings, headers: &HeaderMap) -> Habits {
    Habits {
        single_keys: cookie::read(settings, headers, KEYS_COOKIE).as_deref() != Some("off"),
        compact: cookie::read(settings, headers, ROWS_COOKIE).as_deref() == Some("compact"),
    }
}

/// What is chosen; what is left out stays.
#[derive(Deserialize)]
struct Chosen {
    lang: Option<String>,
    #[serde(rename = "type")]
    size: Option<String>,
    keys: Option<String>,
    rows: Option<String>,
    /// The page to go back to.
    #[serde(default)]
    back: String,
}

/// Whether an address is a path on this host and nothing else. `//` and `/\` begin an address elsewhere, and browsers leave
/// out tabs and line ends before they look.
pub(crate) fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.chars().any(|letter| letter == '\\' || letter.is_control() || letter.is_whitespace())
}

/// `POST /preferences`.
async fn keep(State(desk): State<Arc<Desk>>, Form(chosen): Form<Chosen>) -> Response {
    let back = if is_own_path(&chosen.back) { &chosen.back } else { "/" };
    let back = HeaderValue::from_str(back).unwrap_or(HeaderValue::from_static("/"));
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response();
    let headers = response.headers_mut();
    if let Some(language) = chosen.lang.as_deref().and_then(language_of) {
        headers.append(SET_COOKIE, cookie::set(&desk.settings, LANGUAGE_COOKIE, tag(language), KEPT));
    }
    if let Some(size) = chosen.size {
        let lasts = if size == "large" { KEPT } else { Lasts::Ended };
        headers.append(SET_COOKIE, cookie::set(&desk.settings, TYPE_COOKIE, "large", lasts));
    }
    for (name, chosen, other) in [(KEYS_COOKIE, chosen.keys, "off"), (ROWS_COOKIE, chosen.rows, "compact")] {
        if let Some(chosen) = chosen {
            let (value, lasts) = if chosen == other { (other, KEPT) } else { ("", Lasts::Ended) };
            headers.append(SET_COOKIE, cookie::set(&desk.settings, name, value, lasts));
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::is_own_path;

    #[test]
    fn the_way_back_stays_on_this_host() {
        for own in ["/", "/desk/cases/TS-2026-0000001?tab=texts#end", "/track"] {
            assert!(is_own_path(own), "{own}");
        }
        for other in [
            "",
            "desk",
            "//evil.com",
            "/\\evil.com",
            "/\t/evil.com",
            "/\n/evil.com",
            "/ /evil.com",
            "https://evil.com",
            "/\u{85}/evil.com",
        ] {
            assert!(!is_own_path(other), "{other:?}");
        }
    }
}
