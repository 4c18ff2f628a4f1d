//! The office's own keys: the master key, which wraps person keys, and the index key, which blind indexes derive from.
//!
//! They live in a key file outside the database, or in an environment variable, and in no backup of the database.

use std::fmt;
use std::path::{Path, PathBuf};

use base64::prelude::{BASE64_STANDARD, Engine};
use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::aead::Aead;
use crate::blind_index::BlindIndex;
use crate::person_key::{Aad, OpenError, PersonKey, Place, SealError, open_with, seal_with};
use crate::secret_file::{self, SecretFileError};
use crate::suite::{Cipher, Hasher, Secret, Suite};

/// The first field of every key file of this version.
const FORMAT: &str = "huiyin-vault-key/1";
const PURPOSE: &str = "person key";

/// The keys of an office. Never printed; wiped from memory when dropped.
#[derive(Clone)]
pub struct KeyRing {
    suite: Suite,
    master_key: Secret,
    index_key: Secret,
    // The cipher that wraps, ready.
    aead: Aead,
}

impl KeyRing {
    /// New random keys.
    pub fn generate(suite: Suite, random: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut draw = || {
            let mut secret = Zeroizing::new([0; 32]);
            random.fill_bytes(secret.as_mut_slice());
            secret
        };
        let (master_key, index_key) = (draw(), draw());
        Self::new(suite, master_key, index_key)
    }

    /// Reads the key file; where there is none, makes one with new keys, mode 0600, and `suite`. An existing file keeps
    /// the suite it names.
    ///
    /// # Errors
    /// When the file can be read by others, cannot be read or written, or is malformed.
    pub fn load_or_create(
        path: &Path,
        suite: Suite,
        random: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self, LoadKeysError> {
        let loaded = secret_file::load_or_create(path, || Self::generate(suite, random).to_secret_text())?;
        Self::parse(&loaded.text).map_err(|source| LoadKeysError::Malformed { path: path.to_owned(), source })
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// When it is malformed. The message never quotes a key.
    pub fn parse(text: &str) -> Result<Self, ParseKeysError> {
        let file: KeyFile = serde_json::from_str(text).map_err(|error| ParseKeysError::Json {
            line: error.line(),
            column: error.column(),
            message: reason(&error),
        })?;
        if file.format != FORMAT {
            return Err(ParseKeysError::Format(file.format.chars().take(60).collect()));
        }
        let suite = Suite { cipher: file.cipher, hasher: file.hasher };
        Ok(Self::new(suite, file.master_key.0, file.index_key.0))
    }

    /// Reads keys from the value of an environment variable. It is the text of a key file, or bytes in hexadecimal or
    /// Base64 to be used with `suite`: 64 bytes are the master key and the index key; 32 bytes are the master key, from
    /// which the index key then derives.
    ///
    /// # Errors
    /// When it is none of these. The message never quotes the value.
    pub fn from_environment(value: &str, suite: Suite) -> Result<Self, ParseKeysError> {
        let value = value.trim();
        if value.starts_with('{') {
            return Self::parse(value);
        }
        let bytes = unhex(value)
            .or_else(|| BASE64_STANDARD.decode(value).ok().map(Zeroizing::new))
            .ok_or(ParseKeysError::NotBytes)?;
        let secret =
            |bytes: &[u8]| bytes.try_into().map(Zeroizing::new).map_err(|_| ParseKeysError::NotBytes);
        match bytes.len() {
            32 => {
                let master_key = secret(&bytes)?;
                let index_key = suite.hasher.expand(&master_key, "index key", &[]);
                Ok(Self::new(suite, master_key, index_key))
            }
            64 => Ok(Self::new(suite, secret(&bytes[..32])?, secret(&bytes[32..])?)),
            found => Err(ParseKeysError::Length(found)),
        }
    }

    /// The text of a key file. It is the secret itself; show it to nobody.
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        let Suite { cipher, hasher } = self.suite;
        let [master_key, index_key] = [&self.master_key, &self.index_key].map(hex);
        Zeroizing::new(format!(
            "{{\n  \"format\": \"{FORMAT}\",\n  \"cipher\": \"{}\",\n  \"hasher\": \"{}\",\n  \"master_key\": \"{}\",\n  \"index_key\": \"{}\"\n}}\n",
            cipher.name(),
            hasher.name(),
            *master_key,
            *index_key,
        ))
    }

    /// The algorithms in use.
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// A new key for a person.
    pub fn new_person_key(&self, random: &mut (impl CryptoRng + ?Sized)) -> PersonKey {
        let mut secret = Zeroizing::new([0; 32]);
        random.fill_bytes(secret.as_mut_slice());
        PersonKey::new(self.suite, secret)
    }

    /// Seals a person's key for storing. It opens for that person only.
    ///
    /// # Errors
    /// None in practice: a key is short.
    pub fn wrap(
        &self,
        person: &str,
        key: &PersonKey,
        random: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, SealError> {
        seal_with(&self.aead, &key_of(person), &[key.secret().as_slice()], random)
    }

    /// Opens a stored person key.
    ///
    /// # Errors
    /// When it was wrapped under another master key or for another person, or was altered since.
    pub fn unwrap(&self, person: &str, wrapped: &[u8]) -> Result<PersonKey, OpenError> {
        let aad = key_of(person);
        let opened = open_with(
            &self.aead,
            |cipher| Aead::derive(cipher, &self.master_key, PURPOSE, &[]),
            &aad,
            wrapped,
        )?;
        let secret = opened.as_slice().try_into().map_err(|_| OpenError::Rejected(Place::of(&aad)))?;
        Ok(PersonKey::new(self.suite, Zeroizing::new(secret)))
    }

    /// Makes tags to find persons by.
    pub fn blind_index(&self) -> BlindIndex {
        BlindIndex::new(self.suite.hasher, self.index_key.clone())
    }

    fn new(suite: Suite, master_key: Secret, index_key: Secret) -> Self {
        let aead = Aead::derive(suite.cipher, &master_key, PURPOSE, &[]);
        Self { suite, master_key, index_key, aead }
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("KeyRing").field("suite", &self.suite).finish_non_exhaustive()
    }
}

fn key_of(person: &str) -> Aad<'_> {
    Aad { person, field: "person key", reference: "" }
}

/// The stored form of a [`KeyRing`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    format: String,
    cipher: Cipher,
    hasher: Hasher,
    master_key: HexKey,
    index_key: HexKey,
}

