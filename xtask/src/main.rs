//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! One file a command. Knows nothing of what Huiyin does: it builds it, starts it and checks its shape.

mod arrows;
mod demo;
mod exercised;
mod machine;
mod outside;
mod python;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Build, try and check Huiyin")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build Huiyin, fill a data folder with a simulated bank and serve it
    Demo(demo::Demo),
    /// Run every check and every test, stopping at the first failure
    Test(test::Test),
    /// Check which crate imports which
    Arrows,
    /// Check the hygiene of the files in the repository
    Tidy,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Task::Demo(demo) => demo.run(),
        Task::Test(test) => test.run(),
        Task::Arrows => arrows::run(),
        Task::Tidy => tidy::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace's folder, wherever the command was called from. Cargo says it anew at every start: clones that share a
/// target folder share this program too, and where it was compiled may be gone.
fn workspace_root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map(Path::to_owned).unwrap_or(here)
}

/// The cargo that started this command, so that both use one toolchain.
fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace_root());
    // Set by the cargo that runs this command. Some build scripts look at them and would run anew for every clone.
    for (name, _) in std::env::vars_os() {
        let of_this_package =
            |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(of_this_package) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs `command` with this terminal; anything but success is an error that names the command.
fn run_command(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("failed to start `{}`", shown(command)))?;
    anyhow::ensure!(status.success(), "`{}` ended with {status}", shown(command));
    Ok(())
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_failing_command_is_named_in_the_error() {
        let error =
            run_command(cargo().args(["no-such-command", "--quiet"]).stderr(std::process::Stdio::null()));
        let text = format!("{:#}", error.unwrap_err());
        assert!(text.starts_with("`cargo no-such-command --quiet` ended with"), "{text}");
    }
}
