//! From the engine's errors to the store's.

use store::StoreError;

/// The constraints whose breaking means "taken", by the columns SQLite names (it does not tell the name of an index).
const UNIQUE: &[(&str, &str)] = &[
    ("cases.number", "cases_number"),
    ("imports.profile, imports.external_id", "imports_row"),
    ("institutions.code", "institutions_code"),
    ("users.login", "users_login"),
    ("open_channels.code", "open_channels_code"),
    ("reply_templates.template_id, reply_templates.version", "reply_templates"),
    ("person_keys.person_id", "person_keys"),
    ("sealed_items.text_id", "sealed_items"),
];

/// Wraps an error of the engine: `.map_err(engine("reading a case"))`.
pub fn engine(doing: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |source| match &source {
        rusqlite::Error::SqliteFailure(failure, Some(message))
            if matches!(
                failure.extended_code,
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ) =>
        {
            let columns = message.rsplit(": ").next().unwrap_or(message);
            let known = UNIQUE.iter().find(|(listed, _)| *listed == columns);
            StoreError::Taken { name: known.map_or(columns, |(_, name)| name).to_owned() }
        }
        _ => StoreError::Engine { doing, source: Box::new(source) },
    }
}

/// A stored value this release cannot read.
pub fn unreadable(place: impl Into<String>, reason: impl Into<String>) -> StoreError {
    StoreError::Unreadable { place: place.into(), reason: reason.into() }
}
