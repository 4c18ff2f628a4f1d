//! A case as its events tell it; [`super::fold`] tells how.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::command::Step;
use super::event::CarriedText;
use super::message::MessageState;
use super::request::{Request, RequestStatus};
use super::value::{
    AnswerForm, CodingForm, Decision, Echo, Evidence, MajorGround, Origin, Outcome, Particulars, Party,
    PauseCause, Relation, Source, Task, TaskStatus, VerificationResult,
};
use super::{Channel, Kind};
use crate::code::CodeRef;
use crate::id::{BlobId, CaseId, InstitutionId, MessageId, Number, TextRef, UserId};

/// How a case ended. Each variant carries what the two invariants ask for: there is no way to write down an end without
/// an outcome (landing) or, where a person raised the matter, without an echo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Decided, answered, closed.
    Closed {
        /// The outcome.
        decision: Decision,
        /// The answer, or the proof of unreachability.
        echo: Echo,
    },
    /// Not accepted; the ground is the outcome.
    Declined {
        /// The ground's code.
        ground: String,
        /// How the person was told.
        echo: Echo,
    },
    /// Withdrawn by the person: nobody is owed an answer, the confirmation is the echo.
    Withdrawn {
        /// When the withdrawal was received.
        received_at: Timestamp,
        /// When it was recorded. Lateness that had begun by then is not undone by an earlier receipt.
        recorded_at: Timestamp,
        /// How it was confirmed.
        form: AnswerForm,
        /// When it was confirmed.
        confirmed_at: Timestamp,
        /// Why, in the person's words.
        reason: Option<TextRef>,
        /// What proves the person's will.
        evidence: Option<Evidence>,
    },
    /// Handled with another case of the same person, which lands and answers for both.
    Merged {
        /// That case.
        into: CaseId,
    },
    /// Passed to the competent body.
    ReferredOn {
        /// To whom.
        to: TextRef,
        /// How the person was told.
        echo: Echo,
    },
}

/// How far the matter itself has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Received, nothing promised yet.
    Received,
    /// Accepted for handling.
    Accepted,
    /// Declined with a second person's agreement; the person is not told yet.
    Declined {
        /// The ground's code.
        ground: String,
        /// What the person is to be told.
        text: TextRef,
        /// When it was agreed to.
        at: Timestamp,
    },
    /// Decided, not yet answered.
    Decided {
        /// The decision.
        decision: Decision,
    },
    /// Answered (or proven unreachable), not yet closed.
    Answered {
        /// The decision.
        decision: Decision,
        /// The echo.
        echo: Echo,
    },
    /// Ended.
    Ended(Ending),
}

/// A source and the feedback it is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceState {
    /// The source.
    pub source: Source,
    /// When feedback was last sent.
    pub sent_at: Option<Timestamp>,
    /// When it was sent back after that.
    pub returned_at: Option<Timestamp>,
}

impl SourceState {
    /// Whether feedback is owed and not sent, or was sent back.
    pub fn owes(&self) -> bool {
        self.source.feedback_owed && (self.sent_at.is_none() || self.returned_at.is_some())
    }
}

/// A request and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestState {
    /// The request.
    pub request: Request,
    /// Who asked, as an actor's text form.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// How far.
    pub status: RequestStatus,
}

/// An interval in which clocks stood still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Why.
    pub cause: PauseCause,
    /// From when.
    pub from: Timestamp,
    /// Until when; none while it lasts.
    pub until: Option<Timestamp>,
    /// When the person was told.
    pub told_at: Option<Timestamp>,
    /// The regimes whose clocks it stops.
    pub regimes: Vec<String>,
}

/// A period agreed with the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// The last day.
    pub due_on: Date,
    /// When it was recorded.
    pub at: Timestamp,
}

/// Being opened again. What the clocks said before stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// When.
    pub at: Timestamp,
    /// The case as it had ended.
    pub before: Box<Case>,
}

/// An extension in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The regime.
    pub regime: String,
    /// The stage.
    pub stage: String,
    /// Why, as a code.
    pub reason: String,
    /// The rank it was approved with.
    pub rank: String,
    /// When it was approved.
    pub approved_at: Timestamp,
    /// When the person was told.
    pub notice_at: Option<Timestamp>,
    /// Whether they have still to be told.
    pub notice_owed: bool,
}

/// What belongs to a credit-report objection only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Objection {
    /// The centre's item number.
    pub item_number: Option<String>,
    /// Since when the item bears the mark.
    pub marked_at: Option<Timestamp>,
    /// Since when it no longer does.
    pub mark_removed_at: Option<Timestamp>,
    /// The newest verification.
    pub verified: Option<VerificationResult>,
    /// What the centre said of the newest verification.
    pub centre_passed: Option<bool>,
    /// When the information was corrected.
    pub corrected_at: Option<Timestamp>,
    /// Whether objection or statement is recorded.
    pub recorded: bool,
    /// The centre's own date.
    pub centre_due_on: Option<Date>,
}

