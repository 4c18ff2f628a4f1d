//! Reading a corpus in batches while those before are worked on.

use std::ops::Range;
use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::prelude::*;

use super::question::{Corpus, Document, TEXT_BYTES_MAX, number};

/// A batch is full when it holds this many bytes of text, or documents. Batches do not depend on the number of threads.
const BATCH_BYTES: usize = 1 << 22;
const BATCH_DOCUMENTS: usize = 1 << 17;

/// Documents in the order they were read.
#[derive(Default)]
pub(super) struct Batch {
    text: String,
    entries: Vec<Entry>,
    groups: String,
    /// Where each value of each document's groups ends.
    group_ends: Vec<usize>,
}

struct Entry {
    day: i32,
    reference: u64,
    text_end: usize,
    groups_end: usize,
}

/// A document of a batch.
pub(super) struct Read<'a> {
    pub day: i32,
    pub reference: u64,
    pub text: &'a str,
}

impl Batch {
    fn take(&mut self, document: &Document<'_>, wanted: impl Fn(i32) -> bool) {
        let day = number(document.date);
        if wanted(day) {
            self.text.push_str(&document.text[..document.text.floor_char_boundary(TEXT_BYTES_MAX)]);
            for value in document.groups {
                self.groups.push_str(value);
                self.group_ends.push(self.groups.len());
            }
        }
        self.entries.push(Entry {
            day,
            reference: document.reference,
            text_end: self.text.len(),
            groups_end: self.group_ends.len(),
        });
    }

    fn is_full(&self) -> bool {
        BATCH_BYTES <= self.text.len() || BATCH_DOCUMENTS <= self.entries.len()
    }

    pub(super) fn get(&self, place: usize) -> Read<'_> {
        let entry = &self.entries[place];
        let start = place.checked_sub(1).map_or(0, |before| self.entries[before].text_end);
        Read { day: entry.day, reference: entry.reference, text: &self.text[start..entry.text_end] }
    }

    /// The values of a document's groups.
    pub(super) fn groups(&self, place: usize) -> impl Iterator<Item = &str> {
        let first = place.checked_sub(1).map_or(0, |before| self.entries[before].groups_end);
        (first..self.entries[place].groups_end).map(|at| {
            let start = at.checked_sub(1).map_or(0, |before| self.group_ends[before]);
            &self.groups[start..self.group_ends[at]]
        })
    }

    /// Ranges of documents for the threads to share.
    fn shares(&self) -> Vec<Range<usize>> {
        const SHARES: usize = 16;
        let len = self.entries.len();
        let size = len.div_ceil(SHARES).max(1);
        (0..len).step_by(size).map(|start| start..(start + size).min(len)).collect()
    }
}

/// Reads a corpus through. The text of documents of days that are not `wanted` is left out. While a batch is read, the threads
/// of the pool `work` on shares of the one before, and what came of the one before that is `add`ed, in order.
pub(super) fn stream<C: Corpus, T: Send>(
    corpus: &mut C,
    pool: &rayon::ThreadPool,
    wanted: impl Fn(i32) -> bool,
    work: impl Fn(&Batch, Range<usize>) -> T + Sync + Send,
    mut add: impl FnMut(&Batch, Range<usize>, T) + Send,
) -> Result<(), C::Error> {
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Batch>(1);
        let consumer = scope.spawn(move || {
            let mut worked: Option<Worked<T>> = None;
            let mut add_all = |worked: Option<Worked<T>>| {
                if let Some((batch, shares)) = worked {
                    shares.into_iter().for_each(|(share, found)| add(&batch, share, found));
                }
            };
            for batch in receiver {
                let before = worked.take();
                let share = |share: Range<usize>| (share.clone(), work(&batch, share));
                let (shares, ()) = pool.install(|| {
                    rayon::join(|| batch.shares().into_par_iter().map(share).collect(), || add_all(before))
                });
                worked = Some((batch, shares));
            }
            add_all(worked);
        });
        let mut batch = Batch::default();
        let outcome = corpus.read(&mut |document| {
            batch.take(&document, &wanted);
            if batch.is_full() {
                // Where the consumer is gone, joining it below says why.
                let _ = sender.send(std::mem::take(&mut batch));
            }
        });
        let _ = sender.send(batch);
        drop(sender);
        if let Err(panic) = consumer.join() {
            std::panic::resume_unwind(panic);
        }
        outcome
    })
}

/// A batch with what came of its shares.
type Worked<T> = (Batch, Vec<(Range<usize>, T)>);
