//! What is done to a case besides steps: merging, reviewing, adding persons and files, seeing in full, proving.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::id::BlobId;
use domain::matter::{IdentityCheck, PartyRole};
use domain::organisation::Right;
use domain::schema::Moment;
use jiff::Timestamp;
use office::{AttachmentInput, CodeIssue, OfficeError, PersonInput, UnmaskReason};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;

use super::body::{Given, expected_version, json, ok, whole, with_version};
use super::cases::number_of;
use super::operation::Operation;
use super::parameters::{Asked, Parameter, needed, of};
use super::steps::{Taken, answer};
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

const REASON: &[Parameter] = &[needed("reason", "Why somebody looks.", of::<UnmaskReason>)];
const FILE: &[Parameter] = &[needed("name", "The name of the file.", of::<String>)];

pub(crate) fn operations() -> Vec<Operation> {
    vec![
        Operation::post(("mergeCases", "Merge with another case of the same person"), "/api/v1/cases/{number}/merge", Guard::Token(Right::Handle), merge)
            .described("The earlier case keeps every receipt; which of the two is in the address does not matter.")
            .takes::<Other>()
            .answers::<Kept>(200)
            .may_be_refused(),
        Operation::post(("openReview", "Open a review at the superior institution"), "/api/v1/cases/{number}/review", Guard::Token(Right::Handle), open_review)
            .takes::<Review>()
            .answers::<Opened>(201)
            .tells_version()
            .may_be_refused(),
        Operation::post(("addPerson", "Add a person to a case"), "/api/v1/cases/{number}/persons", Guard::Token(Right::Handle), add_person)
            .takes::<NewPerson>()
            .answers::<Taken<'_>>(200)
            .tells_version()
            .at_version(),
        Operation::post(("issueQueryCode", "Give the person another query code"), "/api/v1/cases/{number}/query-code", Guard::Token(Right::Handle), issue_code)
            .described("After it was made sure at a counter or by calling back that it is them. The code before counts no more.")
            .takes::<IdentityProof>()
            .answers::<IssuedCode>(201)
            .tells_version()
            .at_version(),
        Operation::post(("attachFile", "Attach a file"), "/api/v1/cases/{number}/attachments", Guard::Token(Right::Handle), attach)
            .described("The body is the file, at most 20 MiB. What it is, its content says: PDF, PNG, JPEG, WAV, MP3, ZIP or plain text.")
            .asking(FILE)
            .takes_bytes()
            .answers::<Taken<'_>>(201)
            .tells_version()
            .at_version(),
        Operation::get(("readAttachment", "Read an attached file"), "/api/v1/cases/{number}/attachments/{blob}", Guard::Token(Right::Unmask), attachment)
            .described("First the look is recorded with its reason, then it happens.")
            .asking(REASON)
            .answers_bytes(),
        Operation::post(("unmaskCase", "See persons and words in full"), "/api/v1/cases/{number}/unmask", Guard::Token(Right::Unmask), unmask)
            .described("First the look is recorded with its reason, then it happens.")
            .takes::<Look>()
            .answers::<Seen>(200)
            .may_be_refused(),
        Operation::get(("getReceipt", "Get the receipt of a case"), "/api/v1/cases/{number}/receipt", Guard::Token(Right::Unmask), receipt)
            .described("Proves offline that the person's words were recorded at that time and not altered since. It holds them in full, so the look is recorded first.")
            .asking(REASON)
            .answers::<ReceiptFile>(200),
    ]
}

/// Another case.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Other {
    /// Its number.
    with: String,
}

/// The case that goes on.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Kept {
    /// Its number.
    number: String,
}

/// `POST /cases/{number}/merge`.
async fn merge(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    Given(other): Given<Other>,
) -> Result<Response, Problem> {
    let kept = desk.office.merge(&caller, &number_of(&number)?, &number_of(&other.with)?).await?;
    Ok(ok(&Kept { number: kept.to_string() }))
}

/// Why a decision is to be looked at again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Review {
    /// When the person asked for it.
    #[schemars(with = "Moment")]
    requested_at: Timestamp,
    /// On which grounds.
    grounds: String,
}

/// A review that was opened.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Opened {
    /// The number of the review, a case of its own.
    number: String,
    case_id: u64,
    version: u32,
}

/// `POST /cases/{number}/review`.
async fn open_review(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    Given(review): Given<Review>,
) -> Result<Response, Problem> {
    let number = number_of(&number)?;
    let receipt = desk.office.open_review(&caller, &number, review.requested_at, review.grounds).await?;
    let opened =
        Opened { number: receipt.number.to_string(), case_id: receipt.case_id.0, version: receipt.version };
    Ok(with_version(json(StatusCode::CREATED, &opened), receipt.version))
}

/// A person who joins a case.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    role: PartyRole,
    person: PersonInput,
    /// Where the authorisation or the proof of succession lies.
    #[serde(default)]
    document: Option<String>,
}

/// `POST /cases/{number}/persons`.
async fn add_person(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    headers: HeaderMap,
    Given(new): Given<NewPerson>,
) -> Result<Response, Problem> {
    let number = number_of(&number)?;
    let expected = expected_version(&headers)?;
    let document = new.document.as_deref();
    let acted = desk.office.add_party(&caller, &number, expected, new.role, &new.person, document).await?;
    Ok(answer(&desk, &acted))
}

