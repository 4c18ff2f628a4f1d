//! Agreed periods and clocks that stand still.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::super::case::Case;
use super::super::clocks;
use super::super::command::Step;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::{Expected, Refusal};
use super::super::value::{Evidence, PauseCause};
use super::{check_evidence, within};

/// The shortest words that say how a person agreed.
const AGREEMENT_CHARS_MIN: u32 = 6;

/// A period the person agreed to (art. 21), dated before the running one expires, proven, and no longer than a year.
pub(super) fn agree(
    case: &Case,
    due_on: Date,
    evidence: Evidence,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if due_on < context.today() {
        return Err(Refusal::OutOfRange { field: "due_on", expected: Expected::TodayOrLater });
    }
    if due_on > context.today().saturating_add(1.year()) {
        return Err(Refusal::OutOfRange { field: "due_on", expected: Expected::WithinYear });
    }
    check_evidence(case, &evidence, "evidence")?;
    if matches!(evidence, Evidence::Words(words) if words.chars < AGREEMENT_CHARS_MIN) {
        return Err(Refusal::OutOfRange { field: "evidence", expected: Expected::HowAgreed });
    }
    clocks::refuse_expired(case, context)?;
    Ok(vec![Event::PeriodAgreed { due_on, evidence }])
}

/// The person is told of an extended period before the one that it extends ends (art. 18(1)).
pub(super) fn tell_extended(
    case: &Case,
    at: Timestamp,
    evidence: Evidence,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    within(case, at, "at", Step::TellExtended, context)?;
    check_evidence(case, &evidence, "evidence")?;
    clocks::refuse_expired(case, context)?;
    let owed = case.extensions.iter().filter(|extension| extension.notice_owed);
    let told = owed.map(|extension| Event::ExtensionTold {
        regime: extension.regime.clone(),
        stage: extension.stage.clone(),
        at,
        evidence,
    });
    Ok(told.collect())
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
    within(case, from, "from", Step::PauseClock, context)?;
    if let Some(told_at) = told_at {
        within(case, told_at, "told_at", Step::PauseClock, context)?;
    }
    clocks::refuse_expired(case, context)?;
    if case.pauses.iter().any(|pause| pause.until.is_some_and(|until| until > from)) {
        return Err(Refusal::OutOfRange { field: "from", expected: Expected::AfterLastPause });
    }
    match cause {
        PauseCause::Appraisal if told_at.is_none() => return Err(Refusal::NoticeMissing),
        PauseCause::Mediation if evidence.is_none() => return Err(Refusal::Missing { field: "evidence" }),
        PauseCause::Appraisal | PauseCause::Mediation => {}
    }
    if let Some(evidence) = &evidence {
        check_evidence(case, evidence, "evidence")?;
    }
    let regimes = clocks::tolling_regimes(case, cause, context.book);
    if regimes.is_empty() {
        return Err(Refusal::NoTolling { cause });
    }
    Ok(vec![Event::ClockPaused { cause, from, told_at, evidence, regimes }])
}

pub(super) fn resume(case: &Case, at: Timestamp, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(pause) = case.pause() else { return Err(Refusal::NotPaused) };
    super::past(at, "at", context)?;
    if at < pause.from {
        return Err(Refusal::OutOfRange { field: "at", expected: Expected::AfterPauseBegan });
    }
    Ok(vec![Event::ClockResumed { at }])
}
