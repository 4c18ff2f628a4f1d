//! A place in one of the orders of a list, and the cursor that holds it.

use crate::{CaseOrder, StoreError};

/// A place in one of the orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Zero in the order by newest.
    pub rank: i64,
    /// The case; below zero for an ended one in the order by deadline, where the newest comes first.
    pub key: i64,
}

impl Place {
    /// The place of a case in the order by newest.
    pub fn newest(case_id: domain::id::CaseId) -> Self {
        Self { rank: 0, key: case_id.0.cast_signed() }
    }

    /// Reads what [`word`](Self::word) wrote.
    pub fn parse(text: &str, order: CaseOrder) -> Result<Self, StoreError> {
        let parsed = match (order, text.split_once('-')) {
            (CaseOrder::Newest, Some(("n", case_id))) => {
                case_id.parse().ok().map(|key| Self { rank: 0, key })
            }
            (CaseOrder::Deadline, Some((rank, case_id))) => rank
                .strip_prefix('d')
                .and_then(|rank| rank.parse().ok())
                .zip(case_id.parse().ok())
                .map(|(rank, key)| Self { rank, key }),
            _ => None,
        };
        parsed.ok_or_else(|| StoreError::Cursor(text.chars().take(40).collect()))
    }

    /// The cursor that holds it.
    pub fn word(self, order: CaseOrder) -> String {
        match order {
            CaseOrder::Newest => format!("n-{}", self.key),
            CaseOrder::Deadline => format!("d{}-{}", self.rank, self.key),
        }
    }

    /// The place next to it in the direction of reading, where no case need be.
    #[must_use]
    pub fn beside(self, order: CaseOrder, backward: bool) -> Self {
        let ascending = (order == CaseOrder::Deadline) != backward;
        let step = if ascending { 1 } else { -1 };
        Self { key: self.key.saturating_add(step), ..self }
    }
}
