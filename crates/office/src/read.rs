//! Reading one case: what its page and the API show of it, masked.

use std::collections::HashMap;

use domain::id::{Actor, Number, TextId};
use domain::matter::{Case, CaseClocks, Entry, Event, Refusal, Step, steps};
use domain::organisation::Right;
use jiff::Timestamp;
use store::{CaseFilter, CaseQuery, CaseRow, Count, Page};

use crate::finding::LISTED_MAX;
use crate::person::masked_datum;
use crate::projection::Projecting;
use crate::text_refs::{refs_in, text_ids};
use crate::{AsKnown, Caller, Office, OfficeError};

/// A case as it may be shown.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// Its row.
    pub row: CaseRow,
    /// The case.
    pub case: Case,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Masked copies of every text the case refers to.
    pub texts: HashMap<TextId, String>,
    /// Its dates.
    pub clocks: CaseClocks,
    /// Its steps, each open or with the reason why not; steps the caller has no right to are absent.
    pub steps: Vec<(Step, Result<(), Refusal>)>,
    /// Who is in it.
    pub persons: Vec<PersonCard>,
    /// Other cases of the same person that the caller may see.
    pub others: Vec<CaseRow>,
    /// Cases that the caller may see of other persons who gave the same telephone: perhaps the same person under another name,
    /// perhaps a household.
    pub same_telephone: Vec<CaseRow>,
    /// Linked cases that the caller may see, with the relation.
    pub linked: Vec<(CaseRow, String)>,
    /// Where it came from.
    pub sources: Vec<SourceView>,
    /// Whether the caller may ask to see everything.
    pub may_unmask: bool,
}

/// One entry of the trail.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// Its place in the case, from 1.
    pub version: u32,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub event: Event,
}

impl TimelineEntry {
    /// The texts it refers to.
    pub fn texts(&self) -> Vec<TextId> {
        let found = serde_json::to_value(&self.event).and_then(refs_in).unwrap_or_default();
        found.into_iter().map(|text| text.text_id).collect()
    }
}

/// A person as they may be shown without a reason.
#[derive(Debug, Clone)]
pub struct PersonCard {
    /// What they are in the case.
    pub role: String,
    /// Masked data by field, in the order of display.
    pub data: Vec<(String, String)>,
}

/// A source and its feedback.
#[derive(Debug, Clone)]
pub struct SourceView {
    /// The source's state.
    pub state: domain::matter::SourceState,
    /// Its place.
    pub position: u32,
}

impl Office {
    /// One case, if the caller may see it.
    pub async fn case(&self, caller: &Caller, number: &Number) -> Result<CaseView, OfficeError> {
        let (_, row) = self.load(caller, number).await?;
        let (case, entries) = self.fold(number.case_id()).await?;
        self.view(caller, row, case, entries, None).await
    }

    /// One case as it was known, if the caller may see it today: without steps, since nothing can be done in the past. A case
    /// of which nothing was known then is not there.
    pub async fn case_as_known(
        &self,
        caller: &Caller,
        number: &Number,
        known: &AsKnown,
    ) -> Result<CaseView, OfficeError> {
        let (_, row) = self.load(caller, number).await?;
        let folded = self.fold_as_known(number.case_id(), known).await?;
        let (case, entries) = folded.ok_or(OfficeError::NotFound { what: "case" })?;
        let row = self.project_as_known(&case, &row.subject, known);
        self.view(caller, row, case, entries, Some(known)).await
    }

