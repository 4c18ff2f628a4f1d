//! Writing the read models anew, in one transaction.

use async_trait::async_trait;
use sqlx::{PgPool, Postgres, Transaction};
use store::{Change, Rebuilding, StoreError};

use crate::changes::{self, Before};
use crate::error::engine;

const DOING: &str = "writing read models anew";

/// A rebuild under way. Dropped unfinished, its transaction is rolled back.
pub struct Rebuild {
    transaction: Transaction<'static, Postgres>,
}

impl Rebuild {
    /// Empties the tables; only this transaction sees it.
    pub async fn begin(pool: &PgPool) -> Result<Self, StoreError> {
        let mut transaction = pool.begin().await.map_err(engine(DOING))?;
        changes::clear(&mut transaction).await?;
        Ok(Self { transaction })
    }
}

#[async_trait]
impl Rebuilding for Rebuild {
    async fn write(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        for change in &changes {
            changes::apply(&mut self.transaction, change, Before::Nothing).await?;
        }
        changes::apply_together(&mut self.transaction, &changes).await
    }

    async fn finish(self: Box<Self>) -> Result<(), StoreError> {
        self.transaction.commit().await.map_err(engine(DOING))
    }
}
