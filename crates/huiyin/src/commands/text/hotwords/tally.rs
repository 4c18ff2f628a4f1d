//! Rows read, and what could not be used of them.

use text::hotwords::Document;

use crate::commands::text::rows::Row;
use crate::console::Console;
use crate::failure::{Failure, Outcome};

/// How many rows there were, and which could not be used.
#[derive(Debug, Default)]
pub struct Tally {
    rows: u64,
    /// Rows without a day, the first of them with what stands there.
    undated: u64,
    first_undated: Option<(u64, String)>,
    /// Rows that are not of the format, and why the first is not.
    broken: u64,
    first_broken: Option<(u64, String)>,
    /// Places that are no characters of the encoding.
    pub replaced: u64,
}

impl Tally {
    /// Hands on a row whose cells are date, text and groups.
    pub fn take(&mut self, row: Row<'_>, visit: &mut dyn FnMut(Document<'_>)) {
        self.rows += 1;
        let number = row.number;
        match row.cells {
            Err(why) => {
                self.broken += 1;
                self.first_broken.get_or_insert((number, why));
            }
            Ok([day, text, groups @ ..]) => match text::read_day(day) {
                Some(date) => visit(Document { date, text, groups, reference: number }),
                None => {
                    self.undated += 1;
                    let shown = || text::mask(day).chars().take(40).collect();
                    self.first_undated.get_or_insert_with(|| (number, shown()));
                }
            },
            Ok(_) => {}
        }
    }

    /// Tells what could not be used of the file `name`, whose days stand in `date_column`.
    ///
    /// # Errors
    /// Where no row could be used.
    pub fn tell(&self, name: &str, date_column: &str, console: &mut dyn Console) -> Outcome {
        let Self { rows, undated, broken, replaced, .. } = self;
        if *rows > 0 && undated + broken == *rows {
            let undated = self
                .first_undated
                .as_ref()
                .map(|(number, shown)| (*number, format!("`{shown}` in column `{date_column}` is no date")));
            let (number, why) = self.first_broken.clone().or(undated).unwrap_or_default();
            return Err(Failure::mistake(format!("`{name}`: no row can be used; row {number}: {why}")));
        }
        if let Some((number, shown)) = &self.first_undated {
            console.note(&format!(
                "{undated} of {rows} rows of `{name}` have no date and were left out, first row {number} with `{shown}`"
            ));
        }
        if let Some((number, why)) = &self.first_broken {
            console.note(&format!(
                "{broken} of {rows} rows of `{name}` could not be read and were left out, first row {number}: {why}"
            ));
        }
        if *replaced > 0 {
            console.note(&format!(
                "`{name}` has {replaced} places that are no characters of its encoding; if there are many, give `--encoding gb18030` or `--encoding utf-8`"
            ));
        }
        Ok(())
    }
}
