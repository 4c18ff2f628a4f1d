//! What the ear must reach, measured beside its rivals in one run: `cargo bench -p text --bench ear`.
//!
//! One program prints one table, each figure beside its bar: masking, hot words and known events in real titles, texts that say
//! the same, questions answered, texts coded. It reads `../shared/data`; what is missing there is skipped aloud, and so is a
//! rival that is not installed: Python's, run by `$PYTHON`, with what `coding/requirements.txt` names and `jieba`.

// A benchmark prints, and stops at the first thing that fails.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

mod ask;
mod clock;
mod coding;
mod events;
mod hotwords;
mod mask;
#[path = "../../tests/planted/mod.rs"]
mod planted;
#[path = "../../tests/public_events/mod.rs"]
mod public_events;
mod regexes;
#[path = "../../../huiyin/benches/bench/report.rs"]
#[allow(dead_code, reason = "the benchmark of the record uses more of it")]
mod report;
mod similar;
mod titles;

use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::report::Report;

/// Measures how the ear hears
#[derive(Parser)]
struct Options {
    /// What is measured; all of it where nothing is named
    what: Vec<What>,
    /// How many megabytes of text hot words are mined from
    #[arg(long, default_value_t = 400)]
    megabytes: usize,
    /// How many texts are grouped
    #[arg(long, default_value_t = 1_000_000)]
    texts: usize,
    /// Ends with 1 where a bar was not reached
    #[arg(long)]
    bars: bool,
    /// What `cargo bench` says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
    /// One job in a process of its own
    #[arg(long, hide = true, num_args = 1.., allow_hyphen_values = true)]
    alone: Vec<String>,
}

/// A part of it.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum What {
    /// Finding and masking personal data
    Mask,
    /// Mining hot words, beside cutting and counting
    Hotwords,
    /// Known events among the hot words of their days
    Events,
    /// Grouping texts that say the same
    Similar,
    /// Answering questions from a set of them
    Ask,
    /// Coding questions to a bank
    Banking77,
    /// Coding, and refusing what no code fits
    Clinc150,
    /// Coding complaints by product
    CfpbNarratives,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if !options.alone.is_empty() {
        hotwords::alone(&options.alone);
        return ExitCode::SUCCESS;
    }
    let mut report = Report::default();
    let wanted = |what: &What| options.what.is_empty() || options.what.contains(what);
    for what in What::value_variants().iter().filter(|what| wanted(what)) {
        match what {
            What::Mask => mask::measure(&mut report),
            What::Hotwords => hotwords::measure(&mut report, options.megabytes),
            What::Events => events::measure(&mut report),
            What::Similar => similar::measure(&mut report, options.texts),
            What::Ask => ask::measure(&mut report),
            What::Banking77 => coding::banking77(&mut report),
            What::Clinc150 => coding::clinc150(&mut report),
            What::CfpbNarratives => coding::cfpb_narratives(&mut report),
        }
    }
    let held = report.finish();
    if options.bars && !held { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
