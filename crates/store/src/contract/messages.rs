//! What goes out: written with what it tells, taken once, ended by whoever holds it.

use domain::id::{CaseId, MessageId, PersonId, TextId, UserId};
use jiff::Timestamp;

use super::Engine;
use super::sample::at;
use crate::{
    Append, Change, MessageEnd, MessageFilter, MessageForm, MessageOutcome, MessageRow, MessageStatus,
    NewMessage, OneTimeCode, PreferenceRow, Recipient, Store, WebhookRow,
};

/// A message to a person, due at a second.
pub fn message(key: &str, form: MessageForm, due: i64) -> NewMessage {
    NewMessage {
        key: key.to_owned(),
        form,
        template: "accepted".to_owned(),
        recipient: Recipient::Person { person_id: PersonId(3), text_id: TextId(4) },
        case_id: Some(CaseId(1)),
        date: Some(jiff::civil::date(2026, 3, 17)),
        due_at: at(due),
        created_at: at(0),
    }
}

async fn change(store: &dyn Store, change: Change) {
    store.append(Append { writes: vec![], changes: vec![change] }).await.expect("writes");
}

async fn add(store: &dyn Store, message: NewMessage) {
    change(store, Change::Message(Box::new(message))).await;
}

async fn take(store: &dyn Store, now: i64) -> Option<MessageRow> {
    store.message_take(at(now), at(now + 60)).await.expect("takes")
}

fn end(row: &MessageRow, status: MessageStatus, due: Option<i64>, sent: Option<Timestamp>) -> Change {
    Change::MessageEnd(MessageEnd {
        message_id: row.message_id,
        attempt: row.attempt,
        status,
        due_at: due.map(at),
        sent_at: sent,
        reference: sent.map(|_| format!("g-{}", row.message_id)),
        fault: sent.is_none().then(|| "refused 503".to_owned()),
    })
}

async fn one(store: &dyn Store, id: MessageId) -> MessageRow {
    store.message(id).await.expect("reads").expect("is there")
}

/// By when they are due; one of a key that is there is not added; a letter is nobody's to take.
pub async fn messages_are_taken_when_due(engine: &impl Engine) {
    let store = engine.open().await;
    add(&*store, message("b", MessageForm::Sms, 20)).await;
    add(&*store, message("a", MessageForm::Email, 10)).await;
    add(&*store, message("a", MessageForm::Sms, 5)).await;
    add(&*store, message("c", MessageForm::Letter, 1)).await;
    assert!(take(&*store, 9).await.is_none());
    let first = take(&*store, 30).await.expect("is due");
    assert_eq!(first.message, message("a", MessageForm::Email, 10));
    assert_eq!((first.status, first.attempt, first.tries), (MessageStatus::Sending, 1, 1));
    assert_eq!(take(&*store, 31).await.expect("is due").message.key, "b");
    assert!(take(&*store, 31).await.is_none());
    drop(store);
    let store = engine.open().await;
    assert!(take(&*store, 89).await.is_none(), "both leases run");
    let again = take(&*store, 90).await.expect("its lease ran out");
    assert_eq!((again.message.key.as_str(), again.attempt, again.tries), ("a", 2, 2));
    change(&*store, end(&first, MessageStatus::Sent, None, Some(at(91)))).await;
    assert_eq!(
        one(&*store, first.message_id).await.status,
        MessageStatus::Sending,
        "a lost attempt says nothing"
    );
    change(&*store, end(&again, MessageStatus::Waiting, Some(200), None)).await;
    let waiting = one(&*store, first.message_id).await;
    assert_eq!((waiting.status, waiting.fault.as_deref()), (MessageStatus::Waiting, Some("refused 503")));
    assert_eq!(waiting.message.due_at, at(200));
    let third = take(&*store, 200).await.expect("is due");
    // The other's lease ran out too, and it has been due longer.
    assert_eq!(third.message.key, "b");
    let third = take(&*store, 200).await.expect("is due");
    change(&*store, end(&third, MessageStatus::Sent, None, Some(at(201)))).await;
    let sent = one(&*store, third.message_id).await;
    assert_eq!((sent.status, sent.sent_at, sent.fault), (MessageStatus::Sent, Some(at(201)), None));
    let known = store.message_by_reference(MessageForm::Email, "g-2").await.expect("reads");
    assert_eq!(known.map(|row| row.message_id), Some(third.message_id).filter(|id| id.0 == 2));
}

