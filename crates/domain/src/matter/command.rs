//! What can be asked of a case. Words are sealed before a command is made: it carries [`TextRef`]s.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};

use super::event::{CarriedOver, Correction};
use super::value::{
    AnswerForm, CodingForm, ContactForm, Evidence, IdentityCheck, Liability, MajorGround, NewSource, Outcome,
    Party, PauseCause, Relation, Remedy, ReportTo, TaskKind, TaskOutcome, VerificationResult,
};
use super::{Echo, Kind};
use crate::code::CodeRef;
use crate::id::{BlobId, CaseId, Commitment, InstitutionId, TextRef, UserId};
use crate::schema::{Day, Moment, TimeOfDay};

/// A command to an existing case. Every variant is one [`Step`].
///
/// `T` is what stands for words: [`TextRef`] where rules decide, `String` where a person or program asks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, JsonSchema)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Command<T = TextRef> {
    /// Add another source that brought the same matter.
    AddSource {
        /// The source.
        source: NewSource,
    },
    /// The same person brings the same matter again inside the running period.
    MergeRepeat {
        /// The new receipt.
        source: NewSource,
        /// What was brought.
        material: Option<T>,
        /// Whether it brings new facts and reasons.
        new_facts: bool,
    },
    /// Link another person's similar case.
    Link {
        /// The other case.
        other: CaseId,
        /// How.
        relation: Relation,
    },
    /// Accept.
    Accept,
    /// Ask not to accept.
    Decline {
        /// The ground's code.
        ground: String,
        /// What the person is to be told (and where to go), once the second person agrees.
        text: T,
        /// Why, in words.
        reason: Option<T>,
    },
    /// Give it to a handler.
    Assign {
        /// Whom.
        handler: UserId,
    },
    /// Move responsibility.
    Transfer {
        /// Where.
        to: InstitutionId,
        /// Why.
        reason: T,
    },
    /// Classify.
    Code {
        /// One code an axis.
        codes: Vec<CodeRef>,
        /// How complete.
        form: CodingForm,
    },
    /// Record a contact.
    Contact {
        /// When it was sent or dialled.
        #[schemars(with = "Moment")]
        at: Timestamp,
        /// How.
        form: ContactForm,
        /// Whether the person was reached.
        reached: bool,
        /// What was said.
        note: Option<T>,
    },
    /// Take a note, of the investigation or beside it.
    Note {
        /// The note.
        text: T,
        /// Whether it belongs to the investigation.
        investigation: bool,
    },
    /// Take back the last act on the case, where it was an own assignment, coding or note.
    TakeBack,
    /// Attach a file. Made by the upload alone, which has the file and has looked into it.
    #[serde(skip)]
    Attach {
        /// The file.
        blob: BlobId,
        /// Its name.
        name: T,
        /// Its media type.
        media_type: String,
        /// Its size in bytes.
        bytes: u64,
        /// The salted commitment to its content.
        commitment: Commitment,
    },
    /// Ask the person for material.
    AskMaterial {
        /// What.
        what: T,
    },
    /// Record material from the person.
    ReceiveMaterial {
        /// What came.
        text: T,
    },
    /// Ask another unit to do something.
    OpenTask {
        /// What.
        kind: TaskKind,
        /// Which unit.
        unit: InstitutionId,
        /// Who.
        owner: Option<UserId>,
        /// By when.
        #[schemars(with = "Option<Day>")]
        due_on: Option<Date>,
        /// By what time of that day; without one the whole day is left.
        #[schemars(with = "Option<TimeOfDay>")]
        due_time: Option<Time>,
        /// Hold collection until this day.
        #[schemars(with = "Option<Day>")]
        until: Option<Date>,
        /// In cents of CNY.
        amount_cents: Option<i64>,
        /// In words.
        details: Option<T>,
    },
    /// Finish a task.
    FinishTask {
        /// Which.
        task: u32,
        /// The outcome.
        outcome: TaskOutcome,
        /// In words.
        note: Option<T>,
        /// Proof of payment.
        proof: Option<Evidence<T>>,
    },
    /// Take a task back.
    CancelTask {
        /// Which.
        task: u32,
    },
    /// Ask for a longer period.
    Extend {
        /// The regime.
        regime: String,
        /// The stage.
        stage: String,
        /// Why, as a code.
        reason_code: String,
        /// When the person was told, where that was before the approval.
        #[schemars(with = "Option<Moment>")]
        notice_at: Option<Timestamp>,
        /// Why, in words.
        reason: Option<T>,
    },
    /// Record that the person was told of a period that was extended.
    TellExtended {
        /// When.
        #[schemars(with = "Moment")]
        at: Timestamp,
        /// What proves it.
        evidence: Evidence<T>,
    },
    /// Record a period agreed with the person.
    AgreePeriod {
        /// The last day.
        #[schemars(with = "Day")]
        due_on: Date,
        /// What proves it.
        evidence: Evidence<T>,
    },
    /// Stop the clock.
    PauseClock {
        /// Why.
        cause: PauseCause,
        /// From when.
        #[schemars(with = "Moment")]
        from: Timestamp,
        /// When the person was told.
        #[schemars(with = "Option<Moment>")]
        told_at: Option<Timestamp>,
        /// What proves it.
        evidence: Option<Evidence<T>>,
    },
    /// Let the clock run on.
    ResumeClock {
        /// From when.
        #[schemars(with = "Moment")]
        at: Timestamp,
    },
    /// Raise grade, urgency or sensitivity.
    Raise {
        /// Into the urgent lane.
        urgent: bool,
        /// Grade.
        grade: Option<CodeRef>,
        /// Urgency.
        urgency: Option<CodeRef>,
        /// Sensitivity.
        #[serde(default)]
        sensitivity: BTreeSet<CodeRef>,
        /// Why.
        reason: T,
    },
    /// Propose that it is major.
    ProposeMajor {
        /// On which ground.
        ground: MajorGround,
    },
    /// Agree to a request.
    Approve {
        /// Which.
        request: u32,
    },
    /// Do not agree.
    Refuse {
        /// Which.
        request: u32,
        /// Why.
        reason: T,
    },
    /// Report to superior or regulator.
    Report {
        /// To whom.
        to: ReportTo,
        /// When.
        #[schemars(with = "Moment")]
        at: Timestamp,
    },
    /// Decide.
    Decide {
        /// When.
        #[schemars(with = "Moment")]
        at: Timestamp,
        /// The outcome.
        outcome: Outcome,
        /// Liability, for complaints.
        liability: Option<Liability>,
        /// What was found, on which basis.
        basis: Option<T>,
        /// The reasons.
        reasons: Option<T>,
        /// The remedies named.
        #[serde(default)]
        remedies: Vec<Remedy>,
    },
    /// Answer the person, or prove that they could not be reached.
    Answer {
        /// The echo.
        echo: Echo<T>,
    },
    /// Record when a posted answer arrived, as the slip of the post says.
    ProveDelivery {
        /// When the person had it in hand.
        #[schemars(with = "Moment")]
        at: Timestamp,
        /// What proves it.
        evidence: Evidence<T>,
    },
    /// Close.
    Close,
    /// Call back.
    CallBack {
        /// When.
        #[schemars(with = "Moment")]
        at: Timestamp,
        /// Whether the person was reached.
        reached: bool,
        /// Satisfaction, 1 to 5.
        satisfaction: Option<u8>,
        /// In words.
        note: Option<T>,
    },
    /// The person withdraws.
    Withdraw {
        /// When the withdrawal was received.
        #[schemars(with = "Moment")]
        received_at: Timestamp,
        /// How it was confirmed.
        form: AnswerForm,
        /// When it was confirmed.
        #[schemars(with = "Moment")]
        confirmed_at: Timestamp,
        /// Why, in the person's words; staff always record it.
        reason: Option<T>,
        /// What proves the person's will; staff always record it.
        evidence: Option<Evidence<T>>,
    },
    /// Open again.
    Reopen {
        /// Why.
        reason: T,
    },
    /// Open a review at the superior; the child case is made in the same append.
    #[serde(skip)]
    OpenReview {
        /// The child.
        review: CaseId,
        /// When the person asked for it.
        #[schemars(with = "Moment")]
        requested_at: Timestamp,
    },
    /// Take over what a review decided: appended together with the end of the review.
    #[serde(skip)]
    ConcludeReview {
        /// The child.
        review: CaseId,
        /// Its outcome.
        outcome: Outcome,
    },
    /// Send feedback to a source.
    SendFeedback {
        /// Which, by position.
        source: u32,
        /// How.
        form: AnswerForm,
        /// When.
        #[schemars(with = "Moment")]
        at: Timestamp,
        /// What it said.
        text: Option<T>,
    },
    /// The source sent it back.
    FeedbackReturned {
        /// Which, by position.
        source: u32,
        /// When.
        #[schemars(with = "Moment")]
        at: Timestamp,
        /// Why.
        reason: Option<T>,
    },
    /// The enquiry claims a right.
    ClaimRight {
        /// When the claim was received.
        #[schemars(with = "Moment")]
        received_at: Timestamp,
        /// The claim.
        claim: T,
    },
    /// Ask for another kind.
    Rekind {
        /// Which.
        to: Kind,
        /// Why.
        reason: T,
    },
    /// Add a person.
    #[serde(skip)]
    AddParty {
        /// Who and as what.
        party: Party,
    },
    /// Give the person another query code; the one before counts no more.
    #[serde(skip)]
    IssueCode {
        /// How it was made sure that it is them.
        check: IdentityCheck,
        /// What shows it.
        evidence: Evidence<T>,
        /// Whether they gave another telephone with it.
        phone_replaced: bool,
    },
    /// Keep a member of staff out of the case.
    Recuse {
        /// Who.
        user: UserId,
        /// Why.
        reason: T,
        /// Whether they may approve for the institution. Whoever loads the case knows and says so.
        #[serde(skip)]
        approves: bool,
    },
    /// Ask to let a member of staff in again who was kept out.
    Readmit {
        /// Who.
        user: UserId,
        /// Why.
        reason: T,
    },
    /// Mark the item of the credit report.
    Mark {
        /// When.
        #[schemars(with = "Moment")]
        at: Timestamp,
    },
    /// Record the result of verification.
    Verify {
        /// The result.
        result: VerificationResult,
        /// What was found.
        note: Option<T>,
    },
    /// Record the credit centre's answer.
    CentreAnswer {
        /// Whether it passed.
        passed: bool,
        /// Its opinion.
        opinion: Option<T>,
    },
    /// Record the correction.
    CorrectInformation {
        /// When.
        #[schemars(with = "Moment")]
        at: Timestamp,
    },
    /// Remove the mark.
    RemoveMark {
        /// When.
        #[schemars(with = "Moment")]
        at: Timestamp,
    },
    /// Record objection and verification, or the subject's statement.
    RecordStatement {
        /// The statement.
        text: T,
    },
    /// Record the centre's own date.
    SetCentreDate {
        /// The date.
        #[schemars(with = "Day")]
        due_on: Date,
    },
    /// Pass it to the competent body.
    ReferOn {
        /// To whom.
        to: T,
        /// How the person was told.
        echo: Echo<T>,
    },
    /// Correct a recorded fact.
    CorrectFact {
        /// What.
        correction: Correction,
        /// Why.
        reason: T,
    },
    /// Carry over what another system recorded. Imports only, directly after the receipt.
    #[serde(skip)]
    CarryOver {
        /// What it recorded.
        carried: Box<CarriedOver>,
    },
}

