//! Imports: rows a second, events a row, and the memory that takes.

use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use crate::memory::until_it_ends;
use crate::program::{Installation, command, shown};
use crate::record::events;
use crate::report::{Bar, Report, detail};

/// The most memory an import may hold, in megabytes.
const MEMORY_BAR: Bar = Bar::Below(300.0);

/// Imports a file of so many rows, deletes it, and returns rows a second.
pub fn measure(
    installation: &Installation,
    file: &Path,
    profile: &str,
    rows: u64,
    report: &mut Report,
) -> f64 {
    let megabytes = std::fs::metadata(file).unwrap().len() as f64 / 1e6;
    let kind = file.extension().unwrap().to_str().unwrap().to_uppercase();
    let before = events(installation);
    let file_shown = shown(file);
    let arguments = ["import", "cases", &file_shown, "--profile", profile, "--format", "json"];
    let begun = Instant::now();
    let mut child = command(&installation.data(), &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let most = until_it_ends(&mut child);
    let seconds = begun.elapsed().as_secs_f64();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let counted: serde_json::Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert_eq!(counted["imported"], rows, "{told}");
    std::fs::remove_file(file).unwrap();
    detail(format!("{profile}, {kind}: rows imported and sealed"), rows);
    detail("  megabytes of the file", format!("{megabytes:.0}"));
    detail("  events a row", format!("{:.2}", (events(installation) - before) as f64 / rows as f64));
    report.bar(
        format!("import {profile} {kind}, {rows} rows: megabytes of memory at most"),
        most,
        MEMORY_BAR,
    );
    rows as f64 / seconds
}
