//! `huiyin text mask`: hides personal data in a file.

use std::io::Read;

use clap::Args;
use serde::Serialize;
use text::{Span, mask_span, replace, spans};

use super::input::Input;
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
    /// Read a table (CSV, or TSV by the file's name) with a header, and mask this column; may be given several times
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
    /// The line on which it stands, or on which its row begins, from 1.
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
        if self.text_column.is_empty() { self.lines(shell, console) } else { self.table(shell, console) }
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

    fn table(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let mut input = self.input.open(shell)?;
        let is_tsv =
            self.input.path().and_then(|path| path.extension()).is_some_and(|extension| extension == "tsv");
        let delimiter = if is_tsv { b'\t' } else { b',' };
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
