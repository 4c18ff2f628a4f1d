//! Events: versions, conflicts, durability.

use std::collections::HashSet;
use std::sync::Arc;

use domain::id::{CaseId, ChannelId, InstitutionId, PersonId, Stream, TextId, UserId};

use super::Engine;
use super::sample::{Random, case, case_stream, event, one_event};
use crate::{
    Append, Change, Expected, InstitutionRow, NewEvent, PersonKeyRow, SealedItem, Series, Store, StoreError,
    StoredEvent, StreamWrite, UserRow,
};

/// Every field comes back, down to the microsecond and to characters beyond the basic plane.
pub async fn events_are_read_back_as_written(engine: &impl Engine) {
    let store = engine.open().await;
    let written = [
        event("received", "{}"),
        NewEvent {
            name: "answered".to_owned(),
            name_version: u16::MAX,
            occurred_at: "1969-12-31T23:59:59.999999Z".parse().expect("a moment"),
            recorded_at: "2026-01-01T00:08:30.123456Z".parse().expect("a moment"),
            actor: "system:import".to_owned(),
            payload: "{\"note\":\"回音 𠮷 \\u0000 ' \\\"\"}".to_owned(),
        },
    ];
    for (number, stream) in every_sort_of_stream().into_iter().enumerate() {
        let append = Append {
            writes: vec![StreamWrite { stream, expected: Expected::Version(0), events: written.to_vec() }],
            changes: vec![],
        };
        let appended = store.append(append).await.expect("appends to a fresh stream");
        assert_eq!(appended.versions, [2]);
        let read = store.stream_events(stream).await.expect("reads");
        let expected: Vec<_> = (1..)
            .zip(&written)
            .map(|(version, event)| StoredEvent { stream, version, event: event.clone() })
            .collect();
        assert_eq!(read, expected);
        assert_eq!(store.event_count().await.expect("counts"), 2 * (number as u64 + 1));
    }
    assert_eq!(
        store.stream_events(case_stream(99)).await.expect("reads"),
        [],
        "a stream never written is empty"
    );
    let (sort, case_id) = case_stream(1).parts();
    let first = store.first_events(sort, &[99, case_id, 98]).await.expect("reads");
    assert_eq!(first, [StoredEvent { stream: case_stream(1), version: 1, event: written[0].clone() }]);
    assert_eq!(store.first_events(sort, &[]).await.expect("reads"), []);
}

/// Two streams, one of them stale: neither is written, and no read model either.
pub async fn a_stale_version_is_a_conflict_and_writes_nothing(engine: &impl Engine) {
    let store = engine.open().await;
    for case_id in [1, 2] {
        store.append(one_event(case_stream(case_id), Expected::Version(0), "{}")).await.expect("appends");
    }
    let write = |case_id, version| StreamWrite {
        stream: case_stream(case_id),
        expected: Expected::Version(version),
        events: vec![event("noted", "{}"), event("noted", "{}")],
    };
    for stale in [0, 2] {
        let append = Append {
            writes: vec![write(1, 1), write(2, stale)],
            changes: vec![Change::Case(Box::new(case(&mut Random::new(1), 1)))],
        };
        match store.append(append).await {
            Err(StoreError::Conflict { stream, expected, found }) => {
                assert_eq!((stream, expected, found), (case_stream(2), stale, 1));
            }
            other => panic!("expected a conflict, found {other:?}"),
        }
    }
    for case_id in [1, 2] {
        assert_eq!(store.stream_events(case_stream(case_id)).await.expect("reads").len(), 1);
    }
    assert_eq!(store.case_row(CaseId(1)).await.expect("reads"), None);
    let both = Append { writes: vec![write(1, 1), write(2, 1)], changes: vec![] };
    assert_eq!(store.append(both).await.expect("appends").versions, [3, 3]);
}

