//! Imports: rows a second, and the memory that takes.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::line;
use crate::memory::resident;
use crate::program::{Installation, command, shown};
use crate::rows;

/// Imports rows of the public complaint database's layout.
pub fn complaints(installation: &Installation, rows: u64) {
    let file = installation.path("complaints.csv");
    rows::complaints(&file, rows);
    measure(installation, &shown(&file), "cfpb", rows);
    std::fs::remove_file(file).unwrap();
}

/// Imports rows of the 68 columns, each with a person.
pub fn persons(installation: &Installation, rows: u64) {
    let file = installation.path("orders.csv");
    rows::orders(&file, rows);
    measure(installation, &shown(&file), "bank68", rows);
    std::fs::remove_file(file).unwrap();
}

fn measure(installation: &Installation, file: &str, profile: &str, rows: u64) {
    let megabytes = std::fs::metadata(file).unwrap().len() as f64 / 1e6;
    let arguments = ["import", "cases", file, "--profile", profile, "--format", "json"];
    let begun = Instant::now();
    let mut child = command(&installation.data(), &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0.0_f64;
    while child.try_wait().unwrap().is_none() {
        most = resident(child.id()).map_or(most, |(_, peak)| most.max(peak));
        std::thread::sleep(Duration::from_millis(20));
    }
    let seconds = begun.elapsed().as_secs_f64();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let report: serde_json::Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert_eq!(report["imported"], rows, "{told}");
    line(
        &format!("{profile} rows imported a second ({rows} rows, {megabytes:.0} MB, sealed)"),
        format!("{:.0}", rows as f64 / seconds),
    );
    line("  megabytes of memory at most", format!("{most:.0}"));
}
