//! From the engine's errors to the store's.

use store::StoreError;

/// The constraint that a version of a stream happens once. Who breaks it lost a race and reads again.
const VERSION: &str = "events_stream_version";

/// Wraps an error of the engine: `.map_err(engine("reading a case"))`.
pub fn engine(doing: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |source| {
        let database = source.as_database_error();
        match database.filter(|error| error.is_unique_violation()).and_then(|error| error.constraint()) {
            // A primary key is called after its table, with an ending of the engine's own.
            Some(name) => StoreError::Taken { name: name.trim_end_matches("_pkey").to_owned() },
            None => StoreError::Engine { doing, source: Box::new(source) },
        }
    }
}

/// Whether somebody else was faster, or the engine broke a tie between two who waited for each other: what was undone may be
/// done again, and then finds what the other wrote.
pub fn is_collision(error: &StoreError) -> bool {
    match error {
        StoreError::Taken { name } => name == VERSION,
        StoreError::Engine { source, .. } => {
            let database = source.downcast_ref::<sqlx::Error>().and_then(sqlx::Error::as_database_error);
            // serialization_failure, deadlock_detected
            let code = database.and_then(sqlx::error::DatabaseError::code);
            code.is_some_and(|code| code == "40001" || code == "40P01")
        }
        _ => false,
    }
}

/// A stored value this release cannot read.
pub fn unreadable(place: impl Into<String>, reason: impl Into<String>) -> StoreError {
    StoreError::Unreadable { place: place.into(), reason: reason.into() }
}
