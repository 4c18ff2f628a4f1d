//! Sealing, verifying and receipts through the use cases.

use domain::id::Stream;
use domain::matter::{Command, Recorded, Upcaster};
use ledger::Receipt;
use office::{UnmaskReason, checkpoint_file};
use store::{Append, Expected, NewEvent, StreamWrite};

use crate::harness::TestOffice;

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_proves_the_persons_words_without_a_database() {
    let test = TestOffice::start().await;
    let receipt = test.complaint("handler", "CC", "周敏", "13800001234").await;
    test.acts("handler", &receipt.number, vec![Command::Accept]).await;
    let proof = test
        .office
        .receipt(&test.user("handler"), &receipt.number, UnmaskReason::Inspection)
        .await
        .unwrap()
        .to_text()
        .unwrap();
    let key = test.office.public_key().parse().unwrap();
    let read = Receipt::parse(&proof).unwrap();
    let verified = read.verify(&key).unwrap();
    assert_eq!(verified.entries.len(), 2);
    let words: Vec<&str> = verified.entries[0].openings.iter().map(|opening| opening.text.as_str()).collect();
    assert_eq!(words[0], "分期手续费未提前告知，要求退还");
    let forged = proof.replace("要求退还386.40元", "要求退还999.40元");
    assert_ne!(forged, proof);
    assert!(Receipt::parse(&forged).unwrap().verify(&key).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_verifies_and_a_lost_checkpoint_file_is_noticed() {
    let test = TestOffice::start().await;
    for phone in ["13800001234", "13900005678", "13700001111"] {
        test.complaint("handler", "CC", "周敏", phone).await;
        test.office.seal().await.unwrap();
    }
    let found = test.office.verify_ledger(&test.user("auditor")).await.unwrap();
    assert!(found.ok, "{found:?}");
    assert_eq!(found.events, test.office.store().event_count().await.unwrap());
    assert!(test.office.verify_ledger(&test.user("handler")).await.is_err(), "a handler does not audit");
    std::fs::remove_file(checkpoint_file(test.folder.path())).unwrap();
    assert!(!test.office.verify_ledger(&test.user("auditor")).await.unwrap().ok);
}

/// A family of events that was changed since it was recorded.
#[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Changed {
    Told { users: Vec<u64> },
}

impl Recorded for Changed {
    const UPCASTERS: &'static [Upcaster] = &[Upcaster {
        name: "told",
        from: 1,
        upcast: |payload| serde_json::json!({ "users": [payload["user"]] }),
    }];
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_shape_is_read_anew_and_the_log_keeps_its_bytes() {
    let test = TestOffice::start().await;
    let stream = Stream::User(test.user_id("handler"));
    let now = test.office.surroundings().now();
    let event = NewEvent {
        name: "told".to_owned(),
        name_version: 1,
        occurred_at: now,
        recorded_at: now,
        actor: "user:7".to_owned(),
        payload: "{\"user\":7}".to_owned(),
    };
    let write = StreamWrite { stream, expected: Expected::Any, events: vec![event.clone()] };
    test.office.store().append(Append { writes: vec![write], changes: vec![] }).await.unwrap();
    test.office.seal().await.unwrap();
    let test = test.restart().await;
    let stored = test.office.store().stream_events(stream).await.unwrap().pop().unwrap().event;
    assert_eq!(stored, event, "the record holds what was written");
    let read = Changed::from_stored(&stored.name, stored.name_version, &stored.payload).unwrap();
    assert_eq!(read, Changed::Told { users: vec![7] });
    assert_eq!(Changed::version_of("told"), 2, "what is written today");
    let verified = test.office.verify_ledger(&test.user("auditor")).await.unwrap();
    assert!(verified.ok, "{verified:?}");
}
