//! Sealed rows.

use async_trait::async_trait;
use domain::id::{CaseId, PersonId, TextId};
use sqlx::postgres::PgRow;
use store::{MaskedText, PersonKeyRow, SealedItem, StoreError, VaultRows};

use crate::PostgresStore;
use crate::convert::id;
use crate::fields::Fields;
use crate::query::{one, rows};

const DOING: &str = "reading sealed rows";

#[async_trait]
impl VaultRows for PostgresStore {
    async fn person_key(&self, person_id: PersonId) -> Result<Option<PersonKeyRow>, StoreError> {
        let query = sqlx::query("select wrapped from person_keys where person_id = $1").bind(id(person_id.0));
        one(&self.pool, DOING, query, |row| {
            Ok(PersonKeyRow { person_id, wrapped: Fields::new(row, "person_keys").get()? })
        })
        .await
    }

    async fn person_keys(&self, person_ids: &[PersonId]) -> Result<Vec<PersonKeyRow>, StoreError> {
        let sql = "select person_id, wrapped from person_keys where person_id = any($1) order by person_id";
        let person_ids: Vec<_> = person_ids.iter().map(|person_id| id(person_id.0)).collect();
        rows(&self.pool, DOING, sqlx::query(sql).bind(person_ids), |row| {
            let mut fields = Fields::new(row, "person_keys");
            Ok(PersonKeyRow { person_id: PersonId(fields.id()?), wrapped: fields.get()? })
        })
        .await
    }

    async fn sealed_item(&self, text_id: TextId) -> Result<Option<SealedItem>, StoreError> {
        let sql = "select text_id, person_id, case_id, field, sealed from sealed_items where text_id = $1";
        one(&self.pool, DOING, sqlx::query(sql).bind(id(text_id.0)), sealed_item).await
    }

    async fn sealed_items(&self, text_ids: &[TextId]) -> Result<Vec<SealedItem>, StoreError> {
        let sql = "select text_id, person_id, case_id, field, sealed from sealed_items \
                   where text_id = any($1) order by text_id";
        let text_ids: Vec<_> = text_ids.iter().map(|text_id| id(text_id.0)).collect();
        rows(&self.pool, DOING, sqlx::query(sql).bind(text_ids), sealed_item).await
    }

    async fn sealed_items_of(&self, person_id: PersonId) -> Result<Vec<SealedItem>, StoreError> {
        let sql = "select text_id, person_id, case_id, field, sealed from sealed_items where person_id = $1 order by text_id";
        rows(&self.pool, DOING, sqlx::query(sql).bind(id(person_id.0)), sealed_item).await
    }

    async fn persons_by_tag(&self, field: &str, tag: &[u8]) -> Result<Vec<PersonId>, StoreError> {
        let sql = "select person_id from tags where field = $1 and tag = $2 order by person_id";
        rows(&self.pool, DOING, sqlx::query(sql).bind(field).bind(tag), |row| {
            Ok(PersonId(Fields::new(row, "tags").id()?))
        })
        .await
    }

    async fn query_code(&self, case_id: CaseId) -> Result<Option<Vec<u8>>, StoreError> {
        let query = sqlx::query("select tag from query_codes where case_id = $1").bind(id(case_id.0));
        one(&self.pool, DOING, query, |row| Fields::new(row, "query_codes").get()).await
    }

    async fn masked_texts(&self, text_ids: &[TextId]) -> Result<Vec<MaskedText>, StoreError> {
        let sql = "select text_id, masked from masked_texts where text_id = any($1) order by text_id";
        let text_ids: Vec<_> = text_ids.iter().map(|text_id| id(text_id.0)).collect();
        rows(&self.pool, DOING, sqlx::query(sql).bind(text_ids), |row| {
            let mut fields = Fields::new(row, "masked_texts");
            Ok(MaskedText { text_id: TextId(fields.id()?), masked: fields.get()? })
        })
        .await
    }
}

fn sealed_item(row: &PgRow) -> Result<SealedItem, StoreError> {
    let mut fields = Fields::new(row, "sealed_items");
    Ok(SealedItem {
        text_id: TextId(fields.id()?),
        person_id: PersonId(fields.id()?),
        case_id: CaseId(fields.id()?),
        field: fields.get()?,
        sealed: fields.get()?,
    })
}
