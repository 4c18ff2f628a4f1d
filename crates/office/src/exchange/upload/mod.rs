//! Files that somebody hands in through the browser: looked at, imported, deleted.
//!
//! Each lies in a folder of its own under the data folder: `imports/KEY` with the rows, what is known of it and later the
//! refused rows. They are as personal as what they came from: only the program reads them, only whoever handed them in sees
//! them, the rows go when the import has ended and the rest a day after it arrived.

mod folder;
mod preview;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::id::UserId;
use domain::organisation::Right;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::preview::{Preview, PreviewColumn};
use super::{BATCH_ROWS, Format, ImportError, ImportReport, ImportRequest, Profile};
use crate::{ATTACHMENT_BYTES_MAX, Caller, FieldError, Office, OfficeError};

/// The largest file handed in through the browser, in bytes. A longer one is imported by command.
pub const UPLOAD_BYTES_MAX: usize = ATTACHMENT_BYTES_MAX;

/// Files somebody may have lying here.
const UPLOADS_MAX: usize = 20;

/// How long a file lies here.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Upload {
    /// What it is called here.
    pub key: String,
    /// Whose it is.
    user_id: UserId,
    /// What it was called there.
    pub name: String,
    /// When it arrived.
    pub arrived_at: Timestamp,
    /// How far it is.
    pub state: UploadState,
}

/// How far a file is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Nobody has said yet what its columns mean and for whom it is imported.
    Waiting,
    /// It is being imported, and this much of it is done. Stored, it also stands for an import that the program's end broke off.
    Running(ImportReport),
    /// It was being imported when the program ended. Imported again it goes on: rows on record are left out.
    Interrupted,
    /// It was imported.
    Ended(ImportReport),
    /// It was not, or not to its end, for this reason.
    Failed(String),
}

/// Imports under way in this process, by key.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<HashMap<String, ImportReport>>);

impl Uploads {
    fn running(&self) -> MutexGuard<'_, HashMap<String, ImportReport>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an import on, unless it is under way.
    fn begin(&self, key: &str) -> bool {
        let mut running = self.running();
        let is_new = !running.contains_key(key);
        running.entry(key.to_owned()).or_default();
        is_new
    }
}

impl Office {
    /// Takes a file in and returns what it is called here.
    pub async fn upload(&self, caller: &Caller, name: &str, content: Vec<u8>) -> Result<String, OfficeError> {
        let user_id = importer(caller)?;
        let refuse =
            |code, message: String| Err(OfficeError::Invalid(vec![FieldError::new("file", code, message)]));
        if content.is_empty() {
            return refuse("upload_missing", "expected a file with rows".to_owned());
        }
        let format = match Format::of(Path::new(name)) {
            Ok(format) => format,
            Err(error) => return refuse("upload_format", error.to_string()),
        };
        if content.len() > UPLOAD_BYTES_MAX {
            return refuse("upload_large", format!("expected at most {UPLOAD_BYTES_MAX} bytes"));
        }
        if self.uploads(caller)?.len() >= UPLOADS_MAX {
            return refuse("upload_many", format!("expected fewer than {UPLOADS_MAX} files that lie here"));
        }
        let mut bytes = [0; 16];
        self.surroundings.fill(&mut bytes);
        let upload = Upload {
            key: bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            user_id,
            name: name.to_owned(),
            arrived_at: self.surroundings.now(),
            state: UploadState::Waiting,
        };
        let (key, data_dir) = (upload.key.clone(), self.data_dir.clone());
        let kept = tokio::task::spawn_blocking(move || folder::create(&data_dir, &upload, format, &content));
        kept.await.unwrap_or_else(|error| Err(std::io::Error::other(error))).map_err(not_kept)?;
        Ok(key)
    }

    /// The caller's files, the newest first.
    pub fn uploads(&self, caller: &Caller) -> Result<Vec<Upload>, OfficeError> {
        let user_id = importer(caller)?;
        let mut found = folder::all(&self.data_dir);
        found.retain(|upload| upload.user_id == user_id);
        found.sort_by(|one, other| (other.arrived_at, &other.key).cmp(&(one.arrived_at, &one.key)));
        Ok(found.into_iter().map(|upload| self.as_it_is(upload)).collect())
    }

    /// One of the caller's files.
    pub fn upload_of(&self, caller: &Caller, key: &str) -> Result<Upload, OfficeError> {
        let user_id = importer(caller)?;
        let found = folder::read(&self.data_dir, key).filter(|upload| upload.user_id == user_id);
        found.map(|upload| self.as_it_is(upload)).ok_or(OfficeError::NotFound { what: "file" })
    }

