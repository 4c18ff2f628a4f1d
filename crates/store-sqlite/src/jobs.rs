//! Jobs.

use crate::case_filter::int_id;
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, Row, ToSql};
use store::{JobEnd, JobRow, JobStatus, JobTally, Jobs, NewJob, StoreError};

use crate::SqliteStore;
use crate::convert::Fields;
use crate::error::{engine, unreadable};
use crate::query::{one, rows};

const DOING: &str = "reading jobs";

/// No list of jobs is longer.
const ROWS_MAX: u32 = 1_000;

/// The columns as [`read`] takes them.
const COLUMNS: &str = "job_id, key, kind, argument, due_at, created_at, status, attempt, tries, owner, \
                       lease_until, finished_at, message";

#[async_trait]
impl Jobs for SqliteStore {
    async fn job_add(&self, job: NewJob) -> Result<bool, StoreError> {
        let work = move |connection: &Connection| {
            let sql = "insert or ignore into jobs (key, kind, argument, status, due_at, attempt, tries, created_at) \
                       values (?1, ?2, ?3, 'waiting', ?4, 0, 0, ?5)";
            let (due_at, created_at) = (job.due_at.as_microsecond(), job.created_at.as_microsecond());
            changed(connection, sql, &[&job.key, &job.kind, &job.argument, &due_at, &created_at])
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn job_take(
        &self,
        owner: &str,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<JobRow>, StoreError> {
        // Looking costs no write: most looks find nothing.
        let due = "select 1 from jobs indexed by jobs_open \
                   where finished_at is null and coalesce(lease_until, due_at) <= ?1 limit 1";
        let now = now.as_microsecond();
        let found = self.readers.short(|connection| one(connection, DOING, due, [now], |_| Ok(())))?;
        if found.is_none() {
            return Ok(None);
        }
        let (owner, lease_until) = (owner.to_owned(), lease_until.as_microsecond());
        let work = move |connection: &Connection| {
            one(
                connection,
                "taking a job",
                include_str!("sql/job_take.sql"),
                (&owner, now, lease_until),
                read,
            )
        };
        self.writer()?.submit(work).await
    }

    async fn job_keep(&self, job_id: u64, attempt: u32, lease_until: Timestamp) -> Result<bool, StoreError> {
        let lease_until = lease_until.as_microsecond();
        let work = move |connection: &Connection| {
            let sql =
                "update jobs set lease_until = ?3 where job_id = ?1 and attempt = ?2 and status = 'running'";
            changed(connection, sql, &[&job_id.cast_signed(), &attempt, &lease_until])
        };
        Ok(self.writer()?.submit(work).await? > 0)
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
        let finished_at = due_at.is_none().then_some(now.as_microsecond());
        let work = move |connection: &Connection| {
            let sql = include_str!("sql/job_end.sql");
            let (job_id, status) = (job_id.cast_signed(), status.to_string());
            changed(connection, sql, &[&job_id, &attempt, &status, &due_at, &finished_at, &message])
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn job_again(&self, job_id: u64, due_at: Timestamp) -> Result<bool, StoreError> {
        let due_at = due_at.as_microsecond();
        let work = move |connection: &Connection| {
            let sql = "update jobs set status = 'waiting', due_at = ?2, tries = 0, finished_at = null \
                       where job_id = ?1 and finished_at is not null";
            changed(connection, sql, &[&job_id.cast_signed(), &due_at])
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn jobs(
        &self,
        status: Option<JobStatus>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<JobRow>, StoreError> {
        let of_status = if status.is_some() { "status = ?1" } else { "?1 is null" };
        let sql = format!(
            "select {COLUMNS} from jobs where {of_status} and (?2 is null or job_id < ?2) order by job_id desc limit ?3"
        );
        let values = (status.map(|status| status.to_string()), before.map(int_id), limit.min(ROWS_MAX));
        self.readers.short(|connection| rows(connection, DOING, &sql, values, read))
    }

    async fn job_of_key(&self, key: &str) -> Result<Option<JobRow>, StoreError> {
        let sql = format!("select {COLUMNS} from jobs where key = ?1");
        let found = self.readers.short(|connection| rows(connection, DOING, &sql, [key], read))?;
        Ok(found.into_iter().next())
    }

    async fn job_tally(&self) -> Result<JobTally, StoreError> {
        let sql = "select count(*) filter (where status = 'waiting'), count(*) filter (where status = 'running'), \
                   count(*) filter (where status = 'failed'), min(due_at) filter (where status = 'waiting') \
                   from jobs where status <> 'done'";
        let tally = self.readers.short(|connection| {
            one(connection, DOING, sql, [], |row| {
                let mut fields = Fields::new(row, "jobs");
                Ok(JobTally {
                    waiting: fields.id()?,
                    running: fields.id()?,
                    failed: fields.id()?,
                    due_first_at: fields.moment_maybe()?,
                })
            })
        })?;
        Ok(tally.unwrap_or_default())
    }

    async fn jobs_delete(&self, done_before: Timestamp, failed_before: Timestamp) -> Result<u64, StoreError> {
        let (done, failed) = (done_before.as_microsecond(), failed_before.as_microsecond());
        let work = move |connection: &Connection| {
            let sql = "delete from jobs where status = 'done' and finished_at < ?1 \
                       or status = 'failed' and finished_at < ?2";
            changed(connection, sql, &[&done, &failed])
        };
        Ok(self.writer()?.submit(work).await? as u64)
    }
}

/// Runs a writing statement and says how many rows it changed.
fn changed(connection: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<usize, StoreError> {
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(values))
        .map_err(engine("writing jobs"))
}

fn read(row: &Row<'_>) -> Result<JobRow, StoreError> {
    let mut fields = Fields::new(row, "jobs");
    let job_id = fields.id()?;
    let job = NewJob {
        key: fields.get()?,
        kind: fields.get()?,
        argument: fields.get()?,
        due_at: fields.moment()?,
        created_at: fields.moment()?,
    };
    let word: String = fields.get()?;
    let status = word
        .parse()
        .map_err(|_| unreadable("jobs.status", format!("expected the status of a job, found `{word}`")))?;
    Ok(JobRow {
        job_id,
        job,
        status,
        attempt: fields.get()?,
        tries: fields.get()?,
        owner: fields.get()?,
        lease_until: fields.moment_maybe()?,
        finished_at: fields.moment_maybe()?,
        message: fields.get()?,
    })
}
