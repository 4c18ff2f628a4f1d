//! A period that was missed stays missed: no later act, however dated, makes a late case look as if it had been in time.

use domain::matter::{
    AnswerForm, Case, Channel, Command, Correction, Evidence, NewSource, PauseCause, Refusal, Step,
    case_clocks,
};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

use crate::matter::{all_remedies, answer, decision, due, investigated};
use crate::office::{APPROVER, HANDLER, Office};

fn on_time(office: &Office, case: &Case) -> Option<bool> {
    case_clocks(case, "CC", office.book, office.now).on_time(office.now)
}

fn repeat(office: &mut Office, received_at: Timestamp) -> Command {
    Command::MergeRepeat {
        source: NewSource {
            channel: Channel::Counter,
            external_number: None,
            received_at,
            forwarded_at: None,
            required_on: None,
            feedback_owed: None,
        },
        material: Some(office.text("新的事实")),
        new_facts: true,
    }
}

/// Received twenty days ago, nothing decided.
fn late(office: &mut Office) -> Case {
    let case = investigated(office, Channel::Hotline);
    office.later(24 * 20);
    assert_eq!(on_time(office, &case), Some(false));
    case
}

fn settle(office: &mut Office, case: &mut Case) {
    let decide = decision(office, all_remedies());
    office.does(case, HANDLER, decide);
    let told = answer(office, AnswerForm::Telephone);
    office.does(case, HANDLER, told);
    office.does(case, HANDLER, Command::Close);
}

#[test]
fn new_facts_after_the_period_restart_nothing_however_they_are_dated() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let case = late(&mut office);
    for days in [1, 10] {
        let mut case = case.clone();
        let received_at = office.now - SignedDuration::from_hours(24 * days);
        let again = repeat(&mut office, received_at);
        office.does(&mut case, HANDLER, again);
        assert_eq!(case.receipts, 2, "the receipt is kept");
        assert_eq!(on_time(&office, &case), Some(false));
        settle(&mut office, &mut case);
        assert_eq!(on_time(&office, &case), Some(false));
    }
}

#[test]
fn opening_again_gives_a_new_date_and_leaves_the_old_verdict() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut late = late(&mut office);
    settle(&mut office, &mut late);
    let reopen = Command::Reopen { reason: office.text("计算有误") };
    office.does(&mut late, HANDLER, reopen.clone());
    assert_eq!(on_time(&office, &late), Some(false), "what was late stays late");
    let mut kept = investigated(&mut office, Channel::Hotline);
    settle(&mut office, &mut kept);
    office.later(24 * 30);
    office.does(&mut kept, HANDLER, reopen);
    assert_eq!(on_time(&office, &kept), None, "what was kept stays kept, and there is a new period to keep");
    assert_eq!(due(&office, &kept), Some(date(2026, 5, 6)));
    let mut missed = kept.clone();
    settle(&mut office, &mut kept);
    assert_eq!(on_time(&office, &kept), Some(true));
    office.later(24 * 16);
    settle(&mut office, &mut missed);
    assert_eq!(on_time(&office, &missed), Some(false));
}

#[test]
fn a_withdrawal_recorded_late_undoes_no_lateness() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = late(&mut office);
    let withdraw = Command::Withdraw {
        received_at: case.received_at() + SignedDuration::from_hours(24),
        form: AnswerForm::Telephone,
        confirmed_at: office.now,
        reason: Some(office.text("不再追究")),
        evidence: Some(Evidence::Words(office.text("录音编号0005"))),
    };
    office.does(&mut case, HANDLER, withdraw);
    assert_eq!(on_time(&office, &case), Some(false));
}

