//! `huiyin text code`: codes for texts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use text::coding::{Model, Suggestion};

use super::input::{Decoded, Encoding};
use super::model;
use super::rows::{FileHeader, Packing, RowFile};
use crate::commands::ledger::ReportFormat;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Options of `huiyin text code`.
#[derive(Debug, Args)]
pub struct Code {
    /// The model: a file, or the name of one of the data folder [default: the model that ships]
    #[arg(long, value_name = "MODEL", default_value = office::SHIPPED_MODEL)]
    model: PathBuf,
    /// A file with a text on each line, also as .gz or .zst [default: standard input]
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Read rows instead (.csv, .tsv, .jsonl, each also as .gz or .zst, or .parquet), and code this column
    #[arg(long, value_name = "NAME", requires = "input")]
    text_column: Option<String>,
    /// How the texts are encoded; `auto` takes GB18030 where the beginning is no UTF-8
    #[arg(long, default_value = "auto")]
    encoding: Encoding,
    /// How suggestions are told; `json` is one object a line
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

impl Code {
    pub fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let model = model::read(&self.model, shell)?;
        if let (Some(path), Some(column)) = (&self.input, &self.text_column) {
            let file = RowFile::new(path, self.encoding, FileHeader::Names, shell)?;
            file.read(std::slice::from_ref(column), &mut |row| {
                let cells =
                    row.cells.map_err(|why| Failure::mistake(format!("row {}: {why}", row.number)))?;
                console.print(&self.told(&model, cells.first().copied().unwrap_or_default()))
            })?;
            return Ok(());
        }
        let name = self
            .input
            .as_ref()
            .map_or_else(|| "standard input".to_owned(), |path| format!("`{}`", path.display()));
        let unreadable = |error: io::Error| Failure::mistake(error).context(format!("failed to read {name}"));
        let source: Box<dyn Read> = match &self.input {
            Some(path) => {
                let (packing, _) = Packing::of(path.to_str().unwrap_or_default());
                File::open(shell.path(path)).and_then(|file| packing.open(file)).map_err(unreadable)?
            }
            None => Box::new(io::stdin().lock()),
        };
        for line in BufReader::new(Decoded::new(source, self.encoding)).lines() {
            let line = line.map_err(unreadable)?;
            console.print(&self.told(&model, &line))?;
        }
        Ok(())
    }

    fn told(&self, model: &Model, text: &str) -> String {
        let suggestions = model.code(text);
        match self.format {
            ReportFormat::Json => {
                let axes = suggestions.iter().map(|suggestion| suggestion_json(suggestion, text));
                json!({ "suggestions": axes.collect::<Vec<_>>() }).to_string()
            }
            ReportFormat::Text => {
                let axes = suggestions.iter().map(|suggestion| {
                    let code = suggestion.code.as_deref().unwrap_or("-");
                    let words = words(suggestion, text).map(|(words, _)| words).collect::<Vec<_>>().join(" ");
                    format!("{}\t{code}\t{:.3}\t{words}", suggestion.axis, suggestion.confidence)
                });
                axes.collect::<Vec<_>>().join("\n")
            }
        }
    }
}

/// The words that speak for a code, with their share.
fn words<'a>(suggestion: &'a Suggestion, text: &'a str) -> impl Iterator<Item = (&'a str, f32)> {
    let evidence = suggestion.evidence.iter();
    evidence.map(|evidence| (text.get(evidence.range.clone()).unwrap_or_default(), evidence.share))
}

fn suggestion_json(suggestion: &Suggestion, text: &str) -> Value {
    let likely = suggestion
        .likely
        .iter()
        .map(|(code, probability)| json!({ "code": code, "probability": probability }));
    let evidence = suggestion.evidence.iter().zip(words(suggestion, text)).map(|(evidence, (words, share))| {
        json!({ "words": words, "from": evidence.range.start, "to": evidence.range.end, "share": share })
    });
    json!({
        "axis": suggestion.axis,
        "code": suggestion.code,
        "confidence": suggestion.confidence,
        "likely": likely.collect::<Vec<_>>(),
        "evidence": evidence.collect::<Vec<_>>(),
    })
}
