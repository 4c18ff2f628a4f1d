//! What a member of staff is told about a case. A notice names the case and the reason, never what stands in the case.

use async_trait::async_trait;
use domain::id::{CaseId, UserId};
use jiff::Timestamp;

use crate::{CaseRow, Count, Scope, StoreError};

/// What somebody is to be told. Nobody is told the same twice: all fields but the time say what is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// Who.
    pub user_id: UserId,
    /// About which case.
    pub case_id: CaseId,
    /// Why, a word: `escalation`, `date_settled`.
    pub kind: String,
    /// By which rule, `cn-n3/late_1`, or which arrival.
    pub rule: String,
    /// In which run of the clock, from 1; 0 where no clock is meant.
    pub run: u32,
    /// When.
    pub at: Timestamp,
}

/// The kind of a notice that says only that its case was among those somebody was told of together: it counts as seen
/// from the first and is in no list.
pub const TOLD_TOGETHER: &str = "told_together";

/// A notice as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its identifier; later ones are larger.
    pub notice_id: u64,
    /// What is told.
    pub notice: NewNotice,
    /// When the reader said they have seen it.
    pub seen_at: Option<Timestamp>,
}

/// Keeping notices. Whoever reads passes the scope of what they may see now: a case that left it is told of no more.
#[async_trait]
pub trait Notices: Send + Sync {
    /// Those of these notices that are still to be told, in order: by their rule and run nobody was told of the case,
    /// alone or [together with others](TOLD_TOGETHER). [`Change::Notice`](crate::Change::Notice) keeps them.
    async fn notices_untold(&self, notices: Vec<NewNotice>) -> Result<Vec<NewNotice>, StoreError>;

    /// The notices of somebody about cases in scope, newest first, at most `limit`; those older than one of them, or all.
    async fn notices(
        &self,
        user_id: UserId,
        scope: &Scope,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(NoticeRow, CaseRow)>, StoreError>;

    /// How many of them they have not seen, counting no further than `ceiling`.
    async fn notices_unseen(&self, user_id: UserId, scope: &Scope, ceiling: u64)
    -> Result<Count, StoreError>;

    /// The newest notice of all; 0 where there is none.
    async fn notice_newest(&self) -> Result<u64, StoreError>;

    /// Notes that somebody has seen their notices up to one of them.
    async fn notices_see(&self, user_id: UserId, until: u64, now: Timestamp) -> Result<(), StoreError>;
}
