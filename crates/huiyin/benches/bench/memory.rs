//! How much memory a process holds, as Linux counts it.

/// Resident memory in megabytes (10^6 bytes): of now, and of the time when it was most.
pub fn resident(process: u32) -> Option<(f64, f64)> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let megabytes = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kibibytes * 1024.0 / 1e6)
    };
    Some((megabytes("VmRSS:")?, megabytes("VmHWM:")?))
}
