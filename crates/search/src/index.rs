//! The folder of an index: opening it, setting it aside, writing, erasing. Every commit carries how far the record was
//! followed, so that whoever goes on after a crash goes on from there.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use domain::id::CaseId;
use serde::{Deserialize, Serialize};
use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, Searcher};

use crate::alike::AlikeBySegment;
use crate::claim::Claim;
use crate::folder::{State, beside, create, folder_error, former, open, reason, remove, writer};
use crate::schema::{Fields, layout, schema};
use crate::{Document, SearchError};

/// How far an index has followed the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    layout: String,
    /// Log events before this index are in it.
    pub log_index: u64,
    /// The leaf hash of the last of them, by which another log of the same length is told apart.
    pub leaf: Option<String>,
    /// While it is filled case by case: the last case that is in it. None once all were.
    pub filled_to: Option<u64>,
    /// Whether words of erased persons may still lie in its files, until the next [`Index::purge`].
    #[serde(default)]
    pub purge_owed: bool,
}

impl Progress {
    /// Nothing followed yet.
    pub fn beginning() -> Self {
        Self { layout: layout(), log_index: 0, leaf: None, filled_to: Some(0), purge_owed: false }
    }

    /// Whether it is of an index of this layout.
    pub(crate) fn is_of(&self, layout: &str) -> bool {
        self.layout == layout
    }
}

/// How an index was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// As it was left.
    Found,
    /// There was none; this one is empty.
    New,
    /// What was there could not be used and was set aside, with the reason; this one is empty.
    SetAside(String),
}

