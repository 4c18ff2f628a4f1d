//! Signing in and out.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::{OfficeError, SignIn};

use super::frame::Frame;
use super::typed::Typed;
use crate::Desk;
use crate::cookie::{self, Lasts};
use crate::guard::{SESSION_COOKIE, Visitor, device_cookie, known_device, way_back};
use crate::page::{Html, PageError};

/// The page.
#[derive(Template)]
#[template(path = "staff/sign_in.html")]
pub(crate) struct SignInPage {
    pub page: Frame,
    pub login: String,
    pub next: String,
    pub error: String,
}

/// `GET /desk/sign-in`.
pub(crate) async fn ask(visitor: Visitor, Query(query): Query<Typed>) -> Result<Response, PageError> {
    let next = query.shown("next").to_owned();
    Ok(Html(page(&visitor, String::new(), next, String::new())).into_response())
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
        password: typed
            .0
            .iter()
            .find(|(name, _)| name == "password")
            .map(|(_, value)| value.clone())
            .unwrap_or_default(),
        network: visitor.network.clone(),
        device: known_device(&desk, &headers, &login),
    };
    let (status, error) = match desk.office.sign_in(attempt).await {
        Ok(signed_in) => {
            let there = match next.is_empty() {
                true => super::first_page(&signed_in.caller).to_owned(),
                false => way_back(Some(&next)),
            };
            let mut response = Redirect::to(&there).into_response();
            let secret = signed_in.secret.unwrap_or_default();
            response.headers_mut().append(
                header::SET_COOKIE,
                cookie::set(&desk.settings, SESSION_COOKIE, &secret, Lasts::Visit),
            );
            response.headers_mut().append(header::SET_COOKIE, device_cookie(&desk, &login));
            return Ok(response);
        }
        Err(OfficeError::Unauthenticated) => (StatusCode::UNPROCESSABLE_ENTITY, words.t("sign-in-wrong")),
        Err(OfficeError::Throttled { seconds }) => {
            let wait = i64::try_from(seconds).unwrap_or(i64::MAX);
            (StatusCode::TOO_MANY_REQUESTS, words.t1("sign-in-throttled", "seconds", wait))
        }
        Err(other) => return Err(other.into()),
    };
    Ok((status, Html(page(&visitor, login, next, error))).into_response())
}

/// `POST /desk/sign-out`.
pub(crate) async fn sign_out(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if let Some(secret) = cookie::read(&desk.settings, &headers, SESSION_COOKIE) {
        desk.office.sign_out(&secret).await?;
    }
    let mut response = Redirect::to("/desk/sign-in").into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, cookie::set(&desk.settings, SESSION_COOKIE, "", Lasts::Ended));
    Ok(response)
}

fn page(visitor: &Visitor, login: String, next: String, error: String) -> SignInPage {
    let title = visitor.words.t("sign-in-title");
    SignInPage { page: Frame::outside(visitor, title, "/desk/sign-in"), login, next, error }
}
