//! The trail of a case: each event as a sentence with a named actor, newest first, by day.

use domain::id::{CaseId, TextRef};
use domain::matter::{Book, Correction, Echo, Event, Evidence, Step};
use jiff::Timestamp;
use office::{CaseView, Organisation, TimelineEntry};

use super::asked;
use super::sort::{Sort, is_visible};
use crate::locale::Words;
use crate::staff::shown::{
    Stamp, actor_name, code_path, day_in_words, institution_name, short_moment, staff_name, yuan,
};

/// One day of the trail.
pub(crate) struct TrailDay {
    /// The day in words.
    pub day: String,
    /// Its entries, newest first.
    pub entries: Vec<TrailEntry>,
}

/// One entry.
pub(crate) struct TrailEntry {
    /// Its place in the case; `#e-12` leads to it.
    pub version: u32,
    /// When it was recorded.
    pub recorded: Stamp,
    /// When it happened, where that is another minute.
    pub happened: Option<Stamp>,
    /// Who.
    pub actor: String,
    /// What.
    pub sentence: String,
    /// What was said, masked.
    pub said: Vec<String>,
    /// Whether the consumer sees it too.
    pub visible: bool,
}

/// What sentences are made from.
pub(crate) struct Telling<'a> {
    /// The case.
    pub view: &'a CaseView,
    /// Institutions and staff.
    pub organisation: &'a Organisation,
    /// The rules.
    pub book: &'a Book,
    /// The language.
    pub words: &'a Words,
}

