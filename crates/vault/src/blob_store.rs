//! Where sealed attachments lie: one file each, two levels of folders, written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::Digest;
use tempfile::NamedTempFile;

use crate::blob::BlobError;
use crate::secret_file::sync_folder;

/// Where files grow before they are whole.
const INCOMING: &str = "incoming";

/// A file that is not whole and rests for longer was left by a process that is gone.
const LEFT_BEHIND_AFTER: Duration = Duration::from_secs(3_600);

/// A folder of blobs: `ab/cd/IDENTIFIER`, where `abcd` begins the hash of the identifier, so that folders fill evenly
/// whatever the identifiers look like.
#[derive(Clone, Debug)]
pub struct BlobStore {
    root: PathBuf,
}

impl BlobStore {
    /// Opens a blob folder, making it when it is missing, and removes what a killed process left half-written. Several
    /// processes may share it: what may still be on its way stays.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(root: &Path) -> Result<Self, BlobError> {
        let incoming = root.join(INCOMING);
        fs::create_dir_all(&incoming).map_err(|source| folder_error(&incoming, source))?;
        // The folder may lie on another machine: its own clock says what is old.
        let probe = NamedTempFile::new_in(&incoming).map_err(|source| folder_error(&incoming, source))?;
        let now = probe.as_file().metadata().and_then(|found| found.modified());
        let now = now.map_err(|source| folder_error(&incoming, source))?;
        for entry in fs::read_dir(&incoming).map_err(|source| folder_error(&incoming, source))? {
            let path = entry.map_err(|source| folder_error(&incoming, source))?.path();
            if is_left_behind(&path, now) {
                fs::remove_file(&path).map_err(|source| folder_error(&path, source))?;
            }
        }
        Ok(Self { root: root.to_owned() })
    }

    /// Stores what `write` writes; an error leaves nothing behind. On return the blob survives a power failure.
    ///
    /// # Errors
    /// When there is a blob of that identifier, when `write` fails, or when the file cannot be written.
    pub fn put<T>(
        &self,
        identifier: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<T, BlobError>,
    ) -> Result<T, BlobError> {
        let path = self.path(identifier)?;
        let incoming = self.root.join(INCOMING);
        // Its mode is 0600: blobs are sealed, and still nobody else's business.
        let file = NamedTempFile::new_in(&incoming).map_err(|source| folder_error(&incoming, source))?;
        let mut writer = BufWriter::new(file);
        let outcome = write(&mut writer)?;
        let file = writer.into_inner().map_err(|error| BlobError::Write(error.into_error()))?;
        file.as_file().sync_all().map_err(BlobError::Write)?;
        self.make_folders(&path)?;
        file.persist_noclobber(&path).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => BlobError::Exists(identifier.to_owned()),
            _ => folder_error(&path, error.error),
        })?;
        sync_parent(&path)?;
        Ok(outcome)
    }

    /// Opens a blob for reading; its content is still sealed.
    ///
    /// # Errors
    /// When there is none or it cannot be read.
    pub fn get(&self, identifier: &str) -> Result<impl Read + use<>, BlobError> {
        let path = self.path(identifier)?;
        File::open(&path).map(BufReader::new).map_err(|source| access_error(identifier, &path, source))
    }

    /// Deletes a blob.
    ///
    /// # Errors
    /// When there is none or it cannot be deleted.
    pub fn delete(&self, identifier: &str) -> Result<(), BlobError> {
        let path = self.path(identifier)?;
        fs::remove_file(&path).map_err(|source| access_error(identifier, &path, source))?;
        sync_parent(&path)
    }

    fn path(&self, identifier: &str) -> Result<PathBuf, BlobError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !(1..=100).contains(&identifier.len()) || !identifier.bytes().all(allowed) {
            return Err(BlobError::Identifier(identifier.chars().take(100).collect()));
        }
        let [first, second, ..] = <[u8; 32]>::from(sha2::Sha256::digest(identifier));
        Ok(self.root.join(format!("{first:02x}")).join(format!("{second:02x}")).join(identifier))
    }

    /// Makes the two folders above a blob; a new folder is synced into the one above it.
    fn make_folders(&self, path: &Path) -> Result<(), BlobError> {
        let mut folders: Vec<_> =
            path.ancestors().skip(1).take_while(|folder| *folder != self.root).collect();
        folders.reverse();
        for folder in folders {
            match fs::create_dir(folder) {
                Ok(()) => sync_parent(folder)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(source) => return Err(folder_error(folder, source)),
            }
        }
        Ok(())
    }
}

/// Whether a file that is not whole has not grown for so long that nobody writes to it any more.
fn is_left_behind(path: &Path, now: SystemTime) -> bool {
    let modified = path.metadata().and_then(|found| found.modified());
    modified.is_ok_and(|modified| now.duration_since(modified).is_ok_and(|rested| rested > LEFT_BEHIND_AFTER))
}

fn sync_parent(path: &Path) -> Result<(), BlobError> {
    path.parent().map_or(Ok(()), sync_folder).map_err(|source| folder_error(path, source))
}

fn folder_error(path: &Path, source: io::Error) -> BlobError {
    BlobError::Folder { path: path.display().to_string(), source }
}

fn access_error(identifier: &str, path: &Path, source: io::Error) -> BlobError {
    match source.kind() {
        io::ErrorKind::NotFound => BlobError::NotFound(identifier.to_owned()),
        _ => folder_error(path, source),
    }
}
