//! Requests that may be sent again.

use domain::id::{CaseId, Stream};

use super::Engine;
use super::sample::at;
use crate::{Append, Change, DoneRequest, Expected, NewEvent, StoreError, StreamWrite};

fn request(key: u8, done_at: i64) -> DoneRequest {
    DoneRequest {
        key: vec![key; 16],
        fingerprint: vec![key, 0, 255],
        sealed: (0..=255).collect(),
        done_at: at(done_at),
        expires_at: at(done_at + 10),
    }
}

fn writing(case_id: u64, done: DoneRequest) -> Append {
    let event = NewEvent {
        name: "noted".to_owned(),
        name_version: 1,
        occurred_at: at(0),
        recorded_at: at(0),
        actor: "system:test".to_owned(),
        payload: "{}".to_owned(),
    };
    let stream = Stream::Case(CaseId(case_id));
    Append {
        writes: vec![StreamWrite { stream, expected: Expected::Any, events: vec![event] }],
        changes: vec![Change::Done(done)],
    }
}

/// Byte for byte, until it expires; also once opened again.
pub async fn done_requests_are_kept_until_they_expire(engine: &impl Engine) {
    let store = engine.open().await;
    store.append(writing(1, request(1, 0))).await.expect("writes");
    drop(store);
    let store = engine.open().await;
    let read = async |key: u8, now| store.done_request(&[key; 16], at(now)).await.expect("reads");
    assert_eq!(read(1, 9).await, Some(request(1, 0)));
    assert_eq!(read(1, 10).await, None);
    assert_eq!(read(2, 0).await, None);
    assert_eq!(store.done_requests_lapsed_delete(at(9)).await.expect("deletes"), 0);
    assert_eq!(store.done_requests_lapsed_delete(at(10)).await.expect("deletes"), 1);
    assert_eq!(read(1, 0).await, None);
}

/// However many come together under one key, one writes; the others are told and leave nothing behind.
pub async fn a_request_is_done_once(engine: &impl Engine) {
    let store = engine.open().await;
    let writers: Vec<_> = (0..8)
        .map(|case_id| {
            let store = std::sync::Arc::clone(&store);
            tokio::spawn(async move { store.append(writing(case_id + 1, request(1, 0))).await })
        })
        .collect();
    let mut written = 0;
    for writer in writers {
        match writer.await.expect("no panic") {
            Ok(_) => written += 1,
            Err(StoreError::Taken { name }) => assert_eq!(name, "done_requests_key"),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((written, store.event_count().await.expect("counts")), (1, 1));
    // Once expired, the key may be used anew, whether or not the row was swept out.
    store.append(writing(20, request(1, 10))).await.expect("writes");
    assert_eq!(store.done_request(&[1; 16], at(10)).await.expect("reads"), Some(request(1, 10)));
    let again = store.append_many(vec![writing(21, request(2, 0)), writing(22, request(2, 0))]).await;
    let again: Vec<_> = again.expect("writes").iter().map(Result::is_ok).collect();
    assert_eq!(again, [true, false]);
}
