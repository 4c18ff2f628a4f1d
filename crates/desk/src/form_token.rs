//! Proof that a form was ours: a token in the form bound to the session or, for visitors, to a signed cookie; and what
//! browsers say about where a request comes from.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::arrival::{self, ARRIVAL_MAX, BodySize, Late};

/// The name of the field that holds the token.
pub const FIELD: &str = "form_token";

/// The largest form, in bytes: the longest letter and all its fields, percent-encoded.
const FORM_BYTES_MAX: usize = 512 * 1024;

/// The largest form with files, in bytes.
const UPLOAD_BYTES_MAX: usize = office::ATTACHMENT_BYTES_MAX + FORM_BYTES_MAX;

/// Why a form was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Another site sent it, or its token is missing or of another visit.
    #[error("the form was not made by this desk for this visit")]
    NotOurs,
    /// Too many bytes.
    #[error("the form is larger than {0} bytes")]
    TooLarge(usize),
    /// It did not arrive in time.
    #[error("the form did not arrive in {} seconds", ARRIVAL_MAX.as_secs())]
    TooSlow,
    /// Neither of the two kinds that browsers send.
    #[error("expected a form")]
    NotAForm,
}

impl FormError {
    /// The status a page answers with.
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotOurs => StatusCode::FORBIDDEN,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    /// The word that names its sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotOurs => "form",
            Self::TooLarge(_) => "too_large",
            Self::TooSlow => "too_slow",
            Self::NotAForm => "not_a_form",
        }
    }
}

impl From<Late> for FormError {
    fn from(late: Late) -> Self {
        match late {
            Late::TooLarge(limit) => Self::TooLarge(limit),
            Late::TooSlow => Self::TooSlow,
        }
    }
}

/// Signs a value for one purpose, so that a signature for one is none for another.
pub fn sign(secret: &[u8], purpose: &str, value: &str) -> String {
    #[expect(clippy::expect_used, reason = "an HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any key length");
    mac.update(purpose.as_bytes());
    mac.update(b"\0");
    mac.update(value.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Whether two texts are the same, in the same time whether they are or not.
pub fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// The token of all forms of a session or visit.
pub fn token(secret: &[u8]) -> String {
    sign(secret, "form", "")
}

/// A token as one page wears it: under a mask of its own, so that its letters cannot be guessed one by one from the sizes of
/// compressed pages.
pub fn masked(token: &str, mask: [u8; 32]) -> String {
    let hidden = token.bytes().zip(mask.iter().cycle()).map(|(letter, mask)| letter ^ mask);
    URL_SAFE_NO_PAD.encode(mask.iter().copied().chain(hidden).collect::<Vec<u8>>())
}

/// The token under a mask; what wears none is none of ours.
fn unmasked(given: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(given).ok()?;
    let (mask, hidden) = bytes.split_at_checked(32)?;
    String::from_utf8(hidden.iter().zip(mask.iter().cycle()).map(|(letter, mask)| letter ^ mask).collect())
        .ok()
}

/// Whether the browser says that the request comes from our own pages. Browsers that say nothing pass; the token decides.
pub fn same_origin(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()) else { return true };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
}

/// Reads a posted form and looks for one of the tokens in it. The request comes back with its body whole, so that the
/// handler reads it as if nobody had. Who has no token is refused before anything is read.
pub async fn check(request: Request, tokens: &[String], size: BodySize) -> Result<Request, FormError> {
    if tokens.is_empty() || !same_origin(request.headers()) {
        return Err(FormError::NotOurs);
    }
    let content_type =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let upload = content_type.starts_with("multipart/form-data");
    if !upload && !content_type.starts_with("application/x-www-form-urlencoded") {
        return Err(FormError::NotAForm);
    }
    let size = if upload { size } else { BodySize::Letter };
    let limit = if size == BodySize::WithFiles { UPLOAD_BYTES_MAX } else { FORM_BYTES_MAX };
    let (parts, bytes) = arrival::whole(request, size, limit).await?;
    let given = match upload {
        true => {
            let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
            token_of_upload(copy).await
        }
        false => token_of_form(&bytes),
    };
    let given = given.and_then(|given| unmasked(&given)).ok_or(FormError::NotOurs)?;
    if tokens.iter().any(|token| same(token, &given)) {
        Ok(arrival::again(parts, bytes))
    } else {
        Err(FormError::NotOurs)
    }
}

/// Tokens hold letters, digits, `-` and `_` only, so that they read the same percent-encoded.
fn token_of_form(bytes: &Bytes) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(name, _)| *name == FIELD).map(|(_, value)| value.to_owned())
}

async fn token_of_upload(request: Request) -> Option<String> {
    let mut form = Multipart::from_request(request, &()).await.ok()?;
    while let Some(field) = form.next_field().await.ok()? {
        if field.name() == Some(FIELD) {
            return field.text().await.ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_looks_different_on_every_page_and_is_the_same() {
        let token = token(b"secret");
        let (one, other) = (masked(&token, [7; 32]), masked(&token, [8; 32]));
        assert_ne!(one, other);
        assert_eq!((unmasked(&one), unmasked(&other)), (Some(token.clone()), Some(token.clone())));
        assert_eq!(unmasked("short"), None);
        assert_ne!(unmasked(&token), Some(token));
    }
}
