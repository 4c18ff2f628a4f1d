//! Reading events, and the door to writing them.

use std::sync::Arc;

use async_trait::async_trait;
use domain::id::Stream;
use rusqlite::{Connection, Row};
use store::{Append, Appended, EventLog, NewEvent, Rebuilding, Series, StoreError, StoredEvent};

use crate::case_filter::{int_id, list};
use crate::convert::Fields;
use crate::error::{engine, unreadable};
use crate::query::rows;
use crate::rebuild::Rebuild;
use crate::{SqliteStore, append};

#[async_trait]
impl EventLog for SqliteStore {
    async fn allocate(&self, series: Series, count: u64) -> Result<u64, StoreError> {
        self.identifiers.allocate(self.writer()?, series, count).await
    }

    async fn append(&self, append: Append) -> Result<Appended, StoreError> {
        let latest = Arc::clone(&self.latest_recorded);
        self.writer()?.submit(move |connection| append::apply(connection, &append, &latest)).await
    }

    async fn append_many(
        &self,
        appends: Vec<Append>,
    ) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
        let parts = appends.len();
        let latest = Arc::clone(&self.latest_recorded);
        let work =
            move |connection: &Connection, part: usize| append::apply(connection, &appends[part], &latest);
        self.writer()?.submit_parts(parts, work).await
    }

    async fn stream_events(&self, stream: Stream) -> Result<Vec<StoredEvent>, StoreError> {
        let (sort, id) = stream.parts();
        self.readers.short(|connection| {
            let sql = include_str!("sql/stream_events.sql");
            let values = (sort, id.cast_signed());
            rows(connection, "reading the events of a stream", sql, values, |row| stored_event(row, 0))
        })
    }

    async fn first_events(&self, sort: u8, stream_ids: &[u64]) -> Result<Vec<StoredEvent>, StoreError> {
        let values = (sort, list(stream_ids, |stream_id| int_id(*stream_id)));
        let read = move |connection: &Connection| {
            let sql = include_str!("sql/first_events.sql");
            rows(connection, "reading the first events of streams", sql, values, |row| stored_event(row, 0))
        };
        self.readers.long(read).await
    }

    async fn stream_ids(&self, sort: u8, after: u64, limit: u32) -> Result<Vec<u64>, StoreError> {
        let doing = "listing streams";
        let read = move |connection: &Connection| {
            let mut statement =
                connection.prepare_cached(include_str!("sql/stream_ids.sql")).map_err(engine(doing))?;
            let found = statement.query_map((sort, after.cast_signed(), limit), |row| row.get::<_, i64>(0));
            found
                .map_err(engine(doing))?
                .map(|id| id.map(i64::cast_unsigned).map_err(engine(doing)))
                .collect()
        };
        self.readers.long(read).await
    }

    async fn events_of_streams(
        &self,
        sort: u8,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let read = move |connection: &Connection| {
            let sql = include_str!("sql/events_of_streams.sql");
            let values = (sort, after.cast_signed(), limit);
            rows(connection, "reading the events of many streams", sql, values, |row| stored_event(row, 0))
        };
        self.readers.long(read).await
    }

    async fn rebuild_views(&self) -> Result<Box<dyn Rebuilding>, StoreError> {
        Ok(Box::new(Rebuild::begin(self.writer()?)?))
    }

    async fn event_count(&self) -> Result<u64, StoreError> {
        self.readers.short(event_count)
    }
}

/// How many events are recorded: row numbers have no gaps, so the last one says it.
pub fn event_count(connection: &Connection) -> Result<u64, StoreError> {
    connection
        .prepare_cached("select coalesce(max(event_seq), 0) from events")
        .and_then(|mut statement| statement.query_row([], |row| row.get::<_, i64>(0)))
        .map(i64::cast_unsigned)
        .map_err(engine("counting events"))
}

/// Reads an event from the nine columns that begin at `first`.
pub fn stored_event(row: &Row<'_>, first: usize) -> Result<StoredEvent, StoreError> {
    let mut fields = Fields::starting_at(row, "events", first);
    let (sort, id) = (fields.get::<u8>()?, fields.id()?);
    let stream = Stream::from_parts(sort, id).ok_or_else(|| {
        unreadable("events.stream_sort", format!("expected a sort of stream, found `{sort}`"))
    })?;
    Ok(StoredEvent {
        stream,
        version: fields.get()?,
        event: NewEvent {
            name: fields.get()?,
            name_version: fields.get()?,
            occurred_at: fields.moment()?,
            recorded_at: fields.moment()?,
            actor: fields.get()?,
            payload: fields.get()?,
        },
    })
}
