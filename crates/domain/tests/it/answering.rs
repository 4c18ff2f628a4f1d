//! What an answer, a withdrawal and a contact must carry, and when they can have happened.

use domain::id::{Actor, BlobId};
use domain::matter::{
    AnswerForm, Attempt, Channel, Command, ContactForm, Context, Echo, Ending, Evidence, Expected, Kind,
    Phase, Refusal, ReportTo, Status, case_clocks, decide,
};
use jiff::SignedDuration;

use crate::matter::{all_remedies, answer, answered, decision, investigated};
use crate::office::{APPROVER, HANDLER, Office};

#[test]
fn an_answer_needs_words_and_proof() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let (words, proof) = (office.text("同意退还"), Evidence::Words(office.text("录音编号0001")));
    let at = office.now;
    let told = |form, text, evidence| Command::Answer {
        echo: Echo::Answered { form, at, received_at: None, text, evidence },
    };
    let dialled = AnswerForm::Telephone;
    let mut refuses = |command: &Command, field| {
        assert_eq!(office.act(&mut case, HANDLER, command), Err(Refusal::Missing { field }));
    };
    refuses(&told(dialled, None, None), "text");
    refuses(&told(dialled, Some(words), None), "evidence");
    refuses(&told(dialled, None, Some(proof)), "text");
    refuses(&told(AnswerForm::Portal, None, None), "text");
    let stranger = told(AnswerForm::Posted, None, Some(Evidence::File(BlobId(7))));
    let refused = office.act(&mut case, HANDLER, &stranger);
    assert!(matches!(refused, Err(Refusal::OutOfRange { field: "evidence", .. })), "not a file of this case");
    let commitment = words.commitment;
    let media_type = "application/pdf".to_owned();
    let attach = Command::Attach { blob: BlobId(7), name: words, media_type, bytes: 1, commitment };
    office.does(&mut case, HANDLER, attach);
    office.does(&mut case.clone(), HANDLER, stranger);
    office.does(&mut case.clone(), HANDLER, told(AnswerForm::Portal, Some(words), None));
    office.does(&mut case, HANDLER, told(dialled, Some(words), Some(proof)));
}

#[test]
fn nothing_is_answered_before_it_is_decided() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let before = office.now;
    office.later(24);
    let mut early = decision(&mut office, all_remedies());
    if let Command::Decide { at, .. } = &mut early {
        *at = before - SignedDuration::from_hours(3);
    }
    let refused = office.act(&mut case, HANDLER, &early);
    assert_eq!(refused, Err(Refusal::BeforeReceipt { field: "at" }));
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let mut echo = answered(&mut office, AnswerForm::Telephone);
    if let Echo::Answered { at, .. } = &mut echo {
        *at = before;
    }
    let refused = office.act(&mut case, HANDLER, &Command::Answer { echo });
    assert_eq!(refused, Err(Refusal::BeforeDecision { field: "at" }));
    let attempts = vec![Attempt { at: before, form: ContactForm::Telephone }];
    let echo = Echo::Unreachable { attempts, proof: Evidence::Words(office.text("外呼清单")) };
    let refused = office.act(&mut case, HANDLER, &Command::Answer { echo });
    assert_eq!(refused, Err(Refusal::BeforeDecision { field: "attempts" }));
}

#[test]
fn a_consumer_withdraws_with_a_word_and_is_answered_by_nobody() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Portal);
    let withdraw = Command::Withdraw {
        received_at: office.now,
        form: AnswerForm::Portal,
        confirmed_at: office.now,
        reason: None,
        evidence: None,
    };
    let by_staff = office.act(&mut case.clone(), HANDLER, &withdraw);
    assert_eq!(by_staff, Err(Refusal::Missing { field: "reason" }), "staff do not confirm to themselves");
    let context = Context {
        now: office.now,
        actor: &Actor::Consumer,
        staff: None,
        book: office.book,
        tree: &office.tree,
    };
    for event in decide(&case, &withdraw, &context).unwrap() {
        case.evolve(&domain::matter::Entry {
            recorded_at: office.now,
            actor: Actor::Consumer.to_string(),
            event,
        });
    }
    assert!(matches!(case.phase, Phase::Ended(Ending::Withdrawn { .. })));
    assert_eq!((case.status(), case.echo(), case.echo_word()), (Status::Withdrawn, None, Some("portal")));
}