/// The four first-times, as moments. Each is a duration from receipt; a missing one stays missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirstTimes {
    /// 第一时间受理.
    pub accepted_at: Option<Timestamp>,
    /// 第一时间处理: first contact or act of investigation.
    pub handled_at: Option<Timestamp>,
    /// 第一时间报告: first report to superior or regulator.
    pub reported_at: Option<Timestamp>,
    /// 第一时间反馈: first answer sent or dialled.
    pub feedback_at: Option<Timestamp>,
}

/// The last act on a case, where it can be taken back: who recorded it, and what it changed as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastAct {
    /// Its place in the case.
    pub entry: u32,
    /// Who recorded it, in the actor's text form.
    pub actor: String,
    /// Who handled the case.
    pub handler: Option<UserId>,
    /// Whether it had been passed on and not taken up.
    pub transferred: bool,
    /// Its codes.
    pub codes: Vec<CodeRef>,
    /// How complete they were.
    pub coding: Option<CodingForm>,
    /// Its first-times.
    pub first: FirstTimes,
    /// Whether it was in the urgent lane.
    pub urgent: bool,
    /// Its grade.
    pub grade: Option<CodeRef>,
    /// Its urgency.
    pub urgency: Option<CodeRef>,
    /// Its sensitivities.
    pub sensitivity: BTreeSet<CodeRef>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Which.
    pub case_id: CaseId,
    /// How many events made it.
    pub version: u32,
    /// The version up to which something else was recorded than what became of messages.
    pub acted_version: u32,
    /// Its number.
    pub number: Number,
    /// Its kind now.
    pub kind: Kind,
    /// How far it is.
    pub phase: Phase,
    /// The institution responsible.
    pub institution: InstitutionId,
    /// The institution it was transferred to and that has not taken it up yet.
    pub transferred: bool,
    /// How many times responsibility moved.
    pub transfers: u32,
    /// Who handles it.
    pub handler: Option<UserId>,
    /// Sources with their feedback; the first is how it came. Repeats follow with their receipts.
    pub sources: Vec<SourceState>,
    /// How many receipts it has.
    pub receipts: u32,
    /// Who is in it.
    pub parties: Vec<Party>,
    /// Who can neither handle nor approve it.
    pub recused: BTreeSet<UserId>,
    /// What is asked, one line.
    pub subject: TextRef,
    /// The story.
    pub narrative: Option<TextRef>,
    /// The claim.
    pub request: Option<TextRef>,
    /// How many complain together.
    pub complainants: u32,
    /// Whether they came in person.
    pub in_person: bool,
    /// The case it came from.
    pub origin: Option<Origin>,
    /// Cases it has to do with.
    pub links: BTreeMap<CaseId, Relation>,
    /// Descriptors.
    pub particulars: Particulars,
    /// The regimes it was received under, where they are not those of its kind.
    pub regimes: Vec<String>,
    /// From when the legal clocks run: the receipt, or the contact that made an enquiry a complaint.
    pub clock_from: Timestamp,
    /// Restarts by new facts.
    pub restarts: Vec<Timestamp>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who of the staff took it in; none where a consumer filed it, or another system had it before.
    pub registered_by: Option<UserId>,
    /// Its codes now.
    pub codes: Vec<CodeRef>,
    /// How complete the coding is.
    pub coding: Option<CodingForm>,
    /// Whether material is awaited from the person.
    pub material_asked: bool,
    /// Tasks by number.
    pub tasks: BTreeMap<u32, Task>,
    /// Requests to a second person, by number.
    pub requests: BTreeMap<u32, RequestState>,
    /// Attachments.
    pub attachments: Vec<BlobId>,
    /// Messages to the person.
    pub messages: BTreeMap<MessageId, MessageState>,
    /// When the person was last reached in a contact.
    pub reached_at: Option<Timestamp>,
    /// Extensions in force.
    pub extensions: Vec<Extension>,
    /// A period agreed with the person.
    pub agreed: Option<Agreement>,
    /// Clock pauses.
    pub pauses: Vec<Pause>,
    /// Whether it goes by the urgent lane.
    pub urgent: bool,
    /// Grade.
    pub grade: Option<CodeRef>,
    /// Urgency.
    pub urgency: Option<CodeRef>,
    /// Sensitivity.
    pub sensitivity: BTreeSet<CodeRef>,
    /// Confirmed as major.
    pub major: Option<MajorGround>,
    /// The four first-times.
    pub first: FirstTimes,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Who decided it, also before it was opened again.
    pub deciders: BTreeSet<UserId>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Satisfaction at call-back.
    pub satisfaction: Option<u8>,
    /// Whether it was called back.
    pub called_back: bool,
    /// When it was last called back, where that is known.
    pub called_back_at: Option<Timestamp>,
    /// When it was last opened again, and what it was before.
    pub reopening: Option<Reopening>,
    /// A review that runs, and the outcome of one that ended.
    pub review: Option<(CaseId, Option<Outcome>)>,
    /// When the kind was changed.
    pub rekinded_at: Option<Timestamp>,
    /// What belongs to an objection.
    pub objection: Objection,
    /// Texts carried over from another system.
    pub carried_texts: Vec<(CarriedText, TextRef)>,
    /// The last act, while it can be taken back.
    pub last_act: Option<LastAct>,
}

