//! The ledger's rows.

use async_trait::async_trait;
use domain::id::Stream;
use jiff::Timestamp;
use ledger::{Hash, HashAlgorithm};
use sqlx::PgExecutor;
use store::{CheckLeaves, Head, LedgerRows, LoggedEvent, Scan, SealStep, StoreError, WaitingEvent};

use crate::convert::id;
use crate::events::stored_event;
use crate::fields::Fields;
use crate::query::{one, rows};
use crate::{PostgresStore, scan, seal};

const DOING: &str = "reading the ledger";

/// No page of the feed is longer.
const FEED_MAX: u32 = 10_000;

#[async_trait]
impl LedgerRows for PostgresStore {
    fn hash_algorithm(&self) -> HashAlgorithm {
        self.hash_algorithm
    }

    async fn seal(&self, limit: u32, now: Timestamp) -> Result<SealStep, StoreError> {
        self.require_writing()?;
        // Looking is no write: most looks of an idle node find nothing.
        let waiting = sqlx::query("select 1 from event_unsealed limit 1");
        if one(&self.pool, DOING, waiting, |_| Ok(())).await?.is_none() {
            let head = self.head().await?;
            return Ok(SealStep { before: head.size, head });
        }
        self.writing(seal::seal(&self.pool, limit, now)).await
    }

    async fn head(&self) -> Result<Head, StoreError> {
        seal::head(&self.pool).await
    }

    async fn unsealed(&self) -> Result<(u64, Option<Timestamp>), StoreError> {
        let query = sqlx::query(include_str!("sql/unsealed.sql"));
        let found = one(&self.pool, DOING, query, |row| {
            let mut fields = Fields::new(row, "event_unsealed");
            Ok((fields.number()?, fields.moment_maybe()?))
        });
        Ok(found.await?.unwrap_or_default())
    }

    async fn waiting_events(&self, from: u64, limit: u32) -> Result<Vec<WaitingEvent>, StoreError> {
        let query = sqlx::query(include_str!("sql/waiting_events.sql")).bind(id(from)).bind(i64::from(limit));
        rows(&self.pool, DOING, query, |row| {
            let mut fields = Fields::new(row, "events");
            Ok(WaitingEvent { log_index: fields.id()?, recorded_at: fields.get()? })
        })
        .await
    }

    async fn checkpoint_put(&self, size: u64, note: &str) -> Result<(), StoreError> {
        let sql = "insert into checkpoints (size, note) values ($1, $2) \
                   on conflict (size) do update set note = excluded.note";
        let query = sqlx::query(sql).bind(id(size)).bind(note);
        self.write("keeping a checkpoint", query).await
    }

    async fn checkpoint_newest(&self) -> Result<Option<(u64, String)>, StoreError> {
        let sql = "select size, note from checkpoints order by size desc limit 1";
        one(&self.pool, DOING, sqlx::query(sql), |row| {
            let mut fields = Fields::new(row, "checkpoints");
            Ok((fields.id()?, fields.get()?))
        })
        .await
    }

    async fn logged_events(&self, from: u64, limit: u32) -> Result<Vec<LoggedEvent>, StoreError> {
        logged_events(&self.pool, from, limit).await
    }

    async fn log_indexes(&self, stream: Stream) -> Result<Vec<(u32, u64)>, StoreError> {
        let (sort, key) = stream.parts();
        let query = sqlx::query(include_str!("sql/log_indexes.sql")).bind(i64::from(sort)).bind(id(key));
        rows(&self.pool, DOING, query, |row| {
            let mut fields = Fields::new(row, "events");
            Ok((fields.number()?, fields.id()?))
        })
        .await
    }

    async fn streams_changed(&self, sort: u8, from: u64) -> Result<Vec<u64>, StoreError> {
        let query = sqlx::query(include_str!("sql/streams_changed.sql")).bind(i64::from(sort)).bind(id(from));
        rows(&self.pool, DOING, query, |row| Fields::new(row, "events").id()).await
    }

    async fn leaf_hashes(&self, from: u64, until: u64) -> Result<Vec<Hash>, StoreError> {
        let sql = "select leaf_hash from leaves where log_index >= $1 and log_index < $2 order by log_index";
        let query = sqlx::query(sql).bind(id(from)).bind(id(until));
        rows(&self.pool, DOING, query, |row| Fields::new(row, "leaves").hash()).await
    }

    async fn tile_hashes(&self, level: u8, from: u64, until: u64) -> Result<Vec<Hash>, StoreError> {
        let sql = "select hash from tiles where level = $1 and tile_index >= $2 and tile_index < $3 order by tile_index";
        let query = sqlx::query(sql).bind(i64::from(level)).bind(id(from)).bind(id(until));
        rows(&self.pool, DOING, query, |row| Fields::new(row, "tiles").hash()).await
    }

    async fn scan_leaves(&self, check: &mut CheckLeaves<'_>) -> Result<Scan, StoreError> {
        scan::scan_leaves(&self.pool, self.hash_algorithm, check).await
    }
}

/// See [`LedgerRows::logged_events`].
pub async fn logged_events(
    executor: impl PgExecutor<'_>,
    from: u64,
    limit: u32,
) -> Result<Vec<LoggedEvent>, StoreError> {
    let query = sqlx::query(include_str!("sql/logged_events.sql"));
    let query = query.bind(id(from)).bind(i64::from(limit.min(FEED_MAX)));
    rows(executor, DOING, query, |row| {
        let mut fields = Fields::new(row, "leaves");
        Ok(LoggedEvent { log_index: fields.id()?, leaf_hash: fields.hash()?, event: stored_event(row, 2)? })
    })
    .await
}
