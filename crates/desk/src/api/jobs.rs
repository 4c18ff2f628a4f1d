//! What the program does by itself, and how it went.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::organisation::Right;
use domain::schema::Moment;
use jiff::Timestamp;
use office::JobStatus;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::body::ok;
use super::operation::Operation;
use super::parameters::{Asked, Parameter, one};
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

const JOBS: &[Parameter] = &[
    one("status", "Only jobs of this status.", status),
    one("limit", "At most so many; 50 where left out.", limit),
];

fn limit(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 })
}

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
            .answers::<Jobs<'_>>(200),
    ]
}

/// Jobs, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Jobs<'a> {
    jobs: Vec<Job<'a>>,
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
    mut asked: Asked,
) -> Result<Response, Problem> {
    let status = asked.value::<JobStatus>("status", "`waiting`, `running`, `done` or `failed`");
    let limit = asked.value("limit", "a number from 1 to 200").unwrap_or(50_u32);
    if !(1..=200).contains(&limit) {
        asked.wrong("limit", format!("`{limit}`: expected a number from 1 to 200"));
    }
    asked.finish(&[JOBS])?;
    let rows = desk.office.jobs(&caller, status, limit).await?;
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
    Ok(ok(&Jobs { jobs: jobs.collect() }))
}
