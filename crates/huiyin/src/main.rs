//! Huiyin: the command line, and the one place that knows all rooms of the house.
//!
//! | module | what it holds |
//! |---|---|
//! | [`arguments`], [`commands`] | what can be typed; one file a command, with its options and what it does |
//! | [`settings`], [`installation`] | what an installation is told; opening its keys and rules |
//! | [`database`] | which engine a URL names, and opening it |
//! | [`shell`], [`socket`] | what a command runs in: this process, or a server that owns the data folder |
//! | [`server`], [`connections`], [`jobs`] | serving pages and API, with sealer and jobs beside them |
//! | [`surroundings`] | the real clock and the real randomness |
//! | [`console`], [`table`], [`failure`] | data to standard output, everything else to standard error, exit codes |
//! | [`leaf`] | reading a leaf of the ledger back |
//!
//! To add a command: a file in `commands` with its options and `run`, a line in [`commands::Command`].

mod arguments;
mod commands;
mod connections;
mod console;
mod database;
mod failure;
mod installation;
mod issuer;
mod jobs;
mod leaf;
mod messaging;
mod server;
mod settings;
mod shell;
mod socket;
mod surroundings;
mod table;

use std::io::{IsTerminal, Read};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::arguments::Arguments;

/// Requests, imports and rebuilds make and drop many small things on several threads at once.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
use crate::console::{Console, Terminal};
use crate::failure::{Failure, Outcome};
use crate::settings::{LogFormat, Settings};
use crate::shell::Shell;
use crate::surroundings::{Real, Simulated};

fn main() -> ExitCode {
    // Whatever this program writes may hold what people wrote: nobody else reads it unless its owner says so.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let arguments = Arguments::parse();
    start_log(&arguments);
    let mut terminal = Terminal::default();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::broken(error).context("failed to start"))
        .and_then(|runtime| runtime.block_on(run(&arguments, &mut terminal)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(message) = failure.message() {
                terminal.note(&message);
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Runs the command here or, where a server owns the data folder, there.
async fn run(arguments: &Arguments, terminal: &mut Terminal) -> Outcome {
    let settings = Settings::load(&arguments.global)?;
    let surroundings: Arc<dyn office::Surroundings> =
        if arguments.command.is_demo() { Arc::new(Simulated) } else { Arc::new(Real) };
    let input = if arguments.command.takes_input() { Some(read_input()?) } else { None };
    let shell = Shell::new(settings, surroundings, input);
    let outcome = match arguments.command.run(&shell, terminal).await {
        Err(Failure::Owned(owned)) if arguments.command.may_run_in_server() => {
            socket::forward(&shell.settings.data_dir, shell.input.clone(), owned, terminal).await
        }
        outcome => outcome,
    };
    let closed = shell.close().await;
    outcome.and(closed)
}

fn read_input() -> Outcome<String> {
    let mut input = String::new();
    std::io::stdin()
        .read_to_string(&mut input)
        .map_err(|error| Failure::mistake(error).context("failed to read standard input"))?;
    Ok(input)
}

/// The log goes to standard error. It holds no personal data: names of things, numbers of cases, durations.
fn start_log(arguments: &Arguments) {
    let default = if arguments.command.serves() { "info" } else { "warn" };
    let filter = EnvFilter::try_from_env("HUIYIN_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Where the log cannot be written (its disk is full), the work goes on; telling of it there would panic.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal());
    match arguments.global.log_format {
        LogFormat::Text => log.with_target(false).init(),
        LogFormat::Json => log.json().init(),
    }
}
