//! Institutions, staff, sign-in, tokens, sessions, settings and drafts.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::id::{InstitutionId, UserId};
use jiff::Timestamp;
use rusqlite::{Connection, Params, Row};
use store::{
    Accounts, AttemptLimit, Credential, InstitutionRow, Login, RoleRow, Session, StoreError, TokenRow,
    TurnLimit, UserRow,
};

use crate::SqliteStore;
use crate::convert::Fields;
use crate::error::engine;
use crate::query::{one, rows};

const DOING: &str = "reading accounts";

/// The columns of a session as [`session`] reads them.
const SESSION: &str = "session_hash, user_id, form_secret, created_at, expires_at, seen_at, family, network, second_factor, one_time";

#[async_trait]
impl Accounts for SqliteStore {
    async fn organisation_version(&self) -> Result<u64, StoreError> {
        // One process owns the file, and what that one writes it reads again itself.
        Ok(0)
    }

    async fn institutions(&self) -> Result<Vec<InstitutionRow>, StoreError> {
        let sql = "select institution_id, version, code, details from institutions order by institution_id";
        self.readers.long(move |connection| rows(connection, DOING, sql, [], institution)).await
    }

    async fn users(&self) -> Result<Vec<UserRow>, StoreError> {
        let read = |connection: &Connection| {
            let snapshot = connection.unchecked_transaction().map_err(engine(DOING))?;
            let sql = "select user_id, version, login, display_name, active, institution_id from users order by user_id";
            let mut users = rows(&snapshot, DOING, sql, [], user)?;
            let sql =
                "select role, institution_id, user_id from user_roles order by user_id, role, institution_id";
            let held = rows(&snapshot, DOING, sql, [], |row| {
                Ok((UserId(Fields::starting_at(row, "user_roles", 2).id()?), role(row)?))
            })?;
            let mut roles: HashMap<UserId, Vec<RoleRow>> = HashMap::new();
            held.into_iter().for_each(|(user_id, role)| roles.entry(user_id).or_default().push(role));
            for user in &mut users {
                user.roles = roles.remove(&user.user_id).unwrap_or_default();
            }
            Ok(users)
        };
        self.readers.long(read).await
    }

    async fn user_by_login(&self, login: &str) -> Result<Option<UserRow>, StoreError> {
        self.readers.short(|connection| {
            let snapshot = connection.unchecked_transaction().map_err(engine(DOING))?;
            let sql = "select user_id, version, login, display_name, active, institution_id from users where login = ?1";
            let Some(mut user) = one(&snapshot, DOING, sql, [login], user)? else { return Ok(None) };
            let sql = "select role, institution_id from user_roles where user_id = ?1 order by role, institution_id";
            user.roles = rows(&snapshot, DOING, sql, [user.user_id.0.cast_signed()], role)?;
            Ok(Some(user))
        })
    }

    async fn credential(&self, user_id: UserId) -> Result<Option<Credential>, StoreError> {
        let sql = "select password_hash, set_at, one_time from credentials where user_id = ?1";
        self.readers.short(|connection| {
            one(connection, DOING, sql, [user_id.0.cast_signed()], |row| {
                let mut fields = Fields::new(row, "credentials");
                Ok(Credential {
                    user_id,
                    password_hash: fields.get()?,
                    set_at: fields.moment()?,
                    one_time: fields.get()?,
                })
            })
        })
    }

    async fn token(&self, token_hash: &str) -> Result<Option<TokenRow>, StoreError> {
        let sql = "select token_hash, user_id, label, created_at, expires_at, revoked from tokens where token_hash = ?1";
        self.readers.short(|connection| one(connection, DOING, sql, [token_hash], token))
    }

