//! Finding the texts that events refer to, in payloads of any shape: a new event needs no line here.

use std::fmt;

use domain::id::{Commitment, TextId, TextRef};
use domain::matter::Entry;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use store::StoredEvent;

use crate::OfficeError;

/// Every text the events of a case refer to, each once.
pub(crate) fn text_ids(entries: &[(StoredEvent, Entry)]) -> Result<Vec<TextId>, OfficeError> {
    let mut found = Vec::new();
    // They were read as events before: what does not name the field holds no reference, and is half of them.
    for (stored, _) in entries.iter().filter(|(stored, _)| stored.event.payload.contains("\"text_id\"")) {
        found.extend(text_refs(stored)?.into_iter().map(|text| text.text_id));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Every text an event refers to.
pub(crate) fn text_refs(stored: &StoredEvent) -> Result<Vec<TextRef>, OfficeError> {
    refs_in(&mut serde_json::Deserializer::from_str(&stored.event.payload)).map_err(|error| {
        OfficeError::Unreadable(format!("{:?}, event {}: {error}", stored.stream, stored.version))
    })
}

/// Every text a payload refers to.
pub(crate) fn refs_in<'de, D: Deserializer<'de>>(payload: D) -> Result<Vec<TextRef>, D::Error> {
    let mut found = Vec::new();
    Gathering(&mut found).deserialize(payload)?;
    Ok(found)
}

/// Reads a value and keeps the references in it. Nothing else of it is kept, so that reading a whole record for its texts
/// costs little more than looking at it.
struct Gathering<'found>(&'found mut Vec<TextRef>);

/// What the fields of a reference are called.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    TextId,
    Commitment,
    Chars,
    #[serde(other)]
    Other,
}

impl<'de> DeserializeSeed<'de> for Gathering<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Gathering<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let (mut text_id, mut commitment, mut chars): (Option<TextId>, Option<Commitment>, Option<u32>) =
            (None, None, None);
        while let Some(field) = fields.next_key()? {
            match field {
                Field::TextId => text_id = Some(fields.next_value()?),
                Field::Commitment => commitment = Some(fields.next_value()?),
                Field::Chars => chars = Some(fields.next_value()?),
                Field::Other => fields.next_value_seed(Gathering(self.0))?,
            }
        }
        if let (Some(text_id), Some(commitment), Some(chars)) = (text_id, commitment, chars) {
            self.0.push(TextRef { text_id, commitment, chars });
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(Gathering(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{CaseId, Stream};
    use jiff::Timestamp;
    use store::NewEvent;

    use super::*;

    #[test]
    fn references_are_found_at_any_depth_and_broken_payloads_are_named() {
        let commitment = "0".repeat(64);
        let text = |id| format!("{{\"text_id\":{id},\"commitment\":\"{commitment}\",\"chars\":3}}");
        let payload = format!(
            "{{\"subject\":{},\"many\":[1,-1,2.5,true,null,\"x\",{{\"in\":[{}]}}],\"form\":\"letter\"}}",
            text(7),
            text(9)
        );
        let stored = |payload: &str| StoredEvent {
            stream: Stream::Case(CaseId(1)),
            version: 2,
            event: NewEvent {
                name: "received".to_owned(),
                name_version: 1,
                occurred_at: Timestamp::UNIX_EPOCH,
                recorded_at: Timestamp::UNIX_EPOCH,
                actor: "user:1".to_owned(),
                payload: payload.to_owned(),
            },
        };
        let found = text_refs(&stored(&payload)).unwrap();
        assert_eq!(
            found.iter().map(|text| (text.text_id.0, text.chars)).collect::<Vec<_>>(),
            [(7, 3), (9, 3)]
        );
        let error = text_refs(&stored("{\"subject\":")).unwrap_err().to_string();
        assert!(error.contains("event 2"), "{error}");
    }
}
