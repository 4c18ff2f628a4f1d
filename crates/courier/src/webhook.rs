//! Webhooks, signed as the Standard Webhooks specification 1.0 says: whoever has the secret can tell that a message is from
//! here, whole, and no copy of an old one.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use hyper::header::{HeaderMap, HeaderValue};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{Client, Fault, FaultKind, Target};

/// How a secret begins.
const PREFIX: &str = "whsec_";
/// How long a secret may be, in bytes.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The secret that a receiver checks messages with.
#[derive(Clone)]
pub struct WebhookSecret(Zeroizing<Vec<u8>>);

/// A text that is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected `whsec_` and 24 to 64 bytes in base64")]
pub struct WebhookSecretError;

impl WebhookSecret {
    /// From random bytes.
    ///
    /// # Errors
    /// Where they are fewer than 24 or more than 64.
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Result<Self, WebhookSecretError> {
        if BYTES.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(WebhookSecretError) }
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, WebhookSecretError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(WebhookSecretError)?;
        Self::new(Zeroizing::new(STANDARD.decode(encoded).map_err(|_| WebhookSecretError)?))
    }

    /// The bytes, for sealing.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text form, as the receiver is given it.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}{}", STANDARD.encode(self.0.as_slice())))
    }

    /// The signature of a message: `v1,` and HMAC-SHA-256 over identifier, time and body, in base64.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        #[expect(clippy::expect_used, reason = "an HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any key length");
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookSecret")
    }
}

/// A message for a webhook.
pub struct Webhook<'a> {
    /// Its identifier; the same message sent again bears the same.
    pub id: &'a str,
    /// When this attempt is made, in seconds since 1970.
    pub timestamp: i64,
    /// JSON.
    pub body: Vec<u8>,
    /// What signs it.
    pub secret: &'a WebhookSecret,
}

impl Client {
    /// Sends a webhook. A status of 2xx is yes; 410 means that the receiver wants no more and lasts, like every other 4xx.
    ///
    /// # Errors
    /// [`Fault`] where it was not taken.
    pub async fn send_webhook(&self, target: &Target, webhook: Webhook<'_>) -> Result<(), Fault> {
        let signature = webhook.secret.sign(webhook.id, webhook.timestamp, &webhook.body);
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("webhook-id", webhook.id.to_owned()),
            ("webhook-timestamp", webhook.timestamp.to_string()),
            ("webhook-signature", signature),
        ] {
            let value = HeaderValue::from_str(&value).map_err(|_| Fault::lasting(FaultKind::Address))?;
            headers.insert(name, value);
        }
        let answer = self.post(target, headers, webhook.body).await?;
        match answer.status {
            200..300 => Ok(()),
            // Whoever is being set up or moved answers 404 or 401 for a while: only "gone" is for good.
            status => Err(Fault { lasts: status == 410, ..Fault::of_status(status) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the specification's reference libraries.
    #[test]
    fn the_published_example_has_its_published_signature() {
        let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature =
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(secret.to_text().as_str(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        for text in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"] {
            assert!(WebhookSecret::parse(text).is_err(), "{text}");
        }
    }
}
