//! The first reading: a sample of window and baseline, and the phrases in it that are worth counting.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::discover::candidates;
use super::duplicate::{Seen, Signature, mix, signature};
use super::question::{Corpus, Days, Noise, Question};
use super::sample::Sample;
use super::shortlist::shortlist;
use super::stream::{Batch, stream};
use super::suffix::Suffixes;
use super::{RISE, symbol};
use crate::segment::Segmenter;

/// What the sample of window and of baseline hold each, in units.
const SAMPLE_UNITS: usize = 2_000_000;
/// Phrases counted exactly for every one that is wanted, and the fewest.
const COUNTED_EACH: usize = 16;
const COUNTED_MIN: usize = 512;

/// What the first reading found.
pub(super) struct Discovery {
    /// The sample in order.
    pub suffixes: Suffixes,
    /// Its texts that are of the window.
    pub window_texts: usize,
    /// Phrases to count, the most surprising of the sample first.
    pub phrases: Vec<Vec<u16>>,
    /// How many phrases they were chosen from.
    pub tested: usize,
    /// The first day of the history with a document, or of the baseline if that is earlier.
    pub first_day: i32,
    /// Documents read, whatever their day.
    pub documents: usize,
}

/// What a thread reads of its share of a batch.
struct Readings {
    texts: Vec<Reading>,
    /// The units of all of them.
    units: Vec<u16>,
    /// The first day of the history among all documents.
    first_day: i32,
}

/// A text that may join the sample.
struct Reading {
    hash: u64,
    day: i32,
    signature: Signature,
    units: Range<usize>,
}

/// Reads the corpus for the first time.
pub(super) fn discover<C: Corpus>(
    corpus: &mut C,
    question: &Question,
    days: Days,
    pool: &rayon::ThreadPool,
    segmenter: &Segmenter,
) -> Result<Discovery, C::Error> {
    let settled = question.noise == Noise::Settled;
    // Of the baseline and of the window.
    let mut samples = [Sample::new(SAMPLE_UNITS), Sample::new(SAMPLE_UNITS)];
    let limits = [AtomicU64::new(u64::MAX), AtomicU64::new(u64::MAX)];
    let mut seen = Seen::new(1 << 20);
    let (mut first_day, mut documents) = (days.baseline, 0);
    stream(
        corpus,
        pool,
        |day| days.in_contrast(day),
        |batch, share| read_share(batch, share, days, &limits, settled),
        |_, share, read| {
            documents += share.len();
            first_day = first_day.min(read.first_day);
            for text in read.texts {
                let place = usize::from(days.in_window(text.day));
                let sample = &mut samples[place];
                if sample.admits(text.hash) && !seen.meet(days.period(text.day), &text.signature) {
                    sample.take(text.hash, &read.units[text.units]);
                    limits[place].store(sample.limit(), Ordering::Relaxed);
                }
            }
        },
    )?;
    let [baseline, window] = samples;
    Ok(pool.install(|| {
        let all = (window.len(), baseline.len());
        let suffixes = sorted(window, baseline);
        let found = candidates(&suffixes);
        let size = COUNTED_MIN.max(COUNTED_EACH * question.top);
        let phrases =
            if all.1 == 0 { Vec::new() } else { shortlist(&suffixes, &found, all, size, RISE, segmenter) };
        Discovery { suffixes, window_texts: all.0, phrases, tested: found.len(), first_day, documents }
    }))
}

/// Reads a share. Texts that are surely not sampled are left out: the limits only sink.
fn read_share(
    batch: &Batch,
    share: Range<usize>,
    days: Days,
    limits: &[AtomicU64; 2],
    settled: bool,
) -> Readings {
    let mut read = Readings { texts: Vec::new(), units: Vec::new(), first_day: i32::MAX };
    for place in share {
        let document = batch.get(place);
        if days.in_history(document.day) {
            read.first_day = read.first_day.min(document.day);
        }
        if !days.in_contrast(document.day) {
            continue;
        }
        let hash = hash(document.text);
        if limits[usize::from(days.in_window(document.day))].load(Ordering::Relaxed) < hash {
            continue;
        }
        let start = read.units.len();
        symbol::append(document.text, settled, &mut read.units);
        let signature = signature(&read.units[start..]);
        read.texts.push(Reading { hash, day: document.day, signature, units: start..read.units.len() });
    }
    read
}

fn sorted(window: Sample, baseline: Sample) -> Suffixes {
    let window_texts = window.len();
    let (mut units, mut starts) = window.into_parts();
    let (baseline_units, baseline_starts) = baseline.into_parts();
    starts.extend(baseline_starts.iter().map(|start| start + units.len()));
    units.extend_from_slice(&baseline_units);
    Suffixes::new(units, &starts, window_texts)
}

/// The hash of a text by which it is sampled and chosen as evidence.
pub(super) fn hash(text: &str) -> u64 {
    let mut words = text.as_bytes().chunks_exact(8);
    let mut hash = text.len() as u64;
    for word in words.by_ref() {
        let word = word.iter().fold(0, |word: u64, byte| word << 8 | u64::from(*byte));
        hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
    words.remainder().iter().fold(mix(hash), |hash, byte| mix(hash ^ u64::from(*byte)))
}
