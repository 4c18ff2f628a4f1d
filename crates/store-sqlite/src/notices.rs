//! Notices.

use async_trait::async_trait;
use domain::id::{CaseId, UserId};
use jiff::Timestamp;
use rusqlite::{Connection, Row};
use store::{CaseRow, Count, NewNotice, NoticeRow, Notices, Scope, StoreError};

use crate::SqliteStore;
use crate::case_filter::int_id;
use crate::case_views::{institutions, with_cases};
use crate::convert::Fields;
use crate::query::{one, rows};

const DOING: &str = "reading notices";

/// No list of notices is longer.
const ROWS_MAX: u32 = 1_000;

#[async_trait]
impl Notices for SqliteStore {
    async fn notices_untold(&self, notices: Vec<NewNotice>) -> Result<Vec<NewNotice>, StoreError> {
        let read = move |connection: &Connection| {
            let sql = "select 1 from notices where user_id = ?1 and case_id = ?2 and rule = ?3 and run = ?4";
            let mut untold = Vec::new();
            for notice in notices {
                let values = (int_id(notice.user_id.0), int_id(notice.case_id.0), &notice.rule, notice.run);
                if one(connection, DOING, sql, values, |_| Ok(()))?.is_none() {
                    untold.push(notice);
                }
            }
            Ok(untold)
        };
        self.readers.long(read).await
    }

    async fn notices(
        &self,
        user_id: UserId,
        scope: &Scope,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(NoticeRow, CaseRow)>, StoreError> {
        let values = (int_id(user_id.0), institutions(scope), before.map(int_id), limit.min(ROWS_MAX));
        let read = move |connection: &Connection| {
            let found = rows(connection, DOING, include_str!("sql/notices.sql"), values, notice)?;
            let found = found.into_iter().map(|row| (row.notice.case_id, row)).collect();
            Ok(with_cases(connection, found)?.into_iter().map(|(case, notice)| (notice, case)).collect())
        };
        self.readers.long(read).await
    }

    async fn notices_unseen(
        &self,
        user_id: UserId,
        scope: &Scope,
        ceiling: u64,
    ) -> Result<Count, StoreError> {
        let values = (int_id(user_id.0), institutions(scope), int_id(ceiling));
        let count = self.readers.short(|connection| {
            let sql = include_str!("sql/notices_unseen.sql");
            one(connection, DOING, sql, values, |row| Fields::new(row, "notices").id())
        })?;
        let count = count.unwrap_or_default();
        Ok(Count { count, capped: count >= ceiling })
    }

    async fn notice_newest(&self) -> Result<u64, StoreError> {
        let sql = "select coalesce(max(notice_id), 0) from notices";
        let newest = self
            .readers
            .short(|connection| one(connection, DOING, sql, [], |row| Fields::new(row, "notices").id()))?;
        Ok(newest.unwrap_or_default())
    }

    async fn notices_see(&self, user_id: UserId, until: u64, now: Timestamp) -> Result<(), StoreError> {
        let sql =
            "update notices set seen_at = ?3 where user_id = ?1 and notice_id <= ?2 and seen_at is null";
        self.write("noting what was seen", sql, (int_id(user_id.0), int_id(until), now.as_microsecond()))
            .await
    }
}

fn notice(row: &Row<'_>) -> Result<NoticeRow, StoreError> {
    let mut fields = Fields::new(row, "notices");
    let case_id = CaseId(fields.id()?);
    Ok(NoticeRow {
        notice_id: fields.id()?,
        notice: NewNotice {
            case_id,
            user_id: UserId(fields.id()?),
            kind: fields.get()?,
            rule: fields.get()?,
            run: fields.get()?,
            at: fields.moment()?,
        },
        seen_at: fields.moment_maybe()?,
    })
}
