//! Lists that a member of staff gave a name. Only the address is kept; what stands in a list is asked when it is opened, by
//! the rights its reader has then.

use domain::id::UserId;
use store::SavedView;

use crate::{Caller, FieldError, Office, OfficeError};

/// Nobody keeps more lists.
pub const SAVED_VIEWS_MAX: usize = 30;
/// The longest name, in characters.
pub const VIEW_NAME_MAX: usize = 30;
/// The longest address, in bytes.
const ADDRESS_MAX: usize = 2_000;

impl Office {
    /// The caller's lists, in the order in which they were saved.
    pub async fn saved_views(&self, caller: &Caller) -> Result<Vec<SavedView>, OfficeError> {
        match caller.actor().user() {
            Some(user_id) => Ok(self.store.saved_views(user_id).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Keeps a list under a name.
    pub async fn save_view(&self, caller: &Caller, name: &str, address: &str) -> Result<(), OfficeError> {
        let (user_id, name) = (owner(caller)?, checked(name)?);
        if address.len() > ADDRESS_MAX {
            return Err(wrong("address", "view_address", "the address of the list is too long"));
        }
        if self.store.saved_views(user_id).await?.len() >= SAVED_VIEWS_MAX {
            return Err(wrong("name", "views_count", "no more lists can be kept; delete one first"));
        }
        match self.store.saved_view_add(user_id, name, address, self.surroundings.now()).await? {
            true => Ok(()),
            false => Err(taken()),
        }
    }

    /// Gives a list another name.
    pub async fn rename_view(&self, caller: &Caller, view_id: u64, name: &str) -> Result<(), OfficeError> {
        let (user_id, name) = (owner(caller)?, checked(name)?);
        if !self.store.saved_views(user_id).await?.iter().any(|view| view.view_id == view_id) {
            return Err(OfficeError::NotFound { what: "view" });
        }
        match self.store.saved_view_rename(user_id, view_id, name).await? {
            true => Ok(()),
            false => Err(taken()),
        }
    }

    /// Forgets a list; forgetting one that is gone changes nothing.
    pub async fn forget_view(&self, caller: &Caller, view_id: u64) -> Result<(), OfficeError> {
        self.store.saved_view_delete(owner(caller)?, view_id).await?;
        Ok(())
    }
}

fn owner(caller: &Caller) -> Result<UserId, OfficeError> {
    caller.actor().user().ok_or(OfficeError::Unauthenticated)
}

fn checked(name: &str) -> Result<&str, OfficeError> {
    let name = name.trim();
    match name.chars().count() {
        0 => Err(wrong("name", "missing", "a name is needed")),
        1..=VIEW_NAME_MAX if !name.chars().any(char::is_control) => Ok(name),
        _ => Err(wrong("name", "view_name", "a name of at most 30 characters on one line")),
    }
}

fn taken() -> OfficeError {
    wrong("name", "taken", "another list of yours has this name")
}

fn wrong(field: &str, code: &str, message: &str) -> OfficeError {
    OfficeError::Invalid(vec![FieldError::new(field, code, message)])
}
