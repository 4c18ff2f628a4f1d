//! Why a command is not carried out.

use std::fmt;

use strum::{EnumIter, IntoStaticStr};

use super::command::Step;
use super::value::{Outcome, PauseCause};
use super::{Kind, Rank, Remedy, Status};
use crate::code::CodeError;
use crate::id::{CaseId, UserId};

/// Why a command is not carried out. The word of a variant names its sentence in the locale files.
#[derive(Debug, Clone, PartialEq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Refusal {
    /// The step does not belong to this kind of matter.
    #[error("a case of kind `{kind}` has no step `{step}`")]
    NotOfKind {
        /// The kind.
        kind: Kind,
        /// The step.
        step: Step,
    },
    /// The step is not open where the case stands.
    #[error("step `{step}` is not open while the case is `{status}`")]
    NotNow {
        /// The step.
        step: Step,
        /// Where the case stands.
        status: Status,
    },
    /// A second person's answer is awaited.
    #[error("request {request} waits for approval")]
    RequestOpen {
        /// The request.
        request: u32,
    },
    /// Not yet decided: the first half of landing.
    #[error("the case has no recorded decision")]
    NoDecision,
    /// Not yet answered: the echo.
    #[error("the person has no recorded answer, and no proof of unreachability stands in its place")]
    NoEcho,
    /// Not coded.
    #[error("the case is not coded")]
    NotCoded,
    /// Tasks are open.
    #[error("{open} tasks are open")]
    TasksOpen {
        /// How many.
        open: usize,
    },
    /// Named in the case or interested in it (art. 17).
    #[error("user `{user}` is named in the case or has an interest in it (Order 2020 No. 3, art. 17)")]
    Recused {
        /// Who.
        user: UserId,
    },
    /// The person asked to be erased: until that is done, their data is stored and nothing else (PIPL art. 47).
    #[error("the person asked to be erased: until then their data is stored and not used (PIPL art. 47)")]
    PersonRestricted,
    /// The person is erased.
    #[error("the person is erased: nothing of theirs can be added or shown any more")]
    PersonErased,
    /// One's own request.
    #[error("nobody approves their own request")]
    OwnRequest,
    /// Not of the rank needed.
    #[error("this approval needs the rank `{rank}`")]
    Rank {
        /// The rank.
        rank: Rank,
    },
    /// Only a member of staff may.
    #[error("only a member of staff may do this")]
    StaffOnly,
    /// No such request, or it is settled.
    #[error("request {request} does not wait for an answer")]
    NoSuchRequest {
        /// The request.
        request: u32,
    },
    /// No such task, or it is settled.
    #[error("task {task} is not open")]
    NoSuchTask {
        /// The task.
        task: u32,
    },
    /// No such source, or it is owed nothing.
    #[error("source {source_position} is owed no feedback")]
    NoSuchSource {
        /// The source.
        source_position: u32,
    },
    /// Not a ground of the regime.
    #[error("`{ground}` is not a ground of regime `{regime}`; expected one of: {known}")]
    UnknownGround {
        /// What was given.
        ground: String,
        /// The regime.
        regime: String,
        /// What it knows.
        known: String,
    },
    /// Not a stage that can be asked for.
    #[error("regime `{regime}` has no extension `{stage}` that can be asked for at this point")]
    UnknownStage {
        /// The regime.
        regime: String,
        /// What was given.
        stage: String,
    },
    /// Not a reason for which the rule extends.
    #[error("`{reason}` is no reason for this extension; expected one of: {known}")]
    UnknownReason {
        /// What was given.
        reason: String,
        /// What the rule knows.
        known: String,
    },
    /// The running period is over: too late to extend or agree.
    #[error("the running period ended on {due_on}; an extension is dated before its expiry")]
    PeriodOver {
        /// Its last day.
        due_on: jiff::civil::Date,
    },
    /// The person must be told.
    #[error("the person must be told, and when")]
    NoticeMissing,
    /// An outcome that this kind does not know.
    #[error("a case of kind `{kind}` cannot end as `{outcome}`")]
    OutcomeNotOfKind {
        /// The kind.
        kind: Kind,
        /// The outcome.
        outcome: Outcome,
    },
    /// A decision that lacks a part.
    #[error("the decision lacks `{part}` (Order 2020 No. 3, art. 19)")]
    DecisionIncomplete {
        /// `liability`, `basis`, `reasons`, or `remedies`.
        part: &'static str,
    },
    /// A remedy this decision does not have.
    #[error("this decision has no remedy `{remedy}`: a head-office decision is not reviewed")]
    NoSuchRemedy {
        /// The remedy.
        remedy: Remedy,
    },
    /// An answer that must be written.
    #[error("the answer to a credit-report objection is written (Credit Reporting Regulation, art. 25)")]
    MustBeWritten,
    /// Somebody who is not kept out cannot be let in.
    #[error("user `{user}` is not kept out of the case")]
    NotRecused {
        /// Who.
        user: UserId,
    },
    /// Unreachable without a try.
    #[error("at least one attempt to reach the person is recorded before they count as unreachable")]
    NoAttempt,
    /// A moment in the future.
    #[error("`{field}` lies in the future")]
    InFuture {
        /// The field.
        field: &'static str,
    },
    /// A moment before the receipt.
    #[error("`{field}` lies before the receipt")]
    BeforeReceipt {
        /// The field.
        field: &'static str,
    },
    /// A moment before the decision it follows.
    #[error("`{field}` lies before the decision")]
    BeforeDecision {
        /// The field.
        field: &'static str,
    },
    /// A value out of its range.
    #[error("`{field}`: expected {expected}")]
    OutOfRange {
        /// The field.
        field: &'static str,
        /// What would be right.
        expected: Expected,
    },
    /// A field that must be there.
    #[error("`{field}` is missing")]
    Missing {
        /// The field.
        field: &'static str,
    },
    /// A code that may not be used.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// An axis without a code.
    #[error("axis `{axis}` has no code")]
    AxisMissing {
        /// The axis.
        axis: String,
    },
    /// The clock already stands still.
    #[error("the clock already stands still ({cause})")]
    AlreadyPaused {
        /// Why.
        cause: PauseCause,
    },
    /// None of the case's clocks stands still for this cause.
    #[error("no clock of this case stands still for `{cause}`")]
    NoTolling {
        /// The cause.
        cause: PauseCause,
    },
    /// The clock runs.
    #[error("the clock is running")]
    NotPaused,
    /// More representatives than the rule allows.
    #[error("at most {max} representatives (Order 2020 No. 3, art. 12)")]
    TooManyRepresentatives {
        /// How many.
        max: usize,
    },
    /// Agent or heir without a document.
    #[error("an agent brings an authorisation, an heir proof of succession (Order 2020 No. 3, art. 14)")]
    DocumentMissing,
    /// An unknown institution, or one that takes no new work.
    #[error("the institution does not exist or takes no new work")]
    UnknownInstitution,
    /// Transfer to where it is.
    #[error("the case is already there")]
    AlreadyThere,
    /// A decision of the head office or on a review, which is not reviewed.
    #[error("neither a decision of the head office nor a review is reviewed (Order 2020 No. 3, art. 20)")]
    NoReview,
    /// The time to ask for a review is over.
    #[error("a review is asked for within 30 days of the decision; the last day was {last_day}")]
    ReviewTooLate {
        /// The last day.
        last_day: jiff::civil::Date,
    },
    /// Two cases that are not one person's.
    #[error("only cases of the same person are merged; cases of different persons are linked")]
    NotSamePerson,
    /// A case cannot be merged with itself.
    #[error("case `{0}` cannot be merged or linked with itself")]
    SameCase(CaseId),
    /// After the answer a repeat is a new case.
    #[error("the person has been answered; what they bring now is a new, linked case")]
    AfterAnswer,
    /// The objection's own life is not far enough.
    #[error("before the outcome `{outcome}`: {expected}")]
    ObjectionIncomplete {
        /// The outcome.
        outcome: Outcome,
        /// What must be recorded first.
        expected: &'static str,
    },
    /// Nothing would change.
    #[error("nothing would change")]
    NothingToDo,
}

