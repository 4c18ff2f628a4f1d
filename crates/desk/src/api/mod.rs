//! The JSON API, `/api/v1`: what pages do, for programs.
//!
//! A new endpoint is one [`Operation`](operation::Operation) beside its handler; route, guard and description come from
//! it. Bodies are read strictly (`body`), parameters too (`parameters`); what is wrong is told as
//! [`Problem`](crate::problem::Problem), RFC 9457.

mod access;
mod acts;
mod as_known;
mod body;
mod case_row;
mod case_view;
mod cases;
mod channels;
mod erasure;
mod jobs;
mod load_rules;
pub(crate) mod operation;
mod organisation;
mod paging;
pub(crate) mod parameters;
mod rules;
mod search;
mod steps;
mod work;

use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::{Guard, Route};
use operation::Operation;

/// Every operation.
pub(crate) fn operations() -> Vec<Operation> {
    let mut operations = cases::operations();
    operations.extend(steps::operations());
    operations.extend(acts::operations());
    operations.extend(erasure::operations());
    operations.extend(organisation::operations());
    operations.extend(access::operations());
    operations.extend(work::operations());
    operations.extend(rules::operations());
    operations.extend(jobs::operations());
    operations.extend(channels::operations());
    operations.extend(load_rules::operations());
    operations.extend(search::operations());
    operations.push(
        Operation::get(
            ("getDescription", "This description"),
            "/api/v1/openapi.json",
            Guard::Open,
            description,
        )
        .answers::<serde_json::Value>(200),
    );
    operations
}

/// Their routes.
pub(crate) fn routes() -> Vec<Route> {
    operations().into_iter().map(|operation| operation.route).collect()
}

/// `GET /openapi.json`.
async fn description() -> Response {
    static DOCUMENT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| crate::openapi().to_string());
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], DOCUMENT.as_str()).into_response()
}
