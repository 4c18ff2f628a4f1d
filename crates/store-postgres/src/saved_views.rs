//! Lists that staff gave a name.

use async_trait::async_trait;
use domain::id::UserId;
use jiff::Timestamp;
use store::{SavedView, SavedViews, StoreError};

use crate::PostgresStore;
use crate::convert::id;
use crate::fields::Fields;
use crate::query::rows;

const DOING: &str = "saving a view";

#[async_trait]
impl SavedViews for PostgresStore {
    async fn saved_views(&self, user_id: UserId) -> Result<Vec<SavedView>, StoreError> {
        let sql = "select view_id, user_id, name, address, saved_at from saved_views \
                   where user_id = $1 order by view_id";
        let query = sqlx::query(sql).bind(id(user_id.0));
        rows(&self.pool, "reading saved views", query, |row| {
            let mut fields = Fields::new(row, "saved_views");
            Ok(SavedView {
                view_id: fields.id()?,
                user_id: UserId(fields.id()?),
                name: fields.get()?,
                address: fields.get()?,
                saved_at: fields.moment()?,
            })
        })
        .await
    }

    async fn saved_view_add(
        &self,
        user_id: UserId,
        name: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "insert into saved_views (user_id, name, address, saved_at) values ($1, $2, $3, $4) \
                   on conflict (user_id, name) do nothing";
        let query = sqlx::query(sql).bind(id(user_id.0)).bind(name).bind(address).bind(now.as_microsecond());
        Ok(self.write_rows(DOING, query).await? > 0)
    }

    async fn saved_view_rename(&self, user_id: UserId, view_id: u64, name: &str) -> Result<bool, StoreError> {
        let sql = "update saved_views set name = $3 where user_id = $1 and view_id = $2 and not exists \
                   (select from saved_views where user_id = $1 and name = $3 and view_id <> $2)";
        let query = sqlx::query(sql).bind(id(user_id.0)).bind(id(view_id)).bind(name);
        Ok(self.write_rows(DOING, query).await? > 0)
    }

    async fn saved_view_delete(&self, user_id: UserId, view_id: u64) -> Result<bool, StoreError> {
        let sql = "delete from saved_views where user_id = $1 and view_id = $2";
        let query = sqlx::query(sql).bind(id(user_id.0)).bind(id(view_id));
        Ok(self.write_rows(DOING, query).await? > 0)
    }
}
