//! Verifying a receipt here, and saying how to do it without us.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::{CheckedReceipt, OfficeError};

use super::chrome::{Chrome, Errors};
use super::progress::moment;
use crate::guard::Visitor;
use crate::page::{Html, PageError};
use crate::{Desk, Words};

/// What a receipt proves, in words.
struct Checked {
    origin: String,
    size: String,
    entries: Vec<Entry>,
}

struct Entry {
    what: String,
    at: String,
    words: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "portal/verify.html")]
struct VerifyPage {
    page: Chrome,
    errors: Errors,
    checked: Option<Checked>,
    pasted: String,
    public_key: String,
}

/// `GET /verify`.
pub(crate) async fn ask(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Response {
    show(&desk, &visitor, Errors::default(), None, String::new())
}

/// `POST /verify`: a file, or its text.
pub(crate) async fn answer(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let (mut given, mut pasted) = (String::new(), String::new());
    while let Ok(Some(part)) = parts.next_field().await {
        let is_text = part.name() == Some("text");
        if is_text || part.name() == Some("file") {
            let bytes = part.bytes().await.unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if is_text {
                pasted.clone_from(&text);
            }
            if given.trim().is_empty() {
                given = text;
            }
        }
    }
    let words = &visitor.words;
    let wrong = |key: &str| {
        let page = show(&desk, &visitor, Errors::one("file", words.t(key)), None, pasted.clone());
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    if given.trim().is_empty() {
        return Ok(wrong("verify-missing"));
    }
    match desk.office.check_receipt(&given) {
        Ok(checked) => {
            let checked = in_words(&desk, &checked, words);
            Ok(show(&desk, &visitor, Errors::default(), Some(checked), String::new()))
        }
        Err(OfficeError::Invalid(errors)) => {
            let malformed = errors.iter().any(|error| error.code == "receipt_malformed");
            Ok(wrong(if malformed { "verify-malformed" } else { "verify-bad" }))
        }
        Err(error) => Err(error.into()),
    }
}

fn show(
    desk: &Desk,
    visitor: &Visitor,
    errors: Errors,
    checked: Option<Checked>,
    pasted: String,
) -> Response {
    let page = Chrome::new(desk, visitor, visitor.words.t("verify-title"), "/verify").wrong(&errors);
    let public_key = desk.office.public_key();
    Html(VerifyPage { page, errors, checked, pasted, public_key }).into_response()
}

fn in_words(desk: &Desk, checked: &CheckedReceipt, words: &Words) -> Checked {
    let entries = checked.entries.iter().map(|entry| {
        // A later release may know events that this one does not.
        let key = format!("recorded-{}", entry.name);
        Entry {
            what: words.t(if words.has(&key) { &key } else { "recorded" }),
            at: words.t1("verify-entry-at", "moment", moment(desk, entry.recorded_at, words)),
            words: entry.words.clone(),
        }
    });
    Checked {
        origin: checked.origin.clone(),
        size: words.t1("verify-size-count", "count", checked.size),
        entries: entries.collect(),
    }
}
