//! CSV files of codes: read by column name, every fault with file, line and field.

use super::load::LoadError;

/// One row, its values in the order of the columns asked for.
#[derive(Debug)]
pub(super) struct Row {
    /// The line at which it begins, from 1.
    pub(super) line: usize,
    values: Vec<String>,
}

impl Row {
    /// The value in a column, without blanks around it; empty where the table has no such column.
    pub(super) fn get(&self, column: usize) -> &str {
        self.values.get(column).map_or("", |value| value.trim())
    }
}

/// Reads the rows of a CSV file with a header. Columns that are not asked for are overlooked.
pub(super) fn read(file: &str, text: &str, columns: &[&'static str]) -> Result<Vec<Row>, LoadError> {
    // Spreadsheets begin a file with a byte-order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(text.as_bytes());
    let fault = |error: &csv::Error| {
        let line = error.position().map_or(1, |position| position.line() as usize);
        let problem = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("the row has {len} values, expected {expected_len} as in the header")
            }
            _ => format!("{error}, expected CSV in UTF-8"),
        };
        LoadError::new(file, line, ".", problem)
    };
    let header = reader.headers().map_err(|error| fault(&error))?.clone();
    let mut places = Vec::with_capacity(columns.len());
    for column in columns {
        let Some(place) = header.iter().position(|name| name == *column) else {
            return Err(LoadError::new(
                file,
                1,
                *column,
                format!("the column is missing, expected a header with {}", columns.join(",")),
            ));
        };
        places.push(place);
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| fault(&error))?;
        let line = record.position().map_or(0, |position| position.line() as usize);
        let values = places.iter().map(|&place| record.get(place).unwrap_or_default().to_owned()).collect();
        rows.push(Row { line, values });
    }
    Ok(rows)
}
