//! Writing one append: check every stream, then write events and read models.
//!
//! Two nodes may write one stream at once. Who writes to a stream at any version waits for a lock of the stream; who
//! expects a version finds out by the unique index, at the latest: then all is undone and done again, and the check at the
//! beginning finds the conflict. Who writes no event waits for the row of the case.

use std::mem::discriminant;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::id::Stream;
use sqlx::PgConnection;
use store::{Append, Appended, Change, Expected, StoreError, StreamWrite, is_behind};

use crate::PostgresStore;
use crate::changes::{self, Before};
use crate::convert::id;
use crate::error::{engine, is_collision, unreadable};
use crate::fields::Fields;
use crate::query::{rows, run};
use crate::vault_care;

/// How often a write that lost a race is tried again.
const ATTEMPTS: u32 = 10;

/// Stream locks live in the space of two numbers: this added to the sort, and the identifier.
const STREAM_LOCKS: i32 = 0x4859_0000;

impl PostgresStore {
    /// Writes an append in a transaction of its own.
    pub(crate) async fn append_one(&self, append: &Append) -> Result<Appended, StoreError> {
        let mut attempt = 1;
        loop {
            let mut transaction = self.pool.begin().await.map_err(engine("beginning to write"))?;
            let outcome = apply(&mut transaction, append, &self.latest_recorded).await;
            let outcome = match outcome {
                Ok(appended) => transaction.commit().await.map(|()| appended).map_err(engine("committing")),
                // Dropping the transaction undoes it.
                Err(error) => Err(error),
            };
            match outcome {
                Err(error) if attempt < ATTEMPTS && is_collision(&error) => attempt += 1,
                outcome => return outcome,
            }
        }
    }
}

/// Writes an append inside a transaction.
pub async fn apply(
    connection: &mut PgConnection,
    append: &Append,
    latest: &AtomicI64,
) -> Result<Appended, StoreError> {
    let starts = check(connection, append, latest).await?;
    write(connection, append, &starts, latest).await
}

/// Refuses what must be refused before anything is written, and returns the version each write begins behind.
pub async fn check(
    connection: &mut PgConnection,
    append: &Append,
    latest: &AtomicI64,
) -> Result<Vec<u32>, StoreError> {
    let mut streams: Vec<Stream> = append.writes.iter().map(|write| write.stream).collect();
    streams.sort_unstable_by_key(|stream| stream.parts());
    streams.dedup();
    lock_streams(connection, append).await?;
    lock_rows_without_events(connection, append).await?;
    let mut ends = stream_versions(connection, &streams, latest).await?;
    let mut starts = Vec::with_capacity(append.writes.len());
    for write in &append.writes {
        let Some((_, end)) = ends.iter_mut().find(|(stream, _)| *stream == write.stream) else {
            return Err(unreadable("events", "expected a version for every stream"));
        };
        match write.expected {
            Expected::Version(expected) if expected != *end => {
                return Err(StoreError::Conflict { stream: write.stream, expected, found: *end });
            }
            Expected::Version(_) | Expected::Any => {}
        }
        let count = u32::try_from(write.events.len()).unwrap_or(u32::MAX);
        starts.push(*end);
        *end = end.checked_add(count).ok_or_else(|| {
            unreadable(format!("{:?}", write.stream), "expected fewer than 2^32 events in a stream")
        })?;
    }
    vault_care::check_not_erased(connection, &append.changes).await?;
    for change in &append.changes {
        changes::check(connection, change).await?;
    }
    Ok(starts)
}

/// Writes what was checked.
pub async fn write(
    connection: &mut PgConnection,
    append: &Append,
    starts: &[u32],
    latest: &AtomicI64,
) -> Result<Appended, StoreError> {
    let mut events = NewEvents::default();
    let mut versions = Vec::with_capacity(append.writes.len());
    // In the order of streams, so that two who write the same streams wait in line and not for each other.
    let mut in_order: Vec<_> = append.writes.iter().zip(starts).collect();
    in_order.sort_by_key(|(write, start)| (write.stream.parts(), **start));
    for (write, start) in in_order {
        for (version, event) in (start + 1..).zip(&write.events) {
            let said = event.recorded_at.as_microsecond();
            // Where the clock was set back, no earlier than what was recorded before.
            let before = latest.fetch_max(said, Ordering::Relaxed);
            events.push(write.stream, version, event, if is_behind(said, before) { before } else { said });
        }
    }
    for (write, start) in append.writes.iter().zip(starts) {
        versions.push(start + u32::try_from(write.events.len()).unwrap_or(u32::MAX));
    }
    events.insert(connection).await?;
    let fresh: Vec<_> = append
        .writes
        .iter()
        .zip(starts)
        .filter(|(_, start)| **start == 0)
        .map(|(write, _)| write.stream)
        .collect();
    for (position, change) in append.changes.iter().enumerate() {
        let before = if is_first_of_fresh(&append.changes[..position], change, &fresh) {
            Before::Nothing
        } else {
            Before::Perhaps
        };
        changes::apply(connection, change, before).await?;
    }
    changes::apply_together(connection, &append.changes).await?;
    Ok(Appended { versions })
}

