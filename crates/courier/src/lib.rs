//! Carries what the office says to people and programs outside: text messages, e-mails, webhooks.
//!
//! Knows nothing of cases, storage or pages, and keeps nothing: who sends keeps what is to be sent, gives each message an
//! identifier of its own and sends it again until it was taken, under the same identifier. A [`Fault`] says in one word
//! why something was not taken and whether trying again may help; it never repeats an address or what was said.
//!
//! To add a way for text messages: a module that implements [`TextMessages`].

mod address;
mod fault;
mod folder;
mod gateway;
mod http;
mod mail;
mod receipt;
#[cfg(feature = "sinks")]
pub mod sinks;
mod text_message;
mod webhook;

pub use address::{Allowed, Target, TargetError};
pub use fault::{Fault, FaultKind};
pub use folder::Folder;
pub use gateway::{Gateway, GatewayError, GatewaySettings, Taken, TakenSettings};
pub use http::Client;
pub use mail::{Mail, MailError, MailSettings, Mailer, Security};
pub use receipt::{Receipt, ReceiptError, ReceiptSettings};
pub use text_message::{TextMessage, TextMessages};
pub use webhook::{Webhook, WebhookSecret, WebhookSecretError};