/// What became of one that was sent is noted once; a letter is handed over once; a failed one is made due by hand.
pub async fn what_became_of_messages_is_noted_once(engine: &impl Engine) {
    let store = engine.open().await;
    add(&*store, message("a", MessageForm::Sms, 10)).await;
    add(&*store, message("b", MessageForm::Letter, 10)).await;
    let row = take(&*store, 10).await.expect("is due");
    let outcome = |delivered: Option<i64>| {
        Change::MessageOutcome(MessageOutcome {
            message_id: row.message_id,
            delivered_at: delivered.map(at),
            fault: delivered.is_none().then(|| "undelivered".to_owned()),
        })
    };
    change(&*store, outcome(Some(11))).await;
    assert_eq!(one(&*store, row.message_id).await.status, MessageStatus::Sending, "it was not sent yet");
    change(&*store, end(&row, MessageStatus::Sent, None, Some(at(12)))).await;
    change(&*store, outcome(None)).await;
    change(&*store, outcome(Some(13))).await;
    let failed = one(&*store, row.message_id).await;
    assert_eq!((failed.status, failed.fault.as_deref()), (MessageStatus::Failed, Some("undelivered")));
    assert_eq!(store.messages_failed(10).await.expect("counts"), 1);
    assert!(store.message_again(row.message_id, at(20)).await.expect("writes"));
    assert!(!store.message_again(row.message_id, at(20)).await.expect("writes"), "it waits already");
    let again = take(&*store, 20).await.expect("is due");
    assert_eq!((again.attempt, again.tries), (2, 1), "counted anew");
    let letters = MessageFilter { form: Some(MessageForm::Letter), ..MessageFilter::default() };
    let letter = store.messages(&letters, 10).await.expect("lists").remove(0);
    for moment in [30, 40] {
        change(&*store, Change::MessageHandedOver { message_id: letter.message_id, at: at(moment) }).await;
    }
    let letter = one(&*store, letter.message_id).await;
    assert_eq!((letter.status, letter.sent_at), (MessageStatus::Sent, Some(at(30))));
}

/// By status, way, case, webhook and place.
pub async fn messages_are_listed_and_deleted(engine: &impl Engine) {
    let store = engine.open().await;
    add(&*store, message("a", MessageForm::Sms, 10)).await;
    let staff = NewMessage {
        recipient: Recipient::Staff(UserId(7)),
        case_id: Some(CaseId(2)),
        date: None,
        ..message("b", MessageForm::Email, 10)
    };
    add(&*store, staff.clone()).await;
    let hook = NewMessage {
        recipient: Recipient::Webhook(9),
        case_id: None,
        ..message("c", MessageForm::Webhook, 10)
    };
    add(&*store, hook.clone()).await;
    let list = async |filter: MessageFilter| {
        let found = store.messages(&filter, 10).await.expect("lists");
        found.into_iter().map(|row| row.message.key).collect::<Vec<_>>()
    };
    let all = MessageFilter::default();
    assert_eq!(list(all.clone()).await, ["c", "b", "a"]);
    assert_eq!(list(MessageFilter { case_id: Some(CaseId(2)), ..all.clone() }).await, ["b"]);
    assert_eq!(list(MessageFilter { webhook_id: Some(9), ..all.clone() }).await, ["c"]);
    assert_eq!(list(MessageFilter { form: Some(MessageForm::Sms), ..all.clone() }).await, ["a"]);
    let first = take(&*store, 10).await.expect("is due");
    assert_eq!(list(MessageFilter { status: Some(MessageStatus::Sending), ..all.clone() }).await, ["a"]);
    assert_eq!(list(MessageFilter { before: Some(MessageId(3)), ..all.clone() }).await, ["b", "a"]);
    let rows = store.messages(&all, 2).await.expect("lists");
    assert_eq!((rows[0].message.clone(), rows[1].message.clone()), (hook, staff));
    assert_eq!(store.messages_delete(at(1), at(1)).await.expect("deletes"), 0, "none is done");
    change(&*store, end(&first, MessageStatus::Failed, None, None)).await;
    assert_eq!(store.messages_delete(at(1), at(0)).await.expect("deletes"), 0, "failed ones stay longer");
    assert_eq!(store.messages_delete(at(1), at(1)).await.expect("deletes"), 1);
    assert_eq!(list(all).await, ["c", "b"]);
}

