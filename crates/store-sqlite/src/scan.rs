//! Reading the whole log to verify it: two connections on two threads, chunks in turn.
//!
//! Each thread reads leaves and events of a chunk side by side in the order of their keys, which is the order on the disk,
//! and hashes the events from the row's own bytes. The receiver takes the chunks in turn, so they arrive in order.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ledger::HashAlgorithm;
use rusqlite::Connection;
use store::{CheckLeaves, Scan, ScannedLeaf, StoreError};
use tokio::sync::mpsc;

use crate::connection;
use crate::convert::Fields;
use crate::error::engine;
use crate::ledger_rows::{hash, head};
use crate::query::one;
use crate::seal::event_fields;

/// Threads, each with a connection. Hashing and decoding take the time, so it is as many as small machines have cores.
const THREADS: u64 = 2;

/// Leaves of a chunk: long enough that handing over costs nothing, short enough to stay in a core's cache.
const CHUNK: u64 = 4_096;

/// Chunks a thread may be ahead.
const AHEAD: usize = 4;

const DOING: &str = "reading the log";

/// Leaves of a chunk, and the events that should have one and have none.
#[derive(Default)]
struct Chunk {
    leaves: Vec<ScannedLeaf>,
    stray_events: u64,
    first_stray: Option<(u8, u64, u32)>,
}

/// See [`store::LedgerRows::scan_leaves`].
pub async fn scan_leaves(
    path: &Path,
    algorithm: HashAlgorithm,
    check: &mut CheckLeaves<'_>,
) -> Result<Scan, StoreError> {
    let path: Arc<Path> = path.into();
    let opened = Arc::clone(&path);
    let mut scan = tokio::task::spawn_blocking(move || extent(&connection::reader(&opened)?))
        .await
        .map_err(|error| StoreError::Engine { doing: DOING, source: Box::new(error) })??;

    let end = scan.end;
    let stop = Arc::new(AtomicBool::new(false));
    let mut threads = Vec::new();
    for thread in 0..THREADS {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let (path, stop) = (Arc::clone(&path), Arc::clone(&stop));
        let work = move || read_chunks(&path, algorithm, thread, end, &stop, &sender);
        threads.push((receiver, tokio::task::spawn_blocking(work)));
    }
    let mut outcome = Ok(());
    'chunks: for number in 0..end.div_ceil(CHUNK) {
        let position = usize::try_from(number % THREADS).unwrap_or_default();
        // A thread that ended early says below why.
        let Some(chunk): Option<Chunk> = threads[position].0.recv().await else { break 'chunks };
        scan.leaves += chunk.leaves.len() as u64;
        scan.stray_events += chunk.stray_events;
        scan.first_stray = scan.first_stray.or(chunk.first_stray);
        if !chunk.leaves.is_empty() && !check(&chunk.leaves) {
            break 'chunks;
        }
    }
    stop.store(true, Ordering::Relaxed);
    for (receiver, thread) in threads {
        // Wakes a thread that waits for room.
        drop(receiver);
        let ended =
            thread.await.map_err(|error| StoreError::Engine { doing: DOING, source: Box::new(error) });
        outcome = outcome.and(ended.and_then(|ended| ended));
    }
    outcome.map(|()| scan)
}

/// The head, what lies behind the last log index that it or a leaf speaks of, and events that stand before the first place.
fn extent(connection: &Connection) -> Result<Scan, StoreError> {
    let snapshot = connection.unchecked_transaction().map_err(engine(DOING))?;
    let head = head(&snapshot)?;
    let sql = "select coalesce(max(log_index) + 1, 0) from leaves";
    let leaves = one(&snapshot, DOING, sql, [], |row| Fields::new(row, "leaves").id())?.unwrap_or_default();
    let sql = "select stream_sort, stream_id, version, count(*) over () from events where event_seq < 1 order by event_seq";
    let before = one(&snapshot, DOING, sql, [], |row| {
        let mut fields = Fields::new(row, "events");
        let first_stray = (fields.get()?, fields.id()?, fields.get()?);
        Ok((fields.id()?, first_stray))
    })?;
    Ok(Scan {
        end: head.size.max(leaves),
        head,
        leaves: 0,
        stray_events: before.map_or(0, |(count, _)| count),
        first_stray: before.map(|(_, first)| first),
    })
}

/// Reads every chunk that falls to this thread until the end, or until nobody listens.
fn read_chunks(
    path: &Path,
    algorithm: HashAlgorithm,
    thread: u64,
    end: u64,
    stop: &AtomicBool,
    sender: &mpsc::Sender<Chunk>,
) -> Result<(), StoreError> {
    let connection = connection::reader(path)?;
    let mut data = Vec::new();
    let mut number = thread;
    while number * CHUNK < end && !stop.load(Ordering::Relaxed) {
        let from = number * CHUNK;
        let chunk = read_chunk(&connection, algorithm, from, end.min(from + CHUNK), &mut data)?;
        if sender.blocking_send(chunk).is_err() {
            break;
        }
        number += THREADS;
    }
    Ok(())
}

/// Joins leaves and events of a range by their keys.
fn read_chunk(
    connection: &Connection,
    algorithm: HashAlgorithm,
    from: u64,
    until: u64,
    data: &mut Vec<u8>,
) -> Result<Chunk, StoreError> {
    let mut chunk = Chunk { leaves: Vec::with_capacity(CHUNK as usize), ..Chunk::default() };
    let range = (from.cast_signed(), until.cast_signed());
    let mut leaves = connection.prepare_cached(include_str!("sql/scan_leaves.sql")).map_err(engine(DOING))?;
    let mut leaves = leaves.query(range).map_err(engine(DOING))?;
    let mut events = connection.prepare_cached(include_str!("sql/scan_events.sql")).map_err(engine(DOING))?;
    let mut events = events.query(range).map_err(engine(DOING))?;
    let mut leaf = next_leaf(&mut leaves)?;
    while let Some(row) = events.next().map_err(engine(DOING))? {
        let index = Fields::new(row, "events").id()?;
        while let Some(gone) = leaf.filter(|leaf| leaf.log_index < index) {
            chunk.leaves.push(gone);
            leaf = next_leaf(&mut leaves)?;
        }
        let fields = event_fields(row, 1)?;
        match leaf.filter(|leaf| leaf.log_index == index) {
            Some(found) => {
                fields.write_leaf_data(data);
                let recomputed = Some(algorithm.leaf(data));
                chunk.leaves.push(ScannedLeaf { recomputed, recorded_at: fields.recorded_at, ..found });
                leaf = next_leaf(&mut leaves)?;
            }
            None => {
                chunk.stray_events += 1;
                let version = u32::try_from(fields.version).unwrap_or(u32::MAX);
                chunk.first_stray.get_or_insert((fields.stream_sort, fields.stream_id, version));
            }
        }
    }
    while let Some(gone) = leaf {
        chunk.leaves.push(gone);
        leaf = next_leaf(&mut leaves)?;
    }
    Ok(chunk)
}

/// The next leaf, its event not looked at yet.
fn next_leaf(leaves: &mut rusqlite::Rows<'_>) -> Result<Option<ScannedLeaf>, StoreError> {
    let row = leaves.next().map_err(engine(DOING))?;
    row.map(|row| {
        Ok(ScannedLeaf {
            log_index: Fields::new(row, "leaves").id()?,
            stored: hash(row, 1)?,
            recomputed: None,
            recorded_at: 0,
        })
    })
    .transpose()
}
