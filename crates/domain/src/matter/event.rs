//! What can happen in the life of a case. Events carry codes, references and commitments, never words.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::message::MessageKind;
use super::request::Request;
use super::upcast::{Upcaster, upcast, version_of};
use super::value::{
    AnswerForm, CodingForm, ContactForm, Decision, Echo, Evidence, IdentityCheck, MajorGround, Origin,
    Particulars, Party, PauseCause, Relation, ReportTo, Source, TaskKind, TaskOutcome, VerificationResult,
};
use super::{Kind, Outcome};
use crate::code::CodeRef;
use crate::id::{BlobId, CaseId, InstitutionId, MessageId, Number, TextRef, UserId};

/// A fact in the life of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// It was received. Always the first event.
    Received(Box<Received>),
    /// It was carried over from another system, with what that system had recorded.
    CarriedOver(Box<CarriedOver>),
    /// Another source brought the same matter.
    SourceAdded {
        /// The source.
        source: Source,
    },
    /// The same person brought the same matter again inside the running period; every receipt is kept.
    RepeatMerged {
        /// The new receipt.
        source: Source,
        /// What was brought.
        material: Option<TextRef>,
        /// Whether it brought new facts and reasons.
        new_facts: bool,
        /// Whether they start the clock anew: only inside the period that ran when it was recorded (art. 18(3)).
        restarts: bool,
    },
    /// Another case of the same person and matter was taken in.
    Absorbed {
        /// The other case.
        from: CaseId,
        /// Its sources.
        sources: Vec<Source>,
        /// Who was kept out of it, and so is kept out of this one (art. 17).
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        recused: BTreeSet<UserId>,
    },
    /// This case went into another.
    MergedInto {
        /// The other case.
        into: CaseId,
    },
    /// It has to do with another case.
    Linked {
        /// The other case.
        other: CaseId,
        /// How.
        relation: Relation,
    },
    /// Accepted for handling.
    Accepted {},
    /// Not accepted, on a ground of the regime; it ends when the person is told.
    Declined {
        /// The ground's code in the regime file.
        ground: String,
        /// What the person is to be told, and where to go if the institution was the wrong one.
        text: TextRef,
        /// Who approved.
        approved_by: UserId,
    },
    /// Given to a handler.
    Assigned {
        /// Whom.
        handler: UserId,
    },
    /// Responsibility moved to another institution.
    Transferred {
        /// Where.
        to: InstitutionId,
        /// Why.
        reason: TextRef,
    },
    /// Classified.
    Coded {
        /// One code an axis.
        codes: Vec<CodeRef>,
        /// How complete.
        form: CodingForm,
    },
    /// The person was contacted.
    Contacted {
        /// When it was sent or dialled.
        at: Timestamp,
        /// How.
        form: ContactForm,
        /// Whether they were reached.
        reached: bool,
        /// What was said.
        note: Option<TextRef>,
    },
    /// A note was taken.
    NoteTaken {
        /// The note.
        text: TextRef,
        /// Whether it belongs to the investigation.
        investigation: bool,
    },
    /// A file was attached.
    Attached {
        /// The file.
        blob: BlobId,
        /// Its name, sealed.
        name: TextRef,
        /// Its media type.
        media_type: String,
        /// Its size in bytes.
        bytes: u64,
        /// The salted commitment to its content.
        commitment: crate::id::Commitment,
    },
    /// Material was asked of the person.
    MaterialAsked {
        /// What.
        what: TextRef,
    },
    /// The person sent material.
    MaterialReceived {
        /// What came.
        text: TextRef,
    },
    /// Another unit was asked to do something; responsibility stays here.
    TaskOpened {
        /// Its number within the case, from 1.
        task: u32,
        /// What.
        kind: TaskKind,
        /// Which unit.
        unit: InstitutionId,
        /// Who in the unit.
        owner: Option<UserId>,
        /// By when.
        due_on: Option<Date>,
        /// By what time of that day, at the office.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_time: Option<Time>,
        /// 停催 until this day.
        until: Option<Date>,
        /// In cents of CNY.
        amount_cents: Option<i64>,
        /// In words.
        details: Option<TextRef>,
    },
    /// A task came to its outcome.
    TaskFinished {
        /// Which.
        task: u32,
        /// The outcome.
        outcome: TaskOutcome,
        /// In words.
        note: Option<TextRef>,
        /// Proof of payment.
        proof: Option<Evidence>,
    },
    /// An assignment, a coding, a note or a raise was taken back by who recorded it; nothing had happened since.
    TakenBack {
        /// Its place in the case.
        entry: u32,
    },
    /// A task was taken back.
    TaskCancelled {
        /// Which.
        task: u32,
    },
    /// A second person was asked.
    Requested(Box<Request>),
    /// The second person agreed. What was asked takes effect with the events that follow in the same append.
    Approved {
        /// The request's number within the case.
        request: u32,
    },
    /// The second person did not agree.
    Refused {
        /// The request's number within the case.
        request: u32,
        /// Why.
        reason: TextRef,
    },
    /// A period was extended.
    Extended {
        /// The regime.
        regime: String,
        /// The stage that now runs.
        stage: String,
        /// Why, as a code.
        reason: String,
        /// The rank it was approved with: a word of the regime file.
        rank: String,
        /// When the person was told.
        notice_at: Option<Timestamp>,
        /// Whether the person has still to be told; before that it does not hold.
        notice_owed: bool,
    },
    /// The person was told of an extended period.
    ExtensionTold {
        /// The regime.
        regime: String,
        /// The stage.
        stage: String,
        /// When.
        at: Timestamp,
        /// What proves it.
        evidence: Evidence,
    },
    /// Person and institution agreed on a period (art. 21).
    PeriodAgreed {
        /// The last day.
        due_on: Date,
        /// What proves it.
        evidence: Evidence,
    },
    /// The clock was stopped.
    ClockPaused {
        /// Why.
        cause: PauseCause,
        /// From when.
        from: Timestamp,
        /// When the person was told; mediation needs both parties' application instead.
        told_at: Option<Timestamp>,
        /// What proves it.
        evidence: Option<Evidence>,
        /// The regimes whose clocks it stops: those that knew the cause when it was recorded.
        regimes: Vec<String>,
    },
    /// The clock runs on.
    ClockResumed {
        /// From when.
        at: Timestamp,
    },
    /// Grade, urgency or sensitivity was raised.
    Raised {
        /// Into the urgent lane (特事特办、急事急办).
        urgent: bool,
        /// Grade code.
        grade: Option<CodeRef>,
        /// Urgency code.
        urgency: Option<CodeRef>,
        /// Sensitivity codes.
        sensitivity: BTreeSet<CodeRef>,
        /// Why.
        reason: TextRef,
    },
    /// A person confirmed that it is major (art. 29).
    MajorConfirmed {
        /// On which ground.
        ground: MajorGround,
    },
    /// Reported to superior or regulator.
    Reported {
        /// To whom.
        to: ReportTo,
        /// When.
        at: Timestamp,
    },
    /// Decided.
    Decided {
        /// The decision.
        decision: Decision,
        /// When it was made.
        at: Timestamp,
    },
    /// Answered, or proven unreachable.
    Echoed {
        /// The echo.
        echo: Echo,
    },
    /// The posted answer was proven to have arrived: the time to ask for a review runs from then (art. 20).
    DeliveryProven {
        /// When the person had it in hand.
        at: Timestamp,
        /// What proves it.
        evidence: Evidence,
    },
    /// Closed, with outcome and echo recorded before.
    Closed {},
    /// Called back.
    CalledBack {
        /// When.
        at: Timestamp,
        /// Whether the person was reached.
        reached: bool,
        /// Satisfaction, 1 to 5.
        satisfaction: Option<u8>,
        /// In words.
        note: Option<TextRef>,
    },
    /// Withdrawn by the person; ends that day and stays among the received (art. 15).
    Withdrawn {
        /// When the withdrawal was received.
        received_at: Timestamp,
        /// How it was confirmed to the person.
        form: AnswerForm,
        /// When it was confirmed.
        confirmed_at: Timestamp,
        /// Why, in the person's words.
        reason: Option<TextRef>,
        /// What proves the person's will.
        evidence: Option<Evidence>,
    },
    /// Opened again.
    Reopened {
        /// Why.
        reason: TextRef,
    },
    /// The superior opened a review of the decision (art. 20).
    ReviewOpened {
        /// The review.
        review: CaseId,
        /// When it was asked for.
        requested_at: Timestamp,
    },
    /// The review ended.
    ReviewConcluded {
        /// The review.
        review: CaseId,
        /// What came of it.
        outcome: Outcome,
    },
    /// Feedback was sent to a source.
    FeedbackSent {
        /// Which source, by position.
        source: u32,
        /// How.
        form: AnswerForm,
        /// When.
        at: Timestamp,
        /// What it said.
        text: Option<TextRef>,
    },
    /// The source sent the feedback back.
    FeedbackReturned {
        /// Which source, by position.
        source: u32,
        /// When.
        at: Timestamp,
        /// Why.
        reason: Option<TextRef>,
    },
    /// An enquiry claims a right and is a complaint from that contact's receipt on.
    BecameComplaint {
        /// When the claim was received.
        received_at: Timestamp,
        /// The claim.
        claim: TextRef,
    },
    /// The kind was changed, with a reason and a second person.
    Rekinded {
        /// To which kind.
        to: Kind,
    },
    /// The person was given another query code, and perhaps another telephone is kept; the code before counts no more.
    CodeIssued {
        /// How it was made sure that it is them.
        check: IdentityCheck,
        /// What shows it.
        evidence: Evidence,
        /// Whether they gave another telephone with it.
        phone_replaced: bool,
    },
    /// A person joined.
    PartyAdded {
        /// Who and as what.
        party: Party,
    },
    /// A member of staff is named in the case or has an interest in it; they can neither handle nor approve (art. 17).
    Recused {
        /// Who.
        user: UserId,
        /// Why.
        reason: TextRef,
    },
    /// A member of staff who was kept out may act again.
    Readmitted {
        /// Who.
        user: UserId,
    },
    /// The item of the credit report was marked as disputed.
    Marked {
        /// When.
        at: Timestamp,
    },
    /// The credit information was verified.
    Verified {
        /// With which result.
        result: VerificationResult,
        /// What was found.
        note: Option<TextRef>,
    },
    /// The credit centre looked at the result.
    CentreAnswered {
        /// Whether it passed; if not, verification begins again.
        passed: bool,
        /// Its opinion.
        opinion: Option<TextRef>,
    },
    /// The information was corrected.
    InformationCorrected {
        /// When.
        at: Timestamp,
    },
    /// The mark was removed.
    MarkRemoved {
        /// When.
        at: Timestamp,
    },
    /// Verification and objection content were recorded (it cannot be determined), or the subject's statement was.
    StatementRecorded {
        /// The statement.
        text: TextRef,
    },
    /// The credit centre set a date of its own; the earlier governs.
    CentreDateSet {
        /// The date.
        due_on: Date,
    },
    /// Passed to the body that is competent.
    ReferredOn {
        /// To whom.
        to: TextRef,
        /// How the person was told.
        echo: Echo,
    },
    /// A message to the person was taken by who carries it: the gateway, the mail server, the post. The time is evidence
    /// that they were told.
    MessageSent {
        /// The message.
        message: MessageId,
        /// What it tells.
        kind: MessageKind,
        /// How it went.
        form: ContactForm,
        /// When it was taken.
        at: Timestamp,
    },
    /// Who carries a message said that it arrived.
    MessageDelivered {
        /// The message.
        message: MessageId,
        /// When it arrived.
        at: Timestamp,
    },
    /// A message did not reach the person: it was given up, or who carries it said so.
    MessageFailed {
        /// The message.
        message: MessageId,
        /// What it was to tell.
        kind: MessageKind,
        /// How it was to go.
        form: ContactForm,
        /// When that was known.
        at: Timestamp,
        /// Why, in a word and a status.
        fault: String,
    },
    /// A fact recorded earlier was wrong; this is what it should have been.
    FactCorrected {
        /// What is corrected.
        correction: Correction,
        /// Why.
        reason: TextRef,
    },
}

