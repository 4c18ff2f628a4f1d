//! Replacing what hangs on a case: one statement empties, one fills.

use domain::id::CaseId;
use sqlx::PgConnection;
use store::{ApprovalRow, CasePersonRow, LinkRow, SourceRow, StoreError, TaskRow};

use crate::changes::Before;
use crate::convert::{date, id, moment};
use crate::query::run;

pub async fn sources(
    connection: &mut PgConnection,
    case_id: CaseId,
    sources: &[SourceRow],
    before: Before,
) -> Result<(), StoreError> {
    let doing = "writing the sources of a case";
    empty(connection, doing, "delete from case_sources where case_id = $1", case_id, before).await?;
    if sources.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(include_str!("sql/case_sources_insert.sql"))
        .bind(id(case_id.0))
        .bind(column(sources, |source| i64::from(source.position)))
        .bind(column(sources, |source| source.channel.as_str()))
        .bind(column(sources, |source| source.external_number.as_deref()))
        .bind(column(sources, |source| source.received_at.as_microsecond()))
        .bind(column(sources, |source| date(source.required_on)))
        .bind(column(sources, |source| source.feedback_owed))
        .bind(column(sources, |source| moment(source.feedback_sent_at)))
        .bind(column(sources, |source| moment(source.feedback_returned_at)));
    run(connection, doing, query).await.map(|_| ())
}

pub async fn persons(
    connection: &mut PgConnection,
    case_id: CaseId,
    persons: &[CasePersonRow],
    before: Before,
) -> Result<(), StoreError> {
    let doing = "writing the persons of a case";
    empty(connection, doing, "delete from case_persons where case_id = $1", case_id, before).await?;
    if persons.is_empty() {
        return Ok(());
    }
    let sql = "insert into case_persons (case_id, person_id, role) \
               select $1, * from unnest($2::bigint[], $3::text[]) on conflict do nothing";
    let query = sqlx::query(sql)
        .bind(id(case_id.0))
        .bind(column(persons, |person| id(person.person_id.0)))
        .bind(column(persons, |person| person.role.as_str()));
    run(connection, doing, query).await.map(|_| ())
}

pub async fn links(
    connection: &mut PgConnection,
    case_id: CaseId,
    links: &[LinkRow],
    before: Before,
) -> Result<(), StoreError> {
    let doing = "writing the links of a case";
    empty(connection, doing, "delete from case_links where case_id = $1", case_id, before).await?;
    if links.is_empty() {
        return Ok(());
    }
    let sql = "insert into case_links (case_id, other, relation) \
               select $1, * from unnest($2::bigint[], $3::text[]) on conflict do nothing";
    let query = sqlx::query(sql)
        .bind(id(case_id.0))
        .bind(column(links, |link| id(link.other.0)))
        .bind(column(links, |link| link.relation.as_str()));
    run(connection, doing, query).await.map(|_| ())
}

pub async fn tasks(
    connection: &mut PgConnection,
    case_id: CaseId,
    tasks: &[TaskRow],
    before: Before,
) -> Result<(), StoreError> {
    let doing = "writing the tasks of a case";
    empty(connection, doing, "delete from case_tasks where case_id = $1", case_id, before).await?;
    if tasks.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(include_str!("sql/case_tasks_insert.sql"))
        .bind(id(case_id.0))
        .bind(column(tasks, |task| i64::from(task.task)))
        .bind(column(tasks, |task| task.kind.as_str()))
        .bind(column(tasks, |task| id(task.institution_id.0)))
        .bind(column(tasks, |task| task.owner_id.map(|owner| id(owner.0))))
        .bind(column(tasks, |task| date(task.due_on)))
        .bind(column(tasks, |task| task.amount_cents))
        .bind(column(tasks, |task| task.status.as_str()))
        .bind(column(tasks, |task| task.outcome.as_deref()))
        .bind(column(tasks, TaskRow::is_open));
    run(connection, doing, query).await.map(|_| ())
}

pub async fn approvals(
    connection: &mut PgConnection,
    case_id: CaseId,
    approvals: &[ApprovalRow],
    before: Before,
) -> Result<(), StoreError> {
    let doing = "writing the approvals of a case";
    empty(connection, doing, "delete from case_approvals where case_id = $1", case_id, before).await?;
    if approvals.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(include_str!("sql/case_approvals_insert.sql"))
        .bind(id(case_id.0))
        .bind(column(approvals, |approval| i64::from(approval.request)))
        .bind(column(approvals, |approval| approval.kind.as_str()))
        .bind(column(approvals, |approval| id(approval.institution_id.0)))
        .bind(column(approvals, |approval| approval.rank.as_str()))
        .bind(column(approvals, |approval| approval.requested_by.as_str()))
        .bind(column(approvals, |approval| approval.requested_at.as_microsecond()))
        .bind(column(approvals, |approval| approval.status.as_str()));
    run(connection, doing, query).await.map(|_| ())
}

async fn empty(
    connection: &mut PgConnection,
    doing: &'static str,
    sql: &'static str,
    case_id: CaseId,
    before: Before,
) -> Result<(), StoreError> {
    match before {
        Before::Nothing => Ok(()),
        Before::Perhaps => run(connection, doing, sqlx::query(sql).bind(id(case_id.0))).await.map(|_| ()),
    }
}

fn column<'row, R, T>(rows: &'row [R], value: impl Fn(&'row R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}
