//! `huiyin text mask`: hides personal data in a file.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use clap::Args;
use serde::Serialize;
use serde_json::{Map, Value};
use text::{Span, mask_span, replace, spans};

use super::input::Input;
use super::rows::{FileHeader, Packing, RowFile};
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// How much is masked at once, in bytes: whole lines, since nothing reaches over a line end. What is kept in memory is
/// this, or the longest line.
const BLOCK_LEN: u64 = 256 * 1024;

/// Options of `huiyin text mask`.
#[derive(Debug, Args)]
pub struct Mask {
    #[command(flatten)]
    input: Input,
    /// Read rows (CSV; by the file's name also .tsv, .jsonl or .parquet, the first three also as .gz or .zst), and mask this
    /// column; may be given several times. Lines of JSON come out as such, everything else as a table
    #[arg(long, value_name = "NAME")]
    text_column: Vec<String>,
    /// Print where personal data stands instead of the masked text: JSON lines with line, type, confidence, and the
    /// range in bytes of UTF-8 from the beginning of the line or the cell
    #[arg(long)]
    spans: bool,
}

/// A line of `--spans`. It does not hold what it points at.
#[derive(Debug, Serialize)]
struct Pointer<'a> {
    /// The line on which it stands, or on which its row begins, from 1; of Parquet the row.
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    start: usize,
    end: usize,
    r#type: &'static str,
    confidence: &'static str,
    masked: String,
}

