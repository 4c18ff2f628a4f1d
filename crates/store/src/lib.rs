//! The record as a trait: events are the truth, tables are read models that can be rebuilt from them.
//!
//! An engine (`store-sqlite`; others join by passing `contract`, the suite behind the feature of that name) keeps five things in one database and changes them
//! in one transaction: the events, the read models of cases, the organisation, the sealed rows of the vault, and the
//! ledger over the events. Beside them it keeps jobs, notices, what goes out, rules that arrived, lists that staff
//! gave a name, templates of replies, calls and hot spots. It knows no rule of the domain: rows come to it ready made.
//!
//! To add a read model: a row type here, a [`Change`] that replaces it, a query, a contract test, a table in each engine.

mod access;
mod account;
mod append;
mod case;
mod case_views;
mod chronology;
#[cfg(feature = "contract")]
pub mod contract;
mod done_request;
mod error;
mod event;
mod factor;
mod health;
mod hearing;
mod job;
mod ledger_rows;
mod message;
mod migrations;
mod notice;
mod open_channel;
mod reply_template;
mod rule_file;
mod saved_view;
pub mod stored;
mod totals;
mod transfer;
mod vault_care;
mod vault_rows;

pub use access::Access;
pub use account::{
    Accounts, AttemptLimit, Credential, InstitutionRow, Login, RoleRow, Session, TokenRow, TurnLimit, UserRow,
};
pub use append::{Append, Appended, Change, Expected, Series, StreamWrite};
pub use case::{ApprovalRow, CasePersonRow, CaseRow, LinkRow, SourceRow, TaskRow};
pub use case_views::{
    CaseFilter, CaseOrder, CaseQuery, CaseViews, Count, Counted, Figures, FirstTime, FirstTimeOf, Page,
    Scope, Tally, TextSearch,
};
pub use chronology::{Anachronism, Chronology, RECORDED_SLACK, is_behind};
pub use done_request::{DoneRequest, DoneRequests};
pub use error::StoreError;
pub use event::{EventFields, EventLog, NewEvent, Rebuilding, StoredEvent};
pub use factor::{Factors, SecondFactorRow, SubjectRow};
pub use health::{Health, Written};
pub use hearing::{CallRow, Hearing, HotSpotRow, NewCall, NewHotSpot};
pub use job::{JobEnd, JobRow, JobStatus, JobTally, Jobs, NewJob};
pub use ledger_rows::{
    CheckLeaves, Head, LedgerRows, LoggedEvent, Scan, ScannedLeaf, SealStep, WaitingEvent,
};
pub use message::{
    MessageEnd, MessageFilter, MessageForm, MessageOutcome, MessageRow, MessageStatus, Messages, NewMessage,
    OneTimeCode, PreferenceRow, Recipient, WebhookRow,
};
pub use migrations::Migrations;
pub use notice::{NewNotice, NoticeRow, Notices, TOLD_TOGETHER};
pub use open_channel::{ChannelRow, ContactTestRow, MissedCallsRow, OpenChannels};
pub use reply_template::{ReplyTemplateRow, ReplyTemplates};
pub use rule_file::{RuleFile, RuleFiles, RuleKind};
pub use saved_view::{SavedView, SavedViews};
pub use totals::{Figured, Figuring, SOON_DAYS, TallyByInstitution, most_late_first};
pub use transfer::{COPIED, Cell, Column, Form, Table, Transfer};
pub use vault_care::{PersonStateRow, Rewrap, VaultCare};
pub use vault_rows::{MaskedText, PersonKeyRow, SealedItem, TagRow, VaultRows};

/// Everything an installation remembers.
pub trait Store:
    EventLog
    + CaseViews
    + Accounts
    + Factors
    + VaultRows
    + VaultCare
    + LedgerRows
    + DoneRequests
    + Jobs
    + Notices
    + Messages
    + SavedViews
    + Hearing
    + OpenChannels
    + ReplyTemplates
    + RuleFiles
    + Health
    + Transfer
{
}

impl<T> Store for T where
    T: EventLog
        + CaseViews
        + Accounts
        + Factors
        + VaultRows
        + VaultCare
        + LedgerRows
        + DoneRequests
        + Jobs
        + Notices
        + Messages
        + SavedViews
        + Hearing
        + OpenChannels
        + ReplyTemplates
        + RuleFiles
        + Health
        + Transfer
{
}
