//! JSON, an object a line.

use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::{Row, Visit};
use crate::failure::{Failure, Outcome};

/// No line is longer, in bytes: what is, is no row.
const LINE_BYTES_MAX: u64 = 64 << 20;

/// Reads objects. Rows are numbered by line; empty lines are none.
pub fn read(input: &mut dyn Read, columns: &[String], visit: Visit<'_>) -> Outcome {
    let mut reader = BufReader::with_capacity(1 << 16, input);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        number += 1;
        let read = reader.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        let read = read.map_err(Failure::mistake)?;
        if read == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Map<String, Value>>(&line) {
            Err(error) => visit(Row { number, cells: Err(format!("expected a JSON object: {error}")) })?,
            Ok(object) => {
                let cells: Vec<String> = columns.iter().map(|name| cell(object.get(name))).collect();
                let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                visit(Row { number, cells: Ok(&cells) })?;
            }
        }
    }
}

/// The keys of the first object.
pub fn columns(input: &mut dyn Read) -> Outcome<Vec<String>> {
    let mut reader = BufReader::with_capacity(1 << 16, input);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        if read.map_err(Failure::mistake)? == 0 {
            return Ok(Vec::new());
        }
        if let Ok(object) = serde_json::from_slice::<Map<String, Value>>(&line) {
            return Ok(object.keys().cloned().collect());
        }
    }
}

/// A value as text: none and null are empty, numbers and lists as they are written.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
