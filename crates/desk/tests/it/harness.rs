//! The whole application on a fresh store in a temporary folder, with a clock that tests move and randomness from a seed.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use desk::{Desk, DeskSettings, Locales, Missing, RateLimits, router};
use domain::id::UserId;
use domain::matter::Book;
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use ledger::{HashAlgorithm, SigningKey};
use office::{Caller, InstitutionInput, Office, Opening, ReadyLimits, StaffInput, Surroundings};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::Value;
use store_sqlite::{Access, OpenOptions, SqliteStore};
use tempfile::TempDir;
use tower::ServiceExt;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// Login, where they work, role.
pub const USERS: [(&str, &str, &str); 9] = [
    ("intake", "CC", "intake"),
    ("handler", "CC", "handler"),
    ("approver", "CC", "approver"),
    ("branch", "B1", "handler"),
    ("senior", "HQ", "senior_manager"),
    ("officer", "HQ", "officer"),
    ("auditor", "HQ", "auditor"),
    ("admin", "HQ", "administrator"),
    ("desk", "AS", "supervisor"),
];

/// A clock and dice of tests.
pub struct Fixed {
    now: Mutex<Timestamp>,
    random: Mutex<ChaCha20Rng>,
}

impl Surroundings for Fixed {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.random.lock().unwrap().fill_bytes(bytes);
    }
}

/// A desk under test: head office HQ with card centre CC and branch B1, an association AS that supervises B1, and a
/// member of staff of each role.
pub struct TestDesk {
    pub desk: Arc<Desk>,
    router: Router,
    fixed: Arc<Fixed>,
    folder: TempDir,
}

impl TestDesk {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts with other settings.
    pub async fn start_with(change: impl FnOnce(&mut DeskSettings)) -> Self {
        let folder = TempDir::new().unwrap();
        let fixed = Arc::new(Fixed {
            now: Mutex::new("2026-03-02T10:00:00+08:00".parse().unwrap()),
            random: Mutex::new(ChaCha20Rng::seed_from_u64(7)),
        });
        let office = open(&folder, &fixed).await;
        let system = Caller::system("test");
        for (code, name, level, superior) in [
            ("HQ", "回音银行总行", "head_office", None),
            ("CC", "信用卡中心", "centre", Some("HQ")),
            ("AS", "银行业协会", "association", None),
        ] {
            office.set_institution(&system, institution(code, name, level, superior, &[])).await.unwrap();
        }
        office
            .set_institution(&system, institution("B1", "城东分行", "branch", Some("HQ"), &["AS"]))
            .await
            .unwrap();
        for (login, home, role) in USERS {
            let input = StaffInput {
                login: login.to_owned(),
                display_name: login.to_owned(),
                institution: home.to_owned(),
                roles: vec![role.to_owned()],
                password: Some(PASSWORD.to_owned()),
                active: true,
            };
            office.set_staff(&system, input).await.unwrap();
        }
        let mut settings = DeskSettings {
            secure_cookies: false,
            portal_only: false,
            behind_proxy: false,
            hotline: "95588".to_owned(),
            name: "回音银行".to_owned(),
            intake_institution: "CC".to_owned(),
            cookie_secret: [9; 32],
            rates: RateLimits::default(),
            ready: ReadyLimits::default(),
        };
        change(&mut settings);
        let desk = Arc::new(Desk::new(office, Locales::shipped(Missing::Stops).unwrap(), settings));
        Self { router: router(Arc::clone(&desk)), desk, fixed, folder }
    }

    /// The data folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Ends and begins anew over the same folder. Every program from before must be gone.
    pub async fn restart(self) -> Self {
        let Self { desk, router: former, fixed, folder } = self;
        let settings = desk.settings.clone();
        drop((desk, former));
        let office = open(&folder, &fixed).await;
        let desk = Arc::new(Desk::new(office, Locales::shipped(Missing::Stops).unwrap(), settings));
        Self { router: router(Arc::clone(&desk)), desk, fixed, folder }
    }

    /// A program with a token from before.
    pub fn program_with(&self, token: &str) -> Program {
        Program { router: self.router(), token: token.to_owned() }
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The time goes on.
    pub fn later(&self, seconds: i64) {
        *self.fixed.now.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    pub fn user_id(&self, login: &str) -> UserId {
        let organisation = self.desk.office.organisation();
        *organisation.users.iter().find(|(_, user)| user.login == login).unwrap().0
    }

    /// A program that acts for a member of staff.
    pub async fn program(&self, login: &str) -> Program {
        let token =
            self.desk.office.create_token(&Caller::system("test"), login, "test", None).await.unwrap();
        Program { router: self.router(), token: token.token }
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        answer(self.router(), request).await
    }
}

fn institution(
    code: &str,
    name: &str,
    level: &str,
    superior: Option<&str>,
    desks: &[&str],
) -> InstitutionInput {
    InstitutionInput {
        code: code.to_owned(),
        name_zh: name.to_owned(),
        name_en: String::new(),
        level: level.to_owned(),
        superior: superior.map(str::to_owned),
        region: Default::default(),
        supervised_by: desks.iter().map(|desk| (*desk).to_owned()).collect(),
        active: true,
    }
}

async fn open(folder: &TempDir, fixed: &Arc<Fixed>) -> Arc<Office> {
    let options = OpenOptions {
        access: Access::Create,
        hash_algorithm: HashAlgorithm::Sha256,
        opened_at: Timestamp::UNIX_EPOCH,
    };
    let store = SqliteStore::open(folder.path(), options).unwrap();
    let path = folder.path().join("vault.key");
    let mut random = ChaCha20Rng::seed_from_u64(1);
    let opening = Opening {
        store,
        keys: vault::KeyRing::load_or_create(&path, vault::Suite::default(), &mut random).unwrap(),
        signer: SigningKey::from_seed("test", &[3; 32]).unwrap(),
        surroundings: Arc::clone(fixed) as Arc<dyn Surroundings>,
        book: Book::shipped().unwrap(),
        data_dir: folder.path().to_owned(),
    };
    let office = Office::open(opening).await.unwrap();
    office.set_keep_keys(Arc::new(move |keys| keys.replace_file(&path).map_err(|error| error.to_string())));
    office
}

/// A program with a token.
#[derive(Clone)]
pub struct Program {
    router: Router,
    pub token: String,
}

impl Program {
    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, &[], Some(body)).await
    }

    /// Posts what was read at a version.
    pub async fn post_at(&self, version: u64, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, &[("if-match", &format!("\"{version}\""))], Some(body)).await
    }

    /// Asks under `/api/v1`.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(format!("/api/v1{path}"));
        request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(body) => {
                request = request.header(CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let answer = answer(self.router.clone(), request.body(body).unwrap()).await;
        crate::described::check(method.as_str(), &format!("/api/v1{path}"), &answer);
        answer
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body, where the status is the one expected.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json()
    }
}

async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}
