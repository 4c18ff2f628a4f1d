//! Proving the record and making its rows again.

use std::time::Instant;

use crate::program::Installation;
use crate::report::{Bar, Report};

/// Verifies, at least `bar` events a second. The program's start is part of the figure; the best of three leaves the disk's
/// first read out.
pub fn verify(installation: &Installation, (what, bar): (&str, f64), report: &mut Report) {
    let once = || {
        let begun = Instant::now();
        let ran = installation.huiyin(&["ledger", "verify", "--format", "json"]);
        let seconds = begun.elapsed().as_secs_f64();
        let verdict = ran.json();
        assert_eq!(verdict["ok"], true, "{ran:?}");
        (verdict["events"].as_u64().unwrap(), seconds)
    };
    let (events, seconds) = (0..3).map(|_| once()).min_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
    report.bar(
        format!("events verified a second, {what} ({events} events, start included)"),
        events as f64 / seconds,
        Bar::AtLeast(bar),
    );
}

/// Makes the rows again from so many events.
pub fn rebuild(installation: &Installation, events: u64, report: &mut Report) {
    let begun = Instant::now();
    installation.huiyin(&["store", "rebuild"]).ok();
    report.bar(
        format!("events rebuilt a second ({events} events, start included)"),
        events as f64 / begun.elapsed().as_secs_f64(),
        Bar::AtLeast(50_000.0),
    );
}
