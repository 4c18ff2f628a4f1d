//! Files that hold a secret: readable by their owner alone, written whole or not at all.
//!
//! Used for the vault's own key file and, by the program, for the key that signs the ledger.

use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// A secret file is a few lines; anything larger is a mistake.
const BYTES_MAX: u64 = 64 * 1024;

/// The text of a secret file.
pub struct Loaded {
    /// The text; wiped from memory when dropped.
    pub text: Zeroizing<String>,
    /// Whether the file was made just now.
    pub created: bool,
}

/// Reads a secret file; where there is none, makes it with the text of `make` and mode 0600. The file appears complete
/// or not at all, and never replaces another: of two processes that start together, both use the first one's.
///
/// # Errors
/// When the file can be read by others, cannot be read or written, or is no text.
pub fn load_or_create(
    path: &Path,
    make: impl FnOnce() -> Zeroizing<String>,
) -> Result<Loaded, SecretFileError> {
    match load(path) {
        Err(SecretFileError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
        loaded => return loaded.map(|text| Loaded { text, created: false }),
    }
    let text = make();
    match create(path, &text) {
        Ok(()) => Ok(Loaded { text, created: true }),
        Err(source) if source.kind() == io::ErrorKind::AlreadyExists => {
            load(path).map(|text| Loaded { text, created: false })
        }
        Err(source) => Err(SecretFileError::Create { path: path.to_owned(), source }),
    }
}

/// Reads a secret file that must be there.
///
/// # Errors
/// When the file can be read by others, is missing, cannot be read or is no text.
pub fn load(path: &Path) -> Result<Zeroizing<String>, SecretFileError> {
    let read_error = |source| SecretFileError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(read_error)?;
    let metadata = file.metadata().map_err(read_error)?;
    if !metadata.is_file() || metadata.len() > BYTES_MAX {
        return Err(SecretFileError::NotSecretFile(path.to_owned()));
    }
    expect_private(path, &metadata)?;
    // The capacity holds it all, so that no copy is left behind by growing.
    let mut text = Zeroizing::new(String::with_capacity(BYTES_MAX as usize));
    match file.take(BYTES_MAX).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(SecretFileError::NotSecretFile(path.to_owned()))
        }
        Err(source) => Err(read_error(source)),
    }
}

/// Puts a secret file in the place of another, mode 0600. At every moment there is one of the two, whole.
///
/// # Errors
/// When it cannot be written; then the other one is still there.
pub fn replace(path: &Path, text: &str) -> Result<(), SecretFileError> {
    let write = || {
        beside(path, text)?.persist(path)?;
        sync_folder(folder_of(path))
    };
    write().map_err(|source| SecretFileError::Create { path: path.to_owned(), source })
}

/// Moves the file to its place when it is safe on the disk.
fn create(path: &Path, text: &str) -> io::Result<()> {
    beside(path, text)?.persist_noclobber(path)?;
    sync_folder(folder_of(path))
}

/// Writes the file beside its place, with mode 0600.
fn beside(path: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".secret-").tempfile_in(folder_of(path))?;
    restrict(file.as_file())?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the names in a folder survive a power failure.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Only Unix opens a folder like a file; elsewhere the system does it by itself.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(unix)]
fn restrict(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(unix)]
fn expect_private(path: &Path, metadata: &Metadata) -> Result<(), SecretFileError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(SecretFileError::NotPrivate { path: path.to_owned(), mode }) }
}

// Without Unix modes, a new file has the access list of its folder, which the administrator sets.
#[cfg(not(unix))]
fn restrict(_file: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn expect_private(_path: &Path, _metadata: &Metadata) -> Result<(), SecretFileError> {
    Ok(())
}

/// Why a secret file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretFileError {
    /// Others than its owner can get at it.
    #[error(
        "the secret file `{}` has mode {mode:04o}: expected 0600, so that only its owner can read it; run `chmod 600 {}`",
        path.display(), path.display()
    )]
    NotPrivate {
        /// The file.
        path: PathBuf,
        /// Its Unix mode.
        mode: u32,
    },
    /// It is a folder, no text, or too large.
    #[error("`{}` is not a secret file: expected a text file of at most 64 KiB", .0.display())]
    NotSecretFile(PathBuf),
    /// Reading failed.
    #[error("failed to read the secret file `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Writing failed.
    #[error("failed to create the secret file `{}`", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
