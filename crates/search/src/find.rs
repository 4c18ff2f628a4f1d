//! Searching.

use domain::id::{CaseId, InstitutionId};
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use crate::ask::Asked;
use crate::facet::{Counting, Facets};
use crate::highlight::{Piece, extract};
use crate::piece::Sought;
use crate::schema::{CASE_ID, Fields};
use crate::{Index, SearchError};

/// How deep anybody may page, in hits: what is not found by then needs another question.
pub const DEPTH_MAX: usize = 1_000;

/// Which cases a reader may see. Part of every question, so that what is hidden is neither found nor counted nor shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All of them.
    All,
    /// Those of these institutions, and nothing else.
    Institutions(Vec<InstitutionId>),
}

/// Which of the hits are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// How many hits come before.
    pub offset: usize,
    /// How many are wanted.
    pub limit: usize,
}

/// A case that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The case.
    pub case_id: CaseId,
    /// An extract of its words with what was looked for.
    pub extract: Vec<Piece>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The hits of the window: best first, then newest; newest where nothing but fields was asked.
    pub hits: Vec<Hit>,
    /// How many there are.
    pub total: u64,
    /// What they are; each facet without its own narrowing.
    pub facets: Facets,
}

impl Index {
    /// Searches what was committed.
    ///
    /// # Errors
    /// When files of the index are damaged or gone.
    pub fn find(&self, asked: &Asked, reach: &Reach, window: Window) -> Result<Found, SearchError> {
        if asked.is_empty() {
            return Ok(Found::default());
        }
        let fields = self.fields();
        let searcher = self.searcher();
        let (query, sought, scored) = asked.query(&fields, reach);
        let limit = window.limit.min(DEPTH_MAX.saturating_sub(window.offset));
        let best = if limit == 0 { 0 } else { window.offset + limit };
        let counting = Counting::new(self.alike(), &asked.narrowing, best, scored);
        let counts = searcher.search(query.as_ref(), &counting)?;
        let found = counts.best.iter().skip(window.offset).map(|(_, at)| *at);
        let mut hits = Vec::with_capacity(limit);
        for address in found {
            hits.extend(hit(&searcher, &fields, address, &sought)?);
        }
        Ok(Found { hits, total: counts.total, facets: counts.facets() })
    }
}

fn hit(
    searcher: &Searcher,
    fields: &Fields,
    address: DocAddress,
    sought: &Sought,
) -> Result<Option<Hit>, SearchError> {
    let segment = searcher.segment_reader(address.segment_ord);
    let Some(case_id) = segment.fast_fields().u64(CASE_ID)?.first(address.doc_id) else { return Ok(None) };
    let stored: TantivyDocument = searcher.doc(address)?;
    let texts: Vec<String> =
        stored.get_all(fields.text).filter_map(|value| value.as_str().map(str::to_owned)).collect();
    Ok(Some(Hit { case_id: CaseId(case_id), extract: extract(&texts, sought) }))
}
