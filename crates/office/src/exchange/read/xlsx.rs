//! Excel workbooks: the first sheet, cell by cell.
//!
//! The cells are streamed; the table of shared strings is not: the format keeps the words of all sheets in one table that
//! has to be in memory before the first row is read. So a workbook may have so many bytes and no more; a longer list
//! comes as CSV.

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use calamine::{Cell, DataRef, ExcelDateTime, Reader, Xlsx, open_workbook};

use super::{Header, ReadError, Row, check_header, no_header};
use crate::exchange::formula;

/// The largest workbook, in bytes. Words take some four to six times the memory they take in the file.
const WORKBOOK_BYTES_MAX: u64 = 48 << 20;

/// The largest workbook once unpacked, in bytes. Honest ones shrink to a tenth; what shrinks to a thousandth was made to burst.
const UNPACKED_BYTES_MAX: u64 = 1 << 30;

pub(super) fn read(path: &Path, take: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), ReadError> {
    let unreadable = |problem: String| ReadError::Workbook { path: path.to_owned(), problem };
    let bytes =
        std::fs::metadata(path).map_err(|source| ReadError::Io { path: path.to_owned(), source })?.len();
    if bytes > WORKBOOK_BYTES_MAX {
        return Err(unreadable(format!(
            "{bytes} bytes: expected at most {WORKBOOK_BYTES_MAX}; save the list as CSV"
        )));
    }
    let unpacked = unpacked_bytes(path).map_err(|error| unreadable(error.to_string()))?;
    if unpacked > UNPACKED_BYTES_MAX {
        return Err(unreadable(format!(
            "it unpacks to {unpacked} bytes: expected at most {UNPACKED_BYTES_MAX}; save the list as CSV"
        )));
    }
    let mut workbook: Xlsx<BufReader<File>> =
        open_workbook(path).map_err(|error: calamine::XlsxError| unreadable(error.to_string()))?;
    let sheet =
        workbook.sheet_names().into_iter().next().ok_or_else(|| unreadable("it has no sheet".to_owned()))?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(|error| unreadable(error.to_string()))?;
    let mut rows = Rows { path, header: None, line: 0, cells: Vec::new(), fault: None };
    while let Some(cell) = cells.next_cell().map_err(|error| unreadable(error.to_string()))? {
        let line = u64::from(cell.get_position().0) + 1;
        if line != rows.line && rows.end_row(take)?.is_break() {
            return Ok(());
        }
        rows.line = line;
        rows.put(&cell);
    }
    if rows.end_row(take)?.is_continue() && rows.header.is_none() {
        return Err(no_header(path));
    }
    Ok(())
}

/// How large a workbook unpacks. The sizes stand in the directory at its end: nothing is unpacked to add them up.
fn unpacked_bytes(path: &Path) -> zip::result::ZipResult<u64> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?))?;
    (0..archive.len())
        .try_fold(0_u64, |sum, entry| Ok(sum.saturating_add(archive.by_index_raw(entry)?.size())))
}

/// The row being gathered.
struct Rows<'a> {
    path: &'a Path,
    header: Option<Arc<Header>>,
    line: u64,
    cells: Vec<String>,
    fault: Option<String>,
}

impl Rows<'_> {
    fn put(&mut self, cell: &Cell<DataRef<'_>>) {
        let column = cell.get_position().1 as usize;
        // What lies beyond the named columns belongs to none of them.
        if self.header.as_ref().is_some_and(|header| column >= header.names().len())
            || column >= super::COLUMNS_MAX
        {
            return;
        }
        let text = match cell.get_value() {
            DataRef::Empty => return,
            DataRef::String(text) => formula::restore(text).to_owned(),
            DataRef::SharedString(text) => formula::restore(text).to_owned(),
            DataRef::Int(number) => number.to_string(),
            // `Display` gives the shortest digits that mean the number, and none after the point where there are none.
            DataRef::Float(number) => number.to_string(),
            DataRef::Bool(truth) => truth.to_string(),
            DataRef::DateTime(moment) => moment_text(moment),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::Error(error) => {
                self.fault = Some(format!("column {} holds the error `{error}`", column + 1));
                return;
            }
        };
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
    }

    fn end_row(
        &mut self,
        take: &mut dyn FnMut(Row) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, ReadError> {
        let cells = std::mem::take(&mut self.cells);
        let fault = self.fault.take();
        if fault.is_none() && cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(ControlFlow::Continue(()));
        }
        let Some(header) = &self.header else {
            check_header(self.path, self.line, &cells)?;
            self.header = Some(Arc::new(Header::new(cells)));
            return Ok(ControlFlow::Continue(()));
        };
        Ok(take(Row { line: self.line, bytes: 0, header: Arc::clone(header), cells, fault }))
    }
}

/// A date cell as text, without the time where it has none.
fn moment_text(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}
