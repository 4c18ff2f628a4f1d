//! Files of a case: adding one, fetching one.

use std::sync::Arc;

use axum::extract::multipart::Multipart;
use axum::extract::{Form, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::BlobId;
use office::{AttachmentInput, OfficeError};

use super::case::unmask::{Sight, ask_why, reason};
use super::frame::{Problem, open_number};
use super::step;
use super::typed::Typed;
use crate::Desk;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::page::{PageError, field_sentence, refusal_sentence};

/// `POST /desk/cases/{number}/attachments`: a form of several parts.
pub(crate) async fn add(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let mut version = None;
    let mut file = None;
    while let Ok(Some(part)) = parts.next_field().await {
        match part.name() {
            Some("version") => version = part.text().await.ok().and_then(|version| version.parse().ok()),
            Some("file") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let content = part.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
                file = Some(AttachmentInput { name, content });
            }
            _ => {}
        }
    }
    let words = &staff.words;
    let refused = |status: StatusCode, sentence: String| {
        let problem = Problem { field: "file".to_owned(), name: String::new(), sentence };
        (status, problem)
    };
    let failed = match file.filter(|file| !file.content.is_empty()) {
        None => refused(StatusCode::UNPROCESSABLE_ENTITY, words.t("attach-missing")),
        Some(file) => match desk.office.attach(staff.caller(), &number, version, file).await {
            Ok(_) => return Ok(Redirect::to(&format!("/desk/cases/{number}?done=attach")).into_response()),
            Err(OfficeError::Stale { .. } | OfficeError::Conflict) => {
                refused(StatusCode::CONFLICT, words.t("error-stale-keep"))
            }
            Err(OfficeError::Invalid(errors)) => {
                let sentences: Vec<String> =
                    errors.iter().map(|error| field_sentence(error, words)).collect();
                refused(StatusCode::UNPROCESSABLE_ENTITY, sentences.join(" "))
            }
            Err(OfficeError::Refused { refusal, .. }) => {
                refused(StatusCode::UNPROCESSABLE_ENTITY, refusal_sentence(&refusal, words))
            }
            Err(other) => return Err(other.into()),
        },
    };
    let (status, problem) = failed;
    let view = desk.office.case(staff.caller(), &number).await?;
    Ok((status, step::attach_page(&desk, &staff, &view, vec![problem])).into_response())
}

/// `GET /desk/cases/{number}/attachments/{blob}`: asks why.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path((number, blob)): Path<(String, u64)>,
) -> Result<Response, PageError> {
    ask_why(&desk, &staff, &number, Sight::File(BlobId(blob))).await
}

/// `POST /desk/cases/{number}/attachments/{blob}`. Always a download: what somebody sent is never shown as a page.
pub(crate) async fn fetch(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path((number, blob)): Path<(String, u64)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (number, blob) = (open_number(&number)?, BlobId(blob));
    let reason = match reason(&desk, &staff, &number, Sight::File(blob), &typed).await? {
        Ok(reason) => reason,
        Err(again) => return Ok(again),
    };
    let found = desk.office.attachment(staff.caller(), &number, blob, reason).await?;
    let disposition = format!("attachment; filename*=UTF-8''{}", encoded(&found.name));
    Ok((
        [(header::CONTENT_TYPE, found.media_type), (header::CONTENT_DISPOSITION, disposition)],
        found.content,
    )
        .into_response())
}
