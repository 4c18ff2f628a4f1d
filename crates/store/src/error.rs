//! What can go wrong in a store.

use domain::id::Stream;

/// A store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote to the stream first. Nothing was written; read again and decide anew.
    #[error("{stream:?} is at version {found}, not at version {expected}")]
    Conflict {
        /// The stream both wanted to write.
        stream: Stream,
        /// The version the writer had decided on.
        expected: u32,
        /// The version the stream has.
        found: u32,
    },
    /// A value that must be unique is taken. Nothing was written.
    #[error("`{name}` is taken")]
    Taken {
        /// The constraint, as the schema names it.
        name: String,
    },
    /// A stored value cannot be read: damage, or a newer release wrote it.
    #[error("the record holds something this release cannot read in {place}: {reason}")]
    Unreadable {
        /// Table and row.
        place: String,
        /// What was expected.
        reason: String,
    },
    /// The database belongs to a newer release, or is not ours.
    #[error("the database has schema version {found}; this release knows up to {known}")]
    Schema {
        /// The version in the database.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The engine cannot be reached or failed. Trying again may help.
    #[error("the database failed while {doing}")]
    Engine {
        /// What was being done.
        doing: &'static str,
        /// The engine's own error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Another process owns the data folder. Nothing was opened.
    #[error("`{place}` is in use by {owner}")]
    Locked {
        /// The lock file.
        place: String,
        /// Who holds it, as the lock file says: process and since when.
        owner: String,
    },
    /// The store was opened for reading only.
    #[error("the store was opened for reading and cannot be written")]
    ReadOnly,
    /// A cursor that no page of this list gave out.
    #[error("`{0}` is not a cursor of this list")]
    Cursor(String),
    /// The store was closed while the request waited.
    #[error("the store is closed")]
    Closed,
}
