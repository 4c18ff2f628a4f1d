//! Use cases: authorise, load, decide, append. Pages, programs and commands come through here and nowhere else.
//!
//! The way of one command, file by file: [`act`](Office::act) (who may, what is it now) → `words` (sealing what was
//! typed) → `domain::matter::decide` (the rules) → `projection` (rows for lists) → `store` (one transaction). Reading
//! goes through `read` and [`Caller::scope`], so that what may not be seen is not counted either.

mod access;
mod account;
mod act;
mod attachment;
mod authority;
mod check;
mod checkpoints;
mod draft;
mod error;
pub mod exchange;
mod expected;
mod figures;
mod finding;
mod intake;
mod ledger_work;
mod log_origin;
mod merge;
mod open_words;
mod organise;
mod party;
mod person;
mod portal;
mod projection;
mod read;
mod rebuild;
mod receipt_check;
mod review;
mod surroundings;
mod turns;
mod unmask;
mod verify;
mod verify_texts;
mod words;

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use domain::matter::{Book, Context};
use store::Store;

pub use access::{SignIn, SignedIn};
pub use account::{NewToken, StaffInput, TokenInfo};
pub use act::Acted;
pub use attachment::{ATTACHMENT_BYTES_MAX, Attachment, AttachmentInput};
pub use authority::Caller;
pub use check::ViewCheck;
pub use checkpoints::{FormerLog, checkpoint_file};
pub use draft::{DraftKey, Filed};
pub use error::{FieldError, OfficeError};
pub use expected::ExpectedDates;
pub use figures::Overview;
pub use finding::{Finding, FoundCase, FoundCases, Labels, SearchStatus, SearchTurn};
pub use intake::{AgentInput, OriginInput, PersonInput, Receipt, Submission};
pub use ledger_work::LedgerStatus;
pub use organise::{InstitutionInput, Organisation};
pub use portal::{Decided, Progress, ProgressStep};
pub use read::{CaseView, PersonCard, SourceView, TimelineEntry};
pub use rebuild::Rebuilt;
pub use receipt_check::{CheckedEntry, CheckedReceipt};
pub use surroundings::{Randomness, Surroundings};
// What lists and figures hand out; desk imports no store.
pub use store::{
    ApprovalRow, CaseFilter, CaseOrder, CaseQuery, CaseRow, Count, Counted, Figures, FirstTime, FirstTimeOf,
    Page, RoleRow, Scope, Tally, TaskRow, UserRow,
};
// How a question to the full text is made and answered; desk imports no index.
pub use search::{Facets, Field as SearchField, Narrowing, Piece};
pub use unmask::{UnmaskReason, Unmasked};
pub use verify::{Verification, verify};

/// An installation at work.
pub struct Office {
    store: Arc<dyn Store>,
    keys: Arc<vault::KeyRing>,
    signer: ledger::SigningKey,
    surroundings: Arc<dyn Surroundings>,
    book: Arc<Book>,
    organisation: RwLock<Arc<Organisation>>,
    data_dir: PathBuf,
    // Opened once, by the first attachment: opening clears what a killed process left half-written, which a process that
    // only reads beside a server must not do.
    blobs: std::sync::Mutex<Option<Arc<vault::BlobStore>>>,
    shelf: finding::Shelf,
    passwords: tokio::sync::Semaphore,
    sealing: tokio::sync::Mutex<()>,
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
    /// Opens an installation and reads its organisation.
    pub async fn open(opening: Opening) -> Result<Arc<Self>, OfficeError> {
        let office = Self {
            organisation: RwLock::new(Arc::new(Organisation::default())),
            // Two hashes of 19 MiB at once at most: sign-in must not be a way to exhaust memory.
            passwords: tokio::sync::Semaphore::new(2),
            sealing: tokio::sync::Mutex::new(()),
            store: opening.store,
            keys: Arc::new(opening.keys),
            signer: opening.signer,
            surroundings: opening.surroundings,
            book: Arc::new(opening.book),
            blobs: std::sync::Mutex::new(None),
            shelf: finding::Shelf::new(&opening.data_dir),
            data_dir: opening.data_dir,
        };
        office.reload_organisation().await?;
        Ok(Arc::new(office))
    }

    /// The record.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The rules.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The institutions and staff as they are now.
    pub fn organisation(&self) -> Arc<Organisation> {
        let organisation = self.organisation.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&organisation)
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
        self.book.zone.to_datetime(self.surroundings.now()).date()
    }

    pub(crate) fn context<'a>(
        &'a self,
        caller: &'a Caller,
        organisation: &'a Organisation,
        now: jiff::Timestamp,
    ) -> Context<'a> {
        Context {
            now,
            actor: caller.actor(),
            staff: caller.grants(),
            book: &self.book,
            tree: &organisation.tree,
        }
    }

    pub(crate) fn randomness(&self) -> Randomness {
        Randomness(Arc::clone(&self.surroundings))
    }
}
