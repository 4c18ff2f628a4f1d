//! Asking the record as it was known: `as_of` and `log_size`, understood alike by everything that lists, counts or reads
//! cases.

use domain::schema::{Day, Moment};
use office::{AsKnown, AsOf};
use schemars::{Schema, SchemaGenerator, json_schema};

use super::parameters::{Asked, Parameter, one};
use crate::Desk;
use crate::problem::Problem;

/// The parameters.
pub(crate) const AS_OF: &[Parameter] = &[
    one(
        "as_of",
        "As known at this moment, or at the end of this day: what was recorded later does not count. `log_size` in the \
         answer pins it.",
        moment_or_day,
    ),
    one("log_size", "As known when the log held so many events; instead of `as_of`.", log_size_schema),
];

fn moment_or_day(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "anyOf": [generator.subschema_for::<Moment>(), generator.subschema_for::<Day>()] })
}

fn log_size_schema(_: &mut SchemaGenerator) -> Schema {
    // 2^53 - 1: what every client counts to exactly (RFC 8259, section 6).
    json_schema!({ "type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991_u64 })
}

/// What of the parameters was asked, before all of them are checked.
pub(crate) fn asked_as_of(desk: &Desk, asked: &mut Asked) -> Option<AsOf> {
    let written = asked.given("as_of");
    let log_size: Option<u64> = asked.value("log_size", "a number of events");
    if written.is_some() && log_size.is_some() {
        asked.refused("log_size", "expected only one of `as_of` and `log_size`");
    }
    let moment = written.and_then(|written| match desk.office.as_of(&written) {
        Ok(as_of) => Some(as_of),
        Err(_) => {
            let shown: String = written.chars().take(80).collect();
            asked.wrong("as_of", format!("`{shown}`: expected a day such as `2026-04-10`, or a moment"));
            None
        }
    });
    log_size.map(AsOf::LogSize).or(moment)
}

/// Pins what was asked.
pub(crate) async fn pinned(desk: &Desk, as_of: Option<AsOf>) -> Result<Option<AsKnown>, Problem> {
    match as_of {
        Some(as_of) => Ok(Some(desk.office.as_known(as_of).await?)),
        None => Ok(None),
    }
}
