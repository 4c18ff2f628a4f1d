//! Persons whose data is stored and not used: who asked to be erased and cannot be yet (PIPL art. 47).
//!
//! They are recognised no more when somebody comes in, their cases are not merged, nobody calls them back, and what has
//! ended is masked for everybody. An open case is another matter: the duty to answer it stands (art. 13(3)), and who
//! handles it sees what that takes. The person themselves sees their own case as before.

use std::collections::BTreeSet;

use domain::id::PersonId;
use domain::matter::{Case, Refusal};
use store::PersonStateRow;

use crate::act::owner;
use crate::{Caller, Office, OfficeError};

fn is_unusable(state: &PersonStateRow) -> bool {
    state.restricted_at.is_some() || state.erased_at.is_some()
}

impl Office {
    /// Whether a person's data is only stored.
    pub(crate) async fn is_restricted(&self, person: PersonId) -> Result<bool, OfficeError> {
        Ok(self.store.person_state(person).await?.is_some_and(|state| is_unusable(&state)))
    }

    /// All persons whose data is only stored, or gone.
    pub(crate) async fn unusable_persons(&self) -> Result<BTreeSet<PersonId>, OfficeError> {
        let states = self.store.person_states().await?;
        Ok(states.iter().filter(|state| is_unusable(state)).map(|state| state.person_id).collect())
    }

    /// Why nobody looks at a case in full nor calls the person back; none where who has the right may.
    pub(crate) async fn look_barred(&self, case: &Case) -> Result<Option<Refusal>, OfficeError> {
        let state = self.store.person_state(owner(case)).await?;
        Ok(state.and_then(|state| match (state.erased_at, state.restricted_at) {
            (Some(_), _) => Some(Refusal::PersonErased),
            (None, Some(_)) if case.is_ended() => Some(Refusal::PersonRestricted),
            _ => None,
        }))
    }

    /// Refuses to use a person's data for something new; the person themselves may.
    pub(crate) async fn require_usable(&self, caller: &Caller, person: PersonId) -> Result<(), OfficeError> {
        let own = *caller.actor() == domain::id::Actor::Consumer;
        match !own && self.is_restricted(person).await? {
            true => Err(Refusal::PersonRestricted.into()),
            false => Ok(()),
        }
    }
}
