//! Random commands find no way around the two invariants: whatever is tried, in whatever order, a case that ended has an
//! outcome and an echo, and folding its events again gives the same case.

use domain::id::{Actor, PersonId, UserId};
use domain::matter::{
    AnswerForm, Attempt, Case, Channel, CodingForm, Command, ContactForm, Context, Echo, Ending, Entry,
    Event, Evidence, Kind, Liability, MajorGround, NewSource, Outcome, PauseCause, Phase, Recorded, Remedy,
    ReportTo, Step, TaskKind, TaskOutcome, VerificationResult, case_clocks, decide, merge,
};
use jiff::SignedDuration;
use proptest::prelude::*;
use strum::IntoEnumIterator;

use crate::office::{APPROVER, BRANCH, CENTRE, HANDLER, HEAD, OTHER_HANDLER, Office, SENIOR};

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::iter().collect::<Vec<_>>())
}

fn channels() -> impl Strategy<Value = Channel> {
    prop::sample::select(Channel::iter().collect::<Vec<_>>())
}

/// A command of the given step with parts drawn from `dice`; some are nonsense on purpose.
fn command(step: Step, dice: u64, office: &mut Office) -> Command {
    let pick = |count: u64| dice % count;
    let at = office.now - SignedDuration::from_hours(i64::try_from(pick(30)).unwrap());
    let text = office.text("一些文字");
    let some = (!dice.is_multiple_of(3)).then_some(text);
    let echo = match dice % 4 {
        0 => Echo::Unreachable { attempts: vec![], proof: Evidence::Words(text) },
        1 => Echo::Unreachable {
            attempts: vec![Attempt { at, form: ContactForm::Telephone }],
            proof: Evidence::Words(text),
        },
        2 => Echo::CarriedOver { at: Some(at), text: some },
        _ => Echo::Answered {
            form: [AnswerForm::Telephone, AnswerForm::Posted, AnswerForm::Sms]
                [usize::try_from(dice % 3).unwrap()],
            at,
            received_at: None,
            text: some,
            evidence: (!dice.is_multiple_of(5)).then_some(Evidence::Words(text)),
        },
    };
    let source = NewSource {
        channel: Channel::Pbc,
        external_number: None,
        received_at: at,
        forwarded_at: None,
        required_on: None,
        feedback_owed: (!dice.is_multiple_of(3)).then_some(dice.is_multiple_of(2)),
    };
    let day = office.book.zone.to_datetime(office.now).date();
    match step {
        Step::Accept => Command::Accept,
        Step::Assign => Command::Assign { handler: UserId(1 + pick(4)) },
        Step::Code => Command::Code { codes: Office::codes(), form: CodingForm::Full },
        Step::Mark => Command::Mark { at },
        Step::Verify => Command::Verify {
            result: [VerificationResult::Wrong, VerificationResult::Correct]
                [usize::try_from(pick(2)).unwrap()],
            note: some,
        },
        Step::CentreAnswer => Command::CentreAnswer { passed: dice.is_multiple_of(2), opinion: some },
        Step::CorrectInformation => Command::CorrectInformation { at },
        Step::RemoveMark => Command::RemoveMark { at },
        Step::RecordStatement => Command::RecordStatement { text },
        Step::Decide => Command::Decide {
            at,
            outcome: Outcome::iter().nth(usize::try_from(pick(12)).unwrap()).unwrap(),
            liability: (!dice.is_multiple_of(5)).then_some(Liability::NotLiable),
            basis: (!dice.is_multiple_of(7)).then_some(text),
            reasons: (!dice.is_multiple_of(11)).then_some(text),
            remedies: Remedy::iter().skip(usize::try_from(pick(2)).unwrap()).collect(),
        },
        Step::Answer => Command::Answer { echo },
        Step::ProveDelivery => Command::ProveDelivery { at, evidence: Evidence::Words(text) },
        Step::Close => Command::Close,
        Step::CallBack => Command::CallBack { at, reached: true, satisfaction: Some(3), note: some },
        Step::ConcludeReview => {
            Command::ConcludeReview { review: domain::id::CaseId(900), outcome: Outcome::Upheld }
        }
        Step::Contact => Command::Contact { at, form: ContactForm::Telephone, reached: true, note: some },
        Step::Note => Command::Note { text, investigation: dice.is_multiple_of(2) },
        Step::Attach => Command::Attach {
            blob: domain::id::BlobId(dice),
            name: text,
            media_type: "image/png".to_owned(),
            bytes: 1,
            commitment: text.commitment,
        },
        Step::AskMaterial => Command::AskMaterial { what: text },
        Step::ReceiveMaterial => Command::ReceiveMaterial { text },
        Step::SendFeedback => Command::SendFeedback {
            source: u32::try_from(pick(3)).unwrap(),
            form: AnswerForm::Posted,
            at,
            text: some,
        },
        Step::FeedbackReturned => {
            Command::FeedbackReturned { source: u32::try_from(pick(3)).unwrap(), at, reason: some }
        }
        Step::Report => Command::Report { to: ReportTo::Superior, at },
        Step::OpenTask => Command::OpenTask {
            kind: TaskKind::iter().nth(usize::try_from(pick(8)).unwrap()).unwrap(),
            unit: [CENTRE, BRANCH, HEAD][usize::try_from(pick(3)).unwrap()],
            owner: None,
            due_on: Some(day),
            due_time: None,
            until: Some(day),
            amount_cents: Some(100),
            details: some,
        },
        Step::FinishTask => Command::FinishTask {
            task: 1 + u32::try_from(pick(3)).unwrap(),
            outcome: TaskOutcome::Done,
            note: some,
            proof: Some(Evidence::Words(text)),
        },
        Step::TakeBack => Command::TakeBack,
        Step::CancelTask => Command::CancelTask { task: 1 + u32::try_from(pick(3)).unwrap() },
        Step::Transfer => {
            Command::Transfer { to: [CENTRE, BRANCH, HEAD][usize::try_from(pick(3)).unwrap()], reason: text }
        }
        Step::AddSource => Command::AddSource { source },
        Step::MergeRepeat => {
            Command::MergeRepeat { source, material: some, new_facts: dice.is_multiple_of(2) }
        }
        Step::Link => {
            Command::Link { other: domain::id::CaseId(dice % 3), relation: domain::matter::Relation::Related }
        }
        Step::IssueCode => Command::IssueCode {
            check: domain::matter::IdentityCheck::Counter,
            evidence: Evidence::Words(text),
            phone_replaced: dice.is_multiple_of(2),
        },
        Step::AddParty => Command::AddParty {
            party: domain::matter::Party {
                person: PersonId(pick(4)),
                role: domain::matter::PartyRole::Representative,
                document: None,
            },
        },
        Step::Recuse => {
            let user = if dice.is_multiple_of(40) { OTHER_HANDLER } else { UserId(50) };
            Command::Recuse { user, reason: text, approves: dice.is_multiple_of(3) }
        }
        Step::Readmit => Command::Readmit { user: UserId(50), reason: text },
        Step::ClaimRight => Command::ClaimRight { received_at: at, claim: text },
        Step::Rekind => {
            Command::Rekind { to: Kind::iter().nth(usize::try_from(pick(7)).unwrap()).unwrap(), reason: text }
        }
        Step::Raise => Command::Raise {
            urgent: true,
            grade: None,
            urgency: None,
            sensitivity: Default::default(),
            reason: text,
        },
        Step::ProposeMajor => Command::ProposeMajor { ground: MajorGround::Disaster },
        Step::Approve => Command::Approve { request: 1 + u32::try_from(pick(4)).unwrap() },
        Step::Refuse => Command::Refuse { request: 1 + u32::try_from(pick(4)).unwrap(), reason: text },
        Step::Extend => Command::Extend {
            regime: "cn-n3".to_owned(),
            stage: ["decide_30", "decide_60"][usize::try_from(pick(2)).unwrap()].to_owned(),
            reason_code: "complex".to_owned(),
            notice_at: dice.is_multiple_of(2).then_some(at),
            reason: some,
        },
        Step::TellExtended => Command::TellExtended { at, evidence: Evidence::Words(text) },
        Step::AgreePeriod => Command::AgreePeriod { due_on: day, evidence: Evidence::Words(text) },
        Step::PauseClock => Command::PauseClock {
            cause: if dice.is_multiple_of(2) { PauseCause::Mediation } else { PauseCause::Appraisal },
            from: at,
            told_at: Some(at),
            evidence: Some(Evidence::Words(text)),
        },
        Step::ResumeClock => Command::ResumeClock { at },
        Step::SetCentreDate => Command::SetCentreDate { due_on: day },
        Step::ReferOn => Command::ReferOn { to: text, echo },
        Step::Decline => Command::Decline { ground: "wrong_institution".to_owned(), text, reason: some },
        Step::Withdraw => Command::Withdraw {
            received_at: at,
            form: AnswerForm::Portal,
            confirmed_at: office.now,
            reason: some,
            evidence: (!dice.is_multiple_of(5)).then_some(Evidence::Words(text)),
        },
        Step::Reopen => Command::Reopen { reason: text },
        Step::OpenReview => Command::OpenReview { review: domain::id::CaseId(900), requested_at: at },
        Step::CorrectFact => Command::CorrectFact {
            correction: domain::matter::Correction::ReceivedAt { source: 0, at },
            reason: text,
        },
        Step::CarryOver => Command::CarryOver { carried: Box::default() },
    }
}

