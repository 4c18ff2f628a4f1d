//! The rules: state, command and context in, events out. Nothing is changed here.
//!
//! [`receive`] makes the first event of a case, [`decide`] all later ones, [`merge`] writes two cases at once. A caller
//! that records several steps in one go folds each step's events before the next ([`decide_all`]).

mod approval;
mod intake;
mod objection;
mod outcome;
mod period;
mod work;

use super::case::Case;
use super::command::{Command, Step};
use super::context::Context;
use super::event::Event;
use super::fold::Entry;
use super::permit::permit;
use super::refusal::{Expected, Refusal};
use super::value::{Decision, Evidence};

pub use intake::{Merging, merge, receive};

/// Decides a command. An empty list means that nothing would change and nothing has to.
pub fn decide(case: &Case, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    permit(case, command.step(), context)?;
    match command {
        Command::AddSource { source } => intake::add_source(source, context),
        Command::MergeRepeat { source, material, new_facts } => {
            intake::merge_repeat(case, source, *material, *new_facts, context)
        }
        Command::Link { other, relation } => intake::link(case, *other, *relation),
        Command::ClaimRight { received_at, claim } => {
            intake::claim_right(case, *received_at, *claim, context)
        }
        &Command::IssueCode { check, evidence, phone_replaced } => {
            Ok(vec![Event::CodeIssued { check, evidence, phone_replaced }])
        }
        Command::AddParty { party } => intake::add_party(case, party, context),
        Command::Recuse { user, reason, approves } => {
            Ok(approval::recuse(case, *user, *reason, *approves, context))
        }
        Command::Readmit { user, reason } => approval::ask_readmission(case, *user, *reason),
        Command::CorrectFact { correction, reason } => {
            intake::correct_fact(case, correction, *reason, context)
        }
        Command::CarryOver { carried } => Ok(vec![Event::CarriedOver(carried.clone())]),

        Command::Accept => Ok(vec![Event::Accepted {}]),
        Command::Assign { handler } => work::assign(case, *handler),
        Command::Transfer { to, reason } => work::transfer(case, *to, *reason, context),
        Command::Code { codes, form } => work::code(case, codes, *form, context),
        Command::Contact { at, form, reached, note } => {
            within(case, *at, "at", Step::Contact, context)?;
            Ok(vec![Event::Contacted { at: *at, form: *form, reached: *reached, note: *note }])
        }
        Command::Note { text, investigation } => {
            Ok(vec![Event::NoteTaken { text: *text, investigation: *investigation }])
        }
        Command::TakeBack => {
            let last_act = case.last_act.iter();
            Ok(last_act.map(|act| Event::TakenBack { entry: act.entry }).collect())
        }
        Command::Attach { blob, name, media_type, bytes, commitment } => Ok(vec![Event::Attached {
            blob: *blob,
            name: *name,
            media_type: media_type.clone(),
            bytes: *bytes,
            commitment: *commitment,
        }]),
        Command::AskMaterial { what } => Ok(vec![Event::MaterialAsked { what: *what }]),
        Command::ReceiveMaterial { text } => Ok(vec![Event::MaterialReceived { text: *text }]),
        Command::OpenTask { .. } => work::open_task(case, command, context),
        Command::FinishTask { task, outcome, note, proof } => {
            work::finish_task(case, *task, *outcome, *note, *proof)
        }
        Command::CancelTask { task } => work::cancel_task(case, *task),
        Command::Raise { urgent, grade, urgency, sensitivity, reason } => {
            work::raise(case, *urgent, grade.as_ref(), urgency.as_ref(), sensitivity, *reason, context)
        }
        Command::Report { to, at } => {
            within(case, *at, "at", Step::Report, context)?;
            Ok(vec![Event::Reported { to: *to, at: *at }])
        }
        Command::SendFeedback { source, form, at, text } => {
            outcome::send_feedback(case, *source, *form, *at, *text, context)
        }
        Command::FeedbackReturned { source, at, reason } => {
            outcome::feedback_returned(case, *source, *at, *reason, context)
        }

        Command::Decline { ground, text, reason } => {
            approval::ask_decline(case, ground, *text, *reason, context)
        }
        Command::Extend { regime, stage, reason_code, notice_at, reason } => {
            approval::ask_extension(case, regime, stage, reason_code, *notice_at, *reason, context)
        }
        Command::TellExtended { at, evidence } => period::tell_extended(case, *at, *evidence, context),
        Command::Rekind { to, reason } => approval::ask_rekind(case, *to, *reason),
        Command::ProposeMajor { ground } => Ok(approval::ask_major(case, *ground)),
        Command::Approve { request } => approval::approve(case, *request, context),
        Command::Refuse { request, reason } => approval::refuse(case, *request, *reason, context),

        Command::AgreePeriod { due_on, evidence } => period::agree(case, *due_on, *evidence, context),
        Command::PauseClock { cause, from, told_at, evidence } => {
            period::pause(case, *cause, *from, *told_at, *evidence, context)
        }
        Command::ResumeClock { at } => period::resume(case, *at, context),

        Command::Decide { at, outcome, liability, basis, reasons, remedies } => {
            let decision = Decision {
                outcome: *outcome,
                liability: *liability,
                basis: *basis,
                reasons: *reasons,
                remedies: remedies.clone(),
                institution: case.institution,
            };
            outcome::decide(case, *at, decision, context)
        }
        Command::Answer { echo } => outcome::answer(case, echo, context),
        Command::ProveDelivery { at, evidence } => outcome::prove_delivery(case, *at, *evidence, context),
        Command::Close => Ok(vec![Event::Closed {}]),
        Command::CallBack { at, reached, satisfaction, note } => {
            outcome::call_back(case, *at, *reached, *satisfaction, *note, context)
        }
        Command::Withdraw { .. } => outcome::withdraw(case, command, context),
        Command::Reopen { reason } => Ok(vec![Event::Reopened { reason: *reason }]),
        Command::OpenReview { review, requested_at } => {
            outcome::open_review(case, *review, *requested_at, context)
        }
        Command::ConcludeReview { review, outcome } => outcome::conclude_review(case, *review, *outcome),
        Command::ReferOn { to, echo } => outcome::refer_on(case, *to, echo, context),

        Command::Mark { at } => objection::mark(case, *at, context),
        Command::Verify { result, note } => Ok(vec![Event::Verified { result: *result, note: *note }]),
        Command::CentreAnswer { passed, opinion } => {
            Ok(vec![Event::CentreAnswered { passed: *passed, opinion: *opinion }])
        }
        Command::CorrectInformation { at } => {
            within(case, *at, "at", Step::CorrectInformation, context)?;
            Ok(vec![Event::InformationCorrected { at: *at }])
        }
        Command::RemoveMark { at } => {
            within(case, *at, "at", Step::RemoveMark, context)?;
            Ok(vec![Event::MarkRemoved { at: *at }])
        }
        Command::RecordStatement { text } => Ok(vec![Event::StatementRecorded { text: *text }]),
        Command::SetCentreDate { due_on } => objection::set_centre_date(case, *due_on, context),
    }
}

