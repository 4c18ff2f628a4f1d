//! A browser without script: follows links, fills forms, keeps cookies.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// A page as it came.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
}

/// Somebody at a browser.
#[derive(Clone)]
pub struct Visit {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// The token of the last form seen.
    token: String,
}

impl Visit {
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), token: String::new() }
    }

    /// Signs in through the page.
    pub async fn signed_in(router: Router, login: &str, password: &str) -> Self {
        let mut visit = Self::new(router);
        visit.get("/desk/sign-in").await;
        let page = visit.post("/desk/sign-in", &[("login", login), ("password", password)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{login} signs in: {}", page.body);
        visit
    }

    /// Reads in a language from now on.
    pub fn read_in(&mut self, language: &str) {
        self.cookies.insert("lang".to_owned(), language.to_owned());
    }

    /// Puts a cookie into the browser, as somebody else may.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub async fn get(&mut self, path: &str) -> Page {
        let request = Request::get(path).header(COOKIE, self.cookie_line()).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// A page that is there.
    #[track_caller]
    pub fn read<'a>(&'a mut self, path: &'a str) -> impl Future<Output = String> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let page = self.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{place}: {path}: {} {}", page.location, page.body);
            page.body
        }
    }

    /// Sends a form with the token of the last form seen.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token.clone();
        let pairs = std::iter::once(("form_token", token.as_str())).chain(fields.iter().copied());
        let body: Vec<String> =
            pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let request = Request::post(path)
            .header(COOKIE, self.cookie_line())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form of several parts, with one file.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], name: &str, content: &[u8]) -> Page {
        const BOUNDARY: &str = "a-line-that-no-file-has";
        let mut body = Vec::new();
        for (field, value) in
            std::iter::once(("form_token", self.token.as_str())).chain(fields.iter().copied())
        {
            let part = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let disposition = format!("content-disposition: form-data; name=\"file\"; filename=\"{name}\"");
        let head = format!("--{BOUNDARY}\r\n{disposition}\r\ncontent-type: application/octet-stream\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = Request::post(path)
            .header(COOKIE, self.cookie_line())
            .header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Opens the form of a page, fills in what is given over what stands in it, and sends it.
    #[track_caller]
    pub fn fill<'a>(
        &'a mut self,
        path: &'a str,
        action: &'a str,
        fields: &'a [(&'a str, &'a str)],
    ) -> impl Future<Output = Page> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let page = self.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{place}: {path}: {} {}", page.location, page.body);
            let standing = standing(&page.body, action);
            let given: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
            let kept = standing.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let mut all: Vec<(&str, &str)> =
                kept.filter(|(name, _)| !given.contains(name) && *name != "form_token").collect();
            all.extend_from_slice(fields);
            self.post(action, &all).await
        }
    }

    fn cookie_line(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    async fn send(&mut self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await.unwrap();
        for line in response.headers().get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.trim_start_matches("__Host-").to_owned(), value.to_owned());
        }
        let status = response.status();
        let location =
            response.headers().get(LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(token) = between(&body, "name=\"form_token\" value=\"", "\"") {
            self.token = token.to_owned();
        }
        Page { status, location, body }
    }
}

/// What stands between two pieces of text, at its first place.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = &text[text.find(before)? + before.len()..];
    rest.get(..rest.find(after)?)
}

/// What a browser would send of a form that nobody touched.
fn standing(html: &str, action: &str) -> Vec<(String, String)> {
    let marker = format!("action=\"{action}\"");
    let Some(start) = html.find(&marker) else { panic!("no form posts to {action}: {html}") };
    let form = html[start..].split("</form>").next().unwrap_or_default();
    let mut fields = Vec::new();
    for tag in form.split('<') {
        let attribute = |name: &str| between(tag, &format!(" {name}=\""), "\"").map(decoded);
        let Some(name) = attribute("name") else { continue };
        let value = attribute("value").unwrap_or_default();
        let ticked = tag.contains(" checked");
        let kind = attribute("type").unwrap_or_default();
        if tag.starts_with("input") && (!matches!(kind.as_str(), "checkbox" | "radio") || ticked) {
            fields.push((name, value));
        } else if tag.starts_with("textarea") {
            fields.push((name, decoded(tag.split_once('>').map_or("", |(_, text)| text))));
        } else if tag.starts_with("select") {
            let list =
                form.split(tag).nth(1).and_then(|rest| rest.split("</select>").next()).unwrap_or_default();
            let chosen = list.split("<option").find(|option| option.contains(" selected"));
            fields.push((
                name,
                chosen.and_then(|option| between(option, "value=\"", "\"")).map(decoded).unwrap_or_default(),
            ));
        }
    }
    fields
}

fn decoded(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
