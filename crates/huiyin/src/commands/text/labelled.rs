//! Files of texts with labels: CSV, tab-separated values or lines of JSON, in UTF-8 or GB18030.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value};
use text::coding::Labelled;

use super::input::{Decoded, Encoding};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Which files, and what their columns mean.
#[derive(Debug, Args)]
pub struct Source {
    /// A file with a row for each text: .csv, .tsv or .jsonl; may be repeated
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
    pub fn read(&self, labels: &[String], shell: &Shell) -> Outcome<Vec<Labelled>> {
        let mut texts = Vec::new();
        for file in &self.files {
            let opened = File::open(shell.path(file)).map_err(|error| unreadable(file, error))?;
            let decoded = Decoded::new(Box::new(opened), self.encoding);
            match file.extension().and_then(|extension| extension.to_str()) {
                Some("csv") => self.table(file, decoded, b',', labels, &mut texts)?,
                Some("tsv") => self.table(file, decoded, b'\t', labels, &mut texts)?,
                Some("jsonl" | "ndjson") => self.json_lines(file, decoded, labels, &mut texts)?,
                _ => {
                    let message = format!("`{}` is neither .csv, .tsv nor .jsonl", file.display());
                    return Err(Failure::mistake(message));
                }
            }
        }
        Ok(texts)
    }

    fn table(
        &self,
        file: &Path,
        decoded: impl Read,
        delimiter: u8,
        labels: &[String],
        texts: &mut Vec<Labelled>,
    ) -> Outcome {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(decoded);
        let wrong = |error: csv::Error| {
            Failure::mistake(error).context(format!("failed to read `{}`", file.display()))
        };
        let head = reader.headers().map_err(wrong)?.clone();
        let place = |column: &String| {
            head.iter().position(|name| name.trim() == column).ok_or_else(|| {
                let columns = head.iter().collect::<Vec<_>>().join("`, `");
                Failure::mistake(format!("`{}` has no column `{column}`; it has `{columns}`", file.display()))
            })
        };
        let text = place(&self.text_column)?;
        let labels: Vec<usize> = labels.iter().map(place).collect::<Outcome<_>>()?;
        for record in reader.records() {
            let record = record.map_err(wrong)?;
            let cell = |place: &usize| record.get(*place).filter(|cell| !cell.is_empty()).map(str::to_owned);
            texts.push(Labelled {
                text: record.get(text).unwrap_or_default().to_owned(),
                labels: labels.iter().map(cell).collect(),
            });
        }
        Ok(())
    }

    fn json_lines(
        &self,
        file: &Path,
        decoded: impl Read,
        labels: &[String],
        texts: &mut Vec<Labelled>,
    ) -> Outcome {
        for (index, line) in BufReader::new(decoded).lines().enumerate() {
            let line = line.map_err(|error| unreadable(file, error))?;
            if line.trim().is_empty() {
                continue;
            }
            let object: Map<String, Value> = serde_json::from_str(&line).map_err(|error| {
                Failure::mistake(format!(
                    "`{}` line {}: expected a JSON object: {error}",
                    file.display(),
                    index + 1
                ))
            })?;
            let cell = |column: &String| match object.get(column)? {
                Value::String(text) => Some(text.clone()),
                Value::Null => None,
                other => Some(other.to_string()),
            };
            texts.push(Labelled {
                text: cell(&self.text_column).unwrap_or_default(),
                labels: labels.iter().map(cell).collect(),
            });
        }
        Ok(())
    }
}

fn unreadable(file: &Path, error: io::Error) -> Failure {
    Failure::mistake(error).context(format!("failed to read `{}`", file.display()))
}
