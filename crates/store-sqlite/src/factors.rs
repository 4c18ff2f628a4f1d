//! What staff sign in with besides a password.

use async_trait::async_trait;
use domain::id::UserId;
use rusqlite::{Connection, Row};
use store::{Factors, SecondFactorRow, StoreError, SubjectRow};

use crate::SqliteStore;
use crate::case_filter::int_id;
use crate::convert::{Fields, moment};
use crate::error::engine;
use crate::query::{one, rows};

const READING: &str = "reading second factors";

#[async_trait]
impl Factors for SqliteStore {
    async fn second_factor(&self, user_id: UserId) -> Result<Option<SecondFactorRow>, StoreError> {
        let sql =
            "select user_id, secret, made_at, confirmed_at, last_step from second_factors where user_id = ?1";
        self.readers.short(|connection| one(connection, READING, sql, [int_id(user_id.0)], second_factor))
    }

    async fn second_factor_users(&self) -> Result<Vec<UserId>, StoreError> {
        let sql = "select user_id from second_factors where confirmed_at is not null order by user_id";
        self.readers.short(|connection| {
            rows(connection, READING, sql, [], |row| Ok(UserId(Fields::new(row, "second_factors").id()?)))
        })
    }

    async fn second_factor_begin(&self, row: SecondFactorRow) -> Result<bool, StoreError> {
        let work = move |connection: &Connection| {
            connection
                .prepare_cached(include_str!("sql/second_factor_begin.sql"))
                .and_then(|mut put| {
                    put.execute((
                        int_id(row.user_id.0),
                        &row.secret,
                        row.made_at.as_microsecond(),
                        row.last_step,
                    ))
                })
                .map_err(engine("keeping a second factor"))
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn second_factor_step(&self, user_id: UserId, step: i64) -> Result<bool, StoreError> {
        let work = move |connection: &Connection| {
            connection
                .prepare_cached(
                    "update second_factors set last_step = ?2 where user_id = ?1 and last_step < ?2",
                )
                .and_then(|mut take| take.execute((int_id(user_id.0), step)))
                .map_err(engine("taking a code"))
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn recovery_codes_left(&self, user_id: UserId) -> Result<u64, StoreError> {
        let sql = "select count(*) from recovery_codes where user_id = ?1";
        let count = self.readers.short(|connection| {
            one(connection, READING, sql, [int_id(user_id.0)], |row| Fields::new(row, "recovery_codes").id())
        })?;
        Ok(count.unwrap_or_default())
    }

    async fn recovery_code_use(&self, user_id: UserId, tag: &[u8]) -> Result<bool, StoreError> {
        let tag = tag.to_vec();
        let work = move |connection: &Connection| {
            connection
                .prepare_cached("delete from recovery_codes where user_id = ?1 and tag = ?2")
                .and_then(|mut delete| delete.execute((int_id(user_id.0), &tag)))
                .map_err(engine("using a recovery code"))
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }

    async fn subject(&self, user_id: UserId) -> Result<Option<SubjectRow>, StoreError> {
        let sql = "select user_id, issuer, subject, linked_at from subjects where user_id = ?1";
        self.readers.short(|connection| {
            one(connection, "reading subjects", sql, [int_id(user_id.0)], |row| {
                let mut fields = Fields::new(row, "subjects");
                Ok(SubjectRow {
                    user_id: UserId(fields.id()?),
                    issuer: fields.get()?,
                    subject: fields.get()?,
                    linked_at: fields.moment()?,
                })
            })
        })
    }

    async fn subject_user(&self, issuer: &str, subject: &str) -> Result<Option<UserId>, StoreError> {
        let sql = "select user_id from subjects where issuer = ?1 and subject = ?2";
        self.readers.short(|connection| {
            one(connection, "reading subjects", sql, (issuer, subject), |row| {
                Ok(UserId(Fields::new(row, "subjects").id()?))
            })
        })
    }
}

fn second_factor(row: &Row<'_>) -> Result<SecondFactorRow, StoreError> {
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
pub fn second_factor_put(connection: &Connection, row: &SecondFactorRow) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "insert or replace into second_factors (user_id, secret, made_at, confirmed_at, last_step) \
             values (?1, ?2, ?3, ?4, ?5)",
        )
        .and_then(|mut put| {
            put.execute((
                int_id(row.user_id.0),
                &row.secret,
                row.made_at.as_microsecond(),
                moment(row.confirmed_at),
                row.last_step,
            ))
        })
        .map(|_| ())
        .map_err(engine("keeping a second factor"))
}

/// See [`store::Change::SecondFactorRemoved`].
pub fn second_factor_remove(connection: &Connection, user_id: UserId) -> Result<(), StoreError> {
    for sql in
        ["delete from second_factors where user_id = ?1", "delete from recovery_codes where user_id = ?1"]
    {
        connection
            .prepare_cached(sql)
            .and_then(|mut delete| delete.execute([int_id(user_id.0)]))
            .map_err(engine("removing a second factor"))?;
    }
    Ok(())
}

/// See [`store::Change::RecoveryCodes`].
pub fn recovery_codes_put(
    connection: &Connection,
    user_id: UserId,
    tags: &[Vec<u8>],
) -> Result<(), StoreError> {
    let put = || {
        connection
            .prepare_cached("delete from recovery_codes where user_id = ?1")?
            .execute([int_id(user_id.0)])?;
        let mut insert = connection
            .prepare_cached("insert or ignore into recovery_codes (user_id, tag) values (?1, ?2)")?;
        tags.iter().try_for_each(|tag| insert.execute((int_id(user_id.0), tag)).map(drop))
    };
    put().map_err(engine("keeping recovery codes"))
}
