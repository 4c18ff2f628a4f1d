//! Signing in and out: name and password, then a code where there is a second factor.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::{DraftKey, Entry, OfficeError, SignIn, SignedIn};

use super::frame::Frame;
use super::typed::Typed;
use crate::cookie::{self, Lasts};
use crate::family::family;
use crate::guard::{SESSION_COOKIE, Visitor, device_cookie, known_device, way_back};
use crate::page::{Html, PageError, field_sentence};
use crate::{Desk, Words};

/// The page of the first step.
const PATH: &str = "/desk/sign-in";
/// The page of the second step.
const CODE_PATH: &str = "/desk/sign-in/code";
/// The cookie of who showed their password and not yet a code.
const HALF_WAY_COOKIE: &str = "half-way";
/// How long that cookie is kept, in seconds; the office counts for itself.
const HALF_WAY_SECONDS: u64 = 600;

/// The page.
#[derive(Template)]
#[template(path = "staff/sign_in.html")]
pub(crate) struct SignInPage {
    pub page: Frame,
    pub login: String,
    pub next: String,
    pub error: String,
    /// Where to sign in by the institution's own account, if that is set up.
    pub issuer: Option<String>,
}

/// The page of the second step.
#[derive(Template)]
#[template(path = "staff/sign_in_code.html")]
pub(crate) struct CodePage {
    pub page: Frame,
    pub next: String,
    pub error: String,
}

/// `GET /desk/sign-in`.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let error = match query.get("why") {
        Some("issuer") => visitor.words.t("sign-in-issuer-refused"),
        Some("issuer-away") => visitor.words.t("sign-in-issuer-away"),
        _ => String::new(),
    };
    Ok(Html(page(&desk, &visitor, String::new(), query.shown("next"), error)).into_response())
}

/// `POST /desk/sign-in`.
pub(crate) async fn sign_in(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let words = &visitor.words;
    let login = typed.shown("login").trim().to_owned();
    let next = typed.shown("next").to_owned();
    let attempt = SignIn {
        login: login.clone(),
        password: typed.shown("password").to_owned(),
        network: visitor.network.clone(),
        device: known_device(&desk, &headers, &login),
        family: family(&headers),
    };
    let (status, error) = match desk.office.sign_in(attempt).await {
        Ok(entry) => return entered(&desk, &headers, entry, &login, &next).await,
        Err(OfficeError::Unauthenticated) => (StatusCode::UNPROCESSABLE_ENTITY, words.t("sign-in-wrong")),
        Err(OfficeError::Throttled { seconds }) => throttled(words, seconds),
        Err(other) => return Err(other.into()),
    };
    Ok((status, Html(page(&desk, &visitor, login, &next, error))).into_response())
}

/// `GET /desk/sign-in/code`.
pub(crate) async fn ask_code(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let next = query.shown("next");
    match half_way(&desk, &headers).await? {
        Some(_) => Ok(Html(code_page(&visitor, next, String::new())).into_response()),
        None => Ok(to_first_step(next)),
    }
}

/// `POST /desk/sign-in/code`.
pub(crate) async fn show_code(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let words = &visitor.words;
    let next = typed.shown("next");
    let Some((key, login)) = half_way(&desk, &headers).await? else { return Ok(to_first_step(next)) };
    let device = known_device(&desk, &headers, &login);
    let shown = desk.office.sign_in_with_code(&key, typed.shown("code"), &visitor.network, device.as_deref());
    let (status, error) = match shown.await {
        Ok(signed_in) => return begun(&desk, &headers, signed_in, &login, next).await,
        Err(OfficeError::Unauthenticated) => return Ok(to_first_step(next)),
        Err(OfficeError::Invalid(errors)) => {
            let sentences: Vec<String> = errors.iter().map(|error| field_sentence(error, words)).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, sentences.join(" "))
        }
        Err(OfficeError::Throttled { seconds }) => throttled(words, seconds),
        Err(other) => return Err(other.into()),
    };
    Ok((status, Html(code_page(&visitor, next, error))).into_response())
}

