//! The keys that sign notes, in the text forms of the C2SP signed-note specification.
//!
//! A verifying key is published (`name+id+Base64(0x01 ‖ public key)`); a signing key is kept in a file that only its
//! owner can read (`PRIVATE+KEY+name+id+Base64(0x01 ‖ seed)`).

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer};

use crate::encoding;
use crate::hash::HashAlgorithm;

/// The signature type of Ed25519 in the specification's table.
const ED25519: u8 = 1;
const SIGNING_KEY_PREFIX: &str = "PRIVATE+KEY+";

/// The first four bytes of `SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key)`: which key made a signature.
pub type KeyId = [u8; 4];

/// Checks signatures made under a key name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    id: KeyId,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    /// The key's name, as in the signature line.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key's identifier.
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// Whether `signature` was made by this key over `message`. Strict: a weak key or a malleable signature is refused.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }

    fn new(name: &str, key: ed25519_dalek::VerifyingKey) -> Self {
        let hash = HashAlgorithm::Sha256.digest(&[name.as_bytes(), b"\n", &[ED25519], key.as_bytes()]);
        let [a, b, c, d, ..] = *hash.as_bytes();
        Self { name: name.to_owned(), id: [a, b, c, d], key }
    }

    /// `name+id`, as in messages.
    pub(crate) fn label(&self) -> String {
        format!("{}+{}", self.name, encoding::hex(&self.id))
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}+{}", self.label(), typed_base64(self.key.as_bytes()))
    }
}

impl FromStr for VerifyingKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, id, public_key) = split_key(text.trim(), VERIFYING_KEY_FORM)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&public_key)
            .ok()
            .filter(|key| !key.is_weak())
            .ok_or_else(|| KeyError::NotOnCurve(name.to_owned()))?;
        let key = Self::new(name, key);
        expect_id(&key, id)?;
        Ok(key)
    }
}

/// Signs under a key name. The secret is wiped from memory when the key is dropped, and never printed.
#[derive(Clone)]
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    verifying: VerifyingKey,
}

impl SigningKey {
    /// Makes a key from a name and 32 random bytes.
    ///
    /// # Errors
    /// When the name is empty or contains a space, a control character or `+`.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name(encoding::excerpt(name)));
        }
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let verifying = VerifyingKey::new(name, key.verifying_key());
        Ok(Self { key, verifying })
    }

    /// Reads the text of a key file, as written by [`to_secret_text`](Self::to_secret_text).
    ///
    /// # Errors
    /// When the text is not of that form. The message never quotes the secret.
    pub fn from_secret_text(text: &str) -> Result<Self, KeyError> {
        let rest = text.trim().strip_prefix(SIGNING_KEY_PREFIX).ok_or(KeyError::Form(SIGNING_KEY_FORM))?;
        let (name, id, seed) = split_key(rest, SIGNING_KEY_FORM)?;
        let key = Self::from_seed(name, &seed)?;
        expect_id(&key.verifying, id)?;
        Ok(key)
    }

    /// The text of a key file: one line. It is the secret itself; show it to nobody.
    pub fn to_secret_text(&self) -> String {
        format!("{SIGNING_KEY_PREFIX}{}+{}\n", self.verifying.label(), typed_base64(self.key.as_bytes()))
    }

    /// The key to publish.
    pub const fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({})", self.verifying.label())
    }
}

/// Why a key could not be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text has another form.
    #[error("the key is malformed: expected `{0}`")]
    Form(&'static str),
    /// The name cannot stand in a signature line.
    #[error("`{0}` is not a key name: expected a text without spaces, control characters and `+`")]
    Name(String),
    /// The identifier belongs to another key or name.
    #[error("the key `{name}` says its identifier is `{found}`: expected `{expected}`")]
    WrongId {
        /// The name of the key.
        name: String,
        /// The identifier computed from name and key.
        expected: String,
        /// The identifier in the text.
        found: String,
    },
    /// The bytes are no Ed25519 public key, or one under which anything verifies.
    #[error("the key `{0}` is not an Ed25519 public key")]
    NotOnCurve(String),
}

const VERIFYING_KEY_FORM: &str = "name+8 hexadecimal digits+Base64 of 0x01 and 32 bytes";
const SIGNING_KEY_FORM: &str = "PRIVATE+KEY+name+8 hexadecimal digits+Base64 of 0x01 and 32 bytes";

/// Takes `name+id+Base64(type ‖ 32 bytes)` apart. Base64 may itself contain `+`, a name may not.
fn split_key<'a>(text: &'a str, form: &'static str) -> Result<(&'a str, KeyId, [u8; 32]), KeyError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(data)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form(form));
    };
    if !is_key_name(name) {
        return Err(KeyError::Name(encoding::excerpt(name)));
    }
    let id = encoding::unhex(id).ok_or(KeyError::Form(form))?;
    match encoding::unbase64(data).as_deref() {
        Some([ED25519, key @ ..]) => {
            key.try_into().map(|key| (name, id, key)).map_err(|_| KeyError::Form(form))
        }
        _ => Err(KeyError::Form(form)),
    }
}

fn expect_id(key: &VerifyingKey, found: KeyId) -> Result<(), KeyError> {
    if key.id == found {
        return Ok(());
    }
    Err(KeyError::WrongId {
        name: key.name.clone(),
        expected: encoding::hex(&key.id),
        found: encoding::hex(&found),
    })
}

fn typed_base64(key: &[u8; 32]) -> String {
    let mut bytes = [ED25519; 33];
    bytes[1..].copy_from_slice(key);
    encoding::base64(&bytes)
}

/// The specification: not empty, neither Unicode spaces nor `+`. Control characters have no place in a note at all.
pub(crate) fn is_key_name(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '+')
}
