//! The folder of an index on the disk: made, opened, set aside, removed.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::indexer::IndexWriterOptions;
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Warmer};

use crate::SearchError;
use crate::alike::AlikeBySegment;
use crate::index::Progress;
use crate::read_files::ReadFiles;
use crate::schema::{layout, schema};
use crate::token::tokenizers;

/// What documents may take of memory before they are written to a segment, in bytes. One thread writes, one merges.
pub const WRITER_BYTES: usize = 16_000_000;

/// Threads that share the segments of an index when a question is answered.
const THREADS: usize = 2;

/// How many blocks of stored words readers keep unpacked, of 16 KiB each.
const DOC_STORE_BLOCKS: usize = 64;

/// An open index with what reads it.
pub(crate) struct State {
    pub index: tantivy::Index,
    pub reader: IndexReader,
    pub alike: Arc<AlikeBySegment>,
}

pub(crate) fn writer(index: &tantivy::Index) -> Result<IndexWriter, SearchError> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .num_merge_threads(1)
        .memory_budget_per_thread(WRITER_BYTES)
        .build();
    Ok(index.writer_with_options(options)?)
}

/// Opens what is there and reads how far it is.
pub(crate) fn open(folder: &Path) -> Result<(State, Progress), SearchError> {
    let index = tantivy::Index::open(ReadFiles::open(folder)?)?;
    let other_layout = || SearchError::Layout(folder.display().to_string());
    let payload = index.load_metas()?.payload.ok_or_else(other_layout)?;
    let progress: Progress = serde_json::from_str(&payload).map_err(|_| other_layout())?;
    if !progress.is_of(&layout()) || index.schema() != schema().0 {
        return Err(other_layout());
    }
    Ok((state(index)?, progress))
}

pub(crate) fn create(folder: &Path) -> Result<State, SearchError> {
    remove(folder)?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|source| folder_error(folder, source))?;
    state(tantivy::Index::create(ReadFiles::open(folder)?, schema().0, IndexSettings::default())?)
}

pub(crate) fn state(mut index: tantivy::Index) -> Result<State, SearchError> {
    index.set_tokenizers(tokenizers());
    index.set_multithread_executor(THREADS)?;
    let alike = Arc::<AlikeBySegment>::default();
    let warmer: Arc<dyn Warmer> = Arc::<AlikeBySegment>::clone(&alike);
    let reader = index
        .reader_builder()
        .warmers(vec![Arc::downgrade(&warmer)])
        .reload_policy(ReloadPolicy::Manual)
        .doc_store_cache_num_blocks(DOC_STORE_BLOCKS)
        .try_into()?;
    Ok(State { index, reader, alike })
}

/// Where an index lies that was set aside, until the new one is whole.
pub(crate) fn former(folder: &Path) -> PathBuf {
    folder.with_extension("former")
}

/// Where a new index is built beside the one in use.
pub(crate) fn beside(folder: &Path) -> PathBuf {
    folder.with_extension("new")
}

pub(crate) fn remove(folder: &Path) -> Result<(), SearchError> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(folder_error(folder, error)),
        _ => Ok(()),
    }
}

pub(crate) fn folder_error(folder: &Path, source: std::io::Error) -> SearchError {
    SearchError::Folder { place: folder.display().to_string(), source }
}

/// An error with its causes.
pub(crate) fn reason(error: &SearchError) -> String {
    let mut reason = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    reason
}
