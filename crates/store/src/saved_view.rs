//! Lists that a member of staff gave a name: a name and an address, nothing of what the list holds.

use async_trait::async_trait;
use domain::id::UserId;
use jiff::Timestamp;

use crate::StoreError;

/// A list with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its identifier; later ones are larger.
    pub view_id: u64,
    /// Whose it is.
    pub user_id: UserId,
    /// Its name; no two of somebody's have the same.
    pub name: String,
    /// Path and query of the list, `/desk/queue?view=mine&kind=complaint`.
    pub address: String,
    /// When it was saved.
    pub saved_at: Timestamp,
}

/// Keeping lists by name. Nobody reads or changes another's.
#[async_trait]
pub trait SavedViews: Send + Sync {
    /// Somebody's lists, in the order in which they were saved.
    async fn saved_views(&self, user_id: UserId) -> Result<Vec<SavedView>, StoreError>;

    /// Saves a list. Whether it was: a name that they have already is left as it is.
    async fn saved_view_add(
        &self,
        user_id: UserId,
        name: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Gives a list another name. Whether it has it now: not where another list of theirs is called so, and not where they
    /// have no such list.
    async fn saved_view_rename(&self, user_id: UserId, view_id: u64, name: &str) -> Result<bool, StoreError>;

    /// Forgets a list. Whether there was one.
    async fn saved_view_delete(&self, user_id: UserId, view_id: u64) -> Result<bool, StoreError>;
}
