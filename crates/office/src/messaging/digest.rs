//! The digest of the day: one e-mail with the notices of the last day that its reader has not seen and wants to be told so.

use std::collections::BTreeMap;

use domain::id::UserId;
use domain::organisation::Right;
use jiff::SignedDuration;
use store::{Change, JobRow, MessageForm, MessageRow, NewMessage, Recipient};

use super::templates::filled;
use crate::jobs::{Counts, JobFailure};
use crate::{Caller, Office, OfficeError};

/// The template of a digest.
pub(crate) const TEMPLATE: &str = "digest";
/// How far back a digest looks.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How many lines it has.
const LINES_MAX: usize = 50;
/// How many notices are looked through.
const NOTICES_MAX: u32 = 500;

impl Office {
    /// Adds a digest for everybody who wants one. What it holds is looked up when it is sent, so that it tells what its
    /// reader may see then.
    pub(crate) async fn digest(&self, job: &JobRow) -> Result<Counts, JobFailure> {
        let mut changes = Vec::new();
        if self.messaging().mail.is_some() {
            for (user_id, preferences) in self.all_preferences().await? {
                if preferences.email.is_none() || preferences.digest().is_empty() {
                    continue;
                }
                changes.push(Change::Message(Box::new(NewMessage {
                    key: format!("{}/{user_id}", job.job.key),
                    form: MessageForm::Email,
                    template: TEMPLATE.to_owned(),
                    recipient: Recipient::Staff(user_id),
                    case_id: None,
                    date: None,
                    due_at: job.job.due_at,
                    created_at: job.job.due_at,
                })));
            }
        }
        let count = changes.len() as u64;
        if count > 0 {
            self.append_changes(changes).await?;
        }
        Ok(Counts::from([("digests", count)]))
    }

    /// Address, subject and text of a digest; none where there is nothing to tell or nobody to tell it to.
    pub(crate) async fn digest_of(
        &self,
        user_id: UserId,
        row: &MessageRow,
    ) -> Result<Option<(String, String, String)>, OfficeError> {
        let found = self.preferences_of(&[user_id]).await?.into_iter().next();
        let (Some((_, preferences)), Some(address)) = (found, self.staff_address(user_id).await?) else {
            return Ok(None);
        };
        let organisation = self.organisation();
        let Some(staff) = organisation.staff(user_id) else { return Ok(None) };
        let scope = Caller::staff(staff).scope(Right::See, &organisation.tree);
        let kinds = preferences.digest();
        let until = row.message.created_at;
        let mut notices = self.store.notices(user_id, &scope, None, NOTICES_MAX).await?;
        notices.retain(|(notice, _)| {
            notice.seen_at.is_none()
                && kinds.contains(notice.notice.kind.as_str())
                && notice.notice.at <= until
                && until.duration_since(notice.notice.at) < DAY
        });
        if notices.is_empty() {
            return Ok(None);
        }
        let messaging = self.messaging();
        let (words, language) = (messaging.templates.staff(), preferences.language);
        let count = |count: usize| BTreeMap::from([("count".to_owned(), count.to_string())]);
        let mut lines = Vec::new();
        for (notice, case) in notices.iter().take(LINES_MAX) {
            let date = case.due_on.map(|date| BTreeMap::from([("date".to_owned(), date.to_string())]));
            let date = date.map(|date| filled(words.date.of(language), &date)).unwrap_or_default();
            let values = BTreeMap::from([
                ("number".to_owned(), case.number.clone()),
                ("step".to_owned(), words.step(&notice.notice.kind, language).to_owned()),
                ("date".to_owned(), date),
            ]);
            lines.push(filled(words.text.of(language), &values).trim_end().to_owned());
        }
        if notices.len() > LINES_MAX {
            lines.push(filled(words.digest.more.of(language), &count(notices.len() - LINES_MAX)));
        }
        let subject = filled(words.digest.subject.of(language), &count(notices.len()));
        Ok(Some((address, subject, lines.join("\n"))))
    }
}
