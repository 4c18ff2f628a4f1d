//! One JSON object a line.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::csv::read_error;
use super::lines::{Line, Lines};
use super::{COLUMNS_MAX, Header, ReadError, Row};

pub(super) fn read(
    path: &Path,
    file: File,
    take: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let mut lines = Lines::new(file);
    // Objects need not have the same keys: the header grows with those that turn up.
    let mut header = Arc::new(Header::default());
    while let Some(line) = lines.next().map_err(|error| read_error(path, error))? {
        if line.fault.is_none() && line.text.trim().is_empty() {
            continue;
        }
        let (cells, fault) = match cells(&line, &mut header) {
            Ok(cells) => (cells, None),
            Err(fault) => (vec![line.text.trim_end().to_owned()], Some(fault)),
        };
        let row = Row { line: line.number, bytes: lines.bytes(), header: Arc::clone(&header), cells, fault };
        if take(row).is_break() {
            break;
        }
    }
    Ok(())
}

fn cells(line: &Line, header: &mut Arc<Header>) -> Result<Vec<String>, String> {
    if let Some(fault) = &line.fault {
        return Err(fault.clone());
    }
    let object: Map<String, Value> = serde_json::from_str(&line.text).map_err(|error| {
        format!("not a JSON object (column {}): expected one object a line", error.column())
    })?;
    let mut cells = vec![String::new(); header.names().len()];
    for (key, value) in object {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text,
            Value::Bool(truth) => truth.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Array(_) | Value::Object(_) => {
                return Err(format!("`{key}` is a list or an object: expected a plain value"));
            }
        };
        let position = match header.position(&key) {
            Some(position) => position,
            None if header.names().len() == COLUMNS_MAX => {
                return Err(format!("more than {COLUMNS_MAX} different keys in the file"));
            }
            None => {
                Arc::make_mut(header).push(key);
                header.names().len() - 1
            }
        };
        if cells.len() <= position {
            cells.resize(position + 1, String::new());
        }
        cells[position] = text;
    }
    Ok(cells)
}
