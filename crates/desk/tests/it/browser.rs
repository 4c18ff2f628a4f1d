//! The main job in a real browser: a consumer files, a handler works the case to its end, the consumer reads the answer,
//! the ledger verifies. Pictures of every page on the way lie in `target/screenshots`.
//!
//! Needs Chromium and its driver (Debian: `chromium`, `chromium-driver`). Says so and passes where they are not there, or
//! where `HUIYIN_SKIP_BROWSER` is set.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

use crate::harness::{PASSWORD, TestDesk};

const CHROMEDRIVER: &str = "/usr/bin/chromedriver";
const CHROMIUM: &str = "/usr/bin/chromium";

/// A driver that ends with the test.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        // Ending what already ended is no failure.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A browser at a desk.
struct Browser {
    client: Client,
    home: String,
    pictures: PathBuf,
    _driver: Driver,
    _profile: TempDir,
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Why there is no browser, if there is none.
fn skipped() -> Option<String> {
    if std::env::var_os("HUIYIN_SKIP_BROWSER").is_some() {
        return Some("HUIYIN_SKIP_BROWSER is set".to_owned());
    }
    let missing = [CHROMEDRIVER, CHROMIUM].into_iter().find(|path| !Path::new(path).exists())?;
    Some(format!("`{missing}` is missing; install chromium and chromium-driver"))
}

impl Browser {
    /// Serves a desk on a free port and opens a browser on it.
    async fn open(desk: &TestDesk) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let home = format!("http://{}", listener.local_addr().unwrap());
        let service = desk.router().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });

        let port = free_port();
        let mut command = Command::new(CHROMEDRIVER);
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = Driver(command.spawn().unwrap());
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let profile = TempDir::new().unwrap();
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--lang=zh-CN",
            "--accept-lang=zh-CN",
            "--window-size=1440,900",
        ];
        let mut arguments: Vec<String> = arguments.map(str::to_owned).into();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let options = json!({ "binary": CHROMIUM, "args": arguments });
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client =
            builder.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}")).await.unwrap();
        let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
        std::fs::create_dir_all(&pictures).unwrap();
        Self { client, home, pictures, _driver: driver, _profile: profile }
    }

    async fn goto(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.home)).await.unwrap();
    }

    #[track_caller]
    fn find<'a>(&'a self, selector: &'a str) -> impl Future<Output = Element> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let waited =
                self.client.wait().at_most(Duration::from_secs(10)).for_element(Locator::Css(selector)).await;
            match waited {
                Ok(element) => element,
                Err(error) => panic!("{place}: `{selector}`: {error}\n{}", self.text().await),
            }
        }
    }

    /// Types into a field over what stands there.
    async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("main [name=\"{name}\"]")).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses a radio button, a box or an entry of a list.
    async fn choose(&self, name: &str, value: &str) {
        let field = self.find(&format!("main [name=\"{name}\"]")).await;
        if field.tag_name().await.unwrap() == "select" {
            field.select_by_value(value).await.unwrap();
            return;
        }
        let field = self.find(&format!("main [name=\"{name}\"][value=\"{value}\"]")).await;
        if !field.is_selected().await.unwrap() {
            field.click().await.unwrap();
        }
    }

    /// Presses the one primary button of the page and waits for the next page.
    #[track_caller]
    fn press<'a>(&'a self, selector: &'a str) -> impl Future<Output = ()> + 'a {
        let found = self.find(selector);
        async move {
            let button = found.await;
            let before = self.client.find(Locator::Css("html")).await.unwrap();
            button.click().await.unwrap();
            // The old page's element goes stale once the next page is there.
            for _ in 0..200 {
                if before.tag_name().await.is_err() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            self.find("main h1").await;
        }
    }

    async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    #[track_caller]
    fn shows<'a>(&'a self, words: &'a str) -> impl Future<Output = ()> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let text = self.text().await;
            assert!(text.contains(words), "{place}: expected `{words}` in\n{text}");
        }
    }

    /// Takes pictures at the widths of a laptop and a phone, and finds what sticks out sideways.
    async fn picture(&self, name: &str) {
        for (width, height) in [(390, 844), (1440, 900)] {
            self.client.set_window_size(width, height).await.unwrap();
            let measure =
                "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]";
            let measured = self.client.execute(measure, Vec::new()).await.unwrap();
            assert!(
                measured[0].as_u64() <= measured[1].as_u64(),
                "`{name}` is {} px wide in a window of {}",
                measured[0],
                measured[1]
            );
            let picture = self.client.screenshot().await.unwrap();
            std::fs::write(self.pictures.join(format!("{name}-{width}.png")), picture).unwrap();
        }
    }

    /// Takes one step of a case on its own page.
    async fn step(&self, number: &str, step: &str, fields: &[(&str, &str)], choices: &[(&str, &str)]) {
        self.goto(&format!("/desk/cases/{number}/steps/{step}")).await;
        for (name, value) in choices {
            self.choose(name, value).await;
        }
        for (name, text) in fields {
            self.fill(name, text).await;
        }
        self.picture(&format!("desk-step-{step}")).await;
        self.press("main form button.primary").await;
        let path = self.client.current_url().await.unwrap().path().to_owned();
        assert_eq!(path, format!("/desk/cases/{number}"), "{step}: {}", self.text().await);
    }

    async fn sign_in(&self, login: &str) {
        self.goto("/desk/sign-in").await;
        self.fill("login", login).await;
        self.fill("password", PASSWORD).await;
        self.picture("desk-sign-in").await;
        self.press("main form button.primary").await;
    }

    async fn sign_out(&self) {
        self.press("form[action=\"/desk/sign-out\"] button").await;
    }
}

