//! Full text: finding cases by their masked words, within what the caller may see. The index follows the log like any other
//! reader of it ([`follow`]); what it holds of a case is gathered in [`gather`]; names are read by [`vocabulary`]. Lists that
//! are narrowed to a text ask it too ([`listed`]), and so does a case for others that tell the same ([`similar`]).

mod follow;
mod gather;
mod listed;
mod similar;
mod vocabulary;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use domain::organisation::Right;
use search::{Asked, Claim, Facets, Field, Index, Narrowing, Piece, Reach, SearchError, Window, claim};
use store::{CaseRow, Scope};

pub(crate) use listed::LISTED_MAX;

pub use follow::{SearchLag, SearchStatus, SearchTurn};
pub use similar::SimilarCase;

use crate::{Caller, Office, OfficeError};
use vocabulary::Names;

/// The folder of the first index in the data folder.
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

/// The index of an office. Who writes has it open for as long as it goes well; who only reads opens what others have
/// committed anew for each question.
#[derive(Debug)]
pub(crate) struct Shelf {
    /// The folder of the first of those who share the data folder; the others' lie beside it.
    first: PathBuf,
    held: Mutex<Held>,
    /// Whoever writes to the index has the turn.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Held {
    claim: Option<Arc<Claim>>,
    index: Option<Arc<Index>>,
}

impl Shelf {
    pub fn new(data_dir: &std::path::Path) -> Self {
        Self { first: data_dir.join(FOLDER), held: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the index away, for the next turn to open it anew; the folder stays this process's own.
    fn close(&self) {
        self.held().index = None;
    }

    /// The index, to search: the one this process writes or, of those that others write, the one that is furthest.
    fn reading(&self) -> Result<Arc<Index>, SearchError> {
        if let Some(index) = &self.held().index {
            return Ok(Arc::clone(index));
        }
        let absent = SearchError::Absent(self.first.display().to_string());
        let mut furthest: Result<Index, SearchError> = Err(absent);
        for folder in claim::indexes(&self.first) {
            let found = Index::open(&folder);
            let is_further = match (&found, &furthest) {
                (Ok(found), Ok(other)) => reached(found) > reached(other),
                (Err(_), Ok(_)) => false,
                (_, Err(_)) => true,
            };
            if is_further {
                furthest = found;
            }
        }
        furthest.map(Arc::new)
    }

    /// The folder this process writes, if it does.
    fn claim(&self) -> Option<Arc<Claim>> {
        self.held().claim.clone()
    }

    /// The index, to write, in a folder of this process's own.
    fn writing(&self) -> Result<Arc<Index>, SearchError> {
        let mut held = self.held();
        if let Some(index) = &held.index {
            return Ok(Arc::clone(index));
        }
        let claim = match &held.claim {
            Some(claim) => Arc::clone(claim),
            None => Arc::clone(held.claim.insert(Arc::new(Claim::take(&self.first)?))),
        };
        let index = opened(&claim)?;
        held.index = Some(Arc::clone(&index));
        Ok(index)
    }

    /// Takes the first folder, if neither this process nor another has one.
    fn take_first(&self) -> Result<bool, SearchError> {
        let mut held = self.held();
        if held.claim.is_none() {
            held.claim = Claim::of(self.first.clone())?.map(Arc::new);
        }
        Ok(held.claim.is_some())
    }

    /// Indexes that nobody writes at the moment: whose node was stopped or killed.
    fn left(&self) -> Result<Vec<Claim>, SearchError> {
        self.of_others().into_iter().filter_map(|folder| Claim::of(folder).transpose()).collect()
    }

    /// The folders in which others write or wrote an index.
    fn of_others(&self) -> Vec<PathBuf> {
        let own = self.claim();
        let own = own.as_ref().map(|claim| claim.folder());
        claim::indexes(&self.first).into_iter().filter(|folder| Some(folder.as_path()) != own).collect()
    }
}

/// How far an index is: one that is being filled is behind all others.
fn reached(index: &Index) -> (bool, u64) {
    let progress = index.progress();
    (progress.filled_to.is_none(), progress.log_index)
}

fn opened(claim: &Arc<Claim>) -> Result<Arc<Index>, SearchError> {
    let (index, opened) = Index::open_for_writing(claim)?;
    if let search::Opened::SetAside(reason) = opened {
        tracing::warn!(reason, "the search index cannot be used: it was set aside and is built anew");
    }
    Ok(Arc::new(index))
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

/// A scope as the index takes it.
fn reach(scope: Scope) -> Reach {
    match scope {
        Scope::All => Reach::All,
        Scope::Institutions(institutions) => Reach::Institutions(institutions),
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
        let reach = reach(caller.scope(Right::See, &organisation.tree));
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
