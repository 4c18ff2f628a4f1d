//! `huiyin store`: the database.

use clap::Subcommand;

use crate::console::{Console, Progress};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// The schema of this release; a test of the store keeps it equal to the migrations.
const SCHEMA: &str = include_str!("../../../store-sqlite/schema.sql");

/// What can be done with the database.
#[derive(Debug, Subcommand)]
pub enum Store {
    /// Empty the read models and write them again from the events; the result is the same
    Rebuild,
    /// Print the schema of this release
    Schema,
}

impl Store {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Rebuild => rebuild(shell, console).await,
            Self::Schema => console.print(SCHEMA.trim_end()),
        }
    }
}

async fn rebuild(shell: &Shell, console: &mut dyn Console) -> Outcome {
    if !shell.settings.database_file().exists() {
        return Err(Failure::mistake(format!(
            "there is nothing to rebuild: `{}` does not exist",
            shell.settings.database_file().display()
        )));
    }
    // While a server runs, its pages would show half-empty lists: the command waits for the server to be stopped.
    let office = shell.writing().await?;
    let progress =
        |done: office::Rebuilt| Progress { what: "cases".to_owned(), done: done.cases, total: None };
    let rebuilt = office.rebuild(|done| console.progress(progress(done))).await?;
    console.progress(Progress { what: "cases".to_owned(), done: rebuilt.cases, total: Some(rebuilt.cases) });
    console.note(&format!("rebuilt {} cases from {} events", rebuilt.cases, rebuilt.events));
    Ok(())
}
