//! The demonstration: how long it takes to fill.

use std::time::Instant;

use crate::program::Installation;
use crate::report::detail;

/// Fills it with so many cases.
pub fn fill(cases: u64) {
    let installation = Installation::nothing();
    let begun = Instant::now();
    let ran = installation.huiyin(&["demo", "--cases", &cases.to_string(), "--no-serve"]);
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(ran.code, 0, "{ran:?}");
    detail(ran.err.lines().find(|line| line.contains("actions")).unwrap_or_default(), "");
    detail("seconds to fill it, start included", format!("{seconds:.1}"));
}
