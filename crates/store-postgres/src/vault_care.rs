//! Keys wrapped anew, tags made anew, persons erased.

use async_trait::async_trait;
use domain::id::{PersonId, Stream};
use jiff::Timestamp;
use sqlx::PgConnection;
use sqlx::postgres::PgRow;
use store::{Change, PersonKeyRow, PersonStateRow, Rewrap, StoreError, TagRow, VaultCare};

use crate::PostgresStore;
use crate::convert::{id, moment};
use crate::error::engine;
use crate::fields::Fields;
use crate::query::{one, rows, run};

const DOING: &str = "reading the keys and tags of persons";

/// Locks of persons live in the space of two numbers: this, and half of the identifier.
const PERSON_LOCKS: i32 = 0x4859_0100;

#[async_trait]
impl VaultCare for PostgresStore {
    async fn person_keys_after(&self, after: PersonId, limit: u32) -> Result<Vec<PersonKeyRow>, StoreError> {
        let sql =
            "select person_id, wrapped from person_keys where person_id > $1 order by person_id limit $2";
        rows(&self.pool, DOING, sqlx::query(sql).bind(id(after.0)).bind(i64::from(limit)), |row| {
            let mut fields = Fields::new(row, "person_keys");
            Ok(PersonKeyRow { person_id: PersonId(fields.id()?), wrapped: fields.get()? })
        })
        .await
    }

    async fn person_last(&self) -> Result<PersonId, StoreError> {
        let sql = "select person_id from person_keys order by person_id desc limit 1";
        let last = one(&self.pool, DOING, sqlx::query(sql), |row| {
            Ok(PersonId(Fields::new(row, "person_keys").id()?))
        });
        Ok(last.await?.unwrap_or(PersonId(0)))
    }

    async fn person_keys_rewrap(&self, rewraps: Vec<Rewrap>) -> Result<u64, StoreError> {
        self.writing(self.rewrap(&rewraps)).await
    }

    async fn tags_of(&self, person_ids: &[PersonId]) -> Result<Vec<TagRow>, StoreError> {
        let sql = "select field, tag, person_id from tags \
                   where person_id = any($1) order by person_id, field, tag";
        let person_ids: Vec<_> = person_ids.iter().map(|person_id| id(person_id.0)).collect();
        rows(&self.pool, DOING, sqlx::query(sql).bind(person_ids), |row| {
            let mut fields = Fields::new(row, "tags");
            Ok(TagRow { field: fields.get()?, tag: fields.get()?, person_id: PersonId(fields.id()?) })
        })
        .await
    }

    async fn tag_fields(&self) -> Result<Vec<String>, StoreError> {
        rows(&self.pool, DOING, sqlx::query(include_str!("sql/tag_fields.sql")), |row| {
            Fields::new(row, "tags").get()
        })
        .await
    }

    async fn tags_delete(&self, field: &str, limit: u32) -> Result<u64, StoreError> {
        let sql = "delete from tags where (field, tag, person_id) in \
                   (select field, tag, person_id from tags where field = $1 limit $2)";
        self.write_rows("deleting tags", sqlx::query(sql).bind(field).bind(i64::from(limit))).await
    }

    async fn person_state(&self, person_id: PersonId) -> Result<Option<PersonStateRow>, StoreError> {
        let sql = "select person_id, restricted_at, holds, erased_at from person_states where person_id = $1";
        one(&self.pool, DOING, sqlx::query(sql).bind(id(person_id.0)), state).await
    }

    async fn person_states(&self) -> Result<Vec<PersonStateRow>, StoreError> {
        let sql = "select person_id, restricted_at, holds, erased_at from person_states order by person_id";
        rows(&self.pool, DOING, sqlx::query(sql), state).await
    }

    /// Takes deleted rows out of the tables that held something of a person, beside whoever reads and writes them, and
    /// out of the indexes whose keys are made of it. Their room is free from then on: bytes in it stay until it is used
    /// again, since only rewriting a table whole, which nobody could use meanwhile, would do more. The write-ahead log and its
    /// archive are the server's own to recycle.
    async fn deleted_purge(&self) -> Result<(), StoreError> {
        for sql in [
            "vacuum person_keys",
            "vacuum (index_cleanup on) tags",
            "vacuum masked_texts",
            "vacuum sealed_items",
            "vacuum (index_cleanup on) query_codes",
            "vacuum drafts",
            "vacuum cases",
        ] {
            self.write("taking deleted rows out of the tables", sqlx::query(sql)).await?;
        }
        Ok(())
    }
}

