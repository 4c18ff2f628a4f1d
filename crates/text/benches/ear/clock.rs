//! Time on one core: the processor's time of this thread, since others may use the machine too.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Megabytes (10^6 bytes) a second of processor time, over `least` at least.
pub fn rate(text: &str, least: Duration, job: impl Fn(&str) -> usize) -> f64 {
    let clock = Clock::start();
    let mut bytes = 0_usize;
    loop {
        black_box(job(black_box(text)));
        bytes += text.len();
        let elapsed = clock.elapsed();
        if least <= elapsed {
            return bytes as f64 / elapsed.as_secs_f64() / 1e6;
        }
    }
}

struct Clock {
    wall: Instant,
    processor: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        Self { wall: Instant::now(), processor: processor_time() }
    }

    fn elapsed(&self) -> Duration {
        match (self.processor, processor_time()) {
            (Some(start), Some(now)) => now.saturating_sub(start),
            _ => self.wall.elapsed(),
        }
    }
}

/// What the kernel has counted for this thread; it does so at every tick. Linux alone tells it in a file.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
