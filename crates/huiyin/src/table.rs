//! Lists as a person or a program reads them.

use serde_json::{Map, Value};

use crate::console::Console;
use crate::failure::Outcome;

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    /// Aligned columns.
    Table,
    /// An array of objects.
    Json,
    /// Comma-separated values with a head row.
    Csv,
}

/// A list.
pub struct Table {
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty list with these columns.
    pub fn new(columns: &'static [&'static str]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row: as many cells as there are columns.
    pub fn push(&mut self, row: impl IntoIterator<Item = String>) {
        self.rows.push(row.into_iter().collect());
    }

    /// Prints it.
    pub fn print(&self, format: ListFormat, console: &mut dyn Console) -> Outcome {
        console.print(&match format {
            ListFormat::Table => self.aligned(),
            ListFormat::Json => self.json(),
            ListFormat::Csv => self.csv(),
        })
    }

    fn aligned(&self) -> String {
        let head = self.columns.iter().map(|column| column.to_uppercase()).collect::<Vec<_>>();
        let lines: Vec<&Vec<String>> = std::iter::once(&head).chain(&self.rows).collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|column| {
                lines.iter().filter_map(|line| line.get(column)).map(|cell| width(cell)).max().unwrap_or(0)
            })
            .collect();
        let aligned = lines.iter().map(|line| {
            let cells = line
                .iter()
                .zip(&widths)
                .map(|(cell, wide)| format!("{cell}{}", " ".repeat(wide - width(cell))));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        });
        aligned.collect::<Vec<_>>().join("\n")
    }

    fn json(&self) -> String {
        let objects = self.rows.iter().map(|row| {
            let fields = self.columns.iter().zip(row);
            Value::Object(
                fields
                    .map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())))
                    .collect::<Map<_, _>>(),
            )
        });
        format!("{:#}", Value::Array(objects.collect()))
    }

    fn csv(&self) -> String {
        let quoted = |cell: &str| match cell.contains([',', '"', '\n', '\r']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.to_owned(),
        };
        let head = self.columns.join(",");
        let rows =
            self.rows.iter().map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
        std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\n")
    }
}

/// How many columns of a terminal a text takes: wide letters take two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|letter| if matches!(letter, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffdc}') { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_aligned_by_what_the_eye_sees() {
        let mut table = Table::new(&["code", "name"]);
        table.push(["1".to_owned(), "总行".to_owned()]);
        table.push(["20".to_owned(), "a,\"b\"".to_owned()]);
        assert_eq!(table.aligned(), "CODE  NAME\n1     总行\n20    a,\"b\"");
        assert_eq!(table.csv(), "code,name\n1,总行\n20,\"a,\"\"b\"\"\"");
        assert_eq!(width("总行"), 4);
    }
}
