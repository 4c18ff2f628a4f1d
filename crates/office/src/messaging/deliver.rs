//! Sending what is due. Whoever takes a message holds its lease; killed, the lease runs out and the next to look sends it
//! again, under the same identifier. What came of it is written with the event that says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use courier::{Fault, FaultKind, Mail, Target, TextMessage, Webhook};
use domain::clock::Language;
use domain::id::{Number, TextId};
use domain::matter::{Case, message_failed, message_sent};
use jiff::SignedDuration;
use store::{Change, MessageEnd, MessageForm, MessageRow, MessageStatus, Recipient};

use super::preferences::By;
use super::record::{identifier, told};
use super::templates::filled;
use super::webhooks::FAILING_MAX;
use crate::{Office, OfficeError};

/// How long an attempt may take before somebody else may make it: twice as long as any way waits.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How many messages are sent at once.
const AT_ONCE: usize = 8;
/// How often a message is tried before it is given up: about a day.
const TRIES_MAX: u32 = 30;

/// How an attempt went.
enum Attempted {
    /// It was taken, with the number it was given.
    Taken(Option<String>),
    /// It was not.
    Not(Fault),
    /// Its reader may no longer see what it tells of, or wants it no more.
    Dropped,
}

impl Office {
    /// Sends what is due, several at once, until nothing is. Returns how many attempts were made.
    pub async fn deliver_due(self: &Arc<Self>) -> Result<u64, OfficeError> {
        let mut senders = tokio::task::JoinSet::new();
        for _ in 0..AT_ONCE {
            let office = Arc::clone(self);
            senders.spawn(async move {
                let mut made = 0;
                while office.deliver_next().await? {
                    made += 1;
                }
                Ok::<u64, OfficeError>(made)
            });
        }
        let mut made = 0;
        while let Some(ended) = senders.join_next().await {
            made += ended.map_err(|error| OfficeError::Unreadable(error.to_string()))??;
        }
        Ok(made)
    }

    /// Makes one attempt; false where nothing is due.
    pub(crate) async fn deliver_next(&self) -> Result<bool, OfficeError> {
        let now = self.surroundings.now();
        let Some(row) = self.store.message_take(now, now + LEASE).await? else { return Ok(false) };
        // Who took it often and never said how it went was interrupted every time.
        let attempted = match row.tries <= TRIES_MAX {
            true => self.attempt(&row).await,
            false => Ok(Attempted::Not(Fault::lasting(FaultKind::Unreachable))),
        };
        let attempted = match attempted {
            Ok(attempted) => attempted,
            // The record failed, not the way: the lease runs out and it is tried again.
            Err(error @ OfficeError::Store(_)) => return Err(error),
            Err(error) => {
                tracing::error!(message = row.message_id.0, %error, "a message cannot be made");
                Attempted::Not(Fault::lasting(FaultKind::Unreadable))
            }
        };
        self.end_attempt_of(&row, attempted).await?;
        Ok(true)
    }

    async fn attempt(&self, row: &MessageRow) -> Result<Attempted, OfficeError> {
        match row.message.recipient {
            Recipient::Person { text_id, .. } => self.attempt_person(row, text_id).await,
            Recipient::Staff(user_id) if row.message.template == super::digest::TEMPLATE => {
                let Some(mail) = self.digest_of(user_id, row).await? else { return Ok(Attempted::Dropped) };
                self.attempt_mail(row, &mail.0, &mail.1, &mail.2).await
            }
            Recipient::Staff(user_id) => {
                let Some((_, case)) = self.readable(user_id, row).await? else {
                    return Ok(Attempted::Dropped);
                };
                let found = self.preferences_of(&[user_id]).await?.into_iter().next();
                let wants =
                    |preferences: &super::Preferences| preferences.by(&row.message.template) == By::Mail;
                let Some((_, preferences)) = found.filter(|(_, preferences)| wants(preferences)) else {
                    return Ok(Attempted::Dropped);
                };
                let Some(address) = self.staff_address(user_id).await? else { return Ok(Attempted::Dropped) };
                let (subject, text) = self.staff_words(row, &case.number, preferences.language);
                self.attempt_mail(row, &address, &subject, &text).await
            }
            Recipient::Webhook(webhook_id) => self.attempt_webhook(row, webhook_id).await,
        }
    }

