//! The checkpoint journal: a text file beside the record that keeps every signed checkpoint, one after the other.
//!
//! Whoever cuts off or rewrites the record must also forge this file, which can be copied elsewhere as it grows. A
//! record of the journal is a signed note and a blank line. The blank line says that the record is whole: a process
//! killed while appending leaves a last record without it, and that one is passed over. Before the next record is
//! appended, the file is cut to [`Journal::complete_length`].

use crate::checkpoint::{Checkpoint, CheckpointError, TreeHead};
use crate::key::VerifyingKey;
use crate::note::NoteError;

/// What to append to the journal for a signed checkpoint.
pub fn record(signed: &str) -> String {
    format!("{signed}\n")
}

/// The newest checkpoint of a journal; none for an empty one. Every record must be well formed; only the newest has its
/// signature checked ([`Journal::open_all`] checks all).
///
/// # Errors
/// When the journal is damaged before its last record, or the newest checkpoint is not signed by `key`.
pub fn newest(bytes: &[u8], key: &VerifyingKey) -> Result<Option<Checkpoint>, JournalError> {
    let journal = Journal::parse(bytes)?;
    journal.records.last().map(|record| record.open(key)).transpose()
}

/// Where the last whole record in the end of a journal stops; none where there is none. The end may begin in the middle of
/// a record: a record is known by its last line, a signature, and the blank line behind it.
pub fn whole_records_end(end: &[u8]) -> Option<usize> {
    let mut blank_lines = end.windows(2).enumerate().rev().filter(|(_, pair)| *pair == b"\n\n");
    blank_lines.find_map(|(position, _)| {
        let line = end[..position].iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1);
        end[line..position].starts_with("— ".as_bytes()).then_some(position + 2)
    })
}

/// A journal taken apart; no signature checked yet.
#[derive(Clone, Debug)]
pub struct Journal<'bytes> {
    records: Vec<Record<'bytes>>,
    complete_length: usize,
    torn: bool,
}

impl<'bytes> Journal<'bytes> {
    /// Cuts a journal into its records and checks the form of each.
    ///
    /// # Errors
    /// When a whole record is malformed.
    pub fn parse(bytes: &'bytes [u8]) -> Result<Self, JournalError> {
        let mut records = Vec::new();
        let (mut start, mut line) = (0, 1);
        while let Some(length) = record_length(&bytes[start..]) {
            let whole = &bytes[start..start + length];
            // Without the blank line that ends the record, what remains is the note.
            let note = std::str::from_utf8(&whole[..length - 1]).map_err(|error| {
                let lines_before = count_lines(&whole[..error.valid_up_to()]);
                JournalError::Record(NoteError::malformed(line + lines_before, "UTF-8 text", "").into())
            })?;
            let record = Record { line, note };
            record.check_form()?;
            records.push(record);
            line += count_lines(whole);
            start += length;
        }
        Ok(Self { records, complete_length: start, torn: start < bytes.len() })
    }

    /// The whole records, oldest first.
    pub fn records(&self) -> &[Record<'bytes>] {
        &self.records
    }

    /// How many bytes the whole records take: what to keep before appending.
    pub const fn complete_length(&self) -> usize {
        self.complete_length
    }

    /// Whether an unfinished record follows the whole ones.
    pub const fn is_torn(&self) -> bool {
        self.torn
    }

    /// Checks every signature and returns all checkpoints, oldest first. A log may start again under another origin;
    /// under one origin it never shrinks, and one size has one root.
    ///
    /// # Errors
    /// When a signature does not hold or a checkpoint contradicts the one before it.
    pub fn open_all(&self, key: &VerifyingKey) -> Result<Vec<Checkpoint>, JournalError> {
        let mut checkpoints = Vec::<Checkpoint>::with_capacity(self.records.len());
        for record in &self.records {
            let checkpoint = record.open(key)?;
            let before = checkpoints.last().filter(|before| before.origin() == checkpoint.origin());
            if let Some(before) = before.map(Checkpoint::head)
                && (before.size > checkpoint.head().size
                    || (before.size == checkpoint.head().size && before != checkpoint.head()))
            {
                return Err(JournalError::Contradiction {
                    line: record.line,
                    before,
                    found: checkpoint.head(),
                });
            }
            checkpoints.push(checkpoint);
        }
        Ok(checkpoints)
    }
}

/// One signed checkpoint in a journal.
#[derive(Clone, Copy, Debug)]
pub struct Record<'bytes> {
    line: usize,
    note: &'bytes str,
}

impl<'bytes> Record<'bytes> {
    /// The line of the file on which it begins, counted from 1.
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The signed note.
    pub const fn note(&self) -> &'bytes str {
        self.note
    }

    /// Checks its signature and reads it.
    ///
    /// # Errors
    /// When it is not signed by `key`.
    pub fn open(&self, key: &VerifyingKey) -> Result<Checkpoint, JournalError> {
        Checkpoint::open(self.note, key).map_err(|error| self.place(error))
    }

    fn check_form(&self) -> Result<(), JournalError> {
        let text = crate::note::unverified_text(self.note).map_err(CheckpointError);
        text.and_then(Checkpoint::parse).map(drop).map_err(|error| self.place(error))
    }

    fn place(&self, CheckpointError(error): CheckpointError) -> JournalError {
        JournalError::Record(CheckpointError(error.after_lines(self.line - 1)))
    }
}

/// Why a journal cannot be believed. Lines are those of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// A record is malformed or its signature does not hold.
    #[error("the checkpoint journal is damaged: {}", .0.0)]
    Record(CheckpointError),
    /// Two checkpoints of one log cannot both be true.
    #[error(
        "the checkpoint journal contradicts itself: the record at line {line} attests size {} with root `{}` after size {} with root `{}`",
        found.size, found.root, before.size, before.root
    )]
    Contradiction {
        /// Where the later record begins.
        line: usize,
        /// The earlier head.
        before: TreeHead,
        /// The later head.
        found: TreeHead,
    },
}

/// The length of the first record with its closing blank line; none when it is not whole.
fn record_length(bytes: &[u8]) -> Option<usize> {
    let text = blank_line(bytes)?;
    Some(text + blank_line(&bytes[text..])?)
}

/// The length up to and including the first blank line.
fn blank_line(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair == b"\n\n").map(|position| position + 2)
}

fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}
