//! What a gateway says later: that a text message arrived, or did not.

use domain::matter::{message_delivered, message_failed};
use store::{Change, MessageForm, MessageOutcome, MessageRow, MessageStatus};

use super::record::{identifier, told};
use crate::{FieldError, Office, OfficeError};

/// The word of a message that its carrier took and could not bring.
const UNDELIVERED: &str = "undelivered";

impl Office {
    /// Whether receipts are expected.
    pub fn expects_receipts(&self) -> bool {
        self.messaging().receipts.is_some()
    }

    /// Records what a gateway says became of text messages. Receipts of messages that are not known are passed over; one
    /// that was recorded already is recorded once. Returns how many were recorded.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] where no receipts are expected; [`OfficeError::Invalid`] where the body is none;
    /// [`OfficeError::Conflict`] where a message is still being handed over, so that the gateway says it again.
    pub async fn take_receipts(&self, body: &[u8]) -> Result<u64, OfficeError> {
        let messaging = self.messaging();
        let settings = messaging.receipts.as_ref().ok_or(OfficeError::NotFound { what: "receipts" })?;
        let receipts = settings.read(body).map_err(|error| {
            OfficeError::Invalid(vec![FieldError::new("body", "receipts_malformed", error.to_string())])
        })?;
        let mut recorded = 0;
        for receipt in receipts {
            let Some(row) = self.message_known_as(&receipt.reference).await? else { continue };
            match row.status {
                MessageStatus::Sent => {}
                MessageStatus::Sending => return Err(OfficeError::Conflict),
                _ => continue,
            }
            let now = self.surroundings.now();
            let outcome = MessageOutcome {
                message_id: row.message_id,
                delivered_at: receipt.delivered.then_some(now),
                fault: (!receipt.delivered).then(|| UNDELIVERED.to_owned()),
            };
            self.record_of_message(&row, Change::MessageOutcome(outcome), |case, _| {
                let (kind, form) = told(&row)?;
                Some(match receipt.delivered {
                    true => message_delivered(case, row.message_id, now),
                    false => message_failed(case, row.message_id, kind, form, now, UNDELIVERED),
                })
            })
            .await?;
            recorded += 1;
        }
        Ok(recorded)
    }

    /// The text message of a number that its carrier gave it, or of the identifier it was given.
    async fn message_known_as(&self, reference: &str) -> Result<Option<MessageRow>, OfficeError> {
        if let Some(row) = self.store.message_by_reference(MessageForm::Sms, reference).await? {
            return Ok(Some(row));
        }
        let number = reference.strip_prefix('m').and_then(|rest| rest.split('-').next()?.parse().ok());
        let Some(number) = number else { return Ok(None) };
        let row = self.store.message(domain::id::MessageId(number)).await?;
        Ok(row.filter(|row| row.message.form == MessageForm::Sms && identifier(row) == reference))
    }
}
