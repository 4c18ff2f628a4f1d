//! Opening a store.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use ledger::HashAlgorithm;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool};
use store::{Access, StoreError};
use tracing::log::LevelFilter;

use crate::error::engine;
use crate::identifiers::Identifiers;
use crate::presence::Presence;
use crate::writes::Counts;
use crate::{PostgresUrl, migrate, seal};

/// Connections of a node: more than a small machine's cores keep busy, few enough that ten nodes fit a database as it comes
/// out of the box (100).
const CONNECTIONS_MAX: u32 = 8;

/// How long a request waits for a connection before it is told that the database is not there.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long an answer to the first connection is waited for.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection that lay idle for longer is tried before it is used: the database may have been restarted.
const IDLE_TRUSTED: Duration = Duration::from_millis(500);

const CONNECTING: &str = "connecting to it";

/// How a store is opened.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// For what.
    pub access: Access,
    /// The hash of a ledger that begins now; one that exists keeps its own.
    pub hash_algorithm: HashAlgorithm,
}

/// A store in a PostgreSQL database that other processes may use too.
#[derive(Debug)]
pub struct PostgresStore {
    pub(crate) pool: PgPool,
    pub(crate) identifiers: Identifiers,
    /// When the latest event of all was recorded, as far as this process knows, in microseconds since 1970.
    pub(crate) latest_recorded: AtomicI64,
    pub(crate) hash_algorithm: HashAlgorithm,
    pub(crate) counts: Counts,
    writes: bool,
    _presence: Option<Presence>,
}

impl PostgresStore {
    /// Connects, brings the database to the schema of this release where it may, and says to others that this process
    /// writes.
    ///
    /// # Errors
    /// When the database cannot be reached, when it is of a newer release, not ours or (unless it may be created) empty
    /// ([`StoreError::Schema`]), or when another process keeps this one out ([`StoreError::Locked`]).
    pub async fn open(url: &PostgresUrl, options: OpenOptions) -> Result<Arc<Self>, StoreError> {
        let connecting = connection_options(url, options.access);
        // Not by the pool, which would say no more than that it waited too long.
        let first = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&connecting));
        let no_answer = |_| engine(CONNECTING)(sqlx::Error::PoolTimedOut);
        let mut connection = first.await.map_err(no_answer)?.map_err(engine(CONNECTING))?;
        if options.access.creates() {
            migrate::migrate(&mut connection).await?;
            seal::head_create(&mut connection, options.hash_algorithm).await?;
        }
        migrate::require_known(&mut connection).await?;
        let hash_algorithm = seal::frontier(&mut connection).await?.algorithm();
        let latest = seal::latest_recorded(&mut connection).await?;
        let writes = options.access != Access::Read;
        let presence = if writes {
            Some(Presence::take(connection, url.clone(), options.access).await?)
        } else {
            // The pool has connections of its own; that this one is gone is no failure.
            let _ = connection.close().await;
            None
        };
        Ok(Arc::new(Self {
            pool: pool(connecting),
            identifiers: Identifiers::default(),
            latest_recorded: AtomicI64::new(latest),
            hash_algorithm,
            counts: Counts::default(),
            writes,
            _presence: presence,
        }))
    }

    /// Refuses where the store was opened for reading.
    pub(crate) const fn require_writing(&self) -> Result<(), StoreError> {
        if self.writes { Ok(()) } else { Err(StoreError::ReadOnly) }
    }
}

fn connection_options(url: &PostgresUrl, access: Access) -> PgConnectOptions {
    // Statements in the log would be a second, unsought copy of who asked what.
    let options = url.options.clone().log_statements(LevelFilter::Off);
    let options = options.log_slow_statements(LevelFilter::Off, Duration::ZERO);
    match access {
        Access::Read => options.options([("default_transaction_read_only", "on")]),
        _ => options,
    }
}

fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS_MAX)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, metadata| {
            Box::pin(async move {
                if metadata.idle_for > IDLE_TRUSTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}