    async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        let sql = include_str!("sql/tokens.sql");
        self.readers.long(move |connection| rows(connection, DOING, sql, [], token)).await
    }

    async fn session_put(&self, session: Session) -> Result<(), StoreError> {
        let values = (
            session.session_hash,
            session.user_id.0.cast_signed(),
            session.form_secret,
            session.created_at.as_microsecond(),
            session.expires_at.as_microsecond(),
            session.seen_at.as_microsecond(),
            session.family,
            session.network,
            session.second_factor,
            session.one_time,
        );
        let sql = "insert or replace into sessions values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.write("beginning a session", sql, values).await
    }

    async fn session_keep(
        &self,
        session_hash: &str,
        seen_at: Timestamp,
        expires_at: Timestamp,
        second_factor: bool,
    ) -> Result<(), StoreError> {
        let sql =
            "update sessions set seen_at = ?2, expires_at = ?3, second_factor = ?4 where session_hash = ?1";
        let values =
            (session_hash.to_owned(), seen_at.as_microsecond(), expires_at.as_microsecond(), second_factor);
        self.write("keeping a session", sql, values).await
    }

    async fn session(&self, session_hash: &str) -> Result<Option<Session>, StoreError> {
        let sql = format!("select {SESSION} from sessions where session_hash = ?1");
        self.readers.short(|connection| one(connection, DOING, &sql, [session_hash], session))
    }

    async fn sessions_of(&self, user_id: UserId) -> Result<Vec<Session>, StoreError> {
        let sql =
            format!("select {SESSION} from sessions where user_id = ?1 order by seen_at desc, session_hash");
        self.readers.short(|connection| rows(connection, DOING, &sql, [user_id.0.cast_signed()], session))
    }

    async fn session_end(&self, session_hash: &str) -> Result<(), StoreError> {
        self.write(
            "ending a session",
            "delete from sessions where session_hash = ?1",
            [session_hash.to_owned()],
        )
        .await
    }

    async fn sessions_end_of(&self, user_id: UserId, but: Option<&str>) -> Result<u64, StoreError> {
        let (user_id, but) = (user_id.0.cast_signed(), but.unwrap_or_default().to_owned());
        let work = move |connection: &Connection| {
            connection
                .prepare_cached("delete from sessions where user_id = ?1 and session_hash <> ?2")
                .and_then(|mut delete| delete.execute((user_id, &but)))
                .map_err(engine("ending sessions"))
        };
        Ok(self.writer()?.submit(work).await? as u64)
    }

    async fn attempt_begin(
        &self,
        limits: Vec<AttemptLimit>,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        let work = move |connection: &Connection| {
            let mut counted = Vec::with_capacity(limits.len());
            for limit in &limits {
                let known = login(connection, &limit.key)?;
                match limit.wait_seconds(known, now) {
                    0 => counted.push(limit.counted(known, now)),
                    seconds => return Ok(Some(seconds)),
                }
            }
            for (limit, counted) in limits.iter().zip(counted) {
                login_put(connection, &limit.key, counted)?;
            }
            Ok(None)
        };
        self.writer()?.submit(work).await
    }

    async fn turn_take(&self, limit: TurnLimit, now: Timestamp) -> Result<Option<u64>, StoreError> {
        let work = move |connection: &Connection| match limit.taken(login(connection, &limit.key)?, now) {
            Ok(taken) => login_put(connection, &limit.key, taken).map(|()| None),
            Err(seconds) => Ok(Some(seconds)),
        };
        self.writer()?.submit(work).await
    }

    async fn attempt_succeeded(&self, cleared: Vec<String>, returned: Vec<String>) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let clear = "delete from login_failures where key = ?1";
            let give_back =
                "update login_failures set failures = failures - 1 where key = ?1 and failures > 0";
            let of = |sql, keys: &[String]| {
                keys.iter().try_for_each(|key| connection.prepare_cached(sql)?.execute([key]).map(drop))
            };
            of(clear, &cleared).and_then(|()| of(give_back, &returned)).map_err(engine("counting an attempt"))
        };
        self.writer()?.submit(work).await
    }

    async fn login_failures(&self, key: &str) -> Result<Option<Login>, StoreError> {
        self.readers.short(|connection| login(connection, key))
    }

    async fn login_failures_put(&self, key: &str, failures: Option<Login>) -> Result<(), StoreError> {
        let (doing, key) = ("counting failures to sign in", key.to_owned());
        match failures {
            None => self.write(doing, "delete from login_failures where key = ?1", [key]).await,
            Some(Login { failures, last_failure_at }) => {
                let values = (key, failures, last_failure_at.as_microsecond());
                self.write(doing, "insert or replace into login_failures values (?1, ?2, ?3)", values).await
            }
        }
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.readers.short(|connection| setting(connection, name))
    }

    async fn setting_replace(
        &self,
        name: &str,
        before: Option<&str>,
        value: &str,
    ) -> Result<String, StoreError> {
        let (name, before, value) = (name.to_owned(), before.map(str::to_owned), value.to_owned());
        let work = move |connection: &Connection| {
            let found = setting(connection, &name)?;
            if found != before {
                return Ok(found.unwrap_or_default());
            }
            connection
                .prepare_cached("insert or replace into settings values (?1, ?2)")
                .and_then(|mut put| put.execute((&name, &value)))
                .map_err(engine("keeping a setting"))?;
            Ok(value.clone())
        };
        self.writer()?.submit(work).await
    }

    async fn setting_put(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let values = (name.to_owned(), value.to_owned());
        self.write("keeping a setting", "insert or replace into settings values (?1, ?2)", values).await
    }

    async fn setting_delete(&self, name: &str) -> Result<(), StoreError> {
        self.write("deleting a setting", "delete from settings where name = ?1", [name.to_owned()]).await
    }

    async fn draft_put(&self, key: &str, sealed: &[u8], expires_at: Timestamp) -> Result<(), StoreError> {
        let (doing, key) = ("keeping a draft", key.to_owned());
        if sealed.is_empty() {
            return self.write(doing, "delete from drafts where key = ?1", [key]).await;
        }
        let values = (key, sealed.to_vec(), expires_at.as_microsecond());
        self.write(doing, "insert or replace into drafts values (?1, ?2, ?3)", values).await
    }

    async fn draft(&self, key: &str, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "select sealed from drafts where key = ?1 and expires_at > ?2";
        let values = (key, now.as_microsecond());
        self.readers
            .short(|connection| one(connection, DOING, sql, values, |row| Fields::new(row, "drafts").get()))
    }

    async fn lapsed_delete(&self, now: Timestamp, failures_before: Timestamp) -> Result<u64, StoreError> {
        let (now, failures_before) = (now.as_microsecond(), failures_before.as_microsecond());
        let work = move |connection: &Connection| {
            let deleted = [
                ("delete from sessions where expires_at <= ?1", now),
                ("delete from drafts where expires_at <= ?1", now),
                ("delete from login_failures where last_failure_at < ?1", failures_before),
            ]
            .map(|(sql, moment)| {
                connection.prepare_cached(sql).and_then(|mut statement| statement.execute([moment]))
            });
            deleted
                .into_iter()
                .try_fold(0, |sum, rows| Ok(sum + rows.map_err(engine("deleting what lapsed"))? as u64))
        };
        self.writer()?.submit(work).await
    }
}

