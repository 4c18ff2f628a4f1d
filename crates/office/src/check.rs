//! Comparing the read models with what the events say, without writing anything.

use std::collections::BTreeMap;

use domain::id::CaseId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{
    ApprovalRow, CaseFilter, CasePersonRow, CaseRow, Change, InstitutionRow, LinkRow, MaskedText,
    PersonStateRow, Scope, SourceRow, TaskRow, UserRow,
};

use crate::rebuild::Rebuilt;
use crate::{Office, OfficeError};

/// Streams read in one go.
const BATCH: u32 = 500;

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
    /// Compares institutions, staff with what they may do, and every case with its rows and masked texts.
    pub async fn check_views(
        &self,
        mut progress: impl FnMut(&ViewCheck) + Send,
    ) -> Result<ViewCheck, OfficeError> {
        let mut found = ViewCheck::default();
        let mut done = Rebuilt::default();
        self.check_organisation(&mut found, &mut done).await?;
        let mut after = 0;
        loop {
            let ids = self.store.stream_ids(1, after, BATCH).await?;
            let Some(last) = ids.last() else { break };
            after = *last;
            for id in ids {
                let told = rows(self.rebuild_case(CaseId(id), &mut done).await?);
                self.check_case(CaseId(id), told, &mut found).await?;
            }
            (found.cases, found.events) = (done.cases, done.events);
            progress(&found);
        }
        (found.cases, found.events) = (done.cases, done.events);
        let stored = self.store.case_count(&Scope::All, &CaseFilter::default(), u64::MAX >> 1).await?.count;
        if stored != found.cases {
            found.differs(|| format!("there are {stored} cases, and events of {}", done.cases));
        }
        Ok(found)
    }

    async fn check_organisation(&self, found: &mut ViewCheck, done: &mut Rebuilt) -> Result<(), OfficeError> {
        let mut told_institutions: BTreeMap<u64, InstitutionRow> = BTreeMap::new();
        let mut told_users: BTreeMap<u64, UserRow> = BTreeMap::new();
        let mut changes = self.rebuild_institutions(done).await?;
        changes.extend(self.rebuild_users(done).await?);
        changes.extend(self.rebuild_persons(done).await?);
        self.check_channels(found, done).await?;
        let mut told_persons: BTreeMap<u64, PersonStateRow> = BTreeMap::new();
        for change in changes {
            match change {
                Change::Institution(row) => drop(told_institutions.insert(row.institution_id.0, row)),
                Change::User(row) => drop(told_users.insert(row.user_id.0, with_roles_in_order(row))),
                Change::PersonState(row) => drop(told_persons.insert(row.person_id.0, row)),
                _ => {}
            }
        }
        for row in self.store.person_states().await? {
            let told = told_persons.remove(&row.person_id.0);
            let name = || format!("the state of person `{}`", row.person_id);
            found.compare(&Some(&row), &told.as_ref(), name);
        }
        for row in told_persons.into_values() {
            found.differs(|| format!("the state of person `{}`, which is missing", row.person_id));
        }
        for row in self.store.institutions().await? {
            let told = told_institutions.remove(&row.institution_id.0);
            found.compare(&Some(&row), &told.as_ref(), || format!("the institution `{}`", row.code));
        }
        for row in self.store.users().await?.into_iter().map(with_roles_in_order) {
            let told = told_users.remove(&row.user_id.0);
            found.compare(&Some(&row), &told.as_ref(), || format!("the user `{}` or their roles", row.login));
        }
        for row in told_institutions.into_values() {
            found.differs(|| format!("the institution `{}`, which is missing", row.code));
        }
        for row in told_users.into_values() {
            found.differs(|| format!("the user `{}`, who is missing", row.login));
        }
        Ok(())
    }

    async fn check_channels(&self, found: &mut ViewCheck, done: &mut Rebuilt) -> Result<(), OfficeError> {
        let (mut channels, mut tests, mut missed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for change in self.rebuild_channels(done).await? {
            match change {
                Change::Channel(row) => drop(channels.insert(row.channel_id, row)),
                Change::ContactTest(row) => drop(tests.insert((row.channel_id, row.version), row)),
                Change::MissedCalls(row) => drop(missed.insert((row.channel_id, row.day), row)),
                _ => {}
            }
        }
        for row in self.store.open_channels(&Scope::All).await? {
            let told = channels.remove(&row.channel_id);
            found.compare(&Some(&row), &told.as_ref(), || format!("the channel `{}`", row.code));
        }
        for row in self.store.contact_tests(&Scope::All, Timestamp::MIN, Timestamp::MAX).await? {
            let told = tests.remove(&(row.channel_id, row.version));
            let name = || format!("test contact {} of channel {}", row.version, row.channel_id);
            found.compare(&Some(&row), &told.as_ref(), name);
        }
        for row in self.store.missed_calls(&Scope::All, Date::MIN, Date::MAX).await? {
            let told = missed.remove(&(row.channel_id, row.day));
            let name = || format!("what channel {} missed on {}", row.channel_id, row.day);
            found.compare(&Some(&row), &told.as_ref(), name);
        }
        for row in channels.into_values() {
            found.differs(|| format!("the channel `{}`, which is missing", row.code));
        }
        for row in tests.into_values() {
            let name =
                || format!("test contact {} of channel {}, which is missing", row.version, row.channel_id);
            found.differs(name);
        }
        for row in missed.into_values() {
            found.differs(|| {
                format!("what channel {} missed on {}, which is missing", row.channel_id, row.day)
            });
        }
        Ok(())
    }

    async fn check_case(&self, id: CaseId, mut told: Rows, found: &mut ViewCheck) -> Result<(), OfficeError> {
        let stored = self.store.case_row(id).await?;
        let number = told.case.as_ref().map(|row| row.number.clone()).unwrap_or_default();
        let of = |what: &str| format!("{what} of case `{number}`");
        found.compare(&stored, &told.case, || of("the row"));
        found.compare(&self.store.case_sources(id).await?, &told.sources, || of("the sources"));
        found.compare(&self.store.case_persons(id).await?, &told.persons, || of("the persons"));
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
