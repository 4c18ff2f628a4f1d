//! Writing a table: on a thread of its own, into a file beside its place.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{ExcelDateTime, Workbook, Worksheet, XlsxError};
use serde_json::{Map, Value};
use tempfile::NamedTempFile;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::cell::Cell;
use super::{ExportError, Target};
use crate::exchange::{Format, formula};

/// A cell of a workbook holds no more characters (Excel specifications and limits).
const XLSX_CHARS_MAX: usize = 32_767;

/// A file being written.
pub(super) struct Writing {
    rows: mpsc::Sender<Vec<Vec<Cell>>>,
    written: JoinHandle<io::Result<Written>>,
    target: Target,
    place: String,
}

struct Written {
    file: NamedTempFile,
    cut: u64,
}

/// A complete file that is not yet in its place.
pub(super) struct Finished {
    written: Written,
    target: Target,
    place: String,
}

impl Writing {
    /// Makes the file and writes the names of the columns.
    pub fn start(format: Format, header: Vec<String>, target: Target) -> Result<Self, ExportError> {
        let place = match &target {
            Target::File(path) => path.display().to_string(),
            Target::Writer(_) => "the reader".to_owned(),
        };
        let file = match &target {
            // In the same folder, so that moving it into its place is one step.
            Target::File(path) => NamedTempFile::new_in(folder(path)),
            Target::Writer(_) => NamedTempFile::new(),
        };
        let file = file.map_err(|error| write_error(&place, &error))?;
        let (rows, waiting) = mpsc::channel(2);
        let written = tokio::task::spawn_blocking(move || write(format, &header, file, waiting));
        Ok(Self { rows, written, target, place })
    }

    /// Hands rows over. False when the file could not be written on; [`finish`](Self::finish) says why.
    pub async fn rows(&mut self, rows: Vec<Vec<Cell>>) -> bool {
        self.rows.send(rows).await.is_ok()
    }

    /// Waits for the file to be complete.
    pub async fn finish(self) -> Result<Finished, ExportError> {
        let Self { rows, written, target, place } = self;
        drop(rows);
        let written = written.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        let written = written.map_err(|error| write_error(&place, &error))?;
        Ok(Finished { written, target, place })
    }
}

impl Finished {
    /// How many cells were cut.
    pub fn cut(&self) -> u64 {
        self.written.cut
    }

    /// Puts the file in its place.
    pub async fn deliver(self) -> Result<(), ExportError> {
        let Self { written, target, place } = self;
        let delivered = tokio::task::spawn_blocking(move || put(written.file, target)).await;
        delivered
            .unwrap_or_else(|error| Err(io::Error::other(error)))
            .map_err(|error| write_error(&place, &error))
    }
}

fn put(mut file: NamedTempFile, target: Target) -> io::Result<()> {
    match target {
        Target::File(path) => {
            file.as_file().sync_all()?;
            file.persist(path).map(|_| ()).map_err(|error| error.error)
        }
        Target::Writer(mut writer) => {
            file.rewind()?;
            io::copy(&mut file, &mut writer)?;
            writer.flush()
        }
    }
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn write_error(place: &str, error: &io::Error) -> ExportError {
    ExportError::Write { place: place.to_owned(), reason: error.to_string() }
}

type Rows = mpsc::Receiver<Vec<Vec<Cell>>>;

fn write(format: Format, header: &[String], mut file: NamedTempFile, mut rows: Rows) -> io::Result<Written> {
    let cut = match format {
        Format::Csv => write_csv(header, file.as_file_mut(), &mut rows).map(|()| 0)?,
        Format::Jsonl => write_jsonl(header, file.as_file_mut(), &mut rows).map(|()| 0)?,
        Format::Xlsx => write_xlsx(header, file.as_file_mut(), &mut rows)?,
    };
    Ok(Written { file, cut })
}

fn write_csv(header: &[String], file: &mut File, rows: &mut Rows) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    // By this sign spreadsheet programs know that it is UTF-8.
    file.write_all("\u{feff}".as_bytes())?;
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    table.write_record(header.iter().map(|name| formula::neutralise(name).into_owned()))?;
    while let Some(rows) = rows.blocking_recv() {
        for row in rows {
            table.write_record(row.iter().map(|cell| match cell {
                Cell::Empty => String::new(),
                Cell::Text(text) | Cell::Word(_, text) => formula::neutralise(text).into_owned(),
                Cell::Number(number) => number.to_string(),
                Cell::Day(day) => day.to_string(),
                Cell::Moment(moment) => moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            }))?;
        }
    }
    table.flush()
}

