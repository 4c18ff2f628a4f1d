//! Signing in by an issuer of OpenID Connect: a small one of our own on this machine, honest at first, then in every way
//! that must not be believed.

use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use office::IssuerSettings;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::TestDesk;
use crate::staff::visit::{Page, Visit};

const CLIENT: &str = "huiyin-desk";
const SECRET: &str = "between us";

/// What the issuer does next.
#[derive(Clone)]
struct Conduct {
    subject: &'static str,
    name: &'static str,
    audience: &'static str,
    /// The issuer named in the token; its own where empty.
    issuer: &'static str,
    /// The nonce in the token; the one asked for where empty.
    nonce: &'static str,
    /// Seconds until the token expires.
    expires: i64,
    /// How the token is signed.
    signature: Signature,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Signature {
    /// By the key that is published.
    Own,
    /// By another key under the same name.
    Other,
    /// By a key that is published from now on.
    New,
    /// Not at all, as `alg: none`.
    None,
    /// With the client's secret, as HS256.
    Shared,
    /// Of other words than those that are sent.
    Altered,
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            subject: "subject-1",
            name: "handler",
            audience: CLIENT,
            issuer: "",
            nonce: "",
            expires: 300,
            signature: Signature::Own,
        }
    }
}

/// The issuer.
struct Issuer {
    address: String,
    conduct: Mutex<Conduct>,
    /// What it was asked last: nonce, challenge and where to go back to.
    asked: Mutex<(String, String, String)>,
    now: Mutex<i64>,
    rotated: Mutex<bool>,
    discoveries: Mutex<u32>,
}

fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&Sha256::digest(name).into())
}