/// How it was made sure that somebody is the person of the case.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentityProof {
    check: IdentityCheck,
    /// What shows it: which document was seen, where the recording lies.
    evidence: String,
    /// Their new telephone, where that is lost too.
    #[serde(default)]
    phone: Option<String>,
}

/// Another query code.
#[derive(Serialize, JsonSchema)]
pub(crate) struct IssuedCode {
    /// Shown once.
    query_code: String,
    version: u32,
}

/// `POST /cases/{number}/query-code`.
async fn issue_code(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    headers: HeaderMap,
    Given(IdentityProof { check, evidence, phone }): Given<IdentityProof>,
) -> Result<Response, Problem> {
    let number = number_of(&number)?;
    let expected = expected_version(&headers)?;
    let issue = CodeIssue { check, evidence, phone };
    let issued = desk.office.issue_code(&caller, &number, expected, &issue).await?;
    let version = issued.version;
    let body = IssuedCode { query_code: issued.query_code, version };
    Ok(with_version(json(StatusCode::CREATED, &body), version))
}

/// `POST /cases/{number}/attachments`.
async fn attach(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    headers: HeaderMap,
    asked: Asked,
    request: Request,
) -> Result<Response, Problem> {
    let number = number_of(&number)?;
    let expected = expected_version(&headers)?;
    let name = asked.text("name").unwrap_or_default();
    asked.finish(&[FILE])?;
    let content = whole(request).await?.to_vec();
    let acted = desk.office.attach(&caller, &number, expected, AttachmentInput { name, content }).await?;
    let mut response = answer(&desk, &acted);
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// `GET /cases/{number}/attachments/{blob}`.
async fn attachment(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path((number, blob)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, Problem> {
    let reason = reason(asked)?;
    let number = number_of(&number)?;
    let blob = blob.parse().map(BlobId).map_err(|_| OfficeError::NotFound { what: "attachment" })?;
    let attachment = desk.office.attachment(&caller, &number, blob, reason).await?;
    let media_type = HeaderValue::from_str(&attachment.media_type);
    let headers = [
        (CONTENT_TYPE, media_type.unwrap_or(HeaderValue::from_static("application/octet-stream"))),
        // Its own name is personal data, and headers end up in logs.
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment")),
    ];
    Ok((headers, attachment.content).into_response())
}

/// Why somebody looks.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Look {
    reason: UnmaskReason,
}

/// Persons and words in full.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Seen {
    persons: Vec<SeenPerson>,
    /// Words by `text_id`.
    texts: BTreeMap<String, String>,
    /// When the look was recorded.
    #[schemars(with = "Moment")]
    recorded_at: Timestamp,
}

#[derive(Serialize, JsonSchema)]
struct SeenPerson {
    role: String,
    /// Data by field.
    data: BTreeMap<String, String>,
}

/// `POST /cases/{number}/unmask`.
async fn unmask(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    Given(look): Given<Look>,
) -> Result<Response, Problem> {
    let unmasked = desk.office.unmask(&caller, &number_of(&number)?, look.reason).await?;
    Ok(ok(&Seen {
        persons: unmasked.persons.into_iter().map(|(role, data)| SeenPerson { role, data }).collect(),
        texts: unmasked.texts.into_iter().map(|(text, words)| (text.to_string(), words)).collect(),
        recorded_at: unmasked.recorded_at,
    }))
}

/// `GET /cases/{number}/receipt`.
async fn receipt(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    let reason = reason(asked)?;
    Ok(ok(&desk.office.receipt(&caller, &number_of(&number)?, reason).await?))
}

/// Why somebody looks.
fn reason(mut asked: Asked) -> Result<UnmaskReason, Problem> {
    let expected = UnmaskReason::iter().map(|reason| format!("`{reason}`")).collect::<Vec<_>>().join(", ");
    let reason = asked.value("reason", &expected);
    if asked.given("reason").is_none() {
        asked.wrong("reason", format!("expected one of {expected}"));
    }
    asked.finish(&[REASON])?;
    reason.ok_or_else(Problem::internal)
}

/// The receipt's file format, as its crate writes it.
struct ReceiptFile;

impl JsonSchema for ReceiptFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Receipt".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "A receipt: `huiyin ledger verify-receipt` checks it without a database.",
            "required": ["format", "origin", "entries", "checkpoint"],
            "properties": {
                "format": { "const": "huiyin-receipt/1" },
                "origin": { "type": "string", "description": "The name of the log." },
                "checkpoint": { "type": "string", "description": "The signed head of the log." },
                "entries": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["log_index", "leaf", "inclusion_proof"],
                        "properties": {
                            "log_index": { "type": "integer", "minimum": 0 },
                            "leaf": { "type": "string", "description": "The event, Base64." },
                            "inclusion_proof": { "type": "array", "items": { "type": "string" } },
                            "openings": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "required": ["commitment", "salt", "text"],
                                    "properties": {
                                        "hash": { "type": "string" },
                                        "commitment": { "type": "string" },
                                        "salt": { "type": "string" },
                                        "text": { "type": "string" },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        })
    }
}
