//! What programs are told when something is not done: RFC 9457, with a word to branch on and a list by field.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use office::OfficeError;
use schemars::JsonSchema;
use serde::Serialize;

use crate::page::office_status;

/// A problem, RFC 9457. `code` is the word to branch on; `title` and `detail` are for people who read logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// Always `about:blank`: the status and `code` say which problem it is.
    #[serde(rename = "type")]
    type_uri: &'static str,
    /// The name of the status.
    title: &'static str,
    /// The status.
    status: u16,
    /// Which problem, as a word.
    code: &'static str,
    /// What happened, in words.
    detail: String,
    /// What has to be put right, where that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    errors: Vec<ProblemError>,
    #[serde(skip)]
    retry_after_seconds: Option<u64>,
}

/// One thing that has to be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProblemError {
    /// Which of the steps sent, from 0; absent where it is none of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// The field, with a path for nested ones: `person.phone`; absent where it is the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// A word that names the error.
    pub code: String,
    /// What is wrong and what was expected.
    pub message: String,
}

impl Problem {
    /// A problem of a status.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            type_uri: "about:blank",
            title: status.canonical_reason().unwrap_or("Problem"),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_seconds: None,
        }
    }

    /// 400 or 422 for one field.
    pub fn of_field(
        status: StatusCode,
        code: &'static str,
        field: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        let message = message.into();
        let error = ProblemError {
            position: None,
            field: Some(field.into()),
            code: code.to_owned(),
            message: message.clone(),
        };
        Self { errors: vec![error], ..Self::new(status, code, message) }
    }

    /// The same with a list of what has to be put right.
    #[must_use]
    pub fn listing(self, errors: Vec<ProblemError>) -> Self {
        Self { errors, ..self }
    }

    /// 405.
    pub fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", "this address does not take that method")
    }

    /// 500: a fault of ours, of which programs learn nothing.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "something is wrong here; it has been logged",
        )
    }

    /// The same with the seconds after which to try again.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after_seconds: Some(seconds), ..self }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        let (status, code) = office_status(&error);
        if status.is_server_error() {
            tracing::error!(%error, "a request of a program failed");
            let detail = match status {
                StatusCode::SERVICE_UNAVAILABLE => {
                    "the record cannot be reached or written at the moment; try again"
                }
                _ => return Self::internal(),
            };
            return Self { retry_after_seconds: Some(5), ..Self::new(status, code, detail) };
        }
        let mut problem = Self::new(status, code, error.to_string());
        match error {
            OfficeError::Invalid(fields) => {
                let named = |field: String| Some(field).filter(|field| !field.is_empty());
                problem.errors = fields
                    .into_iter()
                    .map(|error| ProblemError {
                        position: None,
                        field: named(error.field),
                        code: error.code,
                        message: error.message,
                    })
                    .collect();
            }
            OfficeError::Refused { position, refusal } => {
                problem.errors = vec![ProblemError {
                    position: Some(position),
                    field: refusal.field().map(str::to_owned),
                    code: refusal.word().to_owned(),
                    message: refusal.to_string(),
                }];
            }
            OfficeError::Throttled { seconds } => problem.retry_after_seconds = Some(seconds),
            OfficeError::UnderWay => problem.retry_after_seconds = Some(1),
            _ => {}
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        // A struct of strings and numbers has no way not to be written as JSON.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
