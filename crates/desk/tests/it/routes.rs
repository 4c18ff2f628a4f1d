//! The table of addresses: nothing is reached without what its guard asks, and nothing is served that is not in it.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{Method, Request};
use desk::{Guard, Route, table};
use domain::organisation::{Right, Role};
use hyper::body::Frame;

use crate::harness::{Answer, PASSWORD, TestDesk, USERS};

/// What anybody reaches without showing anything. Whoever adds to it says why in the change.
const OPEN: &[&str] = &[
    "GET /",
    "GET /accessibility",
    "GET /api/v1/openapi.json",
    // The hours in which somebody answers are published.
    "GET /channels",
    "GET /desk/sign-in",
    "GET /desk/sign-in/code",
    "GET /desk/sign-in/issuer",
    "GET /desk/sign-in/issuer/back",
    "POST /desk/sign-in",
    "POST /desk/sign-in/code",
    "POST /file/clear",
    "GET /file/done",
    "GET /file/{door}",
    "GET /file/{door}/sending",
    "GET /file/{door}/{step}",
    "POST /file/{door}/{step}",
    "GET /healthz",
    "GET /help",
    "POST /preferences",
    "GET /privacy",
    "GET /readyz",
    "GET /static/{name}",
    "GET /track",
    "POST /track",
    "POST /track/leave",
    "GET /track/lost",
    "GET /verify",
    "POST /verify",
];

