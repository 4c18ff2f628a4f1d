//! A case as its events tell it. Folding events never fails and never asks a rule; rules are in [`super::decide`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::command::Step;
use super::event::{CarriedOver, CarriedText, Correction, Event, Received};
use super::request::{Asked, Request, RequestStatus};
use super::value::{
    AnswerForm, CodingForm, Decision, Echo, Evidence, MajorGround, Origin, Outcome, Particulars, Party,
    PauseCause, Relation, Source, Task, TaskStatus, VerificationResult,
};
use super::{Channel, Kind};
use crate::code::CodeRef;
use crate::id::{BlobId, CaseId, InstitutionId, Number, TextRef, UserId};

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

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Which.
    pub case_id: CaseId,
    /// How many events made it.
    pub version: u32,
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
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Satisfaction at call-back.
    pub satisfaction: Option<u8>,
    /// Whether it was called back.
    pub called_back: bool,
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
}

/// Events that tell no case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The stream is empty.
    #[error("case `{0}` has no events")]
    Empty(CaseId),
    /// The first event is not a receipt.
    #[error("the first event of case `{0}` is not its receipt")]
    NotReceived(CaseId),
}

/// An event with when it was recorded and by whom: what folding needs of the envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The actor's text form.
    pub actor: String,
    /// What happened.
    pub event: Event,
}

