//! `huiyin import`: files of other systems become cases.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use office::exchange::{BATCH_ROWS, ImportError, ImportReport, ImportRequest, Profile, ProfileError};

use super::import_calls::Calls;
use super::init;
use crate::console::{Console, Progress};
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};

/// How many refused rows are shown; the others stand in the file of refused rows.
const REFUSED_SHOWN: usize = 3;

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Read cases from a CSV, XLSX or JSONL file; a row that was imported before is left out
    Cases(Cases),
    /// Read transcripts of calls, turns by speaker; only masked words are kept
    Calls(Calls),
}

/// Options of `huiyin import cases`.
#[derive(Debug, Args)]
pub struct Cases {
    /// The file: .csv or .jsonl of any length, in UTF-8 or GB18030; or .xlsx of at most 48 MiB, whose words must all be in
    /// memory at once: save a longer list as CSV
    file: PathBuf,
    /// What its columns mean: cfpb, bank68, messages, or a profile of your own as a .toml file
    #[arg(long, value_name = "NAME|FILE")]
    profile: String,
    /// The code of the institution for rows that name none [default: the first institution]
    #[arg(long, value_name = "CODE")]
    institution: Option<String>,
    /// How the result is told; the counts always end standard output as one line of JSON
    #[arg(long, default_value = "text")]
    format: ImportFormat,
}

/// How the result is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// In words beside the counts.
    Text,
    /// By the counts alone.
    Json,
}

impl Import {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Cases(command) => command.run(shell, console).await,
            Self::Calls(command) => command.run(shell, console).await,
        }
    }
}

impl Cases {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let profile = load_profile(shell, &self.profile)?;
        if !shell.path(&self.file).is_file() {
            return Err(Failure::mistake(format!(
                "failed to read `{}`: there is no such file",
                self.file.display()
            )));
        }
        let office = shell.writing().await?;
        let institution = match &self.institution {
            Some(code) => code.clone(),
            None => init::ensure_institution(&office, None).await?,
        };
        let request = ImportRequest {
            path: shell.path(&self.file),
            format: None,
            profile: Arc::new(profile),
            institution,
            batch_rows: BATCH_ROWS,
        };
        let report = office
            .import_cases(&operator(), request, |report| {
                console.progress(progress(report));
                ControlFlow::Continue(())
            })
            .await
            .map_err(failed)?;
        console.progress(Progress { what: "rows".to_owned(), done: report.read, total: Some(report.read) });
        self.tell(&report, console);
        console.print(&serde_json::to_string(&report).map_err(Failure::broken)?)?;
        match report.rejected > 0 && report.imported + report.duplicate == 0 {
            true => Err(Failure::mistake(format!("no row of `{}` could be imported", self.file.display()))),
            false => Ok(()),
        }
    }

    fn tell(&self, report: &ImportReport, console: &mut dyn Console) {
        if self.format == ImportFormat::Text && !report.columns_not_read.is_empty() {
            console.note(&format!(
                "columns that the profile does not read: {}",
                report.columns_not_read.join(", ")
            ));
        }
        let Some(rejects) = report.rejects.as_ref().filter(|_| report.rejected > 0) else { return };
        console.note(&format!(
            "{} rows were refused; they stand with their reasons in `{}`",
            report.rejected,
            rejects.display()
        ));
        for line in first_reasons(rejects) {
            console.note(&format!("  `{}` {line}", self.file.display()));
        }
    }
}

/// A profile by name, or from a file of the person's own.
pub fn load_profile(shell: &Shell, typed: &str) -> Outcome<Profile> {
    let path = Path::new(typed);
    let loaded = match path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        true => Profile::parse(typed, &shell.read(path)?),
        false => Profile::load(typed),
    };
    loaded.map_err(|error: ProfileError| Failure::mistaken(error))
}

/// How many rows there are is guessed from how far into the file the rows read reach.
fn progress(report: &ImportReport) -> Progress {
    let total = report.bytes.filter(|(read, _)| *read > 0).map(|(read, all)| {
        let guess = u128::from(report.read) * u128::from(all) / u128::from(read);
        // The end is told once it is reached.
        u64::try_from(guess).unwrap_or(u64::MAX).max(report.read + 1)
    });
    Progress { what: "rows".to_owned(), done: report.read, total }
}

fn failed(error: ImportError) -> Failure {
    match error {
        ImportError::Office(error) => error.into(),
        mistake if mistake.is_mistake() => Failure::mistaken(mistake),
        other => Failure::broken(other),
    }
}

/// The first refused rows, as far as they can be read back: their line and the reason are the last two columns.
fn first_reasons(rejects: &Path) -> Vec<String> {
    let Ok(mut reader) = csv::Reader::from_path(rejects) else { return Vec::new() };
    let shown = reader.records().flatten().take(REFUSED_SHOWN).map(|record| {
        let from_end =
            |count| record.len().checked_sub(count).and_then(|at| record.get(at)).unwrap_or_default();
        format!("line {}: {}", from_end(2), from_end(1))
    });
    shown.collect()
}
