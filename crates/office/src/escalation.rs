//! Telling people before and after a date, as the regimes' rules say.

use domain::matter::{Case, CaseDue};
use jiff::ToSpan;
use store::{CaseFilter, CaseRow, NewNotice};

use crate::calendar::every_case;
use crate::jobs::{Counts, JobFailure, Turn};
use crate::projection::Projecting;
use crate::{Office, OfficeError};

impl Office {
    /// Looks at every open case whose date is near or past and tells whom its rule names, each once for a rule and a run of
    /// the clock. Only the rule that applies today is looked at, so a server that was off for weeks, or a case that is
    /// opened again after months, tells nothing that came due meanwhile.
    pub(crate) async fn escalate(&self, turn: &mut Turn<'_>) -> Result<Counts, JobFailure> {
        let mut counts = Counts::from([("cases", 0), ("told", 0), ("nobody", 0)]);
        let ahead = self.book().regimes.escalation_days_ahead();
        let due_to = Some(self.today().saturating_add(ahead.days()));
        let near = CaseFilter { ended: Some(false), due_to, ..CaseFilter::default() };
        let mut query = every_case(near);
        loop {
            let page = self.store.case_list(&query).await.map_err(OfficeError::from)?;
            for row in page.rows {
                turn.goes_on().await?;
                self.escalate_case(&row, &mut counts).await?;
            }
            query.cursor = page.next;
            if query.cursor.is_none() {
                return Ok(counts);
            }
        }
    }

    async fn escalate_case(&self, row: &CaseRow, counts: &mut Counts) -> Result<(), OfficeError> {
        let (case, _) = self.fold(row.case_id).await?;
        *counts.entry("cases").or_default() += 1;
        let notices = self.escalation_of(&case);
        let Some(notices) = notices else { return Ok(()) };
        if notices.is_empty() {
            *counts.entry("nobody").or_default() += 1;
        }
        *counts.entry("told").or_default() += self.put_notices(notices, row.due_on).await?;
        Ok(())
    }

    /// Who is to be told of a case today; none where no rule applies.
    fn escalation_of(&self, case: &Case) -> Option<Vec<NewNotice>> {
        let (organisation, book) = (self.organisation(), self.book());
        let now = self.surroundings.now();
        let clocks = Projecting { book: &book, tree: &organisation.tree, now }.clocks(case);
        let due: &CaseDue = clocks.governing()?;
        let rule = book.regimes.escalation(due, self.today())?;
        let mut users: Vec<_> =
            rule.tell.iter().flat_map(|told| self.told(*told, case, &organisation)).collect();
        users.sort_unstable();
        users.dedup();
        let notice = |user_id| NewNotice {
            user_id,
            case_id: case.case_id,
            kind: "escalation".to_owned(),
            rule: format!("{}/{}/{}", due.regime, due.stage, rule.name),
            run: due.run,
            at: now,
        };
        Some(users.into_iter().map(notice).collect())
    }
}
