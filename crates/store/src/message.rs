//! What goes out to people and programs: one row a message, written with the event it tells of and kept until it was
//! taken. No row holds a number, an address or what was said: a row names the sealed item, the member of staff or the
//! webhook, and the template with a number, a step and a date.

use async_trait::async_trait;
use domain::id::{CaseId, MessageId, PersonId, TextId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;
use strum::{Display, EnumIter, EnumString};

use crate::StoreError;

/// How a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum MessageForm {
    /// By text message, to a person.
    Sms,
    /// By e-mail, to a person or to a member of staff.
    Email,
    /// By letter, to a person: somebody prints it and hands it over.
    Letter,
    /// To a program.
    Webhook,
}

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum MessageStatus {
    /// Waits until it is due: for the first time, or to be tried again; a letter, for whoever hands it over.
    Waiting,
    /// Somebody holds its lease. Once that has run out, anybody may take it again.
    Sending,
    /// Taken by who carries it.
    Sent,
    /// Arrived, as who carries it says.
    Delivered,
    /// Given up, or told not to have arrived.
    Failed,
    /// Not sent, since its reader may no longer see what it tells of or wants it no more.
    Dropped,
}

/// For whom a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// A person, at a sealed number or address.
    Person {
        /// Who.
        person_id: PersonId,
        /// Where the number or address lies.
        text_id: TextId,
    },
    /// A member of staff.
    Staff(UserId),
    /// A webhook.
    Webhook(u64),
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// What makes it this message: a second one of the same key is not added.
    pub key: String,
    /// How it goes.
    pub form: MessageForm,
    /// What it says, a word: the template.
    pub template: String,
    /// For whom.
    pub recipient: Recipient,
    /// Of which case it tells; none for what tells of several.
    pub case_id: Option<CaseId>,
    /// The date it names.
    pub date: Option<Date>,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was thought of.
    pub created_at: Timestamp,
}

/// A message as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Its identifier.
    pub message_id: MessageId,
    /// What was to be sent.
    pub message: NewMessage,
    /// How far it has come.
    pub status: MessageStatus,
    /// How often it was taken: the attempt that holds the lease, where one does. Never counted anew.
    pub attempt: u32,
    /// How many of these since it was added, or made due again by hand.
    pub tries: u32,
    /// Until when the lease lasts, while being sent.
    pub lease_until: Option<Timestamp>,
    /// When who carries it took it.
    pub sent_at: Option<Timestamp>,
    /// When it arrived.
    pub delivered_at: Option<Timestamp>,
    /// The number that who carries it gave it.
    pub reference: Option<String>,
    /// Why the last attempt failed, in a word and a status: `refused 503`.
    pub fault: Option<String>,
}

/// How an attempt at a message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageEnd {
    /// Which message.
    pub message_id: MessageId,
    /// Which attempt; what an attempt that lost the lease still says changes nothing.
    pub attempt: u32,
    /// How far the message is now: waiting again, sent, failed or dropped.
    pub status: MessageStatus,
    /// When it is tried again, where it waits.
    pub due_at: Option<Timestamp>,
    /// When it was taken, where it was.
    pub sent_at: Option<Timestamp>,
    /// The number it was given.
    pub reference: Option<String>,
    /// Why it failed.
    pub fault: Option<String>,
}

/// What became of a message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageOutcome {
    /// Which message.
    pub message_id: MessageId,
    /// When it arrived; none where it did not.
    pub delivered_at: Option<Timestamp>,
    /// Why it did not.
    pub fault: Option<String>,
}

/// Which messages are listed. What is left out does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// How far they are.
    pub status: Option<MessageStatus>,
    /// How they go.
    pub form: Option<MessageForm>,
    /// Of which case they tell.
    pub case_id: Option<CaseId>,
    /// To which webhook they go.
    pub webhook_id: Option<u64>,
    /// Only those older than one.
    pub before: Option<MessageId>,
}

