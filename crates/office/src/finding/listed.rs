//! Lists narrowed to a text: the full text says which cases hold it, the record does the rest.

use jiff::Timestamp;
use search::days::Days;
use search::{Asked, Field, Mark};
use store::{CaseFilter, Scope, TextSearch};

use super::{blocking, reach};
use crate::{Office, OfficeError};

/// A list that is narrowed to a text holds so many cases, the newest; more than a list counts.
pub(crate) const LISTED_MAX: usize = 2_000;

impl Office {
    /// Has the words of a filter answered by the full text, at most so many cases. What the index knows of the rest of the
    /// filter narrows them beforehand. The beginning of a number is the record's own business; so is everything as long as
    /// there is no index or it is being filled.
    pub(crate) async fn found_by_words(
        &self,
        scope: &Scope,
        filter: &mut CaseFilter,
        limit: usize,
    ) -> Result<(), OfficeError> {
        let (Some(TextSearch::Subject(text)) | Some(TextSearch::Digits(text))) = filter.text_search() else {
            return Ok(());
        };
        let Ok(index) = self.shelf.reading() else { return Ok(()) };
        if index.progress().filled_to.is_some() {
            return Ok(());
        }
        let reach = reach(scope.clone());
        let asked = self.asked(&text, filter);
        let found = blocking(move || index.cases(&asked, &reach, limit)).await?;
        filter.text = None;
        filter.among = Some(found);
        Ok(())
    }

    /// The question, never narrower than the filter, which is asked of the record all the same.
    fn asked(&self, text: &str, filter: &CaseFilter) -> Asked {
        let mut asked = Asked::words(text);
        asked.narrowing.kinds.clone_from(&filter.kinds);
        asked.narrowing.statuses.clone_from(&filter.statuses);
        asked.narrowing.institutions.clone_from(&filter.institutions);
        let unassigned = filter.unassigned.then_some(true);
        for (mark, wanted) in [
            (Mark::Ended, filter.ended),
            (Mark::Urgent, filter.urgent),
            (Mark::Major, filter.major),
            (Mark::Paused, filter.paused),
            (Mark::Unassigned, unassigned),
        ] {
            if let Some(bears) = wanted {
                asked.and_mark(mark, bears);
            }
        }
        if let Some(handler) = filter.handler {
            asked.and_handler(handler);
        }
        asked.and_days(Field::Due, Days { from: filter.due_from, until: filter.due_to });
        let book = self.book();
        let day = |at: Timestamp| book.zone.to_datetime(at).date();
        // The day of the moment before which they were received holds some that were.
        let until = filter.received_before.map(day);
        asked.and_days(Field::Received, Days { from: filter.received_from.map(day), until });
        asked
    }
}
