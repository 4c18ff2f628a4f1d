//! Erasing the person of a case: what keeps them, the wish and its withdrawal, holds.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Number;
use domain::person::{ErasureBar, ErasureReason, HoldLiftReason, HoldReason, PersonName};
use office::{OfficeError, PersonStanding};
use strum::IntoEnumIterator;

use super::Head;
use crate::Desk;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError, refusal_sentence};
use crate::staff::frame::{Frame, open_number};
use crate::staff::shown::Stamp;
use crate::staff::step::choice::Choice;
use crate::staff::typed::Typed;

/// The page.
#[derive(Template)]
#[template(path = "staff/erasure.html")]
pub(crate) struct ErasurePage {
    pub page: Frame,
    pub head: Head,
    pub erased: Option<Stamp>,
    pub restricted: Option<Stamp>,
    /// What keeps them, a sentence each.
    pub bars: Vec<String>,
    /// From which day on they may be erased, in words.
    pub from: String,
    pub reasons: Vec<Choice>,
    pub hold_reasons: Vec<Choice>,
    pub lift_reasons: Vec<Choice>,
    /// Holds that are set, with their sentence.
    pub holds: Vec<(u32, String)>,
    pub error: String,
}

/// `GET /desk/cases/{number}/erasure`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let page = page(&desk, &staff, &open_number(&number)?, String::new()).await?;
    Ok(Html(page).into_response())
}

/// `POST /desk/cases/{number}/erasure`.
pub(crate) async fn act(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let sentence = match acted(&desk, &staff, &number, &typed).await {
        Some(Ok(_)) => {
            return Ok(Redirect::to(&format!("/desk/cases/{number}/erasure")).into_response());
        }
        None => staff.words.t("unmask-reason-missing"),
        Some(Err(OfficeError::Refused { refusal, .. })) => refusal_sentence(&refusal, &staff.words),
        Some(Err(other)) => return Err(other.into()),
    };
    let page = page(&desk, &staff, &number, sentence).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

/// Does what was chosen; nothing where no reason was.
async fn acted(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    typed: &Typed,
) -> Option<Result<(), OfficeError>> {
    let (office, caller, name) = (&desk.office, staff.caller(), PersonName::ComplainantOf(number.clone()));
    let reason = typed.get("reason").unwrap_or_default();
    Some(match typed.get("act") {
        Some("withdraw") => office.lift_restriction(caller, &name).await.map(drop),
        Some("hold") => office.set_hold(caller, &name, reason.parse::<HoldReason>().ok()?).await.map(drop),
        Some("lift") => {
            let hold = typed.get("hold")?.parse().ok()?;
            let reason = reason.parse::<HoldLiftReason>().ok()?;
            office.lift_hold(caller, &name, hold, reason).await.map(drop)
        }
        _ => office.erase_person(caller, &name, reason.parse::<ErasureReason>().ok()?).await.map(drop),
    })
}

async fn page(desk: &Desk, staff: &Staff, number: &Number, error: String) -> Result<ErasurePage, PageError> {
    let view = desk.office.case(staff.caller(), number).await?;
    let name = PersonName::ComplainantOf(number.clone());
    let standing = desk.office.person_standing(staff.caller(), &name).await?;
    let words = &staff.words;
    let zone = &desk.office.book().zone;
    let head = Head::new(&view, desk, staff);
    let title = format!("{} {}", words.t("erasure-title"), head.number);
    let held =
        standing.state.holds.iter().map(|(hold, (_, reason))| (*hold, hold_sentence(*hold, *reason, words)));
    Ok(ErasurePage {
        page: Frame::new(desk, staff, title, "/desk/cases").at(&head.href),
        erased: standing.state.erased_at().map(|at| Stamp::new(at, zone)),
        restricted: standing.state.restricted.map(|(since, _)| Stamp::new(since, zone)),
        bars: standing.bars.iter().map(|bar| sentence(bar, words)).collect(),
        from: from(&standing, words),
        reasons: choices::<ErasureReason>("erasure_reason", words),
        hold_reasons: choices::<HoldReason>("hold_reason", words),
        lift_reasons: choices::<HoldLiftReason>("hold_lift_reason", words),
        holds: held.collect(),
        error,
        head,
    })
}

fn choices<T: IntoEnumIterator + AsRef<str>>(group: &str, words: &Words) -> Vec<Choice> {
    T::iter().map(|word| Choice::new(word.as_ref(), words.t(&format!("{group}-{}", word.as_ref())))).collect()
}

fn from(standing: &PersonStanding, words: &Words) -> String {
    match (standing.bars.is_empty(), standing.erasable_from) {
        (true, _) => words.t("erasure-free"),
        (false, Some(day)) => words.t1("erasure-from", "day", day.to_string()),
        (false, None) => words.t("erasure-from-unknown"),
    }
}

fn sentence(bar: &ErasureBar, words: &Words) -> String {
    match bar {
        ErasureBar::OpenCase { number } => words.t1("erasure-bar-open", "number", number.as_str()),
        ErasureBar::Retention { number, until, .. } => {
            words.t2("erasure-bar-retention", "number", number.as_str(), "day", until.to_string())
        }
        ErasureBar::Hold { hold, reason, .. } => hold_sentence(*hold, *reason, words),
    }
}

fn hold_sentence(hold: u32, reason: HoldReason, words: &Words) -> String {
    let reason = words.t(&format!("hold_reason-{reason}"));
    words.t2("erasure-bar-hold", "hold", hold.to_string(), "reason", reason)
}
