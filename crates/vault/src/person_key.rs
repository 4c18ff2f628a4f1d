//! A person's key: what seals everything the office knows of them.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::aead::{Aead, NONCE_LENGTH, TAG_LENGTH};
use crate::commitment::{Commitment, Salt, commit};
use crate::suite::{Cipher, Secret, Suite};

/// The first byte of a sealed value.
const VERSION: u8 = 1;
/// Version and cipher.
const HEADER_LENGTH: usize = 2;
const OVERHEAD: usize = HEADER_LENGTH + NONCE_LENGTH + TAG_LENGTH;
const PURPOSE: &str = "field";

/// What a sealed value belongs to. It is not in the sealed bytes; it must be given again, the same, to open them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aad<'a> {
    /// Whose it is.
    pub person: &'a str,
    /// What it is: `name`, `phone`, `text`, …
    pub field: &'a str,
    /// Where it stands: the row or text it belongs to.
    pub reference: &'a str,
}

impl Aad<'_> {
    /// Each part after its length, so that no part can run into the next.
    pub(crate) fn append_to(&self, bytes: &mut Vec<u8>) {
        for part in [self.person, self.field, self.reference] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
    }
}

/// 32 random bytes that belong to one person. Deleting the stored (wrapped) key erases the person.
///
/// A key seals any number of texts an office will see: the risk that two random nonces meet stays under 2⁻³² for four
/// billion of them (NIST SP 800-38D §8.3).
#[derive(Clone)]
pub struct PersonKey {
    secret: Secret,
    suite: Suite,
    // The cipher of the suite, ready: making it costs more than sealing a short text.
    aead: Aead,
}

impl PersonKey {
    /// A key out of 32 secret bytes that somebody else holds: the cookie of a visitor who has not filed yet. What it seals
    /// nobody opens without them, this program included.
    pub fn from_secret(suite: Suite, secret: Zeroizing<[u8; 32]>) -> Self {
        Self::new(suite, secret)
    }

    pub(crate) fn new(suite: Suite, secret: Secret) -> Self {
        let aead = Aead::derive(suite.cipher, &secret, PURPOSE, &[]);
        Self { secret, suite, aead }
    }

    pub(crate) const fn secret(&self) -> &Secret {
        &self.secret
    }

    pub(crate) const fn suite(&self) -> Suite {
        self.suite
    }

    /// Seals a value: `version ‖ cipher ‖ nonce ‖ ciphertext ‖ tag`, 30 bytes longer than the plaintext.
    ///
    /// # Errors
    /// When the plaintext is longer than the cipher allows (64 GiB).
    pub fn seal(
        &self,
        aad: &Aad<'_>,
        plaintext: &[u8],
        random: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, SealError> {
        seal_with(&self.aead, aad, &[plaintext], random)
    }

    /// Opens a sealed value, whichever cipher it was sealed with.
    ///
    /// # Errors
    /// When it was not sealed under this key for this person, field and reference, or was altered since.
    pub fn open(&self, aad: &Aad<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        open_with(&self.aead, |cipher| Aead::derive(cipher, &self.secret, PURPOSE, &[]), aad, sealed)
    }

    /// Seals a text together with a new salt, and commits to it.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_text(
        &self,
        aad: &Aad<'_>,
        text: &str,
        random: &mut (impl CryptoRng + ?Sized),
    ) -> Result<SealedText, SealError> {
        let salt = Salt::generate(random);
        let sealed = seal_with(&self.aead, aad, &[salt.as_bytes(), text.as_bytes()], random)?;
        Ok(SealedText { sealed, commitment: commit(self.suite.hasher, &salt, text) })
    }

    /// Opens what [`seal_text`](Self::seal_text) sealed.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when the value is no text with a salt.
    pub fn open_text(&self, aad: &Aad<'_>, sealed: &[u8]) -> Result<OpenedText, OpenError> {
        let opened = self.open(aad, sealed)?;
        let (salt, text) = opened.split_first_chunk().ok_or_else(|| OpenError::NotText(Place::of(aad)))?;
        let text = std::str::from_utf8(text).map_err(|_| OpenError::NotText(Place::of(aad)))?;
        Ok(OpenedText { salt: Salt::from_bytes(*salt), text: Zeroizing::new(text.to_owned()) })
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PersonKey").field("suite", &self.suite).finish_non_exhaustive()
    }
}

/// A sealed text and what may be said of it in an event.
#[derive(Clone, Debug)]
pub struct SealedText {
    /// Salt and text, sealed.
    pub sealed: Vec<u8>,
    /// The commitment to the text.
    pub commitment: Commitment,
}