/// An ended case has landed and echoed. The types make it so; this reads it off the case as figures do.
fn landed_and_echoed(case: &Case) -> bool {
    match &case.phase {
        Phase::Ended(Ending::Closed { decision, echo }) => {
            case.kind.outcomes().contains(&decision.outcome) && is_echo(echo) && case.decided_at <= echo.at()
        }
        Phase::Ended(Ending::Declined { ground, echo }) => !ground.is_empty() && is_echo(echo),
        Phase::Ended(Ending::ReferredOn { echo, .. }) => is_echo(echo),
        Phase::Ended(Ending::Withdrawn { received_at, confirmed_at, reason, evidence, .. }) => {
            received_at <= confirmed_at && reason.is_some() && evidence.is_some()
        }
        Phase::Ended(Ending::Merged { .. }) => true,
        _ => true,
    }
}

/// An answer that was sent, or a proof with at least one attempt; never one carried over, which only an import records.
fn is_echo(echo: &Echo) -> bool {
    match echo {
        Echo::Answered { text, evidence, .. } => text.is_some() && evidence.is_some(),
        Echo::Unreachable { attempts, .. } => !attempts.is_empty(),
        Echo::CarriedOver { .. } => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_commands_ends_a_case_without_outcome_and_echo(
        kind in kinds(),
        channel in channels(),
        dice in prop::collection::vec((any::<u64>(), 0_i64..40, 0_usize..4), 1..90),
    ) {
        let mut office = Office::at("2026-02-02T09:00:00+08:00");
        let received = office.received(kind, channel);
        let mut case = office.receive(&received).unwrap();
        let mut entries = vec![Entry {
            recorded_at: office.now,
            actor: Actor::User(HANDLER).to_string(),
            event: Event::Received(Box::new(received)),
        }];
        let mut was_late = false;
        let steps: Vec<Step> = Step::iter().filter(|step| *step != Step::CarryOver).collect();
        for (die, hours, who) in dice {
            office.later(hours / 4);
            let user = [HANDLER, APPROVER, SENIOR, OTHER_HANDLER][who];
            // Half of the tries are what usually comes next, so that sequences get far.
            let step = match case.next_step() {
                Some(next) if die.is_multiple_of(2) => next,
                _ => steps[usize::try_from((die >> 8) % steps.len() as u64).unwrap()],
            };
            let command = command(step, die >> 16, &mut office);
            let ended_before = case.is_ended();
            let recused = case.recused.contains(&user);
            match office.act(&mut case, user, &command) {
                Ok(events) => {
                    prop_assert!(!recused, "a recused person moved the case with {step}");
                    for event in events {
                        entries.push(Entry {
                            recorded_at: office.now,
                            actor: Actor::User(user).to_string(),
                            event,
                        });
                    }
                }
                Err(_) => continue,
            }
            prop_assert!(landed_and_echoed(&case), "{:?}", case.phase);
            // An answer tells when it was sent, with proof; a correction has its second person, a claim its own receipt.
            let may = matches!(step, Step::Answer | Step::Approve | Step::CorrectFact | Step::ClaimRight);
            let clocks = case_clocks(&case, "CC", office.book, office.now);
            let late = case.kind == Kind::Complaint && clocks.on_time(office.now) == Some(false);
            prop_assert!(late || !was_late || may, "{step} made a late case look as if it were in time");
            was_late = late;
            if ended_before && !case.is_ended() {
                prop_assert!(matches!(step, Step::Reopen | Step::ClaimRight), "{step} brought an ended case back");
            }
        }
        // The record is the truth: reading it back, through its stored form, gives the same case.
        let stored: Vec<Entry> = entries
            .iter()
            .map(|entry| {
                let (name, payload) = entry.event.to_stored().unwrap();
                let event = Event::from_stored(&name, 1, &payload).unwrap();
                Entry { recorded_at: entry.recorded_at, actor: entry.actor.clone(), event }
            })
            .collect();
        prop_assert_eq!(&stored, &entries);
        prop_assert_eq!(Case::from_events(case.case_id, &stored).unwrap(), case);
    }

    #[test]
    fn deciding_never_panics_and_needs_the_open_step(kind in kinds(), die in any::<u64>()) {
        let mut office = Office::at("2026-02-02T09:00:00+08:00");
        let case = office.case(kind, Channel::Hotline);
        for step in Step::iter() {
            let command = command(step, die, &mut office);
            let actor = Actor::User(HANDLER);
            let staff = Office::staff(HANDLER);
            let context = Context { now: office.now, actor: &actor, staff: Some(&staff), book: office.book, tree: &office.tree };
            let permitted = domain::matter::permit(&case, step, &context);
            if decide(&case, &command, &context).is_ok() {
                prop_assert_eq!(permitted, Ok(()), "{} was decided though not open", step);
            }
        }
    }

    #[test]
    fn merging_is_symmetric(first in 0_i64..200, second in 0_i64..200) {
        let mut office = Office::at("2026-02-02T09:00:00+08:00");
        let one = office.later(first).case(Kind::Complaint, Channel::Hotline);
        office.later(second - first);
        let other = office.case(Kind::Complaint, Channel::Counter);
        office.later(400);
        let actor = Actor::User(HANDLER);
        let staff = Office::staff(HANDLER);
        let context = Context { now: office.now, actor: &actor, staff: Some(&staff), book: office.book, tree: &office.tree };
        prop_assert_eq!(merge(&one, &other, &context), merge(&other, &one, &context));
    }
}
