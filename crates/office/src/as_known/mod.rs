//! The record as it was known: any list, count, figure, case and export can be asked as known at a moment, and gives what
//! it would have given then, whatever was corrected since.
//!
//! What was known is a size of the log, not a time: the events before it count, the others do not, and since the log only
//! grows at its end the same size gives the same answer for ever. Institutions, staff, codes, calendars and who may see
//! what are those of today.

mod list;
mod narrow;

use std::collections::BTreeSet;

use domain::id::{CaseId, Stream};
use domain::matter::{Case, Entry};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::{CaseRow, RECORDED_SLACK, StoredEvent};

use crate::act::read_entry;
use crate::projection::Projecting;
use crate::{FieldError, Office, OfficeError};

pub(crate) use narrow::{lasting, matches, tasks_not_asked};

/// From when the record is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// As known at this moment.
    Moment(Timestamp),
    /// As known when so many events were sealed; as of this moment for dates that pass.
    LogSize(u64),
}

/// The record as it was known, pinned to a size of the log.
#[derive(Debug, Clone)]
pub struct AsKnown {
    /// The moment; dates that had passed by then are judged by it.
    pub at: Timestamp,
    /// The size of the log: events with a smaller log index count.
    pub log_size: u64,
    /// Cases of which something was recorded since; all others stand as they stood.
    changed: BTreeSet<CaseId>,
}

impl Office {
    /// What is meant by a day or a moment as people write it: `2026-04-10` is the end of that day at the office.
    pub fn as_of(&self, written: &str) -> Result<AsOf, OfficeError> {
        if let Ok(moment) = written.parse::<Timestamp>() {
            return Ok(AsOf::Moment(moment));
        }
        let wrong = || {
            let expected = "expected a day such as `2026-04-10`, or `2026-04-10T18:00:00+08:00`";
            as_of_error(format!("`{written}` is no date and no time: {expected}"))
        };
        let next = written.parse::<Date>().ok().and_then(|day| day.checked_add(1.day()).ok());
        let begins = self.start_of(next.ok_or_else(wrong)?)?;
        // The first moment of the next day is not part of this one.
        Ok(AsOf::Moment(begins - SignedDuration::from_micros(1)))
    }

    /// Pins what was known to a size of the log. A moment to come is refused: nobody knows yet.
    pub async fn as_known(&self, as_of: AsOf) -> Result<AsKnown, OfficeError> {
        // What was acknowledged before the question counts. A process that only reads knows what others sealed.
        if let Err(error) = self.seal().await {
            tracing::debug!(%error, "the record is read as far as it is sealed");
        }
        let size = self.store.head().await?.size;
        let (at, log_size) = match as_of {
            AsOf::Moment(at) if at > self.surroundings.now() => {
                return Err(as_of_error(format!("`{at}` is still to come: nothing is known of it yet")));
            }
            AsOf::Moment(at) => (at, self.size_known_at(at, size).await?),
            AsOf::LogSize(asked) if asked > size => {
                return Err(as_of_error(format!("the log holds {size} events, not `{asked}`")));
            }
            AsOf::LogSize(0) => (Timestamp::UNIX_EPOCH, 0),
            AsOf::LogSize(asked) => (self.recorded_at(asked - 1).await?, asked),
        };
        let (sort, _) = Stream::Case(CaseId(0)).parts();
        let changed = self.store.streams_changed(sort, log_size).await?.into_iter().map(CaseId).collect();
        Ok(AsKnown { at, log_size, changed })
    }

    /// How many events come before the first that was recorded after a moment. Recorded times rise along the log give or
    /// take [`RECORDED_SLACK`], so halving finds the neighbourhood and a walk back the first.
    async fn size_known_at(&self, at: Timestamp, size: u64) -> Result<u64, OfficeError> {
        let (mut before, mut first) = (0, size);
        while before < first {
            let middle = before.midpoint(first);
            if self.recorded_at(middle).await? > at {
                first = middle;
            } else {
                before = middle + 1;
            }
        }
        let nothing_later_before = at.checked_sub(RECORDED_SLACK).unwrap_or(Timestamp::MIN);
        let mut end = first;
        while end > 0 {
            let begin = end.saturating_sub(1_000);
            let count = u32::try_from(end - begin).unwrap_or(u32::MAX);
            for logged in self.store.logged_events(begin, count).await?.into_iter().rev() {
                let recorded_at = logged.event.event.recorded_at;
                if recorded_at > at {
                    first = first.min(logged.log_index);
                } else if recorded_at <= nothing_later_before {
                    return Ok(first);
                }
            }
            end = begin;
        }
        Ok(first)
    }

    async fn recorded_at(&self, log_index: u64) -> Result<Timestamp, OfficeError> {
        let logged = self.store.logged_events(log_index, 1).await?;
        let found = logged.first().filter(|logged| logged.log_index == log_index);
        found.map(|logged| logged.event.event.recorded_at).ok_or_else(|| {
            OfficeError::Unreadable(format!("the event with log index {log_index} is not there"))
        })
    }

    /// A case as it was known; none where nothing was known of it.
    pub(crate) async fn fold_as_known(
        &self,
        case_id: CaseId,
        known: &AsKnown,
    ) -> Result<Option<(Case, Vec<(StoredEvent, Entry)>)>, OfficeError> {
        let mut stored = self.store.stream_events(Stream::Case(case_id)).await?;
        if known.changed.contains(&case_id) {
            let indexes = self.store.log_indexes(Stream::Case(case_id)).await?;
            let versions: BTreeSet<u32> = (indexes.into_iter())
                .filter(|(_, log_index)| *log_index < known.log_size)
                .map(|(version, _)| version)
                .collect();
            stored.retain(|stored| versions.contains(&stored.version));
        }
        if stored.is_empty() {
            return Ok(None);
        }
        let entries = stored.into_iter().map(read_entry).collect::<Result<Vec<_>, _>>()?;
        let case = Case::from_events(case_id, entries.iter().map(|(_, entry)| entry))
            .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        Ok(Some((case, entries)))
    }

    /// The row of a case as it was known, from the row it has now; none where nothing was known of it.
    pub(crate) async fn row_as_known(
        &self,
        row: CaseRow,
        known: &AsKnown,
    ) -> Result<Option<CaseRow>, OfficeError> {
        if !known.changed.contains(&row.case_id) {
            return Ok(Some(row));
        }
        let case = self.fold_as_known(row.case_id, known).await?;
        Ok(case.map(|(case, _)| self.project_as_known(&case, &row.subject, known)))
    }

    /// The row of a case that was folded as it was known.
    pub(crate) fn project_as_known(&self, case: &Case, subject: &str, known: &AsKnown) -> CaseRow {
        let (book, organisation) = (self.book(), self.organisation());
        Projecting { book: &book, tree: &organisation.tree, now: known.at }.row(case, subject)
    }
}

fn as_of_error(message: String) -> OfficeError {
    OfficeError::Invalid(vec![FieldError::new("as_of", "as_of", message)])
}
