//! Files of texts with labels.

use std::path::PathBuf;

use clap::Args;
use text::coding::Labelled;

use super::input::Encoding;
use super::rows::{FileHeader, RowFile};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Which files, and what their columns mean.
#[derive(Debug, Args)]
pub struct Source {
    /// A file with a row for each text: .csv, .tsv, .jsonl (each also as .zst), or .parquet; may be repeated
    #[arg(long = "input", value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The column of the text
    #[arg(long, value_name = "NAME")]
    text_column: String,
    /// How the files are encoded; `auto` takes GB18030 where the beginning is no UTF-8
    #[arg(long, default_value = "auto")]
    encoding: Encoding,
}

impl Source {
    /// The files' names, as a model keeps them.
    pub fn names(&self) -> String {
        let name =
            |path: &PathBuf| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
        self.files.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// All rows, with labels from these columns.
    ///
    /// # Errors
    /// Where a file or one of its rows cannot be read.
    pub fn read(&self, labels: &[String], shell: &Shell) -> Outcome<Vec<Labelled>> {
        let columns: Vec<String> = std::iter::once(&self.text_column).chain(labels).cloned().collect();
        let mut texts = Vec::new();
        for path in &self.files {
            let file = RowFile::new(path, self.encoding, FileHeader::Names, shell)?;
            file.read(&columns, &mut |row| {
                let cells =
                    row.cells.map_err(|why| Failure::mistake(format!("row {}: {why}", row.number)))?;
                let [text, labels @ ..] = cells else { return Ok(()) };
                let label = |cell: &&str| Some(*cell).filter(|cell| !cell.is_empty()).map(str::to_owned);
                texts.push(Labelled { text: (*text).to_owned(), labels: labels.iter().map(label).collect(), group: None });
                Ok(())
            })?;
        }
        Ok(texts)
    }
}