#[test]
fn nothing_happens_before_the_receipt() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Pbc);
    let at = case.received_at() - SignedDuration::from_secs(1);
    let form = ContactForm::Telephone;
    for command in [
        Command::Contact { at, form, reached: true, note: None },
        Command::Report { to: ReportTo::Superior, at },
        Command::SendFeedback { source: 0, form: AnswerForm::Portal, at, text: None },
    ] {
        let refused = office.act(&mut case, HANDLER, &command);
        assert_eq!(refused, Err(Refusal::BeforeReceipt { field: "at" }), "{command:?}");
    }
    let mut received = office.received(Kind::Complaint, Channel::Hotline);
    received.source.received_at = "0001-01-01T00:00:00Z".parse().unwrap();
    let refused = office.receive(&received).unwrap_err();
    assert!(matches!(refused, Refusal::OutOfRange { field: "received_at", .. }));
}

#[test]
fn an_enquiry_that_became_a_complaint_counts_from_the_claim() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Enquiry, Channel::Hotline);
    let asked = office.now;
    let claim = Command::ClaimRight { received_at: office.later(48).now, claim: office.text("要求退费") };
    office.does(&mut case, HANDLER, claim);
    let contact = Command::Contact { at: asked, form: ContactForm::Telephone, reached: true, note: None };
    let refused = office.act(&mut case, HANDLER, &contact);
    assert_eq!(refused, Err(Refusal::BeforeReceipt { field: "at" }), "no first time before the complaint");
}

#[test]
fn what_was_agreed_on_declining_is_what_the_person_is_told() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = office.case(Kind::Complaint, Channel::Letter);
    let text = office.text("请向某银行提出");
    let decline = Command::Decline { ground: "wrong_institution".to_owned(), text, reason: None };
    office.does(&mut case, HANDLER, decline);
    office.does(&mut case, APPROVER, Command::Approve { request: 1 });
    let mut echo = answered(&mut office, AnswerForm::Posted);
    let Echo::Answered { text: said, .. } = &mut echo else { unreachable!() };
    *said = None;
    office.does(&mut case, HANDLER, Command::Answer { echo });
    assert!(matches!(case.echo(), Some(Echo::Answered { text: Some(said), .. }) if *said == text));
}

#[test]
fn a_posted_answer_is_proven_to_have_arrived_when_the_slip_comes_back() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let sent = office.now;
    let told = answer(&mut office, AnswerForm::Posted);
    office.does(&mut case, HANDLER, told);
    office.does(&mut case, HANDLER, Command::Close);
    office.later(24 * 6);
    let evidence = Evidence::Words(office.text("邮件回执EMS-0001"));
    let prove =
        |days: i64| Command::ProveDelivery { at: sent + SignedDuration::from_hours(24 * days), evidence };
    let early = office.act(&mut case, HANDLER, &prove(-1));
    assert_eq!(early, Err(Refusal::OutOfRange { field: "at", expected: Expected::NotBeforeSending }));
    assert_eq!(office.act(&mut case, HANDLER, &prove(7)), Err(Refusal::InFuture { field: "at" }));
    office.does(&mut case, HANDLER, prove(5));
    let clocks = case_clocks(&case, "CC", office.book, office.now);
    let apply = clocks.dues.iter().find(|due| due.stage == "review_apply").unwrap();
    assert_eq!(apply.starts_at, sent + SignedDuration::from_hours(24 * 5));
    assert!(matches!(office.act(&mut case, HANDLER, &prove(5)), Err(Refusal::NotNow { .. })), "proven once");
}