impl PostgresStore {
    async fn rewrap(&self, rewraps: &[Rewrap]) -> Result<u64, StoreError> {
        let doing = "wrapping a person's key anew";
        let mut transaction = self.pool.begin().await.map_err(engine(doing))?;
        let mut count = 0;
        for rewrap in rewraps {
            let sql = "update person_keys set wrapped = $3 where person_id = $1 and wrapped = $2";
            let query =
                sqlx::query(sql).bind(id(rewrap.person_id.0)).bind(&rewrap.before).bind(&rewrap.after);
            if run(&mut *transaction, doing, query).await? == 0 {
                continue;
            }
            count += 1;
            for tag in &rewrap.tags {
                let sql =
                    "insert into tags (field, tag, person_id) values ($1, $2, $3) on conflict do nothing";
                let query = sqlx::query(sql).bind(&tag.field).bind(&tag.tag).bind(id(rewrap.person_id.0));
                run(&mut *transaction, doing, query).await?;
            }
        }
        transaction.commit().await.map_err(engine(doing))?;
        Ok(count)
    }
}

fn state(row: &PgRow) -> Result<PersonStateRow, StoreError> {
    let mut fields = Fields::new(row, "person_states");
    Ok(PersonStateRow {
        person_id: PersonId(fields.id()?),
        restricted_at: fields.moment_maybe()?,
        holds: fields.number()?,
        erased_at: fields.moment_maybe()?,
    })
}

/// Writes what is special about a person.
pub async fn put_state(connection: &mut PgConnection, row: &PersonStateRow) -> Result<(), StoreError> {
    let sql = "insert into person_states (person_id, restricted_at, holds, erased_at) values ($1, $2, $3, $4) \
               on conflict (person_id) do update set restricted_at = excluded.restricted_at, \
               holds = excluded.holds, erased_at = excluded.erased_at";
    let query = sqlx::query(sql)
        .bind(id(row.person_id.0))
        .bind(moment(row.restricted_at))
        .bind(i64::from(row.holds))
        .bind(moment(row.erased_at));
    run(connection, "writing the state of a person", query).await.map(|_| ())
}

/// Deletes all that is kept of a person, once nobody is writing of them.
pub async fn erase(
    connection: &mut PgConnection,
    person_id: PersonId,
    erased_at: Timestamp,
) -> Result<(), StoreError> {
    let doing = "erasing a person";
    lock(connection, person_id, "select pg_advisory_xact_lock($1, $2)").await?;
    // Statement by statement: each takes the values it names.
    for sql in include_str!("sql/person_erase.sql").split_inclusive(';').filter(|sql| sql.contains("$1")) {
        let query = sqlx::query(sql).bind(id(person_id.0));
        let query = if sql.contains("$2") { query.bind(erased_at.as_microsecond()) } else { query };
        run(&mut *connection, doing, query).await?;
    }
    Ok(())
}

/// Refuses changes that would bring back something of an erased person; an erasure waits until they are written.
pub async fn check_not_erased(connection: &mut PgConnection, changes: &[Change]) -> Result<(), StoreError> {
    let mut persons: Vec<PersonId> = changes.iter().filter_map(keeps_of).collect();
    persons.sort_unstable();
    persons.dedup();
    // Whoever gets their key here is new: nobody is erasing them.
    let new = |person: &PersonId| {
        changes.iter().any(|change| matches!(change, Change::PersonKey(row) if row.person_id == *person))
    };
    for person in persons.iter().filter(|person| !new(person)) {
        lock(connection, *person, "select pg_advisory_xact_lock_shared($1, $2)").await?;
    }
    if persons.is_empty() {
        return Ok(());
    }
    let sql =
        "select person_id from person_states where person_id = any($1) and erased_at is not null limit 1";
    let ids: Vec<_> = persons.iter().map(|person| id(person.0)).collect();
    let erased = one(connection, "looking whether a person is erased", sqlx::query(sql).bind(ids), |row| {
        Ok(PersonId(Fields::new(row, "person_states").id()?))
    });
    match erased.await? {
        Some(person) => Err(StoreError::Conflict { stream: Stream::Person(person), expected: 0, found: 1 }),
        None => Ok(()),
    }
}

/// The person of whom a change would keep something.
fn keeps_of(change: &Change) -> Option<PersonId> {
    match change {
        Change::PersonKey(row) => Some(row.person_id),
        Change::Sealed(item) => Some(item.person_id),
        Change::Tag(row) => Some(row.person_id),
        Change::Case(row) if !row.subject.is_empty() => row.person_id,
        _ => None,
    }
}

async fn lock(connection: &mut PgConnection, person: PersonId, sql: &'static str) -> Result<(), StoreError> {
    // Half of the identifier: two persons who share it wait for each other, no more.
    let low = i32::from_le_bytes([0, 1, 2, 3].map(|byte| person.0.to_le_bytes()[byte]));
    let query = sqlx::query(sql).bind(PERSON_LOCKS).bind(low);
    run(connection, "waiting for others who write of a person", query).await.map(|_| ())
}
