//! Use cases: authorise, load, decide, append. Pages, programs and commands come through here and nowhere else.
//!
//! The way of one command, file by file: [`act`](Office::act) (who may, what is it now) → `words` (sealing what was
//! typed) → `domain::matter::decide` (the rules) → `projection` (rows for lists) → `store` (one transaction). Reading
//! goes through `read` and [`Caller::scope`], so that what may not be seen is not counted either.

mod access;
mod account;
mod act;
mod arriving_rules;
mod as_known;
mod attachment;
mod authority;
mod check;
mod checkpoints;
mod code_issue;
mod coding;
mod condition;
mod draft;
mod erasure;
mod erasure_register;
mod error;
mod escalation;
pub mod exchange;
mod expected;
mod figures;
mod finding;
mod hearing;
mod intake;
mod jobs;
mod kept_overviews;
mod key_rotation;
mod ledger_work;
mod log_origin;
mod merge;
mod messaging;
mod notices;
mod oidc;
mod once;
mod open_channels;
mod open_words;
mod organise;
mod party;
mod password;
mod person;
mod person_standing;
mod picked;
mod portal;
mod projection;
mod read;
mod rebuild;
mod receipt_check;
mod reply_templates;
mod restriction;
mod review;
mod rules_preview;
mod saved_views;
mod second_factor;
mod sessions;
mod staff_import;
mod surroundings;
mod suspicious;
mod text_refs;
mod totp;
mod turns;
mod unmask;
mod verify;
mod verify_texts;
mod waiting;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};

use domain::matter::{Book, Context};
use store::Store;

use crate::kept_overviews::KeptOverviews;

pub use access::{Entry, Owed, SignIn, SignedIn};
pub use account::{NewToken, StaffInput, TokenInfo};
pub use act::{Acted, check_steps_count};
pub use arriving_rules::{CALENDAR_FOLDER, RulesError};
pub use as_known::{AsKnown, AsOf};
pub use attachment::{ATTACHMENT_BYTES_MAX, Attachment, AttachmentInput};
pub use authority::Caller;
pub use check::ViewCheck;
pub use checkpoints::{FormerLog, checkpoint_file};
pub use code_issue::{CodeIssue, IssuedCode};
pub use coding::{
    KeptModel, MODELS_FOLDER, ModelError, Models, NO_CODE, Promotion, RecordTexts, SHIPPED_MODEL,
    SuggestedCode, code_plan, shipped_model, suggest,
};
pub use condition::{Gauges, Part, ReadyLimits, Unready};
pub use draft::{DraftKey, Filed};
pub use erasure::Erasing;
pub use erasure_register::{Erasure, RegisterError, erasures_file, erasures_merge, erasures_read};
pub use error::{FieldError, OfficeError};
pub use escalation::told_together;
pub use expected::ExpectedDates;
pub use figures::Overview;
pub use finding::{Finding, FoundCase, FoundCases, Labels, SearchLag, SearchStatus, SearchTurn, SimilarCase};
pub use hearing::{
    Against, CallInput, CallTurn, CallsKept, Cause, GROUPS, HOT_DAYS_MAX, HeardCall, HeardIn, HeardSources,
    HotQuestion, HotSpot, HotSpotDetails, HotSpotKind, HotSpotList, HotWords, PHRASE, STATEMENT_CHARS_MAX,
    Why,
};
pub use intake::{AgentInput, OriginInput, PersonInput, Receipt, Submission};
pub use jobs::{JobKind, Took};
pub use key_rotation::{KeepKeys, KeysInfo, Rotated, RotationError};
pub use ledger_work::LedgerStatus;
pub use messaging::{
    By, CodeSent, Delivery, Letter, Messaging, NOTICE_KINDS, Preferences, PreferencesInput, TemplateError,
    Templates, WebhookInfo, WebhookInput,
};
pub use notices::{NEWS_ENDED, NOTICES_MAX, Notice};
pub use oidc::{IssuerSettings, IssuerSettingsError, RETURN_PATH, Returned};
pub use once::{DONE_REQUEST_HOURS, OnceRequest};
pub use open_channels::{
    ChannelFigures, ChannelInput, ChannelPeriod, ChannelView, ContactTestInput, MissedCallsInput, PeriodInput,
};
pub use organise::{InstitutionInput, Organisation};
pub use person_standing::PersonStanding;
pub use picked::Picked;
pub use portal::{Decided, Progress, ProgressStep};
pub use read::{CaseView, PersonCard, SourceView, TimelineEntry};
pub use rebuild::Rebuilt;
pub use receipt_check::{CheckedEntry, CheckedReceipt};
pub use reply_templates::{ReplyTemplate, ReplyTemplateInput};
pub use rules_preview::{DateChange, RulesPreview};
pub use saved_views::{SAVED_VIEWS_MAX, VIEW_NAME_MAX};
pub use second_factor::SecondFactor;
pub use sessions::{SessionInfo, SignInState};
pub use staff_import::{NewPasswords, STAFF_ROWS_MAX, StaffFate, StaffImport, StaffRow, decoded};
pub use surroundings::{Randomness, Surroundings};
// What lists and figures hand out; desk imports no store.
pub use store::{
    ApprovalRow, CaseFilter, CaseOrder, CaseQuery, CaseRow, ContactTestRow, Count, Counted, Figures,
    FirstTime, FirstTimeOf, JobEnd, JobRow, JobStatus, MessageFilter, MessageForm, MessageRow, MessageStatus,
    Page, Recipient, RoleRow, RuleKind, SavedView, Scope, Tally, TaskRow, UserRow, Written,
};
// What hot words are made of; desk imports no text.
pub use text::hotwords::{HotWord, Nothing as NothingHot};
// How a question to the full text is made and answered; desk imports no index.
pub use search::{Facets, Field as SearchField, Narrowing, Piece};
// The secret of an issuer is handed over in one.
pub use vault::Zeroizing;

