//! One moment of the database, read page by page in one transaction while others write: for a backup. The server keeps
//! what is deleted meanwhile until the snapshot is dropped.

use ledger::HashAlgorithm;
use sqlx::{Postgres, Transaction};
use store::{Cell, Head, LoggedEvent, StoreError, StoredEvent, Table};

use crate::convert::id;
use crate::error::engine;
use crate::events::stored_event;
use crate::fields::Fields;
use crate::query::rows;
use crate::{PostgresStore, ledger_rows, seal, transfer};

const DOING: &str = "reading one moment of the database";

/// One moment of the database.
#[derive(Debug)]
pub struct Snapshot {
    transaction: Transaction<'static, Postgres>,
    head: Head,
    hash_algorithm: HashAlgorithm,
}

impl PostgresStore {
    /// The database as it is now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let begin = "begin isolation level repeatable read, read only";
        let mut transaction = self.pool.begin_with(begin).await.map_err(engine(DOING))?;
        // The moment is that of the first statement.
        let head = seal::head(&mut *transaction).await?;
        Ok(Snapshot { transaction, head, hash_algorithm: self.hash_algorithm })
    }
}

impl Snapshot {
    /// The hash of the log.
    pub const fn hash_algorithm(&self) -> HashAlgorithm {
        self.hash_algorithm
    }

    /// The head of the log.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// See [`store::LedgerRows::logged_events`].
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn logged_events(&mut self, from: u64, limit: u32) -> Result<Vec<LoggedEvent>, StoreError> {
        ledger_rows::logged_events(&mut *self.transaction, from, limit).await
    }

    /// Events that wait to be sealed, behind a place in the queue and in its order, each with its place.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn waiting_events(
        &mut self,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, StoredEvent)>, StoreError> {
        let query = sqlx::query(include_str!("sql/waiting_events_whole.sql"));
        let query = query.bind(id(after)).bind(i64::from(limit));
        rows(&mut *self.transaction, DOING, query, |row| {
            Ok((Fields::new(row, "event_unsealed").id()?, stored_event(row, 1)?))
        })
        .await
    }

    /// See [`store::Transfer::table_rows`].
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn table_rows(
        &mut self,
        table: &Table,
        after: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        transfer::table_rows(&mut *self.transaction, table, after, limit).await
    }
}
