//! What people wait for at a record of some size: the queue's page, and the lists of the API under each single filter.

use std::time::{Duration, Instant};

use load::Latency;

use crate::http::{get, send};
use crate::line;
use crate::program::Serving;

/// Filters, one at a time, as the API takes them.
const FILTERS: [&str; 16] = [
    "",
    "kind=complaint",
    "status=received",
    "status=closed",
    "ended=false",
    "ended=true",
    "institution=HQ",
    "assignee=none",
    "assignee=me",
    "code=cfpb-product",
    "due_from=2018-01-01",
    "due_to=2030-01-01",
    "received_from=2020-01-01",
    "urgent=true",
    "major=true",
    "text=TS-20",
];

/// Asks for each list `times` times.
pub fn measure(serving: &Serving, token: &str, password: &str, times: usize) {
    let mut all = Vec::new();
    let mut worst = (Duration::ZERO, "");
    for filter in FILTERS {
        let mut took = Vec::with_capacity(times);
        for _ in 0..times {
            let begun = Instant::now();
            let answer = get(&serving.address, token, &format!("/api/v1/cases?limit=50&{filter}")).unwrap();
            took.push(begun.elapsed());
            assert_eq!(answer.status, 200, "{filter}: {answer:?}");
        }
        took.sort_unstable();
        worst = worst.max((took[(took.len() - 1) * 95 / 100], filter));
        all.extend(took);
    }
    print(&format!("list of the API, {} single filters", FILTERS.len()), &mut all);
    line(
        &format!("  the slowest of them (`{}`), 95th of 100", worst.1),
        format!("{:.1}", worst.0.as_secs_f64() * 1e3),
    );

    let session = sign_in(&serving.address, "li", password);
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let begun = Instant::now();
        let page = send(&serving.address, "GET", "/desk/cases", &[("cookie", &session)], "").unwrap();
        took.push(begun.elapsed());
        assert!(page.status == 200 && page.body.contains("<table"), "{page:?}");
    }
    print("queue page", &mut took);
}

fn print(what: &str, took: &mut [Duration]) {
    let latency = Latency::of(took).unwrap();
    line(
        &format!("{what}: milliseconds, 50th / 95th of 100 ({} times)", latency.calls),
        format!("{:.1} / {:.1}", latency.p50, latency.p95),
    );
}

/// Signs in as a person does, and returns the cookies.
fn sign_in(address: &str, login: &str, password: &str) -> String {
    let asked = send(address, "GET", "/desk/sign-in", &[], "").unwrap();
    let before = cookies(&asked.head);
    let form_token =
        asked.body.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = format!("form_token={form_token}&next=&login={login}&password={password}");
    let headers = [("cookie", before.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let answered = send(address, "POST", "/desk/sign-in", &headers, &body).unwrap();
    assert_eq!(answered.status, 303, "{answered:?}");
    format!("{before}; {}", cookies(&answered.head))
}

fn cookies(head: &str) -> String {
    let found = head.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("set-cookie").then(|| value.trim().split(';').next().unwrap_or_default())
    });
    found.collect::<Vec<_>>().join("; ")
}
