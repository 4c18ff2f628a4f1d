//! Comparing the read models with what the events say, without writing anything.

use std::collections::BTreeMap;

use domain::id::CaseId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{
    ApprovalRow, CaseFilter, CasePersonRow, CaseRow, Change, LinkRow, MaskedText, Scope, SourceRow, TaskRow,
    UserRow,
};

use crate::rebuild::CaseBatches;
use crate::{Office, OfficeError};

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ViewCheck {
    /// Cases compared.
    pub cases: u64,
    /// Events they follow from.
    pub events: u64,
    /// Rows that are not what the events say.
    pub different: u64,
    /// The first of them.
    pub first: Option<String>,
}

impl ViewCheck {
    fn compare<T: PartialEq>(&mut self, stored: &T, told: &T, name: impl FnOnce() -> String) {
        if stored != told {
            self.differs(name);
        }
    }

    /// Compares rows with those that events tell, each with the one of the same key. Where events tell a key twice, the
    /// last counts.
    fn compare_all<T: PartialEq, K: Ord>(
        &mut self,
        stored: impl IntoIterator<Item = T>,
        told: impl IntoIterator<Item = T>,
        key: impl Fn(&T) -> K,
        name: impl Fn(&T) -> String,
    ) {
        let mut told: BTreeMap<K, T> = told.into_iter().map(|row| (key(&row), row)).collect();
        for row in stored {
            let told = told.remove(&key(&row));
            self.compare(&Some(&row), &told.as_ref(), || name(&row));
        }
        for row in told.into_values() {
            self.differs(|| format!("{}, which is missing", name(&row)));
        }
    }

    fn differs(&mut self, name: impl FnOnce() -> String) {
        self.different += 1;
        self.first.get_or_insert_with(name);
    }
}

/// All rows of a case.
#[derive(Default)]
struct Rows {
    case: Option<CaseRow>,
    sources: Vec<SourceRow>,
    persons: Vec<CasePersonRow>,
    links: Vec<LinkRow>,
    tasks: Vec<TaskRow>,
    approvals: Vec<ApprovalRow>,
    masked: Vec<MaskedText>,
}

impl Office {
    /// Compares institutions, staff with what they may do, open channels, and every case with its rows and masked texts.
    pub async fn check_views(
        &self,
        mut progress: impl FnMut(&ViewCheck) + Send,
    ) -> Result<ViewCheck, OfficeError> {
        let mut found = ViewCheck::default();
        self.check_organisation(&mut found).await?;
        self.check_channels(&mut found).await?;
        let mut batches = CaseBatches::new(self, self.organisation());
        while let Some(batch) = batches.next().await? {
            for told in batch {
                found.cases += 1;
                found.events += told.events;
                self.check_case(told.case_id, rows(told.changes), &mut found).await?;
            }
            progress(&found);
        }
        let stored = self.store.case_count(&Scope::All, &CaseFilter::default(), u64::MAX >> 1).await?.count;
        let cases = found.cases;
        if stored != cases {
            found.differs(|| format!("there are {stored} cases, and events of {cases}"));
        }
        Ok(found)
    }

    async fn check_organisation(&self, found: &mut ViewCheck) -> Result<(), OfficeError> {
        let told = self.organisation_rows().await?;
        found.events += told.events;
        found.compare_all(
            self.store.person_states().await?,
            told.persons,
            |row| row.person_id,
            |row| format!("the state of person `{}`", row.person_id),
        );
        found.compare_all(
            self.store.institutions().await?,
            told.institutions,
            |row| row.institution_id,
            |row| format!("the institution `{}`", row.code),
        );
        found.compare_all(
            self.store.users().await?.into_iter().map(with_roles_in_order),
            told.users.into_iter().map(with_roles_in_order),
            |row| row.user_id,
            |row| format!("the user `{}` or their roles", row.login),
        );
        found.compare(&self.second_factor_roles().await?, &told.second_factor_roles, || {
            "the roles that have to have a second factor".to_owned()
        });
        Ok(())
    }

    async fn check_channels(&self, found: &mut ViewCheck) -> Result<(), OfficeError> {
        let told = self.channel_rows().await?;
        found.events += told.events;
        found.compare_all(
            self.store.open_channels(&Scope::All).await?,
            told.channels,
            |row| row.channel_id,
            |row| format!("the channel `{}`", row.code),
        );
        found.compare_all(
            self.store.contact_tests(&Scope::All, Timestamp::MIN, Timestamp::MAX).await?,
            told.contact_tests,
            |row| (row.channel_id, row.version),
            |row| format!("test contact {} of channel `{}`", row.version, row.channel_id),
        );
        found.compare_all(
            self.store.missed_calls(&Scope::All, Date::MIN, Date::MAX).await?,
            told.missed_calls,
            |row| (row.channel_id, row.day),
            |row| format!("what channel `{}` missed on {}", row.channel_id, row.day),
        );
        Ok(())
    }

    async fn check_case(&self, id: CaseId, mut told: Rows, found: &mut ViewCheck) -> Result<(), OfficeError> {
        let stored = self.store.case_row(id).await?;
        let number = told.case.as_ref().map(|row| row.number.clone()).unwrap_or_default();
        let of = |what: &str| format!("{what} of case `{number}`");
        found.compare(&stored, &told.case, || of("the row"));
        found.compare(&self.store.case_sources(id).await?, &told.sources, || of("the sources"));
        let persons = self.store.case_persons(&[id]).await?.into_iter().map(|(_, person)| person);
        found.compare(&persons.collect(), &told.persons, || of("the persons"));
        found.compare(&self.store.case_links(id).await?, &told.links, || of("the links"));
        found.compare(&self.store.case_tasks(id).await?, &told.tasks, || of("the tasks"));
        found.compare(&self.store.case_approvals(id).await?, &told.approvals, || of("the approvals"));
        let texts: Vec<_> = told.masked.iter().map(|text| text.text_id).collect();
        let mut masked = self.store.masked_texts(&texts).await?;
        masked.sort_by_key(|text| text.text_id);
        told.masked.sort_by_key(|text| text.text_id);
        found.compare(&masked, &told.masked, || of("a masked text"));
        Ok(())
    }
}

fn rows(changes: Vec<Change>) -> Rows {
    let mut rows = Rows::default();
    for change in changes {
        match change {
            Change::Case(row) => rows.case = Some(*row),
            Change::Sources(_, sources) => rows.sources = sources,
            Change::Persons(_, persons) => rows.persons = persons,
            Change::Links(_, links) => rows.links = links,
            Change::Tasks(_, tasks) => rows.tasks = tasks,
            Change::Approvals(_, approvals) => rows.approvals = approvals,
            Change::Masked(text) => rows.masked.push(text),
            _ => {}
        }
    }
    rows
}

fn with_roles_in_order(mut row: UserRow) -> UserRow {
    row.roles.sort_by(|one, other| (&one.role, one.institution_id).cmp(&(&other.role, other.institution_id)));
    row
}
