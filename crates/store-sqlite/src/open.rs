//! Opening a store.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use jiff::Timestamp;
use ledger::HashAlgorithm;
use rusqlite::Connection;
use store::{Access, StoreError};
use tokio::sync::Mutex;

use crate::connection::{self, DATABASE_FILE};
use crate::identifiers::Identifiers;
use crate::lock::Lock;
use crate::migrate;
use crate::readers::Readers;
use crate::seal;
use crate::writer::Writer;

/// How a store is opened.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// For what.
    pub access: Access,
    /// The hash of a ledger that begins now; one that exists keeps its own.
    pub hash_algorithm: HashAlgorithm,
    /// The moment of opening, for the lock file.
    pub opened_at: Timestamp,
}

/// A store in one SQLite file. Dropping it waits for what is queued, then closes.
#[derive(Debug)]
pub struct SqliteStore {
    // Dropped in this order: readers first, so that the writer, closing last, folds the write-ahead log into the file;
    // the lock after everything.
    pub(crate) readers: Readers,
    writer: Option<Writer>,
    pub(crate) identifiers: Arc<Identifiers>,
    /// When the latest sealed event was recorded, in microseconds since 1970; held by whoever seals.
    pub(crate) latest_sealed: Mutex<i64>,
    /// When the latest event of all was recorded, as the writer knows.
    pub(crate) latest_recorded: Arc<AtomicI64>,
    pub(crate) hash_algorithm: HashAlgorithm,
    pub(crate) path: PathBuf,
    _lock: Option<Lock>,
}

impl SqliteStore {
    /// Opens the database of a data folder ([`DATABASE_FILE`]), brings it to the schema of this release and starts the
    /// writer. Needs a tokio runtime only for the calls that follow.
    ///
    /// # Errors
    /// When the folder or the file cannot be used, when another process writes there ([`StoreError::Locked`]), or when
    /// the file is of a newer release or not ours ([`StoreError::Schema`]).
    pub fn open(folder: &Path, options: OpenOptions) -> Result<Arc<Self>, StoreError> {
        let path = folder.join(DATABASE_FILE);
        let (writing, lock) = match options.access {
            Access::Read => (None, None),
            Access::Create | Access::Serve | Access::Write | Access::Alone | Access::Fill => {
                if options.access.creates() {
                    std::fs::create_dir_all(folder).map_err(|error| StoreError::Engine {
                        doing: "creating the data folder",
                        source: Box::new(error),
                    })?;
                }
                let lock = Lock::take(folder, options.opened_at)?;
                let connection = connection::writer(&path, options.access)?;
                migrate::migrate(&connection)?;
                seal::head_create(&connection, options.hash_algorithm)?;
                (Some(connection), Some(lock))
            }
        };
        let readers = Readers::open(&path)?;
        let (identifiers, hash_algorithm, latest) = readers.short(|connection| {
            migrate::require_known(connection)?;
            let algorithm = seal::frontier(connection)?.algorithm();
            Ok((Arc::new(Identifiers::load(connection)?), algorithm, seal::latest_sealed(connection)?))
        })?;
        let writer = writing.map(|connection| start(connection, Arc::clone(&identifiers))).transpose()?;
        Ok(Arc::new(Self {
            readers,
            writer,
            identifiers,
            latest_sealed: Mutex::new(latest),
            latest_recorded: Arc::new(AtomicI64::new(latest)),
            hash_algorithm,
            path,
            _lock: lock,
        }))
    }

    /// The writer, unless the store was opened for reading.
    pub(crate) fn writer(&self) -> Result<&Writer, StoreError> {
        self.writer.as_ref().ok_or(StoreError::ReadOnly)
    }
}

fn start(connection: Connection, identifiers: Arc<Identifiers>) -> Result<Writer, StoreError> {
    Writer::start(connection, move |connection| {
        if let Err(error) = identifiers.give_back(connection) {
            tracing::warn!(%error, "identifiers reserved and not used stay unused");
        }
    })
}
