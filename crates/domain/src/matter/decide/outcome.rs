//! Deciding, answering, ending, and what follows.

use jiff::Timestamp;

use super::super::case::{Case, Phase};
use super::super::command::{Command, Step};
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::{Expected, Refusal};
use super::super::value::{AnswerForm, Decision, Evidence, Outcome, Remedy};
use super::super::{Echo, Kind, clocks};
use super::{check_evidence, objection, past, within};
use crate::id::{Actor, CaseId, TextRef};

/// A decision on a complaint is complete with liability, basis, reasons and all remedies it has (art. 19): review only
/// where the deciding institution has a superior (art. 20).
pub(super) fn decide(
    case: &Case,
    at: Timestamp,
    mut decision: Decision,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let outcome = decision.outcome;
    if !case.kind.outcomes().contains(&outcome) {
        return Err(Refusal::OutcomeNotOfKind { kind: case.kind, outcome });
    }
    within(case, at, "at", Step::Decide, context)?;
    decision.remedies.sort_unstable();
    decision.remedies.dedup();
    let remedies = &decision.remedies;
    if case.kind == Kind::Complaint {
        let part = |held: bool, part: &'static str| {
            if held { Ok(()) } else { Err(Refusal::DecisionIncomplete { part }) }
        };
        part(decision.liability.is_some(), "liability")?;
        part(decision.basis.is_some(), "basis")?;
        part(decision.reasons.is_some(), "reasons")?;
        let reviewed = context.tree.superior(case.institution).is_some() && !case.is_review();
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
    let mut events = Vec::new();
    // Deciding ends what stopped the clock.
    if let Some(pause) = case.pause() {
        events.push(Event::ClockResumed { at: at.max(pause.from) });
    }
    events.push(Event::Decided { decision, at });
    Ok(events)
}

/// Where the case was declined and nothing else is said, the person is told what the second person agreed to.
pub(super) fn answer(case: &Case, echo: &Echo, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    if matches!(echo, Echo::CarriedOver { .. }) {
        return Err(Refusal::NoEcho);
    }
    let mut echo = echo.clone();
    if let (Phase::Declined { text: agreed, .. }, Echo::Answered { text, .. }) = (&case.phase, &mut echo) {
        text.get_or_insert(*agreed);
    }
    check_echo(case, &echo, Step::Answer, context)?;
    Ok(vec![Event::Echoed { echo }])
}

/// When a posted answer arrived, known later than it was sent.
pub(super) fn prove_delivery(
    case: &Case,
    at: Timestamp,
    evidence: Evidence,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    past(at, "at", context)?;
    if at < case.earliest(Step::ProveDelivery) {
        return Err(Refusal::OutOfRange { field: "at", expected: Expected::NotBeforeSending });
    }
    check_evidence(case, &evidence, "evidence")?;
    Ok(vec![Event::DeliveryProven { at, evidence }])
}

/// An echo that could have happened: in the past, after what it tells, with words and proof (art. 21), written where it
/// must be. This system's own pages prove themselves; a file may stand for the words.
fn check_echo(case: &Case, echo: &Echo, step: Step, context: &Context<'_>) -> Result<(), Refusal> {
    match echo {
        Echo::Answered { form, at, received_at, text, evidence } => {
            within(case, *at, "at", step, context)?;
            if let Some(received_at) = received_at {
                past(*received_at, "received_at", context)?;
                if received_at < at {
                    let expected = Expected::NotBeforeSending;
                    return Err(Refusal::OutOfRange { field: "received_at", expected });
                }
            }
            let filed = matches!(evidence, Some(Evidence::File(_)));
            if !filed && text.is_none_or(|text| text.chars == 0) {
                return Err(Refusal::Missing { field: "text" });
            }
            match evidence {
                Some(evidence) => check_evidence(case, evidence, "evidence")?,
                None if *form == AnswerForm::Portal => {}
                None => return Err(Refusal::Missing { field: "evidence" }),
            }
            if case.kind == Kind::Objection && !form.is_written() {
                return Err(Refusal::MustBeWritten);
            }
        }
        Echo::Unreachable { attempts, proof } => {
            if attempts.is_empty() {
                return Err(Refusal::NoAttempt);
            }
            for attempt in attempts {
                within(case, attempt.at, "attempts", step, context)?;
            }
            check_evidence(case, proof, "proof")?;
        }
        Echo::CarriedOver { .. } => {}
    }
    Ok(())
}

pub(super) fn call_back(
    case: &Case,
    at: Timestamp,
    reached: bool,
    satisfaction: Option<u8>,
    note: Option<TextRef>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    within(case, at, "at", Step::CallBack, context)?;
    if satisfaction.is_some_and(|satisfaction| !(1..=5).contains(&satisfaction)) {
        return Err(Refusal::OutOfRange { field: "satisfaction", expected: Expected::Score });
    }
    if !reached && satisfaction.is_some() {
        return Err(Refusal::OutOfRange { field: "satisfaction", expected: Expected::NoScore });
    }
    Ok(vec![Event::CalledBack { at, reached, satisfaction, note }])
}

/// Withdrawal ends the procedure on the day it is received (art. 15). The person's own act on this system's pages proves
/// itself; of what staff record the will of the person is proven and its reason kept.
pub(super) fn withdraw(case: &Case, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Command::Withdraw { received_at, form, confirmed_at, reason, evidence } = command else {
        return Ok(vec![]);
    };
    within(case, *received_at, "received_at", Step::Withdraw, context)?;
    past(*confirmed_at, "confirmed_at", context)?;
    if confirmed_at < received_at {
        return Err(Refusal::OutOfRange { field: "confirmed_at", expected: Expected::NotBeforeWithdrawal });
    }
    if *context.actor != Actor::Consumer {
        if reason.is_none_or(|reason| reason.chars == 0) {
            return Err(Refusal::Missing { field: "reason" });
        }
        let evidence = evidence.as_ref().ok_or(Refusal::Missing { field: "evidence" })?;
        check_evidence(case, evidence, "evidence")?;
    }
    Ok(vec![Event::Withdrawn {
        received_at: *received_at,
        form: *form,
        confirmed_at: *confirmed_at,
        reason: *reason,
        evidence: *evidence,
    }])
}

/// A review is asked for within 30 days of receiving the branch's decision (art. 20). Where nobody knows when the person
/// received it, nobody can say that it is too late.
pub(super) fn open_review(
    case: &Case,
    review: CaseId,
    requested_at: Timestamp,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    within(case, requested_at, "requested_at", Step::OpenReview, context)?;
    if let Some(received_at) = case.echo().and_then(Echo::received_at) {
        let last_day = clocks::review_last_day(case, received_at, context)?;
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
    if matches!(echo, Echo::CarriedOver { .. }) {
        return Err(Refusal::NoEcho);
    }
    check_echo(case, echo, Step::ReferOn, context)?;
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
    within(case, at, "at", Step::SendFeedback, context)?;
    match case.sources.get(source as usize) {
        Some(state) if state.owes() && at < state.source.received_at => {
            Err(Refusal::BeforeReceipt { field: "at" })
        }
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
        Some(state) if state.sent_at.is_some_and(|sent_at| at < sent_at) => {
            Err(Refusal::OutOfRange { field: "at", expected: Expected::NotBeforeFeedback })
        }
        Some(state) if state.sent_at.is_some() && state.returned_at.is_none() => {
            Ok(vec![Event::FeedbackReturned { source, at, reason }])
        }
        _ => Err(Refusal::NoSuchSource { source_position: source }),
    }
}
