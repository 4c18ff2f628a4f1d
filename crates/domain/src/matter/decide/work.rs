//! Assigning, transferring, coding, tasks, the urgent lane.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Kind;
use super::super::case::Case;
use super::super::command::Command;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::{Expected, Refusal};
use super::super::request::{Asked, Rank, Request};
use super::super::value::{CodingForm, Evidence, TaskOutcome, TaskStatus};
use crate::code::{Axis, CodeRef};
use crate::id::{InstitutionId, TextRef, UserId};

pub(super) fn assign(case: &Case, handler: UserId) -> Result<Vec<Event>, Refusal> {
    if case.recused.contains(&handler) {
        return Err(Refusal::Recused { user: handler });
    }
    Ok(if case.handler == Some(handler) { vec![] } else { vec![Event::Assigned { handler }] })
}

pub(super) fn transfer(
    case: &Case,
    to: InstitutionId,
    reason: TextRef,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if case.institution == to {
        return Err(Refusal::AlreadyThere);
    }
    working_institution(to, context)?;
    Ok(vec![Event::Transferred { to, reason }])
}

/// Validates one code an axis against the code set that is valid on the day of receipt, or today for a matter older than
/// the set. A complaint under the Chinese standard needs channel, business and reason on the full form, business and
/// reason on the short one; under foreign rules it needs a product.
pub(super) fn code(
    case: &Case,
    codes: &[CodeRef],
    form: CodingForm,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let received = context.date(case.received_at());
    let mut by_axis: BTreeMap<Axis, &CodeRef> = BTreeMap::new();
    for code in codes {
        let codes = &context.book.codes;
        codes.validate(code, received, true).or_else(|_| codes.validate(code, context.today(), true))?;
        let axis = context.book.codes.axis_of(code)?;
        if by_axis.insert(axis, code).is_some() {
            return Err(Refusal::OutOfRange { field: "codes", expected: Expected::OneCodeAnAxis });
        }
    }
    if by_axis.is_empty() {
        return Err(Refusal::Missing { field: "codes" });
    }
    if form == CodingForm::Short && context.date(case.recorded_at) != context.today() {
        return Err(Refusal::OutOfRange { field: "form", expected: Expected::FullForm });
    }
    let foreign = case.regimes.iter().any(|regime| !regime.starts_with("cn-"));
    if case.kind == Kind::Complaint {
        let needed: &[Axis] = match form {
            _ if foreign => &[Axis::Product],
            CodingForm::Full => &[Axis::Channel, Axis::Business, Axis::Reason],
            CodingForm::Short => &[Axis::Business, Axis::Reason],
        };
        if let Some(axis) = needed.iter().find(|axis| !by_axis.contains_key(axis)) {
            return Err(Refusal::AxisMissing { axis: axis.to_string() });
        }
    }
    let codes: Vec<CodeRef> = by_axis.into_values().cloned().collect();
    let unchanged = case.codes == codes && case.coding == Some(form);
    Ok(if unchanged { vec![] } else { vec![Event::Coded { codes, form }] })
}

pub(super) fn open_task(
    case: &Case,
    command: &Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let Command::OpenTask { kind, unit, owner, due_on, due_time, until, amount_cents, details } = command
    else {
        return Ok(vec![]);
    };
    working_institution(*unit, context)?;
    match due_on {
        None => return Err(Refusal::Missing { field: "due_on" }),
        Some(due_on) if *due_on < context.today() => {
            return Err(Refusal::OutOfRange { field: "due_on", expected: Expected::TodayOrLater });
        }
        Some(_) => {}
    }
    if *due_on == Some(context.today()) && due_time.is_some_and(|time| time <= context.time_of_day()) {
        return Err(Refusal::OutOfRange { field: "due_time", expected: Expected::StillToCome });
    }
    if let Some(owner) = owner.filter(|owner| case.recused.contains(owner)) {
        return Err(Refusal::Recused { user: owner });
    }
    if *kind == super::super::TaskKind::HoldCollection && until.is_none() {
        return Err(Refusal::Missing { field: "until" });
    }
    if amount_cents.is_some_and(|amount| amount <= 0) {
        return Err(Refusal::OutOfRange { field: "amount_cents", expected: Expected::MoreThanZero });
    }
    let number = case.tasks.keys().next_back().map_or(1, |last| last + 1);
    let mut events = vec![Event::TaskOpened {
        task: number,
        kind: *kind,
        unit: *unit,
        owner: *owner,
        due_on: *due_on,
        due_time: *due_time,
        until: *until,
        amount_cents: *amount_cents,
        details: *details,
    }];
    if kind.pays() {
        let Some(amount_cents) = *amount_cents else {
            return Err(Refusal::Missing { field: "amount_cents" });
        };
        // Money always needs a second person; above the unit's own limit that person sits higher.
        let limit_cents = context.book.payment_limit(case.institution, context.tree);
        let rank = if amount_cents > limit_cents { Rank::Superior } else { Rank::HandlingHead };
        events.push(Event::Requested(Box::new(Request {
            request: super::approval::next_request(case),
            what: Asked::Payment { task: number, amount_cents, limit_cents },
            rank,
            reason: *details,
        })));
    }
    Ok(events)
}