    async fn view(
        &self,
        caller: &Caller,
        row: CaseRow,
        case: Case,
        entries: Vec<(store::StoredEvent, Entry)>,
        known: Option<&AsKnown>,
    ) -> Result<CaseView, OfficeError> {
        let organisation = self.organisation();
        let now = known.map_or_else(|| self.surroundings.now(), |known| known.at);
        let book = self.book();
        let projecting = Projecting { book: &book, tree: &organisation.tree, now };
        let clocks = projecting.clocks(&case);
        let context = self.context(caller, &organisation, &book, now);
        let barred = self.look_barred(&case).await?;
        let open_steps = steps(&case, &context)
            .into_iter()
            .filter(|(step, _)| {
                known.is_none() && caller.require_step(*step, &case, &organisation.tree).is_ok()
            })
            .map(|(step, open)| match &barred {
                Some(refusal) if step == Step::CallBack => (step, Err(refusal.clone())),
                _ => (step, open),
            })
            .collect();
        let texts = self.masked(&text_ids(&entries)?).await?;
        let scope = caller.scope(Right::See, &organisation.tree);
        let told = self.told_by(&case).await?;
        let mut persons = Vec::new();
        let mut telephone = None;
        for party in &case.parties {
            let data = self.person_data(party.person, &told).await?;
            if Some(party.person) == case.complainant() {
                telephone = data.get("phone").cloned();
            }
            let shown = crate::person::PERSON_FIELDS
                .iter()
                .filter_map(|field| {
                    data.get(*field).map(|value| ((*field).to_owned(), masked_datum(field, value)))
                })
                .collect();
            persons.push(PersonCard { role: party.role.to_string(), data: shown });
        }
        let mut others = Vec::new();
        if let Some(person) = case.complainant() {
            for other in self.cases_of(person, &scope).await? {
                others.extend(self.row_at(other, known).await?);
            }
        }
        let mut same_telephone = Vec::new();
        if let Some(telephone) = telephone {
            for other in self.cases_by_phone(&telephone, &scope).await? {
                let is_theirs = |row: &CaseRow| row.case_id == other.case_id;
                if other.case_id != case.case_id && !others.iter().any(is_theirs) {
                    same_telephone.extend(self.row_at(other, known).await?);
                }
            }
        }
        let mut linked = Vec::new();
        for (other, relation) in &case.links {
            let Some(row) = self.store.case_row(*other).await? else { continue };
            if caller.may(Right::See, row.institution_id, &organisation.tree)
                && let Some(row) = self.row_at(row, known).await?
            {
                linked.push((row, relation.to_string()));
            }
        }
        let timeline = entries
            .into_iter()
            .map(|(stored, entry)| TimelineEntry {
                version: stored.version,
                occurred_at: stored.event.occurred_at,
                recorded_at: stored.event.recorded_at,
                actor: entry.actor.parse().unwrap_or(Actor::System(entry.actor.clone())),
                event: entry.event,
            })
            .collect();
        let sources = (0..)
            .zip(&case.sources)
            .map(|(position, state)| SourceView { state: state.clone(), position })
            .collect();
        let may_unmask = barred.is_none() && caller.require_unmask(&case, &organisation.tree).is_ok();
        Ok(CaseView {
            others: others.into_iter().filter(|other| other.case_id != case.case_id).collect(),
            same_telephone,
            row,
            case,
            timeline,
            texts,
            clocks,
            steps: open_steps,
            persons,
            linked,
            sources,
            may_unmask,
        })
    }

    /// A row as it was known, where that is asked; none where nothing was known of it.
    async fn row_at(&self, row: CaseRow, known: Option<&AsKnown>) -> Result<Option<CaseRow>, OfficeError> {
        match known {
            Some(known) => self.row_as_known(row, known).await,
            None => Ok(Some(row)),
        }
    }

    /// One row, if the caller may see its case: what the API answers to a look-up.
    pub async fn case_row(&self, caller: &Caller, number: &Number) -> Result<CaseRow, OfficeError> {
        self.load(caller, number).await.map(|(_, row)| row)
    }

    /// A page of cases. What the caller may not see is not there. Narrowed to a text, the list holds the newest two
    /// thousand that hold its words.
    pub async fn cases(&self, caller: &Caller, mut query: CaseQuery) -> Result<Page<CaseRow>, OfficeError> {
        caller.require(Right::See)?;
        query.scope = caller.scope(Right::See, &self.organisation().tree);
        self.found_by_words(&query.scope, &mut query.filter, LISTED_MAX).await?;
        Ok(self.store.case_list(&query).await?)
    }

    /// How many cases a filter finds, no further than `ceiling`.
    pub async fn count(
        &self,
        caller: &Caller,
        filter: &CaseFilter,
        ceiling: u64,
    ) -> Result<Count, OfficeError> {
        caller.require(Right::See)?;
        let scope = caller.scope(Right::See, &self.organisation().tree);
        let mut filter = filter.clone();
        self.found_by_words(&scope, &mut filter, LISTED_MAX).await?;
        Ok(self.store.case_count(&scope, &filter, ceiling).await?)
    }

    /// A page of the requests that wait for somebody with the caller's standing, or of all of them.
    pub async fn approvals(
        &self,
        caller: &Caller,
        open_only: bool,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(CaseRow, store::ApprovalRow)>, OfficeError> {
        caller.require(Right::Approve)?;
        let scope = caller.scope(Right::Approve, &self.organisation().tree);
        Ok(self.store.approval_list(&scope, open_only, cursor, limit).await?)
    }

    /// A page of the open tasks of the caller's units.
    pub async fn tasks(
        &self,
        caller: &Caller,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(CaseRow, store::TaskRow)>, OfficeError> {
        caller.require(Right::Handle)?;
        let scope = caller.scope(Right::Handle, &self.organisation().tree);
        Ok(self.store.task_list(&scope, cursor, limit).await?)
    }
}

impl Office {
    /// Every text of a case.
    pub(crate) async fn texts_of(&self, case: &Case) -> Result<Vec<TextId>, OfficeError> {
        let (_, entries) = self.fold(case.case_id).await?;
        text_ids(&entries)
    }
}
