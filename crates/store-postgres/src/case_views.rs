//! Reading cases and what hangs on them.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::id::{CaseId, InstitutionId, PersonId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgPool};
use store::stored::ItemPlace;
use store::{
    ApprovalRow, CaseFilter, CasePersonRow, CaseQuery, CaseRow, CaseViews, Count, Figures, LinkRow, Page,
    Scope, SourceRow, StoreError, Tally, TaskRow,
};

use crate::case_row::{self, COLUMNS};
use crate::convert::{id, storable};
use crate::fields::Fields;
use crate::query::{Query, one, rows};
use crate::{PostgresStore, case_list, figures, tally};

const DOING: &str = "reading what belongs to a case";

/// No list of tasks or approvals is longer.
const ROWS_MAX: u32 = 1_000;

#[async_trait]
impl CaseViews for PostgresStore {
    async fn case_row(&self, case_id: CaseId) -> Result<Option<CaseRow>, StoreError> {
        Ok(case_rows(&self.pool, &[case_id]).await?.pop())
    }

    async fn case_list(&self, query: &CaseQuery) -> Result<Page<CaseRow>, StoreError> {
        case_list::case_list(&self.pool, query).await
    }

    async fn case_count(
        &self,
        scope: &Scope,
        filter: &CaseFilter,
        ceiling: u64,
    ) -> Result<Count, StoreError> {
        case_list::case_count(&self.pool, scope, filter, ceiling).await
    }

    async fn case_tally(&self, scope: &Scope, filter: &CaseFilter, today: Date) -> Result<Tally, StoreError> {
        tally::case_tally(&self.pool, scope, filter, today).await
    }

    async fn figures(
        &self,
        scope: &Scope,
        from: Timestamp,
        until: Timestamp,
        today: Date,
    ) -> Result<Figures, StoreError> {
        figures::figures(&self.pool, scope, from, until, today).await
    }

    async fn tally_by_institution(
        &self,
        scope: &Scope,
        today: Date,
        limit: u32,
    ) -> Result<Vec<(InstitutionId, Tally)>, StoreError> {
        tally::tally_by_institution(&self.pool, scope, today, limit).await
    }

    async fn case_sources(&self, case_id: CaseId) -> Result<Vec<SourceRow>, StoreError> {
        let query = sqlx::query(include_str!("sql/case_sources.sql")).bind(id(case_id.0));
        rows(&self.pool, DOING, query, source).await
    }

    async fn case_persons(&self, case_ids: &[CaseId]) -> Result<Vec<(CaseId, CasePersonRow)>, StoreError> {
        let sql = "select case_id, person_id, role from case_persons \
                   where case_id = any($1) order by case_id, person_id, role";
        let case_ids: Vec<_> = case_ids.iter().map(|case_id| id(case_id.0)).collect();
        rows(&self.pool, DOING, sqlx::query(sql).bind(case_ids), |row| {
            let mut fields = Fields::new(row, "case_persons");
            let case_id = CaseId(fields.id()?);
            Ok((case_id, CasePersonRow { person_id: PersonId(fields.id()?), role: fields.get()? }))
        })
        .await
    }

    async fn case_links(&self, case_id: CaseId) -> Result<Vec<LinkRow>, StoreError> {
        let sql = "select other, relation from case_links where case_id = $1 order by other, relation";
        rows(&self.pool, DOING, sqlx::query(sql).bind(id(case_id.0)), |row| {
            let mut fields = Fields::new(row, "case_links");
            Ok(LinkRow { other: CaseId(fields.id()?), relation: fields.get()? })
        })
        .await
    }

    async fn case_tasks(&self, case_id: CaseId) -> Result<Vec<TaskRow>, StoreError> {
        let query = sqlx::query(include_str!("sql/case_tasks.sql")).bind(id(case_id.0));
        rows(&self.pool, DOING, query, task).await
    }

    async fn case_approvals(&self, case_id: CaseId) -> Result<Vec<ApprovalRow>, StoreError> {
        let query = sqlx::query(include_str!("sql/case_approvals.sql")).bind(id(case_id.0));
        rows(&self.pool, DOING, query, approval).await
    }

    async fn cases_by_external_number(
        &self,
        channel: &str,
        external_number: &str,
    ) -> Result<Vec<CaseId>, StoreError> {
        let sql = "select distinct case_id from case_sources \
                   where external_number = $1 and channel = $2 order by case_id limit 1000";
        let query = sqlx::query(sql).bind(storable(external_number)).bind(storable(channel));
        rows(&self.pool, DOING, query, case_id).await
    }

