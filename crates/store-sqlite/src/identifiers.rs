//! Handing out identifiers.
//!
//! A series is counted in memory and reserved ahead in the database, a block at a time: an identifier may leave the
//! process (into a file name, into an event) before anything with it is committed, and must not come back after a crash.
//! So a crash skips the rest of a block; closing gives it back. What tables already hold is respected too, for databases
//! that were filled by copying rows.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use store::{Series, StoreError};
use tokio::sync::Mutex;

use crate::error::engine;
use crate::writer::Writer;

/// The smallest block. A crash loses at most this much, or twice the largest request.
const BLOCK: u64 = 256;

/// All series with their stored name and the largest identifier the tables hold.
const SERIES: [(Series, &str, &str); 8] = [
    (
        Series::Case,
        "case",
        "select max(coalesce((select max(case_id) from cases), 0),
                    coalesce((select max(stream_id) from events where stream_sort = 1), 0))",
    ),
    (
        Series::Institution,
        "institution",
        "select coalesce(max(stream_id), 0) from events where stream_sort = 2",
    ),
    (Series::User, "user", "select coalesce(max(stream_id), 0) from events where stream_sort = 3"),
    (
        Series::Person,
        "person",
        "select max(coalesce((select max(person_id) from person_keys), 0),
                    coalesce((select max(stream_id) from events where stream_sort = 4), 0))",
    ),
    (Series::Text, "text", "select coalesce(max(text_id), 0) from sealed_items"),
    // Attachments lie outside the database: only the reservation knows of them.
    (Series::Blob, "blob", "select 0"),
    (Series::Channel, "channel", "select coalesce(max(stream_id), 0) from events where stream_sort = 6"),
    (Series::ReplyTemplate, "reply_template", "select coalesce(max(template_id), 0) from reply_templates"),
];

/// The counters of all series.
#[derive(Debug)]
pub struct Identifiers {
    counters: [Mutex<Counter>; SERIES.len()],
}

#[derive(Debug, Clone, Copy)]
struct Counter {
    /// The last identifier handed out.
    last: u64,
    /// The last one that may be handed out without writing.
    reserved: u64,
}

impl Identifiers {
    /// Takes up where the database stands.
    pub fn load(connection: &Connection) -> Result<Self, StoreError> {
        let doing = "reading the identifiers in use";
        let mut counters = [Counter { last: 0, reserved: 0 }; SERIES.len()];
        for (counter, (_, name, largest)) in counters.iter_mut().zip(SERIES) {
            let number = |sql, parameters: &[&str]| {
                let found = connection
                    .query_row(sql, rusqlite::params_from_iter(parameters), |row| row.get::<_, i64>(0));
                found.optional().map_err(engine(doing))
            };
            let reserved = number("select reserved from identifiers where series = ?1", &[name])?;
            let used = number(largest, &[])?;
            let last = reserved.max(used).unwrap_or_default().cast_unsigned();
            *counter = Counter { last, reserved: last };
        }
        Ok(Self { counters: counters.map(Mutex::new) })
    }

    /// The first of `count` fresh identifiers.
    pub async fn allocate(&self, writer: &Writer, series: Series, count: u64) -> Result<u64, StoreError> {
        let position = position(series);
        // Held while a block is reserved, so that others of the series wait for it instead of reserving too.
        let mut counter = self.counters[position].lock().await;
        let last = counter.last.saturating_add(count);
        if counter.reserved < last {
            let reserved = last.saturating_add(BLOCK.max(count));
            writer.submit(move |connection| reserve(connection, position, reserved)).await?;
            counter.reserved = reserved;
        }
        let first = counter.last + 1;
        counter.last = last;
        Ok(first)
    }

    /// Gives back what was reserved and not handed out. For closing: nobody may allocate any more.
    pub fn give_back(self: &Arc<Self>, connection: &Connection) -> Result<(), StoreError> {
        for (position, counter) in self.counters.iter().enumerate() {
            let Counter { last, reserved } = *counter.blocking_lock();
            if last < reserved {
                reserve(connection, position, last)?;
            }
        }
        Ok(())
    }
}

fn position(series: Series) -> usize {
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

fn reserve(connection: &Connection, position: usize, reserved: u64) -> Result<(), StoreError> {
    connection
        .prepare_cached("insert or replace into identifiers (series, reserved) values (?1, ?2)")
        .and_then(|mut statement| statement.execute((SERIES[position].1, reserved.cast_signed())))
        .map(|_| ())
        .map_err(engine("reserving identifiers"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_series_stands_where_its_position_says() {
        for (index, (series, _, _)) in SERIES.iter().enumerate() {
            assert_eq!(position(*series), index);
        }
    }
}
