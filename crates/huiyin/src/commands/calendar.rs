//! `huiyin calendar`: working days of years to come.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use office::RulesError;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};

/// What can be done with calendars.
#[derive(Debug, Subcommand)]
pub enum Calendar {
    /// Take the years of a calendar file in; dates that were provisional are settled and their people told
    Load(Load),
}

/// Options of `huiyin calendar load`.
#[derive(Debug, Args)]
pub struct Load {
    /// The file, in the form of those in `calendars/`
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Calendar {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let Self::Load(Load { file }) = self;
        let text = shell.read(file)?;
        let office = shell.writing().await?;
        let arrived = office.calendar_arrives(&operator(), &file.display().to_string(), &text).await;
        let news = arrived.map_err(|error| match error {
            RulesError::File(_) | RulesError::Version { .. } => Failure::mistaken(error),
            RulesError::Office(error) => error.into(),
        })?;
        console.note(match news {
            true => "the calendar is taken in by a job: `huiyin jobs run` does it now, a server by itself",
            false => "this calendar came before; nothing is to be done",
        });
        Ok(())
    }
}
