//! Reading and writing JSON: strict on the way in, written once on the way out.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::problem::Problem;

/// A body that was read.
pub(crate) struct Given<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "expected a body of content type `application/json`";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail));
        }
        let bytes = whole(request).await?;
        read(&bytes).map(Self)
    }
}

/// The bytes of a body. The guard let it arrive and held it to the limit of its route.
pub(crate) async fn whole(request: Request) -> Result<Bytes, Problem> {
    to_bytes(request.into_body(), usize::MAX).await.map_err(|_| Problem::internal())
}

fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = named.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}

/// Reads JSON: 400 with the place where it is none, 422 with the field where it is not what was expected.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        unreadable(error.into_inner(), &path)
    })?;
    reader.end().map_err(|error| unreadable(error, ""))?;
    Ok(value)
}

fn unreadable(error: serde_json::Error, path: &str) -> Problem {
    match error.classify() {
        Category::Data => {
            let message = plain(&error);
            let field = missing_field(&message).map_or_else(|| path.to_owned(), |field| joined(path, field));
            Problem::of_field(StatusCode::UNPROCESSABLE_ENTITY, code_of(&message), field, message)
        }
        _ => {
            let place = format!("line {}, column {}", error.line(), error.column());
            Problem::new(
                StatusCode::BAD_REQUEST,
                "malformed",
                format!("the body is not JSON at {place}: {}", plain(&error)),
            )
        }
    }
}

/// What serde says, without the place, which is told otherwise.
pub(super) fn plain(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.rsplit_once(" at line ").map_or(said.clone(), |(said, _)| said.to_owned())
}

/// The field that serde misses or does not know: it stands in the message, not in the path.
pub(super) fn missing_field(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("missing field `").or_else(|| message.strip_prefix("unknown field `"))?;
    rest.split('`').next()
}

/// A word for what serde says.
pub(super) fn code_of(message: &str) -> &'static str {
    match message {
        _ if message.starts_with("missing field") => "missing",
        _ if message.starts_with("unknown field") => "unknown_field",
        _ if message.starts_with("unknown variant") => "choice",
        _ => "form",
    }
}

/// The path of a field within another.
pub(super) fn joined(path: &str, field: &str) -> String {
    match path {
        "" | "." => field.to_owned(),
        _ if path == field || path.ends_with(&format!(".{field}")) => path.to_owned(),
        _ => format!("{path}.{field}"),
    }
}

/// Answers with JSON.
pub(crate) fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => {
            (status, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written as JSON");
            Problem::internal().into_response()
        }
    }
}

/// Answers 200 with JSON.
pub(crate) fn ok<T: Serialize>(value: &T) -> Response {
    json(StatusCode::OK, value)
}

/// Adds the version of a case as its ETag: what `If-Match` asks for.
pub(crate) fn with_version(mut response: Response, version: u32) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(ETAG, value);
    }
    response
}

/// The version a writer has read. `*` stands for whatever it is.
pub(crate) fn expected_version(headers: &HeaderMap) -> Result<Option<u32>, Problem> {
    let Some(given) = headers.get(IF_MATCH) else {
        let detail = "name the version you have read in `If-Match`, as its ETag gives it";
        return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "version_missing", detail));
    };
    let given = given.to_str().unwrap_or_default();
    if given == "*" {
        return Ok(None);
    }
    let version = given
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|digits| digits.len() < 10 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|version| version.parse().ok());
    let message = "expected the version that was read, such as `\"3\"`, or `*`";
    version
        .map(Some)
        .ok_or_else(|| Problem::of_field(StatusCode::BAD_REQUEST, "malformed", "If-Match", message))
}
