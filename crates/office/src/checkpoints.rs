//! The file of signed checkpoints beside the database: whoever cuts off, rewrites or restores the database is found out by
//! it, and it can be copied elsewhere as it grows.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use ledger::{Checkpoint, Journal, TreeHead, VerifyingKey, journal};
use serde::Serialize;

use crate::OfficeError;

/// How much of the end of the file is read for its newest record, in bytes: many times the length of one.
const END_BYTES: u64 = 16 * 1024;

/// The file of checkpoints in a data folder, outside the database.
pub fn checkpoint_file(data_dir: &Path) -> PathBuf {
    data_dir.join("checkpoints.txt")
}

/// A log that a restored database could not go on with: the log after it has another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormerLog {
    /// Its name.
    pub origin: String,
    /// How many events its newest checkpoint attests.
    pub size: u64,
    /// How many events the database held when the next log began.
    pub kept: u64,
}

/// What a file of checkpoints says.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The heads the log must pass through.
    pub heads: Vec<TreeHead>,
    /// Logs that ended when an older database was restored, oldest first.
    pub former: Vec<FormerLog>,
}

/// Reads a file of checkpoints and checks every signature; nothing where there is no file.
///
/// Where the name changes, a restored database began a new log with what it held. Checkpoints of the former log up to
/// that size bind the new one too; those above it attest what the restored database no longer has.
pub(crate) fn read(path: &Path, key: &VerifyingKey) -> Result<Known, OfficeError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Known::default()),
        Err(error) => return Err(unreadable(path, &error)),
    };
    let journal = Journal::parse(&bytes).map_err(|error| unreadable(path, &error))?;
    let opened = journal.open_all(key).map_err(|error| unreadable(path, &error))?;
    let mut known = Known::default();
    let mut kept = u64::MAX;
    for log in opened.chunk_by(|one, next| one.origin() == next.origin()).rev() {
        if let Some(newest) = log.last().filter(|_| kept < u64::MAX) {
            let (origin, size) = (newest.origin().to_owned(), newest.head().size);
            known.former.push(FormerLog { origin, size, kept });
        }
        let heads = || log.iter().map(Checkpoint::head);
        known.heads.extend(heads().filter(|head| head.size <= kept));
        kept = heads().map(|head| head.size).fold(kept, u64::min);
    }
    known.former.reverse();
    Ok(known)
}

/// The newest checkpoint of a file, its signature checked; none where there is no file or no whole record. Only the end of
/// the file is read.
pub(crate) fn newest(path: &Path, key: &VerifyingKey) -> Result<Option<Checkpoint>, OfficeError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(path, &error)),
    };
    let (_, end) = read_end(&mut file).map_err(|error| unreadable(path, &error))?;
    let Some(length) = journal::whole_records_end(&end) else { return Ok(None) };
    let start = journal::whole_records_end(&end[..length - 1]).unwrap_or(0);
    journal::newest(&end[start..length], key).map_err(|error| unreadable(path, &error))
}

/// Appends a checkpoint to its file, unless the newest record is of the same log and larger: another node was faster, and a
/// log never shrinks. Nodes that share the file take turns.
pub(crate) fn append_newer(
    path: &Path,
    checkpoint: &Checkpoint,
    signed: &str,
    key: &VerifyingKey,
) -> Result<(), OfficeError> {
    let _turn = take_turn(path).map_err(|error| unreadable(path, &error))?;
    let overtaken = newest(path, key)?.is_some_and(|newest| {
        newest.origin() == checkpoint.origin() && newest.head().size > checkpoint.head().size
    });
    if overtaken { Ok(()) } else { append(path, signed).map_err(|error| unreadable(path, &error)) }
}

/// Locks the file for as long as what is returned lives, making it where there is none.
fn take_turn(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    file.lock()?;
    Ok(file)
}

/// Appends a checkpoint to its file and makes it durable. A record torn by a kill is cut off first.
fn append(path: &Path, signed: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    let (start, end) = read_end(&mut file)?;
    let whole = start + journal::whole_records_end(&end).unwrap_or(0) as u64;
    file.set_len(whole)?;
    file.seek(SeekFrom::Start(whole))?;
    file.write_all(journal::record(signed).as_bytes())?;
    file.sync_data()
}

/// The end of a file, and where it begins.
fn read_end(file: &mut File) -> std::io::Result<(u64, Vec<u8>)> {
    let length = file.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(END_BYTES);
    file.seek(SeekFrom::Start(start))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    Ok((start, end))
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> OfficeError {
    OfficeError::Unreadable(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use ledger::{HashAlgorithm, SigningKey};

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed("test", &[3; 32]).unwrap()
    }

    fn signed(origin: &str, size: u64) -> String {
        let head = TreeHead { size, root: HashAlgorithm::Sha256.leaf(&size.to_be_bytes()) };
        Checkpoint::new(origin, head, HashAlgorithm::Sha256).unwrap().sign(&key()).unwrap()
    }

    #[test]
    fn a_record_torn_anywhere_is_cut_off_before_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoints.txt");
        let torn = journal::record(&signed("a.example/log", 2));
        for length in 0..torn.len() {
            let _ = std::fs::remove_file(&path);
            append(&path, &signed("a.example/log", 1)).unwrap();
            let mut bytes = std::fs::read(&path).unwrap();
            bytes.extend_from_slice(&torn.as_bytes()[..length]);
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(newest(&path, key().verifying_key()).unwrap().unwrap().head().size, 1, "{length}");
            append(&path, &signed("a.example/log", 3)).unwrap();
            let known = read(&path, key().verifying_key()).unwrap();
            let sizes: Vec<_> = known.heads.iter().map(|head| head.size).collect();
            assert_eq!(sizes, [1, 3], "torn after {length} bytes");
        }
    }

    #[test]
    fn a_node_that_was_overtaken_adds_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoints.txt");
        for (origin, size) in [("a.example/1", 5), ("a.example/1", 3), ("a.example/2", 4)] {
            let signed = signed(origin, size);
            let checkpoint = Checkpoint::open(&signed, key().verifying_key()).unwrap();
            append_newer(&path, &checkpoint, &signed, key().verifying_key()).unwrap();
        }
        let bytes = std::fs::read(&path).unwrap();
        let opened = Journal::parse(&bytes).unwrap().open_all(key().verifying_key()).unwrap();
        let kept: Vec<_> = opened.iter().map(|kept| (kept.origin(), kept.head().size)).collect();
        assert_eq!(kept, [("a.example/1", 5), ("a.example/2", 4)]);
    }

    #[test]
    fn a_former_log_binds_as_far_as_the_next_began_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoints.txt");
        for (origin, size) in [
            ("a.example/1", 5),
            ("a.example/1", 9),
            ("a.example/2", 6),
            ("a.example/2", 8),
            ("a.example/3", 7),
        ] {
            append(&path, &signed(origin, size)).unwrap();
        }
        let known = read(&path, key().verifying_key()).unwrap();
        let mut sizes: Vec<_> = known.heads.iter().map(|head| head.size).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [5, 6, 7]);
        let former: Vec<_> = known.former.iter().map(|log| (&*log.origin, log.size, log.kept)).collect();
        assert_eq!(former, [("a.example/1", 9, 6), ("a.example/2", 8, 7)]);
    }
}
