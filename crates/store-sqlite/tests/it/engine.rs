//! A database of this engine in a folder that goes away with it.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use ledger::HashAlgorithm;
use rusqlite::Connection;
use store::Store;
use store::contract::{Engine, Tampering};
use store_sqlite::{Access, DATABASE_FILE, OpenOptions, SqliteStore};
use tempfile::TempDir;

/// One database.
pub struct SqliteEngine {
    folder: TempDir,
}

/// An empty database.
pub async fn fresh() -> Option<SqliteEngine> {
    Some(SqliteEngine { folder: TempDir::new().unwrap() })
}

/// Opens a folder for a purpose.
pub fn options(access: Access) -> OpenOptions {
    OpenOptions {
        access,
        hash_algorithm: HashAlgorithm::Sha256,
        opened_at: Timestamp::constant(1_791_878_400, 0),
    }
}

impl SqliteEngine {
    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

#[async_trait]
impl Engine for SqliteEngine {
    async fn open(&self) -> Arc<dyn Store> {
        SqliteStore::open(self.folder(), options(Access::Create)).unwrap()
    }

    async fn tamper(&self, tampering: Tampering) {
        let connection = Connection::open(self.folder().join(DATABASE_FILE)).unwrap();
        let sql = match tampering {
            Tampering::AlterEvent(index) => {
                format!(
                    "update events set payload = replace(payload, '{{', '[') where event_seq = {index} + 1"
                )
            }
            Tampering::RemoveEvent(index) => format!("delete from events where event_seq = {index} + 1"),
            Tampering::ExchangeEvents(one, other) => format!(
                "update events set event_seq = -1 where event_seq = {one} + 1;
                 update events set event_seq = {one} + 1 where event_seq = {other} + 1;
                 update events set event_seq = {other} + 1 where event_seq = -1"
            ),
            Tampering::AddEvent => {
                "insert into events select 0, stream_sort, 999999, 1, name, name_version, occurred_at,
                 recorded_at, actor, payload from events where event_seq = 1"
                    .to_owned()
            }
            Tampering::AddWaiting { log_index, recorded_at } => format!(
                "insert into events select {log_index} + 1, stream_sort, 999999, {log_index} + 1, name, name_version,
                 occurred_at, {recorded_at}, actor, payload from events where event_seq = 1"
            ),
            Tampering::RemoveLast => {
                "delete from events where event_seq = (select max(event_seq) from events)".to_owned()
            }
            Tampering::AlterLeaf(index) => {
                format!("update leaves set leaf_hash = zeroblob(32) where log_index = {index}")
            }
            Tampering::RemoveLeaf(index) => format!("delete from leaves where log_index = {index}"),
        };
        connection.execute_batch(&sql).unwrap();
        assert!(0 < connection.changes(), "{tampering:?} changed something");
    }
}
