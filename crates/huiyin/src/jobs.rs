//! Jobs beside the server: looks every second what is due and does it, one after the other.

use std::sync::Arc;
use std::time::Duration;

use office::{JobEnd, Office, OfficeError, Took};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

/// How often it is looked what is due.
const LOOKING_EVERY: Duration = Duration::from_secs(1);
/// Of how many failures to look one after the other the first is told: one a minute.
const FAILURES_TOLD: u32 = 60;
/// After how many looks the folder of calendars is looked into.
const CALENDARS_EVERY: u32 = 10;

/// Does jobs until told to stop. One that is being done when the server stops is taken up again by the next.
pub async fn do_along(office: Arc<Office>, mut stopped: watch::Receiver<bool>) {
    let node = node(&office);
    let mut clock = tokio::time::interval(LOOKING_EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut looks, mut failures): (u32, u32) = (0, 0);
    while !*stopped.borrow() {
        tokio::select! {
            _ = clock.tick() => {
                let calendars = looks.is_multiple_of(CALENDARS_EVERY);
                // A task of its own: a job that panics takes nothing else with it, and its lease runs out.
                let mut looking = tokio::spawn(look(Arc::clone(&office), node.clone(), calendars));
                let looked = tokio::select! {
                    looked = &mut looking => looked,
                    _ = stopped.changed() => {
                        looking.abort();
                        break;
                    }
                };
                let problem = match looked {
                    Ok(Ok(())) => None,
                    Ok(Err(error)) => Some(error.to_string()),
                    Err(error) => Some(error.to_string()),
                };
                match problem {
                    None => failures = 0,
                    Some(error) => {
                        if failures.is_multiple_of(FAILURES_TOLD) {
                            tracing::error!(error, "jobs cannot be done; it is tried again");
                        }
                        failures = failures.wrapping_add(1);
                    }
                }
                looks = looks.wrapping_add(1);
            }
            _ = stopped.changed() => {}
        }
    }
}

async fn look(office: Arc<Office>, node: String, calendars: bool) -> Result<(), OfficeError> {
    office.reload_rules().await?;
    if calendars {
        office.look_for_calendars().await?;
    }
    office.schedule_jobs().await?;
    while let Some(Took { row, end }) = office.do_next_job(&node).await? {
        let (job, kind) = (row.job_id, row.job.kind);
        match end {
            Some(JobEnd::Done(counts)) => tracing::debug!(job, kind, counts, "a job is done"),
            Some(JobEnd::Again(at, reason)) => tracing::warn!(job, kind, %at, reason, "a job failed"),
            Some(JobEnd::Failed(reason)) => tracing::error!(job, kind, reason, "a job is given up"),
            None => tracing::warn!(job, kind, "another node took a job over"),
        }
    }
    Ok(())
}

/// A name of this process, told apart from every other that shares the record.
fn node(office: &Office) -> String {
    let mut bytes = [0; 4];
    office.surroundings().fill(&mut bytes);
    format!("node-{:08x}", u32::from_be_bytes(bytes))
}
