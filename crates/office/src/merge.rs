//! Merging the same person's cases, and finding what may be merged or linked.

use domain::id::{Number, PersonId};
use domain::matter::{Case, Entry, merge};
use domain::organisation::Right;
use store::{Append, CaseFilter, CaseOrder, CaseQuery, CaseRow, Scope};

use crate::act::owner;
use crate::projection::Projecting;
use crate::{Caller, Office, OfficeError};

impl Office {
    /// Merges two running cases of the same person. The earlier takes the later in with every receipt; which of them is
    /// named first does not matter. Two mergers at once have one result: the second finds the case merged.
    pub async fn merge(&self, caller: &Caller, one: &Number, other: &Number) -> Result<Number, OfficeError> {
        if let Some(kept) = self.done_before(caller)? {
            return Ok(kept);
        }
        let (one, one_row) = self.load(caller, one).await?;
        let (other, other_row) = self.load(caller, other).await?;
        let organisation = self.organisation();
        for case in [&one, &other] {
            caller.require_over(Right::Handle, case.institution, &organisation.tree)?;
            self.require_usable(caller, owner(case)).await?;
        }
        let now = self.surroundings.now();
        let book = self.book();
        let context = self.context(caller, &organisation, &book, now);
        let merging = merge(&one, &other, &context)?;
        let projecting = Projecting { book: &book, tree: &organisation.tree, now };
        let mut append = Append::default();
        let mut kept_number = one.number.clone();
        for (case, row) in [(&one, &one_row), (&other, &other_row)] {
            let events = if case.case_id == merging.keeps { &merging.kept } else { &merging.ended };
            if case.case_id == merging.keeps {
                kept_number = case.number.clone();
            }
            let mut after: Case = case.clone();
            for event in events {
                after.evolve(&Entry {
                    recorded_at: now,
                    actor: caller.actor().to_string(),
                    event: event.clone(),
                });
            }
            append.writes.push(self.case_write(caller, case, events, now)?);
            append.changes.extend(projecting.changes(Some(case), &after, &row.subject));
        }
        self.commit(caller, append, &kept_number).await?;
        Ok(kept_number)
    }

    /// A person's cases that a scope may see, newest first.
    pub(crate) async fn cases_of(
        &self,
        person: PersonId,
        scope: &Scope,
    ) -> Result<Vec<CaseRow>, OfficeError> {
        let query = CaseQuery {
            scope: scope.clone(),
            filter: CaseFilter { person: Some(person), ..CaseFilter::default() },
            order: CaseOrder::Newest,
            cursor: None,
            backward: false,
            limit: 20,
        };
        Ok(self.store.case_list(&query).await?.rows)
    }

    /// The numbers of a person's running cases.
    pub(crate) async fn running_cases_of(
        &self,
        person: PersonId,
        scope: &Scope,
    ) -> Result<Vec<Number>, OfficeError> {
        let rows = self.cases_of(person, scope).await?;
        Ok(rows.iter().filter(|row| !row.ended).filter_map(|row| row.number.parse().ok()).collect())
    }

    /// Earlier matters under a telephone, while the caller is still on the line.
    pub async fn earlier_matters(&self, caller: &Caller, phone: &str) -> Result<Vec<CaseRow>, OfficeError> {
        caller.require(Right::Intake)?;
        let Ok(phone) = text::normalise_phone(phone) else { return Ok(Vec::new()) };
        let scope = caller.scope(Right::See, &self.organisation().tree);
        self.cases_by_phone(&phone, &scope).await
    }

    /// The cases in a scope of persons who have a telephone, by blind index, newest first.
    pub(crate) async fn cases_by_phone(
        &self,
        phone: &str,
        scope: &Scope,
    ) -> Result<Vec<CaseRow>, OfficeError> {
        let mut rows = Vec::new();
        for person in self.persons_by_phone(phone).await?.into_iter().take(5) {
            rows.extend(self.cases_of(person, scope).await?);
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.case_id));
        rows.dedup_by_key(|row| row.case_id);
        Ok(rows)
    }
}
