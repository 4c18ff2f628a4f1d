//! Texts with labels: of files, of the record, or of our own making.

use std::path::PathBuf;

use clap::Args;
use domain::code::Axis;
use jiff::civil::Date;
use office::{NO_CODE, RecordTexts};
use sim::wordings::{Shown, Wording, trial, wordings};
use text::coding::Labelled;

use super::input::Encoding;
use super::rows::{FileHeader, RowFile};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// How many texts of our own making there are, and the seed they are made from: with these the model that ships was made.
const MADE_COUNT: usize = 12_000;
const MADE_SEED: u64 = 169;

/// Where texts come from.
#[derive(Debug, Args)]
pub struct Source {
    /// A file with a row for each text: .csv, .tsv, .jsonl (each also as .gz or .zst), or .parquet; may be repeated
    #[arg(long = "input", value_name = "FILE", requires = "text_column", required_unless_present_any = ["from_record", "made", "trial"])]
    files: Vec<PathBuf>,
    /// The column of the text
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,
    /// How the files are encoded; `auto` takes GB18030 where the beginning is no UTF-8
    #[arg(long, default_value = "auto")]
    encoding: Encoding,
    /// The cases of the record that persons coded, with their codes as they stand now
    #[arg(long, conflicts_with = "files")]
    from_record: bool,
    /// Of the record, cases received on this day or later
    #[arg(long, value_name = "DATE", requires = "from_record")]
    received_from: Option<Date>,
    /// Of the record, cases received before this day
    #[arg(long, value_name = "DATE", requires = "from_record")]
    received_before: Option<Date>,
    /// Texts of our own making with the codes of JR/T 0169 that they show, from which the model that ships learnt
    #[arg(long, conflicts_with = "files")]
    made: bool,
    /// Complaints of our own making that no model learns from, to try one
    #[arg(long, conflicts_with_all = ["files", "made", "from_record"])]
    trial: bool,
}

impl Source {
    /// Whether the labels are codes of the sets that are loaded, by channel, business and reason; else they are columns.
    pub fn is_coded(&self) -> bool {
        self.from_record || self.made || self.trial
    }

    /// What is read, as a model keeps it.
    pub fn names(&self) -> String {
        let name =
            |path: &PathBuf| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
        let mut names: Vec<String> = self.files.iter().map(name).collect();
        if self.from_record {
            let bound =
                |word, day: Option<Date>| day.map_or_else(String::new, |day| format!(" {word} {day}"));
            let (from, before) = (bound("from", self.received_from), bound("before", self.received_before));
            names.push(format!("coded cases of the record, received{from}{before}"));
        }
        if self.made {
            names.push(format!("{MADE_COUNT} texts of our own making, seed {MADE_SEED}"));
        }
        names.join(", ")
    }

    /// All texts, with their labels on these axes: columns of a file, or axes of codes.
    ///
    /// # Errors
    /// Where a file, one of its rows or the record cannot be read.
    pub async fn read(&self, axes: &[String], shell: &Shell) -> Outcome<Vec<Labelled>> {
        if !self.is_coded() {
            return self.read_files(axes, shell);
        }
        let mut texts = Vec::new();
        if self.from_record {
            let which = RecordTexts { from: self.received_from, before: self.received_before };
            texts = shell.reading().await?.coded_texts(which).await?;
        }
        if self.made {
            texts.extend(wordings(MADE_SEED, MADE_COUNT).map_err(Failure::broken)?.into_iter().map(labelled));
        }
        if self.trial {
            let trial = trial().map_err(Failure::broken)?.into_iter().map(labelled);
            texts.extend(trial.map(|text| Labelled { group: None, ..text }));
        }
        let place = |axis: &String| {
            let known = [Axis::Channel, Axis::Business, Axis::Reason].map(|axis| axis.to_string());
            known.iter().position(|known| known == axis)
        };
        let places: Vec<Option<usize>> = axes.iter().map(place).collect();
        for text in &mut texts {
            text.labels = places.iter().map(|place| text.labels.get((*place)?)?.clone()).collect();
        }
        Ok(texts)
    }

    fn read_files(&self, labels: &[String], shell: &Shell) -> Outcome<Vec<Labelled>> {
        let columns: Vec<String> = self.text_column.iter().chain(labels).cloned().collect();
        let mut texts = Vec::new();
        for path in &self.files {
            let file = RowFile::new(path, self.encoding, FileHeader::Names, shell)?;
            file.read(&columns, &mut |row| {
                let cells =
                    row.cells.map_err(|why| Failure::mistake(format!("row {}: {why}", row.number)))?;
                let [text, labels @ ..] = cells else { return Ok(()) };
                let label = |cell: &&str| Some(*cell).filter(|cell| !cell.is_empty()).map(str::to_owned);
                texts.push(Labelled {
                    text: (*text).to_owned(),
                    labels: labels.iter().map(label).collect(),
                    group: None,
                });
                Ok(())
            })?;
        }
        Ok(texts)
    }
}

/// In the order of the axes of codes.
fn labelled(wording: Wording) -> Labelled {
    let label = |shown: Shown| match shown {
        Shown::Code(code) => Some(code.to_string()),
        Shown::Nothing => Some(NO_CODE.to_owned()),
        Shown::Unsure => None,
    };
    Labelled {
        text: wording.text,
        labels: [wording.channel, wording.business, wording.reason].map(label).into(),
        group: Some(format!("part {}", wording.part)),
    }
}
