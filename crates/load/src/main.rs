//! `load`: complaint lives against any server.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use domain::id::UserId;
use load::{Load, Report};

/// Lets complaints live on a server over its API: take in, assign, resolve with answer, find
#[derive(Parser)]
#[command(name = "load")]
struct Options {
    /// The server, as HOST:PORT
    #[arg(long)]
    server: String,
    /// A file with the token of somebody who may take in, assign, decide and answer
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    /// The code of the institution that takes in
    #[arg(long, default_value = "HQ")]
    institution: String,
    /// Who handles: the number that `huiyin user list` prints
    #[arg(long, value_name = "USER")]
    handler: u64,
    /// How many clients at once
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// For how long new lives begin
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    /// The seed of the texts and telephones: another run on the same record takes another
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How the figures are printed
    #[arg(long, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

#[allow(clippy::print_stdout, reason = "figures are what it is for")]
fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    let token = std::fs::read_to_string(&options.token_file)
        .with_context(|| format!("`{}` cannot be read", options.token_file.display()))?;
    let report = load::run(&Load {
        server: options.server,
        token: token.trim().to_owned(),
        institution: options.institution,
        handler: UserId(options.handler),
        connections: options.connections,
        duration: Duration::from_secs(options.seconds),
        seed: options.seed,
    })?;
    match options.format {
        Format::Table => print!("{}", table(&report)),
        Format::Json => println!("{}", serde_json::to_string(&report)?),
    }
    Ok(if report.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn table(report: &Report) -> String {
    let mut table = format!(
        "{} lives in {:.1} s over {} connections: {:.0} a second\n",
        report.lives, report.seconds, report.connections, report.lives_per_second
    );
    let all = report.all.iter().map(|latency| ("all".to_owned(), latency));
    let calls = report.calls.iter().map(|(call, latency)| (format!("{call:?}").to_lowercase(), latency));
    table += &format!(
        "{:<10}{:>10}{:>10}{:>10}{:>10}{:>10}\n",
        "call", "calls", "p50 ms", "p95 ms", "p99 ms", "max ms"
    );
    for (call, latency) in calls.chain(all) {
        table += &format!(
            "{call:<10}{:>10}{:>10.1}{:>10.1}{:>10.1}{:>10.1}\n",
            latency.calls, latency.p50, latency.p95, latency.p99, latency.max
        );
    }
    for (error, times) in &report.errors {
        table += &format!("{times} times: {error}\n");
    }
    table
}
