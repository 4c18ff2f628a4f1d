//! Looking at what goes out, and lending it a hand: the messages of a case, the deliveries of an installation, trying
//! again, another way, handing a letter over.

use domain::id::{MessageId, Number};
use domain::matter::{MessageKind, Step, message_sent};
use domain::organisation::Right;
use jiff::Timestamp;
use store::{Append, Change, MessageFilter, MessageForm, MessageRow, MessageStatus, NewMessage, Recipient};

use super::record::told;
use super::templates::filled;
use crate::{Caller, FieldError, Office, OfficeError};

/// No page of deliveries is longer.
const PAGE: u32 = 50;
/// Messages that failed are counted no further.
const COUNT_CEILING: u64 = 100;
/// No case has more messages than are shown.
const OF_CASE_MAX: u32 = 200;

/// A message among the deliveries of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The message.
    pub row: MessageRow,
    /// The number of its case, where the reader may see that; none otherwise, and for a digest.
    pub number: Option<String>,
}

/// A letter as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The text.
    pub text: String,
    /// When it was thought of.
    pub created_at: Timestamp,
}

impl Office {
    /// Deliveries, newest first, a page at a time.
    pub async fn deliveries(
        &self,
        caller: &Caller,
        filter: &MessageFilter,
    ) -> Result<Vec<Delivery>, OfficeError> {
        let organisation = self.organisation();
        caller.require_installation(Right::Administer, &organisation.tree)?;
        let mut found = Vec::new();
        for row in self.store.messages(filter, PAGE).await? {
            let case = match row.message.case_id {
                Some(case_id) => self.store.case_row(case_id).await?,
                None => None,
            };
            let seen = case.filter(|case| caller.may(Right::See, case.institution_id, &organisation.tree));
            found.push(Delivery { row, number: seen.map(|case| case.number) });
        }
        Ok(found)
    }

    /// How many messages failed, up to a hundred.
    pub async fn deliveries_failed(&self, caller: &Caller) -> Result<u64, OfficeError> {
        caller.require_installation(Right::Administer, &self.organisation().tree)?;
        Ok(self.store.messages_failed(COUNT_CEILING).await?)
    }

    /// Makes a message that failed or was dropped due now.
    pub async fn deliver_again(&self, caller: &Caller, message_id: MessageId) -> Result<(), OfficeError> {
        caller.require_installation(Right::Administer, &self.organisation().tree)?;
        self.make_due(message_id).await
    }

    /// The messages of a case to its person, newest first.
    pub async fn messages_of_case(
        &self,
        caller: &Caller,
        number: &Number,
    ) -> Result<Vec<MessageRow>, OfficeError> {
        let (case, _) = self.load(caller, number).await?;
        let filter = MessageFilter { case_id: Some(case.case_id), ..MessageFilter::default() };
        let mut rows = self.store.messages(&filter, OF_CASE_MAX).await?;
        rows.retain(|row| matches!(row.message.recipient, Recipient::Person { .. }));
        Ok(rows)
    }

    /// Makes a message of a case that failed due now.
    pub async fn message_again(
        &self,
        caller: &Caller,
        number: &Number,
        message_id: MessageId,
    ) -> Result<(), OfficeError> {
        self.message_of_case(caller, number, message_id).await?;
        self.make_due(message_id).await
    }

    /// Sends what a message of a case was to tell another way.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] on `form` where the way is not set up or the person gave nothing for it.
    pub async fn message_another_way(
        &self,
        caller: &Caller,
        number: &Number,
        message_id: MessageId,
        form: MessageForm,
    ) -> Result<(), OfficeError> {
        let (case, row, kind) = self.message_of_case(caller, number, message_id).await?;
        let forms: Vec<MessageForm> = match form {
            // Whoever prints a letter asks no template whether it goes by letter.
            MessageForm::Letter => vec![form],
            _ => self.forms_for(kind).into_iter().filter(|possible| *possible == form).collect(),
        };
        let way = self.way_to(&case, &forms, &Append::default()).await?;
        let Some((form, person_id, text_id)) = way else {
            let message = "the person gave nothing for this, or it is not set up";
            return Err(OfficeError::Invalid(vec![FieldError::new("form", "message_form", message)]));
        };
        let now = self.surroundings.now();
        let message = NewMessage {
            key: format!("case/{}/{kind}/{form}/{}", case.case_id, now.as_microsecond()),
            form,
            recipient: Recipient::Person { person_id, text_id },
            due_at: now,
            created_at: now,
            ..row.message
        };
        self.append_changes(vec![Change::Message(Box::new(message))]).await
    }

    /// The text of a letter, for printing: what the template says, to nobody by name.
    pub async fn letter(
        &self,
        caller: &Caller,
        number: &Number,
        message_id: MessageId,
    ) -> Result<Letter, OfficeError> {
        let (case, row, _) = self.message_of_case(caller, number, message_id).await?;
        let messaging = self.messaging();
        let template = messaging
            .templates
            .person(&row.message.template)
            .filter(|_| row.message.form == MessageForm::Letter)
            .ok_or(OfficeError::NotFound { what: "letter" })?;
        let language = messaging.language;
        let values = self.values_of(&row, &case.number, template.step.of(language), language);
        let text = filled(template.text.of(language), &values);
        Ok(Letter { text, created_at: row.message.created_at })
    }

    /// Records that somebody handed a letter over to the post or the person.
    ///
    /// # Errors
    /// [`OfficeError::Refused`] where the time is yet to come or before the receipt; [`OfficeError::NotFound`] where no
    /// letter of that number waits.
    pub async fn hand_letter_over(
        &self,
        caller: &Caller,
        number: &Number,
        message_id: MessageId,
        at: Timestamp,
    ) -> Result<(), OfficeError> {
        let (case, row, kind) = self.message_of_case(caller, number, message_id).await?;
        let waits = row.message.form == MessageForm::Letter && row.status == MessageStatus::Waiting;
        let (_, form) = told(&row).filter(|_| waits).ok_or(OfficeError::NotFound { what: "letter" })?;
        let now = self.surroundings.now();
        let events = {
            let (book, organisation) = (self.book(), self.organisation());
            let context = self.context(caller, &organisation, &book, now);
            message_sent(&case, message_id, kind, form, at, &context)?
        };
        let mut append = self.append_of_events(caller, &case, &events, now).await?;
        append.changes.push(Change::MessageHandedOver { message_id, at });
        self.store.append(append).await?;
        Ok(())
    }

    /// A message to the person of a case that the caller may handle.
    async fn message_of_case(
        &self,
        caller: &Caller,
        number: &Number,
        message_id: MessageId,
    ) -> Result<(domain::matter::Case, MessageRow, MessageKind), OfficeError> {
        let (case, _) = self.load(caller, number).await?;
        caller.require_step(Step::Contact, &case, &self.organisation().tree)?;
        if let Some(user) = caller.actor().user()
            && case.recused.contains(&user)
        {
            return Err(domain::matter::Refusal::Recused { user }.into());
        }
        let not_found = || OfficeError::NotFound { what: "message" };
        let row = self.store.message(message_id).await?.ok_or_else(not_found)?;
        let own = row.message.case_id == Some(case.case_id);
        let (kind, _) = told(&row).filter(|_| own).ok_or_else(not_found)?;
        Ok((case, row, kind))
    }

    async fn make_due(&self, message_id: MessageId) -> Result<(), OfficeError> {
        match self.store.message_again(message_id, self.surroundings.now()).await? {
            true => Ok(()),
            false => Err(OfficeError::NotFound { what: "message that failed" }),
        }
    }
}