impl Telling<'_> {
    /// The trail, newest first, narrowed to a sort where one is given.
    pub(crate) fn days(&self, sort: Option<Sort>) -> Vec<TrailDay> {
        let mut days: Vec<TrailDay> = Vec::new();
        let wanted = self
            .view
            .timeline
            .iter()
            .rev()
            .filter(|entry| sort.is_none_or(|sort| Sort::of(&entry.event) == sort));
        for entry in wanted {
            let day = day_in_words(self.book.zone.to_datetime(entry.recorded_at).date(), self.words);
            let told = self.entry(entry);
            match days.last_mut().filter(|last| last.day == day) {
                Some(last) => last.entries.push(told),
                None => days.push(TrailDay { day, entries: vec![told] }),
            }
        }
        days
    }

    /// What an entry is called outside the trail: its sentence and its time.
    pub(crate) fn title(&self, entry: &TimelineEntry) -> String {
        let told = self.entry(entry);
        format!("{} {}", told.sentence, told.recorded.shown)
    }

    fn entry(&self, entry: &TimelineEntry) -> TrailEntry {
        let stamp = |at: Timestamp| Stamp::new(at, &self.book.zone);
        let (recorded, happened) = (stamp(entry.recorded_at), stamp(entry.occurred_at));
        let mut said = Vec::new();
        let sentence = self.sentence(&entry.event, &mut said);
        TrailEntry {
            version: entry.version,
            happened: (happened.shown != recorded.shown).then_some(happened),
            recorded,
            actor: actor_name(self.organisation, &entry.actor, self.words),
            sentence,
            said: said.into_iter().filter(|text| !text.trim().is_empty()).collect(),
            visible: is_visible(&entry.event),
        }
    }

    /// The number of another case if the reader may see it; what is hidden stays unnamed.
    fn other(&self, case: CaseId) -> String {
        let rows = self.view.linked.iter().map(|(row, _)| row).chain(&self.view.others);
        let found = rows.into_iter().find(|row| row.case_id == case).map(|row| row.number.clone());
        found.unwrap_or_else(|| self.words.t("another-case"))
    }

    fn text(&self, text: &TextRef) -> String {
        self.view.texts.get(&text.text_id).cloned().unwrap_or_default()
    }

    fn maybe(&self, text: Option<&TextRef>) -> String {
        text.map(|text| self.text(text)).unwrap_or_default()
    }

    /// What proves it: words, masked, or the name of the file.
    fn proof(&self, evidence: &Evidence) -> String {
        let proof = match evidence {
            Evidence::Words(words) => self.text(words),
            Evidence::File(file) => {
                let attached = self.view.timeline.iter().find_map(|entry| match &entry.event {
                    Event::Attached { blob, name, .. } if blob == file => Some(self.text(name)),
                    _ => None,
                });
                attached.unwrap_or_default()
            }
            Evidence::Message(message) => {
                let state = self.view.case.messages.get(message);
                state.map(|state| self.word("message_kind", state.kind.as_ref())).unwrap_or_default()
            }
            Evidence::Call { number, recording, digest } => self.words.tn(
                "event-call",
                &[
                    ("number", self.text(number).into()),
                    ("recording", self.text(recording).into()),
                    ("digest", String::from(*digest).into()),
                ],
            ),
        };
        if proof.trim().is_empty() { proof } else { self.words.t1("trail-proof", "proof", proof) }
    }

    /// A time beside what the sentence tells.
    fn at(&self, key: &str, at: Timestamp) -> String {
        self.words.t1(key, "at", short_moment(at, &self.book.zone))
    }

    fn word(&self, prefix: &str, word: &str) -> String {
        self.words.t(&format!("{prefix}-{word}"))
    }

    fn source(&self, position: u32) -> String {
        let source = self.view.sources.iter().find(|source| source.position == position);
        source.map(|source| self.word("channel", source.state.source.channel.as_ref())).unwrap_or_default()
    }

    fn echo(&self, echo: &Echo, said: &mut Vec<String>) -> String {
        match echo {
            Echo::Answered { form, received_at, text, evidence, .. } => {
                said.push(self.maybe(text.as_ref()));
                said.extend(received_at.map(|at| self.at("trail-arrived", at)));
                said.extend(evidence.as_ref().map(|evidence| self.proof(evidence)));
                self.words.t1("event-answered", "form", self.word("answer_form", form.as_ref()))
            }
            Echo::Unreachable { attempts, proof } => {
                said.extend(attempts.iter().map(|attempt| {
                    let form = self.word("contact_form", attempt.form.as_ref());
                    self.words.t2(
                        "trail-attempt",
                        "form",
                        form,
                        "at",
                        short_moment(attempt.at, &self.book.zone),
                    )
                }));
                said.push(self.proof(proof));
                self.words.t1("event-unreachable", "count", i64::try_from(attempts.len()).unwrap_or(i64::MAX))
            }
            Echo::CarriedOver { text, .. } => {
                said.push(self.maybe(text.as_ref()));
                self.words.t("event-answered-elsewhere")
            }
        }
    }

    /// The event in one sentence; what was said goes beside it.
    fn sentence(&self, event: &Event, said: &mut Vec<String>) -> String {
        let w = self.words;
        let plain = |key: &str| w.t(key);
        let with = |key: &str, name: &'static str, value: String| w.t1(key, name, value);
        let both = |key: &str, one: (&'static str, String), other: (&'static str, String)| {
            w.tn(key, &[(one.0, one.1.into()), (other.0, other.1.into())])
        };
        match event {
            Event::Received(received) => both(
                "event-received",
                ("kind", self.word("kind", received.kind.as_ref())),
                ("channel", self.word("channel", received.source.channel.as_ref())),
            ),
            Event::CarriedOver(carried) => {
                said.extend(carried.texts.iter().map(|(_, text)| self.text(text)));
                plain("event-carried_over")
            }
            Event::SourceAdded { source } => {
                with("event-source_added", "channel", self.word("channel", source.channel.as_ref()))
            }
            Event::RepeatMerged { source, material, restarts, .. } => {
                said.push(self.maybe(material.as_ref()));
                let key = if *restarts { "event-repeat_merged-new_facts" } else { "event-repeat_merged" };
                with(key, "channel", self.word("channel", source.channel.as_ref()))
            }
            Event::Absorbed { from, .. } => with("event-absorbed", "number", self.other(*from)),
            Event::MergedInto { into } => with("event-merged_into", "number", self.other(*into)),
            Event::Linked { other, relation } => both(
                "event-linked",
                ("relation", self.word("relation", relation.as_ref())),
                ("number", self.other(*other)),
            ),
            Event::Accepted {} => plain("event-accepted"),
            Event::Declined { ground, text, .. } => {
                said.push(self.text(text));
                with("event-declined", "ground", asked::ground_title(self, ground))
            }
            Event::Assigned { handler } => {
                with("event-assigned", "name", staff_name(self.organisation, *handler))
            }
            Event::Transferred { to, reason } => {
                said.push(self.text(reason));
                with("event-transferred", "institution", institution_name(self.organisation, *to, w))
            }
            Event::Coded { codes, form } => {
                said.extend(codes.iter().map(|code| code_path(code, self.book, w)));
                with("event-coded", "form", self.word("coding_form", form.as_ref()))
            }
            Event::Contacted { form, reached, note, .. } => {
                said.push(self.maybe(note.as_ref()));
                let key = if *reached { "event-contacted" } else { "event-contacted-not_reached" };
                with(key, "form", self.word("contact_form", form.as_ref()))
            }
            Event::NoteTaken { text, investigation } => {
                said.push(self.text(text));
                plain(if *investigation { "event-note_taken-investigation" } else { "event-note_taken" })
            }
            Event::Attached { name, .. } => with("event-attached", "name", self.text(name)),
            Event::MaterialAsked { what } => {
                said.push(self.text(what));
                plain("event-material_asked")
            }
            Event::MaterialReceived { text } => {
                said.push(self.text(text));
                plain("event-material_received")
            }
            Event::TaskOpened { kind, unit, amount_cents, details, .. } => {
                said.push(self.maybe(details.as_ref()));
                said.extend(amount_cents.map(|cents| with("amount-in-yuan", "amount", yuan(cents))));
                both(
                    "event-task_opened",
                    ("kind", self.word("task_kind", kind.as_ref())),
                    ("unit", institution_name(self.organisation, *unit, w)),
                )
            }
            Event::TaskFinished { task, outcome, note, proof } => {
                said.push(self.maybe(note.as_ref()));
                said.extend(proof.as_ref().map(|proof| self.proof(proof)));
                both(
                    "event-task_finished",
                    ("task", task.to_string()),
                    ("outcome", self.word("task_outcome", outcome.as_ref())),
                )
            }
            Event::TakenBack { entry } => with("event-taken_back", "what", self.taken_back(*entry)),
            Event::TaskCancelled { task } => with("event-task_cancelled", "task", task.to_string()),
            Event::Requested(request) => {
                said.push(self.maybe(request.reason.as_ref()));
                with("event-requested", "what", asked::what(self, &request.what))
            }
            Event::Approved { request } => with("event-approved", "what", self.request(*request)),
            Event::Refused { request, reason } => {
                said.push(self.text(reason));
                with("event-refused", "what", self.request(*request))
            }
            Event::Extended { regime, stage, notice_at, .. } => {
                said.extend(notice_at.map(|at| self.at("trail-told", at)));
                with("event-extended", "stage", asked::stage_title(self, regime, stage))
            }
            Event::ExtensionTold { regime, stage, at, evidence } => {
                said.push(self.at("trail-told", *at));
                said.push(self.proof(evidence));
                with("event-extension_told", "stage", asked::stage_title(self, regime, stage))
            }
            Event::PeriodAgreed { due_on, evidence } => {
                said.push(self.proof(evidence));
                with("event-period_agreed", "date", day_in_words(*due_on, w))
            }
            Event::ClockPaused { cause, from, told_at, evidence, .. } => {
                said.push(self.at("trail-from", *from));
                said.extend(told_at.map(|at| self.at("trail-told", at)));
                said.extend(evidence.as_ref().map(|evidence| self.proof(evidence)));
                with("event-clock_paused", "cause", self.word("pause_cause", cause.as_ref()))
            }
            Event::ClockResumed { at } => {
                said.push(self.at("trail-from", *at));
                plain("event-clock_resumed")
            }
            Event::Raised { urgent, grade, urgency, sensitivity, reason } => {
                let codes = grade.iter().chain(urgency).chain(sensitivity);
                said.extend(codes.map(|code| code_path(code, self.book, w)));
                said.push(self.text(reason));
                plain(if *urgent { "event-raised-urgent" } else { "event-raised" })
            }
            Event::MajorConfirmed { ground } => {
                with("event-major_confirmed", "ground", self.word("major_ground", ground.as_ref()))
            }
            Event::Reported { to, .. } => with("event-reported", "to", self.word("report_to", to.as_ref())),
            Event::Decided { decision, .. } => {
                said.push(self.maybe(decision.basis.as_ref()));
                said.push(self.maybe(decision.reasons.as_ref()));
                let outcome = self.word("outcome", decision.outcome.as_ref());
                match decision.liability {
                    Some(liability) => both(
                        "event-decided-liability",
                        ("outcome", outcome),
                        ("liability", self.word("liability", liability.as_ref())),
                    ),
                    None => with("event-decided", "outcome", outcome),
                }
            }
            Event::Echoed { echo } => self.echo(echo, said),
            Event::MessageSent { kind, form, .. } => both(
                "event-message_sent",
                ("told", self.word("message_kind", kind.as_ref())),
                ("form", self.word("contact_form", form.as_ref())),
            ),
            Event::MessageDelivered { message, .. } => {
                let state = self.view.case.messages.get(message);
                let told =
                    state.map(|state| self.word("message_kind", state.kind.as_ref())).unwrap_or_default();
                with("event-message_delivered", "told", told)
            }
            Event::MessageFailed { kind, form, fault, .. } => {
                said.push(crate::staff::admin::deliveries::fault(Some(fault), w));
                both(
                    "event-message_failed",
                    ("told", self.word("message_kind", kind.as_ref())),
                    ("form", self.word("contact_form", form.as_ref())),
                )
            }
            Event::DeliveryProven { at, evidence } => {
                said.push(self.proof(evidence));
                with("event-delivery_proven", "at", short_moment(*at, &self.book.zone))
            }
            Event::Closed {} => plain("event-closed"),
            Event::CalledBack { reached, satisfaction, note, .. } => {
                said.push(self.maybe(note.as_ref()));
                match (reached, satisfaction) {
                    (false, _) => plain("event-called_back-not_reached"),
                    (true, None) => plain("event-called_back"),
                    (true, Some(score)) => with("event-called_back-score", "score", score.to_string()),
                }
            }
            Event::Withdrawn { form, confirmed_at, reason, evidence, .. } => {
                said.push(self.maybe(reason.as_ref()));
                said.push(self.at("trail-confirmed", *confirmed_at));
                said.extend(evidence.as_ref().map(|evidence| self.proof(evidence)));
                with("event-withdrawn", "form", self.word("answer_form", form.as_ref()))
            }
            Event::Reopened { reason } => {
                said.push(self.text(reason));
                plain("event-reopened")
            }
            Event::ReviewOpened { review, .. } => with("event-review_opened", "number", self.other(*review)),
            Event::ReviewConcluded { outcome, .. } => {
                with("event-review_concluded", "outcome", self.word("outcome", outcome.as_ref()))
            }
            Event::FeedbackSent { source, form, text, .. } => {
                said.push(self.maybe(text.as_ref()));
                both(
                    "event-feedback_sent",
                    ("source", self.source(*source)),
                    ("form", self.word("answer_form", form.as_ref())),
                )
            }
            Event::FeedbackReturned { source, reason, .. } => {
                said.push(self.maybe(reason.as_ref()));
                with("event-feedback_returned", "source", self.source(*source))
            }
            Event::BecameComplaint { claim, .. } => {
                said.push(self.text(claim));
                plain("event-became_complaint")
            }
            Event::Rekinded { to } => with("event-rekinded", "kind", self.word("kind", to.as_ref())),
            Event::CodeIssued { check, evidence, phone_replaced } => {
                said.push(self.proof(evidence));
                let key = if *phone_replaced { "event-code_issued_phone" } else { "event-code_issued" };
                with(key, "check", self.word("identity_check", check.as_ref()))
            }
            Event::PartyAdded { party } => {
                said.extend(party.document.as_ref().map(|document| self.proof(document)));
                with("event-party_added", "role", self.word("party_role", party.role.as_ref()))
            }
            Event::Recused { user, reason } => {
                said.push(self.text(reason));
                with("event-recused", "name", staff_name(self.organisation, *user))
            }
            Event::Readmitted { user } => {
                with("event-readmitted", "name", staff_name(self.organisation, *user))
            }
            Event::Marked { .. } => plain("event-marked"),
            Event::Verified { result, note } => {
                said.push(self.maybe(note.as_ref()));
                with("event-verified", "result", self.word("verification_result", result.as_ref()))
            }
            Event::CentreAnswered { passed, opinion } => {
                said.push(self.maybe(opinion.as_ref()));
                plain(if *passed { "event-centre_answered" } else { "event-centre_answered-back" })
            }
            Event::InformationCorrected { .. } => plain("event-information_corrected"),
            Event::MarkRemoved { .. } => plain("event-mark_removed"),
            Event::StatementRecorded { text } => {
                said.push(self.text(text));
                plain("event-statement_recorded")
            }
            Event::CentreDateSet { due_on } => {
                with("event-centre_date_set", "date", day_in_words(*due_on, w))
            }
            Event::ReferredOn { to, echo } => {
                let told = self.echo(echo, said);
                both("event-referred_on", ("to", self.text(to)), ("told", told))
            }
            Event::FactCorrected { correction, reason } => {
                said.push(self.text(reason));
                let what = match correction {
                    Correction::ReceivedAt { .. } => "received_at",
                    Correction::ExternalNumber { .. } => "external_number",
                    Correction::Particulars(_) => "particulars",
                };
                with("event-fact_corrected", "what", self.word("correction", what))
            }
        }
    }

    /// What an entry that was taken back had recorded: its step.
    fn taken_back(&self, version: u32) -> String {
        let entry = self.view.timeline.iter().find(|entry| entry.version == version);
        let step = match entry.map(|entry| &entry.event) {
            Some(Event::Assigned { .. }) => Step::Assign,
            Some(Event::Coded { .. }) => Step::Code,
            Some(Event::Raised { .. }) => Step::Raise,
            _ => Step::Note,
        };
        self.words.t(&format!("step-{step}"))
    }

    fn request(&self, number: u32) -> String {
        let state = self.view.case.requests.get(&number);
        state.map(|state| asked::what(self, &state.request.what)).unwrap_or_default()
    }
}
