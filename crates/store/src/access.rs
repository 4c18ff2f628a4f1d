//! What a process wants of a store.

/// What a process wants of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To write, creating the schema where there is none.
    Create,
    /// The same, to stay and serve: a machine is shared, and what an engine keeps in memory is kept small.
    Serve,
    /// To write a record that exists.
    Write,
    /// To write a record that exists while no other process does: for rebuilding, and for being copied.
    Alone,
    /// To fill a database, creating the schema where there is none, while no other process uses it.
    Fill,
    /// To read beside processes that may be writing. No lock is taken; every writing call is refused.
    Read,
}

impl Access {
    /// Whether the schema is created where there is none.
    pub const fn creates(self) -> bool {
        matches!(self, Self::Create | Self::Serve | Self::Fill)
    }
}
