//! What the house must reach, measured on the built program: `cargo bench -p huiyin --bench bench`.
//!
//! One program prints one table, each figure beside its bar: complaint lives a second over HTTP with server and load on one
//! machine, every write durable, on an empty record and on a large one; imports, their memory and events a row; proof and
//! rebuilding; lists, pages and search on the large record; memory while serving; what `kill -9` loses, and syncs.

// A benchmark prints, and stops at the first thing that fails.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

mod asking;
mod complaints;
mod demo;
#[path = "../../tests/it/http.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod http;
mod import;
mod kill;
mod ledger;
mod lists;
mod lives;
mod memory;
mod orders;
mod organisation;
mod pages;
#[path = "../../tests/it/program.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod program;
mod record;
mod report;
mod search;
mod syncs;
mod work;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use jiff::civil::Date;

use crate::lives::Lives;
use crate::program::Installation;
use crate::record::Record;
use crate::report::{Bar, Report, detail, heading};

/// Measures the built program
#[derive(Parser)]
struct Options {
    /// For how long complaints live over HTTP, in seconds, on each record; 0 leaves it out
    #[arg(long, default_value_t = 15)]
    lives_seconds: u64,
    /// How many clients at once
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// How many rows of the public complaint database's layout the large record has; 0 leaves the record and all that is
    /// measured on it out
    #[arg(long, default_value_t = 1_000_000)]
    import_rows: u64,
    /// How many rows of the 68 columns, each with a person, the large record has beside them
    #[arg(long, default_value_t = 200_000)]
    person_rows: u64,
    /// How many rows of the 68 columns, each with a person, are imported into a record of their own; 0 leaves it out
    #[arg(long, default_value_t = 1_000_000)]
    person_rows_alone: u64,
    /// How many rows are imported as JSONL; 0 leaves it out
    #[arg(long, default_value_t = 200_000)]
    jsonl_rows: u64,
    /// How many rows are imported into a ledger of SM3; 0 leaves it out
    #[arg(long, default_value_t = 400_000)]
    sm3_rows: u64,
    /// How often each list, page and question is asked for
    #[arg(long, default_value_t = 40)]
    times: usize,
    /// How often an import and a server under load are killed; 0 leaves it out, and the count of syncs
    #[arg(long, default_value_t = 20)]
    kills: u32,
    /// How many cases the demonstration is filled with; 0 leaves it out
    #[arg(long, default_value_t = 1_200)]
    demo_cases: u64,
    /// Ends with 1 where a bar was not reached
    #[arg(long)]
    bars: bool,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("{cores} cores for server and load together; SQLite, WAL, synchronous=FULL");
    if cfg!(debug_assertions) {
        println!("NOT OPTIMISED: the bars are meant for `cargo bench` without `--profile dev`");
    }
    let today = today();
    let mut report = Report::default();
    let lives =
        Lives { duration: Duration::from_secs(options.lives_seconds), connections: options.connections };
    if !lives.duration.is_zero() {
        heading("an empty record");
        let (installation, token) = unlimited();
        let serving = installation.serve();
        lives.measure(&installation, &serving, &token, ("empty record", 1_000.0), &mut report);
        assert_eq!(serving.stop(), 0);
    }
    if 0 < options.import_rows {
        let (complaint_rows, person_rows) = (options.import_rows, options.person_rows);
        let record = Record { complaint_rows, person_rows, times: options.times, lives, today };
        record.measure(&mut report);
    }
    if 0 < options.person_rows_alone {
        heading("persons in a record of their own");
        let rows = options.person_rows_alone;
        let installation = Installation::nothing();
        installation.huiyin(&["init"]).ok();
        let file = installation.path("orders.csv");
        orders::csv(&file, rows, today);
        let rate = import::measure(&installation, &file, "bank68", rows, &mut report);
        let what = format!("bank68 rows with persons imported a second, {rows} rows alone");
        report.bar(what, rate, Bar::AtLeast(5_000.0));
    }
    if 0 < options.jsonl_rows {
        heading("JSONL");
        let installation = Installation::nothing();
        installation.huiyin(&["init"]).ok();
        let file = installation.path("complaints.jsonl");
        complaints::jsonl(&file, options.jsonl_rows, today);
        let rate = import::measure(&installation, &file, "cfpb", options.jsonl_rows, &mut report);
        detail("rows a second", format!("{rate:.0}"));
    }
    if 0 < options.sm3_rows {
        heading("a ledger of SM3");
        sm3(options.sm3_rows, today, &mut report);
    }
    if 0 < options.kills {
        heading("kill -9, and syncs");
        kill::importing(options.kills, today, &mut report);
        kill::serving(options.kills, &mut report);
        syncs::measure(today, &mut report);
    }
    if 0 < options.demo_cases {
        heading("the demonstration");
        demo::fill(options.demo_cases);
    }
    match report.finish() || !options.bars {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The last day of the files: they are as old as an office's would be.
#[allow(clippy::disallowed_methods, reason = "a benchmark stands where the binary's `surroundings` do")]
fn today() -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// An installation with a handler whose token and network may ask as fast as they can.
fn unlimited() -> (Installation, String) {
    let (installation, token) = Installation::with_handler();
    let limits = "[limits]\ntoken_per_second = 0\nnetwork_per_second = 0\n";
    std::fs::write(installation.data().join("huiyin.toml"), limits).unwrap();
    (installation, token)
}

fn sm3(rows: u64, today: Date, report: &mut Report) {
    let installation = Installation::nothing();
    std::fs::create_dir_all(installation.data()).unwrap();
    std::fs::write(installation.data().join("huiyin.toml"), "[algorithms]\nledger = \"sm3\"\n").unwrap();
    installation.huiyin(&["init"]).ok();
    let file = installation.path("complaints.csv");
    complaints::csv(&file, rows, today);
    let rate = import::measure(&installation, &file, "cfpb", rows, report);
    detail("rows a second", format!("{rate:.0}"));
    ledger::verify(&installation, ("SM3", 500_000.0), report);
}
