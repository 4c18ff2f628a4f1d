//! A list as a file for a spreadsheet: what stands on the page and nothing more.

use super::formula::neutralise;

/// Lines of cells as CSV that spreadsheet programs read as UTF-8 (a mark in front, CRLF), no cell of it a formula.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn list_csv(lines: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for line in lines {
        table.write_record(line.iter().map(|cell| neutralise(cell).into_owned()))?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::list_csv;

    #[test]
    fn a_spreadsheet_reads_text_and_no_formula() {
        let lines = [vec!["案号".to_owned(), "=1+1".to_owned()], vec!["a,\"b\"".to_owned(), "-".to_owned()]];
        let text = list_csv(lines).map(String::from_utf8);
        assert!(matches!(text, Ok(Ok(text)) if text == "\u{feff}案号,'=1+1\r\n\"a,\"\"b\"\"\",'-\r\n"));
    }
}
