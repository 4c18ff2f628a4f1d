//! `huiyin store`: the database.

mod backup;
mod copy;
mod moment;
mod restore;

use clap::Subcommand;

use crate::console::{Console, Progress};
use crate::database::Database;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// The schemas of this release; tests of the engines keep them equal to the migrations.
const SQLITE_SCHEMA: &str = include_str!("../../../../store-sqlite/schema.sql");
const POSTGRES_SCHEMA: &str = include_str!("../../../../store-postgres/schema.sql");

/// What can be done with the database.
#[derive(Debug, Subcommand)]
pub enum Store {
    /// Empty the read models and write them again from the events; the result is the same
    Rebuild,
    /// Compare the read models, grants included, with what the events say; nothing is written
    Check,
    /// Copy the installation as it is at one moment, also while a server runs
    Backup(backup::Backup),
    /// Bring a copy back into a data folder that has no database, or into an empty database on a server
    Restore(restore::Restore),
    /// Print the schema of this release, of the engine in use
    Schema,
    /// Copy the whole record into another, empty database, of the same engine or of the other; the ledger stays the same
    Copy(copy::Copy),
}

impl Store {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Rebuild => rebuild(shell, console).await,
            Self::Check => check(shell, console).await,
            Self::Backup(command) => command.run(shell, console).await,
            Self::Restore(command) => command.run(shell, console).await,
            Self::Schema => {
                let schema = match shell.settings.database {
                    Database::Sqlite(_) => SQLITE_SCHEMA,
                    Database::Postgres(_) => POSTGRES_SCHEMA,
                };
                console.print(schema.trim_end())
            }
            Self::Copy(command) => command.run(shell, console).await,
        }
    }
}

async fn check(shell: &Shell, console: &mut dyn Console) -> Outcome {
    let office = shell.reading().await?;
    let progress = |done: u64, total| Progress { what: "cases".to_owned(), done, total };
    let found = office.check_views(|found| console.progress(progress(found.cases, None))).await?;
    console.progress(progress(found.cases, Some(found.cases)));
    match &found.first {
        None => console.print(&format!(
            "ok: the rows of {} cases, the institutions and the staff are what {} events say",
            found.cases, found.events
        )),
        Some(first) => {
            console.print(&format!(
                "NOT OK: {} rows are not what the events say, the first: {first}; `huiyin store rebuild` writes them anew",
                found.different
            ))?;
            Err(Failure::Check)
        }
    }
}

async fn rebuild(shell: &Shell, console: &mut dyn Console) -> Outcome {
    // While a server runs, its pages would show half-empty lists: the command waits for the server to be stopped.
    let office = shell.alone().await?;
    let progress =
        |done: office::Rebuilt| Progress { what: "cases".to_owned(), done: done.cases, total: None };
    let rebuilt = office.rebuild(|done| console.progress(progress(done))).await?;
    console.progress(Progress { what: "cases".to_owned(), done: rebuilt.cases, total: Some(rebuilt.cases) });
    if office.search_status().await.is_ok() {
        // Better masking reaches what can be found too.
        office
            .search_rebuild(|done| console.progress(Progress { what: "cases".to_owned(), done, total: None }))
            .await?;
    }
    console.note(&format!("rebuilt {} cases from {} events", rebuilt.cases, rebuilt.events));
    Ok(())
}
