//! `huiyin text models`: which models there are, which of two is better, and which is in use.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use office::Promotion;
use serde_json::json;
use text::coding::{compare, evaluate};

use super::eval::{compared, comparison_json, report_json, told};
use super::labelled::Source;
use super::model;
use crate::commands::ledger::ReportFormat;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{ListFormat, Table};

/// What can be done with models.
#[derive(Debug, Subcommand)]
pub enum ModelsCommand {
    /// List the models there are
    List(List),
    /// Try two models on the same texts, which neither should have learnt from
    Compare(Compare),
    /// Put a model to use: suggestions come from it from now on, on every node
    Promote(Promote),
    /// Tell who put which model to use, when and why
    History(History),
}

/// Options of `huiyin text models list`.
#[derive(Debug, Args)]
pub struct List {
    /// How the list is printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
}

/// Options of `huiyin text models compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// One model: a name, or a file
    first: PathBuf,
    /// The other
    second: PathBuf,
    #[command(flatten)]
    source: Source,
    /// Of files, the column of codes of each axis, in the order of the first model's axes [default: named like the axes]
    #[arg(long = "label-column", value_name = "NAME")]
    labels: Vec<String>,
    /// How the result is told
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

/// Options of `huiyin text models promote`.
#[derive(Debug, Args)]
pub struct Promote {
    /// The model; `shipped` is the one that ships
    name: String,
    /// The member of staff who decides it, by login
    #[arg(long, value_name = "LOGIN")]
    by: String,
    /// Why, such as what a comparison gave
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

/// Options of `huiyin text models history`.
#[derive(Debug, Args)]
pub struct History {
    /// How the list is printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
}

impl ModelsCommand {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::List(command) => command.run(shell, console),
            Self::Compare(command) => command.run(shell, console).await,
            Self::Promote(command) => command.run(shell, console).await,
            Self::History(command) => command.run(shell, console),
        }
    }
}

impl List {
    fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let mut table = Table::new(&["name", "in_use", "texts", "bytes", "source"]);
        for kept in model::models(shell).list().map_err(Failure::mistaken)? {
            let (texts, source) = match kept.about {
                Ok(about) => (about.texts.to_string(), about.source),
                Err(why) => (String::new(), why),
            };
            let in_use = if kept.in_use { "yes" } else { "no" };
            table.push([kept.name, in_use.to_owned(), texts, kept.size_bytes.to_string(), source]);
        }
        table.print(self.format, console)
    }
}

impl Compare {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let (first, second) = (model::read(&self.first, shell)?, model::read(&self.second, shell)?);
        let axes: Vec<String> = first.axes().iter().map(|axis| axis.name().to_owned()).collect();
        let labels = if self.labels.is_empty() { axes } else { self.labels.clone() };
        let texts = self.source.read(&labels, shell).await?;
        if texts.is_empty() {
            return Err(Failure::mistake("there is no text with a code to compare them on"));
        }
        let outside = self.source.is_coded().then_some(office::NO_CODE);
        let reports = [&first, &second].map(|model| evaluate(model, texts.iter().cloned(), outside));
        let comparisons = compare(&first, &second, texts.iter().cloned());
        match self.format {
            ReportFormat::Json => {
                let told = |reports: &Vec<_>| reports.iter().map(report_json).collect::<Vec<_>>();
                let differ: Vec<_> = comparisons.iter().map(comparison_json).collect();
                let result =
                    json!({ "first": told(&reports[0]), "second": told(&reports[1]), "compared": differ });
                console.print(&result.to_string())
            }
            ReportFormat::Text => {
                for (name, reports) in [&self.first, &self.second].into_iter().zip(&reports) {
                    console.print(&format!("`{}`", name.display()))?;
                    for report in reports {
                        console.print(&told(report))?;
                    }
                }
                for comparison in &comparisons {
                    console.print(&compared(comparison))?;
                }
                Ok(())
            }
        }
    }
}

impl Promote {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.reading().await?;
        let organisation = office.organisation();
        if !organisation.users.values().any(|user| user.login == self.by && user.active) {
            return Err(Failure::mistake(format!(
                "no active member of staff signs in as `{}`; a person promotes a model, so name one",
                self.by
            )));
        }
        if self.reason.trim().is_empty() {
            return Err(Failure::mistake("expected a reason: why is this model better?"));
        }
        let models = office.models();
        let former = models.in_use_name().map_err(Failure::mistaken)?;
        let promotion = Promotion {
            at: shell.surroundings.now(),
            model: self.name.clone(),
            by: self.by.clone(),
            reason: self.reason.trim().to_owned(),
        };
        models.promote(&promotion).map_err(Failure::mistaken)?;
        console.print(&format!("suggestions come from `{}` now, no longer from `{former}`", self.name))
    }
}

impl History {
    fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let mut table = Table::new(&["at", "model", "by", "reason"]);
        for promotion in model::models(shell).promotions().map_err(Failure::mistaken)? {
            table.push([promotion.at.to_string(), promotion.model, promotion.by, promotion.reason]);
        }
        table.print(self.format, console)
    }
}
