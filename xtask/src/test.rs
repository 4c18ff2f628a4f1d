//! `cargo xtask test`: every check and every test, in the order of how fast they tell.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::python::Python;
use crate::{arrows, cargo, machine, outside, run_command, tidy};

/// Tests in the browser read this and say that they were skipped.
const SKIP_BROWSER: &str = "HUIYIN_SKIP_BROWSER";
/// Where tests in the browser find axe-core.
const AXE: &str = "HUIYIN_AXE";
/// Tests of PostgreSQL alike.
const SKIP_POSTGRESQL: &str = "HUIYIN_SKIP_POSTGRES";

#[derive(clap::Args)]
pub struct Test {
    /// Run this step alone
    #[arg(long)]
    only: Option<Step>,
    /// Given to `cargo test` as they stand
    #[arg(last = true)]
    arguments: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Every file is formatted
    Fmt,
    /// No lint has anything to say
    Clippy,
    /// Crates import downward only
    Arrows,
    /// The files are clean
    Tidy,
    /// The tests pass
    Tests,
    /// The API keeps what its description promises
    Schemathesis,
    /// A client generated from the description works a complaint
    Client,
}

impl Test {
    pub fn run(&self) -> Result<()> {
        let steps: Vec<Step> = match self.only {
            Some(step) => vec![step],
            None => Step::value_variants().to_vec(),
        };
        let skipped = prepare(&steps);
        let started = Instant::now();
        for step in &steps {
            eprintln!("\n== {} ==", step.name());
            let step_started = Instant::now();
            self.run_step(*step, &skipped).with_context(|| {
                let (name, duration) = (step.name(), seconds(step_started.elapsed()));
                format!("step `{name}` failed after {duration} (again: `cargo xtask test --only {name}`)")
            })?;
            eprintln!("-- {}: passed in {}", step.name(), seconds(step_started.elapsed()));
        }
        for skipped in &skipped {
            eprintln!("\nSKIPPED: {}", skipped.what);
        }
        if steps.contains(&Step::Tests) && !crate::workspace_root().join(PUBLIC_RECORDS).is_dir() {
            eprintln!("\nSKIPPED: tests over large public records, which are not here (`{PUBLIC_RECORDS}`)");
        }
        let names: Vec<&str> = steps.iter().map(|step| step.name()).collect();
        eprintln!("\npassed in {}: {}", seconds(started.elapsed()), names.join(", "));
        Ok(())
    }

    fn run_step(&self, step: Step, skipped: &[&Skipped]) -> Result<()> {
        match step {
            Step::Fmt => {
                provide_component("fmt", "rustfmt")?;
                run_command(cargo().args(["fmt", "--all", "--check"]))
            }
            Step::Clippy => {
                provide_component("clippy", "clippy")?;
                run_command(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
            }
            Step::Arrows => arrows::run(),
            Step::Tidy => tidy::run(),
            Step::Tests => {
                let mut command = cargo();
                command.args(["test", "--workspace"]).args(&self.arguments);
                command.envs(skipped.iter().map(|skipped| (skipped.variable, "1")));
                if let Some(python) = Python::provide(&target_folder()?)? {
                    command.env(AXE, python.axe()?);
                }
                run_command(&mut command)
            }
            Step::Schemathesis => outside::schemathesis(&target_folder()?),
            Step::Client => outside::client(&target_folder()?),
        }
    }
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Step::Fmt => "fmt",
            Step::Clippy => "clippy",
            Step::Arrows => "arrows",
            Step::Tidy => "tidy",
            Step::Tests => "tests",
            Step::Schemathesis => "schemathesis",
            Step::Client => "client",
        }
    }
}

/// Tests that are left out.
struct Skipped {
    /// What the tests read to know that.
    variable: &'static str,
    /// Which they are.
    what: &'static str,
}

/// Where tests look for the large public records that they run over besides; they are too large to ship.
const PUBLIC_RECORDS: &str = "../shared/data";

/// Tests that are left out where what they need cannot be had, or where somebody asks for it.
const SKIPPABLE: &[(&machine::Need, Skipped)] = &[
    (&machine::BROWSER, Skipped { variable: SKIP_BROWSER, what: "tests in the browser" }),
    (&machine::POSTGRESQL, Skipped { variable: SKIP_POSTGRESQL, what: "tests of PostgreSQL" }),
];

/// Brings what the steps need; what stays missing makes its step fail or, where it can be done without, tests be skipped
/// aloud. Returns those.
fn prepare(steps: &[Step]) -> Vec<&'static Skipped> {
    let mut needs = Vec::new();
    if steps.contains(&Step::Tidy) {
        needs.push(&machine::GIT);
    }
    if steps.contains(&Step::Clippy) || steps.contains(&Step::Tests) {
        needs.push(&machine::C_COMPILER);
    }
    if [Step::Tests, Step::Schemathesis, Step::Client].iter().any(|step| steps.contains(step)) {
        needs.push(&machine::PYTHON);
    }
    let asked_to_skip = |skipped: &Skipped| std::env::var_os(skipped.variable).is_some();
    let runs_tests = steps.contains(&Step::Tests);
    if runs_tests {
        needs.push(&machine::ZSTD);
        let wanted = SKIPPABLE.iter().filter(|(_, skipped)| !asked_to_skip(skipped)).map(|(need, _)| *need);
        needs.extend(wanted);
        if needs.iter().any(|need| need.name == machine::BROWSER.name) {
            needs.push(&machine::CHINESE_FONT);
        }
    }
    let missing = machine::provide(&needs);
    let is_missing = |need: &machine::Need| missing.iter().any(|missing| missing.name == need.name);
    SKIPPABLE
        .iter()
        .filter(|(need, skipped)| runs_tests && (asked_to_skip(skipped) || is_missing(need)))
        .map(|(_, skipped)| skipped)
        .collect()
}

/// A minimal Rust toolchain comes without its formatter and linter; rustup needs no root to add them.
fn provide_component(subcommand: &str, component: &str) -> Result<()> {
    let is_there =
        cargo().args([subcommand, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if is_there.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    anyhow::ensure!(machine::is_on_path("rustup"), "`cargo {subcommand}` is missing: install `{component}`");
    run_command(Command::new("rustup").args(["component", "add", component]))
}

/// Where cargo puts what it makes.
fn target_folder() -> Result<PathBuf> {
    let metadata =
        cargo_metadata::MetadataCommand::new().current_dir(crate::workspace_root()).no_deps().exec()?;
    Ok(metadata.target_directory.into())
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_called_by_the_name_that_only_takes() {
        for step in Step::value_variants() {
            assert_eq!(Step::from_str(step.name(), false), Ok(*step));
        }
    }

    #[test]
    fn without_tests_the_browser_is_no_matter() {
        assert!(prepare(&[Step::Fmt, Step::Arrows]).is_empty());
    }
}
