//! Reaching people: messages to persons outside, e-mails and webhooks for staff, one-time codes.
//!
//! The way of a message: [`tell`] sees which event of an append tells somebody something and adds a row to the outbox of
//! the same append → [`deliver`] takes rows that are due, asks once more who may be told, hands them to the `courier` and
//! [`record`]s what came of it → [`receipts`] records what the gateway says later. A row names sealed items and templates; the
//! number is opened when it is sent and never before.
//!
//! To tell persons of something else: a variant of `domain::matter::MessageKind` and a file in `messages/`. To tell staff:
//! a word in [`NOTICE_KINDS`], where it comes from in [`tell`], and its words in `messages/staff.toml` and `locales/`.

mod deliver;
mod digest;
mod one_time_code;
mod outbox;
mod preferences;
mod receipts;
mod record;
mod tell;
mod templates;
mod webhooks;

use std::sync::Arc;

use courier::{Allowed, Client, Mailer, ReceiptSettings, TextMessages};
use domain::clock::Language;
use vault::{Field, PersonKey, Zeroizing};

use crate::{Caller, Office};

pub use one_time_code::CodeSent;
pub use outbox::{Delivery, Letter};
pub use preferences::{By, Preferences, PreferencesInput};
pub use templates::{TemplateError, Templates};
pub use webhooks::{WebhookInfo, WebhookInput};

/// What staff can be told, in the order of their settings.
pub const NOTICE_KINDS: [&str; 12] = [
    "arrived",
    "assigned",
    "approval_asked",
    "approval_answered",
    "help_asked",
    "help_finished",
    "material_received",
    "withdrawn",
    "undelivered",
    "escalation",
    "date_settled",
    "hot_spot",
];

/// What an installation reaches people with.
pub struct Messaging {
    /// What messages say.
    pub templates: Templates,
    /// In which language persons are written to.
    pub language: Language,
    /// Where text messages are handed over, if anywhere.
    pub sms: Option<Arc<dyn TextMessages>>,
    /// How the gateway says what became of them.
    pub receipts: Option<ReceiptSettings>,
    /// The mail server, if there is one.
    pub mail: Option<Mailer>,
    /// What webhooks are called with.
    pub client: Client,
    /// Which hosts webhooks may lead to.
    pub webhook_hosts: Allowed,
}

impl Messaging {
    /// Reaches nobody: an installation that is told nothing sends nothing.
    pub fn none(templates: Templates) -> Self {
        Self {
            templates,
            language: Language::Zh,
            sms: None,
            receipts: None,
            mail: None,
            client: Client::new(),
            webhook_hosts: Allowed::default(),
        }
    }
}

/// As whom the program records what became of messages.
pub(crate) fn outbox() -> Caller {
    Caller::system("outbox")
}

impl Office {
    /// What people are reached with.
    pub(crate) fn messaging(&self) -> Arc<Messaging> {
        let messaging = self.messaging.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&messaging)
    }

    /// Reaches people with this from now on.
    pub fn set_messaging(&self, messaging: Messaging) {
        let mut place = self.messaging.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *place = Arc::new(messaging);
    }

    /// What seals what belongs to no person outside and must open all its life, also after new generations of keys.
    pub(crate) fn lasting_seal(&self, fields: [Field; 2], place: &str) -> PersonKey {
        let keys = self.keys();
        let mut secret = Zeroizing::new([0; 32]);
        for (half, field) in secret.chunks_exact_mut(16).zip(fields) {
            half.copy_from_slice(&keys.lasting_tag(field, place).0);
        }
        PersonKey::from_secret(keys.suite(), secret)
    }
}
