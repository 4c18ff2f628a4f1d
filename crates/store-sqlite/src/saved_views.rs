//! Lists that staff gave a name.

use async_trait::async_trait;
use domain::id::UserId;
use jiff::Timestamp;
use rusqlite::{Connection, Params};
use store::{SavedView, SavedViews, StoreError};

use crate::SqliteStore;
use crate::case_filter::int_id;
use crate::convert::Fields;
use crate::error::engine;
use crate::query::rows;

#[async_trait]
impl SavedViews for SqliteStore {
    async fn saved_views(&self, user_id: UserId) -> Result<Vec<SavedView>, StoreError> {
        let sql = "select view_id, user_id, name, address, saved_at from saved_views \
                   where user_id = ?1 order by view_id";
        self.readers.short(|connection| {
            rows(connection, "reading saved views", sql, [int_id(user_id.0)], |row| {
                let mut fields = Fields::new(row, "saved_views");
                Ok(SavedView {
                    view_id: fields.id()?,
                    user_id: UserId(fields.id()?),
                    name: fields.get()?,
                    address: fields.get()?,
                    saved_at: fields.moment()?,
                })
            })
        })
    }

    async fn saved_view_add(
        &self,
        user_id: UserId,
        name: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql =
            "insert or ignore into saved_views (user_id, name, address, saved_at) values (?1, ?2, ?3, ?4)";
        let values = (int_id(user_id.0), name.to_owned(), address.to_owned(), now.as_microsecond());
        self.wrote(sql, values).await
    }

    async fn saved_view_rename(&self, user_id: UserId, view_id: u64, name: &str) -> Result<bool, StoreError> {
        let sql = "update or ignore saved_views set name = ?3 where user_id = ?1 and view_id = ?2";
        self.wrote(sql, (int_id(user_id.0), int_id(view_id), name.to_owned())).await
    }

    async fn saved_view_delete(&self, user_id: UserId, view_id: u64) -> Result<bool, StoreError> {
        let sql = "delete from saved_views where user_id = ?1 and view_id = ?2";
        self.wrote(sql, (int_id(user_id.0), int_id(view_id))).await
    }
}

impl SqliteStore {
    /// Whether a statement changed a row.
    async fn wrote(
        &self,
        sql: &'static str,
        values: impl Params + Clone + Send + 'static,
    ) -> Result<bool, StoreError> {
        let work = move |connection: &Connection| {
            connection
                .prepare_cached(sql)
                .and_then(|mut statement| statement.execute(values.clone()))
                .map_err(engine("saving a view"))
        };
        Ok(self.writer()?.submit(work).await? > 0)
    }
}
