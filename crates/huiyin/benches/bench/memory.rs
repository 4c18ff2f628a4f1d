//! How much memory a process holds, as Linux counts it.

use std::process::Child;
use std::time::Duration;

/// How often a running child is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Resident memory in megabytes (10^6 bytes).
#[derive(Clone, Copy)]
pub struct Resident {
    /// When it was most.
    pub most: f64,
    /// Now.
    pub now: f64,
    /// Of that now, pages of mapped files, which the system takes back where others need the room.
    pub mapped: f64,
}

/// The resident memory of a process; none where it is gone.
pub fn resident(process: u32) -> Option<Resident> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let megabytes = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kibibytes * 1024.0 / 1e6)
    };
    Some(Resident { most: megabytes("VmHWM:")?, now: megabytes("VmRSS:")?, mapped: megabytes("RssFile:")? })
}

/// Waits for a child, and returns the most memory it held, in megabytes.
pub fn until_it_ends(child: &mut Child) -> f64 {
    let mut most = 0.0_f64;
    while child.try_wait().unwrap().is_none() {
        most = resident(child.id()).map_or(most, |resident| most.max(resident.most));
        std::thread::sleep(LOOK);
    }
    most
}
