//! Telling people before and after a date, as the regimes' rules say.

use domain::matter::{Case, CaseDue};
use jiff::ToSpan;
use store::{CaseFilter, CaseRow, NewNotice};

use crate::calendar::every_case;
use crate::jobs::{Counts, JobFailure, Turn};
use crate::projection::{Projecting, SOURCE_STAGE, is_owed};
use crate::{Office, OfficeError};

impl Office {
    /// Looks at every open case whose date is near or past, and at every ended one that owes feedback to a source, and tells
    /// whom its rule names, each once for a rule and a run of the clock. Only the rule that applies today is looked at, so a server that was off for weeks, or a case that is
    /// opened again after months, tells nothing that came due meanwhile.
    pub(crate) async fn escalate(&self, turn: &mut Turn<'_>) -> Result<Counts, JobFailure> {
        let mut counts = Counts::from([("cases", 0), ("told", 0), ("nobody", 0)]);
        let book = self.book();
        let ahead = book.regimes.escalation_days_ahead(&book.sources);
        let due_to = Some(self.today().saturating_add(ahead.days()));
        let open = CaseFilter { ended: Some(false), due_to, ..CaseFilter::default() };
        let owing =
            CaseFilter { ended: Some(true), feedback_owed: Some(true), due_to, ..CaseFilter::default() };
        for near in [open, owing] {
            let mut query = every_case(near);
            loop {
                let page = self.store.case_list(&query).await.map_err(OfficeError::from)?;
                for row in page.rows {
                    turn.goes_on().await?;
                    self.escalate_case(&row, &mut counts).await?;
                }
                query.cursor = page.next;
                if query.cursor.is_none() {
                    break;
                }
            }
        }
        Ok(counts)
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
        let (now, today) = (self.surroundings.now(), self.today());
        let clocks = Projecting { book: &book, tree: &organisation.tree, now }.clocks(case);
        let legal = clocks.governing().and_then(|due: &CaseDue| {
            let rule = book.regimes.escalation(due, today)?;
            Some((rule, format!("{}/{}/{}", due.regime, due.stage, rule.name), due.run))
        });
        // Each source is owed its own feedback, so each has its own run.
        let asked = (1..).zip(&case.sources).filter_map(|(run, state)| {
            let required_on = state.source.required_on.filter(|_| is_owed(case, state))?;
            let rule = book.sources.escalation(required_on, today)?;
            Some((rule, format!("{SOURCE_STAGE}/{}", rule.name), run))
        });
        let rules: Vec<_> = legal.into_iter().chain(asked).collect();
        let notices = rules.iter().flat_map(|(rule, name, run)| {
            let mut users: Vec<_> =
                rule.tell.iter().flat_map(|told| self.told(*told, case, &organisation)).collect();
            users.sort_unstable();
            users.dedup();
            users.into_iter().map(|user_id| NewNotice {
                user_id,
                case_id: case.case_id,
                kind: "escalation".to_owned(),
                rule: name.clone(),
                run: *run,
                at: now,
            })
        });
        (!rules.is_empty()).then(|| notices.collect())
    }
}