#[test]
fn a_period_is_agreed_in_time_with_proof_and_for_a_year_at_most() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let agree = |due_on, words| Command::AgreePeriod { due_on, evidence: Evidence::Words(words) };
    let (proof, letter) = (office.text("客户短信同意延至四月"), office.text("x"));
    let refused = office.act(&mut case, HANDLER, &agree(date(9999, 12, 31), proof));
    assert!(matches!(refused, Err(Refusal::OutOfRange { field: "due_on", .. })));
    let refused = office.act(&mut case, HANDLER, &agree(date(2026, 4, 1), letter));
    assert!(matches!(refused, Err(Refusal::OutOfRange { field: "evidence", .. })));
    let mut late = case.clone();
    office.does(&mut case, HANDLER, agree(date(2026, 4, 1), proof));
    assert_eq!(due(&office, &case), Some(date(2026, 4, 1)));
    office.later(24 * 20);
    let refused = office.act(&mut late, HANDLER, &agree(date(2026, 4, 1), proof));
    assert!(matches!(refused, Err(Refusal::PeriodOver { .. })));
    // New facts begin another period, for which nothing is agreed.
    let now = office.now;
    let fresh = repeat(&mut office, now);
    office.does(&mut case, HANDLER, fresh);
    assert_eq!(due(&office, &case), Some(date(2026, 4, 6)));
}

#[test]
fn a_later_receipt_takes_a_second_person_and_an_earlier_one_does_not() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut received = office.received(domain::matter::Kind::Complaint, Channel::Letter);
    received.source.received_at = office.now - SignedDuration::from_hours(24 * 10);
    let mut case = office.receive(&received).unwrap();
    let reason = office.text("信封上的邮戳");
    let correct = |days: i64, now: Timestamp| Command::CorrectFact {
        correction: Correction::ReceivedAt { source: 0, at: now - SignedDuration::from_hours(24 * days) },
        reason,
    };
    let before = due(&office, &case);
    office.does(&mut case, HANDLER, correct(2, office.now));
    assert_eq!(due(&office, &case), before, "one person alone gives the institution no more time");
    office.does(&mut case, APPROVER, Command::Approve { request: 1 });
    assert_eq!(due(&office, &case), Some(date(2026, 3, 15)));
    office.does(&mut case, HANDLER, correct(5, office.now));
    assert_eq!(due(&office, &case), Some(date(2026, 3, 12)));
    let recorded = office.now;
    office.later(24);
    let after = office.act(&mut case, HANDLER, &correct(0, recorded + SignedDuration::from_hours(1)));
    assert!(matches!(after, Err(Refusal::OutOfRange { field: "at", .. })), "recorded before it was received");
}

#[test]
fn a_pause_stops_only_the_clocks_whose_law_knows_it() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Pbc);
    let evidence = Some(Evidence::Words(office.text("双方申请书")));
    let pause = |told_at, from| Command::PauseClock { cause: PauseCause::Mediation, from, told_at, evidence };
    let future = office.now + SignedDuration::from_hours(24 * 3650);
    let refused = office.act(&mut case, HANDLER, &pause(Some(future), office.now));
    assert_eq!(refused, Err(Refusal::InFuture { field: "told_at" }));
    let begin = pause(None, office.later(24).now);
    office.does(&mut case, HANDLER, begin);
    let resume = Command::ResumeClock { at: office.later(24 * 5).now };
    office.does(&mut case, HANDLER, resume);
    let clocks = case_clocks(&case, "CC", office.book, office.now);
    let moved = |stage: &str| clocks.dues.iter().find(|due| due.stage == stage).map(|due| due.excluded_days);
    assert_eq!((moved("decide_15"), moved("answer_15")), (Some(5), Some(0)));
    assert!(!domain::matter::Kind::Objection.knows(Step::PauseClock), "nor does the credit regulation");
}

#[test]
fn a_reason_the_rule_does_not_know_is_refused_when_asked() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let extend = Command::Extend {
        regime: "cn-n3".to_owned(),
        stage: "decide_30".to_owned(),
        reason_code: "because".to_owned(),
        notice_at: None,
        reason: None,
    };
    let refused = office.act(&mut case, HANDLER, &extend);
    assert!(matches!(refused, Err(Refusal::UnknownReason { .. })), "{refused:?}");
}
