//! An attempt at a job: its lease, and how it may fail.

use jiff::{SignedDuration, Timestamp};
use store::JobRow;

use crate::{Office, OfficeError};

/// Why a job was not done.
#[derive(Debug)]
pub(crate) enum JobFailure {
    /// It may go better another time.
    Again(String),
    /// It will not: what it was given is wrong.
    Never(String),
    /// Another has taken it meanwhile.
    Lost,
}

impl From<OfficeError> for JobFailure {
    fn from(error: OfficeError) -> Self {
        let mut reason = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(deeper) = cause {
            reason = format!("{reason}: {deeper}");
            cause = deeper.source();
        }
        Self::Again(reason)
    }
}

/// An attempt that holds the lease.
pub(crate) struct Turn<'a> {
    office: &'a Office,
    job_id: u64,
    attempt: u32,
    lease: SignedDuration,
    kept_at: Timestamp,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(office: &'a Office, row: &JobRow, lease: SignedDuration) -> Self {
        let kept_at = office.surroundings.now();
        Self { office, job_id: row.job_id, attempt: row.attempt, lease, kept_at }
    }

    /// Does one long piece of work and gives signs of life beside it.
    pub(crate) async fn beside<T>(
        &mut self,
        work: impl Future<Output = Result<T, OfficeError>> + Send,
    ) -> Result<T, JobFailure> {
        let mut work = std::pin::pin!(work);
        let every = std::time::Duration::from_secs(self.lease.as_secs().unsigned_abs() / 4 + 1);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done?),
                () = tokio::time::sleep(every) => self.goes_on().await?,
            }
        }
    }

    /// A sign of life, to be given between any two steps of the work; it costs a write a quarter of the lease.
    pub(crate) async fn goes_on(&mut self) -> Result<(), JobFailure> {
        let now = self.office.surroundings.now();
        if now.duration_since(self.kept_at).as_secs() < self.lease.as_secs() / 4 {
            return Ok(());
        }
        let kept = self.office.store.job_keep(self.job_id, self.attempt, now + self.lease).await;
        self.kept_at = now;
        match kept.map_err(OfficeError::from)? {
            true => Ok(()),
            false => Err(JobFailure::Lost),
        }
    }
}
