//! The messages of a case to its person: what went out, what arrived, what failed; another way, a letter handed over.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::id::{MessageId, Number};
use domain::matter::Step;
use office::{FieldError, MessageForm, MessageRow, MessageStatus, OfficeError};

use super::Head;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError, refusal_sentence};
use crate::staff::admin::deliveries::{fault, moment, told};
use crate::staff::frame::{Frame, Problem, open_number, see};
use crate::staff::shown::Stamp;
use crate::staff::typed::{self, Typed, meant};

/// A message as a line.
pub(crate) struct Line {
    pub message_id: u64,
    pub told: String,
    pub form: String,
    pub status: String,
    pub fault: String,
    pub created: Stamp,
    pub moment: Option<Stamp>,
    pub moment_is: String,
    /// Whether the person has still to be told of it another way.
    pub untold: bool,
    pub failed: bool,
    /// Whether it is a letter that waits to be handed over.
    pub letter: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/case_messages.html")]
pub(crate) struct MessagesPage {
    pub page: Frame,
    pub head: Head,
    pub back: String,
    pub lines: Vec<Line>,
    pub may_act: bool,
    /// The present minute, for the time of handing over.
    pub now: String,
    pub errors: Vec<Problem>,
}

/// `GET /desk/cases/{number}/messages`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    Ok(Html(page(&desk, &staff, &number, &query, Vec::new()).await?).into_response())
}

/// `POST /desk/cases/{number}/messages`: tries one again, sends it another way, or notes a letter as handed over.
pub(crate) async fn act(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let message = typed.get("message").and_then(|id| id.parse().ok()).ok_or_else(PageError::not_found)?;
    match carry_out(&desk, &staff, &number, MessageId(message), &typed).await {
        Ok(()) => Ok(see(&format!("/desk/cases/{number}/messages?done=message"))),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            again(&desk, &staff, &number, &typed, StatusCode::UNPROCESSABLE_ENTITY, problems).await
        }
        Err(OfficeError::Refused { refusal, .. }) => {
            let problem = Problem::of_case(refusal_sentence(&refusal, &staff.words));
            again(&desk, &staff, &number, &typed, StatusCode::CONFLICT, vec![problem]).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn carry_out(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    message: MessageId,
    typed: &Typed,
) -> Result<(), OfficeError> {
    let (office, caller) = (&desk.office, staff.caller());
    match typed.get("act") {
        Some("again") => office.message_again(caller, number, message).await,
        Some("handed_over") => {
            let zone = &office.book().zone;
            let at = typed.get("at").and_then(|at| typed::moment(at, zone));
            let at =
                at.ok_or_else(|| OfficeError::Invalid(vec![FieldError::new("at", "missing", "when")]))?;
            let now = office.surroundings().now();
            let received_at = office.case(caller, number).await?.case.received_at();
            office.hand_letter_over(caller, number, message, meant(at, now, received_at)).await
        }
        Some("sms") => office.message_another_way(caller, number, message, MessageForm::Sms).await,
        Some("email") => office.message_another_way(caller, number, message, MessageForm::Email).await,
        Some("letter") => office.message_another_way(caller, number, message, MessageForm::Letter).await,
        _ => Err(OfficeError::NotFound { what: "act" }),
    }
}

async fn again(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    typed: &Typed,
    status: StatusCode,
    problems: Vec<Problem>,
) -> Result<Response, PageError> {
    Ok((status, Html(page(desk, staff, number, typed, problems).await?)).into_response())
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    query: &Typed,
    errors: Vec<Problem>,
) -> Result<MessagesPage, PageError> {
    let words = &staff.words;
    let view = desk.office.case(staff.caller(), number).await?;
    let rows = desk.office.messages_of_case(staff.caller(), number).await?;
    let zone = &desk.office.book().zone;
    let untold: Vec<MessageId> = view.case.untold().map(|(message, _)| message).collect();
    let line = |row: &MessageRow| {
        let (at, at_is) = moment(row);
        let waits = row.status == MessageStatus::Waiting;
        let letter = row.message.form == MessageForm::Letter && waits;
        Line {
            message_id: row.message_id.0,
            told: told(&row.message.template, words),
            form: words.t(&format!("message_form-{}", row.message.form)),
            status: words.t(&match letter {
                true => "message-letter-waits".to_owned(),
                false => format!("message_status-{}", row.status),
            }),
            fault: fault(row.fault.as_deref(), words),
            created: Stamp::new(row.message.created_at, zone),
            moment: at.map(|at| Stamp::new(at, zone)),
            moment_is: at.map(|_| words.t(at_is)).unwrap_or_default(),
            untold: untold.contains(&row.message_id),
            failed: row.status == MessageStatus::Failed,
            letter,
        }
    };
    let head = Head::new(&view, desk, staff);
    Ok(MessagesPage {
        page: Frame::new(desk, staff, words.t1("messages-title", "number", number.as_str()), "/desk/cases")
            .at(&format!("{}/messages", head.href))
            .told(query),
        back: head.href.clone(),
        lines: rows.iter().map(line).collect(),
        may_act: staff
            .caller()
            .require_step(Step::Contact, &view.case, &desk.office.organisation().tree)
            .is_ok(),
        now: typed::field_moment(desk.office.surroundings().now(), zone),
        errors,
        head,
    })
}

/// A letter on paper.
#[derive(Template)]
#[template(path = "staff/letter.html")]
pub(crate) struct LetterPage {
    pub page: Frame,
    pub name: String,
    pub number: String,
    pub text: String,
    pub day: Stamp,
}

/// `GET /desk/cases/{number}/messages/{message}/letter`: to be printed, without name and address: those stand on the
/// envelope, and showing them is an act of its own.
pub(crate) async fn letter(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path((number, message)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let message = message.parse().map_err(|_| PageError::not_found())?;
    let letter = desk.office.letter(staff.caller(), &number, MessageId(message)).await?;
    let zone = &desk.office.book().zone;
    Ok(Html(LetterPage {
        page: Frame::new(
            &desk,
            &staff,
            staff.words.t1("letter-title", "number", number.as_str()),
            "/desk/cases",
        ),
        name: desk.settings.name.clone(),
        number: number.to_string(),
        text: letter.text,
        day: Stamp::day(zone.to_datetime(letter.created_at).date()),
    })
    .into_response())
}
