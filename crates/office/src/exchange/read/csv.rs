//! Comma-separated values.
//!
//! Lines are fed to the parser until it has a row, so the lines of a row are still at hand when it turns out to have the
//! wrong number of fields: usually a quote that somebody forgot to close. Then only its first line is refused, and the
//! lines it swallowed are read again as rows of their own.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use csv_core::ReadRecordResult;

use super::lines::{Line, Lines, LinesError};
use super::{Header, ROW_BYTES_MAX, ReadError, Row, check_header, no_header};
use crate::exchange::formula;

pub(super) fn read(
    path: &Path,
    file: File,
    take: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let mut records = Records::new(Lines::new(file));
    let mut next = move || {
        records.next().map_err(|error| read_error(path, error)).map(|found| (found, records.lines.bytes()))
    };
    let (first, _) = next()?;
    let first = first.ok_or_else(|| no_header(path))?;
    if let Some(problem) = first.fault {
        return Err(ReadError::Header { path: path.to_owned(), line: first.line, problem });
    }
    check_header(path, first.line, &first.cells)?;
    let header = Arc::new(Header::new(first.cells));
    while let (Some(record), bytes) = next()? {
        if record.fault.is_none() && record.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells = record.cells.iter().map(|cell| formula::restore(cell).to_owned()).collect();
        let row = Row { line: record.line, bytes, header: Arc::clone(&header), cells, fault: record.fault };
        if take(row).is_break() {
            break;
        }
    }
    Ok(())
}

pub(super) fn read_error(path: &Path, error: LinesError) -> ReadError {
    let path = path.to_owned();
    match error {
        LinesError::Io(source) => ReadError::Io { path, source },
        LinesError::Encoding(found) => ReadError::Encoding { path, found },
    }
}

/// A row with the line on which it begins.
struct Record {
    line: u64,
    cells: Vec<String>,
    fault: Option<String>,
}

struct Records {
    lines: Lines<File>,
    parser: csv_core::Reader,
    /// How many fields the header has; none before it is read.
    width: Option<usize>,
    letters: Vec<u8>,
    ends: Vec<usize>,
}

impl Records {
    fn new(lines: Lines<File>) -> Self {
        Self {
            lines,
            parser: csv_core::Reader::new(),
            width: None,
            letters: vec![0; 4096],
            ends: vec![0; 128],
        }
    }

    /// The next row; none at the end.
    fn next(&mut self) -> Result<Option<Record>, LinesError> {
        self.parser.reset();
        let mut taken: Vec<Line> = Vec::new();
        let mut bytes = 0;
        let (mut letters, mut fields) = (0, 0);
        let mut problem = None;
        loop {
            let line = self.lines.next()?;
            let Some(line) = line else {
                if taken.is_empty() {
                    return Ok(None);
                }
                // Only a quote that is still open asks for more after a line break.
                if taken.last().is_some_and(|line| line.text.ends_with('\n')) {
                    problem = Some("a quote is opened and not closed".to_owned());
                }
                self.feed(b"", &mut letters, &mut fields);
                break;
            };
            bytes += line.text.len();
            let blank = taken.is_empty()
                && line.fault.is_none()
                && line.text.trim_end_matches(['\r', '\n']).is_empty();
            if blank {
                continue;
            }
            let (ended, used) = self.feed(line.text.as_bytes(), &mut letters, &mut fields);
            let rest = line.text[used..].trim_start_matches(['\r', '\n']);
            if ended && !rest.is_empty() {
                // A lone carriage return ends a row as well.
                let rest = Line { number: line.number, text: rest.to_owned(), fault: None };
                self.lines.give_back(std::iter::once(rest));
            }
            taken.push(line);
            if ended {
                break;
            }
            if bytes > ROW_BYTES_MAX {
                problem = Some("a quote is opened and not closed".to_owned());
                break;
            }
        }
        let mut cells = self.cells(letters, fields);
        let width = *self.width.get_or_insert(cells.len());
        if problem.is_none() && cells.len() != width {
            problem = Some(format!("the row has {} fields, the header {width}", cells.len()));
        }
        if problem.is_none() && taken.len() > 1 && !quotes_fit(taken.iter().map(|line| line.text.as_str())) {
            problem = Some("a quote is opened and not closed".to_owned());
        }
        let line = taken.first().map_or(0, |line| line.number);
        if problem.is_some() && taken.len() > 1 {
            // Every line swallowed gets its own chance.
            let mut swallowed = taken.drain(1..).collect::<Vec<_>>();
            self.lines.give_back(swallowed.drain(..));
            cells = taken.iter().map(|line| line.text.trim_end().to_owned()).collect();
        }
        let fault = taken.iter_mut().find_map(|line| line.fault.take()).or(problem);
        Ok(Some(Record { line, cells, fault }))
    }

    /// Feeds the parser; returns whether the row ended, and how many bytes of `input` it took.
    fn feed(&mut self, input: &[u8], letters: &mut usize, fields: &mut usize) -> (bool, usize) {
        let mut used = 0;
        loop {
            let (result, read, written, ended) = self.parser.read_record(
                &input[used..],
                &mut self.letters[*letters..],
                &mut self.ends[*fields..],
            );
            used += read;
            *letters += written;
            *fields += ended;
            match result {
                ReadRecordResult::InputEmpty => return (false, used),
                ReadRecordResult::OutputFull => self.letters.resize(self.letters.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => return (true, used),
            }
        }
    }

    fn cells(&self, letters: usize, fields: usize) -> Vec<String> {
        let mut start = 0;
        let cell = |end: &usize| {
            let cell = self.letters[start..(*end).min(letters)].to_vec();
            start = *end;
            // The parser cuts at ASCII signs only, so what was text stays text.
            String::from_utf8_lossy(&cell).into_owned()
        };
        self.ends[..fields].iter().map(cell).collect()
    }
}

/// Whether every closing quote of a row ends its field (RFC 4180, 2). The parser forgives what follows one; in a row of
/// several lines that is the quote of a later field, taken for the end of one left open.
fn quotes_fit<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    enum At {
        Start,
        Plain,
        Quoted,
        Quote,
    }
    let mut at = At::Start;
    for byte in lines.flat_map(str::bytes) {
        at = match (at, byte) {
            (At::Start, b'"') | (At::Quote, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) => At::Quoted,
            (_, b',') => At::Start,
            (At::Quote, b'\r' | b'\n') => At::Quote,
            (At::Quote, _) => return false,
            _ => At::Plain,
        };
    }
    true
}
