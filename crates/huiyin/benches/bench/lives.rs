//! Complaint lives over HTTP, and how far sealing lags behind them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::id::UserId;
use load::{Latency, Load, Report};
use serde_json::Value;

use crate::http::get;
use crate::line;
use crate::program::{Installation, Serving};

/// How often the lag is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Lets complaints live on a server for `duration` over `connections` connections.
pub fn measure(
    installation: &Installation,
    serving: &Serving,
    token: &str,
    duration: Duration,
    connections: usize,
) {
    let load = Load {
        server: serving.address.clone(),
        token: token.to_owned(),
        institution: "HQ".to_owned(),
        handler: handler(installation),
        connections,
        duration,
        seed: 1,
    };
    let over = AtomicBool::new(false);
    let (report, mut lags) = std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut lags = Vec::new();
            while !over.load(Ordering::Relaxed) {
                lags.push(lag(&serving.address, token));
                std::thread::sleep(LOOK);
            }
            lags
        });
        let report = load::run(&load).unwrap();
        over.store(true, Ordering::Relaxed);
        (report, looking.join().unwrap())
    });
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    print(&report);
    let lag = Latency::of(&mut lags).unwrap();
    line(
        &format!("  sealing lag in milliseconds, 50th / 99th of 100 ({} looks)", lag.calls),
        format!("{:.0} / {:.0}", lag.p50, lag.p99),
    );
}

fn print(report: &Report) {
    line(
        &format!(
            "complaint lives a second over HTTP ({} in {:.1} s, {} clients)",
            report.lives, report.seconds, report.connections
        ),
        format!("{:.0}", report.lives_per_second),
    );
    let all = report.all.iter().map(|latency| ("all".to_owned(), latency));
    for (call, latency) in
        report.calls.iter().map(|(call, latency)| (format!("{call:?}").to_lowercase(), latency)).chain(all)
    {
        line(
            &format!("  {call}: milliseconds, 50th / 95th / 99th of 100"),
            format!("{:.1} / {:.1} / {:.1}", latency.p50, latency.p95, latency.p99),
        );
    }
}

/// How long the oldest event that is not sealed has waited.
fn lag(address: &str, token: &str) -> Duration {
    let status = get(address, token, "/api/v1/ledger").unwrap().json();
    Duration::from_millis(status["lag_ms"].as_u64().unwrap_or(0))
}

fn handler(installation: &Installation) -> UserId {
    let list: Value =
        serde_json::from_str(&installation.huiyin(&["user", "list", "--format", "json"]).ok()).unwrap();
    let found = list.as_array().unwrap().iter().find(|user| user["login"] == "li");
    UserId(found.unwrap()["id"].as_str().unwrap().parse().unwrap())
}
