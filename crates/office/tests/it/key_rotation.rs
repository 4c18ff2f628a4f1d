//! New keys: begun, interrupted, gone on with, and the older ones retired.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::id::PersonId;
use office::{Caller, RotationError, UnmaskReason};
use vault::KeyRing;

use crate::harness::TestOffice;
use crate::jobs::do_all;

/// More than one page of them.
const PERSONS: u64 = 230;

async fn rotate(test: &TestOffice) -> office::Rotated {
    test.office.rotate_keys(&Caller::system("test"), |_| {}).await.unwrap()
}

async fn retire(test: &TestOffice) -> Result<Vec<u32>, RotationError> {
    test.office.retire_keys(&Caller::system("test")).await
}

async fn generations(test: &TestOffice) -> Vec<u32> {
    let keys = test.office.store().person_keys_after(PersonId(0), 10_000).await.unwrap();
    keys.iter().map(|row| KeyRing::generation_of(&row.wrapped)).collect()
}

fn phone(person: u64) -> String {
    format!("138{person:08}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_that_is_interrupted_goes_on_and_the_older_keys_retire() {
    let test = TestOffice::start().await;
    let handler = test.user("handler");
    let mut receipts = Vec::new();
    for person in 0..PERSONS {
        receipts.push(test.complaint("handler", "CC", "周敏", &phone(person)).await);
    }
    assert!(matches!(retire(&test).await, Err(RotationError::NoOlder)));
    let complainant = async |test: &TestOffice, number| {
        test.office.case(&test.user("handler"), number).await.unwrap().case.complainant()
    };
    let last = receipts.last().unwrap().number.clone();
    let known = complainant(&test, &last).await;

    // Interrupted after the first page.
    let stop = Arc::new(AtomicBool::new(false));
    let office = Arc::clone(&test.office);
    let told = Arc::clone(&stop);
    let rotating = tokio::spawn(async move {
        let progress = |done: &office::Rotated| {
            assert!(done.persons < PERSONS, "interrupted before the end");
            told.store(true, Ordering::SeqCst);
            panic!("pulled the plug");
        };
        office.rotate_keys(&Caller::system("test"), progress).await
    });
    assert!(rotating.await.is_err());
    assert!(stop.load(Ordering::SeqCst));
    let half = generations(&test).await;
    assert!(half.contains(&1) && half.contains(&2), "{half:?}");
    assert!(matches!(retire(&test).await, Err(RotationError::InUse { keys: 1.., .. })));

    // Found by either generation meanwhile, also after a restart.
    let test = test.restart().await;
    for person in [0, PERSONS - 1] {
        let again = test.complaint("handler", "CC", "周敏", &phone(person)).await;
        assert_eq!(again.others_running.len(), 1, "person {person} is recognised");
    }
    test.office.unmask(&handler, &last, UnmaskReason::Inspection).await.unwrap();

    let done = rotate(&test).await;
    assert_eq!((done.generation, done.persons, done.tags_unmatched), (2, PERSONS, 0), "{done:?}");
    assert!(generations(&test).await.iter().all(|generation| *generation == 2));
    assert_eq!(retire(&test).await.unwrap(), [1]);

    // Everything still opens and is found, codes given out before too.
    let test = test.restart().await;
    let again = test.complaint("handler", "CC", "周敏", &phone(PERSONS - 1)).await;
    assert_eq!(complainant(&test, &again.number).await, known);
    let seen = test.office.unmask(&handler, &last, UnmaskReason::Inspection).await.unwrap();
    assert_eq!(seen.persons[0].1["phone"], phone(PERSONS - 1));
    let first = &receipts[0];
    test.office.check_query_code(first.number.as_str(), &first.query_code, "net").await.unwrap();
    let wrong = test.office.check_query_code(first.number.as_str(), "2222-2222", "net").await;
    assert!(wrong.is_err());
    let earlier = test.office.earlier_matters(&handler, &phone(3)).await.unwrap();
    assert_eq!(earlier.len(), 1);
    test.office.seal().await.unwrap();
    let verified = test.office.verify_ledger(&test.user("auditor")).await.unwrap();
    assert!(test.office.verify_texts(verified).await.unwrap().ok);

    // And once more.
    let done = rotate(&test).await;
    assert_eq!((done.generation, done.keys, done.tags_unmatched), (3, PERSONS, 0), "{done:?}");
    assert_eq!(retire(&test).await.unwrap(), [2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_cannot_be_kept_are_not_used() {
    let test = TestOffice::start().await;
    test.complaint("handler", "CC", "周敏", "13800001234").await;
    test.office.set_keep_keys(Arc::new(|_| Err("the disk is full".to_owned())));
    let failed = test.office.rotate_keys(&Caller::system("test"), |_| {}).await;
    assert!(matches!(failed, Err(RotationError::Keep(_))), "{failed:?}");
    assert_eq!(generations(&test).await, [1]);
    let again = test.complaint("handler", "CC", "周敏", "13800001234").await;
    assert_eq!(again.others_running.len(), 1);
    let denied = test.office.rotate_keys(&test.user("officer"), |_| {}).await;
    assert!(matches!(denied, Err(RotationError::Office(_))), "{denied:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_asked_for_in_a_browser_are_renewed_by_a_job_once() {
    let test = TestOffice::start().await;
    for person in 0..PERSONS {
        test.complaint("handler", "CC", "周敏", &phone(person)).await;
    }
    let admin = test.user("admin");
    test.office.ask_key_rotation(&admin).await.unwrap();
    test.office.ask_key_rotation(&admin).await.unwrap();
    let info = test.office.keys_info(&admin).await.unwrap();
    assert_eq!((info.generation, info.older.as_slice()), (2, [1].as_slice()), "begun once");
    assert_eq!((info.persons_at_most, info.rotation), (PERSONS, Some(office::JobStatus::Waiting)));
    // The process dies before the job was done; the next one does it.
    let test = test.restart().await;
    let done = do_all(&test).await;
    assert!(done.iter().any(|(kind, _)| kind == "rotate_keys"), "{done:?}");
    assert!(generations(&test).await.iter().all(|generation| *generation == 2));
    assert_eq!(retire(&test).await.unwrap(), [1]);
    let denied = test.office.keys_info(&test.user("officer")).await;
    assert!(denied.is_err(), "{denied:?}");
}
