//! Who may be the second person, and what takes one; the review of a decision by the superior.

use std::collections::BTreeSet;

use domain::id::{Actor, CaseId, InstitutionId, UserId};
use domain::matter::{
    AnswerForm, Channel, Command, Context, Echo, Expected, Kind, Liability, Origin, Outcome, Rank, Refusal,
    Relation, Remedy, Step, case_clocks,
};
use domain::organisation::{Grant, Role, Staff};
use jiff::SignedDuration;

use crate::matter::{all_remedies, answer, answered, decision, investigated};
use crate::office::{APPROVER, BRANCH, CENTRE, HANDLER, HEAD, OTHER_HANDLER, Office, SENIOR};

#[test]
fn a_branch_has_no_senior_management_in_the_sense_of_the_law() {
    let office = Office::at("2026-03-02T10:00:00+08:00");
    let rank = |home: InstitutionId, of: InstitutionId| {
        let grant = Grant { role: Role::SeniorManager, institution: home };
        let staff = Staff { user_id: UserId(8), institution: home, grants: BTreeSet::from([grant]) };
        let actor = Actor::User(UserId(8));
        let context = Context {
            now: office.now,
            actor: &actor,
            staff: Some(&staff),
            book: office.book,
            tree: &office.tree,
        };
        context.has_rank(Rank::Superior, of)
    };
    assert!(!rank(BRANCH, BRANCH), "nobody in a branch stands above it");
    assert!(rank(HEAD, BRANCH) && rank(HEAD, HEAD));
}

#[test]
fn keeping_out_who_could_approve_takes_a_second_person_and_can_be_ended() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Counter);
    let reason = office.text("与投诉人有亲属关系");
    let out = |user, approves| Command::Recuse { user, reason, approves };
    office.does(&mut case, HANDLER, out(APPROVER, true));
    assert!(!case.recused.contains(&APPROVER), "asked, not done");
    assert_eq!(office.act(&mut case, HANDLER, &Command::Approve { request: 1 }), Err(Refusal::OwnRequest));
    office.does(&mut case, SENIOR, Command::Approve { request: 1 });
    assert!(case.recused.contains(&APPROVER));
    office.does(&mut case, SENIOR, out(SENIOR, true));
    assert!(case.recused.contains(&SENIOR), "everybody keeps themselves out");
    office.does(&mut case, HANDLER, out(OTHER_HANDLER, false));
    assert!(case.recused.contains(&OTHER_HANDLER), "a named handler is kept out at once");

    let mut case = office.case(Kind::Complaint, Channel::Counter);
    let back = Command::Readmit { user: OTHER_HANDLER, reason };
    assert!(office.act(&mut case, HANDLER, &back).is_err(), "nobody is kept out");
    office.does(&mut case, HANDLER, out(OTHER_HANDLER, false));
    office.does(&mut case, HANDLER, back);
    assert!(case.recused.contains(&OTHER_HANDLER));
    office.does(&mut case, APPROVER, Command::Approve { request: 1 });
    assert!(!case.recused.contains(&OTHER_HANDLER));
}

#[test]
fn a_review_is_neither_reviewed_nor_extended() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut received = office.received(Kind::Complaint, Channel::Portal);
    received.origin = Some(Origin { case: CaseId(1), relation: Relation::Review });
    assert_eq!(received.institution, CENTRE, "which has a superior of its own");
    let mut case = office.receive(&received).unwrap();
    office.does(&mut case, HANDLER, Command::Accept);
    let extend = Command::Extend {
        regime: "cn-n3".to_owned(),
        stage: "decide_30".to_owned(),
        reason_code: "complex".to_owned(),
        notice_at: None,
        reason: None,
    };
    assert!(matches!(office.act(&mut case, HANDLER, &extend), Err(Refusal::UnknownStage { .. })));
    let with_review = decision(&mut office, all_remedies());
    let refused = office.act(&mut case, HANDLER, &with_review);
    assert_eq!(refused, Err(Refusal::NoSuchRemedy { remedy: Remedy::Review }));
    let without = Command::Decide {
        at: office.now,
        outcome: Outcome::NotUpheld,
        liability: Some(Liability::NotLiable),
        basis: Some(office.text("程序合规")),
        reasons: Some(office.text("维持")),
        remedies: vec![Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation],
    };
    office.does(&mut case, HANDLER, without);
    let told = answer(&mut office, AnswerForm::Posted);
    office.does(&mut case, HANDLER, told);
    let again = Command::OpenReview { review: CaseId(99), requested_at: office.now };
    assert_eq!(office.act(&mut case, HANDLER, &again), Err(Refusal::NoReview));
}

