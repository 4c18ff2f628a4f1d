//! Jobs: what ran, what waits, what failed and why, and running it again.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::{JobRow, JobStatus};
use strum::IntoEnumIterator;

use crate::Desk;
use crate::encoded;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame};
use crate::staff::shown::Stamp;
use crate::staff::typed::Typed;

const PATH: &str = "/desk/admin/jobs";

/// Jobs shown at once.
const SHOWN: u32 = 100;

/// A job as a line of the list.
pub(crate) struct Line {
    pub job_id: u64,
    pub kind: String,
    pub status: String,
    pub due: Stamp,
    pub finished: Option<Stamp>,
    pub tries: u32,
    /// What was done, counted.
    pub counts: String,
    /// Why the last try failed, as the program says it.
    pub reason: String,
    pub owner: String,
    pub again: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/jobs.html")]
pub(crate) struct JobsPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub views: Vec<Entry>,
    pub lines: Vec<Line>,
    /// The address of older ones.
    pub older: String,
}

/// `GET /desk/admin/jobs`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let status = query.get("status").and_then(|word| word.parse::<JobStatus>().ok());
    let book = desk.office.book();
    let zone = &book.zone;
    let before = query.get("before").and_then(|id| id.parse().ok());
    let rows = desk.office.jobs(staff.caller(), status, before, SHOWN).await?;
    let lines = rows.iter().map(|row| Line {
        job_id: row.job_id,
        kind: kind(row, words),
        status: words.t(&format!("job_status-{}", row.status)),
        due: Stamp::new(row.job.due_at, zone),
        finished: row.finished_at.map(|at| Stamp::new(at, zone)),
        tries: row.tries,
        counts: if row.status == JobStatus::Done { counts(row, words) } else { String::new() },
        reason: match row.status {
            JobStatus::Done => String::new(),
            _ => row.message.clone().unwrap_or_default(),
        },
        owner: row.owner.clone().unwrap_or_default(),
        again: row.finished_at.is_some(),
    });
    let address = |status: Option<JobStatus>, before: Option<u64>| {
        let status = status.map(|status| ("status", status.to_string()));
        let before = before.map(|before| ("before", before.to_string()));
        encoded::address(PATH, status.into_iter().chain(before))
    };
    let older = rows.last().filter(|_| rows.len() >= SHOWN as usize);
    let older = older.map(|last| address(status, Some(last.job_id))).unwrap_or_default();
    let view = |label: String, other: Option<JobStatus>| Entry {
        href: address(other, None),
        label,
        count: String::new(),
        current: status == other,
    };
    let all = std::iter::once(view(words.t("jobs-all"), None));
    let views = JobStatus::iter().map(|other| view(words.t(&format!("job_status-{other}")), Some(other)));
    Ok(Html(JobsPage {
        page: Frame::new(&desk, &staff, words.t("admin-jobs"), PATH).told(&query),
        tabs: super::tabs("jobs", words),
        views: all.chain(views).collect(),
        lines: lines.collect(),
        older,
    })
    .into_response())
}

/// `POST /desk/admin/jobs`: runs one again.
pub(crate) async fn again(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let job_id =
        typed.get("again").and_then(|job_id| job_id.parse().ok()).ok_or_else(PageError::not_found)?;
    desk.office.run_job_again(staff.caller(), job_id).await?;
    Ok(Redirect::to(&format!("{PATH}?done=job")).into_response())
}

/// What was to be done; the word itself where a newer release wrote it.
fn kind(row: &JobRow, words: &Words) -> String {
    let key = format!("job_kind-{}", row.job.kind);
    if words.has(&key) { words.t(&key) } else { row.job.kind.clone() }
}

/// What a job that is done counted.
fn counts(row: &JobRow, words: &Words) -> String {
    let message = row.message.as_deref().unwrap_or_default();
    let counts: BTreeMap<String, i64> = serde_json::from_str(message).unwrap_or_default();
    let counted = counts
        .iter()
        .filter(|(name, count)| **count > 0 && words.has(&format!("job_count-{name}")))
        .map(|(name, count)| words.t1(&format!("job_count-{name}"), "count", *count));
    counted.collect::<Vec<_>>().join(" · ")
}
