//! Tasks to other units: money, help, and by when.

use domain::matter::{Channel, Command, Evidence, Expected, Refusal, Status, TaskKind, TaskOutcome};
use jiff::civil::{date, time};

use crate::matter::investigated;
use crate::office::{APPROVER, BRANCH, CENTRE, HANDLER, Office, SENIOR};

#[test]
fn money_needs_an_approver_and_proof() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let pay = |amount| Command::OpenTask {
        kind: TaskKind::Compensation,
        unit: CENTRE,
        owner: None,
        due_on: Some(date(2026, 3, 9)),
        due_time: None,
        until: None,
        amount_cents: amount,
        details: None,
    };
    assert_eq!(office.act(&mut case, HANDLER, &pay(None)), Err(Refusal::Missing { field: "amount_cents" }));
    office.does(&mut case, HANDLER, pay(Some(300_000)));
    let done = |proof| Command::FinishTask { task: 1, outcome: TaskOutcome::Done, note: None, proof };
    assert_eq!(
        office.act(&mut case, HANDLER, &done(None)),
        Err(Refusal::NoSuchTask { task: 1 }),
        "not approved yet"
    );
    let low = office.act(&mut case, APPROVER, &Command::Approve { request: 1 });
    assert!(matches!(low, Err(Refusal::Rank { .. })), "3,000 yuan is above the unit's own limit");
    office.does(&mut case, SENIOR, Command::Approve { request: 1 });
    assert_eq!(office.act(&mut case, HANDLER, &done(None)), Err(Refusal::Missing { field: "proof" }));
    let proof = Some(Evidence::Words(office.text("凭证号")));
    office.does(&mut case, HANDLER, done(proof));
    assert_eq!(case.open_tasks().count(), 0);
}

#[test]
fn transferring_moves_responsibility_and_asking_for_help_does_not() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    office.does(
        &mut case,
        HANDLER,
        Command::OpenTask {
            kind: TaskKind::FetchRecording,
            unit: BRANCH,
            owner: None,
            due_on: Some(date(2026, 3, 5)),
            due_time: None,
            until: None,
            amount_cents: None,
            details: None,
        },
    );
    assert_eq!((case.institution, case.status()), (CENTRE, Status::HelpAsked));
    let reason = office.text("属地办理");
    office.does(&mut case, HANDLER, Command::Transfer { to: BRANCH, reason });
    assert_eq!((case.institution, case.transfers, case.handler), (BRANCH, 1, None));
}

#[test]
fn a_task_for_today_is_asked_for_a_time_still_to_come() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let by = |day, hour| Command::OpenTask {
        kind: TaskKind::FetchRecording,
        unit: BRANCH,
        owner: None,
        due_on: Some(date(2026, 3, day)),
        due_time: Some(time(hour, 0, 0, 0)),
        until: None,
        amount_cents: None,
        details: None,
    };
    let past = Refusal::OutOfRange { field: "due_time", expected: Expected::StillToCome };
    assert_eq!(office.act(&mut case.clone(), HANDLER, &by(2, 9)), Err(past));
    office.does(&mut case.clone(), HANDLER, by(3, 9));
    office.does(&mut case, HANDLER, by(2, 17));
    assert_eq!(case.tasks[&1].due_time, Some(time(17, 0, 0, 0)));
}
