//! The full text at a record of some size: building its index, and how long questions take.

use std::time::{Duration, Instant};

use load::Latency;

use crate::http::get;
use crate::line;
use crate::memory::resident;
use crate::program::{Installation, Serving, command};

/// Questions as people type them, percent-encoded: words, runs, phrases, fields.
const QUESTIONS: [&str; 8] = [
    "mortgage",
    "fee%20consent",
    "%22record%20put%20right%22",
    "status:closed%20refund",
    "kind:complaint",
    "account%20-mortgage",
    "nobody",
    "zzzz",
];

/// Builds the index anew.
pub fn build(installation: &Installation, cases: u64) {
    let begun = Instant::now();
    let mut child = command(&installation.data(), &["search", "rebuild", "--format", "json"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0.0_f64;
    while child.try_wait().unwrap().is_none() {
        most = resident(child.id()).map_or(most, |(_, peak)| most.max(peak));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(child.wait().unwrap().success());
    line("cases indexed a second", format!("{:.0}", cases as f64 / begun.elapsed().as_secs_f64()));
    line("  megabytes of memory at most, mapped files included", format!("{most:.0}"));
}

/// Asks each question `times` times.
pub fn measure(serving: &Serving, token: &str, times: usize) {
    let mut all = Vec::new();
    let mut worst = (Duration::ZERO, "");
    for question in QUESTIONS {
        let mut took = Vec::with_capacity(times);
        for _ in 0..times {
            let begun = Instant::now();
            let answer = get(&serving.address, token, &format!("/api/v1/search?q={question}")).unwrap();
            took.push(begun.elapsed());
            assert_eq!(answer.status, 200, "{question}: {answer:?}");
        }
        took.sort_unstable();
        worst = worst.max((took[(took.len() - 1) * 95 / 100], question));
        all.extend(took);
    }
    let latency = Latency::of(&mut all).unwrap();
    line(
        &format!("search over HTTP: milliseconds, 50th / 95th of 100 ({} times)", latency.calls),
        format!("{:.1} / {:.1}", latency.p50, latency.p95),
    );
    line(
        &format!("  the slowest question (`{}`), 95th of 100", worst.1),
        format!("{:.1}", worst.0.as_secs_f64() * 1e3),
    );
}
