//! What a file of rules would change, before it is applied: the open cases by the rules as they would be, beside their dates
//! as they are. Changes nothing.

use domain::id::InstitutionId;
use domain::matter::Kind;
use domain::organisation::{OfficeEvent, Right};
use jiff::civil::Date;
use store::{CaseFilter, CaseRow, RuleKind, Scope};

use crate::arriving_rules::every_case;
use crate::projection::Projecting;
use crate::{Caller, Office, RulesError};

/// Cases looked at: so many are folded in a few seconds.
const CASES_MAX: u64 = 20_000;
/// Changes shown one by one.
const SHOWN_MAX: usize = 50;

/// What a file of rules would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesPreview {
    /// What the file holds, as it will be said once it is applied.
    pub loaded: OfficeEvent,
    /// Whether the same text arrived before: then nothing is left to apply.
    pub known: bool,
    /// How many open cases were looked at.
    pub looked: u64,
    /// Whether these are all there are.
    pub complete: bool,
    /// How many next legal dates move.
    pub changed: u64,
    /// How many of these move earlier.
    pub earlier: u64,
    /// How many of these move later.
    pub later: u64,
    /// How many dates that are provisional are settled, whether they move or not.
    pub settled: u64,
    /// The first that change, in the order of their receipt, newest first.
    pub first: Vec<DateChange>,
}

/// A date that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateChange {
    /// The number of the case, for who may see it.
    pub number: Option<String>,
    /// Its kind.
    pub kind: Kind,
    /// The institution responsible.
    pub institution_id: InstitutionId,
    /// The next legal date as it is.
    pub before: Option<Date>,
    /// As it would be.
    pub after: Option<Date>,
}

impl Office {
    /// What a file of rules would change.
    ///
    /// # Errors
    /// As [`Office::rules_arrive`].
    pub async fn rules_preview(
        &self,
        caller: &Caller,
        kind: RuleKind,
        name: &str,
        text: &str,
    ) -> Result<RulesPreview, RulesError> {
        let organisation = self.organisation();
        caller.require_installation(Right::Administer, &organisation.tree)?;
        self.reload_rules().await?;
        let (book, loaded) = self.book_with(kind, name, text)?;
        let now = self.surroundings.now();
        let projecting = Projecting { book: &book, tree: &organisation.tree, now };
        let scope = caller.scope(Right::See, &organisation.tree);
        let sees = |institution| match &scope {
            Scope::All => true,
            Scope::Institutions(institutions) => institutions.contains(&institution),
        };
        let mut preview = RulesPreview {
            loaded,
            known: self.is_known(kind, text).await?,
            looked: 0,
            complete: true,
            changed: 0,
            earlier: 0,
            later: 0,
            settled: 0,
            first: Vec::new(),
        };
        let mut query = every_case(CaseFilter { ended: Some(false), ..CaseFilter::default() });
        loop {
            let page = self.store.case_list(&query).await.map_err(crate::OfficeError::from)?;
            for row in page.rows {
                if preview.looked == CASES_MAX {
                    preview.complete = false;
                    return Ok(preview);
                }
                let (case, _) = self.fold(row.case_id).await?;
                let after = projecting.row(&case, &row.subject);
                preview.note(&row, &after, sees(row.institution_id));
            }
            query.cursor = page.next;
            if query.cursor.is_none() {
                return Ok(preview);
            }
        }
    }
}

impl RulesPreview {
    fn note(&mut self, before: &CaseRow, after: &CaseRow, seen: bool) {
        self.looked += 1;
        self.settled += u64::from(before.due_provisional && !after.due_provisional);
        if before.due_on == after.due_on {
            return;
        }
        self.changed += 1;
        match (before.due_on, after.due_on) {
            (Some(before), Some(after)) if after < before => self.earlier += 1,
            (Some(_), Some(_)) => self.later += 1,
            // A date that comes or goes is neither.
            _ => {}
        }
        if self.first.len() < SHOWN_MAX {
            self.first.push(DateChange {
                number: seen.then(|| before.number.clone()),
                kind: before.kind,
                institution_id: before.institution_id,
                before: before.due_on,
                after: after.due_on,
            });
        }
    }
}
