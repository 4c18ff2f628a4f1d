//! Messages to the person: which events tell them something, and the evidence that they were told.
//!
//! What a message says is no affair of the rules; that it went out, when, and whether it arrived is. The office sends and
//! comes here with what it learnt; nothing here is a step that somebody takes.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};

use super::case::Case;
use super::context::Context;
use super::event::Event;
use super::refusal::Refusal;
use super::value::{AnswerForm, ContactForm, Echo, Evidence};
use crate::id::MessageId;

/// What a message tells.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MessageKind {
    /// That the matter was received.
    Received,
    /// That it was accepted.
    Accepted,
    /// That material is asked for.
    MaterialAsked,
    /// That the period was extended (Order 2020 No. 3, art. 18: the person is told).
    Extended,
    /// That the answer lies on this system's pages.
    Answered,
    /// That the superior reviews the decision.
    ReviewOpened,
    /// That the case was opened again.
    Reopened,
}

impl MessageKind {
    /// What an event tells the person, if anything. An answer by other means tells itself.
    pub fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Received(_) => Some(Self::Received),
            Event::Accepted {} => Some(Self::Accepted),
            Event::MaterialAsked { .. } => Some(Self::MaterialAsked),
            Event::Extended { .. } | Event::PeriodAgreed { .. } => Some(Self::Extended),
            Event::Echoed { echo: Echo::Answered { form: AnswerForm::Portal, .. } } => Some(Self::Answered),
            Event::ReviewOpened { .. } => Some(Self::ReviewOpened),
            Event::Reopened { .. } => Some(Self::Reopened),
            _ => None,
        }
    }
}

/// A message as a case remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageState {
    /// What it tells.
    pub kind: MessageKind,
    /// How it went or was to go.
    pub form: ContactForm,
    /// When it was taken by who carries it, where it was.
    pub sent_at: Option<Timestamp>,
    /// When it arrived, where that is known.
    pub delivered_at: Option<Timestamp>,
    /// When it was found not to have arrived.
    pub failed_at: Option<Timestamp>,
}

/// A message was taken by who carries it. Saying so again records nothing. Where the person has still to be told of an
/// extended period, a message that says so tells them.
pub fn message_sent(
    case: &Case,
    message: MessageId,
    kind: MessageKind,
    form: ContactForm,
    at: Timestamp,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if at > context.now {
        return Err(Refusal::InFuture { field: "at" });
    }
    if at < case.received_at() {
        return Err(Refusal::BeforeReceipt { field: "at" });
    }
    // One that failed and was sent again is taken a second time, later.
    let known = |state: &MessageState| state.failed_at.is_none() && state.sent_at.is_some();
    if case.messages.get(&message).is_some_and(known) {
        return Ok(vec![]);
    }
    let mut events = vec![Event::MessageSent { message, kind, form, at }];
    if kind == MessageKind::Extended
        && !case.is_ended()
        && super::clocks::refuse_expired(case, context).is_ok()
    {
        let owed = case.extensions.iter().filter(|extension| extension.notice_owed);
        events.extend(owed.map(|extension| Event::ExtensionTold {
            regime: extension.regime.clone(),
            stage: extension.stage.clone(),
            at,
            evidence: Evidence::Message(message),
        }));
    }
    Ok(events)
}

/// Who carries a message says that it arrived. Said again, or of one that was never sent, it records nothing.
pub fn message_delivered(case: &Case, message: MessageId, at: Timestamp) -> Vec<Event> {
    match case.messages.get(&message) {
        Some(MessageState { sent_at: Some(_), delivered_at: None, failed_at: None, .. }) => {
            vec![Event::MessageDelivered { message, at }]
        }
        _ => vec![],
    }
}

/// A message was given up, or who carries it says that it did not arrive. Said again it records nothing.
pub fn message_failed(
    case: &Case,
    message: MessageId,
    kind: MessageKind,
    form: ContactForm,
    at: Timestamp,
    fault: &str,
) -> Vec<Event> {
    match case.messages.get(&message) {
        Some(state) if state.failed_at.is_some() || state.delivered_at.is_some() => vec![],
        _ => vec![Event::MessageFailed { message, kind, form, at, fault: fault.to_owned() }],
    }
}

impl Case {
    /// What the person was to be told and was not: messages that failed, but for those of which they were told since, by
    /// another message of the kind or in a contact in which they were reached.
    pub fn untold(&self) -> impl Iterator<Item = (MessageId, &MessageState)> {
        let made_good = |failed: &MessageState, failed_at: Timestamp| {
            let reached = self.reached_at.is_some_and(|reached_at| reached_at >= failed_at);
            let told = |other: &MessageState| {
                other.kind == failed.kind
                    && other.failed_at.is_none()
                    && other.sent_at.is_some_and(|sent_at| sent_at >= failed_at)
            };
            reached || self.messages.values().any(told)
        };
        self.messages
            .iter()
            .filter(move |(_, state)| state.failed_at.is_some_and(|failed_at| !made_good(state, failed_at)))
            .map(|(message, state)| (*message, state))
    }

    /// Whether a step decided on what was read at a version still stands: since then nothing but what became of messages
    /// was recorded, which changes nothing that anybody decides.
    pub fn is_as_read_at(&self, version: u32) -> bool {
        (self.acted_version..=self.version).contains(&version)
    }
}

impl Event {
    /// Whether it only says what became of a message.
    pub fn is_of_message(&self) -> bool {
        matches!(self, Self::MessageSent { .. } | Self::MessageDelivered { .. } | Self::MessageFailed { .. })
    }
}