/// A correction of a recorded fact. The earlier event stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// The receipt of a source.
    ReceivedAt {
        /// Which source, by position.
        source: u32,
        /// The right time.
        #[schemars(with = "crate::schema::Moment")]
        at: Timestamp,
    },
    /// The number a source gave.
    ExternalNumber {
        /// Which source, by position.
        source: u32,
        /// The right number.
        number: String,
    },
    /// A descriptor.
    Particulars(Particulars),
}

/// The first event of every case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Its number.
    pub number: Number,
    /// What it is.
    pub kind: Kind,
    /// The institution responsible.
    pub institution: InstitutionId,
    /// How it came.
    pub source: Source,
    /// Who brought it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// What is asked, one line.
    pub subject: TextRef,
    /// The story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<TextRef>,
    /// The claim: what the person wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<TextRef>,
    /// How many complain together.
    pub complainants: u32,
    /// Whether they came in person.
    #[serde(default)]
    pub in_person: bool,
    /// The case it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Descriptors.
    #[serde(default, skip_serializing_if = "Particulars::is_empty")]
    pub particulars: Particulars,
    /// The regimes whose clocks it runs, where they are not those of its kind: `us-cfpb` for records of that programme.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regimes: Vec<String>,
    /// Staff whom the matter is about: none of them handles or approves it (art. 17).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub respondents: Vec<UserId>,
    /// The credit centre's item number, for objections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_number: Option<String>,
}

