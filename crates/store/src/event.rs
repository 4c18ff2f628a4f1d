//! Events as they are stored.

use async_trait::async_trait;
use domain::id::Stream;
use jiff::Timestamp;

use crate::{Append, Appended, Series, StoreError};

/// An event about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The event's name, `answered`.
    pub name: String,
    /// The version of its payload's shape; upcasters read older ones.
    pub name_version: u16,
    /// When it happened. Microseconds are kept.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who did it: the text form of `domain::id::Actor`.
    pub actor: String,
    /// The payload, JSON text without free text or personal data.
    pub payload: String,
}

/// An event of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its stream.
    pub stream: Stream,
    /// Its place in the stream, from 1.
    pub version: u32,
    /// What was recorded.
    pub event: NewEvent,
}

impl StoredEvent {
    /// The bytes the ledger hashes; see [`EventFields`].
    pub fn leaf_data(&self) -> Vec<u8> {
        let mut data = Vec::new();
        self.write_leaf_data(&mut data);
        data
    }

    /// [`leaf_data`](Self::leaf_data) into a buffer that is cleared first.
    pub fn write_leaf_data(&self, data: &mut Vec<u8>) {
        let (stream_sort, stream_id) = self.stream.parts();
        let event = &self.event;
        EventFields {
            stream_sort,
            stream_id,
            version: u64::from(self.version),
            name: event.name.as_bytes(),
            name_version: u64::from(event.name_version),
            occurred_at: event.occurred_at.as_microsecond(),
            recorded_at: event.recorded_at.as_microsecond(),
            actor: event.actor.as_bytes(),
            payload: event.payload.as_bytes(),
        }
        .write_leaf_data(data);
    }
}

/// The stored fields of an event as a row holds them, borrowed: hashing a million of them makes no copies, and a row
/// damaged beyond reading (not UTF-8, a date out of range) still hashes to something.
#[derive(Debug, Clone, Copy)]
pub struct EventFields<'row> {
    /// The sort of stream, see [`Stream::parts`].
    pub stream_sort: u8,
    /// The identifier within the sort.
    pub stream_id: u64,
    /// The place in the stream.
    pub version: u64,
    /// The event's name.
    pub name: &'row [u8],
    /// The version of its payload's shape.
    pub name_version: u64,
    /// When it happened, in microseconds since 1970.
    pub occurred_at: i64,
    /// When it was recorded, in microseconds since 1970.
    pub recorded_at: i64,
    /// Who did it.
    pub actor: &'row [u8],
    /// The payload.
    pub payload: &'row [u8],
}

impl EventFields<'_> {
    /// Writes the bytes the ledger hashes into a buffer that is cleared first: every stored field in the order of the
    /// row, so that no two different events give the same bytes.
    ///
    /// Layout: `huiyin-event/1`, sort of stream (1 byte), stream identifier, version, name, name version, happened and
    /// recorded (microseconds since 1970), actor, payload. Integers are 8 bytes big-endian; texts are a 4-byte
    /// big-endian length and UTF-8.
    pub fn write_leaf_data(&self, data: &mut Vec<u8>) {
        let text = |data: &mut Vec<u8>, text: &[u8]| {
            data.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
            data.extend_from_slice(text);
        };
        data.clear();
        data.extend_from_slice(b"huiyin-event/1");
        data.push(self.stream_sort);
        data.extend_from_slice(&self.stream_id.to_be_bytes());
        data.extend_from_slice(&self.version.to_be_bytes());
        text(data, self.name);
        data.extend_from_slice(&self.name_version.to_be_bytes());
        data.extend_from_slice(&self.occurred_at.to_be_bytes());
        data.extend_from_slice(&self.recorded_at.to_be_bytes());
        text(data, self.actor);
        text(data, self.payload);
    }
}

