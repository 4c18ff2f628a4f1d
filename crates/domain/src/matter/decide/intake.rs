//! Receiving, splitting, merging, linking.

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::case::{Case, Phase};
use super::super::command::{Receive, Step};
use super::super::context::Context;
use super::super::event::{Correction, Event};
use super::super::refusal::{Expected, Refusal};
use super::super::request::{Asked, Rank, Request};
use super::super::value::{
    MajorGround, NewSource, PARTICULAR_CHARS_MAX, Particulars, Party, PartyRole, REFERENCE_CHARS_MAX,
    Relation, Source,
};
use super::super::{Kind, clocks};
use super::approval::ask_correction;
use super::past;
use crate::id::{CaseId, TextRef};

/// The earliest day on which anything was received.
const RECEIVED_MIN: Date = jiff::civil::date(2000, 1, 1);

/// Receives a submission as a case. Twenty or more who complain together in person are proposed as major at once
/// (art. 29); a person confirms it.
pub fn receive(receive: &Receive, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    check_source(&receive.source, context)?;
    check_particulars(&receive.particulars)?;
    if let Some(number) = &receive.item_number {
        check_reference("item_number", number)?;
    }
    if receive.regimes.iter().any(|regime| context.book.regimes.get(regime).is_none()) {
        return Err(Refusal::OutOfRange { field: "regimes", expected: Expected::LoadedRegimes });
    }
    if context.tree.get(receive.institution).is_none_or(|institution| !institution.active) {
        return Err(Refusal::UnknownInstitution);
    }
    if receive.complainants == 0 {
        return Err(Refusal::OutOfRange { field: "complainants", expected: Expected::OneOrMore });
    }
    if receive.subject.chars == 0 {
        return Err(Refusal::Missing { field: "subject" });
    }
    check_parties(&receive.parties, receive.kind, context)?;
    let mut events = vec![Event::Received(Box::new(receive.clone()))];
    let joint = receive.kind == Kind::Complaint
        && receive.in_person
        && receive.complainants >= clocks::joint_in_person_min(context.book);
    if joint {
        events.push(Event::Requested(Box::new(Request {
            request: 1,
            what: Asked::Major { ground: MajorGround::JointInPerson },
            rank: Rank::HandlingHead,
            reason: None,
        })));
    }
    Ok(events)
}

pub(super) fn add_source(source: &NewSource, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let source = Source::from(source);
    check_source(&source, context)?;
    Ok(vec![Event::SourceAdded { source }])
}

pub(super) fn merge_repeat(
    case: &Case,
    source: &NewSource,
    material: Option<TextRef>,
    new_facts: bool,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let source = Source::from(source);
    check_source(&source, context)?;
    if source.received_at < case.received_at() {
        return Err(Refusal::BeforeReceipt { field: "received_at" });
    }
    if new_facts && material.is_none() {
        return Err(Refusal::Missing { field: "material" });
    }
    // New facts restart the period they come in (art. 18(3)), never one that is over.
    let restarts = new_facts && !clocks::is_expired(case, context);
    Ok(vec![Event::RepeatMerged { source, material, new_facts, restarts }])
}

/// Merges two running cases of the same person: the earlier takes the later in, with every receipt. Returns which case
/// keeps running, its events, and the events of the other. Both streams are written in one append at the versions
/// decided on, so two mergers at once have one result.
pub fn merge(one: &Case, other: &Case, context: &Context<'_>) -> Result<Merging, Refusal> {
    if one.case_id == other.case_id {
        return Err(Refusal::SameCase(one.case_id));
    }
    let same_person = one.complainant().is_some() && one.complainant() == other.complainant();
    if !same_person || one.kind != other.kind {
        return Err(Refusal::NotSamePerson);
    }
    for case in [one, other] {
        let step = Step::MergeRepeat;
        super::permit(case, step, context)?;
        if case.open_tasks().next().is_some() && matches!(case.phase, Phase::Decided { .. }) {
            return Err(Refusal::TasksOpen { open: case.open_tasks().count() });
        }
    }
    let key = |case: &Case| (case.received_at(), case.case_id);
    let (keeps, ends) = if key(one) <= key(other) { (one, other) } else { (other, one) };
    // What the later case still has to do would be lost with it.
    let open = ends.open_tasks().count();
    if open > 0 {
        return Err(Refusal::TasksOpen { open });
    }
    let sources = ends.sources.iter().map(|state| state.source.clone()).collect();
    Ok(Merging {
        keeps: keeps.case_id,
        kept: vec![Event::Absorbed { from: ends.case_id, sources, recused: ends.recused.clone() }],
        ends: ends.case_id,
        ended: vec![Event::MergedInto { into: keeps.case_id }],
    })
}

