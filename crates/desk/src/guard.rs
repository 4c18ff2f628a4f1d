//! Who may go where. One function stands before every handler; a handler asks an extractor who came, and an extractor
//! gives nobody where no guard stood.

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::extract::{Form, FromRequest, FromRequestParts, RawPathParams, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::Number;
use domain::organisation::Right;
use office::{Caller, Count, OfficeError, Owed, SignedIn, Waiting};

use crate::arrival::BodySize;
use crate::case_cookie::Shown;
use crate::form_token::{self, same, sign};
use crate::page::{PageError, is_api};
use crate::preferences::Habits;
use crate::problem::Problem;
use crate::staff::typed::Typed;
use crate::staff::{me, second_factor};
use crate::{Desk, Words, cookie, kept_form, program};

/// What somebody must show to go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Nothing.
    Open,
    /// A cookie that stands for the number and query code of the case in the address.
    Consumer,
    /// A session.
    SignedAny,
    /// A session of somebody who holds a right somewhere. Whether it reaches the case in hand the office decides.
    Signed(Right),
    /// A session, of which this is no use: it is not prolonged.
    Listening,
    /// A signature of ours in the address, which only a gateway was given.
    Gateway,
    /// A token.
    TokenAny,
    /// A token of somebody who holds a right somewhere.
    Token(Right),
}

/// The cookie of a session.
pub const SESSION_COOKIE: &str = "session";
/// The cookie of a visit without a session.
const VISIT_COOKIE: &str = "visit";
/// The cookie of a device that somebody signed in on.
const DEVICE_COOKIE: &str = "device";
/// How long a device is remembered, in seconds: a month.
const DEVICE_SECONDS: i64 = 30 * 24 * 3_600;

/// A member of staff who signed in.
#[derive(Clone)]
pub struct Staff {
    /// Who, with the secrets of the session.
    pub signed_in: SignedIn,
    /// The words of their language.
    pub words: Words,
    /// The token that every form carries in the field `form_token`.
    pub csrf: String,
    /// Whether they read in large type.
    pub large: bool,
    /// How many notices they have not seen.
    pub notices: Count,
    /// What waits for them.
    pub waiting: Waiting,
    /// How they want to work.
    pub(crate) habits: Habits,
}

impl Staff {
    /// For the office.
    pub fn caller(&self) -> &Caller {
        &self.signed_in.caller
    }
}

/// Somebody who has shown nothing.
#[derive(Clone)]
pub struct Visitor {
    /// The words of their language.
    pub words: Words,
    /// The token that every form carries in the field `form_token`.
    pub csrf: String,
    /// Whether they read in large type.
    pub large: bool,
    /// Where they come from, for throttling: an address.
    pub network: String,
}

/// Somebody who has shown the number and query code of a case.
#[derive(Clone)]
pub struct Consumer {
    /// The case.
    pub number: Number,
    /// Them.
    pub visitor: Visitor,
    /// Whether they have shown, a short while ago, that they hold the telephone given with it.
    pub holds_telephone: bool,
}

/// A program with a token.
#[derive(Clone)]
pub struct Client(pub Caller);

/// What a guard needs to know.
pub(crate) type Post = (Arc<Desk>, Guard, BodySize);

/// Stands before a handler.
pub(crate) async fn stand(State((desk, guard, size)): State<Post>, request: Request, next: Next) -> Response {
    let program = matches!(guard, Guard::TokenAny | Guard::Token(_));
    if let Err(error) = take_turn(&desk, &request) {
        return match program || is_api(request.uri().path()) {
            true => Problem::from(error).into_response(),
            false => PageError::from(error).into_response(),
        };
    }
    if guard == Guard::Gateway {
        return crate::gateway::before(&desk, request, next).await;
    }
    match program {
        true => program::before(&desk, guard, size, request, next).await,
        false => before_page(&desk, guard, size, request, next).await,
    }
}

