//! Seeing a case's persons and words in full: one button, a reason from a list, recorded before it is shown.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::id::{BlobId, Number};
use office::UnmaskReason;

use super::Head;
use super::parts::{Person, label};
use super::trail::Telling;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Frame, open_number};
use crate::staff::shown::Stamp;
use crate::staff::step::choice::Choice;
use crate::staff::typed::Typed;

/// The reasons, those most used first.
const REASONS: [UnmaskReason; 6] = [
    UnmaskReason::ContactPerson,
    UnmaskReason::VerifyIdentity,
    UnmaskReason::Investigate,
    UnmaskReason::WriteAnswer,
    UnmaskReason::ReportToRegulator,
    UnmaskReason::Inspection,
];

/// A text in full.
pub(crate) struct FullText {
    pub label: String,
    pub text: String,
}

/// What somebody asks to see in full.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sight {
    /// Persons and words, on a page.
    Case,
    /// The receipt, a file that holds the person's words.
    Receipt,
    /// An attached file.
    File(BlobId),
}

impl Sight {
    /// Below the address of the case.
    fn path(self) -> String {
        match self {
            Self::Case => "unmask".to_owned(),
            Self::Receipt => "receipt".to_owned(),
            Self::File(blob) => format!("attachments/{blob}"),
        }
    }

    /// The words of the heading and of the button.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Case => ("unmask-title", "unmask-submit"),
            Self::Receipt => ("case-receipt", "unmask-download"),
            Self::File(_) => ("unmask-file", "unmask-download"),
        }
    }
}

/// The page that asks for a reason, and the one that shows.
#[derive(Template)]
#[template(path = "staff/unmask.html")]
pub(crate) struct UnmaskPage {
    pub page: Frame,
    pub head: Head,
    pub title: String,
    /// Where the form goes, below the address of the case.
    pub path: String,
    pub submit: String,
    pub reasons: Vec<Choice>,
    pub error: String,
    pub shown: Option<Shown>,
}

/// What is shown in full.
pub(crate) struct Shown {
    pub persons: Vec<Person>,
    pub texts: Vec<FullText>,
    pub reader: String,
    pub at: Stamp,
}

/// `GET /desk/cases/{number}/unmask`.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    ask_why(&desk, &staff, &number, Sight::Case).await
}

/// Asks why somebody looks.
pub(crate) async fn ask_why(
    desk: &Desk,
    staff: &Staff,
    number: &str,
    sight: Sight,
) -> Result<Response, PageError> {
    let view = desk.office.case(staff.caller(), &open_number(number)?).await?;
    let head = Head::new(&view, desk, staff);
    Ok(Html(page(desk, staff, head, sight, String::new(), None)).into_response())
}

/// The reason chosen, or the page that asks again.
pub(crate) async fn reason(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    sight: Sight,
    typed: &Typed,
) -> Result<Result<UnmaskReason, Response>, PageError> {
    if let Some(reason) = typed.get("reason").and_then(|reason| reason.parse().ok()) {
        return Ok(Ok(reason));
    }
    let view = desk.office.case(staff.caller(), number).await?;
    let head = Head::new(&view, desk, staff);
    let page = page(desk, staff, head, sight, staff.words.t("unmask-reason-missing"), None);
    Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()))
}

/// `POST /desk/cases/{number}/unmask`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let reason = match reason(&desk, &staff, &number, Sight::Case, &typed).await? {
        Ok(reason) => reason,
        Err(again) => return Ok(again),
    };
    let view = desk.office.case(staff.caller(), &number).await?;
    let head = Head::new(&view, &desk, &staff);
    let words = &staff.words;
    let full = desk.office.unmask(staff.caller(), &number, reason).await?;
    let persons = full.persons.iter().map(|(role, data)| Person {
        role: words.t(&format!("party_role-{role}")),
        data: data.iter().map(|(field, value)| (label(field, words), value.clone())).collect(),
    });
    let case = &view.case;
    let named = [
        ("case-subject", Some(case.subject)),
        ("case-request", case.request),
        ("case-narrative-full", case.narrative),
    ];
    let mut texts: Vec<FullText> = named
        .iter()
        .filter_map(|(key, text)| {
            let text = full.texts.get(&(*text)?.text_id)?.clone();
            Some(FullText { label: words.t(key), text })
        })
        .collect();
    let known: Vec<_> = named.iter().filter_map(|(_, text)| text.map(|text| text.text_id)).collect();
    // Every other text is called by the entry it belongs to, and by its time.
    let organisation = desk.office.organisation();
    let telling = Telling { view: &view, organisation: &organisation, book: &desk.office.book(), words };
    for entry in &view.timeline {
        for text_id in entry.texts().into_iter().filter(|text_id| !known.contains(text_id)) {
            if let Some(text) = full.texts.get(&text_id) {
                let label = telling.title(entry);
                texts.push(FullText { label, text: text.clone() });
            }
        }
    }
    let shown = Shown {
        persons: persons.collect(),
        texts,
        reader: crate::staff::shown::staff_name(&desk.office.organisation(), staff.signed_in.user_id),
        at: Stamp::new(full.recorded_at, &desk.office.book().zone),
    };
    Ok(Html(page(&desk, &staff, head, Sight::Case, String::new(), Some(shown))).into_response())
}

fn page(
    desk: &Desk,
    staff: &Staff,
    head: Head,
    sight: Sight,
    error: String,
    shown: Option<Shown>,
) -> UnmaskPage {
    let words = &staff.words;
    let (title, submit) = sight.words();
    let full_title = format!("{} {}", words.t(title), head.number);
    let reasons = REASONS
        .iter()
        .map(|reason| Choice::new(reason.as_ref(), words.t(&format!("unmask_reason-{reason}"))));
    UnmaskPage {
        page: Frame::new(desk, staff, full_title, "/desk/cases").at(&head.href),
        title: words.t(title),
        path: sight.path(),
        submit: words.t(submit),
        reasons: reasons.collect(),
        error,
        shown,
        head,
    }
}
