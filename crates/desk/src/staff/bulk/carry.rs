//! Carrying out a step on cases that were picked, one after the other, each once.

use domain::id::Number;
use domain::matter::{Command, Step};
use office::{OfficeError, OnceRequest};

use super::pick::{Group, PICKS_MAX, Pick, picks};
use crate::Desk;
use crate::guard::Staff;
use crate::page::{PageError, field_sentence, refusal_sentence};
use crate::staff::frame::Problem;
use crate::staff::step::command::Reading;
use crate::staff::step::field_problem;
use crate::staff::typed::Typed;

/// What came of a form.
pub(crate) struct Outcome {
    /// On how many cases the step was taken.
    pub done: usize,
    /// Those on which it was not.
    pub left: Vec<Left>,
}

/// A case on which the step was not taken.
pub(crate) struct Left {
    /// Which.
    pub number: Number,
    /// Why.
    pub reason: String,
    /// Whether somebody else was faster.
    pub overtaken: bool,
}

/// Takes the step on each case; what has to be put right first is told instead, and nothing is done.
pub(crate) async fn carry_out(
    desk: &Desk,
    staff: &Staff,
    step: Step,
    typed: &Typed,
) -> Result<Result<Outcome, Vec<Problem>>, PageError> {
    let words = &staff.words;
    let wrong = |key: &str| Ok(Err(vec![Problem::of_case(words.t(key))]));
    let picks = picks(typed);
    if picks.is_empty() {
        return wrong("bulk-nothing_picked");
    }
    if picks.len() > PICKS_MAX {
        // The page says how many can be picked.
        return Ok(Err(Vec::new()));
    }
    let numbers: Vec<Number> = picks.iter().map(|pick| pick.number.clone()).collect();
    let found = desk.office.picked(staff.caller(), &numbers, step).await?;
    let Some(first) = found.first() else { return wrong("bulk-nothing_picked") };
    if step == Step::Code {
        // Only the page shows what a group has in common, so only what it showed is coded together.
        if Group::all(&found.iter().collect::<Vec<_>>()).len() > 1 {
            return wrong("bulk-one_group");
        }
        if found.len() > 1 && !typed.ticked("confirmed") {
            return wrong("bulk-confirm_missing");
        }
    }
    let book = desk.office.book();
    let now = desk.office.surroundings().now();
    let reading = Reading { case: &first.case, now, zone: &book.zone, linked: None };
    let command = match reading.command(step, typed) {
        Ok(command) => command,
        Err(errors) => {
            let problem = |error: &office::FieldError| field_problem(&first.case, &[step], error, words);
            return Ok(Err(errors.iter().map(problem).collect()));
        }
    };
    let key = typed.get("key").unwrap_or_default();
    let mut outcome = Outcome { done: 0, left: Vec::new() };
    for pick in picks {
        match act(desk, staff, &pick, &command, key).await {
            Ok(()) => outcome.done += 1,
            Err(error) => outcome.left.push(left(pick, error, staff)?),
        }
    }
    Ok(Ok(outcome))
}

/// Takes the step on one case, once under the key of the form.
async fn act(
    desk: &Desk,
    staff: &Staff,
    pick: &Pick,
    command: &Command<String>,
    key: &str,
) -> Result<(), OfficeError> {
    let caller = staff.caller().clone();
    let caller = match key.is_empty() {
        true => caller,
        false => {
            let asked = serde_json::to_string(&(command, pick.version))
                .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
            let address = format!("POST /desk/bulk/{}/{}", command.step(), pick.number);
            desk.office.once(caller, &OnceRequest { address: &address, key, asked: &asked }).await?
        }
    };
    desk.office.act(&caller, &pick.number, Some(pick.version), vec![command.clone()]).await?;
    Ok(())
}

/// Why a case was left, in a sentence; what concerns the whole program is no reason of a case.
fn left(pick: Pick, error: OfficeError, staff: &Staff) -> Result<Left, PageError> {
    let words = &staff.words;
    let (reason, overtaken) = match error {
        OfficeError::Stale { .. } | OfficeError::Conflict => (words.t("bulk-overtaken-one"), true),
        OfficeError::UnderWay => (words.t("bulk-under_way"), false),
        OfficeError::NotFound { .. } | OfficeError::Denied { .. } => (words.t("bulk-no_right"), false),
        OfficeError::Refused { refusal, .. } => (refusal_sentence(&refusal, words), false),
        OfficeError::Invalid(errors) => {
            let sentences = errors.iter().map(|error| field_sentence(error, words)).collect::<Vec<_>>();
            (sentences.join(" "), false)
        }
        other => return Err(other.into()),
    };
    Ok(Left { number: pick.number, reason, overtaken })
}