pub use unmask::{UnmaskReason, Unmasked};
pub use verify::{Verification, verify};
pub use waiting::Waiting;

/// An installation at work.
pub struct Office {
    store: Arc<dyn Store>,
    keys: RwLock<Arc<vault::KeyRing>>,
    // Held, shared, by who recognises persons by the tags of one moment and writes new ones: intakes, imports. A new generation
    // begins while nobody does.
    key_use: Arc<tokio::sync::RwLock<()>>,
    // Writes the key file, where this process alone holds the keys.
    keep_keys: RwLock<Option<Arc<KeepKeys>>>,
    signer: ledger::SigningKey,
    surroundings: Arc<dyn Surroundings>,
    book: RwLock<Arc<Book>>,
    // With the number of the change up to which it was read.
    organisation: RwLock<(u64, Arc<Organisation>)>,
    data_dir: PathBuf,
    // Opened once, by the first attachment: opening clears what a killed process left half-written, which a process that
    // only reads beside a server must not do.
    blobs: Mutex<Option<Arc<vault::BlobStore>>>,
    shelf: finding::Shelf,
    models: Models,
    heard: hearing::Answers,
    messaging: RwLock<Arc<Messaging>>,
    // Whose word on who somebody is is believed, if anybody's.
    issuer: RwLock<Option<Arc<oidc::Issuer>>>,
    // The newest notice that this process knows of.
    news: tokio::sync::watch::Sender<u64>,
    passwords: tokio::sync::Semaphore,
    under_way: once::UnderWay,
    sealing: tokio::sync::Mutex<()>,
    /// When sealing last succeeded, in microseconds since 1970.
    sealer_came_by: std::sync::atomic::AtomicI64,
    /// How many calendars and regimes that arrived are in the book.
    calendars_read: AtomicU64,
    regimes_read: AtomicU64,
    /// Files of the folder of calendars that were taken on, by their digest.
    calendars_seen: Mutex<BTreeSet<String>>,
    kept_overviews: KeptOverviews,
    uploads: exchange::Uploads,
    /// Which turn of the schedule was added last.
    scheduled: Mutex<BTreeMap<JobKind, i64>>,
}

/// What an installation is opened with.
pub struct Opening {
    /// The record.
    pub store: Arc<dyn Store>,
    /// The keys of the vault.
    pub keys: vault::KeyRing,
    /// The key that signs checkpoints.
    pub signer: ledger::SigningKey,
    /// Time and randomness.
    pub surroundings: Arc<dyn Surroundings>,
    /// The rules.
    pub book: Book,
    /// The data folder: attachments and the checkpoint file lie there.
    pub data_dir: PathBuf,
}

impl Office {
    /// Opens an installation and reads its organisation. It reaches nobody until [`set_messaging`](Self::set_messaging).
    pub async fn open(opening: Opening) -> Result<Arc<Self>, OfficeError> {
        let templates = Templates::load(&[]).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let office = Self {
            organisation: RwLock::new((0, Arc::new(Organisation::default()))),
            // Two hashes of 19 MiB at once at most: sign-in must not be a way to exhaust memory.
            passwords: tokio::sync::Semaphore::new(2),
            under_way: once::UnderWay::default(),
            kept_overviews: KeptOverviews::default(),
            uploads: exchange::Uploads::default(),
            sealing: tokio::sync::Mutex::new(()),
            sealer_came_by: opening.surroundings.now().as_microsecond().into(),
            store: opening.store,
            keys: RwLock::new(Arc::new(opening.keys)),
            key_use: Arc::default(),
            keep_keys: RwLock::default(),
            signer: opening.signer,
            surroundings: opening.surroundings,
            book: RwLock::new(Arc::new(opening.book)),
            calendars_read: AtomicU64::new(0),
            regimes_read: AtomicU64::new(0),
            calendars_seen: Mutex::default(),
            scheduled: Mutex::default(),
            blobs: Mutex::new(None),
            shelf: finding::Shelf::new(&opening.data_dir),
            models: Models::new(&opening.data_dir),
            heard: hearing::Answers::default(),
            messaging: RwLock::new(Arc::new(Messaging::none(templates))),
            issuer: RwLock::default(),
            news: tokio::sync::watch::Sender::new(0),
            data_dir: opening.data_dir,
        };
        office.reload_organisation().await?;
        office.reload_rules().await?;
        Ok(Arc::new(office))
    }

    /// The record.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The rules as they are now: a calendar may arrive at any time.
    pub fn book(&self) -> Arc<Book> {
        Arc::clone(&self.book.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The institutions and staff as they are now.
    pub fn organisation(&self) -> Arc<Organisation> {
        let organisation = self.organisation.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&organisation.1)
    }

    /// The keys of the vault as they are now.
    pub(crate) fn keys(&self) -> Arc<vault::KeyRing> {
        let keys = self.keys.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&keys)
    }

    /// Time and randomness.
    pub fn surroundings(&self) -> &Arc<dyn Surroundings> {
        &self.surroundings
    }

    /// The data folder.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The date at the office.
    pub fn today(&self) -> jiff::civil::Date {
        self.book().zone.to_datetime(self.surroundings.now()).date()
    }

    pub(crate) fn context<'a>(
        &'a self,
        caller: &'a Caller,
        organisation: &'a Organisation,
        book: &'a Book,
        now: jiff::Timestamp,
    ) -> Context<'a> {
        Context { now, actor: caller.actor(), staff: caller.grants(), book, tree: &organisation.tree }
    }

    pub(crate) fn randomness(&self) -> Randomness {
        Randomness(Arc::clone(&self.surroundings))
    }
}
