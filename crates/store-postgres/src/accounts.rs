//! Institutions, staff, sign-in, tokens, sessions, settings and drafts.

use async_trait::async_trait;
use domain::id::{InstitutionId, UserId};
use jiff::Timestamp;
use sqlx::postgres::PgRow;
use store::{
    Accounts, AttemptLimit, Credential, InstitutionRow, Login, RoleRow, Session, StoreError, TokenRow,
    TurnLimit, UserRow,
};

use crate::convert::{id, storable};
use crate::error::engine;
use crate::fields::Fields;
use crate::query::{one, rows};
use crate::{PostgresStore, attempts};

const DOING: &str = "reading accounts";

/// The columns of a session as [`session`] reads them.
macro_rules! session {
    () => {
        "session_hash, user_id, form_secret, created_at, expires_at, seen_at, family, network, second_factor, one_time"
    };
}

#[async_trait]
impl Accounts for PostgresStore {
    async fn organisation_version(&self) -> Result<u64, StoreError> {
        let query = sqlx::query("select version from organisation_version");
        let version = one(&self.pool, DOING, query, |row| Fields::new(row, "organisation_version").id());
        Ok(version.await?.unwrap_or_default())
    }

    async fn institutions(&self) -> Result<Vec<InstitutionRow>, StoreError> {
        let sql = "select institution_id, version, code, details from institutions order by institution_id";
        rows(&self.pool, DOING, sqlx::query(sql), institution).await
    }

    async fn users(&self) -> Result<Vec<UserRow>, StoreError> {
        let held = rows(&self.pool, DOING, sqlx::query(include_str!("sql/users.sql")), |row| {
            let role = Fields::starting_at(row, "user_roles", 6).get::<Option<&str>>()?;
            Ok((user(row)?, role.map(|_| self::role(row, 6)).transpose()?))
        });
        let mut users: Vec<UserRow> = Vec::new();
        for (user, role) in held.await? {
            if users.last().is_none_or(|last| last.user_id != user.user_id) {
                users.push(user);
            }
            if let Some(last) = users.last_mut() {
                last.roles.extend(role);
            }
        }
        Ok(users)
    }

    async fn user_by_login(&self, login: &str) -> Result<Option<UserRow>, StoreError> {
        let query = sqlx::query(include_str!("sql/user_by_login.sql")).bind(storable(login));
        let held = rows(&self.pool, DOING, query, |row| {
            let role = Fields::starting_at(row, "user_roles", 6).get::<Option<&str>>()?;
            Ok((user(row)?, role.map(|_| self::role(row, 6)).transpose()?))
        });
        let mut held = held.await?;
        let roles = held.iter_mut().filter_map(|(_, role)| role.take()).collect();
        Ok(held.pop().map(|(user, _)| UserRow { roles, ..user }))
    }

    async fn credential(&self, user_id: UserId) -> Result<Option<Credential>, StoreError> {
        let sql = "select password_hash, set_at, one_time from credentials where user_id = $1";
        one(&self.pool, DOING, sqlx::query(sql).bind(id(user_id.0)), |row| {
            let mut fields = Fields::new(row, "credentials");
            Ok(Credential {
                user_id,
                password_hash: fields.get()?,
                set_at: fields.moment()?,
                one_time: fields.get()?,
            })
        })
        .await
    }

    async fn token(&self, token_hash: &str) -> Result<Option<TokenRow>, StoreError> {
        let sql = "select token_hash, user_id, label, created_at, expires_at, revoked from tokens where token_hash = $1";
        one(&self.pool, DOING, sqlx::query(sql).bind(storable(token_hash)), token).await
    }