impl Issuer {
    async fn start(desk: &TestDesk) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let issuer = Arc::new(Self {
            address: address.clone(),
            conduct: Mutex::default(),
            asked: Mutex::default(),
            now: Mutex::new(0),
            rotated: Mutex::new(false),
            discoveries: Mutex::new(0),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&issuer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let settings = IssuerSettings {
            issuer: address,
            client_id: CLIENT.to_owned(),
            client_secret: Some(office::Zeroizing::new(SECRET.to_owned())),
            desk_address: "http://127.0.0.1:8080".to_owned(),
            login_domain: None,
            sees_to_second_factor: false,
        };
        desk.desk.office.set_issuer(Some(settings)).unwrap();
        issuer
    }

    fn behaves(&self, change: impl FnOnce(&mut Conduct)) {
        let mut conduct = Conduct::default();
        change(&mut conduct);
        *self.conduct.lock().unwrap() = conduct;
    }

    /// Goes to the issuer and comes back with what it says.
    async fn visited(&self, desk: &TestDesk, visit: &mut Visit, next: &str) -> Page {
        let state = self.left(desk, visit, next).await;
        visit.get(&format!("/desk/sign-in/issuer/back?code=the-code&state={state}")).await
    }

    /// Goes to the issuer. Returns the state it is to come back with.
    async fn left(&self, desk: &TestDesk, visit: &mut Visit, next: &str) -> String {
        *self.now.lock().unwrap() = desk.desk.office.surroundings().now().as_second();
        let query = if next.is_empty() { String::new() } else { format!("?next={next}") };
        let sent = visit.get(&format!("/desk/sign-in/issuer{query}")).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let (there, query) = sent.location.split_once('?').unwrap();
        assert_eq!(there, format!("{}/authorize", self.address));
        let part = |name: &str| {
            let found = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            found.unwrap_or_else(|| panic!("no `{name}` in {query}")).to_owned()
        };
        assert_eq!((&*part("response_type"), &*part("client_id")), ("code", CLIENT));
        assert_eq!(part("code_challenge_method"), "S256");
        assert!(part("scope").contains("openid"), "{query}");
        assert_eq!(part("redirect_uri"), "http%3A%2F%2F127.0.0.1%3A8080%2Fdesk%2Fsign-in%2Fissuer%2Fback");
        *self.asked.lock().unwrap() = (part("nonce"), part("code_challenge"), part("redirect_uri"));
        part("state")
    }
}

async fn configuration(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    *issuer.discoveries.lock().unwrap() += 1;
    let at = |path: &str| format!("{}{path}", issuer.address);
    Json(json!({
        "issuer": issuer.address,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256"],
    }))
}

async fn keys(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let published = |name: &str| {
        let x = URL_SAFE_NO_PAD.encode(key(name).verifying_key().as_bytes());
        json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": name, "x": x })
    };
    match *issuer.rotated.lock().unwrap() {
        true => Json(json!({ "keys": [published("one"), published("two")] })),
        false => Json(json!({ "keys": [published("one")] })),
    }
}

async fn token(
    State(issuer): State<Arc<Issuer>>,
    headers: axum::http::HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> axum::response::Response {
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let (nonce, challenge, _) = issuer.asked.lock().unwrap().clone();
    let secret = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+"))));
    let proven = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier"))) == challenge;
    let known = headers.get("authorization").is_some_and(|value| value == secret.as_str());
    if field("code") != "the-code" || field("grant_type") != "authorization_code" || !proven || !known {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    }
    let conduct = issuer.conduct.lock().unwrap().clone();
    let now = *issuer.now.lock().unwrap();
    let or = |said: &str, own: &str| if said.is_empty() { own.to_owned() } else { said.to_owned() };
    let claims = json!({
        "iss": or(conduct.issuer, &issuer.address),
        "sub": conduct.subject,
        "aud": conduct.audience,
        "exp": now + conduct.expires,
        "iat": now,
        "nonce": or(conduct.nonce, &nonce),
        "preferred_username": conduct.name,
    });
    let (algorithm, name) = match conduct.signature {
        Signature::None => ("none", "one"),
        Signature::Shared => ("HS256", "one"),
        Signature::New => ("EdDSA", "two"),
        _ => ("EdDSA", "one"),
    };
    if conduct.signature == Signature::New {
        *issuer.rotated.lock().unwrap() = true;
    }
    let header = json!({ "alg": algorithm, "kid": name, "typ": "JWT" });
    let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encoded(&header), encoded(&claims));
    let by = |name: &str, words: &str| URL_SAFE_NO_PAD.encode(key(name).sign(words.as_bytes()).to_bytes());
    let signature = match conduct.signature {
        Signature::None => String::new(),
        Signature::Shared => {
            use hmac::{Hmac, KeyInit, Mac};
            let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
            mac.update(signed.as_bytes());
            URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
        }
        Signature::Other => by("somebody else's", &signed),
        Signature::Altered => by("one", "other words"),
        Signature::Own | Signature::New => by(name, &signed),
    };
    let answer = json!({
        "access_token": "not used",
        "token_type": "Bearer",
        "id_token": format!("{signed}.{signature}"),
    });
    Json(answer).into_response()
}

const REFUSED: &str = "/desk/sign-in?why=issuer";

#[tokio::test(flavor = "multi_thread")]
async fn who_the_issuer_names_comes_in_if_they_are_here() {
    let desk = TestDesk::start().await;
    let mut visit = Visit::new(desk.router());
    assert!(!visit.read("/desk/sign-in").await.contains("用本机构账号登录"), "off unless set up");
    assert_eq!(visit.get("/desk/sign-in/issuer").await.status, StatusCode::NOT_FOUND);
    let issuer = Issuer::start(&desk).await;
    assert!(visit.read("/desk/sign-in").await.contains("/desk/sign-in/issuer\">"));
    let next = URL_SAFE_NO_PAD.encode("/desk/cases?q=1");
    let back = issuer.visited(&desk, &mut visit, &next).await;
    assert_eq!((back.status.as_u16(), back.location.as_str()), (303, "/desk/cases?q=1"), "{}", back.body);
    visit.read("/desk/queue").await;

    // The subject is theirs from now on, whatever it is called there; another who takes the name is nobody.
    issuer.behaves(|conduct| conduct.name = "renamed");
    let mut again = Visit::new(desk.router());
    assert_eq!(issuer.visited(&desk, &mut again, "").await.location, "/desk/queue");
    for (subject, name) in [("subject-2", "handler"), ("subject-3", "nobody"), ("subject-4", "")] {
        issuer.behaves(|conduct| (conduct.subject, conduct.name) = (subject, name));
        let mut other = Visit::new(desk.router());
        assert_eq!(issuer.visited(&desk, &mut other, "").await.location, REFUSED, "{subject} {name}");
        assert!(other.get("/desk/queue").await.location.starts_with("/desk/sign-in"));
    }
    let page = visit.read("/desk/sign-in?why=issuer").await;
    assert!(page.contains("没能用本机构账号登录"), "{page}");
    assert_eq!(*issuer.discoveries.lock().unwrap(), 1, "what it says of itself is kept for a while");
    // An administrator unlinks it; then the name counts again.
    let mut admin = crate::staff::sign_in(&desk, "admin").await;
    admin.read("/desk/admin/access?login=handler").await;
    admin.post("/desk/admin/access", &[("act", "unlink"), ("login", "handler")]).await;
    issuer.behaves(|conduct| conduct.subject = "subject-2");
    let mut anew = Visit::new(desk.router());
    assert_eq!(issuer.visited(&desk, &mut anew, "").await.location, "/desk/queue");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_believed_that_does_not_hold() {
    let desk = TestDesk::start().await;
    let issuer = Issuer::start(&desk).await;
    type Change = fn(&mut Conduct);
    let lies: [(&str, Change); 9] = [
        ("of another departure", |conduct| conduct.nonce = "another"),
        ("for somebody else", |conduct| conduct.audience = "another-desk"),
        ("another issuer's", |conduct| conduct.issuer = "https://evil.example"),
        ("expired", |conduct| conduct.expires = -1),
        ("signed by another key", |conduct| conduct.signature = Signature::Other),
        ("not signed", |conduct| conduct.signature = Signature::None),
        ("signed with the shared secret", |conduct| conduct.signature = Signature::Shared),
        ("signed for other words", |conduct| conduct.signature = Signature::Altered),
        ("of nobody", |conduct| conduct.name = "nobody"),
    ];
    for (what, lie) in lies {
        issuer.behaves(lie);
        let mut visit = Visit::new(desk.router());
        assert_eq!(issuer.visited(&desk, &mut visit, "").await.location, REFUSED, "{what}");
        assert!(visit.get("/desk/queue").await.location.starts_with("/desk/sign-in"), "{what}");
    }
    assert!(
        desk.desk.office.store().subject(desk.user_id("handler")).await.unwrap().is_none(),
        "nobody was linked"
    );
    // A key that is new is asked for; then it is known.
    issuer.behaves(|conduct| conduct.signature = Signature::New);
    let mut visit = Visit::new(desk.router());
    assert_eq!(issuer.visited(&desk, &mut visit, "").await.location, "/desk/queue");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_browser_that_left_comes_back_and_once() {
    let desk = TestDesk::start().await;
    let issuer = Issuer::start(&desk).await;
    let back = |state: &str| format!("/desk/sign-in/issuer/back?code=the-code&state={state}");
    // Somebody else's browser is sent here with a state and a code of an attacker's departure.
    let (mut attacker, mut victim) = (Visit::new(desk.router()), Visit::new(desk.router()));
    let state = issuer.left(&desk, &mut attacker, "").await;
    assert_eq!(victim.get(&back(&state)).await.location, REFUSED);
    issuer.left(&desk, &mut victim, "").await;
    assert_eq!(victim.get(&back(&state)).await.location, REFUSED, "the state of another departure");
    // The departure is spent by that, whatever comes after.
    let own = issuer.left(&desk, &mut victim, "").await;
    assert_eq!(victim.get(&back("")).await.location, REFUSED);
    assert_eq!(victim.get(&back(&own)).await.location, REFUSED);
    // A code that another answer was made for does not fit the verifier.
    let first = issuer.left(&desk, &mut victim, "").await;
    let mut other = Visit::new(desk.router());
    issuer.left(&desk, &mut other, "").await;
    assert_eq!(victim.get(&back(&first)).await.location, REFUSED, "PKCE");
    // An issuer that says no, one that is mixed up, and a departure too long ago.
    let state = issuer.left(&desk, &mut victim, "").await;
    let denied = format!("/desk/sign-in/issuer/back?error=access_denied&state={state}");
    assert_eq!(victim.get(&denied).await.location, REFUSED);
    let state = issuer.left(&desk, &mut victim, "").await;
    let mixed = format!("{}&iss=https%3A%2F%2Fevil.example", back(&state));
    assert_eq!(victim.get(&mixed).await.location, REFUSED);
    let state = issuer.left(&desk, &mut victim, "").await;
    desk.later(901);
    assert_eq!(victim.get(&back(&state)).await.location, REFUSED);
    // And the honest way still works.
    assert_eq!(issuer.visited(&desk, &mut victim, "").await.location, "/desk/queue");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_asked_for_here_too_and_an_issuer_out_of_reach_is_said() {
    let desk = TestDesk::start().await;
    let issuer = Issuer::start(&desk).await;
    let system = office::Caller::system("test");
    desk.desk
        .office
        .require_second_factor(&system, [domain::organisation::Role::Handler].into())
        .await
        .unwrap();
    let mut visit = Visit::new(desk.router());
    issuer.visited(&desk, &mut visit, "").await;
    assert_eq!(visit.get("/desk/queue").await.location, "/desk/me/second-factor", "the role has to have one");
    let gone = IssuerSettings {
        issuer: format!("http://127.0.0.1:{}", courier::sinks::nobody().await),
        client_id: CLIENT.to_owned(),
        client_secret: None,
        desk_address: "http://127.0.0.1:8080".to_owned(),
        login_domain: None,
        sees_to_second_factor: false,
    };
    desk.desk.office.set_issuer(Some(gone)).unwrap();
    let mut visit = Visit::new(desk.router());
    let away = visit.get("/desk/sign-in/issuer").await;
    assert_eq!(away.location, "/desk/sign-in?why=issuer-away");
    assert!(visit.read(&away.location).await.contains("现在连不上"));
}
