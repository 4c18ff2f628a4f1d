//! Complaint lives through the use cases, without HTTP: create, assign, resolve with answer, find; every write durable.
//!
//! `cargo bench -p office` prints lives per second over concurrent clients. The first argument is the number of lives,
//! the second the number of clients.

// A benchmark program: what cannot be unwrapped ends it.
#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the real clock")]

#[path = "../tests/it/harness.rs"]
#[allow(dead_code, reason = "shared with the tests, of which this uses a part")]
mod harness;

use std::sync::Arc;
use std::time::Instant;

use domain::matter::{AnswerForm, CodingForm, Command, Echo, Evidence, Liability, Outcome, Remedy};
use harness::{TestOffice, codes, submission};

async fn life(test: &TestOffice, number: usize) {
    let handler = test.user("handler");
    let phone = format!("138{:08}", number);
    let receipt = test.office.submit(&handler, submission("CC", "周敏", &phone)).await.unwrap();
    let assign = vec![Command::Assign { handler: test.user_id("handler") }];
    test.office.act(&handler, &receipt.number, None, assign).await.unwrap();
    let now = test.office.surroundings().now();
    let resolve = vec![
        Command::Accept,
        Command::Code { codes: codes(), form: CodingForm::Short },
        Command::Decide {
            at: now,
            outcome: Outcome::Upheld,
            liability: Some(Liability::Liable),
            basis: Some("合同第三条".to_owned()),
            reasons: Some("未提前告知".to_owned()),
            remedies: vec![Remedy::Review, Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation],
        },
        Command::Answer {
            echo: Echo::Answered {
                form: AnswerForm::Telephone,
                at: now,
                received_at: None,
                text: Some("同意退还".to_owned()),
                evidence: Some(Evidence::Words("录音编号0001".to_owned())),
            },
        },
        Command::Close,
    ];
    test.office.act(&handler, &receipt.number, None, resolve).await.unwrap();
    test.office.case_row(&handler, &receipt.number).await.unwrap();
}

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let lives = numbers.next().unwrap_or(5_000);
    let clients = numbers.next().unwrap_or(32);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let test = Arc::new(TestOffice::start().await);
        let started = Instant::now();
        let tasks: Vec<_> = (0..clients)
            .map(|client| {
                let test = Arc::clone(&test);
                tokio::spawn(async move {
                    for number in (client..lives).step_by(clients) {
                        life(&test, number).await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let seconds = started.elapsed().as_secs_f64();
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        println!("{lives} lives, {clients} clients, {cores} cores: {:.0} lives/s", lives as f64 / seconds);
        let started = Instant::now();
        let sealed = test.office.seal().await.unwrap();
        println!("sealed {sealed} events: {:.0} events/s", sealed as f64 / started.elapsed().as_secs_f64());
    });
}