/// Read models alone can be written to a case that has not moved since it was read, and to no other.
pub async fn an_append_without_events_is_held_to_its_version(engine: &impl Engine) {
    let store = engine.open().await;
    let none = |version| Append {
        writes: vec![StreamWrite {
            stream: case_stream(1),
            expected: Expected::Version(version),
            events: vec![],
        }],
        changes: vec![Change::Case(Box::new(case(&mut Random::new(1), 1)))],
    };
    store.append(one_event(case_stream(1), Expected::Version(0), "{}")).await.expect("appends");
    for stale in [0, 2] {
        assert!(matches!(store.append(none(stale)).await, Err(StoreError::Conflict { .. })));
        assert_eq!(store.case_row(CaseId(1)).await.expect("reads"), None);
    }
    assert_eq!(store.append(none(1)).await.expect("appends").versions, [1]);
    assert!(store.case_row(CaseId(1)).await.expect("reads").is_some());
    assert_eq!(store.stream_events(case_stream(1)).await.expect("reads").len(), 1);
}

/// A writer that does not care gets the next version, whatever it is.
pub async fn any_version_appends(engine: &impl Engine) {
    let store = engine.open().await;
    let stream = Stream::User(UserId(7));
    for version in 1..=3 {
        let appended = store.append(one_event(stream, Expected::Any, "{}")).await.expect("appends");
        assert_eq!(appended.versions, [version]);
    }
}

/// The second write of one append builds on the first.
pub async fn a_stream_written_twice_in_one_append_counts_on(engine: &impl Engine) {
    let store = engine.open().await;
    let write = |version| StreamWrite {
        stream: case_stream(1),
        expected: Expected::Version(version),
        events: vec![event("noted", "{}")],
    };
    let twice = Append { writes: vec![write(0), write(1)], changes: vec![] };
    assert_eq!(store.append(twice).await.expect("appends").versions, [1, 2]);
    let stale = Append { writes: vec![write(2), write(2)], changes: vec![] };
    assert!(matches!(store.append(stale).await, Err(StoreError::Conflict { expected: 2, found: 3, .. })));
    assert_eq!(store.event_count().await.expect("counts"), 2);
}

/// Each unique value refuses its second bearer by the constraint's name and leaves no trace.
pub async fn taken_values_are_refused_by_name(engine: &impl Engine) {
    let store = engine.open().await;
    let institution = |institution_id, code: &str| {
        Change::Institution(InstitutionRow {
            institution_id: InstitutionId(institution_id),
            version: 1,
            code: code.to_owned(),
            details: "{}".to_owned(),
        })
    };
    let user = |user_id, login: &str| {
        Change::User(UserRow {
            user_id: UserId(user_id),
            version: 1,
            login: login.to_owned(),
            display_name: "王".to_owned(),
            active: true,
            institution_id: InstitutionId(1),
            roles: vec![],
        })
    };
    let numbered = |case_id| {
        let mut row = case(&mut Random::new(case_id), case_id);
        row.number = "TS-2026-0000001".to_owned();
        Change::Case(Box::new(row))
    };
    let imported = |case_id| Change::Imported {
        profile: "cfpb".to_owned(),
        external_id: "1".to_owned(),
        case_id: CaseId(case_id),
    };
    let key = |byte| Change::PersonKey(PersonKeyRow { person_id: PersonId(1), wrapped: vec![byte] });
    let sealed = |byte| {
        Change::Sealed(SealedItem {
            text_id: TextId(1),
            person_id: PersonId(1),
            case_id: CaseId(1),
            field: "name".to_owned(),
            sealed: vec![byte],
        })
    };
    let pairs = [
        ("institutions_code", institution(1, "HQ"), institution(2, "HQ")),
        ("users_login", user(1, "wang"), user(2, "wang")),
        ("cases_number", numbered(1), numbered(2)),
        ("imports_row", imported(1), imported(2)),
        ("person_keys", key(1), key(2)),
        ("sealed_items", sealed(1), sealed(2)),
    ];
    for (name, first, second) in pairs {
        let with_event = |change: Change| Append {
            changes: vec![change],
            ..one_event(Stream::Office, Expected::Any, "{}")
        };
        store.append(with_event(first)).await.expect("the first bearer is welcome");
        let before = store.event_count().await.expect("counts");
        match store.append(with_event(second)).await {
            Err(StoreError::Taken { name: taken }) => assert_eq!(taken, name),
            other => panic!("expected `{name}` to be taken, found {other:?}"),
        }
        assert_eq!(store.event_count().await.expect("counts"), before, "nothing of a refused append is kept");
    }
    store
        .append(Append { writes: vec![], changes: vec![institution(1, "HQ"), user(1, "wang")] })
        .await
        .expect("a row may keep its own value");
}

