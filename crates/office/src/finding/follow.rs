//! The follower: reads the log by log index, gathers the cases that were touched, puts them into the index and commits with
//! the log index it has reached. Killed anywhere, it goes on from its last commit; what it puts in twice is there once.
//!
//! A new index is not fed from the log's beginning, event by event, but filled case by case as they are now, up to the
//! place of the log at which that began; from there on it follows.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::id::{CaseId, Stream};
use domain::matter::Recorded;
use domain::person::PersonEvent;
use jiff::Timestamp;
use search::{Claim, Index, Progress};
use serde::Serialize;
use store::StoredEvent;
use tokio::time::Instant;

use super::{blocking, opened};
use crate::{Office, OfficeError};

/// How long a turn gathers before it commits: at most one commit a second.
const TURN: Duration = Duration::from_millis(900);
/// Events read at once.
const EVENTS: u32 = 512;
/// Cases filled in at once.
const CASES: u32 = 128;

/// What a turn of the follower did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SearchTurn {
    /// Cases put into the index.
    pub cases: u64,
    /// Whether nothing is left to do.
    pub caught_up: bool,
}

/// How far the index is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchStatus {
    /// Cases that can be found.
    pub documents: u64,
    /// Sealed events it has followed.
    pub log_index: u64,
    /// Sealed events it has not followed yet.
    pub behind: u64,
    /// Whether it is being filled: until then some cases are not found.
    pub filling: bool,
    /// What its files take, in bytes.
    pub size_bytes: u64,
}

/// How far the index is behind the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SearchLag {
    /// Sealed events it has not followed yet; all of them where there is no index.
    pub events: u64,
    /// How long ago the oldest of them was recorded.
    pub since: Duration,
    /// Whether it is being filled: until then it lacks cases, whatever it has followed.
    pub filling: bool,
}

impl Office {
    /// How far the index is behind the log.
    pub(crate) async fn search_lag(&self) -> Result<SearchLag, OfficeError> {
        let progress = self.shelf.reading().map_or_else(|_| Progress::beginning(), |index| index.progress());
        let events = self.store.head().await?.size.saturating_sub(progress.log_index);
        let oldest = match events {
            0 => None,
            _ => self.store.logged_events(progress.log_index, 1).await?.pop(),
        };
        let since =
            oldest.map(|oldest| self.surroundings.now().duration_since(oldest.event.event.recorded_at));
        Ok(SearchLag {
            events,
            since: since.and_then(|since| Duration::try_from(since).ok()).unwrap_or_default(),
            filling: progress.filled_to.is_some(),
        })
    }

    /// One turn of the follower: about a second's work, then one commit. Called again and again by whoever serves.
    pub async fn search_follow(&self) -> Result<SearchTurn, OfficeError> {
        let _turn = self.shelf.turn.lock().await;
        let turn = self.search_own_turn().await;
        self.closed_after(turn)
    }

    async fn search_own_turn(&self) -> Result<SearchTurn, OfficeError> {
        let index = self.shelf.writing()?;
        let claim = self.shelf.claim().filter(|claim| claim.is_rebuild_asked());
        if let Some(claim) = claim {
            tracing::info!("the search index is built anew, as asked");
            self.search_build_anew(&claim, &index, &mut |_| {}).await?;
        }
        self.search_turn(&index).await
    }

    /// A full disk stops the writer for good: the next turn opens another one.
    fn closed_after<T>(&self, done: Result<T, OfficeError>) -> Result<T, OfficeError> {
        if matches!(done, Err(OfficeError::Search(_))) {
            self.shelf.close();
        }
        done
    }

    /// How far the index is.
    pub async fn search_status(&self) -> Result<SearchStatus, OfficeError> {
        let index = self.shelf.reading()?;
        let head = self.store.head().await?;
        let progress = index.progress();
        Ok(SearchStatus {
            documents: index.documents(),
            log_index: progress.log_index,
            behind: head.size.saturating_sub(progress.log_index),
            filling: progress.filled_to.is_some(),
            size_bytes: index.size_bytes(),
        })
    }

