//! Turns: how often one network may send something at the portal. Nobody is locked out, since a branch lobby shares one
//! address; whoever comes too fast waits for the next turn.

use store::Login;

use crate::{Office, OfficeError};

/// How many may send at once.
const TURNS: u32 = 30;
/// After that a turn comes free every so many seconds.
const SECONDS_EACH: u64 = 20;

impl Office {
    /// Takes a turn, or says how many seconds to wait for one.
    pub async fn take_turn(&self, network: &str) -> Result<(), OfficeError> {
        let key = format!("turn:{network}");
        let now = self.surroundings.now();
        let known = self.store.login_failures(&key).await?;
        let (taken, seconds) = known.map_or((0, 0), |login| {
            let seconds = u64::try_from(now.duration_since(login.last_failure_at).as_secs()).unwrap_or(0);
            let freed = u32::try_from(seconds / SECONDS_EACH).unwrap_or(u32::MAX);
            (login.failures.saturating_sub(freed), seconds)
        });
        if taken >= TURNS {
            return Err(OfficeError::Throttled { seconds: SECONDS_EACH - seconds.min(SECONDS_EACH - 1) });
        }
        Ok(self
            .store
            .login_failures_put(&key, Some(Login { failures: taken + 1, last_failure_at: now }))
            .await?)
    }
}
