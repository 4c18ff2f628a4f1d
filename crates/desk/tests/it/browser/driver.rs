//! A browser at a desk: opened, led to pages, looked at.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::http::Method;
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::{ParseError, Url};

use super::setting::Setting;
use crate::harness::TestDesk;

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
pub struct Browser {
    pub client: Client,
    /// How the person before it sees and works.
    pub setting: Setting,
    home: String,
    pictures: PathBuf,
    _driver: Driver,
    _profile: TempDir,
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Why there is no browser, if there is none.
fn missing() -> Option<String> {
    if std::env::var_os("HUIYIN_SKIP_BROWSER").is_some() {
        return Some("HUIYIN_SKIP_BROWSER is set".to_owned());
    }
    let missing = [CHROMEDRIVER, CHROMIUM].into_iter().find(|path| !Path::new(path).exists())?;
    Some(format!("`{missing}` is missing; install chromium and chromium-driver"))
}

/// Whether there is no browser, which is said.
pub fn skipped() -> bool {
    let missing = missing();
    if let Some(reason) = &missing {
        eprintln!("skipped the browser: {reason}");
    }
    missing.is_some()
}

/// A command of the browser itself, beyond those that all browsers share.
#[derive(Debug)]
struct Tools(&'static str, Value);

impl WebDriverCompatibleCommand for Tools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}

impl Browser {
    /// Serves a desk on a free port and opens a browser on it.
    pub async fn open(desk: &TestDesk, setting: Setting) -> Self {
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
        let browser = Self { client, setting, home, pictures, _driver: driver, _profile: profile };
        browser.apply().await;
        browser
    }

    /// Somebody else takes the seat.
    pub async fn seat(&mut self, setting: Setting) {
        self.setting = setting;
        self.apply().await;
    }

    async fn apply(&self) {
        self.goto("/").await;
        self.client.delete_all_cookies().await.unwrap();
        for (command, parameters) in self.setting.commands() {
            self.tool(command, parameters).await;
        }
        let mut cookies = vec![("lang", self.setting.tag())];
        cookies.extend(self.setting.large.then_some(("type", "large")));
        for (name, value) in cookies {
            let cookie = json!({ "name": name, "value": value, "url": self.home });
            self.tool("Network.setCookie", cookie).await;
        }
    }

    pub async fn tool(&self, command: &'static str, parameters: Value) -> Value {
        self.client.issue_cmd(Tools(command, parameters)).await.unwrap()
    }

    pub async fn goto(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.home)).await.unwrap();
    }

    /// Where it is.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    #[track_caller]
    pub fn find<'a>(&'a self, selector: &'a str) -> impl Future<Output = Element> + 'a {
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

    /// What a script says. It sees the page from outside, whether or not the page's own may run.
    pub async fn ask(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    pub async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    #[track_caller]
    pub fn shows<'a>(&'a self, words: &'a str) -> impl Future<Output = ()> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let text = self.text().await;
            assert!(text.contains(words), "{place}: expected `{words}` in\n{text}");
        }
    }

    /// Takes a picture, named after who looks, and finds what sticks out sideways.
    pub async fn picture(&self, name: &str) {
        let measure = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]";
        let measured = self.ask(measure).await;
        assert!(
            measured[0].as_u64() <= measured[1].as_u64(),
            "`{name}` is {} px wide in a window of {} ({})",
            measured[0],
            measured[1],
            self.setting.name
        );
        let picture = self.client.screenshot().await.unwrap();
        std::fs::write(self.pictures.join(format!("{name}-{}.png", self.setting.name)), picture).unwrap();
    }
}