/// The name of a step, for permission, pages, addresses and the API.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    serde::Serialize,
    serde::Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "each step is documented on the command of the same name")]
pub enum Step {
    // In the order in which pages show them: advance, contact, move, clock, end.
    Accept,
    Assign,
    Code,
    Mark,
    Verify,
    CentreAnswer,
    CorrectInformation,
    RemoveMark,
    RecordStatement,
    Decide,
    Answer,
    ProveDelivery,
    Close,
    CallBack,
    ConcludeReview,
    Contact,
    Note,
    TakeBack,
    Attach,
    AskMaterial,
    ReceiveMaterial,
    SendFeedback,
    FeedbackReturned,
    Report,
    OpenTask,
    FinishTask,
    CancelTask,
    Transfer,
    AddSource,
    MergeRepeat,
    Link,
    AddParty,
    /// Give another query code.
    IssueCode,
    Recuse,
    Readmit,
    ClaimRight,
    Rekind,
    Raise,
    ProposeMajor,
    Approve,
    Refuse,
    Extend,
    TellExtended,
    AgreePeriod,
    PauseClock,
    ResumeClock,
    SetCentreDate,
    ReferOn,
    Decline,
    Withdraw,
    Reopen,
    OpenReview,
    CorrectFact,
    CarryOver,
}