impl Case {
    /// Folds the events of a stream.
    pub fn from_events<'a>(
        case_id: CaseId,
        entries: impl IntoIterator<Item = &'a Entry>,
    ) -> Result<Self, FoldError> {
        let mut entries = entries.into_iter();
        let first = entries.next().ok_or(FoldError::Empty(case_id))?;
        let Event::Received(received) = &first.event else { return Err(FoldError::NotReceived(case_id)) };
        let mut case = Self::received(case_id, received, first.recorded_at);
        for entry in entries {
            case.evolve(entry);
        }
        Ok(case)
    }

    /// The case as its first event makes it.
    pub fn received(case_id: CaseId, received: &Received, recorded_at: Timestamp) -> Self {
        Self {
            case_id,
            version: 1,
            number: received.number.clone(),
            kind: received.kind,
            phase: Phase::Received,
            institution: received.institution,
            transferred: false,
            transfers: 0,
            handler: None,
            clock_from: received.source.received_at,
            sources: vec![SourceState { source: received.source.clone(), sent_at: None, returned_at: None }],
            receipts: 1,
            parties: received.parties.clone(),
            recused: received.respondents.iter().copied().collect(),
            subject: received.subject,
            narrative: received.narrative,
            request: received.request,
            complainants: received.complainants,
            in_person: received.in_person,
            origin: received.origin,
            links: received.origin.map(|origin| (origin.case, origin.relation)).into_iter().collect(),
            particulars: received.particulars.clone(),
            regimes: received.regimes.clone(),
            restarts: Vec::new(),
            recorded_at,
            codes: Vec::new(),
            coding: None,
            material_asked: false,
            tasks: BTreeMap::new(),
            requests: BTreeMap::new(),
            attachments: Vec::new(),
            extensions: Vec::new(),
            agreed: None,
            pauses: Vec::new(),
            urgent: false,
            grade: None,
            urgency: None,
            sensitivity: BTreeSet::new(),
            major: None,
            first: FirstTimes::default(),
            decided_at: None,
            ended_at: None,
            satisfaction: None,
            called_back: false,
            reopening: None,
            review: None,
            rekinded_at: None,
            objection: Objection { item_number: received.item_number.clone(), ..Objection::default() },
            carried_texts: Vec::new(),
        }
    }

    /// The case after one more event.
    pub fn evolve(&mut self, entry: &Entry) {
        self.version += 1;
        let recorded_at = entry.recorded_at;
        match &entry.event {
            // A second receipt in one stream cannot be decided; folding leaves the first as it is.
            Event::Received(_) => {}
            Event::CarriedOver(carried) => self.carry_over(carried, recorded_at),
            Event::SourceAdded { source } => self.add_source(source),
            Event::RepeatMerged { source, restarts, .. } => {
                self.add_source(source);
                self.receipts += 1;
                if *restarts {
                    self.restarts.push(source.received_at);
                }
            }
            Event::Absorbed { from, sources } => {
                self.links.insert(*from, Relation::Merged);
                self.receipts += u32::try_from(sources.len()).unwrap_or(u32::MAX);
                sources.iter().for_each(|source| self.add_source(source));
            }
            Event::MergedInto { into } => {
                self.links.insert(*into, Relation::Merged);
                self.end(Ending::Merged { into: *into }, recorded_at);
            }
            Event::Linked { other, relation } => {
                self.links.insert(*other, *relation);
            }
            Event::Accepted {} => {
                self.phase = Phase::Accepted;
                self.transferred = false;
                self.first.accepted_at.get_or_insert(recorded_at);
            }
            Event::Declined { ground, text, .. } => {
                self.phase = Phase::Declined { ground: ground.clone(), text: *text, at: recorded_at };
            }
            Event::Assigned { handler } => {
                self.handler = Some(*handler);
                self.transferred = false;
            }
            Event::Transferred { to, .. } => {
                self.institution = *to;
                self.handler = None;
                self.transferred = true;
                self.transfers += 1;
            }
            Event::Coded { codes, form } => {
                self.codes.clone_from(codes);
                self.coding = Some(*form);
            }
            Event::Contacted { at, .. } => self.handled(*at),
            Event::NoteTaken { investigation, .. } => {
                if *investigation {
                    self.handled(recorded_at);
                }
            }
            Event::Attached { blob, .. } => self.attachments.push(*blob),
            Event::MaterialAsked { .. } => {
                self.material_asked = true;
                self.handled(recorded_at);
            }
            Event::MaterialReceived { .. } => self.material_asked = false,
            Event::TaskOpened { task, kind, unit, owner, due_on, until, amount_cents, details } => {
                self.handled(recorded_at);
                let status = if kind.pays() { TaskStatus::AwaitingApproval } else { TaskStatus::Open };
                self.tasks.insert(
                    *task,
                    Task {
                        kind: *kind,
                        unit: *unit,
                        owner: *owner,
                        due_on: *due_on,
                        until: *until,
                        amount_cents: *amount_cents,
                        details: *details,
                        asked_by: entry.actor.clone(),
                        status,
                        outcome: None,
                        note: None,
                        proof: None,
                    },
                );
            }
            Event::TaskFinished { task, outcome, note, proof } => {
                if let Some(task) = self.tasks.get_mut(task) {
                    task.status = TaskStatus::Done;
                    task.outcome = Some(*outcome);
                    task.note = *note;
                    task.proof = *proof;
                }
            }
            Event::TaskCancelled { task } => {
                self.set_task(*task, TaskStatus::Cancelled);
                self.void_requests(
                    |asked| matches!(asked, Asked::Payment { task: paid, .. } if paid == task),
                );
            }
            Event::Requested(request) => {
                self.requests.insert(
                    request.request,
                    RequestState {
                        request: (**request).clone(),
                        asked_by: entry.actor.clone(),
                        asked_at: recorded_at,
                        status: RequestStatus::Open,
                    },
                );
            }
            Event::Approved { request } => self.settle(*request, RequestStatus::Approved),
            Event::Refused { request, .. } => self.settle(*request, RequestStatus::Refused),
            Event::Extended { regime, stage, reason, rank, notice_at, notice_owed } => {
                self.extensions.push(Extension {
                    regime: regime.clone(),
                    stage: stage.clone(),
                    reason: reason.clone(),
                    rank: rank.clone(),
                    approved_at: recorded_at,
                    notice_at: *notice_at,
                    notice_owed: *notice_owed,
                })
            }
            Event::ExtensionTold { regime, stage, at, .. } => {
                let told = self.extensions.iter_mut().filter(|extension| {
                    extension.notice_owed && extension.regime == *regime && extension.stage == *stage
                });
                for extension in told {
                    extension.notice_at = Some(*at);
                    extension.notice_owed = false;
                }
            }
            Event::PeriodAgreed { due_on, .. } => {
                self.agreed = Some(Agreement { due_on: *due_on, at: recorded_at });
            }
            Event::ClockPaused { cause, from, told_at, regimes, .. } => {
                self.pauses.push(Pause {
                    cause: *cause,
                    from: *from,
                    until: None,
                    told_at: *told_at,
                    regimes: regimes.clone(),
                });
                self.handled(recorded_at);
            }
            Event::ClockResumed { at } => {
                if let Some(pause) = self.pauses.iter_mut().rev().find(|pause| pause.until.is_none()) {
                    pause.until = Some(*at);
                }
            }
            Event::Raised { urgent, grade, urgency, sensitivity, .. } => {
                self.urgent = *urgent;
                self.grade = grade.clone().or(self.grade.take());
                self.urgency = urgency.clone().or(self.urgency.take());
                self.sensitivity.extend(sensitivity.iter().cloned());
            }
            Event::MajorConfirmed { ground } => self.major = Some(*ground),
            Event::Reported { at, .. } => earliest(&mut self.first.reported_at, *at),
            Event::Decided { decision, at } => {
                self.decided_at = Some(*at);
                self.phase = Phase::Decided { decision: decision.clone() };
                self.void_requests(|_| true);
            }
            Event::Echoed { echo } => {
                self.first.feedback_at = self.first.feedback_at.or(echo.at());
                match &self.phase {
                    Phase::Decided { decision } | Phase::Answered { decision, .. } => {
                        self.phase = Phase::Answered { decision: decision.clone(), echo: echo.clone() };
                    }
                    Phase::Declined { ground, .. } => {
                        let ending = Ending::Declined { ground: ground.clone(), echo: echo.clone() };
                        self.end(ending, recorded_at);
                    }
                    Phase::Received | Phase::Accepted | Phase::Ended(_) => {}
                }
            }
            Event::Closed {} => {
                if let Phase::Answered { decision, echo } = &self.phase {
                    self.end(Ending::Closed { decision: decision.clone(), echo: echo.clone() }, recorded_at);
                }
            }
            Event::CalledBack { satisfaction, .. } => {
                self.called_back = true;
                self.satisfaction = satisfaction.or(self.satisfaction);
            }
            Event::Withdrawn { received_at, form, confirmed_at, reason, evidence } => {
                let ending = Ending::Withdrawn {
                    received_at: *received_at,
                    recorded_at,
                    form: *form,
                    confirmed_at: *confirmed_at,
                    reason: *reason,
                    evidence: *evidence,
                };
                self.end(ending, *received_at);
            }
            Event::Reopened { .. } => {
                self.reopening = Some(Reopening { at: recorded_at, before: Box::new(self.clone()) });
                self.ended_at = None;
                self.decided_at = None;
                self.phase = Phase::Accepted;
                // What is looked at again is verified again.
                self.objection.verified = None;
                self.objection.centre_passed = None;
                self.objection.corrected_at = None;
                self.restarts.clear();
                self.extensions.clear();
                self.agreed = None;
                self.pauses.clear();
            }
            Event::ReviewOpened { review, .. } => {
                self.links.insert(*review, Relation::Review);
                self.review = Some((*review, None));
            }
            Event::ReviewConcluded { review, outcome } => self.review = Some((*review, Some(*outcome))),
            Event::FeedbackSent { source, at, .. } => {
                if let Some(state) = self.sources.get_mut(*source as usize) {
                    state.sent_at = Some(*at);
                    state.returned_at = None;
                    if state.source.channel.owes_report() {
                        earliest(&mut self.first.reported_at, *at);
                    }
                }
            }
            Event::FeedbackReturned { source, at, .. } => {
                if let Some(state) = self.sources.get_mut(*source as usize) {
                    state.returned_at = Some(*at);
                }
            }
            Event::BecameComplaint { received_at, claim } => {
                self.kind = Kind::Complaint;
                self.clock_from = *received_at;
                self.request = Some(*claim);
                self.first = FirstTimes::default();
                if !matches!(self.phase, Phase::Received) {
                    self.phase = Phase::Accepted;
                    self.first.accepted_at = Some(recorded_at);
                }
                self.decided_at = None;
                self.ended_at = None;
            }
            Event::Rekinded { to } => {
                self.kind = *to;
                self.rekinded_at = Some(recorded_at);
            }
            Event::PartyAdded { party } => self.parties.push(party.clone()),
            Event::Recused { user, .. } => {
                self.recused.insert(*user);
                if self.handler == Some(*user) {
                    self.handler = None;
                }
            }
            Event::Readmitted { user } => {
                self.recused.remove(user);
            }
            Event::Marked { at } => {
                self.objection.marked_at = Some(*at);
                self.objection.mark_removed_at = None;
                self.handled(*at);
            }
            Event::Verified { result, .. } => {
                self.objection.verified = Some(*result);
                self.objection.centre_passed = None;
                self.handled(recorded_at);
            }
            Event::CentreAnswered { passed, .. } => {
                self.objection.centre_passed = Some(*passed);
                if !passed {
                    self.objection.verified = None;
                    self.objection.corrected_at = None;
                }
            }
            Event::InformationCorrected { at } => self.objection.corrected_at = Some(*at),
            Event::MarkRemoved { at } => self.objection.mark_removed_at = Some(*at),
            Event::StatementRecorded { .. } => self.objection.recorded = true,
            Event::CentreDateSet { due_on } => self.objection.centre_due_on = Some(*due_on),
            Event::ReferredOn { to, echo } => {
                self.first.feedback_at = self.first.feedback_at.or(echo.at());
                self.end(Ending::ReferredOn { to: *to, echo: echo.clone() }, recorded_at);
            }
            Event::FactCorrected { correction, .. } => self.correct(correction),
        }
    }

    fn carry_over(&mut self, carried: &CarriedOver, recorded_at: Timestamp) {
        self.first.accepted_at = carried.accepted_at;
        self.first.handled_at = carried.handled_at;
        self.carried_texts.clone_from(&carried.texts);
        if !carried.codes.is_empty() {
            self.codes.clone_from(&carried.codes);
            self.coding = Some(CodingForm::Full);
        }
        if let Some((_, satisfaction)) = carried.called_back {
            self.called_back = true;
            self.satisfaction = satisfaction;
        }
        if carried.accepted_at.is_some() || carried.decision.is_some() {
            self.phase = Phase::Accepted;
        }
        let Some((decision, decided_at)) = &carried.decision else { return };
        self.decided_at = *decided_at;
        let Some(echo) = &carried.echo else {
            self.phase = Phase::Decided { decision: decision.clone() };
            return;
        };
        self.first.feedback_at = echo.at();
        match carried.ended_at {
            Some(at) => self
                .end(Ending::Closed { decision: decision.clone(), echo: echo.clone() }, at.min(recorded_at)),
            None => self.phase = Phase::Answered { decision: decision.clone(), echo: echo.clone() },
        }
    }

    fn add_source(&mut self, source: &Source) {
        self.sources.push(SourceState { source: source.clone(), sent_at: None, returned_at: None });
    }

    fn handled(&mut self, at: Timestamp) {
        earliest(&mut self.first.handled_at, at);
        self.transferred = false;
    }

    fn end(&mut self, ending: Ending, at: Timestamp) {
        self.phase = Phase::Ended(ending);
        self.ended_at = Some(at);
        self.void_requests(|_| true);
    }

    fn void_requests(&mut self, concerned: impl Fn(&Asked) -> bool) {
        let open = self.requests.values_mut().filter(|state| state.status == RequestStatus::Open);
        open.filter(|state| concerned(&state.request.what))
            .for_each(|state| state.status = RequestStatus::Void);
    }

    fn settle(&mut self, number: u32, status: RequestStatus) {
        let Some(request) = self.requests.get_mut(&number) else { return };
        request.status = status;
        if let Asked::Payment { task, .. } = request.request.what {
            let task_status =
                if status == RequestStatus::Approved { TaskStatus::Open } else { TaskStatus::Refused };
            self.set_task(task, task_status);
        }
    }

    fn set_task(&mut self, task: u32, status: TaskStatus) {
        if let Some(task) = self.tasks.get_mut(&task) {
            task.status = status;
        }
    }

    fn correct(&mut self, correction: &Correction) {
        match correction {
            Correction::ReceivedAt { source, at } => {
                let Some(state) = self.sources.get_mut(*source as usize) else { return };
                let before = std::mem::replace(&mut state.source.received_at, *at);
                let counted = std::iter::once(&mut self.clock_from).chain(&mut self.restarts);
                counted.filter(|from| **from == before).for_each(|from| *from = *at);
            }
            Correction::ExternalNumber { source, number } => {
                if let Some(state) = self.sources.get_mut(*source as usize) {
                    state.source.external_number = Some(number.clone());
                }
            }
            Correction::Particulars(particulars) => self.particulars.extend(particulars.clone()),
        }
    }

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
            (Step::CallBack, _) => self.echo().and_then(Echo::at).unwrap_or(self.begun_at()),
            (Step::Decide | Step::PauseClock, _) => self.begun_at(),
            (Step::RemoveMark, _) => self.objection.marked_at.unwrap_or(self.clock_from),
            (Step::ClaimRight, _) => self.received_at(),
            _ => self.clock_from,
        }
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

fn earliest(slot: &mut Option<Timestamp>, at: Timestamp) {
    *slot = Some(slot.map_or(at, |known| known.min(at)));
}