impl Case {
    /// The person whose matter it is.
    pub fn complainant(&self) -> Option<crate::id::PersonId> {
        self.parties
            .iter()
            .find(|party| party.role == super::PartyRole::Complainant)
            .or_else(|| self.parties.first())
            .map(|party| party.person)
    }

    /// When it was first received here.
    pub fn received_at(&self) -> Timestamp {
        self.sources.first().map_or(self.clock_from, |state| state.source.received_at)
    }

    /// When the handling that runs now began: the receipt, or being opened again.
    pub fn begun_at(&self) -> Timestamp {
        self.reopening.as_ref().map_or(self.clock_from, |reopening| reopening.at)
    }

    /// The earliest moment at which the act of a step can have happened: an answer follows the decision that it tells.
    pub fn earliest(&self, step: Step) -> Timestamp {
        match (step, &self.phase) {
            (Step::Answer, Phase::Declined { at, .. }) => *at,
            (Step::Answer, _) => self.decided_at.unwrap_or(self.begun_at()),
            (Step::CallBack | Step::ProveDelivery, _) => {
                self.echo().and_then(Echo::at).unwrap_or(self.begun_at())
            }
            (Step::Decide | Step::PauseClock, _) => self.begun_at(),
            (Step::RemoveMark, _) => self.objection.marked_at.unwrap_or(self.clock_from),
            (Step::ClaimRight, _) => self.received_at(),
            _ => self.clock_from,
        }
    }

    /// Who is kept out of a case that comes from this one: whoever is kept out of this one, and of its review also those
    /// who decided it (art. 17).
    pub fn kept_out_of(&self, relation: Relation) -> BTreeSet<UserId> {
        let deciders = self.deciders.iter().filter(|_| relation == Relation::Review);
        self.recused.iter().chain(deciders).copied().collect()
    }

    /// Whether it is a superior's review of another case's decision.
    pub fn is_review(&self) -> bool {
        self.origin.is_some_and(|origin| origin.relation == Relation::Review)
    }

    /// Whether it ended.
    pub fn is_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended(_))
    }

    /// Whether the person has their answer, or the confirmation of their withdrawal, or the proof of unreachability stands
    /// in its place.
    pub fn is_echoed(&self) -> bool {
        self.echo_word().is_some()
    }

    /// One word for how the person was answered, or how their withdrawal was confirmed; none before.
    pub fn echo_word(&self) -> Option<&'static str> {
        match &self.phase {
            Phase::Ended(Ending::Withdrawn { form, .. }) => Some((*form).into()),
            _ => self.echo().map(Echo::word),
        }
    }

    /// The decision, once there is one.
    pub fn decision(&self) -> Option<&Decision> {
        match &self.phase {
            Phase::Decided { decision }
            | Phase::Answered { decision, .. }
            | Phase::Ended(Ending::Closed { decision, .. }) => Some(decision),
            _ => None,
        }
    }

    /// The echo, once there is one.
    pub fn echo(&self) -> Option<&Echo> {
        match &self.phase {
            Phase::Answered { echo, .. } => Some(echo),
            Phase::Ended(ending) => match ending {
                Ending::Closed { echo, .. }
                | Ending::Declined { echo, .. }
                | Ending::ReferredOn { echo, .. } => Some(echo),
                Ending::Withdrawn { .. } | Ending::Merged { .. } => None,
            },
            _ => None,
        }
    }

    /// The pause that lasts, if one does.
    pub fn pause(&self) -> Option<&Pause> {
        self.pauses.iter().rev().find(|pause| pause.until.is_none())
    }

    /// Whether the person has still to be told of an extended period.
    pub fn owes_extension_notice(&self) -> bool {
        self.extensions.iter().any(|extension| extension.notice_owed)
    }

    /// Whether a report to superior or regulator is owed: major, transferred and media cases.
    pub fn owes_report(&self) -> bool {
        self.major.is_some() || self.sources.iter().any(|state| state.source.channel.owes_report())
    }

    /// Whether it came through a body that passed it on.
    pub fn is_transferred_in(&self) -> bool {
        self.sources.iter().any(|state| state.source.channel.is_transfer())
    }

    /// The first source's channel.
    pub fn channel(&self) -> Channel {
        self.sources.first().map_or(Channel::Other, |state| state.source.channel)
    }

    /// Tasks that still have to be done.
    pub fn open_tasks(&self) -> impl Iterator<Item = (u32, &Task)> {
        self.tasks
            .iter()
            .filter(|(_, task)| matches!(task.status, TaskStatus::Open | TaskStatus::AwaitingApproval))
            .map(|(number, task)| (*number, task))
    }

    /// Requests that wait.
    pub fn open_requests(&self) -> impl Iterator<Item = &RequestState> {
        self.requests.values().filter(|request| request.status == RequestStatus::Open)
    }
}
