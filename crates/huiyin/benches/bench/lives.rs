//! Complaint lives over HTTP: create, assign, resolve with answer, find.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use domain::id::UserId;
use domain::matter::{AnswerForm, CodingForm, Command, Echo, Evidence, Liability, Outcome, Remedy};
use serde_json::{Value, json};
use sim::Life;
use tokio::task::LocalSet;

use crate::client::Client;
use crate::line;
use crate::program::Installation;

/// Lets complaints live for `duration` over `connections` connections, on an empty record.
pub fn measure(duration: Duration, connections: usize) {
    let (installation, token) = Installation::with_handler();
    let handler = handler(&installation);
    let serving = installation.serve();
    // One thread makes the load, so that the server has the rest of the machine.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (lives, mut took, elapsed) = LocalSet::new().block_on(&runtime, async {
        let stories = Rc::new(sim::lives(1).unwrap().take(2_000).collect::<Vec<_>>());
        let lived = Rc::new(Cell::new(0_usize));
        let begun = Instant::now();
        let clients = (0..connections).map(|_| {
            let (stories, lived) = (Rc::clone(&stories), Rc::clone(&lived));
            let (address, token) = (serving.address.clone(), token.clone());
            tokio::task::spawn_local(async move {
                let mut client = Client::connect(&address, &token).await;
                while begun.elapsed() < duration {
                    let number = lived.get();
                    lived.set(number + 1);
                    live(&mut client, &stories[number % stories.len()], number, handler).await;
                }
                client.took
            })
        });
        let clients: Vec<_> = clients.collect();
        let mut took = Vec::new();
        for client in clients {
            took.extend(client.await.unwrap());
        }
        (lived.get(), took, begun.elapsed())
    });
    took.sort_unstable();
    let percentile = |share: usize| took[(took.len() - 1) * share / 100].as_secs_f64() * 1e3;
    let seconds = elapsed.as_secs_f64();
    line(
        &format!("complaint lives a second over HTTP ({lives} in {seconds:.1} s, {connections} clients)"),
        format!("{:.0}", lives as f64 / seconds),
    );
    line("  requests a second", format!("{:.0}", took.len() as f64 / seconds));
    line("  milliseconds a request, median", format!("{:.1}", percentile(50)));
    line("  milliseconds a request, 95th of 100", format!("{:.1}", percentile(95)));
    assert_eq!(serving.stop(), 0);
    let verified = installation.huiyin(&["ledger", "verify", "--format", "json"]).json();
    assert_eq!(verified["ok"], true, "{verified}");
    line("  events on record, verified", &verified["events"]);
}

/// Four requests; the first three are durable when they return.
async fn live(client: &mut Client, life: &Life, number: usize, handler: UserId) {
    let created = client.post("/api/v1/cases", None, submission(life, number).to_string().into_bytes()).await;
    let case = created.body["number"].as_str().unwrap();
    let steps = format!("/api/v1/cases/{case}/steps");

    let assign = vec![Command::Accept, Command::Assign { handler }];
    let assigned = client.post(&steps, created.version.as_ref(), body(assign)).await;
    // The receipt is the earliest moment at which an answer can have been given.
    let at = assigned.body["case"]["received_at"].as_str().unwrap().parse().unwrap();
    let answered = Echo::Answered {
        form: AnswerForm::Telephone,
        at,
        received_at: None,
        text: Some(life.answer.clone()),
        evidence: Some(Evidence::Words("call record 0001".to_owned())),
    };
    let resolve = vec![
        Command::Code { codes: life.codes.clone(), form: CodingForm::Short },
        Command::Decide {
            at,
            outcome: Outcome::Upheld,
            liability: Some(Liability::Liable),
            basis: Some(life.basis.clone()),
            reasons: Some(life.reasons.clone()),
            remedies: vec![Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation],
        },
        Command::Answer { echo: answered },
        Command::Close,
    ];
    let resolved = client.post(&steps, assigned.version.as_ref(), body(resolve)).await;
    assert_eq!(resolved.body["case"]["status"], "closed");
    let found = client.get(&format!("/api/v1/cases/{case}/summary")).await;
    assert_eq!(found.body["number"], case);
}

/// Everybody is somebody else: a person known already would be cheaper to take in.
fn submission(life: &Life, number: usize) -> Value {
    let plan = &life.submission;
    json!({
        "kind": plan.kind,
        "institution": "HQ",
        "channel": plan.channel,
        "subject": plan.subject,
        "narrative": plan.narrative,
        "request": plan.request,
        "person": { "name": plan.person.name, "phone": format!("139{number:08}"), "city": plan.person.city },
    })
}

fn body(steps: Vec<Command<String>>) -> Vec<u8> {
    serde_json::to_vec(&json!({ "steps": steps })).unwrap()
}

fn handler(installation: &Installation) -> UserId {
    let list: Value =
        serde_json::from_str(&installation.huiyin(&["user", "list", "--format", "json"]).ok()).unwrap();
    let found = list.as_array().unwrap().iter().find(|user| user["login"] == "li");
    UserId(found.unwrap()["id"].as_str().unwrap().parse().unwrap())
}
