//! CSV and TSV.

use std::io::Read;

use super::{FileHeader, Row, Visit, places};
use crate::failure::{Failure, Outcome};

/// The names of the columns.
pub fn columns(input: &mut dyn Read, delimiter: u8, header: FileHeader) -> Outcome<Vec<String>> {
    names(&mut reader(input, delimiter, header), header)
}

fn reader(input: &mut dyn Read, delimiter: u8, header: FileHeader) -> csv::Reader<&mut dyn Read> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(header == FileHeader::Names)
        .flexible(true)
        // In a table parted by tabs a quotation mark is a letter like any other.
        .quoting(delimiter != b'\t')
        .buffer_capacity(1 << 16)
        .from_reader(input)
}

fn names(reader: &mut csv::Reader<&mut dyn Read>, header: FileHeader) -> Outcome<Vec<String>> {
    let first = reader.headers().map_err(Failure::mistaken)?;
    Ok(match header {
        FileHeader::Names => first.iter().map(|name| name.trim().to_owned()).collect(),
        FileHeader::None => (1..=first.len()).map(|number| number.to_string()).collect(),
    })
}

/// Reads a table. Rows are numbered without the header.
pub fn read(
    input: &mut dyn Read,
    delimiter: u8,
    header: FileHeader,
    columns: &[String],
    visit: Visit<'_>,
) -> Outcome {
    let mut reader = reader(input, delimiter, header);
    let names = names(&mut reader, header)?;
    if names.is_empty() {
        return Ok(());
    }
    let places = places(columns, &names)?;
    let mut row = csv::StringRecord::new();
    let mut number = 0;
    while reader.read_record(&mut row).map_err(Failure::mistaken)? {
        number += 1;
        let cells: Option<Vec<&str>> = places.iter().map(|place| row.get(*place)).collect();
        match cells {
            Some(cells) => visit(Row { number, cells: Ok(&cells) })?,
            None => visit(Row { number, cells: Err(format!("it has only {} columns", row.len())) })?,
        }
    }
    Ok(())
}
