//! What can go wrong with an index.

/// An index could not do what it was asked. What it holds can always be made again from the record.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// There is no index in the folder, and it was opened for reading.
    #[error("there is no search index in `{0}`")]
    Absent(String),
    /// Another release made the index.
    #[error("the search index in `{0}` has another layout than this release expects")]
    Layout(String),
    /// Every folder an index could be in is held by another process.
    #[error("other processes hold the search index in `{0}` and in every folder beside it")]
    Crowded(String),
    /// It was opened for reading and cannot be written.
    #[error("the search index was opened for reading")]
    ReadOnly,
    /// The folder could not be read or written.
    #[error("failed to use the folder `{place}` of the search index")]
    Folder {
        /// The folder.
        place: String,
        /// The system's own error.
        source: std::io::Error,
    },
    /// The engine failed: damage, or a full disk.
    #[error("the search index failed")]
    Engine(#[from] tantivy::TantivyError),
}
