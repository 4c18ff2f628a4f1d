//! Counting attempts and turns, one after the other whichever node they come through.

use jiff::Timestamp;
use sqlx::PgConnection;
use store::{AttemptLimit, Login, StoreError, TurnLimit};

use crate::PostgresStore;
use crate::convert::storable;
use crate::error::engine;
use crate::fields::Fields;
use crate::query::{one, run};

const DOING: &str = "counting an attempt";

impl PostgresStore {
    pub(crate) async fn count_attempt(
        &self,
        limits: &[AttemptLimit],
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        let mut transaction = self.pool.begin().await.map_err(engine(DOING))?;
        lock_keys(&mut transaction, limits.iter().map(|limit| limit.key.as_str())).await?;
        let mut counted = Vec::with_capacity(limits.len());
        for limit in limits {
            let known = login(&mut transaction, &limit.key).await?;
            match limit.wait_seconds(known, now) {
                0 => counted.push(limit.counted(known, now)),
                seconds => return Ok(Some(seconds)),
            }
        }
        for (limit, counted) in limits.iter().zip(counted) {
            login_put(&mut transaction, &limit.key, counted).await?;
        }
        transaction.commit().await.map_err(engine(DOING))?;
        Ok(None)
    }

    pub(crate) async fn count_turn(
        &self,
        limit: &TurnLimit,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        let mut transaction = self.pool.begin().await.map_err(engine(DOING))?;
        lock_keys(&mut transaction, [limit.key.as_str()]).await?;
        match limit.taken(login(&mut transaction, &limit.key).await?, now) {
            Err(seconds) => Ok(Some(seconds)),
            Ok(taken) => {
                login_put(&mut transaction, &limit.key, taken).await?;
                transaction.commit().await.map_err(engine(DOING))?;
                Ok(None)
            }
        }
    }

    pub(crate) async fn give_attempt_back(
        &self,
        cleared: &[String],
        returned: &[String],
    ) -> Result<(), StoreError> {
        let stored = |keys: &[String]| keys.iter().map(|key| storable(key).into_owned()).collect::<Vec<_>>();
        let mut transaction = self.pool.begin().await.map_err(engine(DOING))?;
        lock_keys(&mut transaction, cleared.iter().chain(returned).map(String::as_str)).await?;
        let clear = sqlx::query("delete from login_failures where key = any($1)").bind(stored(cleared));
        run(&mut *transaction, DOING, clear).await?;
        let sql = "update login_failures set failures = failures - 1 where key = any($1) and failures > 0";
        run(&mut *transaction, DOING, sqlx::query(sql).bind(stored(returned))).await?;
        transaction.commit().await.map_err(engine(DOING))
    }
}

/// Waits until nobody else counts under any of the keys, in one order for all. A row that is not there yet cannot be locked,
/// so the keys are.
async fn lock_keys<'key>(
    connection: &mut PgConnection,
    keys: impl IntoIterator<Item = &'key str>,
) -> Result<(), StoreError> {
    let mut keys: Vec<_> = keys.into_iter().collect();
    keys.sort_unstable();
    for key in keys {
        let query = sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))").bind(storable(key));
        run(&mut *connection, DOING, query).await?;
    }
    Ok(())
}

/// What was counted under a key.
pub async fn login(connection: &mut PgConnection, key: &str) -> Result<Option<Login>, StoreError> {
    let sql = "select failures, last_failure_at from login_failures where key = $1";
    one(connection, DOING, sqlx::query(sql).bind(storable(key)), |row| {
        let mut fields = Fields::new(row, "login_failures");
        Ok(Login { failures: fields.number()?, last_failure_at: fields.moment()? })
    })
    .await
}

/// Keeps what was counted.
pub async fn login_put(connection: &mut PgConnection, key: &str, login: Login) -> Result<(), StoreError> {
    let query = sqlx::query(include_str!("sql/login_failures_put.sql"))
        .bind(storable(key))
        .bind(i64::from(login.failures))
        .bind(login.last_failure_at.as_microsecond());
    run(connection, DOING, query).await.map(|_| ())
}
