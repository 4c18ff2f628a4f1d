//! Messages to the person: evidence that they were told, recorded once, and no more than that.

use domain::id::{Actor, MessageId};
use domain::matter::{
    AnswerForm, Case, Channel, Command, ContactForm, Context, Echo, Entry, Event, Evidence, MessageKind,
    RecordingDigest, Refusal, Step, message_delivered, message_failed, message_sent,
};
use jiff::Timestamp;

use crate::matter::{all_remedies, decision, investigated};
use crate::office::{APPROVER, HANDLER, Office, SENIOR};

const SMS: ContactForm = ContactForm::Sms;

/// Folds what the program records.
fn folds(office: &Office, case: &mut Case, events: Vec<Event>) -> usize {
    let count = events.len();
    for event in events {
        case.evolve(&Entry { recorded_at: office.now, actor: "system:outbox".to_owned(), event });
    }
    count
}

fn sent(
    office: &Office,
    case: &mut Case,
    id: u64,
    kind: MessageKind,
    at: Timestamp,
) -> Result<usize, Refusal> {
    let actor = Actor::System("outbox".to_owned());
    let context =
        Context { now: office.now, actor: &actor, staff: None, book: office.book, tree: &office.tree };
    let events = message_sent(case, MessageId(id), kind, SMS, at, &context)?;
    Ok(folds(office, case, events))
}

#[test]
fn a_message_is_recorded_once_and_changes_nothing_that_is_decided() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let read = case.version;
    let at = office.now;
    assert_eq!(sent(&office, &mut case, 1, MessageKind::Accepted, at), Ok(1));
    assert_eq!(sent(&office, &mut case, 1, MessageKind::Accepted, at), Ok(0), "said again");
    let delivered = message_delivered(&case, MessageId(1), at);
    assert_eq!(folds(&office, &mut case, delivered), 1);
    assert_eq!(message_delivered(&case, MessageId(1), at), []);
    assert_eq!(message_delivered(&case, MessageId(2), at), [], "never sent");
    let failed = message_failed(&case, MessageId(1), MessageKind::Accepted, SMS, at, "undelivered");
    assert_eq!(failed, [], "what arrived has arrived");
    assert!(case.version > read && case.is_as_read_at(read) && case.is_as_read_at(case.version));
    assert!(!case.is_as_read_at(read - 1) && !case.is_as_read_at(case.version + 1));
    let text = office.text("已核对");
    office.does(&mut case, HANDLER, Command::Note { text, investigation: true });
    assert!(!case.is_as_read_at(read), "what somebody did counts");
    let future = office.now + jiff::SignedDuration::from_secs(1);
    let refused = sent(&office, &mut case, 3, MessageKind::Accepted, future);
    assert_eq!(refused, Err(Refusal::InFuture { field: "at" }));
    let early = sent(&office, &mut case, 3, MessageKind::Accepted, Timestamp::UNIX_EPOCH);
    assert_eq!(early, Err(Refusal::BeforeReceipt { field: "at" }));
}

#[test]
fn the_message_that_tells_an_extension_is_its_notice() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let extend = |stage: &str, code: &str| Command::Extend {
        regime: "cn-n3".to_owned(),
        stage: stage.to_owned(),
        reason_code: code.to_owned(),
        notice_at: None,
        reason: None,
    };
    office.does(&mut case, HANDLER, extend("decide_30", "complex"));
    office.does(&mut case, APPROVER, Command::Approve { request: 1 });
    office.does(&mut case, HANDLER, extend("decide_60", "especially_complex"));
    office.does(&mut case, SENIOR, Command::Approve { request: 2 });
    assert_eq!(case.next_step(), Some(Step::TellExtended));
    let at = office.now;
    let mut late = case.clone();
    assert_eq!(sent(&office, &mut case, 1, MessageKind::Accepted, at), Ok(1));
    assert!(case.owes_extension_notice(), "another message tells something else");
    assert_eq!(sent(&office, &mut case, 2, MessageKind::Extended, at), Ok(2));
    assert!(!case.owes_extension_notice());
    assert_eq!(case.extensions.last().and_then(|extension| extension.notice_at), Some(at));
    office.later(24 * 40);
    let at = office.now;
    assert_eq!(sent(&office, &mut late, 3, MessageKind::Extended, at), Ok(1), "the period is over");
    assert!(late.owes_extension_notice());
}

#[test]
fn what_failed_is_untold_until_the_person_is_told() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    office.later(1);
    let at = office.now;
    for (id, kind) in [(1, MessageKind::Accepted), (2, MessageKind::Received), (3, MessageKind::Reopened)] {
        let failed = message_failed(&case, MessageId(id), kind, SMS, at, "refused 400");
        assert_eq!(folds(&office, &mut case, failed), 1);
    }
    let untold = |case: &Case| case.untold().map(|(message, _)| message.0).collect::<Vec<_>>();
    assert_eq!(untold(&case), [1, 2, 3]);
    office.later(1);
    let at = office.now;
    assert_eq!(sent(&office, &mut case, 4, MessageKind::Accepted, at), Ok(1));
    assert_eq!(untold(&case), [2, 3], "another message told it");
    assert_eq!(sent(&office, &mut case, 2, MessageKind::Received, at), Ok(1));
    assert_eq!(untold(&case), [3], "it was taken after all");
    let contact = |reached| Command::Contact { at, form: ContactForm::Telephone, reached, note: None };
    office.does(&mut case, HANDLER, contact(false));
    assert_eq!(untold(&case), [3]);
    office.does(&mut case, HANDLER, contact(true));
    assert_eq!(untold(&case), [0_u64; 0]);
}

#[test]
fn an_answer_by_telephone_is_proven_by_the_call() {
    let mut office = Office::at("2026-03-02T10:00:00+08:00");
    let mut case = investigated(&mut office, Channel::Hotline);
    let decide = decision(&mut office, all_remedies());
    office.does(&mut case, HANDLER, decide);
    let digest = RecordingDigest::try_from("AB".repeat(32)).unwrap();
    assert_eq!(String::from(digest), "ab".repeat(32));
    assert!(RecordingDigest::try_from("ab".repeat(31)).is_err());
    let at = office.now;
    let (number, recording, nothing) = (office.text("13800001234"), office.text("REC-1"), office.text(""));
    let text = Some(office.text("同意退还"));
    let told = |evidence| Command::Answer {
        echo: Echo::Answered {
            form: AnswerForm::Telephone,
            at,
            received_at: None,
            text,
            evidence: Some(evidence),
        },
    };
    let refused =
        office.act(&mut case, HANDLER, &told(Evidence::Call { number, recording: nothing, digest }));
    assert_eq!(refused, Err(Refusal::Missing { field: "evidence" }));
    let refused = office.act(&mut case, HANDLER, &told(Evidence::Message(MessageId(1))));
    assert!(matches!(refused, Err(Refusal::OutOfRange { field: "evidence", .. })), "no message of this case");
    assert_eq!(sent(&office, &mut case, 1, MessageKind::Accepted, at), Ok(1));
    office.does(&mut case.clone(), HANDLER, told(Evidence::Message(MessageId(1))));
    office.does(&mut case, HANDLER, told(Evidence::Call { number, recording, digest }));
    let echo = serde_json::to_string(case.echo().unwrap()).unwrap();
    assert!(!echo.contains("13800001234") && echo.contains(&"ab".repeat(32)), "{echo}");
}
