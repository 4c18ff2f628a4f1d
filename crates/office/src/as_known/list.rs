//! Lists, counts and figures of cases as they were known.
//!
//! Cases of which nothing was recorded since are read as they stand, by the indexes of today; the others are folded one by
//! one. So the work grows with what has changed since, not with the record.

use std::ops::ControlFlow;

use domain::id::{CaseId, InstitutionId};
use domain::organisation::Right;
use jiff::Timestamp;
use jiff::civil::Date;
use store::stored::Place;
use store::{
    CaseFilter, CaseOrder, CaseQuery, CaseRow, Count, Figured, Figures, Figuring, Page, Scope, Tally,
    TallyByInstitution, most_late_first,
};

use super::{AsKnown, matches, tasks_not_asked};
use crate::{Caller, Office, OfficeError};

/// Rows read at once.
const READ_ROWS: u32 = 500;

/// How many changed cases one page folds at most; what they do not fill, the next page goes on with.
const FOLDED_MAX: usize = 5_000;

/// Institutions named by the overview.
const INSTITUTIONS_MAX: u32 = 20;

/// The work of the record as it was known on a day.
#[derive(Debug, Default)]
pub(crate) struct WorkAsKnown {
    pub tally: Tally,
    pub institutions: Vec<(InstitutionId, Tally)>,
}

impl Office {
    /// A page of cases as they were known, newest first; a page may be short although more follows (see
    /// [`Page::next`]). What the caller may not see today is not there.
    pub async fn cases_as_known(
        &self,
        caller: &Caller,
        query: &CaseQuery,
        known: &AsKnown,
    ) -> Result<Page<CaseRow>, OfficeError> {
        caller.require(Right::See)?;
        tasks_not_asked(&query.filter)?;
        let scope = caller.scope(Right::See, &self.organisation().tree);
        let limit = query.limit.max(1) as usize;
        let (mut rows, mut folded, mut last) = (Vec::new(), 0, None);
        let start =
            query.cursor.as_deref().map(|cursor| Place::parse(cursor, CaseOrder::Newest)).transpose()?;
        let start = start.map(|place| CaseId(place.key.cast_unsigned()));
        let mut filled = false;
        self.walk(&scope, &query.filter, known, start, |row, was_folded| {
            folded += usize::from(was_folded);
            last = Some(row.case_id);
            if matches(&query.filter, &row) {
                rows.push(row);
            }
            filled = rows.len() >= limit || folded >= FOLDED_MAX;
            if filled { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await?;
        let next = last.filter(|_| filled).map(|last| Place::newest(last).word(CaseOrder::Newest));
        Ok(Page { rows, next, previous: None })
    }

    /// How many cases a filter finds as they were known, no further than `ceiling`.
    pub async fn count_as_known(
        &self,
        caller: &Caller,
        filter: &CaseFilter,
        known: &AsKnown,
        ceiling: u64,
    ) -> Result<Count, OfficeError> {
        caller.require(Right::See)?;
        tasks_not_asked(filter)?;
        let scope = caller.scope(Right::See, &self.organisation().tree);
        let mut count = 0;
        self.walk(&scope, filter, known, None, |row, _| {
            count += u64::from(matches(filter, &row));
            if count < ceiling { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .await?;
        Ok(Count { count, capped: count >= ceiling })
    }

    /// The figures over cases received from `from` to before `until`, as known.
    pub(crate) async fn figures_as_known(
        &self,
        scope: &Scope,
        from: Timestamp,
        until: Timestamp,
        today: Date,
        known: &AsKnown,
    ) -> Result<Figures, OfficeError> {
        let filter =
            CaseFilter { received_from: Some(from), received_before: Some(until), ..CaseFilter::default() };
        let mut figuring = Figuring::on(today);
        self.walk(scope, &filter, known, None, |row, _| {
            if row.merged_into.is_none() && matches(&filter, &row) {
                figuring.add(&Figured::from(&row));
            }
            ControlFlow::Continue(())
        })
        .await?;
        Ok(figuring.finish())
    }

    /// Open work as known, over all and by institution.
    pub(crate) async fn work_as_known(
        &self,
        scope: &Scope,
        today: Date,
        known: &AsKnown,
    ) -> Result<WorkAsKnown, OfficeError> {
        let filter = CaseFilter { ended: Some(false), ..CaseFilter::default() };
        let mut tally = Tally::default();
        let mut institutions = TallyByInstitution::new();
        self.walk(scope, &filter, known, None, |row, _| {
            tally.add(&row, today);
            institutions.entry(row.institution_id).or_default().add(&row, today);
            ControlFlow::Continue(())
        })
        .await?;
        Ok(WorkAsKnown { tally, institutions: most_late_first(institutions, INSTITUTIONS_MAX) })
    }

    /// Goes through cases from the newest down: those that stand as they stood and are found by `filter`, and all that
    /// changed since, as they were known and whatever they were. `visit` is told whether a case had to be folded.
    async fn walk(
        &self,
        scope: &Scope,
        filter: &CaseFilter,
        known: &AsKnown,
        start: Option<CaseId>,
        mut visit: impl FnMut(CaseRow, bool) -> ControlFlow<()> + Send,
    ) -> Result<(), OfficeError> {
        let mut changed = known.changed.iter().rev().copied().peekable();
        while changed.next_if(|case| start.is_some_and(|start| *case >= start)).is_some() {}
        let mut query = CaseQuery {
            scope: scope.clone(),
            filter: filter.clone(),
            order: CaseOrder::Newest,
            cursor: start.map(|start| Place::newest(start).word(CaseOrder::Newest)),
            backward: false,
            limit: READ_ROWS,
        };
        loop {
            let page = self.store.case_list(&query).await?;
            for row in page.rows {
                while let Some(case) = changed.next_if(|case| *case > row.case_id) {
                    if self.visit_changed(case, scope, known, &mut visit).await?.is_break() {
                        return Ok(());
                    }
                }
                if !known.changed.contains(&row.case_id) && visit(row, false).is_break() {
                    return Ok(());
                }
            }
            query.cursor = page.next;
            if query.cursor.is_none() {
                break;
            }
        }
        for case in changed {
            if self.visit_changed(case, scope, known, &mut visit).await?.is_break() {
                break;
            }
        }
        Ok(())
    }

    async fn visit_changed(
        &self,
        case_id: CaseId,
        scope: &Scope,
        known: &AsKnown,
        visit: &mut (impl FnMut(CaseRow, bool) -> ControlFlow<()> + Send),
    ) -> Result<ControlFlow<()>, OfficeError> {
        let Some(row) = self.store.case_row(case_id).await? else { return Ok(ControlFlow::Continue(())) };
        let seen = match scope {
            Scope::All => true,
            Scope::Institutions(institutions) => institutions.contains(&row.institution_id),
        };
        if !seen {
            return Ok(ControlFlow::Continue(()));
        }
        Ok(match self.row_as_known(row, known).await? {
            Some(row) => visit(row, true),
            None => ControlFlow::Continue(()),
        })
    }
}