/// 32 bytes as 64 hexadecimal digits.
struct HexKey(Secret);

impl<'de> Deserialize<'de> for HexKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        unhex(&text)
            .and_then(|bytes| bytes.as_slice().try_into().ok())
            .map(|bytes| Self(Zeroizing::new(bytes)))
            .ok_or_else(|| serde::de::Error::custom("a key is not 64 hexadecimal digits"))
    }
}

fn hex(key: &Secret) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(64));
    for byte in key.iter() {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(digit.into(), 16));
        }
    }
    text
}

fn unhex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = text.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok();
    let bytes: Option<Vec<u8>> = digits.chunks_exact(2).map(byte).collect();
    bytes.filter(|_| digits.len().is_multiple_of(2)).map(Zeroizing::new)
}

/// The reason alone: the place stands in our own words.
fn reason(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
}

/// Why keys could not be loaded from a file.
#[derive(Debug, thiserror::Error)]
pub enum LoadKeysError {
    /// The file itself.
    #[error(transparent)]
    File(#[from] SecretFileError),
    /// What is in it.
    #[error("the key file `{}` is malformed: {source}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ParseKeysError,
    },
}

/// Why a text holds no keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseKeysError {
    /// It is not the JSON of a key file.
    #[error("line {line}, column {column}: {message}")]
    Json {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// What was expected.
        message: String,
    },
    /// It is of another kind or version.
    #[error("the field `format` is `{0}`: expected `{FORMAT}`")]
    Format(String),
    /// It is neither hexadecimal nor Base64.
    #[error(
        "the key is malformed: expected the text of a key file, or 32 or 64 bytes in hexadecimal or Base64"
    )]
    NotBytes,
    /// It has another number of bytes.
    #[error("the key has {0} bytes: expected 32 (master key) or 64 (master key and index key)")]
    Length(usize),
}