    /// Builds the index anew beside the one in use and puts it in its place. Interrupted, it goes on where it was.
    ///
    /// The indexes of other nodes are built anew by whoever writes them. Where every folder is another's nothing is built
    /// here, and the answer is none.
    pub async fn search_rebuild(
        &self,
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<Option<SearchStatus>, OfficeError> {
        let turn = self.shelf.turn.lock().await;
        let is_ours = self.shelf.take_first()?;
        for folder in self.shelf.of_others() {
            search::claim::ask_to_rebuild(&folder)?;
        }
        if !is_ours {
            return Ok(None);
        }
        let used = self.shelf.writing()?;
        if let Some(claim) = self.shelf.claim() {
            let built = self.search_build_anew(&claim, &used, &mut progress).await;
            self.closed_after(built)?;
        }
        drop(turn);
        self.search_status().await.map(Some)
    }

    async fn search_build_anew(
        &self,
        claim: &Arc<Claim>,
        used: &Arc<Index>,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), OfficeError> {
        let (beside, used) = (Arc::clone(claim), Arc::clone(used));
        let new = Arc::new(blocking(move || Index::open_beside(&beside)).await?);
        let mut done = 0;
        loop {
            let step = self.search_turn(&new).await?;
            done += step.cases;
            progress(done);
            if step.caught_up {
                break;
            }
        }
        let claim = Arc::clone(claim);
        blocking(move || {
            new.take_place(&used)?;
            claim.rebuilt()
        })
        .await
    }

    /// Makes the documents of cases anew and merges away every byte of the old ones: for erasure, after the masked copies
    /// were deleted. Nothing of them remains once it returns in the index of this process, nor in those whose node is gone.
    /// Nodes that run do the same when they come by the event in the log.
    pub async fn search_forget(&self, cases: &[CaseId]) -> Result<(), OfficeError> {
        let _turn = self.shelf.turn.lock().await;
        if self.shelf.claim().is_some() {
            let index = self.shelf.writing()?;
            let forgotten = self.search_forget_in(index, cases).await;
            self.closed_after(forgotten)?;
        }
        for claim in self.shelf.left()? {
            self.search_forget_in(opened(&Arc::new(claim))?, cases).await?;
        }
        Ok(())
    }

    async fn search_forget_in(&self, index: Arc<Index>, cases: &[CaseId]) -> Result<(), OfficeError> {
        self.put_cases(&index, cases.iter().copied()).await?;
        blocking(move || index.purge()).await
    }

    /// Removes the indexes of nodes that are gone and that nobody went on with since a moment. Returns how many.
    pub(crate) fn search_clear_left(&self, since: Timestamp) -> Result<u64, OfficeError> {
        // Who writes no index does not know which one is anybody's.
        if self.shelf.claim().is_none() {
            return Ok(0);
        }
        let mut cleared = 0;
        for claim in self.shelf.left()? {
            if claim.committed_at().is_none_or(|at| at.cast_signed() < since.as_second()) {
                claim.clear()?;
                cleared += 1;
            }
        }
        Ok(cleared)
    }

    async fn search_turn(&self, index: &Arc<Index>) -> Result<SearchTurn, OfficeError> {
        let started = Instant::now();
        let before = self.search_progress(index).await?;
        let mut progress = before.clone();
        let mut turn = SearchTurn::default();
        while started.elapsed() < TURN {
            let put = match progress.filled_to {
                Some(after) => self.fill(index, after, &mut progress).await?,
                None => self.follow_log(index, &mut progress).await?,
            };
            match put {
                Some(cases) => turn.cases += cases,
                None => {
                    turn.caught_up = true;
                    break;
                }
            }
        }
        if progress != before {
            let index = Arc::clone(index);
            blocking(move || index.commit(&progress)).await?;
        }
        // Another node erased somebody, or this one did and was killed.
        if index.progress().purge_owed {
            let index = Arc::clone(index);
            blocking(move || index.purge()).await?;
        }
        Ok(turn)
    }

    /// How far the index is, if it follows this log. One that followed another (the record was restored from a copy, or
    /// replaced) begins anew.
    async fn search_progress(&self, index: &Arc<Index>) -> Result<Progress, OfficeError> {
        let mut progress = index.progress();
        if self.leaf_before(progress.log_index).await? != progress.leaf {
            tracing::warn!("the search index followed another log: it is built anew");
            let index = Arc::clone(index);
            blocking(move || index.clear()).await?;
            progress = Progress::beginning();
        }
        if progress == Progress::beginning() {
            progress.log_index = self.store.head().await?.size;
            progress.leaf = self.leaf_before(progress.log_index).await?;
        }
        Ok(progress)
    }

    async fn leaf_before(&self, log_index: u64) -> Result<Option<String>, OfficeError> {
        let Some(last) = log_index.checked_sub(1) else { return Ok(None) };
        let events = self.store.logged_events(last, 1).await?;
        Ok(events.first().map(|event| event.leaf_hash.to_string()))
    }

    /// Puts in the next cases as they are now; nothing once there are no more events and cases.
    async fn fill(
        &self,
        index: &Arc<Index>,
        after: u64,
        progress: &mut Progress,
    ) -> Result<Option<u64>, OfficeError> {
        let ids = self.store.stream_ids(1, after, CASES).await?;
        progress.filled_to = ids.last().copied();
        let put = self.put_cases(index, ids.into_iter().map(CaseId)).await?;
        Ok(Some(put))
    }

    /// Puts in the cases that the next events touched; nothing where there are none.
    async fn follow_log(
        &self,
        index: &Arc<Index>,
        progress: &mut Progress,
    ) -> Result<Option<u64>, OfficeError> {
        let events = self.store.logged_events(progress.log_index, EVENTS).await?;
        let Some(last) = events.last() else { return Ok(None) };
        progress.log_index = last.log_index + 1;
        progress.leaf = Some(last.leaf_hash.to_string());
        let mut touched = BTreeSet::new();
        for StoredEvent { stream, event, .. } in events.iter().map(|logged| &logged.event) {
            match stream {
                Stream::Case(case_id) => drop(touched.insert(*case_id)),
                Stream::Person(_) => {
                    let fact = PersonEvent::from_stored(&event.name, event.name_version, &event.payload)
                        .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
                    if let PersonEvent::Erased { cases, .. } = fact {
                        touched.extend(cases);
                        progress.purge_owed = true;
                    }
                }
                _ => {}
            }
        }
        self.put_cases(index, touched).await.map(Some)
    }

    async fn put_cases(
        &self,
        index: &Arc<Index>,
        cases: impl IntoIterator<Item = CaseId>,
    ) -> Result<u64, OfficeError> {
        let (mut documents, mut gone) = (Vec::new(), Vec::new());
        for case_id in cases {
            match self.gather(case_id).await? {
                Some(document) => documents.push(document),
                None => gone.push(case_id),
            }
        }
        let put = documents.len() as u64;
        let index = Arc::clone(index);
        blocking(move || {
            index.put(&documents)?;
            index.remove(&gone)
        })
        .await?;
        Ok(put)
    }
}
