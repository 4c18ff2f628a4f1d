//! Handing out identifiers.
//!
//! A series is one row that says how far it is handed out. A node takes a block at a time, in a transaction of its own, and
//! counts in memory: an identifier may leave the process (into a file name, into an event) before anything with it is
//! committed, and must not come back. What a node did not use when it ends stays unused.

use sqlx::PgPool;
use store::{Series, StoreError};
use tokio::sync::Mutex;

use crate::PostgresStore;
use crate::convert::id;
use crate::error::engine;

/// Identifiers taken at a time. Cases are listed by their identifiers and people read an order into their numbers, so their
/// blocks are short: two nodes' cases of one moment are this far apart at most.
const BLOCK: u64 = 256;
const CASE_BLOCK: u64 = 32;

/// The counters of all series.
#[derive(Debug, Default)]
pub struct Identifiers {
    counters: [Mutex<Counter>; 8],
}

/// A part of a series that belongs to this node: `next` to before `end`.
#[derive(Debug, Clone, Copy, Default)]
struct Counter {
    next: u64,
    end: u64,
}

impl Identifiers {
    /// The first of `count` fresh identifiers, which follow one another.
    pub async fn allocate(
        &self,
        store: &PostgresStore,
        series: Series,
        count: u64,
    ) -> Result<u64, StoreError> {
        // Held while a block is taken, so that others of the series wait for it instead of taking one too.
        let mut counter = self.counters[position(series)].lock().await;
        if counter.end - counter.next < count {
            let block = count.max(if series == Series::Case { CASE_BLOCK } else { BLOCK });
            let end = store.writing(take(&store.pool, series, block)).await? + 1;
            // Where nobody took any since, the new block goes on where the rest of the old one ends.
            if counter.end != end - block {
                counter.next = end - block;
            }
            counter.end = end;
        }
        let first = counter.next;
        counter.next += count;
        Ok(first)
    }
}

/// Takes a block and returns the last identifier of it.
async fn take(pool: &PgPool, series: Series, block: u64) -> Result<u64, StoreError> {
    let reserved: i64 = sqlx::query_scalar(
        "insert into identifiers (series, reserved) values ($1, $2) \
         on conflict (series) do update set reserved = identifiers.reserved + $2 returning reserved",
    )
    .bind(name(series))
    .bind(id(block))
    .fetch_one(pool)
    .await
    .map_err(engine("reserving identifiers"))?;
    Ok(reserved.cast_unsigned())
}

const fn position(series: Series) -> usize {
    match series {
        Series::Case => 0,
        Series::Institution => 1,
        Series::User => 2,
        Series::Person => 3,
        Series::Text => 4,
        Series::Blob => 5,
        Series::Channel => 6,
        Series::ReplyTemplate => 7,
    }
}

/// The stored name, the same in every engine.
const fn name(series: Series) -> &'static str {
    match series {
        Series::Case => "case",
        Series::Institution => "institution",
        Series::User => "user",
        Series::Person => "person",
        Series::Text => "text",
        Series::Blob => "blob",
        Series::Channel => "channel",
        Series::ReplyTemplate => "reply_template",
    }
}
