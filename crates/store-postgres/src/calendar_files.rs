//! Calendars that arrived.

use async_trait::async_trait;
use store::{CalendarFile, CalendarFiles, StoreError};

use crate::PostgresStore;
use crate::fields::Fields;
use crate::query::{one, rows};

#[async_trait]
impl CalendarFiles for PostgresStore {
    async fn calendar_file_put(&self, file: CalendarFile) -> Result<bool, StoreError> {
        let sql = "insert into calendar_files (digest, name, text, arrived_at) values ($1, $2, $3, $4) \
                   on conflict (digest) do nothing";
        let query = sqlx::query(sql)
            .bind(file.digest)
            .bind(file.name)
            .bind(file.text)
            .bind(file.arrived_at.as_microsecond());
        Ok(self.write_rows("keeping a calendar", query).await? > 0)
    }

    async fn calendar_file_count(&self) -> Result<u64, StoreError> {
        let query = sqlx::query("select count(*) from calendar_files");
        let count =
            one(&self.pool, "counting calendars", query, |row| Fields::new(row, "calendar_files").number());
        Ok(count.await?.unwrap_or_default())
    }

    async fn calendar_files(&self) -> Result<Vec<CalendarFile>, StoreError> {
        let sql = "select digest, name, text, arrived_at from calendar_files order by arrival";
        rows(&self.pool, "reading calendars", sqlx::query(sql), |row| {
            let mut fields = Fields::new(row, "calendar_files");
            Ok(CalendarFile {
                digest: fields.get()?,
                name: fields.get()?,
                text: fields.get()?,
                arrived_at: fields.moment()?,
            })
        })
        .await
    }
}