/// Two cases becoming one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// The case that keeps running.
    pub keeps: CaseId,
    /// Its events.
    pub kept: Vec<Event>,
    /// The case that ends.
    pub ends: CaseId,
    /// Its events.
    pub ended: Vec<Event>,
}

pub(super) fn link(case: &Case, other: CaseId, relation: Relation) -> Result<Vec<Event>, Refusal> {
    if case.case_id == other {
        return Err(Refusal::SameCase(other));
    }
    // What a link says of ancestry is never overwritten by a looser word.
    match case.links.get(&other) {
        Some(_) => Ok(vec![]),
        None => Ok(vec![Event::Linked { other, relation }]),
    }
}

pub(super) fn claim_right(
    case: &Case,
    received_at: Timestamp,
    claim: TextRef,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    super::within(case, received_at, "received_at", Step::ClaimRight, context)?;
    Ok(vec![Event::BecameComplaint { received_at, claim }])
}

pub(super) fn add_party(case: &Case, party: &Party, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    if case.parties.contains(party) {
        return Ok(vec![]);
    }
    let mut parties = case.parties.clone();
    parties.push(party.clone());
    check_parties(&parties, case.kind, context)?;
    Ok(vec![Event::PartyAdded { party: party.clone() }])
}

pub(super) fn correct_fact(
    case: &Case,
    correction: &Correction,
    reason: TextRef,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    match correction {
        Correction::ReceivedAt { source, at } => {
            check_received(*at, "at", context)?;
            let Some(state) = case.sources.get(*source as usize) else {
                return Err(Refusal::NoSuchSource { source_position: *source });
            };
            if *at > case.recorded_at && *source == 0 {
                return Err(Refusal::OutOfRange { field: "at", expected: Expected::NotAfterRecording });
            }
            if *at > state.source.received_at {
                return Ok(vec![ask_correction(case, correction, reason)]);
            }
        }
        Correction::ExternalNumber { source, number } => {
            check_reference("number", number)?;
            if case.sources.get(*source as usize).is_none() {
                return Err(Refusal::NoSuchSource { source_position: *source });
            }
        }
        Correction::Particulars(particulars) => check_particulars(particulars)?,
    }
    Ok(vec![Event::FactCorrected { correction: correction.clone(), reason }])
}

fn check_source(source: &Source, context: &Context<'_>) -> Result<(), Refusal> {
    check_received(source.received_at, "received_at", context)?;
    if source.forwarded_at.is_some_and(|at| at > source.received_at) {
        return Err(Refusal::OutOfRange { field: "forwarded_at", expected: Expected::NotAfterReceipt });
    }
    source.external_number.as_ref().map_or(Ok(()), |number| check_reference("external_number", number))
}

/// Checks a number another body gave: it stands open in the record, so it is a number and no sentence. Order numbers of
/// Chinese offices have characters and brackets, as 银消转〔2026〕12号.
pub(super) fn check_reference(field: &'static str, number: &str) -> Result<(), Refusal> {
    let belongs = |letter: char| letter.is_alphanumeric() || "-_/.():#&〔〕（）［］【】[]".contains(letter);
    if number.chars().count() <= REFERENCE_CHARS_MAX && number.chars().all(belongs) {
        return Ok(());
    }
    Err(Refusal::OutOfRange { field, expected: Expected::Reference })
}

/// A receipt that has come, and within memory: an earlier one is a slip of the pen.
fn check_received(at: Timestamp, field: &'static str, context: &Context<'_>) -> Result<(), Refusal> {
    past(at, field, context)?;
    if context.date(at) < RECEIVED_MIN {
        return Err(Refusal::OutOfRange { field, expected: Expected::SinceMemory });
    }
    Ok(())
}

fn check_particulars(particulars: &Particulars) -> Result<(), Refusal> {
    let fits = |value: &String| {
        value.chars().count() <= PARTICULAR_CHARS_MAX && !value.chars().any(char::is_control)
    };
    if !particulars.values().all(fits) {
        return Err(Refusal::OutOfRange { field: "particulars", expected: Expected::ShortValues });
    }
    Ok(())
}

fn check_parties(parties: &[Party], kind: Kind, context: &Context<'_>) -> Result<(), Refusal> {
    let max = clocks::representatives_max(context.book);
    let representatives = parties.iter().filter(|party| party.role == PartyRole::Representative).count();
    if kind == Kind::Complaint && representatives > max {
        return Err(Refusal::TooManyRepresentatives { max });
    }
    let undocumented = parties
        .iter()
        .any(|party| matches!(party.role, PartyRole::Agent | PartyRole::Heir) && party.document.is_none());
    if undocumented { Err(Refusal::DocumentMissing) } else { Ok(()) }
}