/// Not too many requests from one network.
fn take_turn(desk: &Desk, request: &Request) -> Result<(), OfficeError> {
    let Some(network) = crate::headers::counted_network(&desk.settings, request) else { return Ok(()) };
    let now = desk.office.surroundings().now();
    let taken = desk.rates.take(format!("network {network}"), desk.settings.rates.network_per_second, now);
    taken.map_err(|seconds| OfficeError::Throttled { seconds })
}

async fn before_page(
    desk: &Desk,
    guard: Guard,
    size: BodySize,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let words = desk.locales.of(&desk.settings, headers).clone();
    let large = crate::preferences::large(&desk.settings, headers);
    let visit = Visit::of(desk, headers);
    let mut tokens = Vec::new();
    match guard {
        Guard::Signed(_) | Guard::SignedAny | Guard::Listening => {
            let signed_in = match session(desk, headers, guard).await {
                Ok(Some(signed_in)) => signed_in,
                Ok(None) => return to_sign_in(desk, request).await,
                Err(error) => return PageError::from(error).into_response(),
            };
            if let Some(place) = signed_in.owes.map(owed_at)
                && !may_be_owed(request.uri().path(), place)
            {
                return Redirect::to(place).into_response();
            }
            if let Guard::Signed(right) = guard
                && let Err(error) = signed_in.caller.require(right)
            {
                tracing::warn!(user = signed_in.user_id.0, %right, "a page was denied");
                return PageError::from(error).into_response();
            }
            let token = form_token::token(signed_in.form_secret.as_bytes());
            let csrf = masked(desk, &token);
            tokens.push(token);
            let notices = match desk.office.notices_unseen(&signed_in.caller).await {
                Ok(notices) => notices,
                Err(error) => return PageError::from(error).into_response(),
            };
            let waiting = match desk.office.waiting(&signed_in.caller).await {
                Ok(waiting) => waiting,
                Err(error) => return PageError::from(error).into_response(),
            };
            let habits = crate::preferences::habits(&desk.settings, request.headers());
            request.extensions_mut().insert(Staff {
                signed_in,
                words,
                csrf,
                large,
                notices,
                waiting,
                habits,
            });
        }
        _ => {
            tokens.extend(visit.form_token(desk));
            // The switches for language and type stand on pages of both sides.
            if request.method() == Method::POST
                && let Ok(Some(signed_in)) = session(desk, request.headers(), guard).await
            {
                tokens.push(form_token::token(signed_in.form_secret.as_bytes()));
            }
            let network = crate::headers::network(&desk.settings, &request);
            request.extensions_mut().insert(Unseen { words, large, network, visit: visit.clone() });
        }
    }
    if guard == Guard::Consumer {
        let (parts, body) = request.into_parts();
        let (mut parts, shown) = case_shown(desk, parts).await;
        let Some(shown) = shown else { return to_track(parts.uri.path()) };
        parts.extensions.insert(shown);
        request = Request::from_parts(parts, body);
    }
    if !request.method().is_safe() {
        request = match form_token::check(request, &tokens, size).await {
            Ok(request) => request,
            Err(error) => return PageError::from(error).into_response(),
        };
    }
    let mut response = next.run(request).await;
    if let Some(value) = visit.fresh(desk) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// Where what somebody owes is done.
fn owed_at(owed: Owed) -> &'static str {
    match owed {
        Owed::Password => me::PATH,
        Owed::SecondFactor => second_factor::PATH,
    }
}

/// What may be done before what is owed: that, and leaving.
fn may_be_owed(path: &str, place: &str) -> bool {
    path == place || path == "/desk/sign-out"
}

/// A token of forms under a mask for one page.
fn masked(desk: &Desk, token: &str) -> String {
    let mut mask = [0; 32];
    desk.office.surroundings().fill(&mut mask);
    form_token::masked(token, mask)
}

