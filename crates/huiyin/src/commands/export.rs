//! `huiyin export`: cases become rows of a file, masked unless a reason is given.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use office::exchange::{Columns, ExportError, ExportRequest, Format, Language, Target};
use office::{AsOf, CaseFilter, Office, UnmaskReason};
use strum::IntoEnumIterator;

use super::import::load_profile;
use crate::console::{Console, Progress};
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};

/// What can be exported.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// Write cases to a CSV, XLSX or JSONL file
    Cases(Cases),
}

/// Options of `huiyin export cases`.
#[derive(Debug, Args)]
pub struct Cases {
    /// The first day of receipt
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Date>,
    /// The last day of receipt
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<Date>,
    /// As known then: the end of a day, a moment, or a size of the log; what was recorded later does not count
    #[arg(long, value_name = "DATE|TIME|SIZE")]
    as_of: Option<String>,
    /// The columns of this profile, as an import with it reads them [default: those of the lists]
    #[arg(long, value_name = "NAME|FILE")]
    profile: Option<String>,
    /// Names of a profile's columns: Chinese or English
    #[arg(long, default_value = "zh")]
    language: ColumnLanguage,
    /// Personal data in full, and why; every look is recorded
    #[arg(long, value_name = "REASON", value_parser = reason)]
    unmask: Option<UnmaskReason>,
    /// The file to write: .csv, .xlsx or .jsonl
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// In which language columns are named.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ColumnLanguage {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Export {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let Self::Cases(cases) = self;
        cases.run(shell, console).await
    }
}

impl Cases {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            return Err(Failure::mistake(format!(
                "`--to {to}` is before `--from {from}`: expected a later day"
            )));
        }
        let format = Format::of(&self.output).map_err(Failure::mistaken)?;
        let columns = match &self.profile {
            Some(profile) => Columns::Profile(Arc::new(load_profile(shell, profile)?)),
            None => Columns::Standard,
        };
        let office = shell.writing().await?;
        let request = ExportRequest {
            filter: CaseFilter::default(),
            from: self.from,
            to: self.to,
            as_of: self.as_of.as_deref().map(|written| as_of(&office, written)).transpose()?,
            columns,
            format,
            target: Target::File(shell.path(&self.output)),
            unmask: self.unmask,
            language: match self.language {
                ColumnLanguage::Zh => Language::Chinese,
                ColumnLanguage::En => Language::English,
            },
            translate: None,
        };
        let progress = |done, total| Progress { what: "rows".to_owned(), done, total };
        let exported =
            office.export_cases(&operator(), request, |rows| console.progress(progress(rows, None))).await;
        let report = exported.map_err(failed)?;
        console.progress(progress(report.rows, Some(report.rows)));
        if report.cut > 0 {
            console.note(&format!("{} cells were cut to the 32,767 characters a workbook holds", report.cut));
        }
        console.print(&serde_json::to_string(&report).map_err(Failure::broken)?)
    }
}

fn failed(error: ExportError) -> Failure {
    match error {
        ExportError::Office(error) => error.into(),
        mistake => Failure::mistaken(mistake),
    }
}

/// What `--as-of` means: the end of a day at the office, a moment, or a size of the log.
pub fn as_of(office: &Office, written: &str) -> Outcome<AsOf> {
    match written.parse() {
        Ok(size) => Ok(AsOf::LogSize(size)),
        Err(_) => Ok(office.as_of(written)?),
    }
}

/// Reads a day.
pub fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date, as in `2026-09-28`".to_owned())
}

/// Reads why somebody looks.
pub fn reason(word: &str) -> Result<UnmaskReason, String> {
    let known: Vec<String> = UnmaskReason::iter().map(|reason| reason.to_string()).collect();
    word.parse().map_err(|_| format!("expected one of {}", known.join(", ")))
}
