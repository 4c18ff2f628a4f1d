//! Whole tables, read and written for copying an installation.

use async_trait::async_trait;
use sqlx::postgres::PgRow;
use sqlx::{PgExecutor, Postgres, QueryBuilder};
use store::{Cell, Column, Form, StoreError, StoredEvent, Table, Transfer};

use crate::append::NewEvents;
use crate::error::engine;
use crate::fields::Fields;
use crate::query::{rows, run};
use crate::{PostgresStore, seal};

const READING: &str = "reading a table to be copied";
const WRITING: &str = "writing a copied table";

#[async_trait]
impl Transfer for PostgresStore {
    async fn table_rows(
        &self,
        table: &Table,
        after: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        table_rows(&self.pool, table, after, limit).await
    }

    async fn table_write(&self, table: &Table, rows: Vec<Vec<Cell>>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new("insert into ");
        query.push(table.name).push(" (").push(column_names(table, table.columns.len()));
        query.push(") select * from unnest(");
        let mut columns = query.separated(", ");
        for (place, column) in table.columns.iter().enumerate() {
            match column.form {
                Form::Integer => columns.push_bind(taken(&rows, place, |cell| match cell {
                    Cell::Integer(number) => Some(*number),
                    _ => None,
                })),
                Form::Flag => columns.push_bind(taken(&rows, place, |cell| match cell {
                    Cell::Integer(number) => Some(*number != 0),
                    _ => None,
                })),
                Form::Text => columns.push_bind(taken(&rows, place, |cell| match cell {
                    Cell::Text(text) => Some(crate::convert::storable(text).into_owned()),
                    _ => None,
                })),
                Form::Bytes => columns.push_bind(taken(&rows, place, |cell| match cell {
                    Cell::Bytes(bytes) => Some(bytes.clone()),
                    _ => None,
                })),
            };
        }
        query.push(")");
        self.writing(async {
            run(&self.pool, WRITING, query.build()).await?;
            self.number_on(table).await
        })
        .await
    }

    async fn events_write(&self, events: Vec<StoredEvent>) -> Result<(), StoreError> {
        let mut columns = NewEvents::default();
        for stored in &events {
            let recorded_at = stored.event.recorded_at.as_microsecond();
            columns.push(stored.stream, stored.version, &stored.event, recorded_at);
        }
        self.writing(async {
            let mut connection = self.pool.acquire().await.map_err(engine(WRITING))?;
            columns.insert(&mut connection).await
        })
        .await
    }

    async fn everything_clear(&self) -> Result<(), StoreError> {
        let doing = "emptying all tables";
        let mut tables = vec!["events", "event_unsealed", "ledger_head", "leaves", "tiles"];
        tables.extend(store::COPIED.iter().map(|table| table.name));
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new("truncate ");
        query.push(tables.join(", ")).push(" restart identity");
        self.writing(async {
            let mut transaction = self.pool.begin().await.map_err(engine(doing))?;
            run(&mut *transaction, doing, query.build()).await?;
            seal::head_create(&mut transaction, self.hash_algorithm).await?;
            transaction.commit().await.map_err(engine(doing))
        })
        .await
    }
}

/// See [`Transfer::table_rows`].
pub async fn table_rows(
    executor: impl PgExecutor<'_>,
    table: &Table,
    after: Option<&[Cell]>,
    limit: u32,
) -> Result<Vec<Vec<Cell>>, StoreError> {
    let keys = column_names(table, table.key);
    let mut query: QueryBuilder<Postgres> = QueryBuilder::new("select ");
    query.push(column_names(table, table.columns.len())).push(" from ").push(table.name);
    if let Some(after) = after {
        query.push(" where (").push(&keys).push(") > (");
        let mut places = query.separated(", ");
        for cell in after {
            match cell {
                Cell::Null => places.push("null"),
                Cell::Integer(number) => places.push_bind(*number),
                Cell::Text(text) => places.push_bind(text.as_str()),
                Cell::Bytes(bytes) => places.push_bind(bytes.as_slice()),
            };
        }
        query.push(")");
    }
    query.push(" order by ").push(&keys).push(" limit ").push_bind(i64::from(limit));
    rows(executor, READING, query.build(), |row| cells(table, row)).await
}

impl PostgresStore {
    /// Where the engine numbers the rows of a table by itself, it goes on behind those that were copied.
    async fn number_on(&self, table: &Table) -> Result<(), StoreError> {
        let [Column { name: key, form: Form::Integer }] = table.columns[..table.key] else { return Ok(()) };
        let mut query: QueryBuilder<Postgres> = QueryBuilder::new("select setval(pg_get_serial_sequence(");
        query.push_bind(table.name).push(", ").push_bind(key).push(")::regclass, max(").push(key);
        query.push(")) from ").push(table.name);
        run(&self.pool, WRITING, query.build()).await.map(|_| ())
    }
}

/// The first so many columns.
fn column_names(table: &Table, count: usize) -> String {
    table.columns[..count].iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

/// One column of many rows.
fn taken<T>(rows: &[Vec<Cell>], place: usize, value: impl Fn(&Cell) -> Option<T>) -> Vec<Option<T>> {
    rows.iter().map(|row| row.get(place).and_then(&value)).collect()
}

fn cells(table: &Table, row: &PgRow) -> Result<Vec<Cell>, StoreError> {
    let mut fields = Fields::new(row, table.name);
    let cell = |form: Form| {
        Ok(match form {
            Form::Integer => fields.get::<Option<i64>>()?.map(Cell::Integer),
            Form::Flag => fields.get::<Option<bool>>()?.map(|flag| Cell::Integer(i64::from(flag))),
            Form::Text => fields.get::<Option<String>>()?.map(Cell::Text),
            Form::Bytes => fields.get::<Option<Vec<u8>>>()?.map(Cell::Bytes),
        }
        .unwrap_or(Cell::Null))
    };
    table.columns.iter().map(|column| column.form).map(cell).collect()
}
