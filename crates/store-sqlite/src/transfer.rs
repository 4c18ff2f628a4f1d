//! Whole tables, read and written for copying an installation.

use async_trait::async_trait;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row};
use store::{Cell, Form, StoreError, StoredEvent, Table, Transfer};

use crate::SqliteStore;
use crate::append::event_insert;
use crate::error::{engine, unreadable};
use crate::query::rows;
use crate::seal;

const READING: &str = "reading a table to be copied";
const WRITING: &str = "writing a copied table";

#[async_trait]
impl Transfer for SqliteStore {
    async fn table_rows(
        &self,
        table: &Table,
        after: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let table = *table;
        let keys = column_names(&table, table.key);
        let behind = match after {
            Some(_) => format!("where ({keys}) > ({})", places(table.key)),
            None => String::new(),
        };
        let columns = column_names(&table, table.columns.len());
        let sql = format!("select {columns} from {} {behind} order by {keys} limit {limit}", table.name);
        let values: Vec<Value> = after.unwrap_or_default().iter().cloned().map(stored).collect();
        let read = move |connection: &Connection| {
            rows(connection, READING, &sql, rusqlite::params_from_iter(&values), |row| {
                (0..table.columns.len()).map(|column| cell(&table, row, column)).collect()
            })
        };
        self.readers.long(read).await
    }

    async fn table_write(&self, table: &Table, rows: Vec<Vec<Cell>>) -> Result<(), StoreError> {
        let columns = column_names(table, table.columns.len());
        let sql = format!("insert into {} ({columns}) values ({})", table.name, places(table.columns.len()));
        let work = move |connection: &Connection| {
            let mut insert = connection.prepare_cached(&sql).map_err(engine(WRITING))?;
            rows.iter().try_for_each(|row| {
                let values = rusqlite::params_from_iter(row.iter().cloned().map(stored));
                insert.execute(values).map(|_| ()).map_err(engine(WRITING))
            })
        };
        self.writer()?.submit(work).await
    }

    async fn events_write(&self, events: Vec<StoredEvent>) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            events.iter().try_for_each(|stored| {
                let recorded_at = stored.event.recorded_at.as_microsecond();
                event_insert(connection, stored.stream, stored.version, &stored.event, recorded_at)
            })
        };
        self.writer()?.submit(work).await
    }

    async fn everything_clear(&self) -> Result<(), StoreError> {
        let algorithm = self.hash_algorithm;
        let work = move |connection: &Connection| {
            let own = ["events", "ledger_head", "leaves", "tiles"];
            for name in own.into_iter().chain(store::COPIED.iter().map(|table| table.name)) {
                connection.execute(&format!("delete from {name}"), []).map_err(engine("emptying a table"))?;
            }
            seal::head_create(connection, algorithm)
        };
        let mut latest_sealed = self.latest_sealed.lock().await;
        self.writer()?.submit(work).await?;
        *latest_sealed = i64::MIN;
        Ok(())
    }
}

/// The first so many columns.
fn column_names(table: &Table, count: usize) -> String {
    table.columns[..count].iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

fn places(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn stored(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => Value::Integer(number),
        Cell::Text(text) => Value::Text(text),
        Cell::Bytes(bytes) => Value::Blob(bytes),
    }
}

fn cell(table: &Table, row: &Row<'_>, place: usize) -> Result<Cell, StoreError> {
    let column = table.columns[place];
    let value = row.get_ref(place).map_err(engine(READING))?;
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok().map(Cell::Text);
    let cell = match (column.form, value) {
        (_, ValueRef::Null) => Some(Cell::Null),
        (Form::Integer | Form::Flag, ValueRef::Integer(number)) => Some(Cell::Integer(number)),
        (Form::Text, ValueRef::Text(bytes)) => text(bytes),
        (Form::Bytes, ValueRef::Blob(bytes)) => Some(Cell::Bytes(bytes.to_vec())),
        _ => None,
    };
    cell.ok_or_else(|| {
        let reason = format!("expected {:?}, found {}", column.form, value.data_type());
        unreadable(format!("{}.{}", table.name, column.name), reason)
    })
}