/// The refused ones of many leave the others alone, and later ones see earlier ones.
pub async fn many_appends_succeed_or_fail_each_by_itself(engine: &impl Engine) {
    let store = engine.open().await;
    let import = |case_id, external_id: &str| Append {
        changes: vec![Change::Imported {
            profile: "cfpb".to_owned(),
            external_id: external_id.to_owned(),
            case_id: CaseId(case_id),
        }],
        ..one_event(case_stream(case_id), Expected::Version(0), "{}")
    };
    let appends = vec![
        import(1, "a"),
        import(2, "a"),
        import(1, "b"),
        import(3, "c"),
        one_event(case_stream(3), Expected::Version(1), "{}"),
    ];
    let results = store.append_many(appends).await.expect("the batch is written");
    assert_eq!(results.len(), 5);
    assert_eq!(results[0].as_ref().map(|appended| appended.versions.clone()).ok(), Some(vec![1]));
    assert!(
        matches!(&results[1], Err(StoreError::Taken { name }) if name == "imports_row"),
        "{:?}",
        results[1]
    );
    assert!(
        matches!(&results[2], Err(StoreError::Conflict { expected: 0, found: 1, .. })),
        "{:?}",
        results[2]
    );
    assert!(results[3].is_ok());
    assert_eq!(results[4].as_ref().map(|appended| appended.versions.clone()).ok(), Some(vec![2]));
    assert_eq!(store.event_count().await.expect("counts"), 3);
    assert_eq!(store.case_by_import("cfpb", "a").await.expect("reads"), Some(CaseId(1)));
    assert_eq!(store.case_by_import("cfpb", "b").await.expect("reads"), None);
    assert_eq!(store.append_many(vec![]).await.expect("nothing to do").len(), 0);
}

/// Two cases merged into each other at once: one result.
pub async fn two_merges_at_once_give_one_result(engine: &impl Engine) {
    let store = engine.open().await;
    for case_id in [1, 2] {
        store.append(one_event(case_stream(case_id), Expected::Version(0), "{}")).await.expect("appends");
    }
    let merge = |from: u64, into: u64| {
        let write = |case_id, payload: String| StreamWrite {
            stream: case_stream(case_id),
            expected: Expected::Version(1),
            events: vec![event("merged", &payload)],
        };
        let append = Append {
            writes: vec![
                write(from, format!("{{\"into\":{into}}}")),
                write(into, format!("{{\"from\":{from}}}")),
            ],
            changes: vec![],
        };
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.append(append).await })
    };
    let (one, other) = (merge(1, 2), merge(2, 1));
    let outcomes = [one.await.expect("no panic"), other.await.expect("no panic")];
    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(won, 1, "{outcomes:?}");
    assert!(
        outcomes
            .iter()
            .any(|outcome| matches!(outcome, Err(StoreError::Conflict { expected: 1, found: 2, .. })))
    );
    for case_id in [1, 2] {
        assert_eq!(store.stream_events(case_stream(case_id)).await.expect("reads").len(), 2);
    }
}

