//! Time and randomness: the one place that asks the operating system for them. Everybody else is handed these.

use jiff::Timestamp;
use office::Surroundings;
use rand::rngs::SysRng;
use rand_core::TryRng;

tokio::task_local! {
    /// The time at which a task of the demonstration believes to act; unset everywhere else.
    static PRETENDED: Timestamp;
}

/// The real clock and the system's random source.
#[derive(Debug, Clone, Copy)]
pub struct Real;

impl Surroundings for Real {
    fn now(&self) -> Timestamp {
        now()
    }

    fn fill(&self, bytes: &mut [u8]) {
        fill(bytes);
    }
}

/// The real ones, but inside [`pretend`] it is another time: a simulated year is recorded with its own times.
#[derive(Debug, Clone, Copy)]
pub struct Simulated;

impl Surroundings for Simulated {
    fn now(&self) -> Timestamp {
        PRETENDED.try_with(|time| *time).unwrap_or_else(|_| now())
    }

    fn fill(&self, bytes: &mut [u8]) {
        fill(bytes);
    }
}

/// Does `work` as if it were `time`, for whoever asks [`Simulated`].
pub async fn pretend<F: Future>(time: Timestamp, work: F) -> F::Output {
    PRETENDED.scope(time, work).await
}

/// The time to the microsecond, as rows, the ledger and every answer keep it: a moment that was told can be told back, and
/// nothing lies between the two.
#[allow(clippy::disallowed_methods, reason = "the one source of time; all others are handed it")]
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

fn fill(bytes: &mut [u8]) {
    if let Err(error) = SysRng.try_fill_bytes(bytes) {
        // Keys and codes made without randomness would be worse than none, and no caller could go on.
        tracing::error!(%error, "the operating system gives no randomness");
        std::process::abort();
    }
}