impl Mask {
    pub fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let name = self.input.path().and_then(|path| path.to_str()).unwrap_or_default();
        let (_, plain) = Packing::of(name);
        let ending = Path::new(plain).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        match (self.text_column.is_empty(), ending.to_ascii_lowercase().as_str()) {
            (true, "parquet") => Err(Failure::mistake(format!(
                "{} is no text: name its columns to mask with `--text-column`",
                self.input.name()
            ))),
            (true, _) => self.lines(shell, console),
            (false, "parquet") => self.parquet(shell, console),
            (false, "jsonl" | "ndjson") => self.json_lines(shell, console),
            (false, ending) => self.table(if ending == "tsv" { b'\t' } else { b',' }, shell, console),
        }
    }

    fn lines(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let mut input = self.input.open(shell)?;
        let mut block = Vec::new();
        let mut line = 1;
        loop {
            let known = block.len();
            let read = (&mut input).take(BLOCK_LEN).read_to_end(&mut block);
            let read = read.map_err(|error| self.input.unreadable(error))?;
            let end = match block[known..].iter().rposition(|byte| *byte == b'\n') {
                Some(at) => known + at,
                None if read == 0 => block.len(),
                None => continue,
            };
            if 0 < end || read != 0 {
                let text = String::from_utf8_lossy(&block[..end]);
                self.lines_of(&text, &mut line, console)?;
            }
            if read == 0 {
                break;
            }
            block.drain(..=end);
        }
        self.input.note_replaced(input.replaced(), console);
        Ok(())
    }

    /// Whole lines without the last line end.
    fn lines_of(&self, text: &str, line: &mut u64, console: &mut dyn Console) -> Outcome {
        let found = spans(text);
        if !self.spans {
            return console.print(&replace(text, &found));
        }
        let mut line_start = 0;
        for span in found {
            let between = text.get(line_start..span.start).unwrap_or_default();
            *line += between.matches('\n').count() as u64;
            line_start += between.rfind('\n').map_or(0, |at| at + 1);
            let datum = text.get(span.start..span.end).unwrap_or_default();
            point(*line, None, &span, line_start, datum, console)?;
        }
        *line += text.get(line_start..).unwrap_or_default().matches('\n').count() as u64 + 1;
        Ok(())
    }

    fn table(&self, delimiter: u8, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let mut input = self.input.open(shell)?;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(&mut input);
        let header = reader.headers().map_err(|error| self.bad_row(error))?.clone();
        let columns = self.columns(&header)?;
        let row_text = |row: &csv::StringRecord| row_text(row, delimiter);
        if !self.spans {
            console.print(&row_text(&header)?)?;
        }
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row).map_err(|error| self.bad_row(error))? {
            let line = row.position().map_or(0, csv::Position::line);
            if self.spans {
                for &column in &columns {
                    let cell = row.get(column).unwrap_or_default();
                    for span in spans(cell) {
                        let datum = cell.get(span.start..span.end).unwrap_or_default();
                        point(line, header.get(column), &span, 0, datum, console)?;
                    }
                }
                continue;
            }
            let cells = row.iter().enumerate().map(|(column, cell)| {
                if columns.contains(&column) { text::mask(cell) } else { cell.to_owned() }
            });
            console.print(&row_text(&cells.collect())?)?;
        }
        self.input.note_replaced(input.replaced(), console);
        Ok(())
    }

    /// Lines of JSON: an object a line, of which some values are masked. What is no object is refused, since it might hold
    /// anything.
    fn json_lines(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let mut input = BufReader::new(self.input.open(shell)?);
        let (mut line, mut number, mut is_first) = (String::new(), 0, true);
        loop {
            line.clear();
            number += 1;
            if input.read_line(&mut line).map_err(|error| self.input.unreadable(error))? == 0 {
                break;
            }
            if line.trim().is_empty() {
                continue;
            }
            let mut object: Map<String, Value> = serde_json::from_str(&line).map_err(|error| {
                let place = format!("failed to read {} line {number}", self.input.name());
                Failure::mistake(format!("expected a JSON object: {error}")).context(place)
            })?;
            if is_first {
                // A name mistyped would leave everything as it is.
                self.columns(&object.keys().map(String::as_str).collect())?;
                is_first = false;
            }
            for column in &self.text_column {
                let Some(value) = object.get_mut(column).filter(|value| !value.is_null()) else { continue };
                // A number may be a telephone, and a list may hold some.
                let cell = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let found = spans(&cell);
                if self.spans {
                    for span in &found {
                        let datum = cell.get(span.start..span.end).unwrap_or_default();
                        point(number, Some(column), span, 0, datum, console)?;
                    }
                }
                if !found.is_empty() {
                    *value = Value::String(replace(&cell, &found));
                }
            }
            if !self.spans {
                console.print(&serde_json::to_string(&object).map_err(Failure::broken)?)?;
            }
        }
        self.input.note_replaced(input.into_inner().replaced(), console);
        Ok(())
    }

    /// Parquet, which comes out as a table.
    fn parquet(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let path = self.input.path().unwrap_or_else(|| Path::new(""));
        let file = RowFile::new(path, self.input.encoding(), FileHeader::Names, shell)?;
        let names = file.columns()?;
        let header = csv::StringRecord::from(names.clone());
        let columns = self.columns(&header)?;
        if !self.spans {
            console.print(&row_text(&header, b',')?)?;
        }
        file.read(&names, &mut |row| {
            let cells = row.cells.map_err(|why| Failure::mistake(format!("row {}: {why}", row.number)))?;
            if !self.spans {
                let masked = cells.iter().enumerate().map(|(column, cell)| {
                    if columns.contains(&column) { text::mask(cell) } else { (*cell).to_owned() }
                });
                return console.print(&row_text(&masked.collect(), b',')?);
            }
            for &column in &columns {
                let cell = cells.get(column).copied().unwrap_or_default();
                for span in spans(cell) {
                    let datum = cell.get(span.start..span.end).unwrap_or_default();
                    point(row.number, header.get(column), &span, 0, datum, console)?;
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    fn columns(&self, header: &csv::StringRecord) -> Outcome<Vec<usize>> {
        let find = |name: &String| {
            header.iter().position(|known| known == name).ok_or_else(|| {
                let known: Vec<String> = header.iter().map(|name| format!("`{name}`")).collect();
                Failure::mistake(format!(
                    "{} has no column `{name}`: expected one of {}",
                    self.input.name(),
                    known.join(", ")
                ))
            })
        };
        self.text_column.iter().map(find).collect()
    }

    fn bad_row(&self, error: csv::Error) -> Failure {
        Failure::mistaken(error).context(format!("failed to read {}", self.input.name()))
    }
}

fn point(
    line: u64,
    column: Option<&str>,
    span: &Span,
    line_start: usize,
    datum: &str,
    console: &mut dyn Console,
) -> Outcome {
    let pointer = Pointer {
        line,
        column,
        start: span.start - line_start,
        end: span.end - line_start,
        r#type: span.kind.into(),
        confidence: span.confidence.into(),
        masked: mask_span(span.kind, datum),
    };
    console.print(&serde_json::to_string(&pointer).map_err(Failure::broken)?)
}

/// A row as it is written, without a line end.
fn row_text(row: &csv::StringRecord, delimiter: u8) -> Outcome<String> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(row).map_err(Failure::broken)?;
    let bytes = writer.into_inner().map_err(|error| Failure::broken(error.into_error()))?;
    let text = String::from_utf8(bytes).map_err(Failure::broken)?;
    Ok(text.trim_end_matches('\n').to_owned())
}
