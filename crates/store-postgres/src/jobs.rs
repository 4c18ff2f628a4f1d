//! Jobs.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::postgres::PgRow;
use store::{JobEnd, JobRow, JobStatus, JobTally, Jobs, NewJob, StoreError};

use crate::PostgresStore;
use crate::convert::{id, storable};
use crate::error::unreadable;
use crate::fields::Fields;
use crate::query::{one, rows};

const READING: &str = "reading jobs";
const WRITING: &str = "writing jobs";

/// No list of jobs is longer.
const ROWS_MAX: u32 = 1_000;

#[async_trait]
impl Jobs for PostgresStore {
    async fn job_add(&self, job: NewJob) -> Result<bool, StoreError> {
        let sql = "insert into jobs (key, kind, argument, status, due_at, attempt, tries, created_at) \
                   values ($1, $2, $3, 'waiting', $4, 0, 0, $5) on conflict (key) do nothing";
        let query = sqlx::query(sql)
            .bind(job.key)
            .bind(job.kind)
            .bind(job.argument)
            .bind(job.due_at.as_microsecond())
            .bind(job.created_at.as_microsecond());
        Ok(self.write_rows(WRITING, query).await? > 0)
    }

    async fn job_take(
        &self,
        owner: &str,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<JobRow>, StoreError> {
        let now = now.as_microsecond();
        // Looking is no write: most looks find nothing.
        let due =
            "select 1 from jobs where finished_at is null and coalesce(lease_until, due_at) <= $1 limit 1";
        if one(&self.pool, READING, sqlx::query(due).bind(now), |_| Ok(())).await?.is_none() {
            return Ok(None);
        }
        let query = sqlx::query(include_str!("sql/job_take.sql"));
        let query = query.bind(owner).bind(now).bind(lease_until.as_microsecond());
        self.writing(one(&self.pool, "taking a job", query, read)).await
    }

    async fn job_keep(&self, job_id: u64, attempt: u32, lease_until: Timestamp) -> Result<bool, StoreError> {
        let sql =
            "update jobs set lease_until = $3 where job_id = $1 and attempt = $2 and status = 'running'";
        let query = sqlx::query(sql).bind(id(job_id)).bind(i64::from(attempt));
        Ok(self.write_rows(WRITING, query.bind(lease_until.as_microsecond())).await? > 0)
    }

    async fn job_end(
        &self,
        job_id: u64,
        attempt: u32,
        end: JobEnd,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (status, due_at, message) = match end {
            JobEnd::Done(message) => (JobStatus::Done, None, message),
            JobEnd::Again(due_at, message) => (JobStatus::Waiting, Some(due_at.as_microsecond()), message),
            JobEnd::Failed(message) => (JobStatus::Failed, None, message),
        };
        let query = sqlx::query(include_str!("sql/job_end.sql"))
            .bind(id(job_id))
            .bind(i64::from(attempt))
            .bind(status.to_string())
            .bind(due_at)
            .bind(due_at.is_none().then_some(now.as_microsecond()))
            .bind(storable(&message));
        Ok(self.write_rows(WRITING, query).await? > 0)
    }

    async fn job_again(&self, job_id: u64, due_at: Timestamp) -> Result<bool, StoreError> {
        let sql = "update jobs set status = 'waiting', due_at = $2, tries = 0, finished_at = null \
                   where job_id = $1 and finished_at is not null";
        let query = sqlx::query(sql).bind(id(job_id)).bind(due_at.as_microsecond());
        Ok(self.write_rows(WRITING, query).await? > 0)
    }

    async fn jobs(
        &self,
        status: Option<JobStatus>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<JobRow>, StoreError> {
        let query = match status {
            Some(status) => sqlx::query(include_str!("sql/jobs_of_status.sql")).bind(status.to_string()),
            None => sqlx::query(include_str!("sql/jobs_all.sql")),
        };
        let query = query.bind(before.map(id)).bind(i64::from(limit.min(ROWS_MAX)));
        rows(&self.pool, READING, query, read).await
    }

    async fn job_of_key(&self, key: &str) -> Result<Option<JobRow>, StoreError> {
        let query = sqlx::query(include_str!("sql/job_of_key.sql")).bind(key);
        Ok(rows(&self.pool, READING, query, read).await?.into_iter().next())
    }

    async fn job_tally(&self) -> Result<JobTally, StoreError> {
        let sql = "select count(*) filter (where status = 'waiting'), count(*) filter (where status = 'running'), \
                   count(*) filter (where status = 'failed'), min(due_at) filter (where status = 'waiting') \
                   from jobs where status <> 'done'";
        let tally = one(&self.pool, READING, sqlx::query(sql), |row| {
            let mut fields = Fields::new(row, "jobs");
            Ok(JobTally {
                waiting: fields.id()?,
                running: fields.id()?,
                failed: fields.id()?,
                due_first_at: fields.moment_maybe()?,
            })
        });
        Ok(tally.await?.unwrap_or_default())
    }

    async fn jobs_delete(&self, done_before: Timestamp, failed_before: Timestamp) -> Result<u64, StoreError> {
        let sql = "delete from jobs where status = 'done' and finished_at < $1 \
                   or status = 'failed' and finished_at < $2";
        let query = sqlx::query(sql).bind(done_before.as_microsecond());
        self.write_rows(WRITING, query.bind(failed_before.as_microsecond())).await
    }
}

fn read(row: &PgRow) -> Result<JobRow, StoreError> {
    let mut fields = Fields::new(row, "jobs");
    let job_id = fields.id()?;
    let job = NewJob {
        key: fields.get()?,
        kind: fields.get()?,
        argument: fields.get()?,
        due_at: fields.moment()?,
        created_at: fields.moment()?,
    };
    let word: &str = fields.get()?;
    let status = word
        .parse()
        .map_err(|_| unreadable("jobs.status", format!("expected the status of a job, found `{word}`")))?;
    Ok(JobRow {
        job_id,
        job,
        status,
        attempt: fields.number()?,
        tries: fields.number()?,
        owner: fields.get()?,
        lease_until: fields.moment_maybe()?,
        finished_at: fields.moment_maybe()?,
        message: fields.get()?,
    })
}
