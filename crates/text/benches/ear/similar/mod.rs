//! How fast a million texts are grouped, and how rightly.
//!
//! The texts are made from a seed: letters of four to nine clauses, a part of them copies of one another with one to seven
//! characters in a hundred changed, other amounts, other marks, another greeting. What belongs together is known, so that
//! precision and recall over pairs of texts are counted, not estimated.

mod generate;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::thread;
use std::time::Instant;

use generate::Generated;
use text::similar::{NearDuplicates, NearRule};

use crate::report::{Bar, Report, heading};

const SEED: u64 = 20_260_928;

/// Groups so many texts, on all cores and on one.
pub fn measure(report: &mut Report, count: usize) {
    heading(format!("{count} texts that say the same or not, from seed {SEED}"));
    let generated = Generated::new(count, SEED);
    let bytes: usize = generated.texts.iter().map(String::len).sum();
    let texts: Vec<(u64, &str)> = (0..).zip(generated.texts.iter().map(String::as_str)).collect();
    let cores = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    for threads in [NonZeroUsize::MIN, cores] {
        let started = Instant::now();
        let mut near = NearDuplicates::new(NearRule::default());
        near.add_all(&texts, threads);
        let seconds = started.elapsed().as_secs_f64();
        let score = Score::of(&near, &generated.origins);
        println!(
            "{threads} threads: {seconds:6.1} s for {:.1} MB, {:7.0} texts/s, {:4.0} bytes a text; pairs: precision {:.4}, recall {:.4}",
            bytes as f64 / 1e6,
            count as f64 / seconds,
            near.bytes() as f64 / count as f64,
            score.precision,
            score.recall,
        );
        if threads == cores {
            let f1 = 2.0 * score.precision * score.recall / (score.precision + score.recall);
            report.bar(format!("grouping {count} texts on {cores} threads, s"), seconds, Bar::Below(60.0));
            report.bar("grouping, F1 over pairs", f1, Bar::AtLeast(0.95));
        }
    }
}

struct Score {
    precision: f64,
    recall: f64,
}

impl Score {
    fn of(near: &NearDuplicates, origins: &[u32]) -> Self {
        let pairs = |count: usize| (count * (count - 1) / 2) as f64;
        let mut truth: HashMap<u32, usize> = HashMap::new();
        let mut found: HashMap<u64, usize> = HashMap::new();
        let mut both: HashMap<(u32, u64), usize> = HashMap::new();
        for (document, origin) in (0..).zip(origins) {
            let group = near.group_of(document).unwrap_or(document);
            *truth.entry(*origin).or_default() += 1;
            *found.entry(group).or_default() += 1;
            *both.entry((*origin, group)).or_default() += 1;
        }
        let right: f64 = both.values().map(|count| pairs(*count)).sum();
        let all_found: f64 = found.values().map(|count| pairs(*count)).sum();
        let all_true: f64 = truth.values().map(|count| pairs(*count)).sum();
        Self { precision: right / all_found, recall: right / all_true }
    }
}