/// The session of a request, if there is a running one.
async fn session(desk: &Desk, headers: &HeaderMap, guard: Guard) -> Result<Option<SignedIn>, OfficeError> {
    let Some(secret) = cookie::read(&desk.settings, headers, SESSION_COOKIE) else { return Ok(None) };
    let found = match guard {
        Guard::Listening => desk.office.session_listening(&secret).await,
        _ => desk.office.session(&secret).await,
    };
    match found {
        Ok(signed_in) => Ok(Some(signed_in)),
        Err(OfficeError::Unauthenticated) => Ok(None),
        Err(error) => Err(error),
    }
}

/// To the page that asks for number and query code; the number is known already.
fn to_track(path: &str) -> Response {
    let number = path.split('/').nth(2).and_then(|number| number.parse::<Number>().ok());
    Redirect::to(
        &number.map_or_else(|| "/track".to_owned(), |number| format!("/track?again=1&number={number}")),
    )
    .into_response()
}

/// To the sign-in page, and back here afterwards. What was typed into a form is kept for whose session it was.
async fn to_sign_in(desk: &Desk, request: Request) -> Response {
    let to = |back: &str| Redirect::to(&format!("/desk/sign-in?next={}", URL_SAFE_NO_PAD.encode(back)));
    let path = request.uri().path().to_owned();
    if request.method() == Method::GET {
        let here = request.uri().path_and_query().map_or("/desk", |here| here.as_str());
        return to(here).into_response();
    }
    match keep_form(desk, request, &path).await {
        Ok(Some(cookie)) => {
            let mut response = to(&format!("{path}?{}", kept_form::QUERY)).into_response();
            response.headers_mut().append(SET_COOKIE, cookie);
            response
        }
        Ok(None) => to(&path).into_response(),
        Err(error) => PageError::from(error).into_response(),
    }
}

/// Keeps a form whose session has ended; none where it is unknown whose it was, or forms of the address are not kept.
async fn keep_form(desk: &Desk, request: Request, path: &str) -> Result<Option<HeaderValue>, OfficeError> {
    let Some(secret) = cookie::read(&desk.settings, request.headers(), SESSION_COOKIE) else {
        return Ok(None);
    };
    let owner = desk.office.session_owner(&secret).await?;
    let Some(owner) =
        owner.filter(|_| kept_form::is_kept(path) && form_token::same_origin(request.headers()))
    else {
        return Ok(None);
    };
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, kept_form::BYTES_MAX).await else { return Ok(None) };
    let request = Request::from_parts(parts, Body::from(bytes));
    let Ok(Form(typed)) = Form::<Typed>::from_request(request, &()).await else { return Ok(None) };
    kept_form::keep(desk, owner, path, &typed).await.map(Some)
}

