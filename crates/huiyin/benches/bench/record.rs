//! A large record: filling, proving, rebuilding, reading and writing it.

use std::time::{Duration, Instant};

use crate::memory::resident;
use crate::program::{Installation, huiyin};
use crate::{import, line, lists, lives};

/// The password of the member of staff who looks at pages.
const PASSWORD: &str = "a-password-of-the-benchmark";

/// Everything that is measured on a record of so many cases.
pub fn measure(rows: u64, duration: Duration, connections: usize, times: usize) {
    let (installation, token) = Installation::with_handler();
    let set = huiyin(&installation.data(), &["user", "set", "li", "--password-stdin"], PASSWORD);
    assert_eq!(set.code, 0, "{set:?}");
    import::complaints(&installation, rows);
    let events = verify(&installation);

    let begun = Instant::now();
    installation.huiyin(&["store", "rebuild"]).ok();
    line(
        "events rebuilt a second, start included",
        format!("{:.0}", events as f64 / begun.elapsed().as_secs_f64()),
    );

    let serving = installation.serve();
    lists::measure(&serving, &token, PASSWORD, times);
    if !duration.is_zero() {
        lives::measure(&installation, &serving, &token, duration, connections);
    }
    if let Some((now, most)) = resident(serving.process()) {
        line("megabytes of memory while serving: now / at most", format!("{now:.0} / {most:.0}"));
    }
    assert_eq!(serving.stop(), 0);
    verify(&installation);
}

/// Verifies, and returns how many events there are. The program's start is part of the figure; the best of three leaves
/// the disk's first read out.
pub fn verify(installation: &Installation) -> u64 {
    let once = || {
        let begun = Instant::now();
        let ran = installation.huiyin(&["ledger", "verify", "--format", "json"]);
        let seconds = begun.elapsed().as_secs_f64();
        let verdict = ran.json();
        assert_eq!(verdict["ok"], true, "{ran:?}");
        (verdict["events"].as_u64().unwrap(), seconds)
    };
    let (events, seconds) = (0..3).map(|_| once()).min_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
    line(
        &format!("events verified a second ({events} events, start included)"),
        format!("{:.0}", events as f64 / seconds),
    );
    events
}
