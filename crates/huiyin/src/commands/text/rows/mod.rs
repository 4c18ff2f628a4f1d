//! Files of rows: tables, lines of JSON, Parquet. The name tells the format, and whether it is compressed.

mod json_lines;
mod packed;
mod parquet;
mod table;

use std::fs::File;
use std::path::{Path, PathBuf};

pub use packed::Packing;

use super::input::{Decoded, Encoding};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// A row: its number from 1 (of JSON its line), and its cells in the order of the columns that were asked for, or why it cannot
/// be read.
pub struct Row<'a> {
    pub number: u64,
    pub cells: Result<&'a [&'a str], String>,
}

/// What a row is handed to. A failure ends reading.
pub type Visit<'a> = &'a mut dyn FnMut(Row<'_>) -> Outcome;

/// A file that can be read any number of times.
#[derive(Debug)]
pub struct RowFile {
    path: PathBuf,
    name: String,
    format: FileFormat,
    packing: Packing,
    encoding: Encoding,
    header: FileHeader,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Cells between delimiters.
    Table { delimiter: u8 },
    /// An object a line.
    JsonLines,
    /// Parquet.
    Parquet,
}

/// What the first row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileHeader {
    /// The names of the columns.
    Names,
    /// A row like the others: columns are named by number, from 1.
    None,
}

impl RowFile {
    /// A file by its name.
    ///
    /// # Errors
    /// Where the name tells no format that is known.
    pub fn new(file: &Path, encoding: Encoding, header: FileHeader, shell: &Shell) -> Outcome<Self> {
        let name = file.display().to_string();
        let (packing, plain) = Packing::of(&name);
        let extension = Path::new(plain).extension().and_then(|extension| extension.to_str()).unwrap_or("");
        let format = match extension.to_ascii_lowercase().as_str() {
            "csv" => FileFormat::Table { delimiter: b',' },
            "tsv" => FileFormat::Table { delimiter: b'\t' },
            "jsonl" | "ndjson" => FileFormat::JsonLines,
            "parquet" if packing == Packing::None => FileFormat::Parquet,
            _ => {
                return Err(Failure::mistake(format!(
                    "`{name}` is of no known format: expected a name that ends in .csv, .tsv, .jsonl, each also with .gz or .zst, or .parquet"
                )));
            }
        };
        Ok(Self { path: shell.path(file), name, format, packing, encoding, header })
    }

    /// Its name, as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its format.
    pub fn format(&self) -> FileFormat {
        self.format
    }

    /// The names of its columns; of JSON lines the keys of the first object.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn columns(&self) -> Outcome<Vec<String>> {
        let names = || -> Outcome<Vec<String>> {
            let file = File::open(&self.path).map_err(Failure::mistake)?;
            match self.format {
                FileFormat::Parquet => parquet::columns(file),
                FileFormat::JsonLines => json_lines::columns(&mut self.decoded(file)?),
                FileFormat::Table { delimiter } => {
                    table::columns(&mut self.decoded(file)?, delimiter, self.header)
                }
            }
        };
        names().map_err(|failure| failure.context(format!("failed to read `{}`", self.name)))
    }

    fn decoded(&self, file: File) -> Outcome<Decoded> {
        Ok(Decoded::new(self.packing.open(file).map_err(Failure::mistake)?, self.encoding))
    }

    /// Hands on every row; returns how many places were no characters of the encoding.
    ///
    /// # Errors
    /// Where the file cannot be read, or lacks a column.
    pub fn read(&self, columns: &[String], visit: Visit<'_>) -> Outcome<u64> {
        self.read_as(columns, visit)
            .map_err(|failure| failure.context(format!("failed to read `{}`", self.name)))
    }

    fn read_as(&self, columns: &[String], visit: Visit<'_>) -> Outcome<u64> {
        let file = File::open(&self.path).map_err(Failure::mistake)?;
        if self.format == FileFormat::Parquet {
            parquet::read(file, columns, visit)?;
            return Ok(0);
        }
        let mut input = self.decoded(file)?;
        match self.format {
            FileFormat::Table { delimiter } => {
                table::read(&mut input, delimiter, self.header, columns, visit)?
            }
            _ => json_lines::read(&mut input, columns, visit)?,
        }
        Ok(input.replaced())
    }
}

/// Where each of the columns stands among those there are.
fn places(columns: &[String], known: &[String]) -> Outcome<Vec<usize>> {
    let find = |name: &String| {
        known.iter().position(|known| known == name).ok_or_else(|| {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            Failure::mistake(format!("no column `{name}`: expected one of {}", known.join(", ")))
        })
    };
    columns.iter().map(find).collect()
}
