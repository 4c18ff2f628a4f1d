//! The commands, one file each: its options and what it does.

mod calendar;
mod clock;
mod demo;
mod doctor;
mod export;
mod import;
mod import_calls;
mod init;
mod institution;
mod jobs;
mod ledger;
mod list;
mod openapi;
mod search;
mod serve;
mod store;
mod text;
mod token;
mod user;
mod vault;

use clap::Subcommand;

use crate::console::Console;
use crate::failure::Outcome;
use crate::shell::Shell;

/// What can be asked of the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an installation: database, keys, a first institution and a first administrator
    Init(init::Init),
    /// Serve the pages and the API
    Serve(serve::Serve),
    /// Fill a data folder with a simulated bank's year and serve it
    Demo(demo::Demo),
    /// Read files in
    #[command(subcommand)]
    Import(import::Import),
    /// Write files out
    #[command(subcommand)]
    Export(export::Export),
    /// Lists of the record, now or as it was known
    #[command(subcommand)]
    List(list::List),
    /// Figures of a period, now or as they were known
    Figures(list::Figures),
    /// Legal clocks, without any record
    #[command(subcommand)]
    Clock(clock::Clock),
    /// Working days of years to come
    #[command(subcommand)]
    Calendar(calendar::Calendar),
    /// What the program does by itself
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    /// The tamper-evident log over the record
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// The database
    #[command(subcommand)]
    Store(store::Store),
    /// Keys, and erasing persons
    #[command(subcommand)]
    Vault(vault::Vault),
    /// Full text over masked words
    #[command(subcommand)]
    Search(search::Search),
    /// The text engine: on files, and its models
    #[command(subcommand)]
    Text(text::Text),
    /// Tokens for programs that use the API
    #[command(subcommand)]
    Token(token::Token),
    /// Staff
    #[command(subcommand)]
    User(user::User),
    /// Institutions
    #[command(subcommand)]
    Institution(institution::Institution),
    /// Print the description of the API, OpenAPI 3.1
    Openapi(openapi::Openapi),
    /// Look the installation over and say what is wrong with it
    Doctor(doctor::Doctor),
}

impl Command {
    /// Runs the command.
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Init(command) => command.run(shell, console).await,
            Self::Serve(command) => command.run(shell, console).await,
            Self::Demo(command) => command.run(shell, console).await,
            Self::Import(command) => command.run(shell, console).await,
            Self::Export(command) => command.run(shell, console).await,
            Self::List(command) => command.run(shell, console).await,
            Self::Figures(command) => command.run(shell, console).await,
            Self::Clock(command) => command.run(shell, console),
            Self::Calendar(command) => command.run(shell, console).await,
            Self::Jobs(command) => command.run(shell, console).await,
            Self::Ledger(command) => command.run(shell, console).await,
            Self::Store(command) => command.run(shell, console).await,
            Self::Vault(command) => command.run(shell, console).await,
            Self::Search(command) => command.run(shell, console).await,
            Self::Text(command) => command.run(shell, console).await,
            Self::Token(command) => command.run(shell, console).await,
            Self::User(command) => command.run(shell, console).await,
            Self::Institution(command) => command.run(shell, console).await,
            Self::Openapi(command) => command.run(console),
            Self::Doctor(command) => command.run(shell, console).await,
        }
    }

    /// Whether a server that owns the data folder may run it in our place.
    pub fn may_run_in_server(&self) -> bool {
        match self {
            Self::Import(_)
            | Self::Export(_)
            | Self::Calendar(_)
            | Self::Vault(_)
            | Self::Token(_)
            | Self::User(_)
            | Self::Institution(_) => true,
            Self::Jobs(command) => command.may_run_in_server(),
            Self::Ledger(command) => command.may_run_in_server(),
            Self::Search(command) => command.may_run_in_server(),
            _ => false,
        }
    }

    /// Whether it reads standard input.
    pub fn takes_input(&self) -> bool {
        matches!(self, Self::User(command) if command.takes_input())
    }

    /// Whether it goes on until it is told to stop.
    pub fn serves(&self) -> bool {
        matches!(self, Self::Serve(_) | Self::Demo(_))
    }

    /// Whether it lives through a year that has its own clock.
    pub fn is_demo(&self) -> bool {
        matches!(self, Self::Demo(_))
    }
}
