//! What staff sign in with besides a password.

use async_trait::async_trait;
use domain::id::UserId;
use sqlx::PgConnection;
use sqlx::postgres::PgRow;
use store::{Factors, SecondFactorRow, StoreError, SubjectRow};

use crate::PostgresStore;
use crate::convert::{id, moment, storable};
use crate::fields::Fields;
use crate::query::{one, rows, run};

const READING: &str = "reading second factors";

#[async_trait]
impl Factors for PostgresStore {
    async fn second_factor(&self, user_id: UserId) -> Result<Option<SecondFactorRow>, StoreError> {
        let sql =
            "select user_id, secret, made_at, confirmed_at, last_step from second_factors where user_id = $1";
        one(&self.pool, READING, sqlx::query(sql).bind(id(user_id.0)), second_factor).await
    }

    async fn second_factor_users(&self) -> Result<Vec<UserId>, StoreError> {
        let sql = "select user_id from second_factors where confirmed_at is not null order by user_id";
        rows(&self.pool, READING, sqlx::query(sql), |row| {
            Ok(UserId(Fields::new(row, "second_factors").id()?))
        })
        .await
    }

    async fn second_factor_begin(&self, row: SecondFactorRow) -> Result<bool, StoreError> {
        let query = sqlx::query(include_str!("sql/second_factor_begin.sql"))
            .bind(id(row.user_id.0))
            .bind(row.secret)
            .bind(row.made_at.as_microsecond())
            .bind(row.last_step);
        Ok(self.write_rows("keeping a second factor", query).await? > 0)
    }

    async fn second_factor_step(&self, user_id: UserId, step: i64) -> Result<bool, StoreError> {
        let sql = "update second_factors set last_step = $2 where user_id = $1 and last_step < $2";
        let query = sqlx::query(sql).bind(id(user_id.0)).bind(step);
        Ok(self.write_rows("taking a code", query).await? > 0)
    }

    async fn recovery_codes_left(&self, user_id: UserId) -> Result<u64, StoreError> {
        let query = sqlx::query("select count(*) from recovery_codes where user_id = $1").bind(id(user_id.0));
        let count = one(&self.pool, READING, query, |row| Fields::new(row, "recovery_codes").number());
        Ok(count.await?.unwrap_or_default())
    }

    async fn recovery_code_use(&self, user_id: UserId, tag: &[u8]) -> Result<bool, StoreError> {
        let sql = "delete from recovery_codes where user_id = $1 and tag = $2";
        let query = sqlx::query(sql).bind(id(user_id.0)).bind(tag);
        Ok(self.write_rows("using a recovery code", query).await? > 0)
    }

    async fn subject(&self, user_id: UserId) -> Result<Option<SubjectRow>, StoreError> {
        let sql = "select user_id, issuer, subject, linked_at from subjects where user_id = $1";
        one(&self.pool, "reading subjects", sqlx::query(sql).bind(id(user_id.0)), |row| {
            let mut fields = Fields::new(row, "subjects");
            Ok(SubjectRow {
                user_id: UserId(fields.id()?),
                issuer: fields.get()?,
                subject: fields.get()?,
                linked_at: fields.moment()?,
            })
        })
        .await
    }

    async fn subject_user(&self, issuer: &str, subject: &str) -> Result<Option<UserId>, StoreError> {
        let sql = "select user_id from subjects where issuer = $1 and subject = $2";
        let query = sqlx::query(sql).bind(storable(issuer)).bind(storable(subject));
        one(&self.pool, "reading subjects", query, |row| Ok(UserId(Fields::new(row, "subjects").id()?))).await
    }
}

fn second_factor(row: &PgRow) -> Result<SecondFactorRow, StoreError> {
    let mut fields = Fields::new(row, "second_factors");
    Ok(SecondFactorRow {
        user_id: UserId(fields.id()?),
        secret: fields.get()?,
        made_at: fields.moment()?,
        confirmed_at: fields.moment_maybe()?,
        last_step: fields.get()?,
    })
}

/// See [`store::Change::SecondFactor`].
pub async fn second_factor_put(
    connection: &mut PgConnection,
    row: &SecondFactorRow,
) -> Result<(), StoreError> {
    let query = sqlx::query(include_str!("sql/second_factor_put.sql"))
        .bind(id(row.user_id.0))
        .bind(&row.secret)
        .bind(row.made_at.as_microsecond())
        .bind(moment(row.confirmed_at))
        .bind(row.last_step);
    run(connection, "keeping a second factor", query).await.map(|_| ())
}

/// See [`store::Change::SecondFactorRemoved`].
pub async fn second_factor_remove(connection: &mut PgConnection, user_id: UserId) -> Result<(), StoreError> {
    for sql in
        ["delete from second_factors where user_id = $1", "delete from recovery_codes where user_id = $1"]
    {
        let query = sqlx::query(sql).bind(id(user_id.0));
        run(&mut *connection, "removing a second factor", query).await?;
    }
    Ok(())
}

/// See [`store::Change::RecoveryCodes`].
pub async fn recovery_codes_put(
    connection: &mut PgConnection,
    user_id: UserId,
    tags: &[Vec<u8>],
) -> Result<(), StoreError> {
    let doing = "keeping recovery codes";
    let clear = sqlx::query("delete from recovery_codes where user_id = $1").bind(id(user_id.0));
    run(&mut *connection, doing, clear).await?;
    let sql = "insert into recovery_codes (user_id, tag) select $1, * from unnest($2::bytea[]) \
               on conflict do nothing";
    let query = sqlx::query(sql).bind(id(user_id.0)).bind(tags);
    run(connection, doing, query).await.map(|_| ())
}

/// See [`store::Change::Subject`].
pub async fn subject_put(connection: &mut PgConnection, row: &SubjectRow) -> Result<(), StoreError> {
    let query = sqlx::query(include_str!("sql/subject_put.sql"))
        .bind(id(row.user_id.0))
        .bind(storable(&row.issuer))
        .bind(storable(&row.subject))
        .bind(row.linked_at.as_microsecond());
    run(connection, "linking a subject", query).await.map(|_| ())
}
