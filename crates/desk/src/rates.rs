//! How fast requests may come: a bucket of tokens for each program and each network, in memory. Each node counts what
//! comes to it; a limit is a fence against a loop gone wild, not an account that must add up.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// How fast requests may come. For two seconds' worth they may come at once; 0 is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// Requests a second under one token.
    pub token_per_second: u32,
    /// Requests a second from one network. The own machine is not counted, unless a proxy stands before it.
    pub network_per_second: u32,
}

impl Default for RateLimits {
    /// A token may use up one machine, a network (a branch with all its desks behind one address) a part of it.
    fn default() -> Self {
        Self { token_per_second: 5_000, network_per_second: 1_000 }
    }
}

/// Buckets kept before the full ones are thrown away: whoever forges networks must not fill the memory.
const BUCKETS_MAX: usize = 10_000;
/// For how many seconds a bucket holds.
const BURST_SECONDS: f64 = 2.0;

/// All buckets.
#[derive(Debug, Default)]
pub struct Rates(Mutex<HashMap<String, Bucket>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Timestamp,
}

impl Bucket {
    /// What is in it by now.
    fn filled(self, per_second: f64, now: Timestamp) -> Self {
        let seconds = now.duration_since(self.at).as_secs_f64().max(0.0);
        Self { left: (self.left + seconds * per_second).min(per_second * BURST_SECONDS), at: now }
    }
}

impl Rates {
    /// Takes one out of a bucket, or says in how many seconds there is one again.
    pub(crate) fn take(&self, key: String, per_second: u32, now: Timestamp) -> Result<(), u64> {
        if per_second == 0 {
            return Ok(());
        }
        let per_second = f64::from(per_second);
        let full = Bucket { left: per_second * BURST_SECONDS, at: now };
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| now.duration_since(bucket.at).as_secs_f64() < BURST_SECONDS);
            if buckets.len() >= BUCKETS_MAX {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(key).or_insert(full);
        *bucket = bucket.filled(per_second, now);
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        // Whole seconds are what `Retry-After` can say.
        Err(((1.0 - bucket.left) / per_second).ceil().max(1.0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let (rates, start) = (Rates::default(), Timestamp::UNIX_EPOCH);
        let take = |key: &str, milliseconds| {
            rates.take(key.to_owned(), 2, start + SignedDuration::from_millis(milliseconds))
        };
        let taken = (0..10).take_while(|_| take("one", 0).is_ok()).count();
        assert_eq!(taken, 4, "two seconds' worth at once");
        assert_eq!(take("one", 0), Err(1));
        assert_eq!(take("other", 0), Ok(()), "everybody has a bucket of their own");
        assert_eq!(take("one", 500), Ok(()));
        assert_eq!(take("one", 500), Err(1));
        assert_eq!(take("one", -9_000), Err(1), "a clock that is set back gives nothing");
        assert_eq!(rates.take("one".to_owned(), 0, start), Ok(()), "no limit");
    }

    #[test]
    fn many_networks_do_not_fill_the_memory() {
        let rates = Rates::default();
        for network in 0..3 * BUCKETS_MAX {
            rates.take(network.to_string(), 1, Timestamp::UNIX_EPOCH).unwrap();
        }
        assert!(rates.0.lock().unwrap().len() <= BUCKETS_MAX);
    }
}
