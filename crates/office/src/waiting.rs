//! What waits for somebody: the numbers beside the ways to their lists.

use domain::organisation::Right;
use store::{CaseFilter, Count};

use crate::{Caller, Office, OfficeError};

/// Neither is counted further.
const CEILING: u64 = 1_000;
/// Requests are read, not counted: those of the reader are left out.
const REQUESTS: u32 = 100;

/// What waits for a member of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Open cases they handle.
    pub cases: Count,
    /// Requests of others that a second person may answer over institutions they approve for.
    pub approvals: Count,
}

impl Office {
    /// What waits for the caller.
    pub async fn waiting(&self, caller: &Caller) -> Result<Waiting, OfficeError> {
        let nothing = Count { count: 0, capped: false };
        let mut waiting = Waiting { cases: nothing, approvals: nothing };
        let Some(user_id) = caller.actor().user() else { return Ok(waiting) };
        if caller.may_somewhere(Right::Handle) {
            let own = CaseFilter { handler: Some(user_id), ended: Some(false), ..CaseFilter::default() };
            waiting.cases = self.count(caller, &own, CEILING).await?;
        }
        if caller.may_somewhere(Right::Approve) {
            let scope = caller.scope(Right::Approve, &self.organisation().tree);
            let found = self.store.approval_list(&scope, true, None, REQUESTS).await?;
            let capped = found.next.is_some();
            let found = found.rows;
            let own = caller.actor().to_string();
            let others = found.iter().filter(|(_, request)| request.requested_by != own).count() as u64;
            waiting.approvals = Count { count: others, capped };
        }
        Ok(waiting)
    }
}