/// Where [`to_sign_in`] said to go back to; the front page where the value is none of ours.
pub fn way_back(next: Option<&str>) -> String {
    let decoded = next
        .and_then(|next| URL_SAFE_NO_PAD.decode(next).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let own = |path: &String| path.starts_with("/desk") && crate::preferences::is_own_path(path);
    decoded.filter(own).unwrap_or_else(|| "/desk".to_owned())
}

/// A visit: a random name in a signed cookie. The name is made when a page first needs it, and the cookie set then.
#[derive(Clone)]
struct Visit {
    known: Option<String>,
    fresh: Arc<OnceLock<String>>,
}

impl Visit {
    fn of(desk: &Desk, headers: &HeaderMap) -> Self {
        let known = cookie::read(&desk.settings, headers, VISIT_COOKIE).and_then(|value| {
            let (name, signature) = value.split_once('.')?;
            let genuine = same(&sign(&desk.settings.cookie_secret, "visit", name), signature);
            genuine.then(|| name.to_owned())
        });
        Self { known, fresh: Arc::default() }
    }

    /// Gives the visit a name if it has none.
    fn begin(&self, desk: &Desk) {
        if self.known.is_none() {
            self.fresh.get_or_init(|| {
                let mut bytes = [0; 18];
                desk.office.surroundings().fill(&mut bytes);
                URL_SAFE_NO_PAD.encode(bytes)
            });
        }
    }

    /// The token of this visit's forms. Without a visit no form was ever ours.
    fn form_token(&self, desk: &Desk) -> Option<String> {
        let name = self.known.as_deref().or(self.fresh.get().map(String::as_str))?;
        Some(sign(&desk.settings.cookie_secret, "visit form", name))
    }

    fn fresh(&self, desk: &Desk) -> Option<HeaderValue> {
        let name = self.fresh.get()?;
        let value = format!("{name}.{}", sign(&desk.settings.cookie_secret, "visit", name));
        Some(cookie::set(&desk.settings, VISIT_COOKIE, &value, cookie::Lasts::Visit))
    }
}

/// What was shown of a case.
#[derive(Clone)]
struct OfConsumer {
    number: Number,
    holds_telephone: bool,
}

/// What an open page may learn of who reads it.
#[derive(Clone)]
struct Unseen {
    words: Words,
    large: bool,
    network: String,
    visit: Visit,
}

/// The cookie of a device that has just signed in under a name: it says so for a month, under a name of its own.
pub fn device_cookie(desk: &Desk, login: &str) -> HeaderValue {
    let mut bytes = [0; 9];
    desk.office.surroundings().fill(&mut bytes);
    let until = desk.office.surroundings().now().as_second() + DEVICE_SECONDS;
    let claim = format!("{}.{until}", URL_SAFE_NO_PAD.encode(bytes));
    let value = format!("{claim}.{}", device_signature(desk, &claim, login));
    cookie::set(&desk.settings, DEVICE_COOKIE, &value, cookie::Lasts::Seconds(DEVICE_SECONDS.unsigned_abs()))
}

/// The name of a device that signed in under a name during the last month.
pub fn known_device(desk: &Desk, headers: &HeaderMap, login: &str) -> Option<String> {
    let value = cookie::read(&desk.settings, headers, DEVICE_COOKIE)?;
    let (claim, signature) = value.rsplit_once('.')?;
    let (device, until) = claim.split_once('.')?;
    let running = desk.office.surroundings().now().as_second() < until.parse().ok()?;
    (running && same(&device_signature(desk, claim, login), signature)).then(|| device.to_owned())
}

fn device_signature(desk: &Desk, claim: &str, login: &str) -> String {
    sign(&desk.settings.cookie_secret, "device", &format!("{claim}.{}", login.trim().to_lowercase()))
}

/// The number in the address, if the cookie stands for it.
async fn case_shown(desk: &Desk, mut parts: Parts) -> (Parts, Option<OfConsumer>) {
    let asked = RawPathParams::from_request_parts(&mut parts, &()).await.ok();
    let asked = asked.and_then(|params| {
        params.iter().find(|(name, _)| *name == "number").map(|(_, value)| value.to_owned())
    });
    let shown = |what: Shown| {
        let number = what.number(desk, &parts.headers);
        number.filter(|number| Some(number) == asked.as_ref())
    };
    let number = shown(Shown::QueryCode).and_then(|number| number.parse().ok());
    let holds_telephone = shown(Shown::Telephone).is_some();
    (parts, number.map(|number| OfConsumer { number, holds_telephone }))
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts.extensions.get::<Self>().cloned().ok_or(PageError::Unguarded)
    }
}

impl FromRequestParts<Arc<Desk>> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, PageError> {
        let unseen = parts.extensions.get::<Unseen>().cloned().ok_or(PageError::Unguarded)?;
        unseen.visit.begin(desk);
        let csrf = unseen.visit.form_token(desk).map(|token| masked(desk, &token)).unwrap_or_default();
        Ok(Self { words: unseen.words, csrf, large: unseen.large, network: unseen.network })
    }
}

impl FromRequestParts<Arc<Desk>> for Consumer {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, PageError> {
        let shown = parts.extensions.get::<OfConsumer>().cloned().ok_or(PageError::Unguarded)?;
        let OfConsumer { number, holds_telephone } = shown;
        Ok(Self { number, holds_telephone, visitor: Visitor::from_request_parts(parts, desk).await? })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::internal)
    }
}