/// A webhook: where the notices of a member of staff go as well, for a program that acts for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRow {
    /// Its identifier; 0 for one that is new.
    pub webhook_id: u64,
    /// For whom it acts: it is told what they are.
    pub user_id: UserId,
    /// What it is for.
    pub label: String,
    /// The address.
    pub url: String,
    /// The secret that signs, sealed.
    pub secret: Vec<u8>,
    /// The kinds of notices it wants, words with spaces between.
    pub kinds: String,
    /// Whether it is called.
    pub active: bool,
    /// Since when every message to it has failed; none while they arrive.
    pub failing_since: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How a member of staff wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferenceRow {
    /// Who.
    pub user_id: UserId,
    /// JSON that the office reads and writes; holds no address.
    pub ways: String,
    /// The e-mail address, sealed; none where they gave none.
    pub email: Option<Vec<u8>>,
}

/// A one-time code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeCode {
    /// For which case.
    pub case_id: CaseId,
    /// A keyed digest of case and code.
    pub tag: Vec<u8>,
    /// Until when it counts.
    pub expires_at: Timestamp,
    /// How often it was tried.
    pub tries: u32,
}

/// Keeping what goes out. Messages are added by [`crate::Change::Message`] and end by [`crate::Change::MessageEnd`].
#[async_trait]
pub trait Messages: Send + Sync {
    /// Takes the message that has been due longest, unless none is: one that waits, or one whose lease has run out. It
    /// counts one attempt more and is the caller's until `lease_until`. No two callers are given the same attempt.
    /// Letters are not taken: people carry them.
    async fn message_take(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<MessageRow>, StoreError>;

    /// A message.
    async fn message(&self, message_id: MessageId) -> Result<Option<MessageRow>, StoreError>;

    /// The message of a form that bears a number of who carries it; the newest where several do.
    async fn message_by_reference(
        &self,
        form: MessageForm,
        reference: &str,
    ) -> Result<Option<MessageRow>, StoreError>;

    /// Messages, newest first, at most `limit`.
    async fn messages(&self, filter: &MessageFilter, limit: u32) -> Result<Vec<MessageRow>, StoreError>;

    /// How many failed and were not tried again, counting no further than `ceiling`.
    async fn messages_failed(&self, ceiling: u64) -> Result<u64, StoreError>;

    /// Makes a failed or dropped message due again; false where there is none, or it is neither.
    async fn message_again(&self, message_id: MessageId, due_at: Timestamp) -> Result<bool, StoreError>;

    /// Deletes messages that were done before one time and those given up before another. Returns how many went.
    async fn messages_delete(
        &self,
        done_before: Timestamp,
        failed_before: Timestamp,
    ) -> Result<u64, StoreError>;

    /// All webhooks, by identifier.
    async fn webhooks(&self) -> Result<Vec<WebhookRow>, StoreError>;

    /// Notes since when every message to a webhook has failed, and whether it is called any further.
    async fn webhook_note(
        &self,
        webhook_id: u64,
        failing_since: Option<Timestamp>,
        active: bool,
    ) -> Result<(), StoreError>;

    /// How some members of staff want to be told; who said nothing is left out.
    async fn preferences(&self, users: &[UserId]) -> Result<Vec<PreferenceRow>, StoreError>;

    /// Everybody who said how they want to be told.
    async fn preferences_all(&self) -> Result<Vec<PreferenceRow>, StoreError>;

    /// Keeps how somebody wants to be told.
    async fn preference_put(&self, row: PreferenceRow) -> Result<(), StoreError>;

    /// Keeps a one-time code in the place of the one before.
    async fn one_time_code_put(&self, code: OneTimeCode) -> Result<(), StoreError>;

    /// Counts a try and gives the code as it stands then; none where there is none, it has expired at `now`, or it was
    /// tried `tries_max` times before. Tries made together are counted one after the other.
    async fn one_time_code_try(
        &self,
        case_id: CaseId,
        tries_max: u32,
        now: Timestamp,
    ) -> Result<Option<OneTimeCode>, StoreError>;

    /// Deletes the code of a case; one works once. False where it is gone already.
    async fn one_time_code_delete(&self, case_id: CaseId, tag: &[u8]) -> Result<bool, StoreError>;

    /// Deletes codes that expired at or before `now`. Returns how many went.
    async fn one_time_codes_lapsed_delete(&self, now: Timestamp) -> Result<u64, StoreError>;
}
