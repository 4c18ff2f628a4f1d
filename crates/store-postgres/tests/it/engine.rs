//! A database of this engine in the cluster of the tests.

use std::sync::Arc;

use async_trait::async_trait;
use ledger::HashAlgorithm;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::contract::{Engine, Tampering};
use store::{Access, Store, StoreError};
use store_postgres::cluster::Cluster;
use store_postgres::{OpenOptions, PostgresStore};

/// One database.
pub struct PostgresEngine {
    pub url: String,
}

/// An empty database; none where tests of PostgreSQL are left out.
pub async fn fresh() -> Option<PostgresEngine> {
    let cluster = match tokio::task::spawn_blocking(Cluster::shared).await.unwrap() {
        Ok(cluster) => cluster?,
        Err(error) => panic!("{error}"),
    };
    Some(PostgresEngine { url: cluster.database().await.unwrap() })
}

impl PostgresEngine {
    /// Opens the database for a purpose.
    pub async fn open_for(&self, access: Access) -> Result<Arc<PostgresStore>, StoreError> {
        let options = OpenOptions { access, hash_algorithm: HashAlgorithm::Sha256 };
        PostgresStore::open(&self.url.parse().unwrap(), options).await
    }

    /// A connection beside the store.
    pub async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.unwrap()
    }

    /// Runs statements beside the store; returns how many rows they changed.
    pub async fn execute(&self, sql: &str) -> u64 {
        let mut connection = self.connection().await;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap().rows_affected()
    }
}

#[async_trait]
impl Engine for PostgresEngine {
    async fn open(&self) -> Arc<dyn Store> {
        self.open_for(Access::Create).await.unwrap()
    }

    fn gaps_show(&self) -> bool {
        false
    }

    async fn tamper(&self, tampering: Tampering) {
        let number = |index: u64| format!("(select event_seq from leaves where log_index = {index})");
        let sql = match tampering {
            Tampering::AlterEvent(index) => {
                let number = number(index);
                format!("update events set payload = replace(payload, '{{', '[') where event_seq = {number}")
            }
            Tampering::RemoveEvent(index) => {
                format!("delete from events where event_seq = {}", number(index))
            }
            Tampering::ExchangeEvents(one, other) => {
                let (one, other) = (number(one), number(other));
                format!(
                    "update events set event_seq = -1 where event_seq = {one};
                     update events set event_seq = {one} where event_seq = {other};
                     update events set event_seq = {other} where event_seq = -1"
                )
            }
            Tampering::AddEvent => {
                "insert into events (stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor,
                 payload) select stream_sort, 999999, 1, name, name_version, occurred_at, recorded_at, actor, payload
                 from events limit 1"
                    .to_owned()
            }
            Tampering::AddWaiting { log_index, recorded_at } => format!(
                "with added as (
                    insert into events (stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor,
                    payload) select stream_sort, 999999, {log_index} + 1, name, name_version, occurred_at, {recorded_at},
                    actor, payload from events limit 1 returning event_seq)
                 insert into event_unsealed select event_seq from added"
            ),
            Tampering::RemoveLast => {
                "with removed as (
                    delete from events where event_seq = (select max(event_seq) from events) returning event_seq)
                 delete from event_unsealed where event_seq in (select event_seq from removed)"
                    .to_owned()
            }
            Tampering::AlterLeaf(index) => format!(
                "update leaves set leaf_hash = decode(repeat('00', 32), 'hex') where log_index = {index}"
            ),
            Tampering::RemoveLeaf(index) => format!("delete from leaves where log_index = {index}"),
        };
        assert!(0 < self.execute(&sql).await, "{tampering:?} changed something");
    }
}