/// Reading and writing events.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Hands out `count` fresh identifiers of a series and returns the first; the first of all is 1. A crash may leave a
    /// gap, never a repeat; so does closing, where several processes share the record.
    async fn allocate(&self, series: Series, count: u64) -> Result<u64, StoreError>;

    /// Records events and the read models that follow from them: all or nothing, durable when it returns.
    async fn append(&self, append: Append) -> Result<Appended, StoreError>;

    /// Records many appends in one transaction, each all or nothing by itself; for imports. The results stand in the
    /// order of the requests.
    async fn append_many(
        &self,
        appends: Vec<Append>,
    ) -> Result<Vec<Result<Appended, StoreError>>, StoreError>;

    /// All events of a stream, oldest first; empty for one never written.
    async fn stream_events(&self, stream: Stream) -> Result<Vec<StoredEvent>, StoreError>;

    /// The first events of streams of one sort (see [`Stream::parts`]), by identifier; streams never written have none.
    async fn first_events(&self, sort: u8, stream_ids: &[u64]) -> Result<Vec<StoredEvent>, StoreError>;

    /// Identifiers of streams of one sort (see [`Stream::parts`]) after `after`, at most `limit`, ascending: for rebuilding.
    async fn stream_ids(&self, sort: u8, after: u64, limit: u32) -> Result<Vec<u64>, StoreError>;

    /// All events of the `limit` streams of one sort that follow `after`, stream by stream, oldest first: for rebuilding.
    async fn events_of_streams(
        &self,
        sort: u8,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError>;

    /// Begins to write every read model anew that follows from events alone; see [`Rebuilding`].
    async fn rebuild_views(&self) -> Result<Box<dyn Rebuilding>, StoreError>;

    /// How many events are recorded, sealed or not.
    async fn event_count(&self) -> Result<u64, StoreError>;
}

/// Read models being written anew, in one transaction: until it is finished every reader sees the old rows, and one that is
/// dropped or interrupted leaves them as they were.
///
/// It begins with every table empty that a rebuild fills from events: cases with their sources, persons, links, tasks and
/// approvals; institutions; members of staff; what is special about persons. Kept are secrets' hashes, sealed rows, masked
/// copies and what imports remember: events do not hold them. Other writers may have to wait until it ends.
#[async_trait]
pub trait Rebuilding: Send {
    /// Writes rows, each of them once in a rebuild.
    async fn write(&mut self, changes: Vec<crate::Change>) -> Result<(), StoreError>;

    /// Puts the new rows in the place of the old.
    async fn finish(self: Box<Self>) -> Result<(), StoreError>;
}

#[cfg(test)]
mod tests {
    use domain::id::CaseId;

    use super::*;

    /// Sealed logs depend on these bytes for ever.
    #[test]
    fn the_bytes_of_a_leaf_never_change() {
        let stored = StoredEvent {
            stream: Stream::Case(CaseId(0x0102)),
            version: 3,
            event: NewEvent {
                name: "answered".to_owned(),
                name_version: 2,
                occurred_at: Timestamp::from_microsecond(-1).expect("a moment"),
                recorded_at: Timestamp::from_microsecond(0x0a0b).expect("a moment"),
                actor: "user:7".to_owned(),
                payload: "{\"form\":\"信\"}".to_owned(),
            },
        };
        let hexadecimal: String = stored.leaf_data().iter().map(|byte| format!("{byte:02x}")).collect();
        let expected = [
            "68756979696e2d6576656e742f31", // huiyin-event/1
            "01",                           // a case
            "0000000000000102",             // its identifier
            "0000000000000003",             // version
            "00000008616e737765726564",     // answered
            "0000000000000002",             // version of the name
            "ffffffffffffffff",             // a microsecond before 1970
            "0000000000000a0b",
            "00000006757365723a37",                 // user:7
            "0000000e7b22666f726d223a22e4bfa1227d", // the payload
        ];
        assert_eq!(hexadecimal, expected.concat());
    }
}