#[test]
fn the_time_to_ask_for_a_review_runs_from_having_the_decision_in_hand() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let sent = office.now;
    office.later(24 * 6);
    let mut posted = |delivered: Option<i64>| {
        let mut echo = answered(&mut office, AnswerForm::Posted);
        let Echo::Answered { at, received_at, .. } = &mut echo else { unreachable!() };
        *at = sent;
        *received_at = delivered.map(|days| sent + SignedDuration::from_hours(24 * days));
        Command::Answer { echo }
    };
    let (unknown, known, early) = (posted(None), posted(Some(5)), posted(Some(-1)));
    let refused = office.act(&mut case.clone(), HANDLER, &early);
    assert!(matches!(refused, Err(Refusal::OutOfRange { field: "received_at", .. })));
    let (mut one, mut other) = (case.clone(), case);
    office.does(&mut one, HANDLER, unknown);
    office.does(&mut other, HANDLER, known);
    let apply = case_clocks(&other, "CC", office.book, office.now);
    let apply = apply.dues.iter().find(|due| due.stage == "review_apply").unwrap();
    assert_eq!(apply.starts_at, sent + SignedDuration::from_hours(24 * 5));
    office.later(24 * 28);
    let ask = Command::OpenReview { review: CaseId(99), requested_at: office.now };
    office.does(&mut other.clone(), HANDLER, ask);
    office.later(24 * 3);
    let ask = Command::OpenReview { review: CaseId(99), requested_at: office.now };
    assert!(matches!(office.act(&mut other, HANDLER, &ask), Err(Refusal::ReviewTooLate { .. })));
    office.does(&mut one, HANDLER, ask);
}

#[test]
fn a_decision_of_the_head_office_shows_no_time_for_a_review() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let reason = office.text("统一办理");
    office.does(&mut case, HANDLER, Command::Transfer { to: HEAD, reason });
    let decide = decision(&mut office, vec![Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation]);
    office.does(&mut case, SENIOR, decide);
    let told = answer(&mut office, AnswerForm::HandedOver);
    office.does(&mut case, SENIOR, told);
    let clocks = case_clocks(&case, "HQ", office.book, office.now);
    assert!(clocks.dues.iter().all(|due| due.stage != "review_apply"));
    assert_eq!(case.next_step(), Some(Step::Close));
}

#[test]
fn a_later_day_of_the_credit_centre_takes_a_second_person() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Objection, Channel::CreditCentre);
    let set = |day: &str| Command::SetCentreDate { due_on: day.parse().unwrap() };
    let early = office.act(&mut case, HANDLER, &set("2026-03-01"));
    let before_receipt = Refusal::OutOfRange { field: "due_on", expected: Expected::NotBeforeReceipt };
    assert_eq!(early, Err(before_receipt));
    let standing = |case: &domain::matter::Case| case.objection.centre_due_on.unwrap().to_string();
    office.does(&mut case, HANDLER, set("2026-03-18"));
    office.does(&mut case, HANDLER, set("2026-03-16"));
    assert_eq!(standing(&case), "2026-03-16", "an earlier day binds at once");
    assert!(office.does(&mut case, HANDLER, set("2026-03-16")).is_empty());
    office.does(&mut case, HANDLER, set("2027-06-01"));
    assert_eq!(standing(&case), "2026-03-16", "asked, not done");
    assert_eq!(office.act(&mut case, HANDLER, &set("2026-03-15")), Err(Refusal::RequestOpen { request: 1 }));
    assert_eq!(office.act(&mut case, HANDLER, &Command::Approve { request: 1 }), Err(Refusal::OwnRequest));
    office.does(&mut case, APPROVER, Command::Approve { request: 1 });
    assert_eq!(standing(&case), "2027-06-01");
}

#[test]
fn a_payment_limit_is_that_of_the_unit_or_the_nearest_above_it() {
    let mut book = domain::matter::Book::shipped().unwrap();
    let tree = Office::at("2026-03-02T10:00:00+08:00").tree;
    book.payment_limit_cents = 100;
    assert_eq!(book.payment_limit(CENTRE, &tree), 100, "the house's where nothing else is said");
    book.payment_limits_cents = [("HQ".to_owned(), 900), ("B1".to_owned(), 50)].into();
    assert_eq!(book.payment_limit(CENTRE, &tree), 900);
    assert_eq!(book.payment_limit(BRANCH, &tree), 50);
    assert_eq!(book.payment_limit(HEAD, &tree), 900);
}