impl<T> Command<T> {
    /// Which step it is.
    pub fn step(&self) -> Step {
        match self {
            Self::AddSource { .. } => Step::AddSource,
            Self::MergeRepeat { .. } => Step::MergeRepeat,
            Self::Link { .. } => Step::Link,
            Self::Accept => Step::Accept,
            Self::Decline { .. } => Step::Decline,
            Self::Assign { .. } => Step::Assign,
            Self::Transfer { .. } => Step::Transfer,
            Self::Code { .. } => Step::Code,
            Self::Contact { .. } => Step::Contact,
            Self::Note { .. } => Step::Note,
            Self::TakeBack => Step::TakeBack,
            Self::Attach { .. } => Step::Attach,
            Self::AskMaterial { .. } => Step::AskMaterial,
            Self::ReceiveMaterial { .. } => Step::ReceiveMaterial,
            Self::OpenTask { .. } => Step::OpenTask,
            Self::FinishTask { .. } => Step::FinishTask,
            Self::CancelTask { .. } => Step::CancelTask,
            Self::Extend { .. } => Step::Extend,
            Self::TellExtended { .. } => Step::TellExtended,
            Self::AgreePeriod { .. } => Step::AgreePeriod,
            Self::PauseClock { .. } => Step::PauseClock,
            Self::ResumeClock { .. } => Step::ResumeClock,
            Self::Raise { .. } => Step::Raise,
            Self::ProposeMajor { .. } => Step::ProposeMajor,
            Self::Approve { .. } => Step::Approve,
            Self::Refuse { .. } => Step::Refuse,
            Self::Report { .. } => Step::Report,
            Self::Decide { .. } => Step::Decide,
            Self::Answer { .. } => Step::Answer,
            Self::ProveDelivery { .. } => Step::ProveDelivery,
            Self::Close => Step::Close,
            Self::CallBack { .. } => Step::CallBack,
            Self::Withdraw { .. } => Step::Withdraw,
            Self::Reopen { .. } => Step::Reopen,
            Self::OpenReview { .. } => Step::OpenReview,
            Self::ConcludeReview { .. } => Step::ConcludeReview,
            Self::SendFeedback { .. } => Step::SendFeedback,
            Self::FeedbackReturned { .. } => Step::FeedbackReturned,
            Self::ClaimRight { .. } => Step::ClaimRight,
            Self::Rekind { .. } => Step::Rekind,
            Self::AddParty { .. } => Step::AddParty,
            Self::IssueCode { .. } => Step::IssueCode,
            Self::Recuse { .. } => Step::Recuse,
            Self::Readmit { .. } => Step::Readmit,
            Self::Mark { .. } => Step::Mark,
            Self::Verify { .. } => Step::Verify,
            Self::CentreAnswer { .. } => Step::CentreAnswer,
            Self::CorrectInformation { .. } => Step::CorrectInformation,
            Self::RemoveMark { .. } => Step::RemoveMark,
            Self::RecordStatement { .. } => Step::RecordStatement,
            Self::SetCentreDate { .. } => Step::SetCentreDate,
            Self::ReferOn { .. } => Step::ReferOn,
            Self::CorrectFact { .. } => Step::CorrectFact,
            Self::CarryOver { .. } => Step::CarryOver,
        }
    }
}

/// What a receipt asks for: the first command of every case.
pub type Receive = super::event::Received;
