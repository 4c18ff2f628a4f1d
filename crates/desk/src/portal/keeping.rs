//! Keeping a draft between pages: the text on the server, its key in a cookie.

use axum::http::{HeaderMap, HeaderValue};
use office::DraftKey;

use super::draft::Draft;
use crate::page::PageError;
use crate::{Desk, cookie};

/// The cookie that holds the key of a draft.
const DRAFT_COOKIE: &str = "draft";
/// How long a browser keeps it; the server keeps the draft as long.
const DRAFT_SECONDS: u64 = 24 * 3_600;

/// A draft with its key.
pub(crate) struct Kept {
    key: Option<DraftKey>,
    /// What was typed.
    pub draft: Draft,
}

impl Kept {
    /// The visitor's draft; an empty one where there is none, or one of a release that wrote it otherwise.
    pub(crate) async fn load(desk: &Desk, headers: &HeaderMap) -> Result<Self, PageError> {
        let key = cookie::read(&desk.settings, headers, DRAFT_COOKIE).and_then(|text| DraftKey::parse(&text));
        let Some(key) = key else { return Ok(Self { key: None, draft: Draft::default() }) };
        let stored = desk.office.draft(&key).await?;
        match stored.and_then(|json| serde_json::from_str(&json).ok()) {
            Some(draft) => Ok(Self { key: Some(key), draft }),
            // A key whose draft has lapsed is not used again: it may have become a case.
            None => Ok(Self { key: None, draft: Draft::default() }),
        }
    }

    /// Begins anew, under a new key, what follows a filed draft.
    pub(crate) fn anew_if_filed(&mut self) {
        if self.draft.filed.is_some() {
            self.key = None;
            self.draft = Draft::default();
        }
    }

    /// The key, if the draft was kept before.
    pub(crate) fn key(&self) -> Option<&DraftKey> {
        self.key.as_ref()
    }

    /// Keeps the draft and gives the cookie to set.
    pub(crate) async fn keep(&mut self, desk: &Desk) -> Result<HeaderValue, PageError> {
        let key = self.key.get_or_insert_with(|| desk.office.new_draft_key());
        let json = serde_json::to_string(&self.draft)
            .map_err(|error| office::OfficeError::Unreadable(error.to_string()))?;
        desk.office.draft_put(key, &json).await?;
        Ok(cookie::set(&desk.settings, DRAFT_COOKIE, &key.to_text(), cookie::Lasts::Seconds(DRAFT_SECONDS)))
    }

    /// Deletes the draft and gives the cookie that takes the key back.
    pub(crate) async fn clear(self, desk: &Desk) -> Result<HeaderValue, PageError> {
        if let Some(key) = &self.key {
            desk.office.draft_clear(key).await?;
        }
        Ok(cookie::set(&desk.settings, DRAFT_COOKIE, "", cookie::Lasts::Ended))
    }
}
