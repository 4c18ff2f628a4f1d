//! The folder of an index with its files read where they are asked for, not mapped.
//!
//! Mapped, every page that a question or a merge touches counts as memory of this process for as long as the file is open:
//! at a million cases all of the index after a while. Read, what was asked for is given back with the answer, and the
//! system's cache serves the next question as before. Kept is what every question reads whole, its columns and lengths: some
//! ten bytes a case.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
    WritePtr,
};

/// A folder of an index. All but reading is left to the library's own kind of folder.
#[derive(Clone, Debug)]
pub(crate) struct ReadFiles {
    folder: PathBuf,
    inner: MmapDirectory,
}

impl ReadFiles {
    pub(crate) fn open(folder: &Path) -> Result<Self, tantivy::TantivyError> {
        Ok(Self { folder: folder.to_owned(), inner: MmapDirectory::open(folder)? })
    }
}

impl Directory for ReadFiles {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match Opened::open(&self.folder.join(path)) {
            Ok(opened) => Ok(Arc::new(opened)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(OpenReadError::FileDoesNotExist(path.to_owned()))
            }
            Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// Files of columns and of lengths of texts, by their extension.
const KEPT: [&str; 2] = ["fast", "fieldnorm"];

/// Parts kept of one such file: the columns that questions read, which are the number and two days.
const PARTS_MAX: usize = 3;

/// Smaller parts are read again in no time.
const PART_BYTES_MIN: usize = 4_096;

/// A file that is open. Files of an index are written once and never changed.
#[derive(Debug)]
struct Opened {
    file: File,
    length: usize,
    /// Parts read before, the latest last; nothing where none are kept.
    kept: Option<Mutex<Vec<Part>>>,
}

/// Bytes of a file and where they stand in it.
type Part = (Range<usize>, OwnedBytes);

impl Opened {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        let extension = path.extension().unwrap_or_default();
        let kept = KEPT.iter().any(|kept| extension == *kept).then(Mutex::default);
        Ok(Self { file, length, kept })
    }

    fn read(&self, range: &Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        self.file.read_exact_at(&mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
}

impl HasLen for Opened {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for Opened {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let Some(kept) = self.kept.as_ref().filter(|_| range.len() >= PART_BYTES_MIN) else {
            return self.read(&range);
        };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let part = match kept.iter().position(|(of, _)| *of == range) {
            Some(place) => kept.remove(place),
            None => (range.clone(), self.read(&range)?),
        };
        let bytes = part.1.clone();
        if kept.len() == PARTS_MAX {
            kept.remove(0);
        }
        kept.push(part);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_read_again_are_the_same_whether_kept_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..100_000_u32).map(|at| at.to_le_bytes()[1] ^ at.to_le_bytes()[0]).collect();
        for name in ["a.fast", "a.pos"] {
            let path = folder.path().join(name);
            std::fs::write(&path, &bytes).unwrap();
            let opened = Opened::open(&path).unwrap();
            assert_eq!(opened.len(), bytes.len());
            for start in (0..8).chain(0..8).map(|part| part * 10_000_usize) {
                for range in [start..start + 9_000, start..start + 10, start..start] {
                    assert_eq!(opened.read_bytes(range.clone()).unwrap().as_slice(), &bytes[range]);
                }
            }
            assert!(opened.read_bytes(99_999..100_001).is_err(), "behind the end");
            assert_eq!(
                opened.kept.map(|kept| kept.lock().unwrap().len()),
                (name == "a.fast").then_some(PARTS_MAX)
            );
        }
    }
}
