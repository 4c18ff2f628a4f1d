//! The ledger over the events.

use std::sync::Arc;

use domain::id::Stream;
use jiff::Timestamp;
use ledger::tile::HashReader;
use ledger::{MemoryLog, ReadPlan};

use super::sample::{Random, at, case_stream, event, one_event};
use super::{Engine, Tampering};
use crate::{Append, Expected, Head, NewEvent, Store, StreamWrite, WaitingEvent};

/// A fresh record is sealed already.
pub async fn an_empty_log_has_the_empty_root(engine: &impl Engine) {
    let store = engine.open().await;
    let empty = Head { size: 0, root: store.hash_algorithm().empty_root() };
    assert_eq!(store.head().await.expect("reads"), empty);
    let step = store.seal(100, Timestamp::MAX).await.expect("seals");
    assert_eq!((step.before, step.head), (0, empty));
    assert_eq!(store.unsealed().await.expect("counts"), (0, None));
    assert_eq!(store.checkpoint_newest().await.expect("reads"), None);
    assert_eq!(store.logged_events(0, 10).await.expect("reads"), []);
}

/// Leaves, tiles, heads and the proofs made of them are those of RFC 6962 over the events in log order.
pub async fn indexes_are_dense_and_roots_agree_with_a_model(engine: &impl Engine) {
    let store = engine.open().await;
    let mut random = Random::new(40);
    let mut log = MemoryLog::new(store.hash_algorithm());
    while log.frontier().size() < 1_200 {
        many_events(&*store, &mut random, 150).await;
        let limit = 1 + u32::try_from(random.below(200)).unwrap_or_default();
        let step = store.seal(limit, Timestamp::MAX).await.expect("seals");
        assert!(step.before < step.head.size && step.head.size <= step.before + u64::from(limit));
        extend(&*store, &mut log, step.before).await;
        assert_eq!(step.head, Head { size: log.frontier().size(), root: log.frontier().root() });
    }
    let size = log.frontier().size();
    assert_eq!(store.head().await.expect("reads"), Head { size, root: log.frontier().root() });
    let Ok(leaves) = log.leaf_hashes(0..size);
    assert_eq!(store.leaf_hashes(0, size).await.expect("reads"), leaves);
    assert_eq!(store.leaf_hashes(7, 9).await.expect("reads"), leaves[7..9]);
    assert_eq!(store.leaf_hashes(size - 1, size + 5).await.expect("reads").len(), 1);
    let Ok(tiles) = log.tile_hashes(8, 0..size >> 8);
    assert_eq!(store.tile_hashes(8, 0, size).await.expect("reads"), tiles);
    assert_eq!(store.tile_hashes(8, 1, 3).await.expect("reads"), tiles[1..3]);
    assert_eq!(store.tile_hashes(16, 0, 9).await.expect("reads"), []);
    for index in [0, 255, 256, size - 1] {
        let plan = ReadPlan::inclusion(index, size).expect("inside the log");
        let mut rows = Vec::new();
        for range in plan.row_ranges() {
            let (from, until) = (range.indexes.start, range.indexes.end);
            rows.push(match range.level {
                0 => store.leaf_hashes(from, until).await.expect("reads"),
                level => store.tile_hashes(level, from, until).await.expect("reads"),
            });
        }
        let proof = plan.hashes(store.hash_algorithm(), &rows).expect("all rows are there");
        let leaf = &leaves[usize::try_from(index).unwrap_or_default()];
        let root = log.frontier().root();
        ledger::verify_inclusion(store.hash_algorithm(), index, size, leaf, &proof, &root)
            .expect("the proof holds");
    }
}

/// How many, and since when.
pub async fn what_waits_is_counted(engine: &impl Engine) {
    let store = engine.open().await;
    for second in 1..=5 {
        note_at(&*store, at(second)).await;
    }
    assert_eq!(store.unsealed().await.expect("counts"), (5, Some(at(1))));
    assert_eq!(store.seal(3, Timestamp::MAX).await.expect("seals").head.size, 3);
    assert_eq!(store.unsealed().await.expect("counts"), (2, Some(at(4))));
    assert_eq!(store.seal(3, Timestamp::MAX).await.expect("seals").head.size, 5);
    assert_eq!(store.unsealed().await.expect("counts"), (0, None));
}