pub(super) fn finish_task(
    case: &Case,
    number: u32,
    outcome: TaskOutcome,
    note: Option<TextRef>,
    proof: Option<Evidence>,
) -> Result<Vec<Event>, Refusal> {
    let task = case.tasks.get(&number).filter(|task| task.status == TaskStatus::Open);
    let task = task.ok_or(Refusal::NoSuchTask { task: number })?;
    if task.kind.pays() && outcome != TaskOutcome::NotPossible && proof.is_none() {
        return Err(Refusal::Missing { field: "proof" });
    }
    Ok(vec![Event::TaskFinished { task: number, outcome, note, proof }])
}

pub(super) fn cancel_task(case: &Case, number: u32) -> Result<Vec<Event>, Refusal> {
    match case.open_tasks().any(|(task, _)| task == number) {
        true => Ok(vec![Event::TaskCancelled { task: number }]),
        false => Err(Refusal::NoSuchTask { task: number }),
    }
}

/// Raises grade, urgency, sensitivity, and lowers none of them on the way. An urgency of the lane takes the case into it.
/// Inner clocks tighten with it; no legal date moves.
pub(super) fn raise(
    case: &Case,
    urgent: bool,
    grade: Option<&CodeRef>,
    urgency: Option<&CodeRef>,
    sensitivity: &BTreeSet<CodeRef>,
    reason: TextRef,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let on = context.today();
    let codes = &context.book.codes;
    let expect = |code: &CodeRef, axis: Axis, field: &'static str| {
        codes.validate(code, on, true)?;
        if codes.axis_of(code)? == axis {
            Ok(())
        } else {
            Err(Refusal::OutOfRange { field, expected: Expected::CodeOfList })
        }
    };
    let place = |code: &CodeRef| {
        let set = codes.set_of(code).ok()?;
        set.codes().iter().position(|one| one.reference == *code)
    };
    let not_lower = |held: bool, field: &'static str| {
        if held { Ok(()) } else { Err(Refusal::OutOfRange { field, expected: Expected::NotLower }) }
    };
    // Grades are listed from the least, urgencies from the most pressing.
    if let Some(grade) = grade {
        expect(grade, Axis::Grade, "grade")?;
        not_lower(case.grade.as_ref().is_none_or(|has| place(has) <= place(grade)), "grade")?;
    }
    if let Some(urgency) = urgency {
        expect(urgency, Axis::Urgency, "urgency")?;
        not_lower(case.urgency.as_ref().is_none_or(|has| place(urgency) <= place(has)), "urgency")?;
    }
    for code in sensitivity {
        expect(code, Axis::Sensitivity, "sensitivity")?;
    }
    let urgent = urgent || urgency.is_some_and(|urgency| context.book.inner.is_urgent(urgency.code()));
    not_lower(urgent || !case.urgent, "urgent")?;
    let unchanged = case.urgent == urgent
        && grade.is_none_or(|grade| case.grade.as_ref() == Some(grade))
        && urgency.is_none_or(|urgency| case.urgency.as_ref() == Some(urgency))
        && sensitivity.is_subset(&case.sensitivity);
    if unchanged {
        return Err(Refusal::NothingToDo);
    }
    Ok(vec![Event::Raised {
        urgent,
        grade: grade.cloned(),
        urgency: urgency.cloned(),
        sensitivity: sensitivity.clone(),
        reason,
    }])
}

/// A supervisor's desk watches; it handles nothing.
fn working_institution(institution: InstitutionId, context: &Context<'_>) -> Result<(), Refusal> {
    match context.tree.get(institution) {
        Some(found) if found.active && !found.level.supervises() => Ok(()),
        _ => Err(Refusal::UnknownInstitution),
    }
}
