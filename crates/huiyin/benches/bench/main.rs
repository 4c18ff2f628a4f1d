//! What the house must reach, measured on the built program: `cargo bench --bench bench`.
//!
//! Complaint lives a second over HTTP with server and load on one machine, every write durable, on an empty record and on
//! a large one; rows a second of imports and the memory they take; events a second of a verification and of a rebuild;
//! lists and pages on the large record; memory while serving; what `kill -9` loses.

// A benchmark prints, and stops at the first thing that fails.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

#[path = "../../tests/it/http.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod http;
mod import;
mod kill;
mod lists;
mod lives;
mod memory;
#[path = "../../tests/it/program.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod program;
mod record;
mod rows;

use std::time::{Duration, Instant};

use clap::Parser;

use crate::program::Installation;

/// Measures the built program
#[derive(Parser)]
struct Options {
    /// For how long complaints live over HTTP, in seconds, on each record; 0 leaves it out
    #[arg(long, default_value_t = 15)]
    lives_seconds: u64,
    /// How many clients at once
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// How many rows of the public complaint database's layout make the large record; 0 leaves it and all that is
    /// measured on it out
    #[arg(long, default_value_t = 100_000)]
    import_rows: u64,
    /// How many rows of the 68 columns, each with a person, are imported; 0 leaves it out
    #[arg(long, default_value_t = 20_000)]
    person_rows: u64,
    /// How often each list is asked for
    #[arg(long, default_value_t = 40)]
    lists: usize,
    /// How often an import and a server under load are killed; 0 leaves it out
    #[arg(long, default_value_t = 3)]
    kills: u32,
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
    let lives = Duration::from_secs(options.lives_seconds);
    if !lives.is_zero() {
        println!("\nan empty record");
        let (installation, token) = Installation::with_handler();
        let serving = installation.serve();
        lives::measure(&installation, &serving, &token, lives, options.connections);
        assert_eq!(serving.stop(), 0);
        record::verify(&installation);
    }
    if 0 < options.import_rows {
        println!("\na record of {} cases", options.import_rows);
        record::measure(options.import_rows, lives, options.connections, options.lists);
    }
    if 0 < options.person_rows {
        println!("\npersons");
        let installation = Installation::nothing();
        installation.huiyin(&["init"]).ok();
        import::persons(&installation, options.person_rows);
    }
    if 0 < options.kills {
        println!("\nkill -9");
        kill::importing(options.kills);
        kill::serving(options.kills);
    }
    if 0 < options.demo_cases {
        println!("\nthe demonstration");
        demo(options.demo_cases);
    }
}

/// One line of the report.
fn line(what: &str, figure: impl std::fmt::Display) {
    println!("{what:<76} {figure:>22}");
}

fn demo(cases: u64) {
    let installation = Installation::nothing();
    let begun = Instant::now();
    let ran = installation.huiyin(&["demo", "--cases", &cases.to_string(), "--no-serve"]);
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(ran.code, 0, "{ran:?}");
    println!("{}", ran.err.lines().find(|line| line.contains("actions")).unwrap_or_default());
    line("seconds to fill it, start included", format!("{seconds:.1}"));
}
