//! Answers as gzip, where the browser takes it: pages, stylesheets, scripts, JSON. Only what lies whole in memory; what is
//! streamed goes as it comes.
//!
//! Compression lets somebody who sees sizes and can have words reflected in a page guess a secret on it (BREACH); the one secret
//! on our pages, the token of forms, therefore looks different on every page (see [`crate::form_token`]).

use std::io::Write;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;

/// What is smaller fits into one packet as it is.
const LEAST: u64 = 1_024;
/// What is larger is a file, and sent as it is.
const MOST: u64 = 4 * 1_024 * 1_024;

/// Media types that are text, by their beginning.
const TEXTS: [&str; 6] = [
    "text/html",
    "text/css",
    "text/javascript",
    "application/json",
    "application/problem+json",
    "image/svg+xml",
];

/// Compresses what comes back.
pub(crate) async fn compress(request: Request, next: Next) -> Response {
    let takes = takes_gzip(request.headers());
    let mut response = next.run(request).await;
    if !is_text(response.headers()) || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    response.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
    let size = response.body().size_hint().exact();
    if !takes || size.is_none_or(|size| !(LEAST..=MOST).contains(&size)) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = to_bytes(body, usize::try_from(MOST).unwrap_or(usize::MAX)).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let mut encoder = GzEncoder::new(Vec::with_capacity(whole.len() / 3), Compression::new(5));
    // Writing to memory does not fail; if it did, the answer goes as it is.
    match encoder.write_all(&whole).and_then(|()| encoder.finish()) {
        Ok(small) => {
            parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            parts.headers.remove(CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(small))
        }
        Err(_) => Response::from_parts(parts, Body::from(whole)),
    }
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    TEXTS.iter().any(|text| kind.starts_with(text))
}

/// Whether a browser says that it takes gzip, and not that it takes none (`gzip;q=0`).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let refused =
            |weight: &str| weight.strip_prefix("q=").and_then(|weight| weight.parse().ok()) == Some(0.0_f32);
        named && !parts.any(refused)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_gzip_says_so() {
        for (line, takes) in [
            ("gzip, deflate, br", true),
            ("br, GZIP;q=0.5", true),
            ("gzip;q=0, br", false),
            ("gzip;q=0.0", false),
            ("br", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(line))]);
            assert_eq!(takes_gzip(&headers), takes, "{line}");
        }
    }
}