/// Decides several steps that are recorded together: all of them or none. The refusal names the step by position.
pub fn decide_all(
    case: &Case,
    commands: &[Command],
    context: &Context<'_>,
) -> Result<(Case, Vec<Event>), (usize, Box<Refusal>)> {
    let mut case = case.clone();
    let mut recorded = Vec::new();
    for (position, command) in commands.iter().enumerate() {
        let events = decide(&case, command, context).map_err(|refusal| (position, Box::new(refusal)))?;
        for event in events {
            let entry = Entry { recorded_at: context.now, actor: context.actor.to_string(), event };
            case.evolve(&entry);
            recorded.push(entry.event);
        }
    }
    Ok((case, recorded))
}

/// A moment that has come.
fn past(at: jiff::Timestamp, field: &'static str, context: &Context<'_>) -> Result<(), Refusal> {
    if at > context.now { Err(Refusal::InFuture { field }) } else { Ok(()) }
}

/// A moment that has come, and not before the earliest that the act of a step can have.
fn within(
    case: &Case,
    at: jiff::Timestamp,
    field: &'static str,
    step: Step,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    past(at, field, context)?;
    match step {
        _ if at >= case.earliest(step) => Ok(()),
        Step::Answer => Err(Refusal::BeforeDecision { field }),
        _ => Err(Refusal::BeforeReceipt { field }),
    }
}

/// Proof that says something: words, or a file that is attached to the case.
fn check_evidence(case: &Case, evidence: &Evidence, field: &'static str) -> Result<(), Refusal> {
    match evidence {
        Evidence::Words(words) if words.chars == 0 => Err(Refusal::Missing { field }),
        Evidence::File(file) if !case.attachments.contains(file) => {
            Err(Refusal::OutOfRange { field, expected: Expected::AttachedFile })
        }
        Evidence::Message(message)
            if case.messages.get(message).is_none_or(|state| state.sent_at.is_none()) =>
        {
            Err(Refusal::OutOfRange { field, expected: Expected::SentMessage })
        }
        Evidence::Call { number, recording, .. } if number.chars == 0 || recording.chars == 0 => {
            Err(Refusal::Missing { field })
        }
        Evidence::Words(_) | Evidence::File(_) | Evidence::Message(_) | Evidence::Call { .. } => Ok(()),
    }
}