    /// What its first rows would become with a profile; with the one that knows most of its columns where none is named.
    pub async fn upload_preview(
        self: &Arc<Self>,
        caller: &Caller,
        key: &str,
        profile: Option<&str>,
    ) -> Result<Preview, ImportError> {
        self.upload_of(caller, key)?;
        let (office, caller) = (Arc::clone(self), caller.clone());
        let (key, profile) = (key.to_owned(), profile.map(str::to_owned));
        let looked = tokio::task::spawn_blocking(move || {
            preview::preview(&office, &caller, &folder::rows(&office.data_dir, &key)?, profile.as_deref())
        });
        looked.await.unwrap_or_else(|error| Err(OfficeError::Unreadable(error.to_string()).into()))
    }

    /// Begins to import a file; [`upload_of`](Self::upload_of) tells how far it is. What is under way is not begun again.
    pub async fn upload_import(
        self: &Arc<Self>,
        caller: &Caller,
        key: &str,
        profile: &str,
        institution: &str,
    ) -> Result<(), OfficeError> {
        let upload = self.upload_of(caller, key)?;
        if matches!(upload.state, UploadState::Ended(_)) || !self.uploads.begin(key) {
            return Ok(());
        }
        let begun = self.begin_import(caller, upload, profile, institution);
        if begun.is_err() {
            self.uploads.running().remove(key);
        }
        begun
    }

    fn begin_import(
        self: &Arc<Self>,
        caller: &Caller,
        mut upload: Upload,
        profile: &str,
        institution: &str,
    ) -> Result<(), OfficeError> {
        let wrong = |field: &str, code: &str, message: String| {
            OfficeError::Invalid(vec![FieldError::new(field, code, message)])
        };
        let profile = Profile::shipped(profile)
            .and_then(Result::ok)
            .ok_or_else(|| wrong("profile", "upload_profile", format!("no profile `{profile}` ships")))?;
        let organisation = self.organisation();
        let own = organisation.tree.by_code(institution.trim()).filter(|id| {
            let takes_work = organisation.tree.get(*id).is_some_and(|institution| institution.active);
            takes_work && caller.may(Right::Import, *id, &organisation.tree)
        });
        if own.is_none() {
            return Err(wrong(
                "institution",
                "upload_institution",
                "expected an institution of your own".to_owned(),
            ));
        }
        let request = ImportRequest {
            path: folder::rows(&self.data_dir, &upload.key)?,
            format: None,
            profile: Arc::new(profile),
            institution: institution.to_owned(),
            batch_rows: BATCH_ROWS,
        };
        upload.state = UploadState::Running(ImportReport::default());
        folder::write(&self.data_dir, &upload).map_err(not_kept)?;
        let (office, caller) = (Arc::clone(self), caller.clone());
        tokio::spawn(async move {
            let told = |report: &ImportReport| {
                office.uploads.running().insert(upload.key.clone(), report.clone());
                ControlFlow::Continue(())
            };
            let ended = office.import_cases(&caller, request, told).await;
            upload.state = match ended {
                Ok(report) => UploadState::Ended(report),
                Err(error) => UploadState::Failed(error.to_string()),
            };
            if let Err(error) = folder::end(&office.data_dir, &upload) {
                tracing::warn!(%error, "what came of an import could not be written down");
            }
            office.uploads.running().remove(&upload.key);
        });
        Ok(())
    }

    /// The rows that were refused, as a file to correct; empty where there are none.
    pub fn upload_rejects(&self, caller: &Caller, key: &str) -> Result<Vec<u8>, OfficeError> {
        self.upload_of(caller, key)?;
        folder::rejects(&self.data_dir, key).map_err(not_kept)
    }

    /// Deletes a file, unless it is being imported.
    pub fn upload_delete(&self, caller: &Caller, key: &str) -> Result<(), OfficeError> {
        match self.upload_of(caller, key)?.state {
            UploadState::Running(_) => Err(OfficeError::UnderWay),
            _ => folder::remove(&self.data_dir, key).map_err(not_kept),
        }
    }

    /// Deletes what has lain here for a day.
    pub(crate) fn uploads_sweep(&self) -> u64 {
        let before = self.surroundings.now() - KEPT;
        let lapsed = folder::all(&self.data_dir)
            .into_iter()
            .filter(|upload| upload.arrived_at < before && !self.uploads.running().contains_key(&upload.key));
        lapsed.filter(|upload| folder::remove(&self.data_dir, &upload.key).is_ok()).count() as u64
    }

    fn as_it_is(&self, upload: Upload) -> Upload {
        let running = self.uploads.running().get(&upload.key).cloned();
        let state = match (running, upload.state) {
            (Some(report), _) => UploadState::Running(report),
            (None, UploadState::Running(_)) => UploadState::Interrupted,
            (None, other) => other,
        };
        Upload { state, ..upload }
    }
}

fn importer(caller: &Caller) -> Result<UserId, OfficeError> {
    caller.require(Right::Import)?;
    caller.actor().user().ok_or(OfficeError::Unauthenticated)
}

fn not_kept(error: std::io::Error) -> OfficeError {
    OfficeError::Unreadable(format!("the folder of files to import: {error}"))
}