/// Whether a change belongs to a case whose first event is in this append, and is the first of its sort: then there is no
/// row to look for and to replace.
fn is_first_of_fresh(earlier: &[Change], change: &Change, fresh: &[Stream]) -> bool {
    let same = |other: &Change| {
        discriminant(other) == discriminant(change) && changes::case_of(other) == changes::case_of(change)
    };
    changes::case_of(change).is_some_and(|case_id| fresh.contains(&Stream::Case(case_id)))
        && !earlier.iter().any(same)
}

/// Waits until nobody else writes to the streams that are written at any version, in one order for all.
async fn lock_streams(connection: &mut PgConnection, append: &Append) -> Result<(), StoreError> {
    let any = append.writes.iter().filter(|write| write.expected == Expected::Any);
    let mut keys: Vec<_> = any.map(|write| write.stream.parts()).collect();
    keys.sort_unstable();
    keys.dedup();
    for (sort, stream_id) in keys {
        // Half of the identifier: two streams that share it wait for each other, no more.
        let low = i32::from_le_bytes([0, 1, 2, 3].map(|byte| stream_id.to_le_bytes()[byte]));
        let query = sqlx::query("select pg_advisory_xact_lock($1, $2)");
        let query = query.bind(STREAM_LOCKS + i32::from(sort)).bind(low);
        run(&mut *connection, "waiting for others who write to a stream", query).await?;
    }
    Ok(())
}

/// Who writes rows of a case without an event breaks no unique index where another node moves the case at the same time, and
/// would put older rows over newer ones. Every other write to the case ends in its row: waiting for that shows its events.
async fn lock_rows_without_events(connection: &mut PgConnection, append: &Append) -> Result<(), StoreError> {
    let case_of = |write: &StreamWrite| match write.stream {
        Stream::Case(case_id) if write.events.is_empty() => Some(id(case_id.0)),
        _ => None,
    };
    let case_ids: Vec<_> = append.writes.iter().filter_map(case_of).collect();
    if case_ids.is_empty() {
        return Ok(());
    }
    let sql = "select 1 from cases where case_id = any($1) order by case_id for update";
    let query = sqlx::query(sql).bind(case_ids);
    run(connection, "waiting for others who write to a case", query).await.map(|_| ())
}

/// The versions of streams, 0 for those never written. Learns on the way when the latest sealed event was recorded.
async fn stream_versions(
    connection: &mut PgConnection,
    streams: &[Stream],
    latest: &AtomicI64,
) -> Result<Vec<(Stream, u32)>, StoreError> {
    if streams.is_empty() {
        return Ok(Vec::new());
    }
    let (sorts, ids): (Vec<_>, Vec<_>) =
        streams.iter().map(|stream| stream.parts()).map(|(sort, key)| (i64::from(sort), id(key))).unzip();
    let query = sqlx::query(include_str!("sql/stream_versions.sql")).bind(sorts).bind(ids);
    let found = rows(connection, "reading the versions of streams", query, |row| {
        let mut fields = Fields::new(row, "events");
        Ok((fields.number::<u32>()?, fields.get::<i64>()?))
    });
    let found = found.await?;
    if let Some((_, sealed)) = found.first() {
        latest.fetch_max(*sealed, Ordering::Relaxed);
    }
    Ok(streams.iter().copied().zip(found.into_iter().map(|(version, _)| version)).collect())
}

/// Events as columns, for one statement.
#[derive(Default)]
pub struct NewEvents<'events> {
    sorts: Vec<i64>,
    ids: Vec<i64>,
    versions: Vec<i64>,
    names: Vec<&'events str>,
    name_versions: Vec<i64>,
    occurred: Vec<i64>,
    recorded: Vec<i64>,
    actors: Vec<&'events str>,
    payloads: Vec<&'events str>,
}

impl<'events> NewEvents<'events> {
    /// Adds one.
    pub fn push(&mut self, stream: Stream, version: u32, event: &'events store::NewEvent, recorded_at: i64) {
        let (sort, key) = stream.parts();
        self.sorts.push(i64::from(sort));
        self.ids.push(id(key));
        self.versions.push(i64::from(version));
        self.names.push(&event.name);
        self.name_versions.push(i64::from(event.name_version));
        self.occurred.push(event.occurred_at.as_microsecond());
        self.recorded.push(recorded_at);
        self.actors.push(&event.actor);
        self.payloads.push(&event.payload);
    }

    /// Records them and enters them in the sealer's queue.
    pub async fn insert(self, connection: &mut PgConnection) -> Result<(), StoreError> {
        if self.sorts.is_empty() {
            return Ok(());
        }
        let query = sqlx::query(include_str!("sql/events_insert.sql"))
            .bind(self.sorts)
            .bind(self.ids)
            .bind(self.versions)
            .bind(self.names)
            .bind(self.name_versions)
            .bind(self.occurred)
            .bind(self.recorded)
            .bind(self.actors)
            .bind(self.payloads);
        run(connection, "recording events", query).await.map(|_| ())
    }
}
