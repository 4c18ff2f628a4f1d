//! One writing process a data folder: a lock file that names its owner.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use jiff::Timestamp;
use store::StoreError;

/// The lock file's name in the data folder.
pub const LOCK_FILE: &str = "huiyin.lock";

/// Held while a process may write. The system lets go of it when the process ends, however it ends; the file stays.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a data folder and writes the owner into the file.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process, or another store of this one, holds it.
    pub fn take(folder: &Path, opened_at: Timestamp) -> Result<Self, StoreError> {
        let path = folder.join(LOCK_FILE);
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(failed("opening the lock file"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut owner = String::new();
                let read = file.take(200).read_to_string(&mut owner);
                let known = read.is_ok() && !owner.trim().is_empty();
                let owner = if known { owner.trim().to_owned() } else { "another process".to_owned() };
                return Err(StoreError::Locked { place: path.display().to_string(), owner });
            }
            Err(TryLockError::Error(error)) => return Err(failed("locking the data folder")(error)),
        }
        let owner = format!("process {} since {opened_at:.0}\n", std::process::id());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(owner.as_bytes()))
            .map_err(failed("writing the lock file"))?;
        Ok(Self { _file: file })
    }
}

fn failed(doing: &'static str) -> impl Fn(std::io::Error) -> StoreError {
    move |error| StoreError::Engine { doing, source: Box::new(error) }
}
