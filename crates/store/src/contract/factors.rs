//! Second factors, recovery codes, subjects of issuers.

use std::sync::Arc;

use domain::id::UserId;

use super::Engine;
use super::sample::at;
use crate::{Append, Change, SecondFactorRow, Store, StoreError, SubjectRow};

fn row(user: u64, secret: u8) -> SecondFactorRow {
    SecondFactorRow {
        user_id: UserId(user),
        secret: vec![0, 255, secret],
        made_at: at(1),
        confirmed_at: None,
        last_step: 0,
    }
}

async fn change(store: &dyn Store, changes: Vec<Change>) -> Result<(), StoreError> {
    store.append(Append { writes: vec![], changes }).await.map(drop)
}

/// Begun again until it is confirmed; then it stays until it is removed, with its codes.
pub async fn a_second_factor_is_confirmed_and_removed(engine: &impl Engine) {
    let store = engine.open().await;
    assert_eq!(store.second_factor(UserId(1)).await.expect("reads"), None);
    for secret in [1, 2] {
        assert!(store.second_factor_begin(row(1, secret)).await.expect("begins"));
        assert_eq!(store.second_factor(UserId(1)).await.expect("reads"), Some(row(1, secret)));
    }
    assert_eq!(store.second_factor_users().await.expect("lists"), []);
    let confirmed = SecondFactorRow { confirmed_at: Some(at(9)), last_step: 77, ..row(1, 2) };
    let codes = Change::RecoveryCodes(UserId(1), vec![vec![1; 32], vec![2; 32]]);
    change(&*store, vec![Change::SecondFactor(confirmed.clone()), codes]).await.expect("writes");
    assert!(!store.second_factor_begin(row(1, 3)).await.expect("answers"), "a confirmed one stays");
    assert_eq!(store.second_factor(UserId(1)).await.expect("reads"), Some(confirmed));
    assert_eq!(store.second_factor_users().await.expect("lists"), [UserId(1)]);
    assert_eq!(store.recovery_codes_left(UserId(1)).await.expect("counts"), 2);
    change(&*store, vec![Change::SecondFactorRemoved(UserId(1))]).await.expect("removes");
    assert_eq!(store.second_factor(UserId(1)).await.expect("reads"), None);
    assert_eq!(store.recovery_codes_left(UserId(1)).await.expect("counts"), 0);
}

/// Never twice, never backwards.
pub async fn a_step_is_taken_once_however_many_show_it(engine: &impl Engine) {
    let store = engine.open().await;
    assert!(!store.second_factor_step(UserId(1), 5).await.expect("answers"), "nobody's");
    assert!(store.second_factor_begin(row(1, 1)).await.expect("begins"));
    let takers: Vec<_> = (0..20)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.second_factor_step(UserId(1), 5).await.expect("answers") })
        })
        .collect();
    let mut taken = 0;
    for taker in takers {
        taken += u32::from(taker.await.expect("no panic"));
    }
    assert_eq!(taken, 1);
    assert!(!store.second_factor_step(UserId(1), 4).await.expect("answers"), "earlier");
    assert!(store.second_factor_step(UserId(1), 6).await.expect("answers"));
}

/// One code once; new codes replace all.
pub async fn a_recovery_code_is_used_once(engine: &impl Engine) {
    let store = engine.open().await;
    let codes =
        |tags: &[u8]| Change::RecoveryCodes(UserId(1), tags.iter().map(|tag| vec![*tag; 32]).collect());
    change(&*store, vec![codes(&[1, 2])]).await.expect("writes");
    let use_up =
        async |user, tag: u8| store.recovery_code_use(UserId(user), &[tag; 32]).await.expect("answers");
    assert!(!use_up(2, 1).await, "another's");
    assert!(use_up(1, 1).await);
    assert!(!use_up(1, 1).await);
    assert_eq!(store.recovery_codes_left(UserId(1)).await.expect("counts"), 1);
    change(&*store, vec![codes(&[3, 4, 5])]).await.expect("writes");
    assert!(!use_up(1, 2).await, "replaced");
    assert!(use_up(1, 5).await);
    assert_eq!(store.recovery_codes_left(UserId(1)).await.expect("counts"), 2);
}

/// Whoever comes second is refused by name; what was unlinked is free.
pub async fn a_subject_belongs_to_one(engine: &impl Engine) {
    let store = engine.open().await;
    let subject = |user, issuer: &str, subject: &str| SubjectRow {
        user_id: UserId(user),
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        linked_at: at(3),
    };
    let link = async |row: SubjectRow| change(&*store, vec![Change::Subject(row)]).await;
    link(subject(1, "https://id.example", "A1")).await.expect("links");
    link(subject(2, "https://other.example", "A1")).await.expect("another issuer's");
    let found = async |issuer, name| store.subject_user(issuer, name).await.expect("reads");
    assert_eq!(found("https://id.example", "A1").await, Some(UserId(1)));
    assert_eq!(found("https://id.example", "a1").await, None, "as it is written");
    match link(subject(2, "https://id.example", "A1")).await {
        Err(StoreError::Taken { name }) => assert_eq!(name, "subjects_subject"),
        other => panic!("{other:?}"),
    }
    link(subject(1, "https://id.example", "B2")).await.expect("replaces");
    let kept = store.subject(UserId(1)).await.expect("reads");
    assert_eq!(kept, Some(subject(1, "https://id.example", "B2")));
    change(&*store, vec![Change::SubjectRemoved(UserId(1))]).await.expect("unlinks");
    assert_eq!(store.subject(UserId(1)).await.expect("reads"), None);
    link(subject(2, "https://id.example", "B2")).await.expect("free");
}