/// Many tasks, many streams, one contended stream: every acknowledged event is there, once.
pub async fn writers_at_once_lose_nothing(engine: &impl Engine) {
    const TASKS: u64 = 8;
    const WRITES: u32 = 25;
    let store = engine.open().await;
    let tasks: Vec<_> = (1..=TASKS)
        .map(|case_id| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for version in 0..WRITES {
                    let own = one_event(case_stream(case_id), Expected::Version(version), "{}");
                    store.append(own).await.expect("nobody else writes here");
                    store
                        .append(one_event(Stream::Office, Expected::Any, "{}"))
                        .await
                        .expect("order does not matter");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    for case_id in 1..=TASKS {
        let versions: Vec<_> = store
            .stream_events(case_stream(case_id))
            .await
            .expect("reads")
            .iter()
            .map(|event| event.version)
            .collect();
        assert_eq!(versions, (1..=WRITES).collect::<Vec<_>>());
    }
    let shared = store.stream_events(Stream::Office).await.expect("reads");
    assert_eq!(shared.len() as u64, TASKS * u64::from(WRITES));
}

/// Also not after opening again, and not where identifiers were handed out and never written.
pub async fn identifiers_never_repeat(engine: &impl Engine) {
    const ALL: [Series; 8] = [
        Series::Case,
        Series::Institution,
        Series::User,
        Series::Person,
        Series::Text,
        Series::Blob,
        Series::Channel,
        Series::ReplyTemplate,
    ];
    let mut seen = HashSet::new();
    for round in 0..3 {
        let store = engine.open().await;
        for series in ALL {
            for count in [1, 300, 1] {
                let first = store.allocate(series, count).await.expect("allocates");
                if round == 0 {
                    assert!(1 <= first, "identifiers begin with 1");
                }
                for id in first..first + count {
                    assert!(seen.insert((series, id)), "{series:?} {id} came twice");
                }
            }
        }
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let store = Arc::clone(&store);
                tokio::spawn(async move { store.allocate(Series::Case, 7).await.expect("allocates") })
            })
            .collect();
        for task in tasks {
            let first = task.await.expect("no panic");
            for id in first..first + 7 {
                assert!(seen.insert((Series::Case, id)), "{id} came twice");
            }
        }
    }
}

/// What was acknowledged is there for the next process, though nobody closed anything with care.
pub async fn acknowledged_writes_survive_reopening(engine: &impl Engine) {
    let store = engine.open().await;
    for version in 0..20 {
        let row = Change::Case(Box::new(case(&mut Random::new(u64::from(version)), 1)));
        let append =
            Append { changes: vec![row], ..one_event(case_stream(1), Expected::Version(version), "{}") };
        store.append(append).await.expect("appends");
    }
    let (events, row) = snapshot(&*store).await;
    drop(store);
    let store = engine.open().await;
    assert_eq!(snapshot(&*store).await, (events, row));
    store.append(one_event(case_stream(1), Expected::Version(20), "{}")).await.expect("goes on");
}

async fn snapshot(store: &dyn Store) -> (Vec<StoredEvent>, Option<crate::CaseRow>) {
    (
        store.stream_events(case_stream(1)).await.expect("reads"),
        store.case_row(CaseId(1)).await.expect("reads"),
    )
}

/// By sort, after an identifier, no more than asked for.
pub async fn streams_are_listed_in_order(engine: &impl Engine) {
    let store = engine.open().await;
    for case_id in [5, 3, 300, 70_000] {
        for _ in 0..3 {
            store.append(one_event(case_stream(case_id), Expected::Any, "{}")).await.expect("appends");
        }
    }
    store.append(one_event(Stream::User(UserId(4)), Expected::Any, "{}")).await.expect("appends");
    let list = async |sort, after, limit| store.stream_ids(sort, after, limit).await.expect("lists");
    assert_eq!(list(1, 0, 10).await, [3, 5, 300, 70_000]);
    assert_eq!(list(1, 3, 2).await, [5, 300]);
    assert_eq!(list(1, 70_000, 10).await, [0; 0]);
    assert_eq!(list(3, 0, 10).await, [4]);
    assert_eq!(list(2, 0, 10).await, [0; 0]);
}

fn every_sort_of_stream() -> [Stream; 6] {
    [
        Stream::Case(CaseId(1)),
        Stream::Institution(InstitutionId(1)),
        Stream::User(UserId(u64::from(u32::MAX) + 1)),
        Stream::Person(PersonId(2)),
        Stream::Office,
        Stream::Channel(ChannelId(3)),
    ]
}