    async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        rows(&self.pool, DOING, sqlx::query(include_str!("sql/tokens.sql")), token).await
    }

    async fn session_put(&self, session: Session) -> Result<(), StoreError> {
        let query = sqlx::query(include_str!("sql/session_put.sql"))
            .bind(session.session_hash)
            .bind(id(session.user_id.0))
            .bind(session.form_secret)
            .bind(session.created_at.as_microsecond())
            .bind(session.expires_at.as_microsecond())
            .bind(session.seen_at.as_microsecond())
            .bind(session.family)
            .bind(session.network)
            .bind(session.second_factor)
            .bind(session.one_time);
        self.write("beginning a session", query).await
    }

    async fn session_keep(
        &self,
        session_hash: &str,
        seen_at: Timestamp,
        expires_at: Timestamp,
        second_factor: bool,
    ) -> Result<(), StoreError> {
        let sql =
            "update sessions set seen_at = $2, expires_at = $3, second_factor = $4 where session_hash = $1";
        let query = sqlx::query(sql)
            .bind(storable(session_hash))
            .bind(seen_at.as_microsecond())
            .bind(expires_at.as_microsecond())
            .bind(second_factor);
        self.write("keeping a session", query).await
    }

    async fn session(&self, session_hash: &str) -> Result<Option<Session>, StoreError> {
        let query = sqlx::query(concat!("select ", session!(), " from sessions where session_hash = $1"));
        one(&self.pool, DOING, query.bind(storable(session_hash)), session).await
    }

    async fn sessions_of(&self, user_id: UserId) -> Result<Vec<Session>, StoreError> {
        let sql = concat!(
            "select ",
            session!(),
            " from sessions where user_id = $1 order by seen_at desc, session_hash"
        );
        rows(&self.pool, DOING, sqlx::query(sql).bind(id(user_id.0)), session).await
    }

    async fn session_end(&self, session_hash: &str) -> Result<(), StoreError> {
        let query = sqlx::query("delete from sessions where session_hash = $1").bind(storable(session_hash));
        self.write("ending a session", query).await
    }

    async fn sessions_end_of(&self, user_id: UserId, but: Option<&str>) -> Result<u64, StoreError> {
        let query = sqlx::query("delete from sessions where user_id = $1 and session_hash <> $2")
            .bind(id(user_id.0))
            .bind(storable(but.unwrap_or_default()));
        self.write_rows("ending sessions", query).await
    }

    async fn attempt_begin(
        &self,
        limits: Vec<AttemptLimit>,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        self.writing(self.count_attempt(&limits, now)).await
    }

    async fn turn_take(&self, limit: TurnLimit, now: Timestamp) -> Result<Option<u64>, StoreError> {
        self.writing(self.count_turn(&limit, now)).await
    }

    async fn attempt_succeeded(&self, cleared: Vec<String>, returned: Vec<String>) -> Result<(), StoreError> {
        self.writing(self.give_attempt_back(&cleared, &returned)).await
    }

    async fn login_failures(&self, key: &str) -> Result<Option<Login>, StoreError> {
        let mut connection = self.pool.acquire().await.map_err(engine(DOING))?;
        attempts::login(&mut connection, key).await
    }

    async fn login_failures_put(&self, key: &str, failures: Option<Login>) -> Result<(), StoreError> {
        match failures {
            None => {
                let query = sqlx::query("delete from login_failures where key = $1").bind(storable(key));
                self.write("counting failures to sign in", query).await
            }
            Some(login) => {
                self.writing(async {
                    let mut connection = self.pool.acquire().await.map_err(engine(DOING))?;
                    attempts::login_put(&mut connection, key, login).await
                })
                .await
            }
        }
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let query = sqlx::query("select value from settings where name = $1").bind(name);
        one(&self.pool, DOING, query, |row| Fields::new(row, "settings").get()).await
    }

    async fn setting_replace(
        &self,
        name: &str,
        before: Option<&str>,
        value: &str,
    ) -> Result<String, StoreError> {
        let sql = match before {
            Some(_) => "update settings set value = $2 where name = $1 and value = $3",
            None => {
                "insert into settings (name, value) select $1, $2 where $3::text is null on conflict do nothing"
            }
        };
        self.write("keeping a setting", sqlx::query(sql).bind(name).bind(value).bind(before)).await?;
        Ok(self.setting(name).await?.unwrap_or_default())
    }

    async fn setting_put(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql = "insert into settings (name, value) values ($1, $2) \
                   on conflict (name) do update set value = excluded.value";
        self.write("keeping a setting", sqlx::query(sql).bind(name).bind(value)).await
    }

    async fn setting_delete(&self, name: &str) -> Result<(), StoreError> {
        self.write("deleting a setting", sqlx::query("delete from settings where name = $1").bind(name)).await
    }

    async fn draft_put(&self, key: &str, sealed: &[u8], expires_at: Timestamp) -> Result<(), StoreError> {
        let doing = "keeping a draft";
        if sealed.is_empty() {
            let query = sqlx::query("delete from drafts where key = $1").bind(storable(key));
            return self.write(doing, query).await;
        }
        let sql = "insert into drafts (key, sealed, expires_at) values ($1, $2, $3) \
                   on conflict (key) do update set sealed = excluded.sealed, expires_at = excluded.expires_at";
        let query = sqlx::query(sql).bind(storable(key)).bind(sealed).bind(expires_at.as_microsecond());
        self.write(doing, query).await
    }

    async fn draft(&self, key: &str, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "select sealed from drafts where key = $1 and expires_at > $2";
        let query = sqlx::query(sql).bind(storable(key)).bind(now.as_microsecond());
        one(&self.pool, DOING, query, |row| Fields::new(row, "drafts").get()).await
    }

    async fn lapsed_delete(&self, now: Timestamp, failures_before: Timestamp) -> Result<u64, StoreError> {
        let query = sqlx::query(include_str!("sql/lapsed_delete.sql"));
        let query = query.bind(now.as_microsecond()).bind(failures_before.as_microsecond());
        let deleted =
            one(&self.pool, "deleting what lapsed", query, |row| Fields::new(row, "sessions").number());
        Ok(self.writing(deleted).await?.unwrap_or_default())
    }
}

fn institution(row: &PgRow) -> Result<InstitutionRow, StoreError> {
    let mut fields = Fields::new(row, "institutions");
    Ok(InstitutionRow {
        institution_id: InstitutionId(fields.id()?),
        version: fields.number()?,
        code: fields.get()?,
        details: fields.get()?,
    })
}

/// Without the roles.
fn user(row: &PgRow) -> Result<UserRow, StoreError> {
    let mut fields = Fields::new(row, "users");
    Ok(UserRow {
        user_id: UserId(fields.id()?),
        version: fields.number()?,
        login: fields.get()?,
        display_name: fields.get()?,
        active: fields.get()?,
        institution_id: InstitutionId(fields.id()?),
        roles: Vec::new(),
    })
}

fn role(row: &PgRow, first: usize) -> Result<RoleRow, StoreError> {
    let mut fields = Fields::starting_at(row, "user_roles", first);
    Ok(RoleRow { role: fields.get()?, institution_id: InstitutionId(fields.id()?) })
}

fn token(row: &PgRow) -> Result<TokenRow, StoreError> {
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

fn session(row: &PgRow) -> Result<Session, StoreError> {
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
