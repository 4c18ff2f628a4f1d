//! The page of a call: what was said, masked.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::PATH;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::Frame;
use crate::staff::shown::{Stamp, institution_name};

/// A call's page.
#[derive(Template)]
#[template(path = "staff/call.html")]
pub(crate) struct CallPage {
    pub page: Frame,
    pub unit: String,
    pub started: Stamp,
    /// Words, and whether one of ours spoke.
    pub turns: Vec<(String, bool)>,
}

/// `GET /desk/hearing/calls/{call}`.
pub(crate) async fn call(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(call): Path<String>,
) -> Result<Response, PageError> {
    let call = call.parse().map_err(|_| PageError::not_found())?;
    let call = desk.office.call(staff.caller(), call).await?;
    let words = &staff.words;
    let title = words.t1("hearing-call-title", "reference", call.reference.as_str());
    Ok(Html(CallPage {
        page: Frame::new(&desk, &staff, title, PATH),
        unit: institution_name(&desk.office.organisation(), call.institution, words),
        started: Stamp::new(call.started_at, &desk.office.book().zone),
        turns: call
            .turns
            .into_iter()
            .map(|turn| {
                let ours = turn.is_ours();
                (turn.text, ours)
            })
            .collect(),
    })
    .into_response())
}
