//! A text message, whoever carries it.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::{Fault, Taken};

/// A text message. Gateways send approved texts only: the number of an approved template with the values of its fields,
/// or the whole text where the gateway takes that.
#[derive(Clone, Copy)]
pub struct TextMessage<'a> {
    /// Its identifier; the same message sent again bears the same.
    pub id: &'a str,
    /// The telephone number.
    pub to: &'a str,
    /// The number under which the gateway approved the template.
    pub template: &'a str,
    /// The whole text.
    pub text: &'a str,
    /// The values of the template's fields.
    pub values: &'a BTreeMap<String, String>,
}

/// Where text messages are handed over.
#[async_trait]
pub trait TextMessages: Send + Sync {
    /// Hands a message over.
    ///
    /// # Errors
    /// [`Fault`] where it was not taken.
    async fn send(&self, message: &TextMessage<'_>) -> Result<Taken, Fault>;
}
