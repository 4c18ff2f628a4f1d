//! Texts that say the same: near-duplicates over a whole record, one event told in different words, many people in one
//! group, and what different people have in common that they would hardly share by chance.
//!
//! - [`NearDuplicates`] takes one text after another and says which group it belongs to.
//! - [`same_event`] looks at the texts of some weeks and brings those together that share what is rare.
//! - [`alert`] says when a group has grown beyond a threshold; a person decides what that means.
//! - [`shared_traits`] lists what several people share: templates, telephones, addresses.
//!
//! Knows documents and persons as numbers and moments as seconds. Decides nothing: what is found here is no ground to
//! decline a matter, or to count it less.

mod alert;
mod bands;
mod event;
mod near;
mod sketch;
mod traits;
mod union;

pub use alert::{Alert, AlertRule, alert};
pub use event::{EventRule, same_event};
pub use near::{NearDuplicates, NearRule, Placed};
pub use sketch::{ReadSketchError, Sketch};
pub use traits::{Bearing, Shared, Trait, shared_traits};

/// One text of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// The document, a reference of the caller's.
    pub document: u64,
    /// Who wrote or called, a reference of the caller's.
    pub person: u64,
    /// When, in seconds since an epoch of the caller's.
    pub moment: i64,
    /// What was said.
    pub text: &'a str,
}
