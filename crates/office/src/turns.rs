//! Turns: how often one network may send something at the portal. Nobody is locked out, since a branch lobby shares one
//! address; whoever comes too fast waits for the next turn.

use store::TurnLimit;

use crate::{Office, OfficeError};

/// How many may send at once.
const TURNS: u32 = 30;
/// After that a turn comes free every so many seconds.
const SECONDS_EACH: u64 = 20;

impl Office {
    /// Takes a turn, or says how many seconds to wait for one.
    pub async fn take_turn(&self, network: &str) -> Result<(), OfficeError> {
        let limit = TurnLimit { key: format!("turn:{network}"), turns: TURNS, seconds_each: SECONDS_EACH };
        match self.store.turn_take(limit, self.surroundings.now()).await? {
            Some(seconds) => Err(OfficeError::Throttled { seconds }),
            None => Ok(()),
        }
    }
}
