//! Opening every sealed text and holding it to the commitment in its event.

use std::collections::HashSet;

use domain::id::{TextId, TextRef};
use store::LoggedEvent;
use vault::{Salt, commit};

use crate::text_refs::text_refs;
use crate::{Office, OfficeError, Verification};

/// Events read in one go.
const PAGE: u32 = 1_000;

impl Office {
    /// Opens every text that a sealed event commits to and adds what it found to a verification that found nothing bad: the
    /// number of texts, or the first that is missing, cannot be opened or is another one.
    pub async fn verify_texts(&self, mut found: Verification) -> Result<Verification, OfficeError> {
        let (mut from, mut texts) = (0, 0);
        let erased = self.erased_texts().await?;
        loop {
            let page = self.store.logged_events(from, PAGE).await?;
            let Some(last) = page.last() else { break };
            from = last.log_index + 1;
            for LoggedEvent { log_index, event, .. } in page {
                for text in text_refs(&event)? {
                    if erased.contains(&text.text_id) {
                        continue;
                    }
                    texts += 1;
                    if let Err(reason) = self.verify_text(&text).await? {
                        found.texts = Some(texts);
                        return Ok(found.bad(Some(log_index), format!("the text {}: {reason}", text.text_id)));
                    }
                }
            }
        }
        found.texts = Some(texts);
        Ok(found)
    }

    /// The texts that went with erased persons: what their events say is gone is not missing.
    async fn erased_texts(&self) -> Result<HashSet<TextId>, OfficeError> {
        let mut erased = HashSet::new();
        for row in self.store.person_states().await?.into_iter().filter(|row| row.erased_at.is_some()) {
            erased.extend(self.person_history(row.person_id).await?.erased_texts);
        }
        Ok(erased)
    }

    async fn verify_text(&self, text: &TextRef) -> Result<Result<(), String>, OfficeError> {
        let Some(item) = self.store.sealed_item(text.text_id).await? else {
            return Ok(Err("it is missing".to_owned()));
        };
        let opened = match self.open_items(vec![item]).await {
            Ok(mut opened) => opened.remove(&text.text_id),
            Err(OfficeError::Vault(reason)) => return Ok(Err(format!("it cannot be opened: {reason}"))),
            Err(other) => return Err(other),
        };
        let Some(opened) = opened else { return Ok(Err("the key of its person is missing".to_owned())) };
        let commitment = commit(self.keys().suite().hasher, &Salt::from_bytes(opened.salt), &opened.words);
        if commitment.0 == text.commitment.0 {
            Ok(Ok(()))
        } else {
            Ok(Err("it is not the one recorded".to_owned()))
        }
    }
}
