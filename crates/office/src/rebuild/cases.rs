//! What events say the rows of cases are: batch after batch in the order of the cases, worked out on all cores.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use domain::id::{CaseId, Stream, TextId};
use domain::matter::{Book, Case};
use jiff::Timestamp;
use store::{Change, MaskedText, PersonKeyRow, SealedItem, Store, StoredEvent};
use tokio::task::JoinHandle;

use crate::act::read_entry;
use crate::organise::Organisation;
use crate::projection::Projecting;
use crate::text_refs::text_ids;
use crate::words::{Opened, open};
use crate::{Office, OfficeError};

/// The sort of the streams of cases, see [`Stream::parts`].
const CASES: u8 = 1;

/// Cases of a batch: enough that handing it over costs nothing.
const BATCH: u32 = 500;

/// Batches under way: while the rows of one are being written, others are read, opened and masked.
const AHEAD: usize = 4;

/// The rows of one case.
pub(crate) struct CaseRows {
    pub(crate) case_id: CaseId,
    /// Events they follow from.
    pub(crate) events: u64,
    /// Row, belongings and masked texts.
    pub(crate) changes: Vec<Change>,
}

/// All cases of the record.
pub(crate) struct CaseBatches {
    source: Arc<Source>,
    /// The last case asked for; nothing once there are no more.
    after: Option<u64>,
    ahead: VecDeque<JoinHandle<Result<Vec<CaseRows>, OfficeError>>>,
}

impl CaseBatches {
    /// Begins at the first case, seen with these institutions.
    pub(crate) fn new(office: &Office, organisation: Arc<Organisation>) -> Self {
        let source = Arc::new(Source {
            store: Arc::clone(&office.store),
            book: office.book(),
            organisation,
            keys: office.keys(),
            now: office.surroundings.now(),
        });
        Self { source, after: Some(0), ahead: VecDeque::new() }
    }

    /// The next cases; nothing after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<CaseRows>>, OfficeError> {
        while let Some(after) = self.after.filter(|_| self.ahead.len() < AHEAD) {
            let events = self.source.store.events_of_streams(CASES, after, BATCH).await?;
            self.after = events.last().map(|last| last.stream.parts().1);
            if !events.is_empty() {
                self.ahead.push_back(tokio::spawn(Arc::clone(&self.source).rows(events)));
            }
        }
        match self.ahead.pop_front() {
            Some(batch) => batch.await.unwrap_or_else(stopped).map(Some),
            None => Ok(None),
        }
    }
}

/// What rows are made from.
struct Source {
    store: Arc<dyn Store>,
    book: Arc<Book>,
    organisation: Arc<Organisation>,
    keys: Arc<vault::KeyRing>,
    now: Timestamp,
}

/// A case, the texts its events speak of, and how many events those are.
struct Folded {
    case: Case,
    texts: Vec<TextId>,
    events: u64,
}

impl Source {
    async fn rows(self: Arc<Self>, events: Vec<StoredEvent>) -> Result<Vec<CaseRows>, OfficeError> {
        let folded = beside(move || fold(events)).await?;
        let texts: Vec<_> = folded.iter().flat_map(|folded| folded.texts.iter().copied()).collect();
        let items = self.store.sealed_items(&texts).await?;
        let mut persons: Vec<_> = items.iter().map(|item| item.person_id).collect();
        persons.sort_unstable();
        persons.dedup();
        let keys = self.store.person_keys(&persons).await?;
        beside(move || self.project(folded, items, keys)).await
    }

    fn project(
        &self,
        folded: Vec<Folded>,
        items: Vec<SealedItem>,
        keys: Vec<PersonKeyRow>,
    ) -> Result<Vec<CaseRows>, OfficeError> {
        let opened = open(&self.keys, keys, items)?;
        let projecting = Projecting { book: &self.book, tree: &self.organisation.tree, now: self.now };
        Ok(folded.iter().map(|folded| rows(&projecting, folded, &opened)).collect())
    }
}

fn rows(projecting: &Projecting<'_>, folded: &Folded, opened: &HashMap<TextId, Opened>) -> CaseRows {
    let mut subject = String::new();
    let mut masked_texts = Vec::with_capacity(folded.texts.len());
    for text_id in &folded.texts {
        // What no key opens any more was erased, its masked copy with it.
        let Some(opened) = opened.get(text_id) else { continue };
        let masked = text::mask(&opened.words);
        if *text_id == folded.case.subject.text_id {
            subject.clone_from(&masked);
        }
        masked_texts.push(Change::Masked(MaskedText { text_id: *text_id, masked }));
    }
    let mut changes = projecting.changes(None, &folded.case, &subject);
    changes.extend(masked_texts);
    CaseRows { case_id: folded.case.case_id, events: folded.events, changes }
}

/// Folds the events of streams that stand one after the other.
fn fold(events: Vec<StoredEvent>) -> Result<Vec<Folded>, OfficeError> {
    let entries = events.into_iter().map(read_entry).collect::<Result<Vec<_>, _>>()?;
    let streams = entries.chunk_by(|(one, _), (next, _)| one.stream == next.stream);
    streams
        .map(|entries| {
            let Stream::Case(case_id) = entries[0].0.stream else {
                return Err(OfficeError::Unreadable(format!("{:?} is not a case", entries[0].0.stream)));
            };
            let case = Case::from_events(case_id, entries.iter().map(|(_, entry)| entry))
                .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
            Ok(Folded { case, texts: text_ids(entries)?, events: entries.len() as u64 })
        })
        .collect()
}

/// Works on a thread that may be kept busy.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OfficeError> + Send + 'static,
) -> Result<T, OfficeError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(stopped)
}

fn stopped<T>(error: tokio::task::JoinError) -> Result<T, OfficeError> {
    Err(OfficeError::Unreadable(format!("working out rows stopped: {error}")))
}
