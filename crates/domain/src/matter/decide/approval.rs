//! What a second person is asked, and their answer.

use jiff::Timestamp;

use super::super::case::{Case, RequestState};
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::request::{Asked, Rank, Request};
use super::super::value::MajorGround;
use super::super::{Echo, Kind, RequestStatus, clocks};
use super::outcome::check_echo;
use crate::id::TextRef;

/// The number the next request gets.
pub(super) fn next_request(case: &Case) -> u32 {
    case.requests.keys().next_back().map_or(1, |last| last + 1)
}

fn requested(case: &Case, what: Asked, rank: Rank, reason: Option<TextRef>) -> Event {
    Event::Requested(Box::new(Request { request: next_request(case), what, rank, reason }))
}

/// Only a ground of the regime will do (`cn-n3`: art. 18(4)); the person is told, and where to go.
pub(super) fn ask_decline(
    case: &Case,
    ground: &str,
    echo: &Echo,
    reason: Option<TextRef>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let ground = clocks::decline_ground(case.kind, ground, context.book)?;
    if matches!(echo, Echo::CarriedOver { .. }) {
        return Err(Refusal::NoEcho);
    }
    check_echo(case, echo, context)?;
    let told_in_words = matches!(echo, Echo::Answered { text: Some(_), .. } | Echo::Unreachable { .. });
    if ground.direct_elsewhere && !told_in_words {
        return Err(Refusal::Missing { field: "text" });
    }
    let what = Asked::Decline { ground: ground.code.to_owned(), echo: echo.clone() };
    Ok(vec![requested(case, what, Rank::HandlingHead, reason)])
}

/// The stage must be the next one its regime offers, the period must still run, the rank is the regime's.
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
        return Err(Refusal::OutOfRange { field: "reason_code", expected: "a code of 1 to 64 letters" });
    }
    let offered = clocks::extension(case, regime, stage, context)?;
    if let Some(at) = notice_at {
        super::within(case, at, "notice_at", context)?;
    }
    if offered.notice_required && notice_at.is_none() {
        return Err(Refusal::NoticeMissing);
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

/// Agrees. What was asked is checked again: a request whose ground is gone is not approved.
pub(super) fn approve(case: &Case, number: u32, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let state = answerable(case, number, context)?;
    let mut events = vec![Event::Approved { request: number }];
    match &state.request.what {
        Asked::Decline { ground, echo } => {
            let approved_by = context.actor.user().ok_or(Refusal::StaffOnly)?;
            events.push(Event::Declined { ground: ground.clone(), echo: echo.clone(), approved_by });
        }
        Asked::Extension { regime, stage, reason, notice_at } => {
            let offered = clocks::extension(case, regime, stage, context)?;
            events.push(Event::Extended {
                regime: regime.clone(),
                stage: stage.clone(),
                reason: reason.clone(),
                rank: offered.rank_word.to_owned(),
                notice_at: *notice_at,
            });
        }
        Asked::Rekind { to } => events.push(Event::Rekinded { to: *to }),
        Asked::Major { ground } => events.push(Event::MajorConfirmed { ground: *ground }),
        Asked::Payment { .. } => {}
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
