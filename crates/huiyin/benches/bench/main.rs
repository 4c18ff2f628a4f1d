//! What the house must reach, measured on the built program: `cargo bench -p huiyin`.
//!
//! Complaint lives a second over HTTP with server and load on one machine, every write durable; rows a second of an
//! import; events a second of a verification; how long the demonstration takes to fill.

// A benchmark prints, and stops at the first thing that fails.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

mod client;
mod import;
mod lives;
#[path = "../../tests/it/program.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod program;

use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::Value;

use crate::program::{Installation, shown};

/// Measures the built program
#[derive(Parser)]
struct Options {
    /// For how long complaints live over HTTP, in seconds; 0 leaves it out
    #[arg(long, default_value_t = 15)]
    lives_seconds: u64,
    /// How many clients at once
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// How many rows are imported; 0 leaves the import and the verification of its events out
    #[arg(long, default_value_t = 100_000)]
    import_rows: u64,
    /// How many cases the demonstration is filled with; 0 leaves it out
    #[arg(long, default_value_t = 1_200)]
    demo_cases: u64,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let options = Options::parse();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("{cores} cores for server and load together; SQLite, WAL, synchronous=FULL");
    if 0 < options.lives_seconds {
        lives::measure(Duration::from_secs(options.lives_seconds), options.connections);
    }
    if 0 < options.import_rows {
        import_and_verify(options.import_rows);
    }
    if 0 < options.demo_cases {
        demo(options.demo_cases);
    }
}

/// One line of the report.
fn line(what: &str, figure: impl std::fmt::Display) {
    println!("{what:<60} {figure:>14}");
}

fn import_and_verify(rows: u64) {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let file = installation.path("complaints.csv");
    import::write(&file, rows);
    let megabytes = file.metadata().unwrap().len() as f64 / 1e6;

    let begun = Instant::now();
    let ran =
        installation.huiyin(&["import", "cases", &shown(&file), "--profile", "cfpb", "--format", "json"]);
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(ran.json()["imported"], rows, "{ran:?}");
    line(
        &format!("cfpb rows imported a second ({rows} rows, {megabytes:.0} MB, sealed)"),
        format!("{:.0}", rows as f64 / seconds),
    );

    // The program's start is part of the figure; the best of three leaves the disk's first read out.
    let verdict = (0..3).map(|_| verify(&installation)).max_by(|one, other| one.0.total_cmp(&other.0));
    let (rate, events) = verdict.unwrap();
    line(&format!("events verified a second ({events} events, start included)"), format!("{rate:.0}"));
}

fn verify(installation: &Installation) -> (f64, u64) {
    let begun = Instant::now();
    let ran = installation.huiyin(&["ledger", "verify", "--format", "json"]);
    let seconds = begun.elapsed().as_secs_f64();
    let verdict: Value = ran.json();
    assert_eq!(verdict["ok"], true, "{ran:?}");
    let events = verdict["events"].as_u64().unwrap();
    (events as f64 / seconds, events)
}

fn demo(cases: u64) {
    let installation = Installation::nothing();
    let begun = Instant::now();
    let ran = installation.huiyin(&["demo", "--cases", &cases.to_string(), "--no-serve"]);
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(ran.code, 0, "{ran:?}");
    println!("demonstration: {}", ran.err.lines().find(|line| line.contains("actions")).unwrap_or_default());
    line("seconds to fill it, start included", format!("{seconds:.1}"));
}
