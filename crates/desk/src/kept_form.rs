//! What was typed into a form and could not be taken yet: because the session had ended, or because another page came
//! first. It lies sealed for a day as the portal's drafts do, its key in a cookie, and only who typed it gets it back.

use axum::http::{HeaderMap, HeaderValue};
use domain::id::UserId;
use office::{DraftKey, OfficeError};
use serde::{Deserialize, Serialize};

use crate::guard::Staff;
use crate::staff::typed::Typed;
use crate::{Desk, cookie, form_token};

/// The cookie that holds the key.
const COOKIE: &str = "kept";

/// The query that asks for what was kept.
pub(crate) const QUERY: &str = "kept=1";

/// The largest form that is kept, in bytes.
pub(crate) const BYTES_MAX: usize = 256 * 1024;

#[derive(Serialize, Deserialize)]
struct Kept {
    user_id: UserId,
    path: String,
    typed: Vec<(String, String)>,
}

/// Whether forms of an address are kept: those of cases and of intake. Passwords never are.
pub(crate) fn is_kept(path: &str) -> bool {
    path == "/desk/intake" || path.starts_with("/desk/intake/assisted/") || path.starts_with("/desk/cases/")
}

/// Keeps a form and says which cookie leads back to it.
pub(crate) async fn keep(
    desk: &Desk,
    user_id: UserId,
    path: &str,
    typed: &Typed,
) -> Result<HeaderValue, OfficeError> {
    let typed = typed.0.iter().filter(|(name, _)| name != form_token::FIELD).cloned().collect();
    let kept = Kept { user_id, path: path.to_owned(), typed };
    let json = serde_json::to_string(&kept).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
    let key = desk.office.new_draft_key();
    desk.office.draft_put(&key, &json).await?;
    Ok(cookie::set(&desk.settings, COOKIE, &key.to_text(), cookie::Lasts::Visit))
}

/// What the reader typed at an address before, if it is theirs.
pub(crate) async fn give_back(
    desk: &Desk,
    staff: &Staff,
    headers: &HeaderMap,
    path: &str,
) -> Result<Option<Typed>, OfficeError> {
    let key = cookie::read(&desk.settings, headers, COOKIE).and_then(|text| DraftKey::parse(&text));
    let Some(key) = key else { return Ok(None) };
    let json = desk.office.draft(&key).await?.unwrap_or_default();
    let kept: Option<Kept> = serde_json::from_str(&json).ok();
    let own = kept.filter(|kept| kept.user_id == staff.signed_in.user_id && kept.path == path);
    Ok(own.map(|kept| Typed(kept.typed)))
}
