//! Reading cases and what hangs on them.

use async_trait::async_trait;
use domain::id::{CaseId, InstitutionId, PersonId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, Row};
use store::stored::ItemPlace;
use store::{
    ApprovalRow, CaseFilter, CasePersonRow, CaseQuery, CaseRow, CaseViews, Count, Figures, LinkRow, Page,
    Scope, SourceRow, StoreError, Tally, TaskRow,
};

use crate::case_filter::{int_id, list};
use crate::convert::Fields;
use crate::query::{one, rows};
use crate::{SqliteStore, case_list, figures, tally};

const DOING: &str = "reading what belongs to a case";

/// No list of tasks or approvals is longer.
const ROWS_MAX: u32 = 1_000;

#[async_trait]
impl CaseViews for SqliteStore {
    async fn case_row(&self, case_id: CaseId) -> Result<Option<CaseRow>, StoreError> {
        self.readers.short(|connection| case_list::case_row(connection, case_id))
    }

    async fn case_list(&self, query: &CaseQuery) -> Result<Page<CaseRow>, StoreError> {
        let query = query.clone();
        self.readers.long(move |connection| case_list::case_list(connection, &query)).await
    }

    async fn case_count(
        &self,
        scope: &Scope,
        filter: &CaseFilter,
        ceiling: u64,
    ) -> Result<Count, StoreError> {
        let (scope, filter) = (scope.clone(), filter.clone());
        self.readers.long(move |connection| case_list::case_count(connection, &scope, &filter, ceiling)).await
    }

    async fn case_tally(&self, scope: &Scope, filter: &CaseFilter, today: Date) -> Result<Tally, StoreError> {
        let (scope, filter) = (scope.clone(), filter.clone());
        self.readers.long(move |connection| tally::case_tally(connection, &scope, &filter, today)).await
    }

    async fn figures(
        &self,
        scope: &Scope,
        from: Timestamp,
        until: Timestamp,
        today: Date,
    ) -> Result<Figures, StoreError> {
        let scope = scope.clone();
        self.readers.long(move |connection| figures::figures(connection, &scope, from, until, today)).await
    }

    async fn tally_by_institution(
        &self,
        scope: &Scope,
        today: Date,
        limit: u32,
    ) -> Result<Vec<(InstitutionId, Tally)>, StoreError> {
        let scope = scope.clone();
        self.readers
            .long(move |connection| tally::tally_by_institution(connection, &scope, today, limit))
            .await
    }

    async fn case_sources(&self, case_id: CaseId) -> Result<Vec<SourceRow>, StoreError> {
        let sql = include_str!("sql/case_sources.sql");
        self.readers.short(|connection| rows(connection, DOING, sql, [int_id(case_id.0)], source))
    }

    async fn case_persons(&self, case_ids: &[CaseId]) -> Result<Vec<(CaseId, CasePersonRow)>, StoreError> {
        let sql = "select case_id, person_id, role from case_persons \
                   where case_id in (select value from json_each(?1)) order by case_id, person_id, role";
        self.readers.short(|connection| {
            rows(connection, DOING, sql, [list(case_ids, |case_id| int_id(case_id.0))], |row| {
                let mut fields = Fields::new(row, "case_persons");
                let case_id = CaseId(fields.id()?);
                Ok((case_id, CasePersonRow { person_id: PersonId(fields.id()?), role: fields.get()? }))
            })
        })
    }

    async fn case_links(&self, case_id: CaseId) -> Result<Vec<LinkRow>, StoreError> {
        let sql = "select other, relation from case_links where case_id = ?1 order by other, relation";
        self.readers.short(|connection| {
            rows(connection, DOING, sql, [int_id(case_id.0)], |row| {
                let mut fields = Fields::new(row, "case_links");
                Ok(LinkRow { other: CaseId(fields.id()?), relation: fields.get()? })
            })
        })
    }

    async fn case_tasks(&self, case_id: CaseId) -> Result<Vec<TaskRow>, StoreError> {
        let sql = include_str!("sql/case_tasks.sql");
        self.readers.short(|connection| rows(connection, DOING, sql, [int_id(case_id.0)], task))
    }

    async fn case_approvals(&self, case_id: CaseId) -> Result<Vec<ApprovalRow>, StoreError> {
        let sql = include_str!("sql/case_approvals.sql");
        self.readers.short(|connection| rows(connection, DOING, sql, [int_id(case_id.0)], approval))
    }

    async fn cases_by_external_number(
        &self,
        channel: &str,
        external_number: &str,
    ) -> Result<Vec<CaseId>, StoreError> {
        let sql = "select distinct case_id from case_sources \
                   where external_number = ?1 and channel = ?2 order by case_id limit 1000";
        self.readers.short(|connection| {
            rows(connection, DOING, sql, [external_number, channel], |row| {
                Ok(CaseId(Fields::new(row, "case_sources").id()?))
            })
        })
    }