    /// The text message or e-mail to a person.
    async fn attempt_person(&self, row: &MessageRow, text_id: TextId) -> Result<Attempted, OfficeError> {
        let messaging = self.messaging();
        let lasting = |kind| Ok(Attempted::Not(Fault::lasting(kind)));
        let Some(case_id) = row.message.case_id else { return Ok(Attempted::Dropped) };
        let Some(template) = messaging.templates.person(&row.message.template) else {
            return lasting(FaultKind::NotConfigured);
        };
        let item = self.store.sealed_item(text_id).await?;
        let opened = self.open_items(item.into_iter().collect()).await?.remove(&text_id);
        let Some(to) = opened.map(|opened| opened.words) else { return lasting(FaultKind::Address) };
        let (case, _) = self.fold(case_id).await?;
        let language = messaging.language;
        let values = self.values_of(row, &case.number, template.step.of(language), language);
        let text = filled(template.text.of(language), &values);
        if row.message.form == MessageForm::Email {
            return self.attempt_mail(row, &to, template.step.of(language), &text).await;
        }
        let Some(sms) = &messaging.sms else {
            return Ok(Attempted::Not(Fault::passing(FaultKind::NotConfigured)));
        };
        let (id, template) = (identifier(row), template.sms.of(language));
        let message = TextMessage { id: &id, to: &to, template, text: &text, values: &values };
        Ok(match sms.send(&message).await {
            Ok(taken) => Attempted::Taken(taken.reference),
            Err(fault) => Attempted::Not(fault),
        })
    }

    async fn attempt_mail(
        &self,
        row: &MessageRow,
        to: &str,
        subject: &str,
        text: &str,
    ) -> Result<Attempted, OfficeError> {
        let messaging = self.messaging();
        let Some(mailer) = &messaging.mail else {
            return Ok(Attempted::Not(Fault::passing(FaultKind::NotConfigured)));
        };
        Ok(match mailer.send(&Mail { id: &identifier(row), to, subject, text }).await {
            Ok(()) => Attempted::Taken(None),
            Err(fault) => Attempted::Not(fault),
        })
    }

    async fn attempt_webhook(&self, row: &MessageRow, webhook_id: u64) -> Result<Attempted, OfficeError> {
        let found = self.store.webhooks().await?.into_iter().find(|found| found.webhook_id == webhook_id);
        let Some(webhook) = found.filter(|found| found.active) else { return Ok(Attempted::Dropped) };
        let Some((_, case)) = self.readable(webhook.user_id, row).await? else {
            return Ok(Attempted::Dropped);
        };
        // The settings may have changed since the webhook was set up.
        let target = match Target::parse(&webhook.url) {
            Ok(target) if self.messaging().webhook_hosts.check(&target).is_ok() => target,
            _ => return Ok(Attempted::Not(Fault::lasting(FaultKind::NotAllowed))),
        };
        let secret = self.webhook_secret(&webhook)?;
        let body = serde_json::json!({
            "type": format!("notice.{}", row.message.template),
            "timestamp": row.message.created_at.to_string(),
            "data": {
                "number": case.number.as_str(),
                "step": row.message.template,
                "date": row.message.date.map(|date| date.to_string()),
            },
        });
        let now = self.surroundings.now();
        let id = identifier(row);
        let body = body.to_string().into_bytes();
        let webhook_message = Webhook { id: &id, timestamp: now.as_second(), body, secret: &secret };
        let sent = self.messaging().client.send_webhook(&target, webhook_message).await;
        Ok(match sent {
            Ok(()) => {
                if webhook.failing_since.is_some() {
                    self.store.webhook_note(webhook_id, None, true).await?;
                }
                Attempted::Taken(None)
            }
            Err(fault) => {
                let since = webhook.failing_since.unwrap_or(now);
                if fault.lasts || now.duration_since(since) > FAILING_MAX {
                    self.disable_webhook(&webhook, since).await?;
                } else if webhook.failing_since.is_none() {
                    self.store.webhook_note(webhook_id, Some(now), true).await?;
                }
                Attempted::Not(fault)
            }
        })
    }