/// An index.
pub struct Index {
    folder: PathBuf,
    // For as long as anybody uses an index that was opened for writing, nobody else writes its folder.
    _claim: Option<Arc<Claim>>,
    fields: Fields,
    state: RwLock<State>,
    writer: Mutex<Option<IndexWriter>>,
    progress: Mutex<Progress>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Index").field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Index {
    /// Opens an index for reading, beside whoever may be writing it: as it was last committed.
    ///
    /// # Errors
    /// When there is none, another release made it, or it is damaged.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        if !folder.join("meta.json").exists() {
            return Err(SearchError::Absent(folder.display().to_string()));
        }
        let (state, progress) = open(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            _claim: None,
            fields: schema().1,
            state: RwLock::new(state),
            writer: Mutex::new(None),
            progress: Mutex::new(progress),
        })
    }

    /// Opens an index for writing; made when missing. One that cannot be used is set aside (in `search.former` for
    /// `search`) until the new one is whole.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn open_for_writing(claim: &Arc<Claim>) -> Result<(Self, Opened), SearchError> {
        Self::open_in(claim.folder(), claim)
    }

    /// Opens an index for writing beside the one of a folder, to [take its place](Self::take_place) later.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn open_beside(claim: &Arc<Claim>) -> Result<Self, SearchError> {
        Ok(Self::open_in(&beside(claim.folder()), claim)?.0)
    }

    fn open_in(folder: &Path, claim: &Arc<Claim>) -> Result<(Self, Opened), SearchError> {
        let found = folder.join("meta.json").exists().then(|| open(folder));
        let (opened, (state, progress)) = match found {
            Some(Ok(found)) => (Opened::Found, found),
            Some(Err(error)) => {
                remove(&former(folder))?;
                std::fs::rename(folder, former(folder)).map_err(|source| folder_error(folder, source))?;
                (Opened::SetAside(reason(&error)), (create(folder)?, Progress::beginning()))
            }
            None => (Opened::New, (create(folder)?, Progress::beginning())),
        };
        let writer = writer(&state.index)?;
        let index = Self {
            folder: folder.to_owned(),
            _claim: Some(Arc::clone(claim)),
            fields: schema().1,
            state: RwLock::new(state),
            writer: Mutex::new(Some(writer)),
            progress: Mutex::new(progress.clone()),
        };
        if opened != Opened::Found {
            index.commit(&progress)?;
        }
        Ok((index, opened))
    }

    /// How far it has followed the record, as of the last commit.
    pub fn progress(&self) -> Progress {
        locked(&self.progress).clone()
    }

    /// How many documents can be found.
    pub fn documents(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// How many bytes its folder holds.
    pub fn size_bytes(&self) -> u64 {
        let files = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|found| found.len()).sum()
    }

    /// Puts documents in, in place of what there was of their cases. They are found after the next commit.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn put(&self, documents: &[Document]) -> Result<(), SearchError> {
        let writer = locked(&self.writer);
        let writer = writer.as_ref().ok_or(SearchError::ReadOnly)?;
        for document in documents {
            writer.delete_term(self.fields.case_term(document.case_id));
            writer.add_document(self.fields.document(document))?;
        }
        Ok(())
    }

    /// Takes cases out. They are gone from results after the next commit, from the disk after [`purge`](Self::purge).
    ///
    /// # Errors
    /// When it was opened for reading.
    pub fn remove(&self, cases: &[CaseId]) -> Result<(), SearchError> {
        let writer = locked(&self.writer);
        let writer = writer.as_ref().ok_or(SearchError::ReadOnly)?;
        for case_id in cases {
            writer.delete_term(self.fields.case_term(*case_id));
        }
        Ok(())
    }

    /// Takes everything out and begins anew.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn clear(&self) -> Result<(), SearchError> {
        if let Some(writer) = locked(&self.writer).as_ref() {
            writer.delete_all_documents()?;
        }
        self.commit(&Progress::beginning())
    }

    /// Makes durable and findable what was put in since, together with how far that is.
    ///
    /// # Errors
    /// When the folder cannot be written; the index then holds what it held.
    pub fn commit(&self, progress: &Progress) -> Result<(), SearchError> {
        let mut writer = locked(&self.writer);
        let writer = writer.as_mut().ok_or(SearchError::ReadOnly)?;
        let payload = serde_json::to_string(progress)
            .map_err(|error| tantivy::TantivyError::SystemError(error.to_string()))?;
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        self.state().reader.reload()?;
        if progress.filled_to.is_none() && locked(&self.progress).filled_to.is_some() {
            // The new one is whole: nobody needs what was set aside.
            remove(&former(&self.folder))?;
        }
        *locked(&self.progress) = progress.clone();
        Ok(())
    }

    /// Merges away every segment that still holds something deleted and removes the files, so that no byte of it remains;
    /// also what was set aside, and what is being built beside. For erasure, after [`commit`](Self::commit). Nothing of it is owed
    /// any more then.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn purge(&self) -> Result<(), SearchError> {
        remove(&former(&self.folder))?;
        // The one that is being built beside another is its own neighbour.
        if beside(&self.folder) != self.folder {
            remove(&beside(&self.folder))?;
        }
        self.commit(&self.progress())?;
        let mut slot = locked(&self.writer);
        // What is being merged may hold what was deleted since: it finishes first, and nothing else begins.
        slot.take().ok_or(SearchError::ReadOnly)?.wait_merging_threads()?;
        let merged = self.merge_deleted();
        *slot = Some(writer(&self.state().index)?);
        drop(slot);
        merged?;
        match self.progress() {
            owing @ Progress { purge_owed: true, .. } => {
                self.commit(&Progress { purge_owed: false, ..owing })
            }
            _ => Ok(()),
        }
    }

    fn merge_deleted(&self) -> Result<(), SearchError> {
        let index = self.state().index.clone();
        let mut merging = writer(&index)?;
        merging.set_merge_policy(Box::new(NoMergePolicy));
        let segments = index.searchable_segment_metas()?;
        let deleted: Vec<_> =
            segments.iter().filter(|segment| segment.has_deletes()).map(|segment| segment.id()).collect();
        drop(segments);
        if !deleted.is_empty() {
            merging.merge(&deleted).wait()?;
        }
        // Files that a reader still holds would stay.
        self.state().reader.reload()?;
        merging.garbage_collect_files().wait()?;
        Ok(())
    }

    /// Puts this index in the place of another one, which is removed and goes on as this one. For rebuilding beside what is in
    /// use; this one is not used any more.
    ///
    /// # Errors
    /// When the folders cannot be moved; `other` then goes on with what it finds in its folder.
    pub fn take_place(&self, other: &Self) -> Result<(), SearchError> {
        let progress = self.progress();
        if let Some(working) = locked(&self.writer).take() {
            working.wait_merging_threads()?;
        }
        let mut slot = locked(&other.writer);
        drop(slot.take());
        let to = &other.folder;
        let moved = remove(&former(to))
            .and_then(|()| std::fs::rename(to, former(to)).map_err(|source| folder_error(to, source)))
            .and_then(|()| std::fs::rename(&self.folder, to).map_err(|source| folder_error(to, source)))
            .and_then(|()| remove(&former(to)));
        let (state, _) = open(to)?;
        *slot = Some(writer(&state.index)?);
        *other.state.write().unwrap_or_else(PoisonError::into_inner) = state;
        *locked(&other.progress) = progress;
        moved
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.state().reader.searcher()
    }

    pub(crate) fn alike(&self) -> Arc<AlikeBySegment> {
        Arc::clone(&self.state().alike)
    }
}
