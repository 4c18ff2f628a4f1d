//! Import: rows of a file become cases.
//!
//! ```text
//! thread     file ─ read ─▶ rows ─ profile ─▶ drafts           one row in memory
//!                                               │ batches
//! here                       on record already? whose?         group
//! thread                     sealed, decided, projected        seal      while the batch before is written
//! writer                                                       append_many
//! ```
//!
//! A row is imported once, by its own identifier: an import that was interrupted, or a file that has grown, is simply
//! imported again. Each row is all or nothing; a row that cannot be used goes to `FILE.rejects.csv` with the reason.

mod codes;
mod draft;
mod group;
mod pipeline;
mod reading;
mod rejects;
mod seal;

pub(super) use draft::Drafting;
pub(super) use pipeline::check_columns;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use domain::organisation::Right;

use super::profile::Profile;
use super::read::ReadError;
use super::{Format, UnknownFormatError};
use crate::{Caller, Office, OfficeError};

/// How many rows are written in one transaction: enough to make its cost small beside theirs, few enough that somebody
/// at the desk does not notice the wait.
pub const BATCH_ROWS: usize = 1_000;

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// The file.
    pub path: PathBuf,
    /// Its format; what its name tells where left out.
    pub format: Option<Format>,
    /// What its columns mean.
    pub profile: Arc<Profile>,
    /// The code of the institution responsible for rows that name none, or one that does not take new work here. What
    /// they name stays among their particulars.
    pub institution: String,
    /// Rows a transaction; [`BATCH_ROWS`] unless there is a reason.
    pub batch_rows: usize,
}

/// How far an import is, or what it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ImportReport {
    /// Rows read.
    pub read: u64,
    /// Cases made.
    pub imported: u64,
    /// Rows that were on record already.
    pub duplicate: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Where the refused rows lie.
    #[serde(skip)]
    pub rejects: Option<PathBuf>,
    /// Columns of the file that the profile does not know.
    #[serde(skip)]
    pub columns_not_read: Vec<String>,
    /// Whether it was stopped before the end of the file.
    #[serde(skip)]
    pub interrupted: bool,
    /// Bytes read of all bytes of the file; nothing for a workbook.
    #[serde(skip)]
    pub bytes: Option<(u64, u64)>,
}

/// Why an import did not take place or broke off. What was written before stays, and importing again goes on there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Its name tells no format.
    #[error(transparent)]
    Format(#[from] UnknownFormatError),
    /// It is a file of something else.
    #[error("`{}` has no column {expected}, which the profile `{profile}` needs; its columns are {found}", path.display())]
    Columns {
        /// The file.
        path: PathBuf,
        /// The profile.
        profile: String,
        /// What is missing.
        expected: String,
        /// What there is.
        found: String,
    },
    /// There is no such institution, or it takes no new work.
    #[error("there is no institution `{0}` that takes new work: expected the code of one")]
    Institution(String),
    /// The refused rows cannot be kept.
    #[error("the refused rows cannot be written to `{}`", path.display())]
    Rejects {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl ImportError {
    /// Whether whoever asked can put it right: another file, profile or institution.
    pub fn is_mistake(&self) -> bool {
        !matches!(self, Self::Rejects { .. } | Self::Office(_))
    }
}

impl Office {
    /// Imports the rows of a file as cases. `progress` is told after every batch and may stop it; what is on its way is
    /// then still written.
    pub async fn import_cases(
        self: &Arc<Self>,
        caller: &Caller,
        request: ImportRequest,
        progress: impl FnMut(&ImportReport) -> ControlFlow<()> + Send,
    ) -> Result<ImportReport, ImportError> {
        caller.require(Right::Import)?;
        let organisation = self.organisation();
        let found = organisation.tree.by_code(request.institution.trim());
        let active = |id: &_| organisation.tree.get(*id).is_some_and(|institution| institution.active);
        let institution =
            found.filter(active).ok_or_else(|| ImportError::Institution(request.institution.clone()))?;
        let format = request.format.map_or_else(|| Format::of(&request.path), Ok)?;
        pipeline::Pipeline::start(self, caller, request, format, institution)?.run(progress).await
    }
}