/// What a value out of its range should have been: one rule, one sentence, whichever field breaks it. The word of a
/// variant names its sentence in the locale files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Expected {
    /// Of a code for a reason.
    ReasonCode,
    /// Of names of regimes.
    LoadedRegimes,
    /// Of a count of persons.
    OneOrMore,
    /// Of an amount.
    MoreThanZero,
    /// Of satisfaction.
    Score,
    /// Of satisfaction where nobody was reached.
    NoScore,
    /// Of a number that another body gave.
    Reference,
    /// Of descriptors.
    ShortValues,
    /// Of a receipt.
    SinceMemory,
    /// Of the receipt that a case began with, once it is recorded.
    NotAfterRecording,
    /// Of when a regulator had it.
    NotAfterReceipt,
    /// Of a day that another body sets.
    NotBeforeReceipt,
    /// Of when an answer arrived.
    NotBeforeSending,
    /// Of when a withdrawal was confirmed.
    NotBeforeWithdrawal,
    /// Of when feedback came back.
    NotBeforeFeedback,
    /// Of a pause after another.
    AfterLastPause,
    /// Of the end of a pause.
    AfterPauseBegan,
    /// Of a day by which something is done.
    TodayOrLater,
    /// Of a time of today by which something is done.
    StillToCome,
    /// Of an agreed day.
    WithinYear,
    /// Of what proves an agreement.
    HowAgreed,
    /// Of a file as proof.
    AttachedFile,
    /// Of a message as proof.
    SentMessage,
    /// Of a coding.
    OneCodeAnAxis,
    /// Of how complete a coding is.
    FullForm,
    /// Of grade, urgency and sensitivity.
    CodeOfList,
    /// Of what is raised: it is never lowered on the way.
    NotLower,
}