/// Of the streams of a sort, those of which something was recorded at a log index or behind it, sealed or not.
pub async fn what_changed_since_a_size_is_told(engine: &impl Engine) {
    let store = engine.open().await;
    let note = async |case: u64| {
        let append = one_event(case_stream(case), Expected::Any, "{}");
        store.append(append).await.expect("appends");
    };
    for case in [1, 2, 3, 2] {
        note(case).await;
    }
    store.append(one_event(Stream::Office, Expected::Any, "{}")).await.expect("appends");
    store.seal(100, Timestamp::MAX).await.expect("seals");
    note(5).await;
    let (sort, _) = case_stream(1).parts();
    let since = async |from| store.streams_changed(sort, from).await.expect("reads");
    assert_eq!(since(0).await, [1, 2, 3, 5]);
    assert_eq!(since(2).await, [2, 3, 5]);
    assert_eq!(since(4).await, [5]);
}

/// Where a clock is set back, events are recorded no earlier than those before them.
pub async fn recorded_times_do_not_step_back(engine: &impl Engine) {
    let store = engine.open().await;
    for second in [3_600, 3_590, 0, 3_601] {
        note_at(&*store, at(second)).await;
    }
    let recorded: Vec<_> = store.stream_events(case_stream(1)).await.expect("reads");
    let recorded: Vec<_> = recorded.iter().map(|stored| stored.event.recorded_at).collect();
    assert_eq!(recorded, [at(3_600), at(3_590), at(3_600), at(3_601)], "ten seconds are no step");
    store.seal(10, at(3_601)).await.expect("seals");
    drop(store);
    let store = engine.open().await;
    note_at(&*store, at(0)).await;
    assert_eq!(store.seal(10, at(3_601)).await.expect("seals").head.size, 5);
}

/// An event of an earlier time, of one to come, or behind a gap is not sealed; what stands before it is.
pub async fn what_cannot_be_true_is_not_sealed(engine: &impl Engine) {
    let forged = [(1, at(-86_400)), (1, at(86_400)), (9, at(2))];
    let forged = forged.into_iter().filter(|(behind, _)| *behind == 1 || engine.gaps_show());
    for (position, (behind, recorded_at)) in forged.enumerate() {
        let store = engine.open().await;
        note_at(&*store, at(1)).await;
        let recorded_at = recorded_at.as_microsecond();
        let sound = store.head().await.expect("reads").size;
        let log_index = sound + behind;
        engine.tamper(Tampering::AddWaiting { log_index, recorded_at }).await;
        let waiting = store.waiting_events(sound, 10).await.expect("reads");
        assert_eq!(waiting.len(), 2);
        assert_eq!(waiting[1], WaitingEvent { log_index, recorded_at });
        assert_eq!(store.seal(10, at(3)).await.expect("seals what is sound").head.size, sound + 1);
        assert!(store.seal(10, at(3)).await.is_err(), "forgery {position}");
        assert!(store.seal(10, at(3)).await.is_err(), "forgery {position} again");
        engine.tamper(Tampering::RemoveLast).await;
    }
}

async fn note_at(store: &dyn Store, moment: Timestamp) {
    let noted = NewEvent { recorded_at: moment, ..event("noted", "{}") };
    let write = StreamWrite { stream: case_stream(1), expected: Expected::Any, events: vec![noted] };
    store.append(Append { writes: vec![write], changes: vec![] }).await.expect("appends");
}

