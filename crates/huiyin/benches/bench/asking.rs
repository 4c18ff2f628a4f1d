//! Asking one address again and again, as somebody who waits for the answer.

use std::time::Instant;

use load::Latency;

use crate::http::{Answer, send};
use crate::program::Serving;
use crate::report::{Bar, Report, detail};

/// A server, and the headers that say who asks.
pub struct Asker<'a> {
    pub serving: &'a Serving,
    pub headers: Vec<(&'static str, String)>,
    /// How often each address is asked.
    pub times: usize,
}

impl<'a> Asker<'a> {
    /// A program with a token.
    pub fn program(serving: &'a Serving, token: &str, times: usize) -> Self {
        Self { serving, headers: vec![("authorization", format!("Bearer {token}"))], times }
    }

    /// One answer, which must be a good one.
    pub fn read(&self, path: &str) -> Answer {
        let answer = self.ask(path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer
    }

    /// The status of an answer.
    pub fn status(&self, path: &str) -> u16 {
        self.ask(path).status
    }

    fn ask(&self, path: &str) -> Answer {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        send(&self.serving.address, "GET", path, &headers, "").unwrap()
    }

    /// How long each of these addresses takes; the slowest of them is held to the bar, in milliseconds.
    pub fn measure(&self, what: &str, paths: &[(String, String)], bar: f64, report: &mut Report) {
        let times = paths.iter().map(|(name, path)| (name, self.time(what, name, path)));
        let slowest = times.max_by(|one, other| one.1.total_cmp(&other.1));
        let (name, slowest) = slowest.expect("there is something to ask");
        let what = format!("{what}, slowest of {} (`{name}`): milliseconds, 95th of 100", paths.len());
        report.bar(what, slowest, Bar::Below(bar));
    }

    /// What 95 of 100 answers of an address take at most, in milliseconds.
    pub fn time(&self, what: &str, name: &str, path: &str) -> f64 {
        let mut took = Vec::with_capacity(self.times);
        for _ in 0..self.times {
            let begun = Instant::now();
            self.read(path);
            took.push(begun.elapsed());
        }
        let latency = Latency::of(&mut took).unwrap();
        detail(
            format!("{what} `{name}`: milliseconds, 50th / 95th of 100"),
            format!("{:.1} / {:.1}", latency.p50, latency.p95),
        );
        latency.p95
    }
}

/// Text as part of an address.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
