//! The second reading: the chosen phrases counted exactly, day by day, with the groups and the texts they stand in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::discovery::{Discovery, hash};
use super::duplicate::{Seen, Signature, signature};
use super::group::Groups;
use super::matcher::Matcher;
use super::question::{Corpus, Days, Noise, Question};
use super::report::Documents;
use super::stream::{Batch, Read, stream};
use super::symbol;

/// Texts kept for each phrase, to tell what stands beside it and to choose evidence from: those with the smallest hashes.
const KEPT: usize = 24;
/// Of a text that is kept, so many bytes.
const KEPT_BYTES: usize = 4096;

/// A text of the window that holds a phrase.
#[derive(Debug)]
pub(super) struct Kept {
    pub reference: u64,
    pub day: i32,
    pub text: String,
}

/// What the second reading counted.
pub(super) struct Counts {
    /// The day that stands first in every series.
    pub first_day: i32,
    /// The days of every series.
    pub days: usize,
    /// Documents of each day.
    pub totals: Vec<u32>,
    /// Documents of each phrase and day, phrase by phrase.
    daily: Vec<u32>,
    /// What was read.
    pub documents: Documents,
    /// The group values that phrases stand with.
    pub groups: Groups,
    /// Texts of each phrase by their hash.
    kept: Vec<BTreeMap<u64, Arc<Kept>>>,
}

impl Counts {
    /// The documents of a phrase, day by day.
    pub(super) fn daily(&self, phrase: usize) -> &[u32] {
        &self.daily[phrase * self.days..(phrase + 1) * self.days]
    }

    /// The texts kept for a phrase.
    pub(super) fn kept(&self, phrase: usize) -> impl Iterator<Item = &Kept> {
        self.kept[phrase].values().map(|kept| &**kept)
    }

    /// The place of a day in the series.
    pub(super) fn place(&self, day: i32) -> usize {
        usize::try_from(day - self.first_day).unwrap_or(0)
    }

    fn keep(&mut self, read: &Read<'_>, hash: u64, phrases: &[u16]) {
        let mut shared = None;
        for phrase in phrases {
            let kept = &mut self.kept[usize::from(*phrase)];
            let is_full = KEPT <= kept.len();
            if is_full && kept.last_key_value().is_some_and(|(last, _)| *last <= hash) {
                continue;
            }
            let one = shared.get_or_insert_with(|| {
                let end = read.text.floor_char_boundary(KEPT_BYTES);
                Arc::new(Kept { reference: read.reference, day: read.day, text: read.text[..end].to_owned() })
            });
            kept.entry(hash).or_insert_with(|| Arc::clone(one));
            if KEPT < kept.len() {
                kept.pop_last();
            }
        }
    }
}

/// What a thread finds in its share of a batch.
#[derive(Default)]
struct Found {
    signatures: Vec<Signature>,
    phrases: Vec<u16>,
    /// Where the phrases of each document end.
    ends: Vec<usize>,
}

/// Reads the corpus for the second time.
pub(super) fn count<C: Corpus>(
    corpus: &mut C,
    question: &Question,
    days: Days,
    discovery: &Discovery,
    pool: &rayon::ThreadPool,
) -> Result<Counts, C::Error> {
    let settled = question.noise == Noise::Settled;
    let matcher = Matcher::new(&discovery.phrases);
    let len = usize::try_from(days.to - discovery.first_day + 1).unwrap_or(0);
    let mut counts = Counts {
        first_day: discovery.first_day,
        days: len,
        totals: vec![0; len],
        daily: vec![0; len * discovery.phrases.len()],
        documents: Documents::default(),
        groups: Groups::new(question.group_columns.len(), discovery.phrases.len()),
        kept: vec![BTreeMap::new(); discovery.phrases.len()],
    };
    let mut seen = Seen::new(discovery.documents);
    stream(
        corpus,
        pool,
        |day| days.in_history(day),
        |batch, share| find(batch, share, days, &matcher, settled),
        |batch, share, found| add(&mut counts, &mut seen, batch, share, &found, days),
    )?;
    Ok(counts)
}

/// Finds the phrases of a share. Documents outside the history hold none.
fn find(batch: &Batch, share: Range<usize>, days: Days, matcher: &Matcher, settled: bool) -> Found {
    let mut found = Found::default();
    let mut units = Vec::new();
    for place in share {
        let document = batch.get(place);
        if days.in_history(document.day) {
            units.clear();
            symbol::append(document.text, settled, &mut units);
            matcher.find(&units, &mut found.phrases);
            found.signatures.push(signature(&units));
        } else {
            found.signatures.push(Signature::default());
        }
        found.ends.push(found.phrases.len());
    }
    found
}

fn add(counts: &mut Counts, seen: &mut Seen, batch: &Batch, share: Range<usize>, found: &Found, days: Days) {
    let mut start = 0;
    for ((place, signature), end) in share.zip(&found.signatures).zip(&found.ends) {
        let phrases = &found.phrases[std::mem::replace(&mut start, *end)..*end];
        let read = batch.get(place);
        if !days.in_history(read.day) {
            counts.documents.outside += 1;
            continue;
        }
        if seen.meet(days.period(read.day), signature) {
            counts.documents.duplicates += 1;
            continue;
        }
        counts.documents.history += 1;
        let day = counts.place(read.day);
        counts.totals[day] += 1;
        for phrase in phrases {
            counts.daily[usize::from(*phrase) * counts.days + day] += 1;
        }
        if days.in_window(read.day) {
            counts.documents.window += 1;
            counts.groups.add(batch.groups(place), phrases);
            if !phrases.is_empty() {
                counts.keep(&read, hash(read.text), phrases);
            }
        } else if days.in_contrast(read.day) {
            counts.documents.baseline += 1;
        }
    }
}
