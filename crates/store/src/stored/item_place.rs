//! A place in a list of what belongs to cases, and the cursor that holds it.

use domain::id::CaseId;

use crate::{ApprovalRow, Page, StoreError, TaskRow};

/// A place in the order of such a list: by a number of the item, its case, its number within the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemPlace {
    /// Microseconds of a request; the day of a task, after all days where it has none.
    pub key: i64,
    /// The case.
    pub case_id: i64,
    /// The item within it.
    pub item: i64,
}

impl ItemPlace {
    /// The place of a request.
    pub fn of_approval((case_id, row): &(CaseId, ApprovalRow)) -> Self {
        Self {
            key: row.requested_at.as_microsecond(),
            case_id: case_id.0.cast_signed(),
            item: row.request.into(),
        }
    }

    /// The place of a task.
    pub fn of_task((case_id, row): &(CaseId, TaskRow)) -> Self {
        Self {
            key: row.due_on.map_or(i64::from(i32::MAX), super::day),
            case_id: case_id.0.cast_signed(),
            item: row.task.into(),
        }
    }

    /// Reads what a [`Page`] gave out.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let parts: Option<Vec<i64>> = text.split('_').map(|part| part.parse().ok()).collect();
        match parts.as_deref() {
            Some(&[key, case_id, item]) => Ok(Self { key, case_id, item }),
            _ => Err(StoreError::Cursor(text.chars().take(40).collect())),
        }
    }

    /// The page that begins with what was found, of one row more than it may hold.
    pub fn page<T>(mut found: Vec<T>, limit: u32, place: impl Fn(&T) -> Self) -> Page<T> {
        let limit = limit as usize;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|last| {
            let Self { key, case_id, item } = place(last);
            format!("{key}_{case_id}_{item}")
        });
        Page { rows: found, next, previous: None }
    }
}
