//! Stylesheets, scripts and the icon, built into the program. Their addresses change with their content, so browsers keep them
//! for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::page::PageError;
use crate::{Guard, Route};

struct File {
    name: &'static str,
    media_type: &'static str,
    content: &'static [u8],
    /// Address with the hash of the content.
    href: String,
}

macro_rules! file {
    ($name:literal, $media_type:literal) => {
        ($name, $media_type, include_bytes!(concat!("../assets/", $name)) as &[u8])
    };
}

static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let files = [
        file!("huiyin.css", "text/css; charset=utf-8"),
        file!("page.js", "text/javascript; charset=utf-8"),
        file!("stream.js", "text/javascript; charset=utf-8"),
        file!("keys.js", "text/javascript; charset=utf-8"),
        file!("list.js", "text/javascript; charset=utf-8"),
        file!("switcher.js", "text/javascript; charset=utf-8"),
        file!("picker.js", "text/javascript; charset=utf-8"),
        file!("suggested.js", "text/javascript; charset=utf-8"),
        file!("favicon.svg", "image/svg+xml"),
    ];
    let hashed = files.into_iter().map(|(name, media_type, content)| {
        let digest: String =
            Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        File { name, media_type, content, href: format!("/static/{name}?v={digest}") }
    });
    hashed.collect()
});

/// The address of a file; the bare path for one that does not exist, which a test would find.
pub fn href(name: &str) -> &'static str {
    FILES.iter().find(|file| file.name == name).map_or("/static", |file| file.href.as_str())
}

/// The address of the stylesheet.
pub fn style() -> &'static str {
    href("huiyin.css")
}

/// The address of the script of every page. Nothing depends on it.
pub fn script() -> &'static str {
    href("page.js")
}

/// The addresses of the scripts of the desk alone: keys, lists, the switcher, long lists. Nothing depends on them.
pub fn desk_scripts() -> [&'static str; 5] {
    ["keys.js", "list.js", "switcher.js", "picker.js", "suggested.js"].map(href)
}

/// The address of the picture browsers show beside a title.
pub fn icon() -> &'static str {
    href("favicon.svg")
}

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/static/{name}", Guard::Open, show)]
}

/// `GET /static/{name}`.
async fn show(Path(name): Path<String>) -> Result<Response, PageError> {
    let file = FILES.iter().find(|file| file.name == name).ok_or_else(PageError::not_found)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(file.media_type)),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, file.content).into_response())
}