    /// The case a message to staff tells of, if its reader may see it now.
    async fn readable(
        &self,
        user_id: domain::id::UserId,
        row: &MessageRow,
    ) -> Result<Option<(domain::id::UserId, Case)>, OfficeError> {
        let Some(case_id) = row.message.case_id else { return Ok(None) };
        let (case, _) = self.fold(case_id).await?;
        let may = self.may_be_told(user_id, &case, &self.organisation());
        Ok(may.then_some((user_id, case)))
    }

    /// Subject and text of an e-mail to staff: number, step, date.
    fn staff_words(&self, row: &MessageRow, number: &Number, language: Language) -> (String, String) {
        let messaging = self.messaging();
        let words = messaging.templates.staff();
        let step = words.step(&row.message.template, language);
        let mut values = self.values_of(row, number, step, language);
        let dated = values.get("date").filter(|date| !date.is_empty()).cloned();
        let dated =
            dated.map(|date| filled(words.date.of(language), &BTreeMap::from([("date".to_owned(), date)])));
        values.insert("date".to_owned(), dated.unwrap_or_default());
        let text = filled(words.text.of(language), &values);
        (filled(words.subject.of(language), &values), text.trim_end().to_owned())
    }

    /// The fields of a message.
    pub(crate) fn values_of(
        &self,
        row: &MessageRow,
        number: &Number,
        step: &str,
        language: Language,
    ) -> BTreeMap<String, String> {
        let date = row.message.date.map(|date| match language {
            Language::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::En => date.strftime("%-d %B %Y").to_string(),
        });
        BTreeMap::from([
            ("number".to_owned(), number.to_string()),
            ("step".to_owned(), step.to_owned()),
            ("date".to_owned(), date.unwrap_or_default()),
        ])
    }

    /// Records how an attempt went.
    async fn end_attempt_of(&self, row: &MessageRow, attempted: Attempted) -> Result<(), OfficeError> {
        let now = self.surroundings.now();
        let end = MessageEnd {
            message_id: row.message_id,
            attempt: row.attempt,
            status: MessageStatus::Sent,
            due_at: None,
            sent_at: None,
            reference: None,
            fault: None,
        };
        match attempted {
            Attempted::Taken(reference) => {
                let end = MessageEnd { sent_at: Some(now), reference, ..end };
                self.record_of_message(row, Change::MessageEnd(end), |case, context| {
                    let (kind, form) = told(row)?;
                    message_sent(case, row.message_id, kind, form, now, context).ok()
                })
                .await
            }
            Attempted::Dropped => {
                let end = MessageEnd { status: MessageStatus::Dropped, ..end };
                self.append_changes(vec![Change::MessageEnd(end)]).await
            }
            Attempted::Not(fault) if !fault.lasts && row.tries < TRIES_MAX => {
                let due_at = Some(now + crate::jobs::wait(row.tries));
                let fault = Some(fault.to_string());
                let end = MessageEnd { status: MessageStatus::Waiting, due_at, fault, ..end };
                self.append_changes(vec![Change::MessageEnd(end)]).await
            }
            Attempted::Not(fault) => {
                let said = fault.to_string();
                let end = MessageEnd { status: MessageStatus::Failed, fault: Some(said.clone()), ..end };
                self.record_of_message(row, Change::MessageEnd(end), |case, _| {
                    let (kind, form) = told(row)?;
                    Some(message_failed(case, row.message_id, kind, form, now, &said))
                })
                .await
            }
        }
    }
}
