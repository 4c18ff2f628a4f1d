//! What an answer, a withdrawal and a contact must carry, and when they can have happened.

use domain::id::{Actor, BlobId};
use domain::matter::{
    AnswerForm, Attempt, Channel, Command, ContactForm, Context, Echo, Ending, Evidence, Kind, Phase,
    Refusal, ReportTo, Status, decide,
};
use jiff::SignedDuration;

use crate::matter::{all_remedies, answered, decision, investigated};
use crate::office::{HANDLER, Office};

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
