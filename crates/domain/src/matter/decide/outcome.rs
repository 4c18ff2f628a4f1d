//! Deciding, answering, ending, and what follows.

use jiff::Timestamp;

use super::super::case::Case;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::value::{AnswerForm, Decision, Liability, Outcome, Remedy};
use super::super::{Echo, Kind, clocks};
use super::{objection, past, within};
use crate::id::{CaseId, TextRef};

/// A decision on a complaint is complete with liability, basis, reasons and all remedies it has (art. 19): review only
/// where the deciding institution has a superior (art. 20).
pub(super) fn decide(
    case: &Case,
    outcome: Outcome,
    liability: Option<Liability>,
    basis: Option<TextRef>,
    reasons: Option<TextRef>,
    remedies: &[Remedy],
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if !case.kind.outcomes().contains(&outcome) {
        return Err(Refusal::OutcomeNotOfKind { kind: case.kind, outcome });
    }
    let mut remedies = remedies.to_vec();
    remedies.sort_unstable();
    remedies.dedup();
    if case.kind == Kind::Complaint {
        let part = |held: bool, part: &'static str| {
            if held { Ok(()) } else { Err(Refusal::DecisionIncomplete { part }) }
        };
        part(liability.is_some(), "liability")?;
        part(basis.is_some(), "basis")?;
        part(reasons.is_some(), "reasons")?;
        let reviewed = context.tree.superior(case.institution).is_some();
        if !reviewed && remedies.contains(&Remedy::Review) {
            return Err(Refusal::NoSuchRemedy { remedy: Remedy::Review });
        }
        let owed = [Remedy::Review, Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation];
        let complete =
            owed.iter().all(|remedy| remedies.contains(remedy) || (*remedy == Remedy::Review && !reviewed));
        part(complete, "remedies")?;
    }
    if case.kind == Kind::Objection {
        objection::check_outcome(case, outcome)?;
    }
    let decision = Decision { outcome, liability, basis, reasons, remedies, institution: case.institution };
    let mut events = Vec::new();
    // Deciding ends what stopped the clock.
    if case.pause().is_some() {
        events.push(Event::ClockResumed { at: context.now });
    }
    events.push(Event::Decided { decision, at: context.now });
    Ok(events)
}

pub(super) fn answer(case: &Case, echo: &Echo, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    if matches!(echo, Echo::CarriedOver { .. }) {
        return Err(Refusal::NoEcho);
    }
    check_echo(case, echo, context)?;
    Ok(vec![Event::Echoed { echo: echo.clone() }])
}

/// An echo that could have happened: in the past, after the receipt, written where it must be, proven where it must be.
pub(super) fn check_echo(case: &Case, echo: &Echo, context: &Context<'_>) -> Result<(), Refusal> {
    match echo {
        Echo::Answered { form, at, .. } => {
            within(case, *at, "at", context)?;
            if case.kind == Kind::Objection && !form.is_written() {
                return Err(Refusal::MustBeWritten);
            }
        }
        Echo::Unreachable { attempts, .. } => {
            if attempts.is_empty() {
                return Err(Refusal::NoAttempt);
            }
            for attempt in attempts {
                within(case, attempt.at, "attempts", context)?;
            }
        }
        Echo::CarriedOver { .. } => {}
    }
    Ok(())
}

pub(super) fn call_back(
    at: Timestamp,
    reached: bool,
    satisfaction: Option<u8>,
    note: Option<TextRef>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    past(at, "at", context)?;
    if satisfaction.is_some_and(|satisfaction| !(1..=5).contains(&satisfaction)) {
        return Err(Refusal::OutOfRange { field: "satisfaction", expected: "1 to 5" });
    }
    if !reached && satisfaction.is_some() {
        return Err(Refusal::OutOfRange {
            field: "satisfaction",
            expected: "nothing, as the person was not reached",
        });
    }
    Ok(vec![Event::CalledBack { at, reached, satisfaction, note }])
}

/// Withdrawal ends the procedure on the day it is received (art. 15).
pub(super) fn withdraw(
    case: &Case,
    received_at: Timestamp,
    form: AnswerForm,
    reason: Option<TextRef>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    within(case, received_at, "received_at", context)?;
    Ok(vec![Event::Withdrawn { received_at, form, reason }])
}

/// A review is asked for within 30 days of the branch's decision (art. 20).
pub(super) fn open_review(
    case: &Case,
    review: CaseId,
    requested_at: Timestamp,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    within(case, requested_at, "requested_at", context)?;
    if let Some(answered_at) = case.echo().and_then(Echo::at) {
        let last_day = clocks::review_last_day(case, answered_at, context)?;
        if context.date(requested_at) > last_day {
            return Err(Refusal::ReviewTooLate { last_day });
        }
    }
    Ok(vec![Event::ReviewOpened { review, requested_at }])
}

pub(super) fn conclude_review(case: &Case, review: CaseId, outcome: Outcome) -> Result<Vec<Event>, Refusal> {
    match case.review {
        Some((open, None)) if open == review => Ok(vec![Event::ReviewConcluded { review, outcome }]),
        _ => Err(Refusal::NothingToDo),
    }
}

pub(super) fn refer_on(
    case: &Case,
    to: TextRef,
    echo: &Echo,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    answer(case, echo, context)?;
    Ok(vec![Event::ReferredOn { to, echo: echo.clone() }])
}

pub(super) fn send_feedback(
    case: &Case,
    source: u32,
    form: AnswerForm,
    at: Timestamp,
    text: Option<TextRef>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    past(at, "at", context)?;
    match case.sources.get(source as usize) {
        Some(state) if state.owes() => Ok(vec![Event::FeedbackSent { source, form, at, text }]),
        _ => Err(Refusal::NoSuchSource { source_position: source }),
    }
}

pub(super) fn feedback_returned(
    case: &Case,
    source: u32,
    at: Timestamp,
    reason: Option<TextRef>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    past(at, "at", context)?;
    match case.sources.get(source as usize) {
        Some(state) if state.sent_at.is_some() && state.returned_at.is_none() => {
            Ok(vec![Event::FeedbackReturned { source, at, reason }])
        }
        _ => Err(Refusal::NoSuchSource { source_position: source }),
    }
}
