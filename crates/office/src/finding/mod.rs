//! Full text: finding cases by their masked words, within what the caller may see. The index follows the log like any other
//! reader of it ([`follow`]); what it holds of a case is gathered in [`gather`]; names are read by [`vocabulary`].

mod follow;
mod gather;
mod vocabulary;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use domain::organisation::Right;
use search::{Asked, Facets, Field, Index, Narrowing, Piece, Reach, SearchError, Window};
use store::{CaseRow, Scope};

pub use follow::{SearchStatus, SearchTurn};

use crate::{Caller, Office, OfficeError};
use vocabulary::Names;

/// The folder of the index in the data folder.
const FOLDER: &str = "search";

/// What a page calls a kind, a status or a channel, and the word behind it. `open` and `ended` are statuses too.
pub type Labels<'a> = &'a (dyn Fn(Field, &str) -> Option<String> + Sync);

/// A question to the full text.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// What was typed; see `search::syntax`. Anything is a question.
    pub text: String,
    /// What was chosen beside it.
    pub narrowing: Narrowing,
    /// How many hits come before.
    pub offset: usize,
    /// How many are wanted.
    pub limit: usize,
}

/// A case that was found.
#[derive(Debug, Clone)]
pub struct FoundCase {
    /// Its row as it is now.
    pub row: CaseRow,
    /// An extract of its masked words with what was looked for. Plain text.
    pub extract: Vec<Piece>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct FoundCases {
    /// The cases: best first, newest where only fields were asked.
    pub cases: Vec<FoundCase>,
    /// How many there are.
    pub total: u64,
    /// What they are; each facet without its own narrowing.
    pub facets: Facets,
    /// Conditions that were not understood and were searched as words.
    pub not_understood: Vec<String>,
}

/// The index of an office, opened when it is first needed.
#[derive(Debug)]
pub(crate) struct Shelf {
    folder: PathBuf,
    index: Mutex<Option<Shelved>>,
    /// Whoever writes to the index has the turn.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone)]
struct Shelved {
    index: Arc<Index>,
    writes: bool,
}

impl Shelf {
    pub fn new(data_dir: &std::path::Path) -> Self {
        Self { folder: data_dir.join(FOLDER), index: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }

    /// Where a new index is built beside the one in use.
    fn beside(&self) -> PathBuf {
        self.folder.with_extension("new")
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Shelved>> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the index away; whoever needs it opens it anew.
    fn close(&self) {
        *self.slot() = None;
    }

    /// The index, to search.
    fn reading(&self) -> Result<Arc<Index>, SearchError> {
        let mut slot = self.slot();
        if let Some(shelved) = slot.as_ref() {
            return Ok(Arc::clone(&shelved.index));
        }
        let index = Arc::new(Index::open(&self.folder)?);
        *slot = Some(Shelved { index: Arc::clone(&index), writes: false });
        Ok(index)
    }

    /// Whether there is an index, or was one ever begun.
    fn is_there(&self) -> bool {
        self.folder.exists()
    }

    /// The index, to write.
    fn writing(&self) -> Result<Arc<Index>, SearchError> {
        let mut slot = self.slot();
        if let Some(shelved) = slot.as_ref().filter(|shelved| shelved.writes) {
            return Ok(Arc::clone(&shelved.index));
        }
        let (index, opened) = Index::open_for_writing(&self.folder)?;
        if let search::Opened::SetAside(reason) = opened {
            tracing::warn!(reason, "the search index cannot be used: it was set aside and is built anew");
        }
        let index = Arc::new(index);
        *slot = Some(Shelved { index: Arc::clone(&index), writes: true });
        Ok(index)
    }
}

/// Work of the index that takes the disk's time, away from those who wait for other things.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, OfficeError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(OfficeError::Unreadable(format!("searching ended early: {error}"))),
    }
}

impl Office {
    /// Finds cases by their masked words. What the caller may not see is not there, nor counted, nor pointed out.
    pub async fn find(
        &self,
        caller: &Caller,
        finding: Finding,
        labels: Labels<'_>,
    ) -> Result<FoundCases, OfficeError> {
        caller.require(Right::See)?;
        let organisation = self.organisation();
        let reach = match caller.scope(Right::See, &organisation.tree) {
            Scope::All => Reach::All,
            Scope::Institutions(institutions) => Reach::Institutions(institutions),
        };
        let book = self.book();
        let names = Names { organisation: &organisation, caller, book: &book, today: self.today(), labels };
        let mut asked = Asked::read(&finding.text, &names);
        let chosen = finding.narrowing;
        asked.narrowing.kinds.extend(chosen.kinds);
        asked.narrowing.statuses.extend(chosen.statuses);
        asked.narrowing.channels.extend(chosen.channels);
        asked.narrowing.institutions.extend(chosen.institutions);
        let not_understood = asked.unknown.clone();
        if asked.is_empty() {
            return Ok(FoundCases::default());
        }
        let index = self.shelf.reading()?;
        let window = Window { offset: finding.offset, limit: finding.limit };
        let found = blocking(move || index.find(&asked, &reach, window)).await?;
        let mut cases = Vec::with_capacity(found.hits.len());
        for hit in found.hits {
            let Some(row) = self.store.case_row(hit.case_id).await? else { continue };
            // The index is a moment behind: a case that has just moved out of reach is not shown for that moment either.
            if caller.may(Right::See, row.institution_id, &organisation.tree) {
                cases.push(FoundCase { row, extract: hit.extract });
            }
        }
        Ok(FoundCases { cases, total: found.total, facets: found.facets, not_understood })
    }
}
