//! What a run gave: lives a second, how long the calls took, and what failed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

/// The four calls of a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// Take in.
    Create,
    /// Accept and assign.
    Assign,
    /// Code, decide, answer, close.
    Resolve,
    /// Look it up.
    Find,
}

/// How long calls took, in milliseconds: so many of a hundred took no longer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Latency {
    /// How many calls.
    pub calls: usize,
    /// 50 of 100.
    pub p50: f64,
    /// 95 of 100.
    pub p95: f64,
    /// 99 of 100.
    pub p99: f64,
    /// All of them.
    pub max: f64,
}

impl Latency {
    /// Of these calls; they are sorted on the way. None of none.
    pub fn of(took: &mut [Duration]) -> Option<Self> {
        took.sort_unstable();
        let at = |share: usize| {
            took.get((took.len().max(1) - 1) * share / 100).map(|took| took.as_secs_f64() * 1e3)
        };
        Some(Self { calls: took.len(), p50: at(50)?, p95: at(95)?, p99: at(99)?, max: at(100)? })
    }
}

/// What a run gave.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Lives that came to their end.
    pub lives: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Clients at once.
    pub connections: usize,
    /// Lives a second.
    pub lives_per_second: f64,
    /// All calls.
    pub all: Option<Latency>,
    /// By call.
    pub calls: BTreeMap<Call, Latency>,
    /// What failed, and how often.
    pub errors: BTreeMap<String, u64>,
}

impl Report {
    pub(crate) fn new(
        lives: u64,
        elapsed: Duration,
        connections: usize,
        took: Vec<(Call, Duration)>,
        errors: BTreeMap<String, u64>,
    ) -> Self {
        let seconds = elapsed.as_secs_f64();
        let mut by_call = BTreeMap::<Call, Vec<Duration>>::new();
        let mut all = Vec::with_capacity(took.len());
        for (call, took) in took {
            by_call.entry(call).or_default().push(took);
            all.push(took);
        }
        Self {
            lives,
            seconds,
            connections,
            lives_per_second: lives as f64 / seconds,
            all: Latency::of(&mut all),
            calls: by_call
                .into_iter()
                .filter_map(|(call, mut took)| Some((call, Latency::of(&mut took)?)))
                .collect(),
            errors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_sorted_calls() {
        let mut took: Vec<Duration> = (1..=101).rev().map(Duration::from_millis).collect();
        let latency = Latency::of(&mut took).unwrap();
        assert_eq!(
            [latency.p50, latency.p95, latency.p99, latency.max].map(f64::round),
            [51.0, 96.0, 100.0, 101.0]
        );
        assert_eq!(Latency::of(&mut []), None);
    }

    #[test]
    fn what_failed_is_counted_beside_what_lived() {
        let errors = BTreeMap::from([("503 unavailable".to_owned(), 2)]);
        let took = vec![(Call::Create, Duration::from_millis(3)), (Call::Find, Duration::from_millis(1))];
        let report = Report::new(4, Duration::from_secs(2), 1, took, errors);
        assert!((report.lives_per_second - 2.0).abs() < f64::EPSILON);
        assert_eq!(report.all.unwrap().calls, 2);
        assert_eq!(report.calls[&Call::Create].calls, 1);
        assert_eq!(report.errors.values().sum::<u64>(), 2);
    }
}
