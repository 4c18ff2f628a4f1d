//! Whether what is acknowledged was synced to the disk before: the program under `strace`, which tells each sync by file.

use std::path::Path;
use std::process::{Command, Stdio};

use jiff::civil::Date;
use office::exchange::BATCH_ROWS;

use crate::complaints;
use crate::http::post;
use crate::kill::submission;
use crate::program::{HUIYIN, Installation, Serving, shown};
use crate::report::{Bar, Report, detail};

/// Writes, one after the other: each is a batch of its own.
const WRITES: usize = 200;

/// Rows of the import.
const ROWS: u64 = 20_000;

/// Counts syncs of a server's and of an import's log.
pub fn measure(today: Date, report: &mut Report) {
    if Command::new("strace").arg("--version").stdout(Stdio::null()).status().is_err() {
        return detail("syncs to the disk", "SKIPPED: no strace");
    }
    serving(report);
    importing(today, report);
}

fn serving(report: &mut Report) {
    let (installation, token) = Installation::with_handler();
    let log = installation.path("syncs");
    let serving = Serving::start(traced(&installation, &log, &["serve", "--listen", "127.0.0.1:0"]));
    let before = counted(&log);
    let mut unsynced = 0;
    for row in 0..WRITES {
        let asked = counted(&log);
        let answer = post(&serving.address, &token, "/api/v1/cases", None, &submission(row)).unwrap();
        assert_eq!(answer.status, 201, "{answer:?}");
        unsynced += usize::from(counted(&log) == asked);
    }
    detail(format!("syncs of the database's log during {WRITES} writes in turn"), counted(&log) - before);
    assert_eq!(serving.stop(), 0);
    report.bar("writes acknowledged without a sync since they were asked", unsynced as f64, Bar::Nothing);
}

fn importing(today: Date, report: &mut Report) {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let file = installation.path("complaints.csv");
    complaints::csv(&file, ROWS, today);
    let log = installation.path("syncs");
    let arguments = ["import", "cases", &shown(&file), "--profile", "cfpb"];
    let status = traced(&installation, &log, &arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.unwrap().success());
    let batches = ROWS.div_ceil(BATCH_ROWS as u64);
    let what = format!("syncs for each of {batches} acknowledged batches of an import");
    report.bar(what, counted(&log) as f64 / batches as f64, Bar::AtLeast(1.0));
}

/// The program, its syncs told to `log`. The tracer runs beside it (`-D`), so that who ends the child ends the program.
fn traced(installation: &Installation, log: &Path, arguments: &[&str]) -> Command {
    let mut traced = Command::new("strace");
    traced.args(["-D", "-f", "-qq", "-y", "-e", "trace=fsync,fdatasync", "-o", &shown(log), HUIYIN]);
    traced.args(["--data-dir", &shown(&installation.data())]).args(arguments);
    traced
}

/// Syncs of the write-ahead log so far.
fn counted(log: &Path) -> usize {
    let told = std::fs::read_to_string(log).unwrap();
    told.lines().filter(|line| line.contains("sync(") && line.contains("-wal>")).count()
}
