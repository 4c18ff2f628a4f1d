//! What a second person is asked, and their answer.

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::case::{Case, RequestState};
use super::super::command::Step;
use super::super::context::Context;
use super::super::event::{Correction, Event};
use super::super::refusal::{Expected, Refusal};
use super::super::request::{Asked, Rank, Request};
use super::super::value::MajorGround;
use super::super::{Kind, RequestStatus, clocks};
use crate::id::{TextRef, UserId};

/// The number the next request gets.
pub(super) fn next_request(case: &Case) -> u32 {
    case.requests.keys().next_back().map_or(1, |last| last + 1)
}

fn requested(case: &Case, what: Asked, rank: Rank, reason: Option<TextRef>) -> Event {
    Event::Requested(Box::new(Request { request: next_request(case), what, rank, reason }))
}

/// Only a ground of the regime will do (`cn-n3`: art. 18(4)). The person is told, and where to go, when it is agreed to.
pub(super) fn ask_decline(
    case: &Case,
    ground: &str,
    text: TextRef,
    reason: Option<TextRef>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let ground = clocks::decline_ground(case.kind, ground, context.book)?;
    if text.chars == 0 {
        return Err(Refusal::Missing { field: "text" });
    }
    let what = Asked::Decline { ground: ground.code.clone(), text };
    Ok(vec![requested(case, what, Rank::HandlingHead, reason)])
}

/// The stage must be the next one its regime offers, the period must still run, the reason must be one of the rule's, the
/// rank is the regime's. The person may be told before the approval or after it, inside the running period.
pub(super) fn ask_extension(
    case: &Case,
    regime: &str,
    stage: &str,
    reason_code: &str,
    notice_at: Option<Timestamp>,
    reason: Option<TextRef>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let belongs = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if reason_code.is_empty() || reason_code.len() > 64 || !reason_code.chars().all(belongs) {
        return Err(Refusal::OutOfRange { field: "reason_code", expected: Expected::ReasonCode });
    }
    let offered = clocks::extension(case, regime, stage, reason_code, context)?;
    if let Some(at) = notice_at {
        super::within(case, at, "notice_at", Step::Extend, context)?;
    }
    let what = Asked::Extension {
        regime: regime.to_owned(),
        stage: stage.to_owned(),
        reason: reason_code.to_owned(),
        notice_at,
    };
    Ok(vec![requested(case, what, offered.rank, reason)])
}

pub(super) fn ask_rekind(case: &Case, to: Kind, reason: TextRef) -> Result<Vec<Event>, Refusal> {
    if case.kind == to {
        return Err(Refusal::NothingToDo);
    }
    Ok(vec![requested(case, Asked::Rekind { to }, Rank::HandlingHead, Some(reason))])
}

pub(super) fn ask_major(case: &Case, ground: MajorGround) -> Vec<Event> {
    vec![requested(case, Asked::Major { ground }, Rank::HandlingHead, None)]
}

/// Correcting a receipt to a later time gives the institution more of it.
pub(super) fn ask_correction(case: &Case, correction: &Correction, reason: TextRef) -> Event {
    requested(case, Asked::Correction { correction: correction.clone() }, Rank::HandlingHead, Some(reason))
}

/// A later day of the credit centre gives the institution more of it.
pub(super) fn ask_centre_date(case: &Case, due_on: Date) -> Event {
    requested(case, Asked::CentreDate { due_on }, Rank::HandlingHead, None)
}

/// Everybody keeps themselves out, and a named handler is kept out at once; keeping out another who could approve takes
/// a second person, lest nobody be left.
pub(super) fn recuse(
    case: &Case,
    user: UserId,
    reason: TextRef,
    approves: bool,
    context: &Context<'_>,
) -> Vec<Event> {
    if case.recused.contains(&user) {
        return vec![];
    }
    if approves && context.actor.user() != Some(user) {
        return vec![requested(case, Asked::Recusal { user }, Rank::HandlingHead, Some(reason))];
    }
    vec![Event::Recused { user, reason }]
}

pub(super) fn ask_readmission(case: &Case, user: UserId, reason: TextRef) -> Result<Vec<Event>, Refusal> {
    if !case.recused.contains(&user) {
        return Err(Refusal::NotRecused { user });
    }
    Ok(vec![requested(case, Asked::Readmission { user }, Rank::HandlingHead, Some(reason))])
}

/// Agrees. What was asked is checked again: a request whose ground is gone is not approved.
pub(super) fn approve(case: &Case, number: u32, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let state = answerable(case, number, context)?;
    let mut events = vec![Event::Approved { request: number }];
    match &state.request.what {
        Asked::Decline { ground, text } => {
            let approved_by = context.actor.user().ok_or(Refusal::StaffOnly)?;
            events.push(Event::Declined { ground: ground.clone(), text: *text, approved_by });
        }
        Asked::Extension { regime, stage, reason, notice_at } => {
            let offered = clocks::extension(case, regime, stage, reason, context)?;
            events.push(Event::Extended {
                regime: regime.clone(),
                stage: stage.clone(),
                reason: reason.clone(),
                rank: offered.rank_word.to_owned(),
                notice_at: *notice_at,
                notice_owed: offered.notice_required && notice_at.is_none(),
            });
        }
        Asked::Rekind { to } => {
            // The new kind may know no pause, and so no way to end one.
            if case.pause().is_some() {
                events.push(Event::ClockResumed { at: context.now });
            }
            events.push(Event::Rekinded { to: *to });
        }
        Asked::Major { ground } => events.push(Event::MajorConfirmed { ground: *ground }),
        Asked::Payment { .. } => {}
        Asked::Correction { correction } => {
            let reason = state.request.reason.ok_or(Refusal::Missing { field: "reason" })?;
            events.push(Event::FactCorrected { correction: correction.clone(), reason });
        }
        Asked::CentreDate { due_on } => events.push(Event::CentreDateSet { due_on: *due_on }),
        Asked::Recusal { user } => {
            let reason = state.request.reason.ok_or(Refusal::Missing { field: "reason" })?;
            events.push(Event::Recused { user: *user, reason });
        }
        Asked::Readmission { user } => events.push(Event::Readmitted { user: *user }),
    }
    Ok(events)
}

pub(super) fn refuse(
    case: &Case,
    number: u32,
    reason: TextRef,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    answerable(case, number, context)?;
    Ok(vec![Event::Refused { request: number, reason }])
}

fn answerable<'a>(case: &'a Case, number: u32, context: &Context<'_>) -> Result<&'a RequestState, Refusal> {
    let state = case.requests.get(&number).filter(|state| state.status == RequestStatus::Open);
    let state = state.ok_or(Refusal::NoSuchRequest { request: number })?;
    if context.staff.is_none() {
        return Err(Refusal::StaffOnly);
    }
    if state.asked_by == context.actor.to_string() {
        return Err(Refusal::OwnRequest);
    }
    if !context.has_rank(state.request.rank, case.institution) {
        return Err(Refusal::Rank { rank: state.request.rank });
    }
    Ok(state)
}
