//! Reading events, and the door to writing them.

use async_trait::async_trait;
use domain::id::Stream;
use sqlx::postgres::PgRow;
use store::{Append, Appended, EventLog, NewEvent, Rebuilding, Series, StoreError, StoredEvent};

use crate::PostgresStore;
use crate::convert::id;
use crate::error::unreadable;
use crate::fields::Fields;
use crate::query::{one, rows};
use crate::rebuild::Rebuild;

#[async_trait]
impl EventLog for PostgresStore {
    async fn allocate(&self, series: Series, count: u64) -> Result<u64, StoreError> {
        self.identifiers.allocate(self, series, count).await
    }

    async fn append(&self, append: Append) -> Result<Appended, StoreError> {
        self.writing(self.append_one(&append)).await
    }

    async fn append_many(
        &self,
        appends: Vec<Append>,
    ) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
        self.writing(self.append_each(&appends)).await
    }

    async fn stream_events(&self, stream: Stream) -> Result<Vec<StoredEvent>, StoreError> {
        let (sort, key) = stream.parts();
        let query = sqlx::query(include_str!("sql/stream_events.sql")).bind(i64::from(sort)).bind(id(key));
        rows(&self.pool, "reading the events of a stream", query, |row| stored_event(row, 0)).await
    }

    async fn first_events(&self, sort: u8, stream_ids: &[u64]) -> Result<Vec<StoredEvent>, StoreError> {
        let query = sqlx::query(include_str!("sql/first_events.sql")).bind(i64::from(sort));
        let query = query.bind(stream_ids.iter().map(|stream_id| id(*stream_id)).collect::<Vec<_>>());
        rows(&self.pool, "reading the first events of streams", query, |row| stored_event(row, 0)).await
    }

    async fn stream_ids(&self, sort: u8, after: u64, limit: u32) -> Result<Vec<u64>, StoreError> {
        let query = sqlx::query(include_str!("sql/stream_ids.sql"));
        let query = query.bind(i64::from(sort)).bind(id(after)).bind(i64::from(limit));
        rows(&self.pool, "listing streams", query, |row| Fields::new(row, "events").id()).await
    }

    async fn events_of_streams(
        &self,
        sort: u8,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let query = sqlx::query(include_str!("sql/events_of_streams.sql"));
        let query = query.bind(i64::from(sort)).bind(id(after)).bind(i64::from(limit));
        rows(&self.pool, "reading the events of many streams", query, |row| stored_event(row, 0)).await
    }

    async fn rebuild_views(&self) -> Result<Box<dyn Rebuilding>, StoreError> {
        self.require_writing()?;
        Ok(Box::new(Rebuild::begin(&self.pool).await?))
    }

    async fn event_count(&self) -> Result<u64, StoreError> {
        // Every event is sealed or waits.
        let sql = "select size + (select count(*) from event_unsealed) from ledger_head";
        let count =
            one(&self.pool, "counting events", sqlx::query(sql), |row| Fields::new(row, "events").number());
        Ok(count.await?.unwrap_or_default())
    }
}

/// Reads an event from the nine columns that begin at `first`.
pub fn stored_event(row: &PgRow, first: usize) -> Result<StoredEvent, StoreError> {
    let mut fields = Fields::starting_at(row, "events", first);
    let (sort, key) = (fields.number::<u8>()?, fields.id()?);
    let stream = Stream::from_parts(sort, key).ok_or_else(|| {
        unreadable("events.stream_sort", format!("expected a sort of stream, found `{sort}`"))
    })?;
    Ok(StoredEvent {
        stream,
        version: fields.number()?,
        event: NewEvent {
            name: fields.get()?,
            name_version: fields.number()?,
            occurred_at: fields.moment()?,
            recorded_at: fields.moment()?,
            actor: fields.get()?,
            payload: fields.get()?,
        },
    })
}
