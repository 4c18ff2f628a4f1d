//! Cases of other persons that tell what one tells: what may be the same event, and how such a matter ended before.

use std::collections::BTreeSet;

use domain::id::CaseId;
use domain::organisation::Right;
use search::Like;
use store::CaseRow;
use text::similar::{NearRule, Sketch};

use super::{blocking, reach};
use crate::hearing::short;
use crate::words::joined;
use crate::{Caller, CaseView, Office, OfficeError};

/// How many are shown.
const SHOWN_MAX: usize = 5;
/// How many are looked for: some are of the same person, are shown elsewhere on the page, or are not visible any more.
const FOUND_MAX: usize = 32;

/// A case that is like another.
#[derive(Debug, Clone)]
pub struct SimilarCase {
    /// Its row as it is now.
    pub row: CaseRow,
    /// Words both say. Plain text, of masked copies.
    pub words: Vec<String>,
    /// Whether what was written is nearly the same, word by word.
    pub is_nearly_same: bool,
}

impl Office {
    /// Cases that the caller may see and that tell what a case tells, most alike first; none of those that the view names
    /// already. None while there is no index: a case is worked without it.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub async fn similar_cases(
        &self,
        caller: &Caller,
        view: &CaseView,
    ) -> Result<Vec<SimilarCase>, OfficeError> {
        let case = &view.case;
        let told = [Some(case.subject), case.request, case.narrative].into_iter().flatten();
        let Some(text) = joined(told.map(|text| text.text_id), &view.texts) else { return Ok(Vec::new()) };
        let tree = &self.organisation().tree;
        let (own, reach) = (case.case_id, reach(caller.scope(Right::See, tree)));
        let Ok(index) = self.shelf.reading() else { return Ok(Vec::new()) };
        let asked = text.clone();
        let found = blocking(move || index.like(&asked, own, &reach, FOUND_MAX)).await;
        let found = found.unwrap_or_else(|error| {
            tracing::warn!("no similar cases were looked for: {error}");
            Vec::new()
        });
        let linked = view.linked.iter().map(|(row, _)| row);
        let named: BTreeSet<CaseId> =
            view.others.iter().chain(&view.same_telephone).chain(linked).map(|row| row.case_id).collect();
        let sketch = Sketch::of(&short(&text));
        let mut similar = Vec::new();
        for Like { case_id, words, .. } in found.into_iter().filter(|like| !named.contains(&like.case_id)) {
            let Some(row) = self.store.case_row(case_id).await? else { continue };
            // The index is a moment behind: a case that has just moved out of reach is not shown.
            let is_theirs = row.person_id.is_some() && row.person_id == case.complainant();
            if is_theirs || !caller.may(Right::See, row.institution_id, tree) {
                continue;
            }
            similar.push(SimilarCase { row, words, is_nearly_same: false });
            if similar.len() == SHOWN_MAX {
                break;
            }
        }
        let rows = similar.iter().map(|similar| similar.row.clone());
        let heard = self.heard_cases(rows.collect()).await.unwrap_or_else(|error| {
            tracing::warn!("similar cases were not held against this one word by word: {error}");
            Vec::new()
        });
        for heard in heard {
            let resemblance = sketch.resemblance(&Sketch::of(&heard.text));
            let of_it = similar.iter_mut().filter(|similar| Some(similar.row.case_id) == heard.case_id());
            of_it.for_each(|similar| {
                similar.is_nearly_same = NearRule::default().resemblance_min <= resemblance;
            });
        }
        Ok(similar)
    }
}
