//! Recording what became of messages: the row and, where a person was told, the event of their case, in one append.

use domain::matter::{Case, ContactForm, Entry, Event, MessageKind};
use jiff::Timestamp;
use store::{Append, Change, MessageForm, MessageRow, Recipient};

use super::outbox;
use crate::projection::Projecting;
use crate::{Office, OfficeError};

/// How often recording is tried where somebody else moves the case.
const RECORDING_TRIES: usize = 5;

impl Office {
    /// Writes a change of a message together with what it means for its case: an event, and whom among the staff that
    /// concerns. A message that tells no person means nothing for a case.
    pub(crate) async fn record_of_message(
        &self,
        row: &MessageRow,
        change: Change,
        decide: impl Fn(&Case, &domain::matter::Context<'_>) -> Option<Vec<Event>>,
    ) -> Result<(), OfficeError> {
        let caller = outbox();
        let Some(case_id) = row.message.case_id.filter(|_| told(row).is_some()) else {
            return self.append_changes(vec![change]).await;
        };
        for _ in 0..RECORDING_TRIES {
            let (case, _) = self.fold(case_id).await?;
            let now = self.surroundings.now();
            let events = {
                let (book, organisation) = (self.book(), self.organisation());
                decide(&case, &self.context(&caller, &organisation, &book, now)).unwrap_or_default()
            };
            let mut append = self.append_of_events(&caller, &case, &events, now).await?;
            append.changes.push(change.clone());
            match self.store.append(append).await {
                // Somebody moved the case at the same moment: look again.
                Err(store::StoreError::Conflict { .. }) => {}
                other => return other.map(|_| ()).map_err(OfficeError::from),
            }
        }
        Err(OfficeError::Conflict)
    }

    /// An append of events that were decided, with the rows they change and whom they tell.
    pub(crate) async fn append_of_events(
        &self,
        caller: &crate::Caller,
        case: &Case,
        events: &[Event],
        now: Timestamp,
    ) -> Result<Append, OfficeError> {
        if events.is_empty() {
            return Ok(Append::default());
        }
        let row = self.store.case_row(case.case_id).await?.ok_or(OfficeError::NotFound { what: "case" })?;
        let mut after = case.clone();
        for event in events {
            let entry = Entry { recorded_at: now, actor: caller.actor().to_string(), event: event.clone() };
            after.evolve(&entry);
        }
        let (book, organisation) = (self.book(), self.organisation());
        let projecting = Projecting { book: &book, tree: &organisation.tree, now };
        let changes = projecting.changes(Some(case), &after, &row.subject);
        let mut append = Append { writes: vec![self.case_write(caller, case, events, now)?], changes };
        self.tell(caller, &after, &mut append).await?;
        Ok(append)
    }

    pub(crate) async fn append_changes(&self, changes: Vec<Change>) -> Result<(), OfficeError> {
        self.store.append(Append { writes: Vec::new(), changes }).await?;
        Ok(())
    }
}

/// What a message tells a person and how, as events name it; none for what is for staff or programs.
pub(crate) fn told(row: &MessageRow) -> Option<(MessageKind, ContactForm)> {
    let form = match row.message.form {
        MessageForm::Sms => ContactForm::Sms,
        MessageForm::Email => ContactForm::Email,
        MessageForm::Letter => ContactForm::Letter,
        MessageForm::Webhook => return None,
    };
    match row.message.recipient {
        Recipient::Person { .. } => Some((row.message.template.parse().ok()?, form)),
        _ => None,
    }
}

/// What carriers know a message by: the same however often it is tried, another once somebody makes it due again by hand,
/// since a carrier that thinks it delivered would not take it a second time.
pub(crate) fn identifier(row: &MessageRow) -> String {
    format!("m{}-{}", row.message_id, row.attempt - row.tries)
}
