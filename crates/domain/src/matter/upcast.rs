//! How older shapes of events are read. A stored event is never rewritten: the ledger keeps its bytes. Where it becomes a
//! fact of the domain, one upcaster after the other turns its payload into the next version's, until it is today's.
//!
//! To change the shape of an event: change the type, add an [`Upcaster`] from the version before to the table of its
//! family, and a sample of the new version to `tests/corpus/`; those of the older versions stay there for ever.

use serde_json::Value;

/// One step from a version of an event's payload to the next.
#[derive(Debug, Clone, Copy)]
pub struct Upcaster {
    /// The event's name.
    pub name: &'static str,
    /// The version it reads; it gives the one after.
    pub from: u16,
    /// Turns the payload into the next version's. Pure: it knows nothing but the payload.
    pub upcast: fn(Value) -> Value,
}

/// The version of an event's payload that this table leads to: what is written today.
pub fn version_of(table: &[Upcaster], name: &str) -> u16 {
    let steps = table.iter().filter(|step| step.name == name).map(|step| step.from);
    steps.max().unwrap_or(0) + 1
}

/// Brings a payload of an older version to today's; none where a step is missing.
pub fn upcast(table: &[Upcaster], name: &str, version: u16, payload: Value) -> Option<Value> {
    (version..version_of(table, name)).try_fold(payload, |payload, version| {
        let step = table.iter().find(|step| step.name == name && step.from == version)?;
        Some((step.upcast)(payload))
    })
}
