//! The ledger's rows.

use async_trait::async_trait;
use domain::id::Stream;
use jiff::Timestamp;
use ledger::{Hash, HashAlgorithm};
use rusqlite::{Connection, Row};
use store::{
    CheckLeaves, Chronology, Head, LedgerRows, LoggedEvent, Scan, SealStep, StoreError, WaitingEvent,
};

use crate::convert::Fields;
use crate::error::unreadable;
use crate::events::{event_count, stored_event};
use crate::query::{one, rows};
use crate::{SqliteStore, scan, seal};

const DOING: &str = "reading the ledger";

/// No page of the feed is longer.
const FEED_MAX: u32 = 10_000;

#[async_trait]
impl LedgerRows for SqliteStore {
    fn hash_algorithm(&self) -> HashAlgorithm {
        self.hash_algorithm
    }

    async fn seal(&self, limit: u32, now: Timestamp) -> Result<SealStep, StoreError> {
        let writer = self.writer()?;
        // One sealer at a time: what is hashed beside the writer must still fit the head when it is written.
        let mut latest_sealed = self.latest_sealed.lock().await;
        let walk = Chronology::after(*latest_sealed, now);
        match self.readers.long(move |connection| seal::prepare(connection, limit, walk)).await? {
            Some(prepared) => {
                let latest = prepared.latest();
                let step = writer.submit(move |connection| seal::write(connection, &prepared)).await?;
                *latest_sealed = latest;
                Ok(step)
            }
            None => {
                let head = self.head().await?;
                Ok(SealStep { before: head.size, head })
            }
        }
    }

    async fn head(&self) -> Result<Head, StoreError> {
        self.readers.short(head)
    }

    async fn unsealed(&self) -> Result<(u64, Option<Timestamp>), StoreError> {
        self.readers.short(|connection| {
            let size = head(connection)?.size;
            let sql = "select recorded_at from events where event_seq > ?1 order by event_seq limit 1";
            let oldest =
                one(connection, DOING, sql, [size.cast_signed()], |row| Fields::new(row, "events").moment())?;
            Ok((event_count(connection)?.saturating_sub(size), oldest))
        })
    }

    async fn waiting_events(&self, from: u64, limit: u32) -> Result<Vec<WaitingEvent>, StoreError> {
        let sql =
            "select event_seq - 1, recorded_at from events where event_seq > ?1 order by event_seq limit ?2";
        let read = move |connection: &Connection| {
            rows(connection, DOING, sql, (from.cast_signed(), limit), |row| {
                let mut fields = Fields::new(row, "events");
                Ok(WaitingEvent { log_index: fields.id()?, recorded_at: fields.get()? })
            })
        };
        self.readers.long(read).await
    }

    async fn checkpoint_put(&self, size: u64, note: &str) -> Result<(), StoreError> {
        let values = (size.cast_signed(), note.to_owned());
        self.write("keeping a checkpoint", "insert or replace into checkpoints values (?1, ?2)", values).await
    }

    async fn checkpoint_newest(&self) -> Result<Option<(u64, String)>, StoreError> {
        let sql = "select size, note from checkpoints order by size desc limit 1";
        self.readers.short(|connection| {
            one(connection, DOING, sql, [], |row| {
                let mut fields = Fields::new(row, "checkpoints");
                Ok((fields.id()?, fields.get()?))
            })
        })
    }

    async fn logged_events(&self, from: u64, limit: u32) -> Result<Vec<LoggedEvent>, StoreError> {
        let read = move |connection: &Connection| {
            let values = (from.cast_signed(), limit.min(FEED_MAX));
            rows(connection, DOING, include_str!("sql/logged_events.sql"), values, |row| {
                Ok(LoggedEvent {
                    log_index: Fields::new(row, "leaves").id()?,
                    leaf_hash: hash(row, 1)?,
                    event: stored_event(row, 2)?,
                })
            })
        };
        self.readers.long(read).await
    }

    async fn log_indexes(&self, stream: Stream) -> Result<Vec<(u32, u64)>, StoreError> {
        let (sort, id) = stream.parts();
        self.readers.short(|connection| {
            rows(connection, DOING, include_str!("sql/log_indexes.sql"), (sort, id.cast_signed()), |row| {
                let mut fields = Fields::new(row, "events");
                Ok((fields.get()?, fields.id()?))
            })
        })
    }

    async fn streams_changed(&self, sort: u8, from: u64) -> Result<Vec<u64>, StoreError> {
        let sql =
            "select distinct stream_id from events where event_seq > ?1 and stream_sort = ?2 order by 1";
        let read = move |connection: &Connection| {
            rows(connection, DOING, sql, (from.cast_signed(), sort), |row| Fields::new(row, "events").id())
        };
        self.readers.long(read).await
    }

    async fn leaf_hashes(&self, from: u64, until: u64) -> Result<Vec<Hash>, StoreError> {
        let sql = "select leaf_hash from leaves where log_index >= ?1 and log_index < ?2 order by log_index";
        let read = move |connection: &Connection| {
            rows(connection, DOING, sql, (from.cast_signed(), until.cast_signed()), |row| hash(row, 0))
        };
        self.readers.long(read).await
    }

    async fn tile_hashes(&self, level: u8, from: u64, until: u64) -> Result<Vec<Hash>, StoreError> {
        let sql = "select hash from tiles where level = ?1 and tile_index >= ?2 and tile_index < ?3 order by tile_index";
        let read = move |connection: &Connection| {
            rows(connection, DOING, sql, (level, from.cast_signed(), until.cast_signed()), |row| hash(row, 0))
        };
        self.readers.long(read).await
    }

    async fn scan_leaves(&self, check: &mut CheckLeaves<'_>) -> Result<Scan, StoreError> {
        scan::scan_leaves(&self.path, self.hash_algorithm, check).await
    }
}

/// The head row.
pub fn head(connection: &Connection) -> Result<Head, StoreError> {
    let head = one(connection, DOING, "select size, root from ledger_head", [], |row| {
        Ok(Head { size: Fields::new(row, "ledger_head").id()?, root: hash(row, 1)? })
    })?;
    head.ok_or_else(|| unreadable("ledger_head", "expected one row"))
}

/// A hash in a column.
pub fn hash(row: &Row<'_>, column: usize) -> Result<Hash, StoreError> {
    let bytes = Fields::starting_at(row, "leaves", column).bytes()?;
    Hash::try_from(bytes).map_err(|error| unreadable("a hash of the ledger", error.to_string()))
}
