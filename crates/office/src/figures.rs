//! The front page: today's work, landing and echo, the four first-times.

use domain::id::InstitutionId;
use domain::organisation::Right;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::{CaseFilter, Figures, Scope, Tally};

use crate::kept_overviews::Over;
use crate::{AsKnown, Caller, Office, OfficeError};

/// The front page's content.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The date at the office.
    pub today: Date,
    /// Today's work.
    pub tally: Tally,
    /// Figures over the cases received in the period.
    pub figures: Figures,
    /// The same over the period of the same length before, for comparison in words.
    pub before: Figures,
    /// The period: from, before.
    pub period: (Date, Date),
    /// Open and late by institution.
    pub institutions: Vec<(InstitutionId, Tally)>,
    /// The moment it speaks of: now, up to a minute ago where it is over many cases, or the one as of which it is known.
    pub counted_at: Timestamp,
}

impl Office {
    /// The overview over an institution and all below it (everything the caller may see where none is named), for cases
    /// received from `from` up to and including `until`; as it was `known`, where that is asked, on the day of then.
    pub async fn overview(
        &self,
        caller: &Caller,
        top: Option<InstitutionId>,
        from: Date,
        until: Date,
        known: Option<&AsKnown>,
    ) -> Result<Overview, OfficeError> {
        caller.require(Right::Figures)?;
        let organisation = self.organisation();
        let scope = caller.scope(Right::Figures, &organisation.tree);
        let scope = match top {
            Some(top) => narrow(scope, organisation.tree.subtree(top).into_iter().collect()),
            None => scope,
        };
        let start = self.start_of(from)?;
        let end = self.start_of(until.saturating_add(1.day()))?;
        let before_start = start.checked_sub(end.duration_since(start)).unwrap_or(start);
        let period = (from, until);
        let Some(known) = known else {
            let (today, counted_at) = (self.today(), self.surroundings.now());
            let over = Over { scope, period, today };
            if let Some(kept) = self.kept_overviews.get(&over, counted_at) {
                return Ok(kept);
            }
            let scope = &over.scope;
            let overview = Overview {
                today,
                tally: self.store.case_tally(scope, &CaseFilter::default(), today).await?,
                figures: self.store.figures(scope, start, end, today).await?,
                before: self.store.figures(scope, before_start, start, today).await?,
                period,
                institutions: self.store.tally_by_institution(scope, today, 20).await?,
                counted_at,
            };
            self.kept_overviews.keep(over, &overview);
            return Ok(overview);
        };
        let today = self.book().zone.to_datetime(known.at).date();
        let work = self.work_as_known(&scope, today, known).await?;
        Ok(Overview {
            today,
            tally: work.tally,
            figures: self.figures_as_known(&scope, start, end, today, known).await?,
            before: self.figures_as_known(&scope, before_start, start, today, known).await?,
            period,
            institutions: work.institutions,
            counted_at: known.at,
        })
    }

    /// Open and late cases by institution, among those named that the caller may see, most late first.
    pub async fn tally_by_institution(
        &self,
        caller: &Caller,
        institutions: impl IntoIterator<Item = InstitutionId>,
        limit: u32,
    ) -> Result<Vec<(InstitutionId, Tally)>, OfficeError> {
        caller.require(Right::See)?;
        let scope = caller.scope(Right::See, &self.organisation().tree);
        let scope = narrow(scope, institutions.into_iter().collect());
        Ok(self.store.tally_by_institution(&scope, self.today(), limit).await?)
    }

    /// The moment a day begins at the office.
    pub fn start_of(&self, day: Date) -> Result<Timestamp, OfficeError> {
        let begins = self.book().zone.to_timestamp(day.at(0, 0, 0, 0));
        begins.map_err(|error| {
            OfficeError::Invalid(vec![crate::FieldError::new("date", "date_range", error.to_string())])
        })
    }

    /// Today's work over what the caller may see, narrowed by a filter.
    pub async fn tally(&self, caller: &Caller, filter: &CaseFilter) -> Result<Tally, OfficeError> {
        caller.require(Right::See)?;
        let scope = caller.scope(Right::See, &self.organisation().tree);
        Ok(self.store.case_tally(&scope, filter, self.today()).await?)
    }
}

fn narrow(scope: Scope, institutions: Vec<InstitutionId>) -> Scope {
    match scope {
        Scope::All => Scope::Institutions(institutions),
        Scope::Institutions(reach) => Scope::Institutions(
            institutions.into_iter().filter(|institution| reach.contains(institution)).collect(),
        ),
    }
}
