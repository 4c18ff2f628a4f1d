//! Work that is due at a time and done by whichever node takes it first. Jobs are no events: what they do is.

use async_trait::async_trait;
use jiff::Timestamp;
use strum::{Display, EnumIter, EnumString};

use crate::StoreError;

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum JobStatus {
    /// Waits until it is due: for the first time, or to be tried again.
    Waiting,
    /// Somebody holds its lease. Once that has run out, anybody may take it again.
    Running,
    /// Done.
    Done,
    /// Given up, with a reason.
    Failed,
}

/// A job to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// What makes it this job: a second one of the same key is not added.
    pub key: String,
    /// What is to be done, a word.
    pub kind: String,
    /// What to do it with. No personal data.
    pub argument: String,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was thought of.
    pub created_at: Timestamp,
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its identifier.
    pub job_id: u64,
    /// What was to be done.
    pub job: NewJob,
    /// How far it has come.
    pub status: JobStatus,
    /// How often it was taken: the attempt that holds the lease, where one does. Never counted anew.
    pub attempt: u32,
    /// How many of these since it was added, or made due again by hand.
    pub tries: u32,
    /// Who holds or held the lease.
    pub owner: Option<String>,
    /// Until when the lease lasts, while running.
    pub lease_until: Option<Timestamp>,
    /// When it was done or given up.
    pub finished_at: Option<Timestamp>,
    /// What came of it: of the last attempt a result, or why it failed.
    pub message: Option<String>,
}

/// Jobs, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobTally {
    /// Those that wait, be they due or not.
    pub waiting: u64,
    /// Those that somebody holds a lease of, be it run out or not.
    pub running: u64,
    /// Those given up.
    pub failed: u64,
    /// The earliest time at which one that waits is due, also in the time to come.
    pub due_first_at: Option<Timestamp>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEnd {
    /// Done, with a result in a few words.
    Done(String),
    /// Failed; to be tried again at that time.
    Again(Timestamp, String),
    /// Failed for good.
    Failed(String),
}

/// Sharing jobs among nodes.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Adds a job; false where there is one of that key, finished or not.
    async fn job_add(&self, job: NewJob) -> Result<bool, StoreError>;

    /// Takes the job that has been due longest, unless none is: one that waits, or one whose lease has run out. It counts
    /// one attempt more and is `owner`'s until `lease_until`. No two callers are given the same attempt.
    async fn job_take(
        &self,
        owner: &str,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<JobRow>, StoreError>;

    /// Prolongs the lease of an attempt; false where it has meanwhile passed to another.
    async fn job_keep(&self, job_id: u64, attempt: u32, lease_until: Timestamp) -> Result<bool, StoreError>;

    /// Ends an attempt; false, and nothing changed, where it has meanwhile passed to another.
    async fn job_end(
        &self,
        job_id: u64,
        attempt: u32,
        end: JobEnd,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Makes a finished job due again; false where there is none, or it is not finished.
    async fn job_again(&self, job_id: u64, due_at: Timestamp) -> Result<bool, StoreError>;

    /// Jobs, newest first, at most `limit`; all or those of one status, all or those older than one of them.
    async fn jobs(
        &self,
        status: Option<JobStatus>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<JobRow>, StoreError>;

    /// The job of a key.
    async fn job_of_key(&self, key: &str) -> Result<Option<JobRow>, StoreError>;

    /// How many jobs there are to do and given up, and since when work waits.
    async fn job_tally(&self) -> Result<JobTally, StoreError>;

    /// Deletes jobs done before one time and jobs given up before another. Returns how many went.
    async fn jobs_delete(&self, done_before: Timestamp, failed_before: Timestamp) -> Result<u64, StoreError>;
}
