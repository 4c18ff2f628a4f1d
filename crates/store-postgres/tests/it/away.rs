//! A database that is not there, goes away, and comes back.

use std::time::Duration;

use domain::id::{CaseId, Stream};
use jiff::Timestamp;
use ledger::HashAlgorithm;
use store::{Access, Append, EventLog, Expected, NewEvent, StoreError, StreamWrite};
use store_postgres::cluster::{Cluster, Tell};
use store_postgres::{OpenOptions, PostgresStore};

const OPTIONS: OpenOptions = OpenOptions { access: Access::Create, hash_algorithm: HashAlgorithm::Sha256 };

/// A clear error while it is away, nothing half-written, and work as before once it is back, without anybody's help.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_goes_on_when_its_database_is_back() {
    let Some(cluster) = tokio::task::spawn_blocking(Cluster::start).await.unwrap().unwrap() else { return };
    let url = cluster.database().await.unwrap().parse().unwrap();
    let store = PostgresStore::open(&url, OPTIONS).await.unwrap();
    let note = |version| {
        let event = NewEvent {
            name: "noted".to_owned(),
            name_version: 1,
            occurred_at: Timestamp::UNIX_EPOCH,
            recorded_at: Timestamp::UNIX_EPOCH,
            actor: "user:1".to_owned(),
            payload: "{}".to_owned(),
        };
        let stream = Stream::Case(CaseId(1));
        let write = StreamWrite { stream, expected: Expected::Version(version), events: vec![event; 2] };
        Append { writes: vec![write], changes: vec![] }
    };
    store.append(note(0)).await.unwrap();
    cluster.tell(Tell::Stop).unwrap();
    for _ in 0..2 {
        assert!(matches!(store.append(note(2)).await, Err(StoreError::Engine { .. })));
    }
    match PostgresStore::open(&url, OPTIONS).await {
        Err(StoreError::Engine { doing, source }) => {
            let said = format!("{doing} {source}");
            assert!(!said.contains("not-a-secret"), "{said}");
        }
        other => panic!("expected a database that is away, found {other:?}"),
    }
    cluster.tell(Tell::Start).unwrap();
    let mut tries = 0;
    while let Err(error) = store.append(note(2)).await {
        assert!(tries < 10, "{error:?}");
        tries += 1;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(store.stream_events(Stream::Case(CaseId(1))).await.unwrap().len(), 4);
    assert_eq!(store.event_count().await.unwrap(), 4);
}
