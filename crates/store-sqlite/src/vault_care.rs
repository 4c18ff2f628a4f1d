//! Keys wrapped anew, tags made anew, and making what was deleted leave the file.

use async_trait::async_trait;
use domain::id::PersonId;
use rusqlite::{Connection, Row};
use store::{PersonKeyRow, PersonStateRow, Rewrap, StoreError, TagRow, VaultCare};

use crate::SqliteStore;
use crate::case_filter::{int_id, list};
use crate::connection;
use crate::convert::Fields;
use crate::error::engine;
use crate::query::{one, rows};

const DOING: &str = "reading the keys and tags of persons";
const STATE_COLUMNS: &str = "person_id, restricted_at, holds, erased_at";

#[async_trait]
impl VaultCare for SqliteStore {
    async fn person_keys_after(&self, after: PersonId, limit: u32) -> Result<Vec<PersonKeyRow>, StoreError> {
        let sql =
            "select person_id, wrapped from person_keys where person_id > ?1 order by person_id limit ?2";
        let read = move |connection: &Connection| {
            rows(connection, DOING, sql, (int_id(after.0), limit), |row| {
                let mut fields = Fields::new(row, "person_keys");
                Ok(PersonKeyRow { person_id: PersonId(fields.id()?), wrapped: fields.get()? })
            })
        };
        self.readers.long(read).await
    }

    async fn person_last(&self) -> Result<PersonId, StoreError> {
        let sql = "select person_id from person_keys order by person_id desc limit 1";
        let last = self.readers.short(|connection| {
            one(connection, DOING, sql, [], |row| Ok(PersonId(Fields::new(row, "person_keys").id()?)))
        })?;
        Ok(last.unwrap_or(PersonId(0)))
    }

    async fn person_keys_rewrap(&self, rewraps: Vec<Rewrap>) -> Result<u64, StoreError> {
        let work = move |connection: &Connection| {
            rewraps.iter().try_fold(0, |count, rewrap| Ok(count + u64::from(put(connection, rewrap)?)))
        };
        self.writer()?.submit(work).await
    }

    async fn tags_of(&self, person_ids: &[PersonId]) -> Result<Vec<TagRow>, StoreError> {
        let sql = "select field, tag, person_id from tags \
                   where person_id in (select value from json_each(?1)) order by person_id, field, tag";
        let values = [list(person_ids, |person_id| int_id(person_id.0))];
        let read = move |connection: &Connection| {
            rows(connection, DOING, sql, values, |row| {
                let mut fields = Fields::new(row, "tags");
                Ok(TagRow { field: fields.get()?, tag: fields.get()?, person_id: PersonId(fields.id()?) })
            })
        };
        self.readers.long(read).await
    }

    async fn tag_fields(&self) -> Result<Vec<String>, StoreError> {
        // Each step seeks behind the field before: a few seeks, however many tags there are.
        let sql = "with recursive found (field) as (
                       select min(field) from tags
                       union all
                       select (select min(field) from tags where tags.field > found.field)
                       from found where found.field is not null
                   )
                   select field from found where field is not null";
        self.readers
            .short(|connection| rows(connection, DOING, sql, [], |row| Fields::new(row, "tags").get()))
    }

    async fn tags_delete(&self, field: &str, limit: u32) -> Result<u64, StoreError> {
        let field = field.to_owned();
        let work = move |connection: &Connection| {
            let sql = "delete from tags where (field, tag, person_id) in
                       (select field, tag, person_id from tags where field = ?1 limit ?2)";
            let deleted =
                connection.prepare_cached(sql).and_then(|mut statement| statement.execute((&field, limit)));
            deleted.map(|rows| rows as u64).map_err(engine("deleting tags"))
        };
        self.writer()?.submit(work).await
    }

    async fn person_state(&self, person_id: PersonId) -> Result<Option<PersonStateRow>, StoreError> {
        let sql = format!("select {STATE_COLUMNS} from person_states where person_id = ?1");
        self.readers.short(|connection| one(connection, DOING, &sql, [int_id(person_id.0)], state))
    }

    async fn person_states(&self) -> Result<Vec<PersonStateRow>, StoreError> {
        let sql = format!("select {STATE_COLUMNS} from person_states order by person_id");
        self.readers.long(move |connection| rows(connection, DOING, &sql, [], state)).await
    }

    /// `secure_delete` has put zeros in the place of what was deleted; the write-ahead log still holds the pages as they
    /// were until it is emptied, which waits for readers that look at an older state.
    async fn deleted_purge(&self) -> Result<(), StoreError> {
        self.writer()?;
        let path = self.path.clone();
        let doing = "emptying the write-ahead log";
        let purging = tokio::task::spawn_blocking(move || {
            let connection = connection::keeper(&path)?;
            let busy: i64 = connection
                .query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))
                .map_err(engine(doing))?;
            let source = || Box::from("a reader is still at an older state");
            if busy == 0 { Ok(()) } else { Err(StoreError::Engine { doing, source: source() }) }
        });
        purging.await.unwrap_or(Err(StoreError::Closed))
    }
}

fn put(connection: &Connection, rewrap: &Rewrap) -> Result<bool, StoreError> {
    let doing = "wrapping a person's key anew";
    let person_id = int_id(rewrap.person_id.0);
    let sql = "update person_keys set wrapped = ?3 where person_id = ?1 and wrapped = ?2";
    let replaced = connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute((person_id, &rewrap.before, &rewrap.after)))
        .map_err(engine(doing))?;
    if replaced == 0 {
        return Ok(false);
    }
    for tag in &rewrap.tags {
        connection
            .prepare_cached("insert or ignore into tags values (?1, ?2, ?3)")
            .and_then(|mut statement| statement.execute((&tag.field, &tag.tag, person_id)))
            .map_err(engine(doing))?;
    }
    Ok(true)
}

fn state(row: &Row<'_>) -> Result<PersonStateRow, StoreError> {
    let mut fields = Fields::new(row, "person_states");
    Ok(PersonStateRow {
        person_id: PersonId(fields.id()?),
        restricted_at: fields.moment_maybe()?,
        holds: fields.get()?,
        erased_at: fields.moment_maybe()?,
    })
}
