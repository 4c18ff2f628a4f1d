//! Writing one append: check every stream, then write events and read models.

use std::mem::discriminant;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::id::Stream;
use rusqlite::{Connection, OptionalExtension};
use store::{Append, Appended, Change, Expected, NewEvent, StoreError, is_behind};

use crate::changes::{self, Before};
use crate::error::{engine, unreadable};

/// Writes an append. Expected versions and names that are often taken are checked before the first row is written, so that
/// the usual refusals leave nothing to undo (see `writer`); what is left to the constraints of the schema are values made
/// from fresh identifiers. `latest` is when the latest event was recorded, in microseconds since 1970.
pub fn apply(connection: &Connection, append: &Append, latest: &AtomicI64) -> Result<Appended, StoreError> {
    // Versions of the streams as they will be, should a stream occur twice.
    let mut ends: Vec<(Stream, u32)> = Vec::with_capacity(append.writes.len());
    let mut starts = Vec::with_capacity(append.writes.len());
    for write in &append.writes {
        let known = ends.iter().position(|(stream, _)| *stream == write.stream);
        let found = match known {
            Some(position) => ends[position].1,
            None => stream_version(connection, write.stream)?,
        };
        match write.expected {
            Expected::Version(expected) if expected != found => {
                return Err(StoreError::Conflict { stream: write.stream, expected, found });
            }
            Expected::Version(_) | Expected::Any => {}
        }
        let count = u32::try_from(write.events.len()).unwrap_or(u32::MAX);
        let end = found.checked_add(count).ok_or_else(|| {
            unreadable(
                format!("{:?}", write.stream),
                "expected fewer than 2^32 events in a stream".to_owned(),
            )
        })?;
        starts.push(found);
        match known {
            Some(position) => ends[position].1 = end,
            None => ends.push((write.stream, end)),
        }
    }

    append.changes.iter().try_for_each(|change| changes::check(connection, change))?;
    changes::check_not_erased(connection, &append.changes)?;

    let mut versions = Vec::with_capacity(append.writes.len());
    for (write, start) in append.writes.iter().zip(&starts) {
        let mut version = *start;
        for event in &write.events {
            version += 1;
            event_insert(connection, write.stream, version, event, recorded_at(event, latest))?;
        }
        versions.push(version);
    }
    let fresh: Vec<_> = append
        .writes
        .iter()
        .zip(starts)
        .filter(|(_, start)| *start == 0)
        .map(|(write, _)| write.stream)
        .collect();
    for (position, change) in append.changes.iter().enumerate() {
        let before = if is_first_of_fresh(&append.changes[..position], change, &fresh) {
            Before::Nothing
        } else {
            Before::Perhaps
        };
        changes::apply(connection, change, before)?;
    }
    Ok(Appended { versions })
}

/// Whether a change belongs to a case whose first event is in this append, and is the first of its sort: then there is no
/// row to look for and to replace. It is a seventh of the work of an import.
fn is_first_of_fresh(earlier: &[Change], change: &Change, fresh: &[Stream]) -> bool {
    let same = |other: &Change| {
        discriminant(other) == discriminant(change) && changes::case_of(other) == changes::case_of(change)
    };
    changes::case_of(change).is_some_and(|case_id| fresh.contains(&Stream::Case(case_id)))
        && !earlier.iter().any(same)
}

/// The version of a stream; 0 for one never written.
fn stream_version(connection: &Connection, stream: Stream) -> Result<u32, StoreError> {
    let (sort, id) = stream.parts();
    let doing = "reading the version of a stream";
    let newest =
        "select version from events where stream_sort = ?1 and stream_id = ?2 order by version desc limit 1";
    let found: Option<u32> = connection
        .prepare_cached(newest)
        .and_then(|mut statement| statement.query_row((sort, id.cast_signed()), |row| row.get(0)).optional())
        .map_err(engine(doing))?;
    Ok(found.unwrap_or_default())
}

/// When an event was recorded. Where the clock was set back, no earlier than what was recorded before: the ledger vouches
/// for the order of times.
fn recorded_at(event: &NewEvent, latest: &AtomicI64) -> i64 {
    let said = event.recorded_at.as_microsecond();
    let before = latest.fetch_max(said, Ordering::Relaxed);
    if is_behind(said, before) { before } else { said }
}

/// Writes one event behind all others.
pub fn event_insert(
    connection: &Connection,
    stream: Stream,
    version: u32,
    event: &NewEvent,
    recorded_at: i64,
) -> Result<(), StoreError> {
    let (sort, id) = stream.parts();
    connection
        .prepare_cached(include_str!("sql/event_insert.sql"))
        .and_then(|mut statement| {
            statement.execute((
                sort,
                id.cast_signed(),
                version,
                &event.name,
                event.name_version,
                event.occurred_at.as_microsecond(),
                recorded_at,
                &event.actor,
                &event.payload,
            ))
        })
        .map(|_| ())
        .map_err(engine("recording an event"))
}
