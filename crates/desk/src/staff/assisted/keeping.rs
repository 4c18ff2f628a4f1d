//! What was typed so far for somebody at the counter or on the telephone: sealed as the portal's drafts are, its key in a
//! cookie, for who typed it alone.

use axum::http::{HeaderMap, HeaderValue};
use domain::id::UserId;
use domain::matter::Channel;
use office::{DraftKey, OfficeError};
use serde::{Deserialize, Serialize};

use crate::guard::Staff;
use crate::portal::draft::Draft;
use crate::{Desk, cookie};

/// The cookie that holds the key.
const COOKIE: &str = "assisted";

/// A filing that is under way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Assisted {
    user_id: UserId,
    /// Where the person is.
    pub channel: Channel,
    /// What they said so far; once filed, what they get in the hand.
    pub draft: Draft,
    /// Makes a filing that is sent twice count once.
    pub key: String,
}

impl Assisted {
    /// One that begins.
    pub(super) fn new(staff: &Staff, channel: Channel, draft: Draft, key: String) -> Self {
        Self { user_id: staff.signed_in.user_id, channel, draft, key }
    }

    /// The one under way in this browser, if it is the reader's.
    pub(super) async fn load(
        desk: &Desk,
        staff: &Staff,
        headers: &HeaderMap,
    ) -> Result<Option<(Self, DraftKey)>, OfficeError> {
        let key = cookie::read(&desk.settings, headers, COOKIE).and_then(|text| DraftKey::parse(&text));
        let Some(key) = key else { return Ok(None) };
        let json = desk.office.draft(&key).await?.unwrap_or_default();
        let kept: Option<Self> = serde_json::from_str(&json).ok();
        Ok(kept.filter(|kept| kept.user_id == staff.signed_in.user_id).map(|kept| (kept, key)))
    }

    /// Keeps it, under the key there is or a new one, and says which cookie leads back to it.
    pub(super) async fn keep(&self, desk: &Desk, key: Option<DraftKey>) -> Result<HeaderValue, OfficeError> {
        let json = serde_json::to_string(self).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let key = key.unwrap_or_else(|| desk.office.new_draft_key());
        desk.office.draft_put(&key, &json).await?;
        Ok(cookie::set(&desk.settings, COOKIE, &key.to_text(), cookie::Lasts::Visit))
    }
}
