//! What a process wants of a store.

/// What a process wants of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To write, creating the schema where there is none.
    Create,
    /// To write a record that exists.
    Write,
    /// To write a record that exists while no other process does: for rebuilding, and for being copied.
    Alone,
    /// To fill a database, creating the schema where there is none, while no other process uses it.
    Fill,
    /// To read beside processes that may be writing. No lock is taken; every writing call is refused.
    Read,
}