/// `POST /desk/sign-out`.
pub(crate) async fn sign_out(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    end_former(&desk, &headers).await?;
    let mut response = Redirect::to(PATH).into_response();
    let ended = cookie::set(&desk.settings, SESSION_COOKIE, "", Lasts::Ended);
    response.headers_mut().append(header::SET_COOKIE, ended);
    // What pages left behind goes with the session; how one reads (language, large type) stays.
    let cleared = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), cleared);
    Ok(response)
}

/// On from a first step that went well: in, or to the second step.
pub(crate) async fn entered(
    desk: &Desk,
    headers: &HeaderMap,
    entry: Entry,
    login: &str,
    next: &str,
) -> Result<Response, PageError> {
    match entry {
        Entry::In(signed_in) => begun(desk, headers, *signed_in, login, next).await,
        Entry::Code(key) => {
            let mut response = Redirect::to(&with_next(CODE_PATH, next)).into_response();
            let lasts = Lasts::Seconds(HALF_WAY_SECONDS);
            let half_way = cookie::set(&desk.settings, HALF_WAY_COOKIE, &key.to_text(), lasts);
            response.headers_mut().append(header::SET_COOKIE, half_way);
            Ok(response)
        }
    }
}

/// A session that just began: its cookie in the place of any before, and on to where they wanted to go.
async fn begun(
    desk: &Desk,
    headers: &HeaderMap,
    signed_in: SignedIn,
    login: &str,
    next: &str,
) -> Result<Response, PageError> {
    // The session that this browser had before ends: nobody keeps a way in that somebody else may know.
    end_former(desk, headers).await?;
    let there = match next.is_empty() {
        true => super::first_page(&signed_in.caller).to_owned(),
        false => way_back(Some(next)),
    };
    let mut response = Redirect::to(&there).into_response();
    let secret = signed_in.secret.unwrap_or_default();
    let mut cookies = vec![
        cookie::set(&desk.settings, SESSION_COOKIE, &secret, Lasts::Visit),
        cookie::set(&desk.settings, HALF_WAY_COOKIE, "", Lasts::Ended),
    ];
    // Devices are remembered by the sign-in name that was typed on them.
    if !login.is_empty() {
        cookies.push(device_cookie(desk, login));
    }
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn end_former(desk: &Desk, headers: &HeaderMap) -> Result<(), PageError> {
    match cookie::read(&desk.settings, headers, SESSION_COOKIE) {
        Some(secret) => Ok(desk.office.sign_out(&secret).await?),
        None => Ok(()),
    }
}

/// Who of this browser showed their password a short while ago.
async fn half_way(desk: &Desk, headers: &HeaderMap) -> Result<Option<(DraftKey, String)>, PageError> {
    let key = cookie::read(&desk.settings, headers, HALF_WAY_COOKIE).and_then(|text| DraftKey::parse(&text));
    let Some(key) = key else { return Ok(None) };
    match desk.office.half_way(&key).await {
        Ok(login) => Ok(Some((key, login))),
        Err(OfficeError::Unauthenticated) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

fn to_first_step(next: &str) -> Response {
    Redirect::to(&with_next(PATH, next)).into_response()
}

/// A path with the way back, which is letters, figures, `-` and `_` or is left out.
fn with_next(path: &str, next: &str) -> String {
    let plain = next.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    if next.is_empty() || !plain { path.to_owned() } else { format!("{path}?next={next}") }
}

fn throttled(words: &Words, seconds: u64) -> (StatusCode, String) {
    let wait = i64::try_from(seconds).unwrap_or(i64::MAX);
    (StatusCode::TOO_MANY_REQUESTS, words.t1("sign-in-throttled", "seconds", wait))
}

fn page(desk: &Desk, visitor: &Visitor, login: String, next: &str, error: String) -> SignInPage {
    let title = visitor.words.t("sign-in-title");
    let issuer = desk.office.has_issuer().then(|| with_next(super::issuer::PATH, next));
    SignInPage { page: Frame::outside(visitor, title, PATH), login, next: next.to_owned(), error, issuer }
}

fn code_page(visitor: &Visitor, next: &str, error: String) -> CodePage {
    let title = visitor.words.t("sign-in-code-title");
    CodePage { page: Frame::outside(visitor, title, CODE_PATH), next: next.to_owned(), error }
}
