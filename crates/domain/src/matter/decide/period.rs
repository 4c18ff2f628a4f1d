//! Agreed periods and clocks that stand still.

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::case::Case;
use super::super::clocks;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::value::{Evidence, PauseCause};
use super::within;

/// A period the person agreed to (art. 21), dated before the running one expires.
pub(super) fn agree(
    case: &Case,
    due_on: Date,
    evidence: Evidence,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if due_on < context.today() {
        return Err(Refusal::OutOfRange { field: "due_on", expected: "today or later" });
    }
    clocks::refuse_expired(case, context)?;
    Ok(vec![Event::PeriodAgreed { due_on, evidence }])
}

/// Appraisal needs that the person was told (art. 18(2)); mediation that both parties applied, which is evidence
/// (art. 23). A pause begins inside the running period.
pub(super) fn pause(
    case: &Case,
    cause: PauseCause,
    from: Timestamp,
    told_at: Option<Timestamp>,
    evidence: Option<Evidence>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    within(case, from, "from", context)?;
    clocks::refuse_expired(case, context)?;
    if case.pauses.iter().any(|pause| pause.until.is_some_and(|until| until > from)) {
        return Err(Refusal::OutOfRange { field: "from", expected: "a time after the last pause ended" });
    }
    match cause {
        PauseCause::Appraisal if told_at.is_none() => return Err(Refusal::NoticeMissing),
        PauseCause::Mediation if evidence.is_none() => return Err(Refusal::Missing { field: "evidence" }),
        PauseCause::Appraisal | PauseCause::Mediation => {}
    }
    Ok(vec![Event::ClockPaused { cause, from, told_at, evidence }])
}

pub(super) fn resume(case: &Case, at: Timestamp, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(pause) = case.pause() else { return Err(Refusal::NotPaused) };
    super::past(at, "at", context)?;
    if at < pause.from {
        return Err(Refusal::OutOfRange { field: "at", expected: "a time after the pause began" });
    }
    Ok(vec![Event::ClockResumed { at }])
}
