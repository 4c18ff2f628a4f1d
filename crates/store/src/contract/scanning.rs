//! Verifying the log against the rows, after somebody has been at them.

use std::sync::Arc;

use super::sample::{Random, at};
use super::sealing::{many_events, seal_all};
use super::{Engine, Tampering};
use crate::{Scan, ScannedLeaf, Store};

/// Enough for several chunks of any engine's reading.
const EVENTS: u64 = 9_000;

/// All leaves, in order, each equal to its event.
pub async fn an_untouched_log_scans_clean(engine: &impl Engine) {
    let store = sealed(engine).await;
    let (leaves, scan) = scan(&*store).await;
    let head = store.head().await.expect("reads");
    let size = head.size;
    assert_eq!(scan, Scan { head, end: size, leaves: size, stray_events: 0, first_stray: None });
    assert_eq!(leaves.len() as u64, size);
    let stored = store.leaf_hashes(0, size).await.expect("reads");
    let recorded_at = at(2).as_microsecond();
    for ((index, leaf), stored) in (0..).zip(&leaves).zip(stored) {
        assert_eq!(*leaf, ScannedLeaf { log_index: index, stored, recomputed: Some(stored), recorded_at });
    }
}

/// One character, and its leaf no longer fits.
pub async fn an_altered_event_is_found(engine: &impl Engine) {
    let store = sealed(engine).await;
    engine.tamper(Tampering::AlterEvent(4_500)).await;
    let (leaves, _) = scan(&*store).await;
    assert_eq!(unfit(&leaves), [4_500]);
    assert!(leaves[4_500].recomputed.is_some());
}

/// The leaf stands without an event, at either end of the log too.
pub async fn a_removed_event_is_found(engine: &impl Engine) {
    let store = sealed(engine).await;
    let last = EVENTS - 1;
    for place in [0, 4_096, last] {
        engine.tamper(Tampering::RemoveEvent(place)).await;
    }
    let (leaves, scan) = scan(&*store).await;
    assert_eq!(scan.leaves, EVENTS);
    assert_eq!(unfit(&leaves), [0, 4_096, last]);
    assert!(leaves.iter().filter(|leaf| leaf.log_index == 4_096).all(|leaf| leaf.recomputed.is_none()));
}

/// Both places no longer fit.
pub async fn exchanged_events_are_found(engine: &impl Engine) {
    let store = sealed(engine).await;
    engine.tamper(Tampering::ExchangeEvents(10, 8_500)).await;
    let (leaves, _) = scan(&*store).await;
    assert_eq!(unfit(&leaves), [10, 8_500]);
}

/// A row without a leaf is told beside the leaves, which all fit.
pub async fn an_added_event_is_found(engine: &impl Engine) {
    let store = sealed(engine).await;
    engine.tamper(Tampering::AddEvent).await;
    let (leaves, scan) = scan(&*store).await;
    assert_eq!(unfit(&leaves), [0; 0]);
    assert_eq!((scan.leaves, scan.stray_events), (EVENTS, 1));
    assert!(scan.first_stray.is_some());
}

/// An altered leaf does not fit; a removed one leaves a gap and a stray event.
pub async fn altered_and_removed_leaves_are_found(engine: &impl Engine) {
    let store = sealed(engine).await;
    engine.tamper(Tampering::AlterLeaf(20)).await;
    engine.tamper(Tampering::RemoveLeaf(5_000)).await;
    let (leaves, scan) = scan(&*store).await;
    assert_eq!(unfit(&leaves), [20]);
    assert!(leaves.iter().all(|leaf| leaf.log_index != 5_000));
    assert_eq!((scan.leaves, scan.stray_events), (EVENTS - 1, 1));
}

/// No chunk is read for nothing.
pub async fn a_scan_stops_when_told(engine: &impl Engine) {
    let store = sealed(engine).await;
    let mut chunks = 0;
    let mut stop = |_: &[ScannedLeaf]| {
        chunks += 1;
        false
    };
    let scan = store.scan_leaves(&mut stop).await.expect("scans");
    assert_eq!(chunks, 1);
    assert!(0 < scan.leaves && scan.leaves < EVENTS);
}

async fn sealed(engine: &impl Engine) -> Arc<dyn Store> {
    let store = engine.open().await;
    let mut random = Random::new(50);
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (store, mut random) = (Arc::clone(&store), Random::new(random.below(1_000)));
            tokio::spawn(async move { many_events(&*store, &mut random, EVENTS / 10).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    seal_all(&*store).await;
    assert_eq!(store.head().await.expect("reads").size, EVENTS);
    store
}

async fn scan(store: &dyn Store) -> (Vec<ScannedLeaf>, Scan) {
    let mut leaves = Vec::new();
    let scan = store
        .scan_leaves(&mut |chunk| {
            leaves.extend_from_slice(chunk);
            true
        })
        .await
        .expect("scans");
    assert!(leaves.is_sorted_by_key(|leaf: &ScannedLeaf| leaf.log_index), "chunks come in order");
    (leaves, scan)
}

/// Log indexes whose event does not give the stored hash.
fn unfit(leaves: &[ScannedLeaf]) -> Vec<u64> {
    leaves.iter().filter(|leaf| leaf.recomputed != Some(leaf.stored)).map(|leaf| leaf.log_index).collect()
}
