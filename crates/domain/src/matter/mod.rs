//! Matters: what a person raised, from receipt to outcome and answer.
//!
//! Read in this order: [`kind`](Kind), [`command`](Command) (what can be asked), [`permit`](permit()) (where it may be
//! asked), [`decide`](decide()) (the rules), [`event`](Event) (what happened), [`case`](Case) and `fold` (what the events
//! make).

mod book;
mod case;
mod clocks;
mod command;
mod context;
mod decide;
mod event;
mod fold;
mod kind;
mod message;
mod permit;
mod refusal;
mod request;
mod status;
mod upcast;
mod value;
mod words;

pub use book::{AlertLimits, Book, BookError};
pub use case::{
    Agreement, Case, Ending, Extension, FirstTimes, LastAct, Objection, Pause, Phase, Reopening,
    RequestState, SourceState,
};
pub use clocks::{CaseClocks, CaseDue, case_clocks, case_regimes};
pub use command::{Command, Receive, Step};
pub use context::Context;
pub use decide::{Merging, decide, decide_all, merge, receive};
pub use event::{CarriedOver, CarriedText, Correction, Event, ReadEventError, Received, Recorded};
pub use fold::{Entry, FoldError};
pub use kind::{Kind, Status};
pub use message::{MessageKind, MessageState, message_delivered, message_failed, message_sent};
pub use permit::{permit, steps};
pub use refusal::{Expected, Refusal};
pub use request::{Asked, Rank, Request, RequestKind, RequestStatus};
pub use upcast::Upcaster;
pub use value::{
    AnswerForm, Attempt, Channel, CodingForm, ContactForm, Decision, Echo, Evidence, IdentityCheck,
    Liability, MajorGround, NewSource, Origin, Outcome, PARTICULAR_CHARS_MAX, Particular, Particulars, Party,
    PartyRole, PauseCause, RecordingDigest, Relation, Remedy, ReportTo, Source, Task, TaskKind, TaskOutcome,
    TaskStatus, VerificationResult,
};
