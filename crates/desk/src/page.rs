//! Pages: answering with a template, and the page that says why there is none.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use office::OfficeError;

use crate::form_token::FormError;
use crate::problem::Problem;
pub use crate::sentence::{field_sentence, refusal_sentence, sentences};
use crate::{Desk, Words};

/// After how many seconds a page that waits for something looks again; without scripts, too.
const LOOK_AGAIN: HeaderValue = HeaderValue::from_static("2");

/// Answers with a template.
pub struct Html<T>(pub T);

/// A page that looks again while it waits.
pub(crate) fn looking_again(waits: bool, page: impl IntoResponse) -> Response {
    let refresh = waits.then_some((HeaderName::from_static("refresh"), LOOK_AGAIN));
    (refresh.into_iter().collect::<HeaderMap>(), page).into_response()
}

impl<T: Template> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => axum::response::Html(html).into_response(),
            Err(error) => PageError::Render(error).into_response(),
        }
    }
}

/// Why a page cannot be shown. It becomes a page of its own, in the reader's language.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The office did not carry it out.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// A form that is not taken.
    #[error(transparent)]
    Form(#[from] FormError),
    /// A template failed.
    #[error("a template cannot be rendered: {0}")]
    Render(askama::Error),
    /// A handler asked who came where no guard stood.
    #[error("a route has no guard that fits its handler")]
    Unguarded,
    /// The address takes other methods.
    #[error("this address does not take that method")]
    Method,
    /// Something before the handler failed, or the handler stopped: it left a status and no page.
    #[error("nothing but the status {0}")]
    Bare(StatusCode),
}

impl PageError {
    /// There is no such page.
    pub fn not_found() -> Self {
        OfficeError::NotFound { what: "page" }.into()
    }

    /// The status, and the word that names the sentence.
    pub fn status(&self) -> (StatusCode, &'static str) {
        match self {
            // Denied means invisible: a page that nobody may open is not there.
            Self::Office(OfficeError::Denied { .. }) => (StatusCode::NOT_FOUND, "not_found"),
            Self::Office(error) => office_status(error),
            Self::Form(error) => (error.status(), error.word()),
            Self::Render(_) | Self::Unguarded => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method"),
            Self::Bare(status) if status.is_server_error() => (*status, "internal"),
            Self::Bare(status) => (*status, "bad_request"),
        }
    }
}

/// What each failure of the office means in HTTP, for pages and programs alike: the status, and a word for it.
pub(crate) fn office_status(error: &OfficeError) -> (StatusCode, &'static str) {
    match error {
        OfficeError::NotFound { .. } => (StatusCode::NOT_FOUND, "not_found"),
        OfficeError::Denied { .. } => (StatusCode::FORBIDDEN, "denied"),
        OfficeError::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated"),
        OfficeError::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, "throttled"),
        OfficeError::Refused { .. } => (StatusCode::CONFLICT, "refused"),
        OfficeError::Stale { .. } => (StatusCode::PRECONDITION_FAILED, "stale"),
        OfficeError::Conflict => (StatusCode::CONFLICT, "conflict"),
        OfficeError::UnderWay => (StatusCode::CONFLICT, "under_way"),
        OfficeError::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        OfficeError::Store(_) | OfficeError::Search(_) | OfficeError::Unsent(_) | OfficeError::Issuer(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
        OfficeError::Vault(_) | OfficeError::Unreadable(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    }
}

/// Travels with a response from where it failed to where the reader's language is known.
#[derive(Clone)]
struct Fault(Arc<PageError>);

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let Self::Office(OfficeError::Unauthenticated) = self {
            return Redirect::to("/desk/sign-in").into_response();
        }
        let (status, _) = self.status();
        if status.is_server_error() {
            tracing::error!(error = %self, "a page cannot be shown");
        }
        let mut response = status.into_response();
        if let Self::Office(OfficeError::Throttled { seconds }) = self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Fault(Arc::new(self)));
        response
    }
}

/// The page that says why there is none.
#[derive(Template)]
#[template(path = "problem.html")]
struct FaultPage<'a> {
    lang: &'a str,
    large: bool,
    style: &'a str,
    skip: String,
    brand: String,
    title: String,
    text: String,
    sentences: Vec<String>,
    back: &'a str,
    back_label: String,
}

/// Draws the page of a [`PageError`] that comes back from a handler or a guard, and words what readers of addresses and
/// forms refuse on their own.
pub(crate) async fn show_faults(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if is_api(path) {
        let response = next.run(request).await;
        return match bare(&response) {
            Some(status) if status.is_server_error() => Problem::internal().into_response(),
            Some(status) => {
                Problem::new(status, "malformed", "something in the address cannot be read").into_response()
            }
            None => response,
        };
    }
    let of_desk = path.starts_with("/desk");
    let words = desk.locales.of(&desk.settings, request.headers()).clone();
    let large = crate::preferences::large(&desk.settings, request.headers());
    let mut response = next.run(request).await;
    let fault = response.extensions_mut().remove::<Fault>().map(|Fault(error)| error);
    let Some(error) = fault.or_else(|| bare(&response).map(|status| Arc::new(PageError::Bare(status))))
    else {
        return response;
    };
    match page_of(&error, &words, large, of_desk).render() {
        Ok(html) => {
            *response.body_mut() = html.into();
            response.headers_mut().remove(CONTENT_LENGTH);
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        }
        Err(error) => tracing::error!(%error, "the page of a problem cannot be rendered"),
    }
    response
}

/// The status of an answer that has nothing else: no page and no problem.
fn bare(response: &Response) -> Option<StatusCode> {
    let status = response.status();
    let failed = status.is_client_error() || status == StatusCode::INTERNAL_SERVER_ERROR;
    let worded =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    (failed && !worded).then_some(status)
}

fn page_of<'a>(error: &PageError, words: &'a Words, large: bool, of_desk: bool) -> FaultPage<'a> {
    let (_, word) = error.status();
    let seconds = match error {
        PageError::Office(OfficeError::Throttled { seconds }) => i64::try_from(*seconds).unwrap_or(i64::MAX),
        _ => 0,
    };
    let said = match error {
        PageError::Office(error) => {
            sentences(error, words).into_iter().map(|(_, sentence)| sentence).collect()
        }
        _ => Vec::new(),
    };
    FaultPage {
        lang: words.tag(),
        large,
        style: crate::static_files::style(),
        skip: words.t("skip-to-content"),
        brand: words.t("brand"),
        title: words.t(&format!("problem-{word}")),
        text: words.t1(&format!("problem-{word}-text"), "seconds", seconds),
        sentences: said,
        back: if of_desk { "/desk" } else { "/" },
        back_label: words.t(if of_desk { "problem-back-desk" } else { "problem-back" }),
    }
}

/// Whether an address belongs to programs, who are answered in JSON.
pub(crate) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// What is not in the table.
pub(crate) async fn nothing_here(request: Request) -> Response {
    match is_api(request.uri().path()) {
        true => Problem::from(OfficeError::NotFound { what: "resource" }).into_response(),
        false => PageError::not_found().into_response(),
    }
}

/// What is in the table under another method.
pub(crate) async fn other_method(request: Request) -> Response {
    match is_api(request.uri().path()) {
        true => Problem::method().into_response(),
        false => PageError::Method.into_response(),
    }
}
