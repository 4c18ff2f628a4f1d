//! Reading the whole log to verify it: chunks in turn, the next ones read and hashed while one is looked at.

use std::collections::VecDeque;

use ledger::HashAlgorithm;
use sqlx::PgPool;
use sqlx::postgres::PgRow;
use store::{CheckLeaves, Head, Scan, ScannedLeaf, StoreError};
use tokio::task::JoinHandle;

use crate::convert::id;
use crate::error::unreadable;
use crate::fields::Fields;
use crate::query::{one, rows};
use crate::seal::event_fields;

/// Leaves of a chunk.
const CHUNK: u64 = 4_096;

/// Chunks that are read at once.
const AHEAD: usize = 3;

const DOING: &str = "reading the log";

/// See [`store::LedgerRows::scan_leaves`].
pub async fn scan_leaves(
    pool: &PgPool,
    algorithm: HashAlgorithm,
    check: &mut CheckLeaves<'_>,
) -> Result<Scan, StoreError> {
    let mut scan = extent(pool).await?;
    let mut starts = (0..scan.end.div_ceil(CHUNK)).map(|number| number * CHUNK);
    let read = |from: u64| {
        let (pool, until) = (pool.clone(), scan.end.min(from + CHUNK));
        Reading(tokio::spawn(async move { read_chunk(&pool, algorithm, from, until).await }))
    };
    let mut reading: VecDeque<Reading> = starts.by_ref().take(AHEAD).map(read).collect();
    while let Some(mut chunk) = reading.pop_front() {
        reading.extend(starts.next().map(read));
        let leaves = (&mut chunk.0)
            .await
            .map_err(|error| StoreError::Engine { doing: DOING, source: Box::new(error) })??;
        scan.leaves += leaves.len() as u64;
        if !leaves.is_empty() && !check(&leaves) {
            break;
        }
    }
    Ok(scan)
}

/// A chunk being read; nobody reads on once it is dropped.
struct Reading(JoinHandle<Result<Vec<ScannedLeaf>, StoreError>>);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The head, what lies behind the last log index that it or a leaf speaks of, and events that nobody sealed or will.
async fn extent(pool: &PgPool) -> Result<Scan, StoreError> {
    let found = one(pool, DOING, sqlx::query(include_str!("sql/scan_extent.sql")), |row| {
        let mut fields = Fields::new(row, "ledger_head");
        let head = Head { size: fields.id()?, root: fields.hash()? };
        let end = fields.id()?.max(head.size);
        let stray_events = fields.number()?;
        let place = (fields.number_maybe()?, fields.id_maybe()?, fields.number_maybe()?);
        let first_stray = match place {
            (Some(sort), Some(key), Some(version)) => Some((sort, key, version)),
            _ => None,
        };
        Ok(Scan { head, end, leaves: 0, stray_events, first_stray })
    });
    found.await?.ok_or_else(|| unreadable("ledger_head", "expected one row"))
}

async fn read_chunk(
    pool: &PgPool,
    algorithm: HashAlgorithm,
    from: u64,
    until: u64,
) -> Result<Vec<ScannedLeaf>, StoreError> {
    let query = sqlx::query(include_str!("sql/scan_leaves.sql")).bind(id(from)).bind(id(until));
    rows(pool, DOING, query, |row| scanned(row, algorithm)).await
}

fn scanned(row: &PgRow, algorithm: HashAlgorithm) -> Result<ScannedLeaf, StoreError> {
    let mut fields = Fields::new(row, "leaves");
    let (log_index, stored) = (fields.id()?, fields.hash()?);
    if !fields.get::<bool>()? {
        return Ok(ScannedLeaf { log_index, stored, recomputed: None, recorded_at: 0 });
    }
    let fields = event_fields(row, 3)?;
    let mut data = Vec::new();
    fields.write_leaf_data(&mut data);
    let recomputed = Some(algorithm.leaf(&data));
    Ok(ScannedLeaf { log_index, stored, recomputed, recorded_at: fields.recorded_at })
}
