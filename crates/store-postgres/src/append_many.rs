//! Many appends in one transaction, each all or nothing by itself.
//!
//! A savepoint around every append would undo one that fails, at the price of two more statements each. Appends therefore
//! check before they write, so that the usual refusals leave nothing to undo. Where one fails after its first write, the
//! transaction is undone and run again, this time with savepoints.

use sqlx::PgConnection;
use store::{Append, Appended, StoreError};

use crate::PostgresStore;
use crate::append::{apply, check, write};
use crate::error::{engine, is_collision};

/// How often an append that lost a race is tried again.
const ATTEMPTS: u32 = 10;

type Outcomes = Vec<Result<Appended, StoreError>>;

impl PostgresStore {
    /// See [`store::EventLog::append_many`].
    pub(crate) async fn append_each(&self, appends: &[Append]) -> Result<Outcomes, StoreError> {
        let mut transaction = self.pool.begin().await.map_err(engine("beginning to write"))?;
        if let Some(outcomes) = self.all_at_once(&mut transaction, appends).await {
            transaction.commit().await.map_err(engine("committing"))?;
            return Ok(outcomes);
        }
        transaction.rollback().await.map_err(engine("undoing what was written"))?;
        let mut transaction = self.pool.begin().await.map_err(engine("beginning to write"))?;
        let outcomes = self.one_by_one(&mut transaction, appends).await?;
        transaction.commit().await.map_err(engine("committing"))?;
        Ok(outcomes)
    }

    /// None where something failed that the transaction does not survive.
    async fn all_at_once(&self, connection: &mut PgConnection, appends: &[Append]) -> Option<Outcomes> {
        let mut outcomes = Vec::with_capacity(appends.len());
        for append in appends {
            let outcome = match check(connection, append, &self.latest_recorded).await {
                Ok(starts) => Ok(write(connection, append, &starts, &self.latest_recorded).await.ok()?),
                Err(refused @ (StoreError::Conflict { .. } | StoreError::Taken { .. })) => Err(refused),
                Err(_) => return None,
            };
            outcomes.push(outcome);
        }
        Some(outcomes)
    }

    async fn one_by_one(
        &self,
        connection: &mut PgConnection,
        appends: &[Append],
    ) -> Result<Outcomes, StoreError> {
        let mut outcomes = Vec::with_capacity(appends.len());
        for append in appends {
            let mut attempt = 1;
            outcomes.push(loop {
                execute(connection, "savepoint request").await?;
                match apply(connection, append, &self.latest_recorded).await {
                    Ok(appended) => {
                        execute(connection, "release savepoint request").await?;
                        break Ok(appended);
                    }
                    Err(error) => {
                        execute(connection, "rollback to savepoint request").await?;
                        if attempt == ATTEMPTS || !is_collision(&error) {
                            break Err(error);
                        }
                        attempt += 1;
                    }
                }
            });
        }
        Ok(outcomes)
    }
}

async fn execute(connection: &mut PgConnection, sql: &'static str) -> Result<(), StoreError> {
    sqlx::raw_sql(sql).execute(connection).await.map(|_| ()).map_err(engine("setting a savepoint"))
}
