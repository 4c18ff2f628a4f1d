//! Reading a row's columns one after the other.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::{FromSql, ValueRef};
use store::StoreError;
use store::stored::date;

use crate::error::{engine, unreadable};

/// A moment as stored, where there is one.
pub fn moment(timestamp: Option<Timestamp>) -> Option<i64> {
    timestamp.map(Timestamp::as_microsecond)
}

/// Reads the columns of a row in order, naming the table where one cannot be read.
pub struct Fields<'row, 'statement> {
    row: &'row Row<'statement>,
    table: &'static str,
    next: usize,
}

impl<'row, 'statement> Fields<'row, 'statement> {
    /// Begins at the first column of a row of `table`.
    pub const fn new(row: &'row Row<'statement>, table: &'static str) -> Self {
        Self::starting_at(row, table, 0)
    }

    /// Begins at a later column.
    pub const fn starting_at(row: &'row Row<'statement>, table: &'static str, first: usize) -> Self {
        Self { row, table, next: first }
    }

    /// The next column as whatever SQLite can turn it into.
    pub fn get<T: FromSql>(&mut self) -> Result<T, StoreError> {
        let column = self.next;
        self.next += 1;
        self.row.get(column).map_err(|error| self.damaged(column, error.to_string()))
    }

    /// Passes over a column.
    pub const fn skip(&mut self) {
        self.next += 1;
    }

    /// Text as the bytes that lie there, valid or not.
    pub fn bytes(&mut self) -> Result<&'row [u8], StoreError> {
        let column = self.next;
        self.next += 1;
        match self.row.get_ref(column).map_err(engine("reading a row"))? {
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Ok(bytes),
            other => Err(self.damaged(column, format!("expected text, found {}", other.data_type()))),
        }
    }

    /// An identifier.
    pub fn id(&mut self) -> Result<u64, StoreError> {
        Ok(self.get::<i64>()?.cast_unsigned())
    }

    /// An identifier, where there is one.
    pub fn id_maybe(&mut self) -> Result<Option<u64>, StoreError> {
        Ok(self.get::<Option<i64>>()?.map(i64::cast_unsigned))
    }

    /// A moment.
    pub fn moment(&mut self) -> Result<Timestamp, StoreError> {
        let microseconds = self.get()?;
        Timestamp::from_microsecond(microseconds)
            .map_err(|error| self.damaged(self.next - 1, error.to_string()))
    }

    /// A moment, where there is one.
    pub fn moment_maybe(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let stored: Option<i64> = self.get()?;
        let read = stored.map(Timestamp::from_microsecond).transpose();
        read.map_err(|error| self.damaged(self.next - 1, error.to_string()))
    }

    /// A date, where there is one.
    pub fn date_maybe(&mut self) -> Result<Option<Date>, StoreError> {
        match self.get::<Option<i64>>()? {
            None => Ok(None),
            Some(day) => date(day).map(Some).ok_or_else(|| {
                self.damaged(self.next - 1, format!("expected days since 1970, found `{day}`"))
            }),
        }
    }

    /// A date.
    pub fn date(&mut self) -> Result<Date, StoreError> {
        self.date_maybe()?.ok_or_else(|| self.damaged(self.next - 1, "expected days since 1970".to_owned()))
    }

    /// A number that stands for something.
    pub fn coded<T>(&mut self, what: &str, decode: impl Fn(i64) -> Option<T>) -> Result<T, StoreError> {
        let number = self.get()?;
        decode(number).ok_or_else(|| {
            self.damaged(self.next - 1, format!("expected the number of a {what}, found `{number}`"))
        })
    }

    fn damaged(&self, column: usize, reason: String) -> StoreError {
        let name = self.row.as_ref().column_name(column).unwrap_or("?");
        unreadable(format!("{}.{name}", self.table), reason)
    }
}
