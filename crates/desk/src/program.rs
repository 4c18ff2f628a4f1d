//! What stands before an operation of the API: who is it, may they, not too fast, not too much, and not twice.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, IF_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use office::{Caller, OfficeError, OnceRequest};
use sha2::{Digest, Sha256};

use crate::arrival::{self, ARRIVAL_MAX, BodySize, Late};
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

/// The header under whose value a request is carried out once (draft-ietf-httpapi-idempotency-key-header).
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The longest key.
pub(crate) const KEY_CHARS_MAX: usize = 200;
/// The largest body of JSON, in bytes.
pub(crate) const JSON_BYTES_MAX: usize = 1024 * 1024;

/// Stands before an operation.
pub(crate) async fn before(
    desk: &Arc<Desk>,
    guard: Guard,
    size: BodySize,
    request: Request,
    next: Next,
) -> Response {
    match admit(desk, guard, size, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn admit(
    desk: &Arc<Desk>,
    guard: Guard,
    size: BodySize,
    mut request: Request,
) -> Result<Request, Problem> {
    let token = bearer(request.headers()).ok_or(OfficeError::Unauthenticated)?.to_owned();
    let caller = desk.office.token(&token).await?;
    let now = desk.office.surroundings().now();
    let per_second = desk.settings.rates.token_per_second;
    desk.rates
        .take(format!("token {}", hexadecimal(token.as_bytes())), per_second, now)
        .map_err(|seconds| OfficeError::Throttled { seconds })?;
    if let Guard::Token(right) = guard {
        caller.require(right).inspect_err(|_| {
            tracing::warn!(actor = %caller.actor(), %right, "a program was denied");
        })?;
    }
    if request.method().is_safe() {
        request.extensions_mut().insert(Client(caller));
        return Ok(request);
    }
    let key = key(request.headers())?;
    let limit = match size {
        BodySize::Letter => JSON_BYTES_MAX,
        BodySize::WithFiles => office::ATTACHMENT_BYTES_MAX,
    };
    let (mut parts, bytes) = arrival::whole(request, size, limit).await?;
    let caller = match key {
        None => caller,
        Some(key) => {
            let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
            let header = |name| parts.headers.get(name).map_or(&[][..], |value| value.as_bytes());
            let asked = [
                parts.uri.to_string().as_bytes(),
                header(CONTENT_TYPE),
                header(IF_MATCH),
                hexadecimal(&bytes).as_bytes(),
            ]
            .map(hexadecimal);
            let address = format!("{} {route}", parts.method);
            let request = OnceRequest { address: &address, key: &key, asked: &asked.join(" ") };
            under_key(desk, caller, &request).await?
        }
    };
    parts.extensions.insert(Client(caller));
    Ok(arrival::again(parts, bytes))
}

async fn under_key(desk: &Desk, caller: Caller, request: &OnceRequest<'_>) -> Result<Caller, Problem> {
    Ok(desk.office.once(caller, request).await?)
}

/// The token of a request.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The key of a request. The draft puts it in quotation marks; many clients leave them out, and so may they.
fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = given.next() else { return Ok(None) };
    let text = value.to_str().ok().map(str::trim).unwrap_or_default();
    let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let plain = bare.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'));
    if given.next().is_none() && (1..=KEY_CHARS_MAX).contains(&bare.len()) && plain {
        return Ok(Some(bare.to_owned()));
    }
    let message = format!(
        "expected one key of 1 to {KEY_CHARS_MAX} visible ASCII characters without quotation mark and backslash"
    );
    Err(Problem::of_field(StatusCode::BAD_REQUEST, "malformed", "Idempotency-Key", message))
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl From<Late> for Problem {
    fn from(late: Late) -> Self {
        match late {
            Late::TooLarge(limit) => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                format!("a body has at most {limit} bytes"),
            ),
            Late::TooSlow => Self::new(
                StatusCode::REQUEST_TIMEOUT,
                "too_slow",
                format!("the body did not arrive in {} seconds", ARRIVAL_MAX.as_secs()),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn keys_with_and_without_quotation_marks() {
        let check = |given: &[&[u8]], expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            for value in given {
                headers.append(IDEMPOTENCY_KEY, HeaderValue::from_bytes(value).unwrap());
            }
            assert_eq!(
                key(&headers).ok().map(|key| key.unwrap_or_default()).as_deref(),
                expected,
                "{given:?}"
            );
        };
        check(&[], Some(""));
        check(&[b"\"8e03978e-40d5\""], Some("8e03978e-40d5"));
        check(&[b" 8e03978e-40d5 "], Some("8e03978e-40d5"));
        check(&[&[b'k'; KEY_CHARS_MAX]], Some(&"k".repeat(KEY_CHARS_MAX)));
        for wrong in [&b""[..], b"\"\"", b"a b", b"\"a\"b\"", b"\\", b"\xff\xfe", &[b'k'; KEY_CHARS_MAX + 1]]
        {
            check(&[wrong], None);
        }
        check(&[b"one", b"two"], None);
    }
}
