//! Several processes on one database.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::id::{CaseId, InstitutionId, Stream, UserId};
use jiff::Timestamp;
use sqlx::Connection;
use store::contract::sample::{Random, case, event};
use store::{
    Access, Accounts, Append, AttemptLimit, CaseViews, Change, EventLog, Expected, Health, InstitutionRow,
    MaskedText, Series, StoreError, StreamWrite, UserRow, VaultRows,
};

use crate::engine::fresh;

/// Whoever must be alone waits for nobody and lets nobody in.
#[tokio::test]
async fn who_must_be_alone_is() {
    let Some(engine) = fresh().await else { return };
    let first = engine.open_for(Access::Create).await.unwrap();
    let second = engine.open_for(Access::Write).await.unwrap();
    assert!(matches!(engine.open_for(Access::Alone).await, Err(StoreError::Locked { .. })));
    drop((first, second));
    let alone = loop {
        // The server notices a moment later that the connections are gone.
        match engine.open_for(Access::Alone).await {
            Ok(alone) => break alone,
            Err(StoreError::Locked { .. }) => tokio::time::sleep(Duration::from_millis(10)).await,
            Err(other) => panic!("{other:?}"),
        }
    };
    assert!(matches!(engine.open_for(Access::Write).await, Err(StoreError::Locked { .. })));
    assert!(matches!(engine.open_for(Access::Alone).await, Err(StoreError::Locked { .. })));
    let reader = engine.open_for(Access::Read).await.unwrap();
    assert!(matches!(reader.allocate(Series::Case, 1).await, Err(StoreError::ReadOnly)));
    assert!(matches!(reader.append(Append::default()).await, Err(StoreError::ReadOnly)));
    alone.allocate(Series::Case, 1).await.unwrap();
}

/// Nodes that start together make the schema once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_share_the_work() {
    let Some(engine) = fresh().await else { return };
    let (one, two, three) = tokio::join!(
        engine.open_for(Access::Create),
        engine.open_for(Access::Create),
        engine.open_for(Access::Create)
    );
    let (one, two, three) = (one.unwrap(), two.unwrap(), three.unwrap());
    let mut seen = HashSet::new();
    for count in [1, 5, 40, 300] {
        for node in [&one, &two, &three] {
            let first = node.allocate(Series::Case, count).await.unwrap();
            assert!((first..first + count).all(|identifier| seen.insert(identifier)), "{first} + {count}");
        }
    }
}

/// Who keeps the organisation in memory sees by a number that another node changed it.
#[tokio::test]
async fn a_change_of_the_organisation_is_seen_by_every_node() {
    let Some(engine) = fresh().await else { return };
    let (here, there) =
        (engine.open_for(Access::Create).await.unwrap(), engine.open_for(Access::Write).await.unwrap());
    let mut last = there.organisation_version().await.unwrap();
    let institution = InstitutionRow {
        institution_id: InstitutionId(1),
        version: 1,
        code: "HQ".to_owned(),
        details: "{}".to_owned(),
    };
    let user = UserRow {
        user_id: UserId(1),
        version: 1,
        login: "wang".to_owned(),
        display_name: "王".to_owned(),
        active: true,
        institution_id: InstitutionId(1),
        roles: vec![],
    };
    for change in [Change::Institution(institution), Change::User(user)] {
        here.append(Append { writes: vec![], changes: vec![change] }).await.unwrap();
        let version = there.organisation_version().await.unwrap();
        assert!(last < version);
        last = version;
    }
    here.append(Append::default()).await.unwrap();
    assert_eq!(there.organisation_version().await.unwrap(), last);
}

/// Rows computed from an older version, without an event, do not go over what another node is writing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_without_events_wait_for_who_moves_the_case() {
    let Some(engine) = fresh().await else { return };
    let store = engine.open_for(Access::Create).await.unwrap();
    let case_id = CaseId(1);
    let append = |version, events, subject: &str| {
        let mut row = case(&mut Random::new(1), case_id.0);
        row.subject = subject.to_owned();
        let write =
            StreamWrite { stream: Stream::Case(case_id), expected: Expected::Version(version), events };
        Append { writes: vec![write], changes: vec![Change::Case(Box::new(row))] }
    };
    store.append(append(0, vec![event("noted", "{}")], "first")).await.unwrap();
    let mut other = engine.connection().await;
    let mut moving = other.begin().await.unwrap();
    let next = "insert into events (stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, \
                payload) select stream_sort, stream_id, 2, name, name_version, occurred_at, recorded_at, actor, payload \
                from events";
    sqlx::query(next).execute(&mut *moving).await.unwrap();
    sqlx::query("update cases set subject = 'moved'").execute(&mut *moving).await.unwrap();
    let settling = append(1, vec![], "settled");
    let settling = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.append(settling).await }
    });
    while store.written().waiting == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    moving.commit().await.unwrap();
    assert!(matches!(settling.await.unwrap(), Err(StoreError::Conflict { expected: 1, found: 2, .. })));
    assert_eq!(store.case_row(case_id).await.unwrap().unwrap().subject, "moved");
}

/// A database of somebody else's is left alone, and one that is empty is no installation.
#[tokio::test]
async fn a_foreign_database_is_refused() {
    let Some(engine) = fresh().await else { return };
    assert!(matches!(engine.open_for(Access::Write).await, Err(StoreError::Schema { found: 0, .. })));
    engine.execute("create table theirs (number bigint)").await;
    assert!(matches!(engine.open_for(Access::Create).await, Err(StoreError::Schema { found: 0, .. })));
    engine.execute("drop table theirs").await;
    engine.open_for(Access::Create).await.unwrap();
    engine.execute("insert into huiyin_schema values (99)").await;
    assert!(matches!(engine.open_for(Access::Create).await, Err(StoreError::Schema { found: 99, .. })));
}

/// The engine cannot hold the character NUL; whoever types it gets an answer all the same.
#[tokio::test]
async fn the_character_nul_breaks_nothing() {
    let Some(engine) = fresh().await else { return };
    let store = engine.open_for(Access::Create).await.unwrap();
    assert_eq!(store.user_by_login("a\0b").await.unwrap(), None);
    assert_eq!(store.case_by_import("cfpb", "\0").await.unwrap(), None);
    let limit = AttemptLimit { key: "login:\0".to_owned(), free: 1, wait_seconds_max: 9 };
    let now = Timestamp::UNIX_EPOCH;
    assert_eq!(store.attempt_begin(vec![limit.clone()], now).await.unwrap(), None);
    assert_eq!(store.attempt_begin(vec![limit], now).await.unwrap(), Some(2));
    let text_id = domain::id::TextId(1);
    let changes = vec![
        Change::Masked(MaskedText { text_id, masked: "a\0b".to_owned() }),
        Change::Imported { profile: "cfpb".to_owned(), external_id: "\0".to_owned(), case_id: CaseId(1) },
    ];
    store.append(Append { writes: vec![], changes }).await.unwrap();
    assert_eq!(store.masked_texts(&[text_id]).await.unwrap()[0].masked, "a\u{fffd}b");
    assert_eq!(store.case_by_import("cfpb", "\0").await.unwrap(), Some(CaseId(1)));
}