/// An address with something in its places.
fn address(route: &Route) -> String {
    let parts = route.path.split('/').map(|part| match part {
        "{number}" => "TS-2026-0000001",
        part if part.starts_with('{') => "x",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn request(route: &Route) -> axum::http::request::Builder {
    Request::builder().method(route.method.clone()).uri(address(route))
}

async fn bare(desk: &TestDesk, route: &Route) -> Answer {
    desk.send(request(route).body(Body::empty()).unwrap()).await
}

/// Somebody who does not hold a right.
fn without(right: Right) -> &'static str {
    let lacks = |role: &str| !role.parse::<Role>().unwrap().rights().contains(&right);
    USERS.iter().find(|(_, _, role)| lacks(role)).unwrap().0
}

/// The cookie of a session.
async fn session(desk: &TestDesk, login: &str) -> String {
    let sign_in = office::SignIn {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        network: "test".to_owned(),
        device: None,
        family: String::new(),
    };
    let signed_in = desk.desk.office.sign_in(sign_in).await.unwrap().signed_in().unwrap();
    format!("session={}", signed_in.secret.unwrap())
}

#[tokio::test]
async fn every_guarded_address_turns_away_who_shows_nothing() {
    let desk = TestDesk::start().await;
    let (mut guarded, mut open) = (0, BTreeSet::new());
    for route in table(&desk.desk) {
        let answer = bare(&desk, &route).await;
        let place = format!("{} {}", route.method, route.path);
        match route.guard {
            Guard::Open => {
                open.insert(place);
                continue;
            }
            Guard::Consumer => {
                assert_eq!(answer.status.as_u16(), 303, "{place}");
                assert!(answer.header("location").starts_with("/track"), "{place}");
            }
            // Whoever does not know the address finds nothing there.
            Guard::Gateway => assert_eq!(answer.status.as_u16(), 404, "{place}"),
            Guard::SignedAny | Guard::Signed(_) | Guard::Listening => {
                assert_eq!(answer.status.as_u16(), 303, "{place}");
                assert!(answer.header("location").starts_with("/desk/sign-in?next="), "{place}");
            }
            Guard::TokenAny | Guard::Token(_) => {
                assert_eq!(answer.status.as_u16(), 401, "{place}");
                assert_eq!(answer.header("www-authenticate"), "Bearer", "{place}");
            }
        }
        guarded += 1;
    }
    assert!(guarded > 60, "only {guarded} guarded addresses: is the table whole?");
    assert_eq!(open, OPEN.iter().map(|place| (*place).to_owned()).collect(), "what anybody reaches");
}

#[tokio::test]
async fn every_right_is_asked_for() {
    let desk = TestDesk::start().await;
    let mut sessions = BTreeMap::new();
    let mut tokens = BTreeMap::new();
    for route in table(&desk.desk) {
        let place = format!("{} {}", route.method, route.path);
        let request = match route.guard {
            Guard::Signed(right) => {
                let login = without(right);
                if !sessions.contains_key(login) {
                    sessions.insert(login, session(&desk, login).await);
                }
                request(&route).header(COOKIE, &sessions[login])
            }
            Guard::Token(right) => {
                let login = without(right);
                if !tokens.contains_key(login) {
                    tokens.insert(login, desk.program(login).await.token);
                }
                request(&route).header(AUTHORIZATION, format!("Bearer {}", tokens[login]))
            }
            _ => continue,
        };
        let answer = desk.send(request.body(Body::empty()).unwrap()).await;
        // A page that somebody may not open is not there; a program is told why.
        let expected = if matches!(route.guard, Guard::Signed(_)) { 404 } else { 403 };
        assert_eq!(answer.status.as_u16(), expected, "{place}: {}", answer.text);
    }
}

#[tokio::test]
async fn no_form_is_taken_without_its_token_nor_from_another_site() {
    let desk = TestDesk::start().await;
    let mut sessions = BTreeMap::new();
    for route in table(&desk.desk) {
        if route.method != Method::POST
            || matches!(route.guard, Guard::TokenAny | Guard::Token(_) | Guard::Consumer | Guard::Gateway)
        {
            continue;
        }
        let mut request = request(&route).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Guard::Signed(_) | Guard::SignedAny = route.guard {
            let holds = |role: &str| match route.guard {
                Guard::Signed(right) => role.parse::<Role>().unwrap().rights().contains(&right),
                _ => true,
            };
            let login = USERS.iter().find(|(_, _, role)| holds(role)).unwrap().0;
            if !sessions.contains_key(login) {
                sessions.insert(login, session(&desk, login).await);
            }
            request = request.header(COOKIE, &sessions[login]);
        }
        let answer = desk.send(request.body(Body::from("form_token=&a=b")).unwrap()).await;
        assert_eq!(answer.status.as_u16(), 403, "{} {}: {}", route.method, route.path, answer.text);
    }
    // The right token does not help who comes from elsewhere.
    let page = desk.send(Request::get("/track").body(Body::empty()).unwrap()).await;
    let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
    let token =
        page.text.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let post = |site: &'static str| {
        Request::post("/preferences")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(COOKIE, &cookie)
            .header("sec-fetch-site", site)
            .body(Body::from(format!("form_token={token}&lang=en&back=/track")))
            .unwrap()
    };
    assert_eq!(desk.send(post("cross-site")).await.status.as_u16(), 403);
    let kept = desk.send(post("same-origin")).await;
    assert_eq!((kept.status.as_u16(), kept.header(LOCATION.as_str())), (303, "/track"));
}

/// A body that counts how much of it was asked for.
struct Counted {
    left: usize,
    asked: Arc<AtomicUsize>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        const CHUNK: usize = 64 * 1024;
        self.left = self.left.saturating_sub(CHUNK);
        self.asked.fetch_add(CHUNK, Ordering::Relaxed);
        Poll::Ready((self.left > 0).then(|| Ok(Frame::data(Bytes::from_static(&[b'a'; CHUNK])))))
    }
}

