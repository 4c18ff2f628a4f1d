//! The reading connections.
//!
//! What seeks a few rows (a case, a session, the events of one stream) is read where it is asked for, on the caller's
//! thread: it takes less time than handing it to another thread and back (`cargo bench -p store-sqlite` prints both).
//! What may read thousands (lists, counts, figures, the feed) goes to the runtime's blocking threads.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use store::StoreError;
use tokio::sync::Semaphore;

use crate::connection;

/// Connections for short reads: as many as may be busy at once on a small machine.
const SHORT: usize = 4;

/// Connections for long reads, and so how many run at once.
const LONG: usize = 4;

/// All reading connections of a store.
#[derive(Debug)]
pub struct Readers {
    short: Vec<Mutex<Connection>>,
    long: Arc<Long>,
}

#[derive(Debug)]
struct Long {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// Opens all connections.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let open = |count| (0..count).map(|_| connection::reader(path)).collect::<Result<Vec<_>, _>>();
        let short = open(SHORT)?.into_iter().map(Mutex::new).collect();
        let long = Long { idle: Mutex::new(open(LONG)?), permits: Arc::new(Semaphore::new(LONG)) };
        Ok(Self { short, long: Arc::new(long) })
    }

    /// Reads a few rows, here and now.
    pub fn short<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let free = self.short.iter().find_map(|connection| connection.try_lock().ok());
        let connection = free.unwrap_or_else(|| locked(&self.short[0]));
        read(&connection)
    }

    /// Reads on a thread that may take its time.
    pub async fn long<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.long.permits).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let long = Arc::clone(&self.long);
        let reading = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let borrowed = Borrowed::from(long)?;
            borrowed.connection.as_ref().map_or(Err(StoreError::Closed), read)
        });
        reading.await.unwrap_or(Err(StoreError::Closed))
    }
}

/// A connection for long reads that goes back when dropped, also after a panic.
struct Borrowed {
    // Invariant: there until dropped.
    connection: Option<Connection>,
    home: Arc<Long>,
}

impl Borrowed {
    fn from(home: Arc<Long>) -> Result<Self, StoreError> {
        // There are as many permits as connections, and the caller holds one.
        let connection = locked(&home.idle).pop().ok_or(StoreError::Closed)?;
        Ok(Self { connection: Some(connection), home })
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        locked(&self.home.idle).extend(self.connection.take());
    }
}

/// A panic while reading leaves a connection as good as before.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