fn write_jsonl(header: &[String], file: &mut File, rows: &mut Rows) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    while let Some(rows) = rows.blocking_recv() {
        for row in rows {
            let mut object = Map::new();
            for (name, cell) in header.iter().zip(row) {
                let value = match cell {
                    Cell::Empty => Value::Null,
                    Cell::Text(text) | Cell::Word(_, text) => Value::String(text),
                    Cell::Number(number) => Value::from(number),
                    Cell::Day(day) => Value::String(day.to_string()),
                    Cell::Moment(moment) => {
                        Value::String(moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
                    }
                };
                object.insert(name.clone(), value);
            }
            serde_json::to_writer(&mut file, &object)?;
            file.write_all(b"\n")?;
        }
    }
    file.flush()
}

fn write_xlsx(header: &[String], file: &mut File, rows: &mut Rows) -> io::Result<u64> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(xlsx_error)?;
    let mut sheet = Sheet::new(sheet, header).map_err(xlsx_error)?;
    while let Some(rows) = rows.blocking_recv() {
        for row in rows {
            sheet.row(row).map_err(xlsx_error)?;
        }
    }
    let cut = sheet.cut;
    workbook.save_to_writer(BufWriter::new(file)).map_err(xlsx_error)?;
    Ok(cut)
}

fn xlsx_error(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    next: u32,
    cut: u64,
    day: rust_xlsxwriter::Format,
    moment: rust_xlsxwriter::Format,
}

impl<'a> Sheet<'a> {
    fn new(sheet: &'a mut Worksheet, header: &[String]) -> Result<Self, XlsxError> {
        let bold = rust_xlsxwriter::Format::new().set_bold();
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(header) {
            sheet.write_string_with_format(0, column, formula::neutralise(name), &bold)?;
        }
        let format = |text| rust_xlsxwriter::Format::new().set_num_format(text);
        Ok(Self { sheet, next: 1, cut: 0, day: format("yyyy-mm-dd"), moment: format("yyyy-mm-dd hh:mm:ss") })
    }

    fn row(&mut self, row: Vec<Cell>) -> Result<(), XlsxError> {
        let line = self.next;
        self.next += 1;
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) | Cell::Word(_, text) => {
                    let text = self.fitting(formula::neutralise(&text).into_owned());
                    self.sheet.write_string(line, column, text)?
                }
                // A number of cases or days: far below the 2^53 that a cell holds exactly.
                Cell::Number(number) => self.sheet.write_number(line, column, number as f64)?,
                Cell::Day(day) => {
                    let day = excel_day(day)?;
                    self.sheet.write_datetime_with_format(line, column, day, &self.day)?
                }
                Cell::Moment(moment) => {
                    let time = moment.time();
                    let hour = u16::from(time.hour().unsigned_abs());
                    let moment = excel_day(moment.date())?.and_hms(
                        hour,
                        time.minute().unsigned_abs(),
                        f64::from(time.second()),
                    )?;
                    self.sheet.write_datetime_with_format(line, column, moment, &self.moment)?
                }
            };
        }
        Ok(())
    }

    fn fitting(&mut self, text: String) -> String {
        // Excel counts in UTF-16.
        if text.encode_utf16().count() <= XLSX_CHARS_MAX {
            return text;
        }
        self.cut += 1;
        let mut left = XLSX_CHARS_MAX - 1;
        let fits = |letter: &char| {
            let needed = letter.len_utf16();
            let fits = needed <= left;
            left = left.saturating_sub(needed);
            fits
        };
        text.chars().take_while(fits).chain(['…']).collect()
    }
}

fn excel_day(day: jiff::civil::Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}
