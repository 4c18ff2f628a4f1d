//! Signing in by the account one has with the institution: out to its issuer, and back.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::{DraftKey, OfficeError, RETURN_PATH, Returned};

use super::sign_in::entered;
use super::typed::Typed;
use crate::Desk;
use crate::cookie::{self, Lasts};
use crate::family::family;
use crate::guard::Visitor;
use crate::page::PageError;

/// Where it begins.
pub(crate) const PATH: &str = "/desk/sign-in/issuer";
/// Where it comes back to.
pub(crate) const BACK_PATH: &str = RETURN_PATH;
/// The cookie of who went to the issuer: only the browser that went comes back.
const AWAY_COOKIE: &str = "away";
/// How long that cookie is kept, in seconds; the office counts for itself.
const AWAY_SECONDS: u64 = 900;

/// `GET /desk/sign-in/issuer`: to the issuer. A link and no form: the page lets forms go nowhere else.
pub(crate) async fn leave(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let begun = desk.office.issuer_begin(query.shown("next"), &visitor.network).await;
    let (address, key) = match begun {
        Ok(begun) => begun,
        Err(OfficeError::Issuer(why)) => return Ok(unreachable(&why)),
        Err(other) => return Err(other.into()),
    };
    let mut response = Redirect::to(&address).into_response();
    let away = cookie::set(&desk.settings, AWAY_COOKIE, &key.to_text(), Lasts::Seconds(AWAY_SECONDS));
    response.headers_mut().append(header::SET_COOKIE, away);
    Ok(response)
}

/// `GET /desk/sign-in/issuer/back`: from the issuer.
pub(crate) async fn come_back(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(returned): Query<Returned>,
) -> Result<Response, PageError> {
    let refused = || Redirect::to("/desk/sign-in?why=issuer").into_response();
    let key = cookie::read(&desk.settings, &headers, AWAY_COOKIE).and_then(|text| DraftKey::parse(&text));
    let Some(key) = key else { return Ok(refused()) };
    let ended = desk.office.issuer_end(&key, returned, &visitor.network, family(&headers)).await;
    let mut response = match ended {
        Ok((entry, next)) => entered(&desk, &headers, entry, "", &next).await?,
        Err(OfficeError::Unauthenticated) => refused(),
        Err(OfficeError::Issuer(why)) => unreachable(&why),
        Err(other) => return Err(other.into()),
    };
    let ended = cookie::set(&desk.settings, AWAY_COOKIE, "", Lasts::Ended);
    response.headers_mut().append(header::SET_COOKIE, ended);
    Ok(response)
}

fn unreachable(why: &str) -> Response {
    tracing::error!(why, "the issuer of sign-ins cannot be asked");
    Redirect::to("/desk/sign-in?why=issuer-away").into_response()
}
