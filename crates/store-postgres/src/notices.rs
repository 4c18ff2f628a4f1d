//! Notices.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::id::{CaseId, UserId};
use jiff::Timestamp;
use sqlx::postgres::PgRow;
use store::{CaseRow, Count, NewNotice, NoticeRow, Notices, Scope, StoreError};

use crate::PostgresStore;
use crate::case_views::{institutions, with_cases};
use crate::convert::id;
use crate::fields::Fields;
use crate::query::{one, rows};

const DOING: &str = "reading notices";

/// No list of notices is longer.
const ROWS_MAX: u32 = 1_000;

#[async_trait]
impl Notices for PostgresStore {
    async fn notices_untold(&self, notices: Vec<NewNotice>) -> Result<Vec<NewNotice>, StoreError> {
        if notices.is_empty() {
            return Ok(notices);
        }
        let query = sqlx::query(include_str!("sql/notices_untold.sql"))
            .bind(notices.iter().map(|notice| id(notice.user_id.0)).collect::<Vec<_>>())
            .bind(notices.iter().map(|notice| id(notice.case_id.0)).collect::<Vec<_>>())
            .bind(notices.iter().map(|notice| notice.rule.as_str()).collect::<Vec<_>>())
            .bind(notices.iter().map(|notice| i64::from(notice.run)).collect::<Vec<_>>());
        let untold = rows(&self.pool, DOING, query, |row| Fields::new(row, "notices").id()).await?;
        // Places are counted from 1.
        let untold: BTreeSet<u64> = untold.into_iter().collect();
        Ok((1..).zip(notices).filter(|(place, _)| untold.contains(place)).map(|(_, notice)| notice).collect())
    }

    async fn notices(
        &self,
        user_id: UserId,
        scope: &Scope,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(NoticeRow, CaseRow)>, StoreError> {
        let query = sqlx::query(include_str!("sql/notices.sql"))
            .bind(id(user_id.0))
            .bind(institutions(scope))
            .bind(before.map(id))
            .bind(i64::from(limit.min(ROWS_MAX)));
        let found = rows(&self.pool, DOING, query, notice).await?;
        let found = found.into_iter().map(|row| (row.notice.case_id, row)).collect();
        let found = with_cases(&self.pool, found).await?;
        Ok(found.into_iter().map(|(case, notice)| (notice, case)).collect())
    }

    async fn notices_unseen(
        &self,
        user_id: UserId,
        scope: &Scope,
        ceiling: u64,
    ) -> Result<Count, StoreError> {
        let query = sqlx::query(include_str!("sql/notices_unseen.sql"))
            .bind(id(user_id.0))
            .bind(institutions(scope))
            .bind(id(ceiling));
        let count = one(&self.pool, DOING, query, |row| Fields::new(row, "notices").number());
        let count = count.await?.unwrap_or_default();
        Ok(Count { count, capped: count >= ceiling })
    }

    async fn notice_newest(&self) -> Result<u64, StoreError> {
        let query = sqlx::query("select coalesce(max(notice_id), 0) from notices");
        let newest = one(&self.pool, DOING, query, |row| Fields::new(row, "notices").id()).await?;
        Ok(newest.unwrap_or_default())
    }

    async fn notices_see(&self, user_id: UserId, until: u64, now: Timestamp) -> Result<(), StoreError> {
        let sql =
            "update notices set seen_at = $3 where user_id = $1 and notice_id <= $2 and seen_at is null";
        let query = sqlx::query(sql).bind(id(user_id.0)).bind(id(until)).bind(now.as_microsecond());
        self.write("noting what was seen", query).await
    }
}

fn notice(row: &PgRow) -> Result<NoticeRow, StoreError> {
    let mut fields = Fields::new(row, "notices");
    let case_id = CaseId(fields.id()?);
    Ok(NoticeRow {
        notice_id: fields.id()?,
        notice: NewNotice {
            case_id,
            user_id: UserId(fields.id()?),
            kind: fields.get()?,
            rule: fields.get()?,
            run: fields.number()?,
            at: fields.moment()?,
        },
        seen_at: fields.moment_maybe()?,
    })
}
