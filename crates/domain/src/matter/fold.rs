//! From events to a case. Folding never fails once there is a receipt, and never asks a rule; rules are in
//! [`super::decide`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::Kind;
use super::case::{
    Agreement, Case, Ending, Extension, FirstTimes, LastAct, Objection, Pause, Phase, Reopening,
    RequestState, SourceState,
};
use super::event::{CarriedOver, Correction, Event, Received};
use super::message::MessageState;
use super::request::{Asked, RequestStatus};
use super::value::{CodingForm, Echo, Relation, Source, Task, TaskStatus};
use crate::id::{Actor, CaseId, UserId};

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
        let actor = first.actor.parse().unwrap_or(Actor::Consumer);
        let mut case = Self::received(case_id, received, first.recorded_at, &actor);
        for entry in entries {
            case.evolve(entry);
        }
        Ok(case)
    }

    /// The case as its first event makes it.
    pub fn received(case_id: CaseId, received: &Received, recorded_at: Timestamp, actor: &Actor) -> Self {
        Self {
            case_id,
            version: 1,
            acted_version: 1,
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
            registered_by: actor.user(),
            codes: Vec::new(),
            coding: None,
            material_asked: false,
            tasks: BTreeMap::new(),
            requests: BTreeMap::new(),
            attachments: Vec::new(),
            messages: BTreeMap::new(),
            reached_at: None,
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
            deciders: BTreeSet::new(),
            ended_at: None,
            satisfaction: None,
            called_back: false,
            called_back_at: None,
            reopening: None,
            review: None,
            rekinded_at: None,
            objection: Objection { item_number: received.item_number.clone(), ..Objection::default() },
            carried_texts: Vec::new(),
            last_act: None,
        }
    }

    /// The case after one more event.
    pub fn evolve(&mut self, entry: &Entry) {
        self.version += 1;
        if !entry.event.is_of_message() {
            self.acted_version = self.version;
        }
        let recorded_at = entry.recorded_at;
        // Whatever else happens, what was before it stands.
        let last_act = self.last_act.take();
        if matches!(
            entry.event,
            Event::Assigned { .. } | Event::Coded { .. } | Event::NoteTaken { .. } | Event::Raised { .. }
        ) {
            self.last_act = Some(self.before_act(entry));
        }
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
            Event::Absorbed { from, sources, recused } => {
                recused.iter().for_each(|user| self.keep_out(*user));
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
            Event::Contacted { at, reached, .. } => {
                self.handled(*at);
                if *reached {
                    self.reached_at = self.reached_at.max(Some(*at));
                }
            }
            Event::MessageSent { message, kind, form, at } => {
                let state = MessageState {
                    kind: *kind,
                    form: *form,
                    sent_at: Some(*at),
                    delivered_at: None,
                    failed_at: None,
                };
                self.messages.insert(*message, state);
            }
            Event::MessageDelivered { message, at } => {
                if let Some(state) = self.messages.get_mut(message) {
                    state.delivered_at = Some(*at);
                }
            }
            Event::MessageFailed { message, kind, form, at, .. } => {
                let state = self.messages.entry(*message).or_insert(MessageState {
                    kind: *kind,
                    form: *form,
                    sent_at: None,
                    delivered_at: None,
                    failed_at: None,
                });
                state.failed_at = Some(*at);
            }
            Event::NoteTaken { investigation, .. } => {
                if *investigation {
                    self.handled(recorded_at);
                }
            }
            Event::TakenBack { entry } => {
                if let Some(act) = last_act.filter(|act| act.entry == *entry) {
                    self.take_back(act);
                }
            }
            Event::Attached { blob, .. } => self.attachments.push(*blob),
            Event::MaterialAsked { .. } => {
                self.material_asked = true;
                self.handled(recorded_at);
            }
            Event::MaterialReceived { .. } => self.material_asked = false,
            Event::TaskOpened { task, kind, unit, owner, due_on, due_time, until, amount_cents, details } => {
                self.handled(recorded_at);
                let status = if kind.pays() { TaskStatus::AwaitingApproval } else { TaskStatus::Open };
                self.tasks.insert(
                    *task,
                    Task {
                        kind: *kind,
                        unit: *unit,
                        owner: *owner,
                        due_on: *due_on,
                        due_time: *due_time,
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
                self.deciders.extend(entry.actor.parse::<Actor>().ok().and_then(|actor| actor.user()));
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
            Event::DeliveryProven { at, .. } => {
                if let Some(Echo::Answered { received_at, .. }) = self.echo_mut() {
                    *received_at = Some(*at);
                }
            }
            Event::Closed {} => {
                if let Phase::Answered { decision, echo } = &self.phase {
                    self.end(Ending::Closed { decision: decision.clone(), echo: echo.clone() }, recorded_at);
                }
            }
            Event::CalledBack { satisfaction, at, reached, .. } => {
                if *reached {
                    self.reached_at = self.reached_at.max(Some(*at));
                }
                self.called_back = true;
                self.called_back_at = Some(*at);
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
            // Code and telephone are kept in the vault; the case stands as it stood.
            Event::CodeIssued { .. } => {}
            Event::PartyAdded { party } => self.parties.push(party.clone()),
            Event::Recused { user, .. } => self.keep_out(*user),
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
        self.registered_by = None;
        self.first.accepted_at = carried.accepted_at;
        self.first.handled_at = carried.handled_at;
        self.carried_texts.clone_from(&carried.texts);
        if !carried.codes.is_empty() {
            self.codes.clone_from(&carried.codes);
            self.coding = Some(CodingForm::Full);
        }
        if let Some((at, satisfaction)) = carried.called_back {
            self.called_back = true;
            self.called_back_at = at;
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

    fn before_act(&self, entry: &Entry) -> LastAct {
        LastAct {
            entry: self.version,
            actor: entry.actor.clone(),
            handler: self.handler,
            transferred: self.transferred,
            codes: self.codes.clone(),
            coding: self.coding,
            first: self.first,
            urgent: self.urgent,
            grade: self.grade.clone(),
            urgency: self.urgency.clone(),
            sensitivity: self.sensitivity.clone(),
        }
    }

    fn take_back(&mut self, act: LastAct) {
        self.handler = act.handler;
        self.transferred = act.transferred;
        self.codes = act.codes;
        self.coding = act.coding;
        self.first = act.first;
        self.urgent = act.urgent;
        self.grade = act.grade;
        self.urgency = act.urgency;
        self.sensitivity = act.sensitivity;
    }

    fn keep_out(&mut self, user: UserId) {
        self.recused.insert(user);
        if self.handler == Some(user) {
            self.handler = None;
        }
    }

    fn echo_mut(&mut self) -> Option<&mut Echo> {
        match &mut self.phase {
            Phase::Answered { echo, .. }
            | Phase::Ended(
                Ending::Closed { echo, .. } | Ending::Declined { echo, .. } | Ending::ReferredOn { echo, .. },
            ) => Some(echo),
            _ => None,
        }
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
}

fn earliest(slot: &mut Option<Timestamp>, at: Timestamp) {
    *slot = Some(slot.map_or(at, |known| known.min(at)));
}
