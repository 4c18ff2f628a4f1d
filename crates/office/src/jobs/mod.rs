//! Work that is due at a time: what the program does by itself, once, whichever node comes first.
//!
//! A job is a row of the record with a kind, an argument and a key. Whoever takes it holds a lease and prolongs it while
//! working; if the process is killed the lease runs out and the next to look does the job again. So every job is written
//! to be run twice: it looks what is left to do, and does that. Sealing is no job: it must not lag.
//!
//! To add a kind: a variant of [`JobKind`], an arm in [`Office::do_job`], its words in `locales/`; a row of [`SCHEDULE`]
//! where it comes round by itself.

mod turn;

use std::collections::BTreeMap;

use domain::organisation::Right;
use jiff::{SignedDuration, Timestamp};
use store::{JobEnd, JobRow, JobStatus, NewJob, RuleKind};
use strum::{Display, EnumIter, EnumString};

pub(crate) use self::turn::{JobFailure, Turn};
use crate::{Caller, Office, OfficeError};

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum JobKind {
    /// Delete what has lapsed: sessions, drafts, counts of failed sign-ins, jobs done long ago, search indexes of nodes
    /// that are gone, files handed in to be imported; purge what an erasure still owes.
    Sweep,
    /// Tell those whom the regimes' rules name before and after a date.
    Escalate,
    /// Take a calendar in, then do what [`Self::SettleDates`] does.
    Calendar,
    /// Take a regime in, then do what [`Self::SettleDates`] does.
    Regime,
    /// Compute anew what dates the calendars now settle, and tell whose they are.
    SettleDates,
    /// Erase everybody who asked for it and whom nothing keeps any more.
    EraseDue,
    /// Send everybody who wants one the digest of the day: at 8 in Beijing.
    Digest,
    /// Look the week before over for words and groups that stand out, and tell officers of what is new.
    HotSpots,
    /// Make everything that rests on older keys of the vault rest on the newest.
    RotateKeys,
}

/// What comes round by itself, and how often.
const SCHEDULE: [(JobKind, SignedDuration); 6] = [
    (JobKind::Sweep, SignedDuration::from_mins(10)),
    (JobKind::Escalate, SignedDuration::from_mins(30)),
    (JobKind::SettleDates, SignedDuration::from_hours(24)),
    (JobKind::EraseDue, SignedDuration::from_hours(24)),
    (JobKind::Digest, SignedDuration::from_hours(24)),
    (JobKind::HotSpots, SignedDuration::from_hours(24)),
];

/// How long an attempt may go without a sign of life.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often a job is tried before it is given up.
const TRIES_MAX: u32 = 8;
/// The wait before the second try; it doubles from try to try.
const WAIT_SECONDS: i64 = 30;
/// The longest wait between two tries.
const WAIT_SECONDS_MAX: i64 = 3_600;
/// How long a job that was done is kept.
const DONE_KEPT: SignedDuration = SignedDuration::from_hours(24 * 3);
/// How long a job that was given up is kept.
const FAILED_KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long a message that was sent is kept; that it was sent is kept with its case.
const MESSAGES_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long a message that was given up is kept.
const MESSAGES_FAILED_KEPT: SignedDuration = SignedDuration::from_hours(24 * 365);
/// After how long without another one a count of failed sign-ins is forgotten.
const FAILURES_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How long the search index of a node that is gone waits for one to go on with it.
const LEFT_INDEX_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// No list of jobs is longer.
const SHOWN_MAX: u32 = 200;

/// What a job did, counted: `cases`, `told`, …
pub(crate) type Counts = BTreeMap<&'static str, u64>;

/// A job that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Took {
    /// The job as it was taken.
    pub row: JobRow,
    /// How the attempt ended; none where its lease had passed to another.
    pub end: Option<JobEnd>,
}

impl Office {
    /// Adds what the schedule asks for at this moment. Turns that were missed are not made up for.
    pub async fn schedule_jobs(&self) -> Result<(), OfficeError> {
        let now = self.surroundings.now();
        for (kind, every) in SCHEDULE {
            let turn = now.as_second().div_euclid(every.as_secs());
            if self.scheduled().get(&kind) == Some(&turn) {
                continue;
            }
            let since = Timestamp::from_second(turn * every.as_secs()).unwrap_or(now);
            self.add_job(kind, format!("{kind}@{since}"), String::new(), since).await?;
            self.scheduled().insert(kind, turn);
        }
        Ok(())
    }

    /// Adds a job, unless there is one of its key.
    pub(crate) async fn add_job(
        &self,
        kind: JobKind,
        key: String,
        argument: String,
        due_at: Timestamp,
    ) -> Result<bool, OfficeError> {
        let created_at = self.surroundings.now();
        let job = NewJob { key, kind: kind.to_string(), argument, due_at, created_at };
        Ok(self.store.job_add(job).await?)
    }

