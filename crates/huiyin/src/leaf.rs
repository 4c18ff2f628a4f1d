//! Reading a leaf of the ledger back: who did what when. The layout is that of `store::EventFields::write_leaf_data`.

use jiff::Timestamp;

/// What a leaf says, as a receipt shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// The event's name.
    pub name: &'a str,
    /// Who.
    pub actor: &'a str,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Its payload, JSON.
    pub payload: &'a str,
}

/// The first bytes of every leaf of this layout.
const MARK: &[u8] = b"huiyin-event/1";

/// Reads a leaf; none where the bytes are of another layout.
pub fn read(bytes: &[u8]) -> Option<Leaf<'_>> {
    let mut rest = Rest(bytes.strip_prefix(MARK)?);
    let (_sort, _stream, _version) = (rest.take(1)?, rest.number()?, rest.number()?);
    let name = rest.text()?;
    let _name_version = rest.number()?;
    let (occurred_at, recorded_at) = (rest.moment()?, rest.moment()?);
    let (actor, payload) = (rest.text()?, rest.text()?);
    rest.0.is_empty().then_some(Leaf { name, actor, occurred_at, recorded_at, payload })
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }

    fn moment(&mut self) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.number()?.cast_signed()).ok()
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = u32::from_be_bytes(self.take(4)?.try_into().ok()?);
        std::str::from_utf8(self.take(usize::try_from(length).ok()?)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{CaseId, Stream};
    use store::{NewEvent, StoredEvent};

    use super::*;

    #[test]
    fn a_leaf_that_the_store_wrote_is_read_back() {
        let event = NewEvent {
            name: "closed".to_owned(),
            name_version: 1,
            occurred_at: "2026-01-02T03:04:05.000006Z".parse().unwrap(),
            recorded_at: "1969-01-02T03:04:05Z".parse().unwrap(),
            actor: "user:7".to_owned(),
            payload: "{}".to_owned(),
        };
        let stored = StoredEvent { stream: Stream::Case(CaseId(5)), version: 3, event: event.clone() };
        let bytes = stored.leaf_data();
        let leaf = read(&bytes).unwrap();
        assert_eq!((leaf.name, leaf.actor, leaf.payload), ("closed", "user:7", "{}"));
        assert_eq!((leaf.occurred_at, leaf.recorded_at), (event.occurred_at, event.recorded_at));
        assert_eq!(read(&bytes[..bytes.len() - 1]), None);
        assert_eq!(read(b"something else"), None);
    }
}
