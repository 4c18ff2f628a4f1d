//! Who uses the database: every writing process holds a lock of its session for as long as it is open, shared with the
//! others, or alone where what it does bears no other (rebuilding, copying).
//!
//! Where the connection is lost the lock is taken again as soon as the database is back.

use std::time::Duration;

use sqlx::{Connection, PgConnection};
use store::{Access, StoreError};
use tokio::task::JoinHandle;

use crate::PostgresUrl;
use crate::error::engine;

/// The lock of those who write.
const WRITING: i64 = 0x4859_494e_0002;

/// How often the lock is tried before this process is refused, and the wait between two tries.
const TRIES: u32 = 10;
const TRIED_AGAIN: Duration = Duration::from_millis(100);

/// How often the connection is tried: a lost one is noticed this late.
const TRIED_EVERY: Duration = Duration::from_secs(5);

/// The lock, held until dropped.
#[derive(Debug)]
pub struct Presence {
    keeper: JoinHandle<()>,
}

impl Presence {
    /// Takes the lock on a connection of its own.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where others write and this process must be alone, or somebody must be alone already.
    pub async fn take(
        mut connection: PgConnection,
        url: PostgresUrl,
        access: Access,
    ) -> Result<Self, StoreError> {
        let mut tries = 0;
        while !lock(&mut connection, access).await.map_err(engine("taking the lock of those who write"))? {
            // The server learns a moment later that a process has ended.
            tries += 1;
            if tries < TRIES {
                tokio::time::sleep(TRIED_AGAIN).await;
                continue;
            }
            let owner = match access {
                Access::Alone | Access::Fill => "other processes, which serve it or write to it",
                _ => "a process that must be alone: one that rebuilds or copies it",
            };
            return Err(StoreError::Locked { place: url.to_string(), owner: owner.to_owned() });
        }
        Ok(Self { keeper: tokio::spawn(keep(connection, url, access)) })
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // The connection goes with its task, and the lock with the connection.
        self.keeper.abort();
    }
}

async fn lock(connection: &mut PgConnection, access: Access) -> Result<bool, sqlx::Error> {
    let sql = match access {
        Access::Alone | Access::Fill => "select pg_try_advisory_lock($1)",
        _ => "select pg_try_advisory_lock_shared($1)",
    };
    sqlx::query_scalar(sql).bind(WRITING).fetch_one(connection).await
}

async fn keep(mut connection: PgConnection, url: PostgresUrl, access: Access) {
    loop {
        tokio::time::sleep(TRIED_EVERY).await;
        if connection.ping().await.is_ok() {
            continue;
        }
        tracing::warn!("the connection to `{url}` was lost; it is tried again");
        match take_again(&url, access).await {
            Ok(again) => {
                connection = again;
                tracing::info!("the connection to `{url}` is back");
            }
            Err(error) => tracing::debug!(%error, "`{url}` is not back yet"),
        }
    }
}

/// Takes the lock on a new connection, waiting for whoever must be alone to end.
async fn take_again(url: &PostgresUrl, access: Access) -> Result<PgConnection, sqlx::Error> {
    let mut connection = PgConnection::connect_with(&url.options).await?;
    while !lock(&mut connection, access).await? {
        tracing::error!("another process took `{url}` meanwhile and must be alone");
        tokio::time::sleep(TRIED_EVERY).await;
    }
    Ok(connection)
}