    /// Does the job that has been due longest; none where none is due. `owner` names the node.
    pub async fn do_next_job(&self, owner: &str) -> Result<Option<Took>, OfficeError> {
        let now = self.surroundings.now();
        let Some(row) = self.store.job_take(owner, now, now + LEASE).await? else { return Ok(None) };
        let done = match row.tries <= TRIES_MAX {
            true => self.do_job(&row).await,
            // Who took it last never said how it went.
            false => Err(JobFailure::Never("every attempt was interrupted".to_owned())),
        };
        let now = self.surroundings.now();
        let end = match done {
            Ok(counts) => JobEnd::Done(serde_json::json!(counts).to_string()),
            Err(JobFailure::Lost) => return Ok(Some(Took { row, end: None })),
            Err(JobFailure::Again(reason)) if row.tries < TRIES_MAX => {
                JobEnd::Again(now + wait(row.tries), reason)
            }
            Err(JobFailure::Again(reason) | JobFailure::Never(reason)) => JobEnd::Failed(reason),
        };
        let ended = self.store.job_end(row.job_id, row.attempt, end.clone(), now).await?;
        Ok(Some(Took { row, end: ended.then_some(end) }))
    }

    async fn do_job(&self, row: &JobRow) -> Result<Counts, JobFailure> {
        let mut turn = Turn::new(self, row, LEASE);
        // Another node may have taken rules in since this one last looked.
        self.reload_rules().await?;
        match row.job.kind.parse() {
            Ok(JobKind::Sweep) => self.sweep().await,
            Ok(JobKind::Escalate) => self.escalate(&mut turn).await,
            Ok(JobKind::Calendar) => {
                self.take_rules_in(RuleKind::Calendar, &row.job.argument, &mut turn).await
            }
            Ok(JobKind::Regime) => self.take_rules_in(RuleKind::Regime, &row.job.argument, &mut turn).await,
            Ok(JobKind::SettleDates) => self.settle_dates(&mut turn).await,
            Ok(JobKind::EraseDue) => self.erase_due_persons(&mut turn).await,
            Ok(JobKind::Digest) => self.digest(row).await,
            Ok(JobKind::HotSpots) => self.look_for_hot_spots(&mut turn).await,
            Ok(JobKind::RotateKeys) => self.rotate_in_turn(&mut turn).await,
            // A newer release shares the record: it will do it.
            Err(_) => Err(JobFailure::Again(format!("this release knows no job `{}`", row.job.kind))),
        }
    }

    async fn sweep(&self) -> Result<Counts, JobFailure> {
        let now = self.surroundings.now();
        let rows = self.store.lapsed_delete(now, now - FAILURES_KEPT).await.map_err(OfficeError::from)?;
        let requests = self.store.done_requests_lapsed_delete(now).await.map_err(OfficeError::from)?;
        let codes = self.store.one_time_codes_lapsed_delete(now).await.map_err(OfficeError::from)?;
        let messages = self.store.messages_delete(now - MESSAGES_KEPT, now - MESSAGES_FAILED_KEPT).await;
        let messages = messages.map_err(OfficeError::from)?;
        let calls = self.sweep_calls().await?;
        let jobs = self.store.jobs_delete(now - DONE_KEPT, now - FAILED_KEPT).await;
        let jobs = jobs.map_err(OfficeError::from)?;
        let indexes = self.search_clear_left(now - LEFT_INDEX_KEPT)?;
        let files = self.uploads_sweep();
        self.purge_what_is_owed().await;
        Ok(Counts::from([
            ("rows", rows),
            ("requests", requests),
            ("codes", codes),
            ("messages", messages),
            ("calls", calls),
            ("jobs", jobs),
            ("indexes", indexes),
            ("files", files),
        ]))
    }

    /// Jobs, newest first: all, or those of one status; all, or those older than one of them.
    pub async fn jobs(
        &self,
        caller: &Caller,
        status: Option<JobStatus>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<JobRow>, OfficeError> {
        caller.require(Right::Administer)?;
        Ok(self.store.jobs(status, before, limit.min(SHOWN_MAX)).await?)
    }

    /// Makes a job that was done or given up due now.
    pub async fn run_job_again(&self, caller: &Caller, job_id: u64) -> Result<(), OfficeError> {
        caller.require(Right::Administer)?;
        match self.store.job_again(job_id, self.surroundings.now()).await? {
            true => Ok(()),
            false => Err(OfficeError::NotFound { what: "finished job" }),
        }
    }

    fn scheduled(&self) -> std::sync::MutexGuard<'_, BTreeMap<JobKind, i64>> {
        self.scheduled.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The wait after so many tries.
pub(crate) fn wait(tries: u32) -> SignedDuration {
    let doubled = WAIT_SECONDS.saturating_mul(1 << (tries.max(1) - 1).min(20));
    SignedDuration::from_secs(doubled.min(WAIT_SECONDS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits: Vec<i64> = (1..=TRIES_MAX).map(|tries| wait(tries).as_secs()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_600]);
        assert_eq!(wait(u32::MAX).as_secs(), WAIT_SECONDS_MAX);
    }
}