/// What another system had recorded when the case was carried over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedOver {
    /// When it was accepted there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    /// When it was first handled there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_at: Option<Timestamp>,
    /// Its codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<CodeRef>,
    /// What was decided, when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<(Decision, Option<Timestamp>)>,
    /// How the person was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo: Option<Echo>,
    /// When it ended there. Only with decision and echo does it end here too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Call-back: when and with which satisfaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_back: Option<(Option<Timestamp>, Option<u8>)>,
    /// Other texts of the other system by what they are: investigation, handling, accountability, improvement, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<(CarriedText, TextRef)>,
}

/// A text another system kept.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::AsRefStr,
    strum::EnumString,
    strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CarriedText {
    /// 调查经过.
    Investigation,
    /// 投诉处理情况.
    Handling,
    /// 回访情况.
    RevisitNote,
    /// 问责情况.
    Accountability,
    /// 超过15日办结原因.
    OverdueReason,
    /// 产品与服务改进情况.
    Improvement,
    /// 备注.
    Remark,
    /// Descriptors that tell something of a person, and so stand among no open ones: a line each.
    Descriptors,
}

/// A stored event that this release cannot read.
#[derive(Debug, thiserror::Error)]
pub enum ReadEventError {
    /// A newer release wrote it.
    #[error("event `{name}` has shape {found}; this release knows up to {known}")]
    Newer {
        /// The event.
        name: String,
        /// Its version.
        found: u16,
        /// The newest version known.
        known: u16,
    },
    /// No release wrote it, or this one has lost how to read it.
    #[error("event `{name}` has shape {found}, which leads to none that this release knows")]
    NoSuchVersion {
        /// The event.
        name: String,
        /// Its version.
        found: u16,
    },
    /// Its payload is not what its name says.
    #[error("event `{name}` cannot be read")]
    Shape {
        /// The event.
        name: String,
        /// What was expected.
        source: serde_json::Error,
    },
}

