//! Reading a row's columns one after the other.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Hash;
use sqlx::postgres::PgRow;
use sqlx::{Column, Decode, Postgres, Row, Type};
use store::StoreError;
use store::stored::date;

use crate::error::unreadable;

/// Reads the columns of a row in order, naming the table where one cannot be read.
pub struct Fields<'row> {
    row: &'row PgRow,
    table: &'static str,
    next: usize,
}

impl<'row> Fields<'row> {
    /// Begins at the first column of a row of `table`.
    pub const fn new(row: &'row PgRow, table: &'static str) -> Self {
        Self::starting_at(row, table, 0)
    }

    /// Begins at a later column.
    pub const fn starting_at(row: &'row PgRow, table: &'static str, first: usize) -> Self {
        Self { row, table, next: first }
    }

    /// The next column as it is stored: text, bytes, a flag, a number of 64 bits, or one of these where there is one.
    pub fn get<T: Decode<'row, Postgres> + Type<Postgres>>(&mut self) -> Result<T, StoreError> {
        let column = self.next;
        self.next += 1;
        self.row.try_get(column).map_err(|error| self.damaged(error.to_string()))
    }

    /// Passes over a column.
    pub const fn skip(&mut self) {
        self.next += 1;
    }

    /// A number.
    pub fn number<T: TryFrom<i64>>(&mut self) -> Result<T, StoreError> {
        let found: i64 = self.get()?;
        T::try_from(found).map_err(|_| self.damaged(format!("`{found}` is out of range")))
    }

    /// A number, where there is one.
    pub fn number_maybe<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, StoreError> {
        let Some(found) = self.get::<Option<i64>>()? else { return Ok(None) };
        T::try_from(found).map(Some).map_err(|_| self.damaged(format!("`{found}` is out of range")))
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
        Timestamp::from_microsecond(microseconds).map_err(|error| self.damaged(error.to_string()))
    }

    /// A moment, where there is one.
    pub fn moment_maybe(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let stored: Option<i64> = self.get()?;
        let read = stored.map(Timestamp::from_microsecond).transpose();
        read.map_err(|error| self.damaged(error.to_string()))
    }

    /// A date, where there is one.
    pub fn date_maybe(&mut self) -> Result<Option<Date>, StoreError> {
        let Some(day) = self.get::<Option<i64>>()? else { return Ok(None) };
        let expected = || self.damaged(format!("expected days since 1970, found `{day}`"));
        date(day).map(Some).ok_or_else(expected)
    }

    /// A date.
    pub fn date(&mut self) -> Result<Date, StoreError> {
        self.date_maybe()?.ok_or_else(|| self.damaged("expected days since 1970".to_owned()))
    }

    /// A number that stands for something.
    pub fn coded<T>(&mut self, what: &str, decode: impl Fn(i64) -> Option<T>) -> Result<T, StoreError> {
        let number = self.get()?;
        decode(number)
            .ok_or_else(|| self.damaged(format!("expected the number of a {what}, found `{number}`")))
    }

    /// A hash of the ledger.
    pub fn hash(&mut self) -> Result<Hash, StoreError> {
        let bytes: &[u8] = self.get()?;
        Hash::try_from(bytes).map_err(|error| self.damaged(error.to_string()))
    }

    /// The column read last holds something else.
    fn damaged(&self, reason: String) -> StoreError {
        let column = self.next.saturating_sub(1);
        let name = self.row.columns().get(column).map_or("?", Column::name);
        unreadable(format!("{}.{name}", self.table), reason)
    }
}