/// A text and the salt its commitment was made with; the text is wiped from memory when dropped.
#[derive(Clone, Debug)]
pub struct OpenedText {
    /// The salt.
    pub salt: Salt,
    /// The text.
    pub text: Zeroizing<String>,
}

/// Seals the parts as one plaintext.
pub(crate) fn seal_with(
    aead: &Aead,
    aad: &Aad<'_>,
    parts: &[&[u8]],
    random: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, SealError> {
    let header = [VERSION, aead.cipher().code()];
    let mut nonce = [0; NONCE_LENGTH];
    random.fill_bytes(&mut nonce);
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    // The full length from the start: growing would leave plaintext behind in freed memory.
    let mut sealed = Vec::with_capacity(OVERHEAD + length);
    sealed.extend_from_slice(&header);
    sealed.extend_from_slice(&nonce);
    parts.iter().for_each(|part| sealed.extend_from_slice(part));
    let data = &mut sealed[HEADER_LENGTH + NONCE_LENGTH..];
    let tag = aead.seal(&nonce, &associated(header, aad), data).map_err(|_| SealError { length })?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// Opens a sealed value with the cipher it names: `ready`, or else the one that `derive` makes.
pub(crate) fn open_with(
    ready: &Aead,
    derive: impl FnOnce(Cipher) -> Aead,
    aad: &Aad<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let too_short = || OpenError::TooShort { place: Place::of(aad), length: sealed.len() };
    let (header, rest) = sealed.split_first_chunk::<HEADER_LENGTH>().ok_or_else(too_short)?;
    let (nonce, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
    let (data, tag) = rest.split_last_chunk().ok_or_else(too_short)?;
    let [version, code] = *header;
    if version != VERSION {
        return Err(OpenError::Version { place: Place::of(aad), found: version });
    }
    let cipher =
        Cipher::from_code(code).ok_or_else(|| OpenError::Cipher { place: Place::of(aad), found: code })?;
    let derived;
    let aead = if cipher == ready.cipher() {
        ready
    } else {
        derived = derive(cipher);
        &derived
    };
    let mut data = Zeroizing::new(data.to_vec());
    aead.open(nonce, &associated(*header, aad), &mut data, tag)
        .map_err(|_| OpenError::Rejected(Place::of(aad)))?;
    Ok(data)
}

fn associated(header: [u8; HEADER_LENGTH], aad: &Aad<'_>) -> Vec<u8> {
    let length = aad.person.len() + aad.field.len() + aad.reference.len();
    let mut bytes = Vec::with_capacity(HEADER_LENGTH + 3 * size_of::<u64>() + length);
    bytes.extend_from_slice(&header);
    aad.append_to(&mut bytes);
    bytes
}

/// A plaintext longer than the cipher allows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value of {length} bytes cannot be sealed: expected at most 64 GiB")]
pub struct SealError {
    length: usize,
}

/// Why a sealed value does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It has too few bytes to be one.
    #[error("the sealed {place} has {length} bytes: expected at least {OVERHEAD}")]
    TooShort {
        /// Which value.
        place: Place,
        /// How long it is.
        length: usize,
    },
    /// A later release may have sealed it.
    #[error("the sealed {place} has version {found}: expected {VERSION}")]
    Version {
        /// Which value.
        place: Place,
        /// Its first byte.
        found: u8,
    },
    /// It names no cipher.
    #[error("the sealed {place} has cipher {found}: expected 1 (AES-256-GCM) or 2 (SM4-GCM)")]
    Cipher {
        /// Which value.
        place: Place,
        /// Its second byte.
        found: u8,
    },
    /// A generation of keys wrapped it that is not there.
    #[error(
        "the sealed {place} needs generation {found} of the office's keys, which has retired or is missing from the key file"
    )]
    Generation {
        /// Which value.
        place: Place,
        /// The generation.
        found: u32,
    },
    /// Its tag does not fit.
    #[error(
        "the sealed {0} does not open: it was altered, moved from elsewhere, or sealed under another key"
    )]
    Rejected(Place),
    /// It opens but is no text.
    #[error("the sealed {0} is no text with a salt")]
    NotText(Place),
}

/// Which value an error speaks of. It carries references only, never what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    person: String,
    field: String,
    reference: String,
}

impl Place {
    pub(crate) fn of(aad: &Aad<'_>) -> Self {
        Self { person: aad.person.into(), field: aad.field.into(), reference: aad.reference.into() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "field `{}` of person `{}` at `{}`", self.field, self.person, self.reference)
    }
}
