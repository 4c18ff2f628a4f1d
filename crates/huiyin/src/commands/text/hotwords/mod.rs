//! `huiyin text hotwords`: what is said far more often in a window of days than before.

mod argument;
mod print;
mod source;
mod svg;
mod tally;

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use text::hotwords::{MineError, Noise, Nothing, Question, Report, mine};
use text::segment::{Lexicon, Segmenter};

use self::source::Source;
use super::input::Encoding;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Options of `huiyin text hotwords`.
#[derive(Debug, Args)]
pub struct Hotwords {
    /// The texts: .csv, .tsv, .jsonl (each also as .gz or .zst), or .parquet. The file is read twice
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// The column with the day, year first, as in 2026-09-28, 2026/9/28 or 20260928; a time after it does not count
    #[arg(long, value_name = "NAME")]
    date_column: String,
    /// The column with the text
    #[arg(long, value_name = "NAME")]
    text_column: String,
    /// A column to tell where a word concentrates, such as channel, product or unit; may be given several times
    #[arg(long, value_name = "NAME")]
    group_column: Vec<String>,
    /// The table has no header: columns are named by number, from 1
    #[arg(long)]
    no_header: bool,
    /// The first day of the window
    #[arg(long, value_name = "DATE", value_parser = argument::date)]
    from: Date,
    /// The last day of the window
    #[arg(long, value_name = "DATE", value_parser = argument::date)]
    to: Date,
    /// How long before the window it is held against
    #[arg(long, value_name = "DAYS", default_value = "28d", value_parser = argument::days)]
    baseline: u32,
    /// How many days up to the end of the window tell of bursts and of the day a word was first seen
    #[arg(long, value_name = "DAYS", default_value = "3653d", value_parser = argument::days)]
    history: u32,
    /// How many words
    #[arg(long, default_value_t = 20)]
    top: usize,
    /// The greatest share of false discoveries
    #[arg(long, value_name = "SHARE", default_value_t = 0.05)]
    false_discovery: f64,
    /// Keep repetitions and fillers (rows of marks, laughter, stutters, sounds of hesitation), which are taken out otherwise
    #[arg(long)]
    keep_noise: bool,
    /// Words the segmenter shall know: one a line, after a blank optionally how often it occurs; may be given several times
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
    /// How many threads count [default: all cores]; the answer is the same
    #[arg(long)]
    threads: Option<NonZero<usize>>,
    /// How the texts are encoded; `auto` takes GB18030 where the beginning is no UTF-8
    #[arg(long, default_value = "auto")]
    encoding: Encoding,
    /// How the words are printed
    #[arg(long, default_value = "table")]
    format: Format,
}

/// How words are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Aligned columns, with a line of evidence under each word.
    Table,
    /// Everything, one object.
    Json,
    /// One row a word.
    Csv,
    /// A picture of words and their trends.
    Svg,
}

impl Hotwords {
    pub fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        if !(0.0..=1.0).contains(&self.false_discovery) {
            return Err(Failure::mistake(format!(
                "`--false-discovery {}` is no share: expected a number from 0 to 1",
                self.false_discovery
            )));
        }
        let lexicons = self.lexicon.iter().map(|path| lexicon(shell, path)).collect::<Outcome<Vec<_>>>()?;
        let taught = (!lexicons.is_empty()).then(|| Segmenter::with(&lexicons));
        let question = Question {
            baseline_days: self.baseline,
            history_days: self.history,
            top: self.top,
            false_discovery_max: self.false_discovery,
            noise: if self.keep_noise { Noise::Kept } else { Noise::Settled },
            group_columns: self.group_column.clone(),
            threads: self.threads,
            ..Question::new(self.from, self.to)
        };
        let mut source = Source::new(self, shell)?;
        let segmenter = taught.as_ref().unwrap_or_else(|| Segmenter::standard());
        let report = mine(&mut source, &question, segmenter).map_err(failed)?;
        source.tell(console)?;
        if let Some(note) = note(&report) {
            console.note(&note);
        }
        match self.format {
            Format::Table => print::table(&report, console),
            Format::Json => console.print(&serde_json::to_string_pretty(&report).map_err(Failure::broken)?),
            Format::Csv => print::csv(&report, console),
            Format::Svg => console.print(&svg::svg(&report)),
        }
    }
}

fn lexicon(shell: &Shell, path: &std::path::Path) -> Outcome<Lexicon> {
    let context = format!("failed to read the lexicon `{}`", path.display());
    Lexicon::parse(&shell.read(path)?).map_err(|error| Failure::mistaken(error).context(context))
}

fn failed(error: MineError<Failure>) -> Failure {
    match error {
        MineError::Corpus(failure) => failure,
        MineError::Threads(reason) => Failure::broken(reason),
        mistake => Failure::mistake(mistake),
    }
}

/// Why there are no words.
fn note(report: &Report) -> Option<String> {
    let last = report.from.yesterday().unwrap_or(report.from);
    Some(match report.nothing? {
        Nothing::WindowEmpty => format!("no text is of the window, {} to {}", report.from, report.to),
        Nothing::BaselineEmpty => format!(
            "no text is of the baseline, {} to {last}: nothing to compare with; give a longer `--baseline`, or a later `--from`",
            report.baseline_from
        ),
        Nothing::NothingSignificant => format!(
            "nothing is said significantly more often in {} to {} than in {} to {last}",
            report.from, report.to, report.baseline_from
        ),
    })
}
