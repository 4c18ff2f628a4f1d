//! What the program does by itself, and how it went.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::organisation::Right;
use domain::schema::Moment;
use jiff::Timestamp;
use office::JobStatus;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::body::ok;
use super::operation::Operation;
use super::paging::{PAGE, Wanted, linked};
use super::parameters::{Asked, Parameter, one};
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

const JOBS: &[Parameter] = &[one("status", "Only jobs of this status.", status)];

fn status(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ["waiting", "running", "done", "failed"] })
}

pub(crate) fn operations() -> Vec<Operation> {
    vec![
        Operation::get(("listJobs", "List jobs"), "/api/v1/jobs", Guard::Token(Right::Administer), jobs)
            .described(
                "Newest first. Jobs that were done are kept for three days, those given up for thirty.",
            )
            .asking(JOBS)
            .asking(PAGE)
            .answers::<Jobs<'_>>(200),
    ]
}

/// Jobs, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Jobs<'a> {
    jobs: Vec<Job<'a>>,
    /// Goes on after the last one, if there are more.
    next: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Job<'a> {
    job_id: u64,
    /// What is done: `sweep`, `escalate`, `calendar`, `regime`, `settle_dates`, `erase_due`.
    kind: &'a str,
    /// `waiting`, `running`, `done`, `failed`.
    status: String,
    #[schemars(with = "Moment")]
    due_at: Timestamp,
    /// How often it was tried since it was added or run again by hand.
    tries: u32,
    /// The node that took it last.
    owner: Option<&'a str>,
    #[schemars(with = "Option<Moment>")]
    finished_at: Option<Timestamp>,
    /// What was done, counted, as JSON; or why the last try failed.
    message: Option<&'a str>,
}

/// `GET /jobs`.
async fn jobs(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    uri: Uri,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let status = asked.value::<JobStatus>("status", "`waiting`, `running`, `done` or `failed`");
    let wanted = Wanted::read(&mut asked);
    asked.finish(&[JOBS, PAGE])?;
    let before = wanted.number()?;
    let rows = desk.office.jobs(&caller, status, before, wanted.limit).await?;
    let full = rows.len() >= wanted.limit as usize;
    let next = rows.last().filter(|_| full).map(|last| last.job_id.to_string());
    let jobs = rows.iter().map(|row| Job {
        job_id: row.job_id,
        kind: &row.job.kind,
        status: row.status.to_string(),
        due_at: row.job.due_at,
        tries: row.tries,
        owner: row.owner.as_deref(),
        finished_at: row.finished_at,
        message: row.message.as_deref(),
    });
    let response = ok(&Jobs { jobs: jobs.collect(), next: next.clone() });
    Ok(linked(response, &uri, next.as_deref(), None))
}