/// Taken by many at once, each once.
pub async fn messages_taken_at_once_are_taken_once(engine: &impl Engine) {
    let store = engine.open().await;
    for number in 0..20 {
        add(&*store, message(&format!("m{number}"), MessageForm::Sms, 1)).await;
    }
    let takers: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut taken = Vec::new();
                while let Some(row) = take(&*store, 10).await {
                    taken.push(row.message_id);
                }
                taken
            })
        })
        .collect();
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.expect("ends"));
    }
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), 20);
}

/// Written, changed, read back.
pub async fn webhooks_and_preferences_are_kept(engine: &impl Engine) {
    let store = engine.open().await;
    let mut row = WebhookRow {
        webhook_id: 0,
        user_id: UserId(7),
        label: "群".to_owned(),
        url: "https://hooks.example/".to_owned(),
        secret: vec![0, 1],
        kinds: "assigned arrived".to_owned(),
        active: true,
        failing_since: None,
        created_at: at(1),
    };
    change(&*store, Change::Webhook(row.clone())).await;
    change(&*store, Change::Webhook(row.clone())).await;
    row.webhook_id = 2;
    row.kinds = "assigned".to_owned();
    change(&*store, Change::Webhook(row.clone())).await;
    store.webhook_note(2, Some(at(5)), false).await.expect("notes");
    let found = store.webhooks().await.expect("lists");
    assert_eq!(found.len(), 2);
    assert_eq!(found[1], WebhookRow { failing_since: Some(at(5)), active: false, ..row });
    let preference = |user: u64, ways: &str, email: Option<Vec<u8>>| PreferenceRow {
        user_id: UserId(user),
        ways: ways.to_owned(),
        email,
    };
    for row in [preference(7, "{}", None), preference(8, "{}", None), preference(7, "{1}", Some(vec![9]))] {
        store.preference_put(row).await.expect("keeps");
    }
    let found = store.preferences(&[UserId(7), UserId(9)]).await.expect("reads");
    assert_eq!(found, [preference(7, "{1}", Some(vec![9]))]);
    assert_eq!(store.preferences(&[]).await.expect("reads"), []);
    assert_eq!(store.preferences_all().await.expect("reads").len(), 2);
}

/// The last one counts, so many times, until it expires or was used.
pub async fn a_one_time_code_is_tried_so_many_times(engine: &impl Engine) {
    let store = engine.open().await;
    let code = |tag: u8| OneTimeCode { case_id: CaseId(1), tag: vec![tag], expires_at: at(100), tries: 0 };
    store.one_time_code_put(code(1)).await.expect("keeps");
    let attempt = async |now: i64| store.one_time_code_try(CaseId(1), 2, at(now)).await.expect("tries");
    assert_eq!(attempt(10).await, Some(OneTimeCode { tries: 1, ..code(1) }));
    store.one_time_code_put(code(2)).await.expect("keeps");
    assert_eq!(attempt(10).await, Some(OneTimeCode { tries: 1, ..code(2) }), "another is counted anew");
    assert_eq!(attempt(10).await.map(|code| code.tries), Some(2));
    assert_eq!(attempt(10).await, None, "no more tries");
    assert!(!store.one_time_code_delete(CaseId(1), &[1]).await.expect("deletes"), "that one is gone");
    assert!(store.one_time_code_delete(CaseId(1), &[2]).await.expect("deletes"));
    store.one_time_code_put(code(3)).await.expect("keeps");
    assert_eq!(attempt(100).await, None, "it expired");
    assert_eq!(store.one_time_codes_lapsed_delete(at(99)).await.expect("deletes"), 0);
    assert_eq!(store.one_time_codes_lapsed_delete(at(100)).await.expect("deletes"), 1);
}