impl SqliteStore {
    /// Runs one writing statement on the writer.
    pub(crate) async fn write(
        &self,
        doing: &'static str,
        sql: &'static str,
        values: impl Params + Clone + Send + 'static,
    ) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            connection
                .prepare_cached(sql)
                .and_then(|mut statement| statement.execute(values.clone()))
                .map(|_| ())
                .map_err(engine(doing))
        };
        self.writer()?.submit(work).await
    }
}

fn setting(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let sql = "select value from settings where name = ?1";
    one(connection, DOING, sql, [name], |row| Fields::new(row, "settings").get())
}

fn login_put(connection: &Connection, key: &str, login: Login) -> Result<(), StoreError> {
    connection
        .prepare_cached("insert or replace into login_failures values (?1, ?2, ?3)")
        .and_then(|mut put| put.execute((key, login.failures, login.last_failure_at.as_microsecond())))
        .map(|_| ())
        .map_err(engine("counting an attempt"))
}

fn login(connection: &Connection, key: &str) -> Result<Option<Login>, StoreError> {
    let sql = "select failures, last_failure_at from login_failures where key = ?1";
    one(connection, DOING, sql, [key], |row| {
        let mut fields = Fields::new(row, "login_failures");
        Ok(Login { failures: fields.get()?, last_failure_at: fields.moment()? })
    })
}

fn institution(row: &Row<'_>) -> Result<InstitutionRow, StoreError> {
    let mut fields = Fields::new(row, "institutions");
    Ok(InstitutionRow {
        institution_id: InstitutionId(fields.id()?),
        version: fields.get()?,
        code: fields.get()?,
        details: fields.get()?,
    })
}

/// Without the roles.
fn user(row: &Row<'_>) -> Result<UserRow, StoreError> {
    let mut fields = Fields::new(row, "users");
    Ok(UserRow {
        user_id: UserId(fields.id()?),
        version: fields.get()?,
        login: fields.get()?,
        display_name: fields.get()?,
        active: fields.get()?,
        institution_id: InstitutionId(fields.id()?),
        roles: Vec::new(),
    })
}

fn role(row: &Row<'_>) -> Result<RoleRow, StoreError> {
    let mut fields = Fields::new(row, "user_roles");
    Ok(RoleRow { role: fields.get()?, institution_id: InstitutionId(fields.id()?) })
}

fn token(row: &Row<'_>) -> Result<TokenRow, StoreError> {
    let mut fields = Fields::new(row, "tokens");
    Ok(TokenRow {
        token_hash: fields.get()?,
        user_id: UserId(fields.id()?),
        label: fields.get()?,
        created_at: fields.moment()?,
        expires_at: fields.moment_maybe()?,
        revoked: fields.get()?,
    })
}

fn session(row: &Row<'_>) -> Result<Session, StoreError> {
    let mut fields = Fields::new(row, "sessions");
    Ok(Session {
        session_hash: fields.get()?,
        user_id: UserId(fields.id()?),
        form_secret: fields.get()?,
        created_at: fields.moment()?,
        expires_at: fields.moment()?,
        seen_at: fields.moment()?,
        family: fields.get()?,
        network: fields.get()?,
        second_factor: fields.get()?,
        one_time: fields.get()?,
    })
}
