//! Complaint lives over HTTP, and how far sealing lags behind them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use load::{Latency, Load};

use crate::http::get;
use crate::organisation::handlers;
use crate::program::{Installation, Serving};
use crate::report::{Bar, Report, detail};

/// How often the lag is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// For how long complaints live, over how many connections.
#[derive(Clone, Copy)]
pub struct Lives {
    pub duration: Duration,
    pub connections: usize,
}

impl Lives {
    /// Lets complaints live on a server whose record holds `what`, at least `bar` a second.
    pub fn measure(
        self,
        installation: &Installation,
        serving: &Serving,
        token: &str,
        (what, bar): (&str, f64),
        report: &mut Report,
    ) {
        let load = Load {
            server: serving.address.clone(),
            token: token.to_owned(),
            institution: "HQ".to_owned(),
            handler: handlers(installation)[0],
            connections: self.connections,
            duration: self.duration,
            seed: 1,
        };
        let over = AtomicBool::new(false);
        let (lived, mut lags) = std::thread::scope(|scope| {
            let looking = scope.spawn(|| {
                let mut lags = Vec::new();
                while !over.load(Ordering::Relaxed) {
                    lags.push(lag(&serving.address, token));
                    std::thread::sleep(LOOK);
                }
                lags
            });
            let lived = load::run(&load).unwrap();
            over.store(true, Ordering::Relaxed);
            (lived, looking.join().unwrap())
        });
        assert!(lived.errors.is_empty(), "{:?}", lived.errors);
        detail(format!("lives of {} clients in {:.1} s", lived.connections, lived.seconds), lived.lives);
        let calls = lived.calls.iter().map(|(call, latency)| (format!("{call:?}").to_lowercase(), latency));
        for (call, latency) in calls.chain(lived.all.iter().map(|latency| ("all".to_owned(), latency))) {
            detail(
                format!("  {call}: milliseconds, 50th / 95th / 99th of 100"),
                format!("{:.1} / {:.1} / {:.1}", latency.p50, latency.p95, latency.p99),
            );
        }
        report.bar(
            format!("complaint lives a second over HTTP, {what}"),
            lived.lives_per_second,
            Bar::AtLeast(bar),
        );
        let lag = Latency::of(&mut lags).unwrap();
        detail(format!("looks at the lag of sealing, 50th of 100 {:.0} ms", lag.p50), lag.calls);
        report.bar(
            format!("sealing lag under full load, {what}: milliseconds, 99th of 100"),
            lag.p99,
            Bar::Below(1_000.0),
        );
    }
}

/// How long the oldest event that is not sealed has waited.
fn lag(address: &str, token: &str) -> Duration {
    let status = get(address, token, "/api/v1/ledger").unwrap().json();
    Duration::from_millis(status["lag_ms"].as_u64().unwrap_or(0))
}
