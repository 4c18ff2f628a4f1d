//! Who writes which folder. Processes that share a data folder each have an index of their own, in `search`, `search-2`,
//! `search-3` and so on: a process takes the first that nobody holds and holds it, by a lock on a file beside it, until it
//! ends. So a node that starts again finds the index that it or another one left, and goes on from there.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::SearchError;
use crate::folder::{beside, folder_error, former, remove};

/// How many processes may write beside each other.
const CLAIMS_MAX: u32 = 64;

/// A folder that this process alone writes, until dropped.
#[derive(Debug)]
pub struct Claim {
    folder: PathBuf,
    // The lock goes with the file.
    _lock: File,
}

impl Claim {
    /// Takes the first folder that nobody holds: `first` or one beside it.
    ///
    /// # Errors
    /// When the place cannot be written, or all folders are held.
    pub fn take(first: &Path) -> Result<Self, SearchError> {
        for folder in folders(first) {
            if let Some(claim) = Self::of(folder)? {
                return Ok(claim);
            }
        }
        Err(SearchError::Crowded(first.display().to_string()))
    }

    /// Takes this very folder; none where another holds it.
    ///
    /// # Errors
    /// When the place cannot be written.
    pub fn of(folder: PathBuf) -> Result<Option<Self>, SearchError> {
        let path = ending(&folder, "lock");
        let mut options = OpenOptions::new();
        let opened = options.write(true).create(true).truncate(false).mode(0o600).open(&path);
        let lock = opened.map_err(|source| folder_error(&path, source))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { folder, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(folder_error(&path, source)),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// When the index in it was last committed to, in seconds since 1970; none where there is none.
    pub fn committed_at(&self) -> Option<u64> {
        let modified = self.folder.join("meta.json").metadata().and_then(|found| found.modified()).ok()?;
        Some(modified.duration_since(UNIX_EPOCH).ok()?.as_secs())
    }

    /// Whether somebody asked that the index in it be built anew. It stays asked for until [`Self::rebuilt`].
    pub fn is_rebuild_asked(&self) -> bool {
        ending(&self.folder, "rebuild").exists()
    }

    /// Says that it was built anew.
    ///
    /// # Errors
    /// When the place cannot be written.
    pub fn rebuilt(&self) -> Result<(), SearchError> {
        let path = ending(&self.folder, "rebuild");
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(folder_error(&path, error)),
            _ => Ok(()),
        }
    }

    /// Removes the index in it, with what was set aside of it and what is being built beside it.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn clear(&self) -> Result<(), SearchError> {
        remove(&former(&self.folder))?;
        remove(&beside(&self.folder))?;
        remove(&self.folder)
    }
}

/// Asks whoever writes or will write the index in a folder to build it anew.
///
/// # Errors
/// When the place cannot be written.
pub fn ask_to_rebuild(folder: &Path) -> Result<(), SearchError> {
    let path = ending(folder, "rebuild");
    File::create(&path).map(drop).map_err(|source| folder_error(&path, source))
}

/// Every folder that holds an index, `first` before those beside it.
pub fn indexes(first: &Path) -> Vec<PathBuf> {
    folders(first).filter(|folder| folder.exists()).collect()
}

fn folders(first: &Path) -> impl Iterator<Item = PathBuf> {
    let further = (2..=CLAIMS_MAX).map(|place| {
        let mut name = first.as_os_str().to_owned();
        name.push(format!("-{place}"));
        PathBuf::from(name)
    });
    std::iter::once(first.to_owned()).chain(further)
}

fn ending(folder: &Path, ending: &str) -> PathBuf {
    folder.with_extension(ending)
}
