//! `huiyin search`: full text over masked words.

use super::ledger::ReportFormat;
use crate::console::{Console, Progress};
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};
use crate::table::{ListFormat, Table};
use clap::{Args, Subcommand};
use desk::{Locales, Missing};
use office::Finding;

/// What can be done with the search index.
#[derive(Debug, Subcommand)]
pub enum Search {
    /// Build the index anew from the record; the result is the same. Interrupted, run it again. Nodes that run on PostgreSQL
    /// are asked to build their own
    Rebuild(Rebuild),
    /// Find cases by their masked words, as the page does
    Find(Find),
    /// Tell how far the index follows the record
    Status(Status),
}

/// Options of `huiyin search rebuild`.
#[derive(Debug, Args)]
pub struct Rebuild {
    /// How the result is printed
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

/// Options of `huiyin search status`.
#[derive(Debug, Args)]
pub struct Status {
    /// How the answer is printed
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

/// Options of `huiyin search find`.
#[derive(Debug, Args)]
pub struct Find {
    /// Words, "phrases", -without, fields such as `kind:complaint due:<3d`, in English or Chinese; after `--`
    /// words may begin with a hyphen
    #[arg(required = true)]
    query: Vec<String>,
    /// How the hits are printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
    /// How many hits, at most 1,000
    #[arg(long, default_value_t = 20)]
    limit: u16,
}

impl Search {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Rebuild(command) => command.run(shell, console).await,
            Self::Find(command) => command.run(shell, console).await,
            Self::Status(command) => {
                let status = shell.reading().await?.search_status().await?;
                print(&status, command.format, console)
            }
        }
    }

    /// Whether a server that owns the data folder may run it in our place.
    pub fn may_run_in_server(&self) -> bool {
        matches!(self, Self::Rebuild(_))
    }
}

fn print(status: &office::SearchStatus, format: ReportFormat, console: &mut dyn Console) -> Outcome {
    match format {
        ReportFormat::Json => console.print(&serde_json::to_string(status).map_err(Failure::broken)?),
        ReportFormat::Text => {
            let filling = if status.filling { "; it is still being filled" } else { "" };
            console.print(&format!(
                "{} cases can be found; {} sealed events are followed, {} are not yet; {} bytes{filling}",
                status.documents, status.log_index, status.behind, status.size_bytes
            ))
        }
    }
}

impl Rebuild {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        if let Some(file) = shell.settings.database.file().filter(|file| !file.exists()) {
            let message = format!("there is nothing to rebuild: `{}` does not exist", file.display());
            return Err(Failure::mistake(message));
        }
        let office = shell.writing().await?;
        let progress = |done, total| Progress { what: "cases".to_owned(), done, total };
        match office.search_rebuild(|done| console.progress(progress(done, None))).await? {
            Some(status) => {
                console.progress(progress(status.documents, Some(status.documents)));
                print(&status, self.format, console)
            }
            None => {
                console.note("the nodes that run were asked to build their indexes anew; each goes on finding with the old one meanwhile");
                print(&office.search_status().await?, self.format, console)
            }
        }
    }
}

impl Find {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.reading().await?;
        let locales = Locales::shipped(Missing::Shows).map_err(Failure::broken)?;
        let labels = |field, label: &str| desk::labels::word(&locales, field, label);
        let finding = Finding { text: self.query.join(" "), limit: self.limit.into(), ..Finding::default() };
        let found = office.find(&operator(), finding, &labels).await?;
        for typed in &found.not_understood {
            console.note(&format!("`{typed}` was not understood and was searched as words"));
        }
        let mut table = Table::new(&["number", "kind", "status", "subject", "extract"]);
        for case in &found.cases {
            let row = &case.row;
            table.push([
                row.number.clone(),
                row.kind.to_string(),
                row.status.to_string(),
                row.subject.clone(),
                case.extract.iter().map(|piece| piece.text.as_str()).collect(),
            ]);
        }
        table.print(self.format, console)?;
        console.note(&format!("{} of {} cases", found.cases.len(), found.total));
        Ok(())
    }
}
