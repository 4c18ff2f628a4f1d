//! `cargo xtask demo`: from a fresh clone to a served bank in one command.

use std::ffi::OsString;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use cargo_metadata::Message;

use crate::{cargo, machine, shown};

/// The options are those of `huiyin demo` and are handed on as they stand.
#[derive(clap::Args)]
pub struct Demo {
    /// How many cases the simulated bank gets
    #[arg(long)]
    cases: Option<u64>,
    /// The seed: the same seed makes the same bank
    #[arg(long)]
    seed: Option<u64>,
    /// The address to serve at, as HOST:PORT
    #[arg(long)]
    listen: Option<String>,
    /// Fill the data folder and stop
    #[arg(long)]
    no_serve: bool,
    /// The data folder, made when missing
    #[arg(long, default_value = "./huiyin-data")]
    data_dir: PathBuf,
}

impl Demo {
    pub fn run(&self) -> Result<()> {
        let missing = machine::provide(&[&machine::C_COMPILER, &machine::CHINESE_FONT]);
        if let Some(need) = missing.iter().find(|need| need.name == machine::C_COMPILER.name) {
            bail!("without {} there is nothing to start", need.name);
        }
        // As the tests select it: cargo gives dependencies the features of what is selected, so that both share nearly all
        // of them.
        become_program(Command::new(build(&["--workspace", "--bins"])?).args(self.arguments()))
    }

    fn arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> =
            vec!["demo".into(), "--data-dir".into(), self.data_dir.clone().into()];
        let cases = self.cases.map(|cases| cases.to_string());
        let seed = self.seed.map(|seed| seed.to_string());
        for (name, value) in [("--cases", cases), ("--seed", seed), ("--listen", self.listen.clone())] {
            arguments.extend(value.into_iter().flat_map(|value| [name.into(), value.into()]));
        }
        arguments.extend(self.no_serve.then(|| "--no-serve".into()));
        arguments
    }
}

/// Builds what is selected, the binary among it, and returns where cargo says that is.
pub fn build(selection: &[&str]) -> Result<PathBuf> {
    let mut command = cargo();
    command
        .args(["build", "--message-format=json-render-diagnostics"])
        .args(selection)
        .stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("failed to start `{}`", shown(&command)))?;
    let output = child.stdout.take().context("the output of `cargo build` is piped")?;
    let mut executable = None;
    for message in Message::parse_stream(BufReader::new(output)) {
        if let Message::CompilerArtifact(artifact) =
            message.context("failed to read the output of `cargo build`")?
        {
            let ours = artifact.target.is_bin() && artifact.target.name == "huiyin" && !artifact.profile.test;
            executable = artifact.executable.filter(|_| ours).or(executable);
        }
    }
    let status = child.wait()?;
    anyhow::ensure!(status.success(), "`{}` ended with {status}", shown(&command));
    Ok(executable.context("`cargo build` made no program")?.into())
}

/// Takes this process's place, so that Ctrl-C and the exit code are the program's own.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).with_context(|| format!("failed to start `{}`", shown(command)))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    crate::run_command(command)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        demo: Demo,
    }

    fn check(line: &str, expected: &str) {
        let arguments = Line::parse_from(format!("demo {line}").split_whitespace()).demo.arguments();
        assert_eq!(arguments.join(" ".as_ref()), expected);
    }

    #[test]
    fn options_are_handed_on() {
        check("", "demo --data-dir ./huiyin-data");
        check(
            "--no-serve --seed 7 --listen [::1]:80 --cases 9 --data-dir d",
            "demo --data-dir d --cases 9 --seed 7 --listen [::1]:80 --no-serve",
        );
    }
}