impl Expected {
    /// The word that names the sentence for people.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ReasonCode => "a code of 1 to 64 letters",
            Self::LoadedRegimes => "names of regimes, as `cn-n3`",
            Self::OneOrMore => "1 or more",
            Self::MoreThanZero => "more than zero",
            Self::Score => "1 to 5",
            Self::NoScore => "nothing, as the person was not reached",
            Self::Reference => "a number of at most 64 letters, figures and `-_/.():#&`, or brackets",
            Self::ShortValues => "values of at most 120 characters on one line",
            Self::SinceMemory => "2000-01-01 or later",
            Self::NotAfterRecording => "a time not after the case was recorded",
            Self::NotAfterReceipt => "a time not after the receipt here",
            Self::NotBeforeReceipt => "a day not before the receipt here",
            Self::NotBeforeSending => "a time not before the answer was sent",
            Self::NotBeforeWithdrawal => "a time not before the withdrawal was received",
            Self::NotBeforeFeedback => "a time not before the feedback was sent",
            Self::AfterLastPause => "a time after the last pause ended",
            Self::AfterPauseBegan => "a time after the pause began",
            Self::TodayOrLater => "today or later",
            Self::StillToCome => "a time still to come today",
            Self::WithinYear => "a day within a year",
            Self::HowAgreed => "an attachment, or where and how the person agreed, in 6 characters or more",
            Self::AttachedFile => "a file attached to this case",
            Self::SentMessage => "a message of this case that was sent",
            Self::OneCodeAnAxis => "one code an axis",
            Self::FullForm => "the full form; the short one is for what is solved in the first call",
            Self::CodeOfList => "a code of the list of this field",
            Self::NotLower => "what the case already has, or more; raising lowers nothing",
        })
    }
}

impl Refusal {
    /// The word that names the sentence for people.
    pub fn word(&self) -> &'static str {
        self.into()
    }

    /// The field of the command that is at fault, where one is.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::InFuture { field }
            | Self::BeforeReceipt { field }
            | Self::BeforeDecision { field }
            | Self::OutOfRange { field, .. }
            | Self::Missing { field } => Some(field),
            Self::UnknownGround { .. } => Some("ground"),
            Self::UnknownReason { .. } => Some("reason_code"),
            Self::NoTolling { .. } => Some("cause"),
            Self::UnknownStage { .. } | Self::PeriodOver { .. } => Some("stage"),
            Self::NoticeMissing => Some("notice_at"),
            Self::OutcomeNotOfKind { .. } | Self::ObjectionIncomplete { .. } => Some("outcome"),
            Self::DecisionIncomplete { part } => Some(part),
            Self::NoSuchRemedy { .. } => Some("remedies"),
            Self::MustBeWritten => Some("form"),
            Self::NoAttempt => Some("attempts"),
            Self::Code(_) | Self::AxisMissing { .. } => Some("codes"),
            Self::UnknownInstitution | Self::AlreadyThere => Some("institution"),
            Self::TooManyRepresentatives { .. } | Self::DocumentMissing => Some("parties"),
            _ => None,
        }
    }
}