/// A fact that can be stored under a name with a payload.
pub trait Recorded: Serialize + serde::de::DeserializeOwned {
    /// How older shapes of this family are read.
    const UPCASTERS: &'static [Upcaster];

    /// The version of an event's payload that this release writes.
    fn version_of(name: &str) -> u16 {
        version_of(Self::UPCASTERS, name)
    }

    /// The name and the payload to store.
    fn to_stored(&self) -> Result<(String, String), serde_json::Error> {
        // Externally tagged: `{"name":payload}`. Cutting the tag off keeps the payload as serde wrote it.
        let tagged = serde_json::to_string(self)?;
        let name_end = tagged.get(2..).and_then(|rest| rest.find('"')).map_or(2, |at| at + 2);
        let name = tagged.get(2..name_end).unwrap_or_default().to_owned();
        let payload = tagged.get(name_end + 2..tagged.len() - 1).unwrap_or("{}").to_owned();
        Ok((name, payload))
    }

    /// Reads a stored event of any version this release knows.
    fn from_stored(name: &str, version: u16, payload: &str) -> Result<Self, ReadEventError> {
        let known = Self::version_of(name);
        let shape = |source| ReadEventError::Shape { name: name.to_owned(), source };
        match version {
            0 => Err(ReadEventError::NoSuchVersion { name: name.to_owned(), found: version }),
            _ if version > known => {
                Err(ReadEventError::Newer { name: name.to_owned(), found: version, known })
            }
            _ if version == known => {
                serde_json::from_str(&format!("{{\"{name}\":{payload}}}")).map_err(shape)
            }
            _ => {
                let payload = serde_json::from_str(payload).map_err(shape)?;
                let payload = upcast(Self::UPCASTERS, name, version, payload)
                    .ok_or_else(|| ReadEventError::NoSuchVersion { name: name.to_owned(), found: version })?;
                serde_json::from_value(serde_json::json!({ name: payload })).map_err(shape)
            }
        }
    }
}

impl Recorded for Event {
    const UPCASTERS: &'static [Upcaster] = &[];
}

impl Recorded for crate::organisation::InstitutionEvent {
    const UPCASTERS: &'static [Upcaster] = &[];
}

impl Recorded for crate::organisation::UserEvent {
    const UPCASTERS: &'static [Upcaster] = &[];
}

impl Recorded for crate::organisation::OfficeEvent {
    const UPCASTERS: &'static [Upcaster] = &[];
}
