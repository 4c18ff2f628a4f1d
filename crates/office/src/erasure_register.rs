//! The erasure register: a file outside the database and its backup that says who was erased, so that restoring an older
//! copy of the database brings nobody back.
//!
//! One line of JSON an erasure, only ever appended to, each made durable before the erasure is told as done. It holds
//! identifiers and times, nothing of a person.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use domain::id::PersonId;
use domain::person::ErasureReason;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An erasure, as the register keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// Who.
    pub person: PersonId,
    /// When.
    pub erased_at: Timestamp,
    /// Why.
    pub reason: ErasureReason,
}

/// Why a register cannot be used. Nothing is served without it: somebody might come back.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The file.
    #[error("the erasure register `{place}` cannot be used: {source}")]
    File {
        /// Which file.
        place: String,
        /// Why.
        source: std::io::Error,
    },
    /// A line that is none.
    #[error("the erasure register `{place}` is damaged at line {line}: {reason}")]
    Line {
        /// Which file.
        place: String,
        /// The line, from 1.
        line: usize,
        /// What was expected.
        reason: String,
    },
}

/// The register in a data folder.
pub fn erasures_file(data_dir: &Path) -> PathBuf {
    data_dir.join("erasures.jsonl")
}

/// What a register says, in the order in which it was written; nothing where there is no file. A last line that a kill tore
/// is none: its erasure was never told as done.
pub fn erasures_read(path: &Path) -> Result<Vec<Erasure>, RegisterError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(file_error(path, source)),
    };
    let whole = &bytes[..whole_end(&bytes)];
    let lines = whole.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let read = |(position, line)| {
        serde_json::from_slice(line).map_err(|error| RegisterError::Line {
            place: path.display().to_string(),
            line: position + 1,
            reason: error.to_string(),
        })
    };
    lines.enumerate().map(read).collect()
}

/// Adds erasures and makes them durable.
pub(crate) fn append(path: &Path, erasures: &[Erasure]) -> Result<(), RegisterError> {
    let write = || -> std::io::Result<()> {
        let new = !path.exists();
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
        let whole = whole_end(&std::fs::read(path)?) as u64;
        file.set_len(whole)?;
        let mut file = OpenOptions::new().append(true).open(path)?;
        let mut lines = Vec::new();
        for erasure in erasures {
            serde_json::to_writer(&mut lines, erasure)?;
            lines.push(b'\n');
        }
        file.write_all(&lines)?;
        file.sync_data()?;
        match path.parent().filter(|_| new) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    };
    write().map_err(|source| file_error(path, source))
}

/// Adds to a register what others say and it does not. Returns how many.
pub fn erasures_merge(path: &Path, others: &[PathBuf]) -> Result<usize, RegisterError> {
    let known: BTreeSet<PersonId> = erasures_read(path)?.into_iter().map(|erasure| erasure.person).collect();
    let mut missing = BTreeMap::new();
    for other in others {
        for erasure in erasures_read(other)?.into_iter().filter(|one| !known.contains(&one.person)) {
            missing.entry(erasure.person).or_insert(erasure);
        }
    }
    let missing: Vec<Erasure> = missing.into_values().collect();
    if !missing.is_empty() {
        append(path, &missing)?;
    }
    Ok(missing.len())
}

/// Where the last whole line ends.
fn whole_end(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |position| position + 1)
}

fn file_error(path: &Path, source: std::io::Error) -> RegisterError {
    RegisterError::File { place: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erasure(person: u64) -> Erasure {
        Erasure {
            person: PersonId(person),
            erased_at: Timestamp::UNIX_EPOCH,
            reason: ErasureReason::PersonAsked,
        }
    }

    #[test]
    fn a_line_torn_anywhere_is_cut_off_before_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasures.jsonl");
        let torn = serde_json::to_vec(&erasure(2)).unwrap();
        for length in 0..=torn.len() {
            let _ = std::fs::remove_file(&path);
            append(&path, &[erasure(1)]).unwrap();
            let mut bytes = std::fs::read(&path).unwrap();
            bytes.extend_from_slice(&torn[..length]);
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(erasures_read(&path).unwrap(), [erasure(1)], "{length}");
            append(&path, &[erasure(3)]).unwrap();
            assert_eq!(erasures_read(&path).unwrap(), [erasure(1), erasure(3)], "{length}");
        }
    }

    #[test]
    fn a_damaged_line_is_named_and_registers_are_merged_once() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
        append(&one, &[erasure(1), erasure(2)]).unwrap();
        append(&other, &[erasure(2), erasure(3)]).unwrap();
        assert_eq!(erasures_merge(&one, std::slice::from_ref(&other)).unwrap(), 1);
        assert_eq!(erasures_merge(&one, &[other]).unwrap(), 0);
        assert_eq!(erasures_read(&one).unwrap(), [erasure(1), erasure(2), erasure(3)]);
        let damaged = std::fs::read_to_string(&one).unwrap().replacen("person", "porson", 2);
        std::fs::write(&one, damaged).unwrap();
        let error = erasures_read(&one).unwrap_err().to_string();
        assert!(error.contains("line 1: unknown field `porson`"), "{error}");
    }
}
