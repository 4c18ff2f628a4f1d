//! What Prometheus reads at `/metrics`: requests by route, writing, sealing, queues, work. Counts and durations only: no
//! person, no institution, no address as it was asked for, only its pattern.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::organisation::Right;
use office::Gauges;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard, Route};

/// The upper ends of the classes that durations fall into, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfQueue {
    queue: &'static str,
}

/// What is counted while the desk works.
#[derive(Debug, Default)]
pub struct Meters {
    answered: Family<Answered, Counter>,
    seconds: OfRoutes,
}

#[derive(Debug)]
struct OfRoutes(Family<OfRoute, Histogram, fn() -> Histogram>);

impl Default for OfRoutes {
    fn default() -> Self {
        Self(Family::new_with_constructor(|| Histogram::new(SECONDS)))
    }
}

impl Meters {
    fn count(&self, method: &'static str, route: &str, status: u16, seconds: f64) {
        self.answered.get_or_create(&Answered { method, route: route.to_owned(), status }).inc();
        self.seconds.0.get_or_create(&OfRoute { route: route.to_owned() }).observe(seconds);
    }

    /// Everything in the text format of OpenMetrics.
    fn text(&self, gauges: &Gauges) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("huiyin");
        registry.register("http_requests", "Requests answered", self.answered.clone());
        registry.register("http_request_seconds", "How long answers took", self.seconds.0.clone());
        let written = &gauges.written;
        let queues = Family::<OfQueue, Gauge>::default();
        for (queue, length) in [
            ("writer", written.waiting),
            ("sealer", gauges.unsealed),
            ("search", gauges.search.events),
            ("jobs", gauges.jobs.waiting),
        ] {
            queues.get_or_create(&OfQueue { queue }).set(i64::try_from(length).unwrap_or(i64::MAX));
        }
        registry.register("queue_length", "What waits, by queue", queues);
        for (name, help, value) in [
            ("writes", "Writing requests kept or refused", written.requests),
            ("write_batches", "Transactions committed; writes by batches is their size", written.batches),
            ("write_batches_lost", "Transactions that could not be committed", written.batches_lost),
            ("events_sealed", "Events in the ledger", gauges.sealed),
        ] {
            let counter = Counter::<u64>::default();
            counter.inc_by(value);
            registry.register(name, help, counter);
        }
        for (name, help, value) in [
            ("cases_open", "Open cases", gauges.work.open),
            ("cases_late", "Open cases past their legal date", gauges.work.late),
            ("cases_due_today", "Open cases due today", gauges.work.today),
            ("cases_paused", "Open cases with a stopped clock", gauges.work.paused),
            ("jobs_running", "Jobs that somebody does", gauges.jobs.running),
            ("jobs_failed", "Jobs given up, of the last thirty days", gauges.jobs.failed),
            (
                "search_filling",
                "1 while the full text is being filled and lacks cases",
                gauges.search.filling.into(),
            ),
            ("sessions", "Sessions that have not expired", gauges.sessions),
            ("process_resident_memory_bytes", "Resident memory of the process", resident_bytes()),
        ] {
            let gauge = Gauge::<i64>::default();
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
            registry.register(name, help, gauge);
        }
        for (name, help, value) in [
            ("sealing_lag_seconds", "How long the oldest unsealed event has waited", gauges.sealing_lag),
            (
                "search_lag_seconds",
                "How long ago the oldest sealed event was recorded that the full text has not followed",
                gauges.search.since,
            ),
            ("jobs_lag_seconds", "How long the job that is due longest has waited", gauges.jobs_lag),
        ] {
            let lag = Gauge::<f64, std::sync::atomic::AtomicU64>::default();
            lag.set(value.as_secs_f64());
            registry.register(name, help, lag);
        }
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

/// The resident memory of this process, in bytes; 0 where the system does not tell.
fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/metrics", Guard::Token(Right::Audit), metrics)]
}

/// `GET /metrics`.
async fn metrics(State(desk): State<Arc<Desk>>, _: Client) -> Result<Response, Problem> {
    let gauges = desk.office.gauges().await?;
    let text = desk.meters.text(&gauges).map_err(|error| {
        tracing::error!(%error, "metrics cannot be written");
        Problem::internal()
    })?;
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(media_type))], text).into_response())
}

/// Counts every answer and logs it: pattern, status, duration. The address itself may hold what somebody looked for.
pub(crate) async fn measure(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let (status, seconds) = (response.status().as_u16(), begun.elapsed().as_secs_f64());
    desk.meters.count(method, route, status, seconds);
    tracing::debug!(method, route, status, seconds, "answered");
    response
}

/// A method's name; anybody can invent further ones.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