/// Files a complaint and gives its number and query code.
async fn file(desk: &TestDesk, browser: &Browser) -> (String, String) {
    browser.goto("/").await;
    browser.picture("portal-home").await;
    browser.press("a[href=\"/file/complaint/what\"]").await;
    browser.press("main form button.primary").await;
    browser.shows("请写下发生了什么").await;
    browser.picture("portal-what-error").await;
    browser.fill("what", "10月在手机银行办分期，没告诉我要收手续费。账单出来才知道收了386.40元。").await;
    browser.choose("business", "prov:B03").await;
    browser.picture("portal-what").await;
    browser.press("main form button.primary").await;
    browser.choose("wish", "refund").await;
    browser.fill("amount", "386.4").await;
    browser.choose("wish", "explain").await;
    browser.picture("portal-want").await;
    browser.press("main form button.primary").await;
    browser.fill("name", "周先生").await;
    browser.fill("phone", "13800001234").await;
    browser.picture("portal-you").await;
    browser.press("main form button.primary").await;
    browser.shows("138 0000 1234").await;
    browser.picture("portal-check").await;
    desk.later(5);
    browser.press("main form button.primary").await;
    browser.shows("已收到您的投诉").await;
    browser.picture("portal-done").await;
    let of = |id: &'static str| async move { browser.find(id).await.text().await.unwrap() };
    let ticket = (of("#number").await, of("#code").await);
    browser.press(".clear button").await;
    ticket
}

/// Works a case from acceptance to its end, as the handler.
async fn work(desk: &TestDesk, browser: &Browser, number: &str) {
    browser.sign_in("handler").await;
    browser.goto(&format!("/desk/cases/{number}")).await;
    browser.shows("10月在手机银行办分期").await;
    browser.picture("desk-case-received").await;
    browser.step(number, "accept", &[], &[]).await;
    let handler = desk.user_id("handler").to_string();
    browser.step(number, "assign", &[], &[("assign.handler", &handler)]).await;
    browser
        .step(number, "contact", &[("contact.note", "电话联系，约定补截图")], &[("contact.reached", "yes")])
        .await;
    let codes = [
        ("code.channel", "jrt0169-channel@2018:prov:A01033"),
        ("code.business", "jrt0169-business@2018:prov:B03023"),
        ("code.reason", "jrt0169-reason@2018:prov:C05"),
    ];
    browser.step(number, "code", &[], &codes).await;
    browser.goto("/desk/queue?view=mine").await;
    browser.shows("10月在手机银行办分期").await;
    browser.picture("desk-queue").await;
    browser.goto(&format!("/desk/cases/{number}")).await;
    browser.picture("desk-case-investigating").await;
    let decision = [("decide.basis", "分期协议第三条"), ("decide.reasons", "办理页面没有提示手续费")];
    let chosen = [
        ("decide.outcome", "upheld"),
        ("decide.liability", "liable"),
        ("decide.remedies", "review"),
        ("decide.remedies", "mediation"),
        ("decide.remedies", "arbitration"),
        ("decide.remedies", "litigation"),
    ];
    browser.step(number, "decide", &decision, &chosen).await;
    let told = [("answer.text", "同意退还386.40元，3个工作日内到账。"), ("answer.evidence", "录音编号0001")];
    browser.step(number, "answer", &told, &[]).await;
    browser.step(number, "close", &[], &[]).await;
    browser.shows("已办结").await;
    browser.picture("desk-case-closed").await;
    browser.sign_out().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complaint_is_filed_worked_and_answered_in_a_browser() {
    if let Some(reason) = skipped() {
        eprintln!("skipped the browser: {reason}");
        return;
    }
    let desk = TestDesk::start().await;
    let browser = Browser::open(&desk).await;
    let (number, code) = file(&desk, &browser).await;
    work(&desk, &browser, &number).await;

    browser.goto("/track").await;
    browser.fill("number", &number).await;
    browser.fill("code", "2222 2222").await;
    browser.press("main form button.primary").await;
    browser.shows("编号和查询码对不上").await;
    browser.picture("portal-track-wrong").await;
    browser.fill("code", &code.to_lowercase()).await;
    browser.press("main form button.primary").await;
    browser.shows("同意退还386.40元").await;
    browser.shows("请上级机构核查").await;
    browser.picture("portal-answered").await;

    for page in ["help", "verify", "privacy", "accessibility", "track/lost"] {
        browser.goto(&format!("/{page}")).await;
        browser.picture(&format!("portal-{}", page.replace('/', "-"))).await;
    }

    browser.sign_in("officer").await;
    browser.picture("desk-overview").await;
    let menu = browser.client.find(Locator::Css("a.menu")).await.unwrap();
    assert!(!menu.is_displayed().await.unwrap(), "at 1440 the navigation stands beside the page");
    browser.goto("/desk/ledger").await;
    browser.press("main form button.primary").await;
    browser.find("p.message.good").await;
    browser.picture("desk-ledger").await;
    for page in ["intake", "cases", "team", "me"] {
        browser.goto(&format!("/desk/{page}")).await;
        browser.picture(&format!("desk-{page}")).await;
    }
    browser.sign_out().await;
    browser.sign_in("admin").await;
    for page in ["institutions", "users", "tokens"] {
        browser.goto(&format!("/desk/admin/{page}")).await;
        browser.picture(&format!("desk-admin-{page}")).await;
    }
    browser.client.clone().close().await.unwrap();
}
