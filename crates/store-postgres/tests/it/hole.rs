//! The classic hole: numbers of events become visible out of order, and whoever followed them would miss the late ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::id::{CaseId, Stream};
use jiff::Timestamp;
use sqlx::{Connection, Row};
use store::{Access, Append, EventLog, Expected, LedgerRows, NewEvent, StreamWrite};
use store_postgres::PostgresStore;

use crate::engine::fresh;

/// An event that draws its number first and commits last.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_commits_late_is_not_missed() {
    let Some(engine) = fresh().await else { return };
    let store = engine.open_for(Access::Create).await.unwrap();
    let mut slow = engine.connection().await;
    let mut transaction = slow.begin().await.unwrap();
    let insert = "with recorded as (
            insert into events (stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload)
            values (1, 1, 1, 'slow', 1, 0, 0, 'user:1', '{}') returning event_seq)
        insert into event_unsealed select event_seq from recorded returning event_seq";
    let slow_number: i64 = sqlx::query(insert).fetch_one(&mut *transaction).await.unwrap().get(0);

    append(&store, 2, "fast").await;
    assert_eq!(store.seal(10, Timestamp::MAX).await.unwrap().head.size, 1);
    let mut follower = Follower::default();
    follower.follow(&store).await;
    assert_eq!(follower.names, ["fast"]);
    let fast_number: i64 = sqlx::query("select max(event_seq) from leaves")
        .fetch_one(&mut engine.connection().await)
        .await
        .unwrap()
        .get(0);
    assert!(slow_number < fast_number, "a follower of numbers has read past the slow event");

    transaction.commit().await.unwrap();
    append(&store, 3, "later").await;
    store.seal(10, Timestamp::MAX).await.unwrap();
    follower.follow(&store).await;
    assert_eq!(follower.names, ["fast", "slow", "later"]);
}

/// Writers, sealers and followers at once, on nodes of their own: every follower reads every event once, in one order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn followers_of_many_nodes_read_one_log() {
    const WRITERS: u64 = 6;
    const EVENTS: u64 = 60;
    let Some(engine) = fresh().await else { return };
    let mut nodes = Vec::new();
    for _ in 0..3 {
        nodes.push(engine.open_for(Access::Create).await.unwrap());
    }
    let written = Arc::new(AtomicBool::new(false));
    let beside: Vec<_> = nodes
        .iter()
        .map(|node| {
            let (node, written) = (Arc::clone(node), Arc::clone(&written));
            tokio::spawn(async move {
                let mut follower = Follower::default();
                loop {
                    let last = written.load(Ordering::Acquire);
                    let step = node.seal(7, Timestamp::MAX).await.unwrap();
                    follower.follow(&node).await;
                    if last && step.before == step.head.size {
                        return follower.names;
                    }
                }
            })
        })
        .collect();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let node = Arc::clone(&nodes[usize::try_from(writer).unwrap() % nodes.len()]);
            tokio::spawn(async move {
                for number in 0..EVENTS {
                    append(&node, 1 + number % 5, &format!("{writer}-{number}")).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    written.store(true, Ordering::Release);
    let mut read = Vec::new();
    for follower in beside {
        read.push(follower.await.unwrap());
    }
    assert!(read.windows(2).all(|pair| pair[0] == pair[1]), "all followers read the same log");
    let mut names = read.pop().unwrap();
    names.sort();
    names.dedup();
    assert_eq!(names.len() as u64, WRITERS * EVENTS);
}

/// Somebody who reads the feed and remembers how far.
#[derive(Default)]
struct Follower {
    names: Vec<String>,
}

impl Follower {
    async fn follow(&mut self, store: &PostgresStore) {
        loop {
            let page = store.logged_events(self.names.len() as u64, 50).await.unwrap();
            if page.is_empty() {
                return;
            }
            for logged in page {
                assert_eq!(logged.log_index, self.names.len() as u64, "no index is left out");
                self.names.push(logged.event.event.name);
            }
        }
    }
}

async fn append(store: &PostgresStore, case_id: u64, name: &str) {
    let event = NewEvent {
        name: name.to_owned(),
        name_version: 1,
        occurred_at: Timestamp::UNIX_EPOCH,
        recorded_at: Timestamp::UNIX_EPOCH,
        actor: "user:1".to_owned(),
        payload: "{}".to_owned(),
    };
    let stream = Stream::Case(CaseId(case_id));
    let write = StreamWrite { stream, expected: Expected::Any, events: vec![event] };
    store.append(Append { writes: vec![write], changes: vec![] }).await.unwrap();
}