/// Every sealed event once, in log order, with its leaf hash; a stream's indexes are those of its events.
pub async fn the_feed_follows_the_log(engine: &impl Engine) {
    let store = engine.open().await;
    many_events(&*store, &mut Random::new(41), 300).await;
    seal_all(&*store).await;
    many_events(&*store, &mut Random::new(42), 20).await;
    let sealed = store.head().await.expect("reads").size;
    let (mut from, mut read) = (0, Vec::new());
    loop {
        let page = store.logged_events(from, 70).await.expect("reads");
        assert!(page.len() <= 70);
        let Some(last) = page.last() else { break };
        from = last.log_index + 1;
        read.extend(page);
    }
    assert_eq!(
        read.iter().map(|logged| logged.log_index).collect::<Vec<_>>(),
        (0..sealed).collect::<Vec<_>>()
    );
    for logged in &read {
        assert_eq!(logged.leaf_hash, store.hash_algorithm().leaf(&logged.event.leaf_data()));
    }
    for stream in [case_stream(1), case_stream(2), Stream::Office] {
        let expected: Vec<_> = read
            .iter()
            .filter(|logged| logged.event.stream == stream)
            .map(|logged| (logged.event.version, logged.log_index))
            .collect();
        assert_eq!(store.log_indexes(stream).await.expect("reads"), expected);
        let all = store.stream_events(stream).await.expect("reads");
        let sealed: Vec<_> =
            read.iter().filter(|logged| logged.event.stream == stream).map(|logged| &logged.event).collect();
        assert_eq!(all.iter().take(sealed.len()).collect::<Vec<_>>(), sealed);
    }
}

/// The newest by size; signing a size again replaces its note.
pub async fn checkpoints_are_kept(engine: &impl Engine) {
    let store = engine.open().await;
    for (size, note) in [(5, "five"), (3, "three"), (5, "five again")] {
        store.checkpoint_put(size, note).await.expect("keeps");
    }
    assert_eq!(store.checkpoint_newest().await.expect("reads"), Some((5, "five again".to_owned())));
}

/// Several sealers and writers together make one log.
pub async fn sealing_at_once_gives_one_log(engine: &impl Engine) {
    let store = engine.open().await;
    let writers = (0..3).map(|seed| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { many_events(&*store, &mut Random::new(seed), 100).await })
    });
    let sealers = (0..3).map(|_| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            for _ in 0..20 {
                store.seal(10, Timestamp::MAX).await.expect("seals");
            }
        })
    });
    for task in writers.chain(sealers).collect::<Vec<_>>() {
        task.await.expect("no panic");
    }
    seal_all(&*store).await;
    let mut log = MemoryLog::new(store.hash_algorithm());
    extend(&*store, &mut log, 0).await;
    assert_eq!(log.frontier().size(), store.event_count().await.expect("counts"));
    assert_eq!(store.head().await.expect("reads").root, log.frontier().root());
}

/// The tree grows on from where it was.
pub async fn a_log_goes_on_after_reopening(engine: &impl Engine) {
    let mut log = None;
    for seed in 0..3 {
        let store = engine.open().await;
        let log = log.get_or_insert_with(|| MemoryLog::new(store.hash_algorithm()));
        many_events(&*store, &mut Random::new(seed), 200).await;
        let before = store.head().await.expect("reads").size;
        seal_all(&*store).await;
        extend(&*store, log, before).await;
        assert_eq!(store.head().await.expect("reads").root, log.frontier().root());
    }
}

/// Writes about `count` events to a handful of streams.
pub async fn many_events(store: &dyn Store, random: &mut Random, count: u64) {
    for _ in 0..count / 2 {
        let stream = random.pick(&[case_stream(1), case_stream(2), case_stream(3), Stream::Office]);
        let mut append = one_event(stream, Expected::Any, &format!("{{\"n\":{}}}", random.below(1_000)));
        append.writes[0].events.push(event("accepted", "{\"by\":\"regime\"}"));
        store.append(append).await.expect("appends");
    }
}

/// Seals until nothing waits.
pub async fn seal_all(store: &dyn Store) {
    loop {
        let step = store.seal(u32::MAX, Timestamp::MAX).await.expect("seals");
        if step.before == step.head.size {
            return;
        }
    }
}

/// Adds the events from a log index on to the model, as the feed gives them.
async fn extend(store: &dyn Store, log: &mut MemoryLog, from: u64) {
    let mut from = from;
    loop {
        let page = store.logged_events(from, 1_000).await.expect("reads");
        if page.is_empty() {
            return;
        }
        for logged in page {
            assert_eq!(logged.log_index, from, "no index is left out");
            assert_eq!(log.push(&logged.event.leaf_data()), from);
            from += 1;
        }
    }
}
