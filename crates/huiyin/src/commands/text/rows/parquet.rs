//! Parquet, row by row, only the columns that are wanted.

use std::fs::File;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::{Row, Visit, places};
use crate::failure::{Failure, Outcome};

/// Reads rows.
pub fn read(file: File, columns: &[String], visit: Visit<'_>) -> Outcome {
    let reader = SerializedFileReader::new(file).map_err(Failure::mistaken)?;
    let schema = reader.metadata().file_metadata().schema();
    let fields = schema.get_fields();
    let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    let places = places(columns, &names)?;
    let mut kept = places.clone();
    kept.sort_unstable();
    kept.dedup();
    let projected = kept.iter().map(|place| Arc::clone(&fields[*place])).collect();
    let projection = Type::group_type_builder(schema.name()).with_fields(projected).build();
    let rows =
        reader.get_row_iter(Some(projection.map_err(Failure::mistaken)?)).map_err(Failure::mistaken)?;
    for (row, number) in rows.zip(1..) {
        let row = row.map_err(Failure::mistaken)?;
        let cells: Vec<String> = row.get_column_iter().map(|(_, field)| text(field)).collect();
        let cell = |place: &usize| kept.binary_search(place).ok().and_then(|at| cells.get(at));
        let cells: Vec<&str> = places.iter().map(|place| cell(place).map_or("", String::as_str)).collect();
        visit(Row { number, cells: Ok(&cells) })?;
    }
    Ok(())
}

/// The names of the columns.
pub fn columns(file: File) -> Outcome<Vec<String>> {
    let reader = SerializedFileReader::new(file).map_err(Failure::mistaken)?;
    let fields = reader.metadata().file_metadata().schema().get_fields();
    Ok(fields.iter().map(|field| field.name().to_owned()).collect())
}

/// A cell as text; days and times as ISO 8601 writes them, in UTC: Parquet's local times are kept that way.
fn text(field: &Field) -> String {
    let moment = |moment: Result<Timestamp, jiff::Error>| {
        moment.map_or_else(|_| field.to_string(), |moment| moment.to_string())
    };
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Date(days) => day(*days).map_or_else(|| field.to_string(), |day| day.to_string()),
        Field::TimestampMillis(value) => moment(Timestamp::from_millisecond(*value)),
        Field::TimestampMicros(value) => moment(Timestamp::from_microsecond(*value)),
        other => other.to_string(),
    }
}

fn day(number: i32) -> Option<Date> {
    let days = SignedDuration::from_hours(i64::from(number).checked_mul(24)?);
    Date::constant(1970, 1, 1).checked_add(days).ok()
}
