//! The record as a trait: events are the truth, tables are read models that can be rebuilt from them.
//!
//! An engine (`store-sqlite`; others join by passing `contract`, the suite behind the feature of that name) keeps five things in one database and changes them
//! in one transaction: the events, the read models of cases, the organisation, the sealed rows of the vault, and the
//! ledger over the events. It knows no rule of the domain: rows come to it ready made.
//!
//! To add a read model: a row type here, a [`Change`] that replaces it, a query, a contract test, a table in each engine.

mod account;
mod append;
mod case;
mod case_views;
mod chronology;
#[cfg(feature = "contract")]
pub mod contract;
mod error;
mod event;
mod ledger_rows;
mod vault_care;
mod vault_rows;

pub use account::{
    Accounts, AttemptLimit, Credential, InstitutionRow, Login, RoleRow, Session, TokenRow, UserRow,
};
pub use append::{Append, Appended, Change, Expected, Series, StreamWrite};
pub use case::{ApprovalRow, CasePersonRow, CaseRow, LinkRow, SourceRow, TaskRow};
pub use case_views::{
    CaseFilter, CaseOrder, CaseQuery, CaseViews, Count, Counted, Figures, FirstTime, FirstTimeOf, Page,
    Scope, Tally, TextSearch,
};
pub use chronology::{Anachronism, Chronology, RECORDED_SLACK, is_behind};
pub use error::StoreError;
pub use event::{EventFields, EventLog, NewEvent, StoredEvent};
pub use ledger_rows::{
    CheckLeaves, Head, LedgerRows, LoggedEvent, Scan, ScannedLeaf, SealStep, WaitingEvent,
};
pub use vault_care::{PersonStateRow, Rewrap, VaultCare};
pub use vault_rows::{MaskedText, PersonKeyRow, SealedItem, TagRow, VaultRows};

/// Everything an installation remembers.
pub trait Store: EventLog + CaseViews + Accounts + VaultRows + VaultCare + LedgerRows {}

impl<T: EventLog + CaseViews + Accounts + VaultRows + VaultCare + LedgerRows> Store for T {}
