//! How the installation is doing, for whoever watches it: figures, and whether it can do its work.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use store::{CaseFilter, JobTally, Scope, StoreError, Tally, Written};
use strum::{Display, IntoStaticStr};

use crate::{Office, OfficeError, SearchLag};

/// What must hold for an installation to be ready.
#[derive(Debug, Clone, Copy)]
pub struct ReadyLimits {
    /// How long the oldest unsealed event may have waited, and how long ago the sealer may have come by.
    pub sealing_lag_max: SignedDuration,
    /// How long a write may take.
    pub write_wait_max: Duration,
    /// How much room there must be for the data folder, in bytes.
    pub disk_free_bytes_min: u64,
}

impl Default for ReadyLimits {
    /// Ten seconds for the sealer, which comes by five times a second; two for a write; 64 MiB, which is the longest the
    /// write-ahead log grows before it is folded in.
    fn default() -> Self {
        Self {
            sealing_lag_max: SignedDuration::from_secs(10),
            write_wait_max: Duration::from_secs(2),
            disk_free_bytes_min: 64 * 1024 * 1024,
        }
    }
}

/// A part of the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Part {
    /// The database takes writes.
    Database,
    /// It has the schema of this release.
    Schema,
    /// Events are sealed as they come.
    Sealer,
    /// There is room.
    Disk,
}

/// A part that is not ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unready {
    /// Which.
    pub part: Part,
    /// Why, in words for the operator. Names no person and no case.
    pub reason: String,
}

/// Figures of the moment. Counts only.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gauges {
    /// Sealed events.
    pub sealed: u64,
    /// Events that wait to be sealed.
    pub unsealed: u64,
    /// How long the oldest of them has waited.
    pub sealing_lag: Duration,
    /// What the store wrote.
    pub written: Written,
    /// Today's work of the whole installation.
    pub work: Tally,
    /// Sessions that have not expired.
    pub sessions: u64,
    /// Jobs to do and given up.
    pub jobs: JobTally,
    /// How long the job that is due longest has waited; nothing where none is due.
    pub jobs_lag: Duration,
    /// How far this installation's full text is behind the log.
    pub search: SearchLag,
}

impl Office {
    /// What is not ready; nothing where all is.
    pub async fn unready(&self, limits: &ReadyLimits) -> Vec<Unready> {
        let checks = [
            (Part::Schema, self.store.schema_check().await.map_err(|error| error.to_string())),
            (Part::Disk, self.check_room(limits)),
            (Part::Database, self.check_writing(limits).await),
            (Part::Sealer, self.check_sealer(limits).await),
        ];
        let unready = checks.into_iter().filter_map(|(part, check)| {
            let reason = check.err()?;
            Some(Unready { part, reason })
        });
        unready.collect()
    }

    /// Writes, since nothing else shows that writing works.
    async fn check_writing(&self, limits: &ReadyLimits) -> Result<(), String> {
        let now = self.surroundings.now().to_string();
        match tokio::time::timeout(limits.write_wait_max, self.store.setting_put("ready_at", &now)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(with_cause(&error)),
            Err(_) => Err(format!("a write took longer than {:?}", limits.write_wait_max)),
        }
    }

    async fn check_sealer(&self, limits: &ReadyLimits) -> Result<(), String> {
        let now = self.surroundings.now();
        let came_by = self.sealer_came_by.load(Ordering::Relaxed);
        let silence = SignedDuration::from_micros(now.as_microsecond().saturating_sub(came_by));
        if silence > limits.sealing_lag_max {
            return Err(format!("nothing was sealed successfully for {} seconds", silence.as_secs()));
        }
        let (waiting, oldest) = self.store.unsealed().await.map_err(|error| with_cause(&error))?;
        match oldest.map(|oldest| now.duration_since(oldest)) {
            Some(lag) if lag > limits.sealing_lag_max => Err(format!(
                "{waiting} events wait to be sealed, the oldest for {} seconds; expected at most {}",
                lag.as_secs(),
                limits.sealing_lag_max.as_secs()
            )),
            _ => Ok(()),
        }
    }

    fn check_room(&self, limits: &ReadyLimits) -> Result<(), String> {
        let room = rustix::fs::statvfs(&self.data_dir).map_err(|error| format!("no data folder: {error}"))?;
        let free = room.f_bavail.saturating_mul(room.f_frsize);
        match free < limits.disk_free_bytes_min {
            true => Err(format!("{free} bytes are free; expected at least {}", limits.disk_free_bytes_min)),
            false => Ok(()),
        }
    }

    /// Figures for whoever watches the installation.
    pub async fn gauges(&self) -> Result<Gauges, OfficeError> {
        let now = self.surroundings.now();
        let (unsealed, oldest) = self.store.unsealed().await?;
        let lag = oldest.map(|oldest| now.duration_since(oldest).unsigned_abs());
        let jobs = self.store.job_tally().await?;
        // One that is due in the time to come does not wait: no duration is below zero.
        let jobs_lag = jobs.due_first_at.map(|due_at| now.duration_since(due_at));
        Ok(Gauges {
            sealed: self.store.head().await?.size,
            unsealed,
            sealing_lag: lag.unwrap_or_default(),
            written: self.store.written(),
            work: self.store.case_tally(&Scope::All, &CaseFilter::default(), self.today()).await?,
            sessions: self.store.session_count(now).await?,
            jobs,
            jobs_lag: Duration::try_from(jobs_lag.unwrap_or_default()).unwrap_or_default(),
            search: self.search_lag().await?,
        })
    }
}

/// An error of the store with what the engine says.
fn with_cause(error: &StoreError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
