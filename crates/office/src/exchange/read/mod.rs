//! Rows of a file, one at a time: nothing but the row at hand is kept, however long the file.
//!
//! A row that cannot be read is handed on with its fault; the rows after it are read as if it were not there. What the
//! cells mean is for a [`Profile`](super::Profile) to say.

mod csv;
mod jsonl;
mod lines;
mod xlsx;

use std::collections::HashMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Format;

/// The longest line, and the longest row over several lines, in bytes. A quote that is never closed must not swallow the
/// memory together with the file.
const ROW_BYTES_MAX: usize = 1 << 20;

/// No file has more columns.
const COLUMNS_MAX: usize = 1_000;

/// The names of the columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    by_name: HashMap<String, usize>,
}

impl Header {
    /// A header; of two columns of the same name the first counts.
    pub fn new(names: Vec<String>) -> Self {
        let mut header = Self::default();
        names.into_iter().for_each(|name| header.push(name));
        header
    }

    fn push(&mut self, name: String) {
        self.by_name.entry(fold(&name)).or_insert(self.names.len());
        self.names.push(name);
    }

    /// Where a column stands. Case, blanks, punctuation and full-width letters do not matter: `Sub-product` is
    /// `sub_product`.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(&fold(name)).copied()
    }

    /// The names in order, as the file writes them.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// The form in which names of columns are compared.
pub(super) fn fold(name: &str) -> String {
    let half_width = |letter: char| match letter {
        '！'..='～' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        _ => letter,
    };
    name.chars()
        .map(half_width)
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins, from 1; the header counts.
    pub line: u64,
    /// How far into the file it ends, in bytes; 0 for a workbook.
    pub bytes: u64,
    /// The columns.
    pub header: Arc<Header>,
    /// The cells in the order of the columns; missing ones at the end are empty.
    pub cells: Vec<String>,
    /// Why it cannot be used.
    pub fault: Option<String>,
}

impl Row {
    /// A cell, empty where there is none.
    pub fn cell(&self, position: usize) -> &str {
        self.cells.get(position).map_or("", String::as_str)
    }
}

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file itself.
    #[error("`{}` cannot be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is written in an encoding that is not read.
    #[error("`{}` seems to be written in {found}: expected UTF-8 or GB18030", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// The encoding it looks like.
        found: String,
    },
    /// Its first row names no columns.
    #[error("`{}` line {line}: {problem}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// Where.
        line: u64,
        /// What was expected.
        problem: String,
    },
    /// It is not a workbook, or a damaged one.
    #[error("`{}` is not a readable workbook: {problem}", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
}

/// Reads a file row by row into `take`, which may stop it. Rows without any content are left out.
///
/// # Errors
/// When the file cannot be opened, is in another encoding, has no header or is no workbook.
pub fn read(
    path: &Path,
    format: Format,
    take: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    match format {
        Format::Csv => csv::read(path, File::open(path).map_err(io)?, take),
        Format::Jsonl => jsonl::read(path, File::open(path).map_err(io)?, take),
        Format::Xlsx => xlsx::read(path, take),
    }
}

fn check_header(path: &Path, line: u64, names: &[String]) -> Result<(), ReadError> {
    let problem = if names.len() > COLUMNS_MAX {
        format!("{} columns: expected at most {COLUMNS_MAX}", names.len())
    } else if names.iter().all(|name| fold(name).is_empty()) {
        "expected a row with the names of the columns".to_owned()
    } else {
        return Ok(());
    };
    Err(ReadError::Header { path: path.to_owned(), line, problem })
}

fn no_header(path: &Path) -> ReadError {
    let problem = "the file is empty: expected a row with the names of the columns".to_owned();
    ReadError::Header { path: path.to_owned(), line: 1, problem }
}

#[cfg(test)]
mod tests;
