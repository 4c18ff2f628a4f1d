//! `huiyin jobs`: what the program does by itself.

use std::str::FromStr;

use clap::{Args, Subcommand};
use office::{JobEnd, JobStatus, Took};
use strum::IntoEnumIterator;

use crate::console::Console;
use crate::failure::Outcome;
use crate::shell::{Shell, operator};
use crate::table::{ListFormat, Table};

/// What can be done with jobs.
#[derive(Debug, Subcommand)]
pub enum Jobs {
    /// List jobs, newest first
    List(List),
    /// Do what is due now; with a number, make that finished job due first
    Run(Run),
}

/// Options of `huiyin jobs list`.
#[derive(Debug, Args)]
pub struct List {
    /// Only jobs of this status
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Option<JobStatus>,
    /// How the list is printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
}

/// Options of `huiyin jobs run`.
#[derive(Debug, Args)]
pub struct Run {
    /// The job to run again
    #[arg(value_name = "JOB")]
    job: Option<u64>,
}

impl Jobs {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::List(list) => list.run(shell, console).await,
            Self::Run(run) => run.run(shell, console).await,
        }
    }

    /// Whether a server that owns the data folder may run it in our place.
    pub fn may_run_in_server(&self) -> bool {
        // Listing only reads, which goes on beside a server.
        matches!(self, Self::Run(_))
    }
}

impl List {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let jobs = shell.reading().await?.jobs(&operator(), self.status, None, u32::MAX).await?;
        let mut table = Table::new(&["job", "kind", "status", "due", "tries", "finished", "message"]);
        for row in jobs {
            table.push([
                row.job_id.to_string(),
                row.job.kind,
                row.status.to_string(),
                row.job.due_at.to_string(),
                row.tries.to_string(),
                row.finished_at.map(|at| at.to_string()).unwrap_or_default(),
                row.message.unwrap_or_default(),
            ]);
        }
        table.print(self.format, console)
    }
}

impl Run {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.writing().await?;
        match self.job {
            Some(job_id) => office.run_job_again(&operator(), job_id).await?,
            None => office.schedule_jobs().await?,
        }
        while let Some(Took { row, end }) = office.do_next_job("command-line").await? {
            let (job, kind) = (row.job_id, row.job.kind);
            console.print(&match end {
                Some(JobEnd::Done(counts)) => format!("{job} {kind}: done {counts}"),
                Some(JobEnd::Again(at, reason)) => format!("{job} {kind}: again at {at}: {reason}"),
                Some(JobEnd::Failed(reason)) => format!("{job} {kind}: failed: {reason}"),
                None => format!("{job} {kind}: another took it meanwhile"),
            })?;
        }
        Ok(())
    }
}

fn status(word: &str) -> Result<JobStatus, String> {
    JobStatus::from_str(word).map_err(|_| {
        let known: Vec<String> = JobStatus::iter().map(|status| status.to_string()).collect();
        format!("expected one of {}", known.join(", "))
    })
}