    async fn case_by_import(&self, profile: &str, external_id: &str) -> Result<Option<CaseId>, StoreError> {
        let sql = "select case_id from imports where profile = $1 and external_id = $2";
        let query = sqlx::query(sql).bind(profile).bind(storable(external_id));
        one(&self.pool, DOING, query, case_id).await
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
        let limit = limit.clamp(1, ROWS_MAX);
        let query = of_page(sql, scope, cursor, limit)?;
        let found = rows(&self.pool, DOING, query, |row| Ok((case_id(row)?, approval(row)?))).await?;
        self.page_with_cases(ItemPlace::page(found, limit, ItemPlace::of_approval)).await
    }

    async fn task_list(
        &self,
        scope: &Scope,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(CaseRow, TaskRow)>, StoreError> {
        let limit = limit.clamp(1, ROWS_MAX);
        let query = of_page(include_str!("sql/task_list.sql"), scope, cursor, limit)?;
        let found = rows(&self.pool, DOING, query, |row| Ok((case_id(row)?, task(row)?))).await?;
        self.page_with_cases(ItemPlace::page(found, limit, ItemPlace::of_task)).await
    }
}

impl PostgresStore {
    async fn page_with_cases<T>(&self, page: Page<(CaseId, T)>) -> Result<Page<(CaseRow, T)>, StoreError> {
        let rows = with_cases(&self.pool, page.rows).await?;
        Ok(Page { rows, next: page.next, previous: page.previous })
    }
}

/// A page of a list of tasks or approvals, with one row more than it holds: that tells whether another follows.
fn of_page(
    sql: &'static str,
    scope: &Scope,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Query<'static>, StoreError> {
    let after = cursor.map(ItemPlace::parse).transpose()?;
    Ok(sqlx::query(sql)
        .bind(institutions(scope))
        .bind(i64::from(limit) + 1)
        .bind(after.map(|place| place.key))
        .bind(after.map(|place| place.case_id))
        .bind(after.map(|place| place.item)))
}

/// The institutions of a scope; none for all of them.
pub fn institutions(scope: &Scope) -> Option<Vec<i64>> {
    match scope {
        Scope::All => None,
        Scope::Institutions(institutions) => Some(institutions.iter().map(|found| id(found.0)).collect()),
    }
}

async fn case_rows(pool: &PgPool, case_ids: &[CaseId]) -> Result<Vec<CaseRow>, StoreError> {
    let sql = format!("select {} from cases where case_id = any($1)", COLUMNS.join(", "));
    let case_ids: Vec<_> = case_ids.iter().map(|case_id| id(case_id.0)).collect();
    // Made of the names of columns alone.
    let query = sqlx::query(AssertSqlSafe(sql)).bind(case_ids);
    rows(pool, "reading cases", query, |row| case_row::read(row, 0)).await
}

/// What belongs to cases, with their rows; left out where a case is gone.
pub async fn with_cases<T>(pool: &PgPool, found: Vec<(CaseId, T)>) -> Result<Vec<(CaseRow, T)>, StoreError> {
    let case_ids: Vec<_> = found.iter().map(|(case_id, _)| *case_id).collect();
    let cases = case_rows(pool, &case_ids).await?;
    let cases: HashMap<_, _> = cases.into_iter().map(|case| (case.case_id, case)).collect();
    Ok(found.into_iter().filter_map(|(case_id, item)| Some((cases.get(&case_id)?.clone(), item))).collect())
}

fn case_id(row: &PgRow) -> Result<CaseId, StoreError> {
    Ok(CaseId(Fields::new(row, "cases").id()?))
}

fn source(row: &PgRow) -> Result<SourceRow, StoreError> {
    let mut fields = Fields::starting_at(row, "case_sources", 1);
    Ok(SourceRow {
        position: fields.number()?,
        channel: fields.get()?,
        external_number: fields.get()?,
        received_at: fields.moment()?,
        required_on: fields.date_maybe()?,
        feedback_owed: fields.get()?,
        feedback_sent_at: fields.moment_maybe()?,
        feedback_returned_at: fields.moment_maybe()?,
    })
}

fn task(row: &PgRow) -> Result<TaskRow, StoreError> {
    let mut fields = Fields::starting_at(row, "case_tasks", 1);
    Ok(TaskRow {
        task: fields.number()?,
        kind: fields.get()?,
        institution_id: InstitutionId(fields.id()?),
        owner_id: fields.id_maybe()?.map(UserId),
        due_on: fields.date_maybe()?,
        amount_cents: fields.get()?,
        status: fields.get()?,
        outcome: fields.get()?,
    })
}

fn approval(row: &PgRow) -> Result<ApprovalRow, StoreError> {
    let mut fields = Fields::starting_at(row, "case_approvals", 1);
    Ok(ApprovalRow {
        request: fields.number()?,
        kind: fields.get()?,
        institution_id: InstitutionId(fields.id()?),
        rank: fields.get()?,
        requested_by: fields.get()?,
        requested_at: fields.moment()?,
        status: fields.get()?,
    })
}