#[tokio::test]
async fn a_large_body_is_read_only_where_files_are_taken_and_after_a_token_may_be_in_it() {
    let desk = TestDesk::start().await;
    let page = desk.send(Request::get("/track").body(Body::empty()).unwrap()).await;
    let visit = page.header("set-cookie").split(';').next().unwrap().to_owned();
    for (path, cookie, status, most) in [
        ("/preferences", None, 403, 0),
        ("/verify", None, 403, 0),
        ("/preferences", Some(&visit), 413, 1 << 20),
        ("/verify", Some(&visit), 413, 22 << 20),
    ] {
        let asked = Arc::<AtomicUsize>::default();
        let body = Body::new(Counted { left: 30 << 20, asked: Arc::clone(&asked) });
        let mut request = Request::post(path).header(CONTENT_TYPE, "multipart/form-data; boundary=x");
        if let Some(cookie) = cookie {
            request = request.header(COOKIE, cookie);
        }
        let answer = desk.send(request.body(body).unwrap()).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        let asked = asked.load(Ordering::Relaxed);
        assert!(asked <= most, "{path}: {asked} bytes were read");
    }
}

#[tokio::test]
async fn nothing_is_served_that_is_not_in_the_table() {
    let desk = TestDesk::start().await;
    let mut methods: BTreeMap<&str, (String, BTreeSet<Method>)> = BTreeMap::new();
    for route in table(&desk.desk) {
        assert!([Method::GET, Method::POST, Method::PUT].contains(&route.method), "{}", route.path);
        let address = address(&route);
        methods.entry(route.path).or_insert_with(|| (address, BTreeSet::new())).1.insert(route.method);
    }
    for (path, (address, methods)) in &methods {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if methods.contains(&method) {
                continue;
            }
            let request = Request::builder().method(method.clone()).uri(address).body(Body::empty()).unwrap();
            let answer = desk.send(request).await;
            assert_eq!(answer.status.as_u16(), 405, "{method} {path}");
            assert!(answer.headers.contains_key(ALLOW), "{method} {path} does not say what it takes");
        }
    }
    for path in [
        "/api/v1/nothing",
        "/api/v2/cases",
        "/desk/nothing",
        "/nothing",
        "/static/../Cargo.toml",
        "/static/none.css",
    ] {
        let answer = desk.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}");
        let expected =
            if path.starts_with("/api") { "application/problem+json" } else { "text/html; charset=utf-8" };
        assert_eq!(answer.header("content-type"), expected, "{path}");
    }
}

#[tokio::test]
async fn a_published_portal_serves_no_desk_and_no_api() {
    let desk = TestDesk::start_with(|settings| settings.portal_only = true).await;
    for path in ["/desk", "/desk/sign-in", "/api/v1/cases", "/api/v1/openapi.json"] {
        let answer = desk.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}");
    }
    assert_eq!(desk.send(Request::get("/").body(Body::empty()).unwrap()).await.status.as_u16(), 200);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let desk = TestDesk::start().await;
    for path in ["/", "/desk/sign-in", "/api/v1/cases", "/nothing", "/healthz", "/static/huiyin.css"] {
        let answer = desk.send(Request::get(path).body(Body::empty()).unwrap()).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        let kept = answer.header("cache-control");
        assert_eq!(kept == "no-store", !path.starts_with("/static"), "{path}: {kept}");
    }
}

#[tokio::test]
async fn cookies_of_a_desk_behind_tls_are_bound_to_it() {
    let desk = TestDesk::start_with(|settings| settings.secure_cookies = true).await;
    let page = desk.send(Request::get("/track").body(Body::empty()).unwrap()).await;
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("__Host-visit="), "{cookie}");
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}

#[tokio::test]
async fn no_page_has_style_or_script_of_its_own() {
    let desk = TestDesk::start().await;
    let cookie = session(&desk, "approver").await;
    for route in table(&desk.desk) {
        // A stream is no page, and never ends.
        let no_page = route.path.starts_with("/static")
            || route.path.starts_with("/api")
            || matches!(route.guard, Guard::Listening);
        if route.method != Method::GET || no_page {
            continue;
        }
        let answer = desk.send(request(&route).header(COOKIE, &cookie).body(Body::empty()).unwrap()).await;
        for forbidden in [" style=\"", "<style", "onclick=", "javascript:", "<script>"] {
            assert!(!answer.text.contains(forbidden), "{} has `{forbidden}`", route.path);
        }
    }
}