    async fn case_by_import(&self, profile: &str, external_id: &str) -> Result<Option<CaseId>, StoreError> {
        let sql = "select case_id from imports where profile = ?1 and external_id = ?2";
        self.readers.short(|connection| {
            one(connection, DOING, sql, [profile, external_id], |row| {
                Ok(CaseId(Fields::new(row, "imports").id()?))
            })
        })
    }

    async fn approval_list(
        &self,
        scope: &Scope,
        open_only: bool,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(CaseRow, ApprovalRow)>, StoreError> {
        let sql = match open_only {
            true => include_str!("sql/approval_list_open.sql"),
            false => include_str!("sql/approval_list_all.sql"),
        };
        let reading = Reading::new(scope, cursor, limit)?;
        let read = move |connection: &Connection| {
            let read = |row: &Row<'_>| Ok((case_id(row)?, approval(row)?));
            let found = rows(connection, DOING, sql, reading.values(), read)?;
            page_with_cases(connection, ItemPlace::page(found, reading.limit, ItemPlace::of_approval))
        };
        self.readers.long(read).await
    }

    async fn task_list(
        &self,
        scope: &Scope,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(CaseRow, TaskRow)>, StoreError> {
        let sql = include_str!("sql/task_list.sql");
        let reading = Reading::new(scope, cursor, limit)?;
        let read = move |connection: &Connection| {
            let read = |row: &Row<'_>| Ok((case_id(row)?, task(row)?));
            let found = rows(connection, DOING, sql, reading.values(), read)?;
            page_with_cases(connection, ItemPlace::page(found, reading.limit, ItemPlace::of_task))
        };
        self.readers.long(read).await
    }
}

/// Which page of a list of tasks or approvals is read.
struct Reading {
    institutions: Option<Value>,
    after: Option<ItemPlace>,
    limit: u32,
}

impl Reading {
    fn new(scope: &Scope, cursor: Option<&str>, limit: u32) -> Result<Self, StoreError> {
        let after = cursor.map(ItemPlace::parse).transpose()?;
        Ok(Self { institutions: institutions(scope), after, limit: limit.clamp(1, ROWS_MAX) })
    }

    /// The values to bind: one row more than the page holds tells whether another follows.
    fn values(&self) -> (Option<Value>, u32, Option<i64>, Option<i64>, Option<i64>) {
        let after = |part: fn(ItemPlace) -> i64| self.after.map(part);
        (
            self.institutions.clone(),
            self.limit + 1,
            after(|place| place.key),
            after(|place| place.case_id),
            after(|place| place.item),
        )
    }
}

fn page_with_cases<T>(
    connection: &Connection,
    page: Page<(CaseId, T)>,
) -> Result<Page<(CaseRow, T)>, StoreError> {
    Ok(Page { rows: with_cases(connection, page.rows)?, next: page.next, previous: page.previous })
}

/// The institutions of a scope as JSON; none for all of them.
pub fn institutions(scope: &Scope) -> Option<Value> {
    match scope {
        Scope::All => None,
        Scope::Institutions(institutions) => Some(list(institutions, |id| int_id(id.0))),
    }
}

/// What belongs to cases, with their rows; left out where a case is gone.
pub fn with_cases<T>(
    connection: &Connection,
    found: Vec<(CaseId, T)>,
) -> Result<Vec<(CaseRow, T)>, StoreError> {
    let with_case = |(case_id, item)| Ok(case_list::case_row(connection, case_id)?.map(|case| (case, item)));
    found.into_iter().filter_map(|pair| with_case(pair).transpose()).collect()
}

fn case_id(row: &Row<'_>) -> Result<CaseId, StoreError> {
    Ok(CaseId(Fields::new(row, "cases").id()?))
}

fn source(row: &Row<'_>) -> Result<SourceRow, StoreError> {
    let mut fields = Fields::starting_at(row, "case_sources", 1);
    Ok(SourceRow {
        position: fields.get()?,
        channel: fields.get()?,
        external_number: fields.get()?,
        received_at: fields.moment()?,
        required_on: fields.date_maybe()?,
        feedback_owed: fields.get()?,
        feedback_sent_at: fields.moment_maybe()?,
        feedback_returned_at: fields.moment_maybe()?,
    })
}

fn task(row: &Row<'_>) -> Result<TaskRow, StoreError> {
    let mut fields = Fields::starting_at(row, "case_tasks", 1);
    Ok(TaskRow {
        task: fields.get()?,
        kind: fields.get()?,
        institution_id: InstitutionId(fields.id()?),
        owner_id: fields.id_maybe()?.map(UserId),
        due_on: fields.date_maybe()?,
        amount_cents: fields.get()?,
        status: fields.get()?,
        outcome: fields.get()?,
    })
}

fn approval(row: &Row<'_>) -> Result<ApprovalRow, StoreError> {
    let mut fields = Fields::starting_at(row, "case_approvals", 1);
    Ok(ApprovalRow {
        request: fields.get()?,
        kind: fields.get()?,
        institution_id: InstitutionId(fields.id()?),
        rank: fields.get()?,
        requested_by: fields.get()?,
        requested_at: fields.moment()?,
        status: fields.get()?,
    })
}
