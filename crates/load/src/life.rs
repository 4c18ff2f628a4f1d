//! One life in four calls; the first three are durable when they return.

use domain::matter::{AnswerForm, CodingForm, Command, Echo, Evidence, Liability, Outcome, Remedy};
use jiff::Timestamp;
use serde_json::{Value, json};
use sim::Life;

use crate::{Call, CallError, Client, Load};

/// Lets a complaint live.
pub(crate) async fn live(
    client: &mut Client,
    life: &Life,
    number: usize,
    load: &Load,
) -> Result<(), CallError> {
    let body = submission(life, number, load).to_string().into_bytes();
    let created = client.post(Call::Create, "/api/v1/cases", None, body).await?;
    let case = created.body["number"].as_str().ok_or(CallError::Answer("a number"))?;
    let path = format!("/api/v1/cases/{case}/steps");

    let assign = steps(&[Command::Accept, Command::Assign { handler: load.handler }])?;
    let assigned = client.post(Call::Assign, &path, created.version.as_ref(), assign).await?;
    // The receipt is the earliest moment at which an answer can have been given.
    let at = assigned.body["case"]["received_at"].as_str().and_then(|at| at.parse().ok());
    let resolve = steps(&resolution(life, at.ok_or(CallError::Answer("a time of receipt"))?))?;
    let resolved = client.post(Call::Resolve, &path, assigned.version.as_ref(), resolve).await?;
    if resolved.body["case"]["status"] != "closed" {
        return Err(CallError::Answer("a closed case"));
    }
    let found = client.get(Call::Find, &format!("/api/v1/cases/{case}/summary")).await?;
    if found.body["number"] == case { Ok(()) } else { Err(CallError::Answer("the case asked for")) }
}

fn resolution(life: &Life, at: Timestamp) -> [Command<String>; 4] {
    let answered = Echo::Answered {
        form: AnswerForm::Telephone,
        at,
        received_at: None,
        text: Some(life.answer.clone()),
        evidence: Some(Evidence::Words("call record 0001".to_owned())),
    };
    [
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
    ]
}

/// Everybody is somebody else: a person known already would be cheaper to take in.
fn submission(life: &Life, number: usize, load: &Load) -> Value {
    let plan = &life.submission;
    let phone = format!("139{:08}", (number as u64 + load.seed.wrapping_mul(1_000_003)) % 100_000_000);
    json!({
        "kind": plan.kind,
        "institution": load.institution,
        "channel": plan.channel,
        "subject": plan.subject,
        "narrative": plan.narrative,
        "request": plan.request,
        "person": { "name": plan.person.name, "phone": phone, "city": plan.person.city },
    })
}

fn steps(steps: &[Command<String>]) -> Result<Vec<u8>, CallError> {
    serde_json::to_vec(&json!({ "steps": steps })).map_err(|_| CallError::Answer("steps that can be written"))
}
