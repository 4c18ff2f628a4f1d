//! Sealed rows.

use async_trait::async_trait;
use domain::id::{CaseId, PersonId, TextId};
use rusqlite::Row;
use store::{MaskedText, PersonKeyRow, SealedItem, StoreError, VaultRows};

use crate::SqliteStore;
use crate::case_filter::{int_id, list};
use crate::convert::Fields;
use crate::query::{one, rows};

const DOING: &str = "reading sealed rows";

#[async_trait]
impl VaultRows for SqliteStore {
    async fn person_key(&self, person_id: PersonId) -> Result<Option<PersonKeyRow>, StoreError> {
        let sql = "select wrapped from person_keys where person_id = ?1";
        self.readers.short(|connection| {
            one(connection, DOING, sql, [int_id(person_id.0)], |row| {
                Ok(PersonKeyRow { person_id, wrapped: Fields::new(row, "person_keys").get()? })
            })
        })
    }

    async fn person_keys(&self, person_ids: &[PersonId]) -> Result<Vec<PersonKeyRow>, StoreError> {
        let sql = "select person_id, wrapped from person_keys \
                   where person_id in (select value from json_each(?1)) order by person_id";
        let wanted = list(person_ids, |person_id| int_id(person_id.0));
        let read = move |connection: &rusqlite::Connection| {
            rows(connection, DOING, sql, [wanted], |row| {
                let mut fields = Fields::new(row, "person_keys");
                Ok(PersonKeyRow { person_id: PersonId(fields.id()?), wrapped: fields.get()? })
            })
        };
        self.readers.long(read).await
    }

    async fn sealed_item(&self, text_id: TextId) -> Result<Option<SealedItem>, StoreError> {
        let sql = "select text_id, person_id, case_id, field, sealed from sealed_items where text_id = ?1";
        self.readers.short(|connection| one(connection, DOING, sql, [int_id(text_id.0)], sealed_item))
    }

    async fn sealed_items(&self, text_ids: &[TextId]) -> Result<Vec<SealedItem>, StoreError> {
        let sql = "select text_id, person_id, case_id, field, sealed from sealed_items \
                   where text_id in (select value from json_each(?1)) order by text_id";
        let wanted = list(text_ids, |text_id| int_id(text_id.0));
        let read =
            move |connection: &rusqlite::Connection| rows(connection, DOING, sql, [wanted], sealed_item);
        self.readers.long(read).await
    }

    async fn sealed_items_of(&self, person_id: PersonId) -> Result<Vec<SealedItem>, StoreError> {
        let sql = "select text_id, person_id, case_id, field, sealed from sealed_items where person_id = ?1 order by text_id";
        let read = move |connection: &rusqlite::Connection| {
            rows(connection, DOING, sql, [int_id(person_id.0)], sealed_item)
        };
        self.readers.long(read).await
    }

    async fn persons_by_tag(&self, field: &str, tag: &[u8]) -> Result<Vec<PersonId>, StoreError> {
        let sql = "select person_id from tags where field = ?1 and tag = ?2 order by person_id";
        self.readers.short(|connection| {
            rows(connection, DOING, sql, (field, tag), |row| Ok(PersonId(Fields::new(row, "tags").id()?)))
        })
    }

    async fn query_code(&self, case_id: CaseId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "select tag from query_codes where case_id = ?1";
        self.readers.short(|connection| {
            one(connection, DOING, sql, [int_id(case_id.0)], |row| Fields::new(row, "query_codes").get())
        })
    }

    async fn masked_texts(&self, text_ids: &[TextId]) -> Result<Vec<MaskedText>, StoreError> {
        let sql = "select text_id, masked from masked_texts \
                   where text_id in (select value from json_each(?1)) order by text_id";
        self.readers.short(|connection| {
            rows(connection, DOING, sql, [list(text_ids, |text_id| int_id(text_id.0))], |row| {
                let mut fields = Fields::new(row, "masked_texts");
                Ok(MaskedText { text_id: TextId(fields.id()?), masked: fields.get()? })
            })
        })
    }
}

fn sealed_item(row: &Row<'_>) -> Result<SealedItem, StoreError> {
    let mut fields = Fields::new(row, "sealed_items");
    Ok(SealedItem {
        text_id: TextId(fields.id()?),
        person_id: PersonId(fields.id()?),
        case_id: CaseId(fields.id()?),
        field: fields.get()?,
        sealed: fields.get()?,
    })
}
