//! What whoever watches the installation is told: `/healthz`, `/readyz`, `/metrics`; and who is told to slow down.

use axum::body::Body;
use axum::http::Request;
use desk::RateLimits;
use jiff::SignedDuration;
use office::ReadyLimits;

use crate::harness::{Answer, TestDesk};

async fn get(desk: &TestDesk, path: &str) -> Answer {
    desk.send(Request::get(path).body(Body::empty()).unwrap()).await
}

/// The parts that `/readyz` says are not ready.
async fn unready(desk: &TestDesk) -> Vec<String> {
    let answer = get(desk, "/readyz").await;
    assert_eq!(get(desk, "/healthz").await.status.as_u16(), 200, "the process answers all the same");
    if answer.status.as_u16() == 200 {
        return Vec::new();
    }
    let told = answer.expect(503);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!((told["code"].as_str(), answer.header("retry-after")), (Some("not_ready"), "1"));
    told["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_sealer_that_is_gone_and_one_that_lags_are_named_and_recover() {
    let desk = TestDesk::start().await;
    desk.desk.office.seal().await.unwrap();
    assert!(unready(&desk).await.is_empty());
    desk.later(30);
    assert_eq!(unready(&desk).await, ["sealer"]);
    desk.desk.office.seal().await.unwrap();
    desk.later(2);
    assert!(unready(&desk).await.is_empty());

    let limits = ReadyLimits { sealing_lag_max: SignedDuration::from_secs(-1), ..ReadyLimits::default() };
    let unready = desk.desk.office.unready(&limits).await;
    assert_eq!(unready.len(), 1);
}

#[tokio::test]
async fn a_disk_without_room_is_not_ready() {
    let desk = TestDesk::start_with(|settings| {
        settings.ready = ReadyLimits { disk_free_bytes_min: u64::MAX, ..ReadyLimits::default() };
    })
    .await;
    assert_eq!(unready(&desk).await, ["disk"]);
}

#[tokio::test]
async fn metrics_are_for_who_may_audit_and_name_nobody() {
    let desk = TestDesk::start().await;
    let number = super::api::received(&desk.program("intake").await).await;
    desk.program("handler").await.get(&format!("/cases/{number}?x=13812341234")).await;
    let failing = store::NewJob {
        key: "unknown".to_owned(),
        kind: "no such kind".to_owned(),
        argument: String::new(),
        due_at: desk.desk.office.surroundings().now(),
        created_at: desk.desk.office.surroundings().now(),
    };
    let store = desk.desk.office.store();
    for (key, minutes) in [("a", 0), ("b", 0), ("c", 600)] {
        let due_at = failing.due_at + SignedDuration::from_mins(minutes);
        assert!(
            store.job_add(store::NewJob { key: key.to_owned(), due_at, ..failing.clone() }).await.unwrap()
        );
    }
    let now = failing.due_at;
    let taken = store.job_take("test", now, now + SignedDuration::from_mins(1)).await.unwrap().unwrap();
    store.job_end(taken.job_id, taken.attempt, store::JobEnd::Failed("no".to_owned()), now).await.unwrap();
    desk.desk.office.seal().await.unwrap();
    desk.later(60);
    assert_eq!(get(&desk, "/metrics").await.status.as_u16(), 401);
    let of = async |login: &str| {
        let token = desk.program(login).await.token;
        let request = Request::get("/metrics").header("authorization", format!("Bearer {token}"));
        desk.send(request.body(Body::empty()).unwrap()).await
    };
    assert_eq!(of("handler").await.status.as_u16(), 403);
    let answer = of("auditor").await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    for line in [
        "huiyin_http_requests_total{method=\"POST\",route=\"/api/v1/cases\",status=\"201\"} 1",
        "huiyin_http_request_seconds_count{route=\"/api/v1/cases/{number}\"} 1",
        "huiyin_cases_open 1",
        "huiyin_cases_late 0",
        "huiyin_queue_length{queue=\"jobs\"} 2",
        "huiyin_jobs_running 0",
        "huiyin_jobs_failed 1",
        "huiyin_search_filling 1",
        "huiyin_queue_length{queue=\"writer\"} 0",
        "huiyin_sessions 0",
        "huiyin_write_batches_lost_total 0",
    ] {
        assert!(answer.text.lines().any(|found| found == line), "{line} is not in\n{}", answer.text);
    }
    let value = |name: &str| -> f64 {
        let line = answer.text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
    };
    assert!(value("huiyin_process_resident_memory_bytes") > 1e6);
    assert!(value("huiyin_writes_total") >= value("huiyin_write_batches_total"));
    assert!(value("huiyin_queue_length{queue=\"sealer\"}") > 0.0);
    assert_eq!(value("huiyin_queue_length{queue=\"search\"}"), value("huiyin_events_sealed_total"));
    assert!(value("huiyin_search_lag_seconds") >= 60.0);
    assert_eq!(value("huiyin_jobs_lag_seconds"), 60.0);
    while !desk.desk.office.search_follow().await.unwrap().caught_up {}
    let followed = of("auditor").await.text;
    for line in [
        "huiyin_queue_length{queue=\"search\"} 0",
        "huiyin_search_lag_seconds 0.0",
        "huiyin_search_filling 0",
    ] {
        assert!(followed.lines().any(|found| found == line), "{line} is not in\n{followed}");
    }
    for secret in [number.as_str(), "13812341234", "周明远", "CC", "回音银行"] {
        assert!(!answer.text.contains(secret), "{secret}");
    }
    assert!(answer.text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn who_comes_too_fast_is_told_when_to_come_again() {
    let limits = RateLimits { token_per_second: 2, network_per_second: 5 };
    let desk = TestDesk::start_with(|settings| {
        settings.rates = limits;
        settings.behind_proxy = true;
    })
    .await;
    let program = desk.program("handler").await;
    for _ in 0..4 {
        program.get("/cases").await.expect(200);
    }
    let told = program.get("/cases").await;
    assert_eq!((told.expect(429)["code"].as_str(), told.header("retry-after")), (Some("throttled"), "1"));
    desk.program("handler").await.get("/cases").await.expect(200);
    desk.later(1);
    program.get("/cases").await.expect(200);

    let from = async |network: &str, path: &str| {
        let request = Request::get(path).header("x-forwarded-for", network).body(Body::empty()).unwrap();
        desk.send(request).await
    };
    for _ in 0..10 {
        assert_eq!(from("203.0.113.9", "/track").await.status.as_u16(), 200);
    }
    let page = from("203.0.113.9", "/track").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (429, "text/html; charset=utf-8"));
    assert_eq!(page.header("retry-after"), "1");
    assert_eq!(
        from("203.0.113.9", "/api/v1/openapi.json").await.header("content-type"),
        "application/problem+json"
    );
    assert_eq!(from("203.0.113.10", "/track").await.status.as_u16(), 200);
}

#[tokio::test]
async fn addresses_and_headers_without_end_are_refused() {
    let desk = TestDesk::start().await;
    let long = "x".repeat(9_000);
    let address = get(&desk, &format!("/api/v1/cases?text={long}")).await;
    assert_eq!(address.expect(414)["code"], "address_too_long");
    assert_eq!(get(&desk, &format!("/track?x={long}")).await.status.as_u16(), 414);
    let mut request = Request::get("/api/v1/cases");
    for name in ["x-a", "x-b", "x-c", "x-d"] {
        request = request.header(name, &long);
    }
    let refused = desk.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(refused.expect(431)["code"], "headers_too_large");
}
