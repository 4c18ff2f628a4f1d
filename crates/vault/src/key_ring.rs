//! The office's own keys, by generation: a master key, which wraps person keys, and an index key, which blind indexes
//! derive from.
//!
//! They live in a key file outside the database, or in an environment variable, and in no backup of the database. The
//! newest generation wraps and tags; the ones before it open and find until nothing rests on them, then they retire.

use std::fmt;
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::aead::Aead;
use crate::blind_index::{BlindIndex, Field, Tag};
use crate::key_file::{self, ParseKeysError};
use crate::person_key::{Aad, OpenError, PersonKey, Place, SealError, open_with, seal_with};
use crate::secret_file::{self, SecretFileError};
use crate::suite::{Hasher, Secret, Suite};

const PURPOSE: &str = "person key";
/// The field whose key digests query codes.
const QUERY_CODE: &str = "query_code";
/// The first byte of a wrapped key that names its generation. A wrapped key of the first releases begins with the version
/// of a sealed value, 1, and belongs to the first generation.
const WITH_GENERATION: u8 = 2;
const HEADER_LENGTH: usize = 1 + size_of::<u32>();

/// The keys of an office. Never printed; wiped from memory when dropped.
#[derive(Clone)]
pub struct KeyRing {
    suite: Suite,
    older: Vec<Generation>,
    newest: Keys,
}

/// What came into use at one time.
#[derive(Clone)]
pub(crate) enum Generation {
    /// It opens and finds.
    InUse(Keys),
    /// Nothing rests on it any more but the query codes given out in its time: a code is known to the person alone, so its
    /// digest cannot be made anew under another key.
    Retired {
        /// Its number, from 1.
        number: u32,
        /// What query codes were digested with.
        code_key: Secret,
    },
}

impl Generation {
    pub(crate) const fn number(&self) -> u32 {
        match self {
            Self::InUse(keys) => keys.number,
            Self::Retired { number, .. } => *number,
        }
    }

    const fn keys(&self) -> Option<&Keys> {
        match self {
            Self::InUse(keys) => Some(keys),
            Self::Retired { .. } => None,
        }
    }
}

/// The keys of a generation in use.
#[derive(Clone)]
pub(crate) struct Keys {
    /// The number of the generation, from 1.
    pub number: u32,
    pub master_key: Secret,
    pub index_key: Secret,
    // The cipher that wraps, ready.
    aead: Aead,
    hasher: Hasher,
}

impl Keys {
    pub(crate) fn new(suite: Suite, number: u32, master_key: Secret, index_key: Secret) -> Self {
        let aead = Aead::derive(suite.cipher, &master_key, PURPOSE, &[]);
        Self { number, master_key, index_key, aead, hasher: suite.hasher }
    }

    fn generate(suite: Suite, number: u32, random: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut draw = || {
            let mut secret = Zeroizing::new([0; 32]);
            random.fill_bytes(secret.as_mut_slice());
            secret
        };
        let (master_key, index_key) = (draw(), draw());
        Self::new(suite, number, master_key, index_key)
    }

    fn code_key(&self) -> Secret {
        self.hasher.expand(&self.index_key, "blind index", QUERY_CODE.as_bytes())
    }

    fn blind_index(&self) -> BlindIndex {
        BlindIndex::new(self.hasher, self.number, self.index_key.clone())
    }
}

impl KeyRing {
    /// New random keys.
    pub fn generate(suite: Suite, random: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self { suite, older: Vec::new(), newest: Keys::generate(suite, 1, random) }
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

    /// Writes the key file anew: at every moment it is either the file before or this one.
    ///
    /// # Errors
    /// When it cannot be written; then it is as it was.
    pub fn replace_file(&self, path: &Path) -> Result<(), SecretFileError> {
        secret_file::replace(path, &self.to_secret_text())
    }

    /// Reads the text of a key file of this or an earlier release.
    ///
    /// # Errors
    /// When it is malformed. The message never quotes a key.
    pub fn parse(text: &str) -> Result<Self, ParseKeysError> {
        let (suite, mut generations) = key_file::parse(text)?;
        match generations.pop() {
            Some(Generation::InUse(newest)) => Ok(Self { suite, older: generations, newest }),
            _ => Err(ParseKeysError::Generations),
        }
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
        let (master_key, index_key) = key_file::parse_bytes(value, suite)?;
        Ok(Self { suite, older: Vec::new(), newest: Keys::new(suite, 1, master_key, index_key) })
    }

    /// The text of a key file. It is the secret itself; show it to nobody.
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        key_file::write(self.suite, &self.older, &self.newest)
    }

    /// The algorithms in use.
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// The number of the generation that wraps and tags, from 1.
    pub const fn generation(&self) -> u32 {
        self.newest.number
    }

    /// The numbers of the generations before it that still open and find, oldest first.
    pub fn older_generations(&self) -> Vec<u32> {
        self.older.iter().filter_map(Generation::keys).map(|keys| keys.number).collect()
    }

    /// The same with a new generation, which wraps and tags from now on.
    #[must_use]
    pub fn with_new_generation(&self, random: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut older = self.older.clone();
        older.push(Generation::InUse(self.newest.clone()));
        let newest = Keys::generate(self.suite, self.newest.number + 1, random);
        Self { suite: self.suite, older, newest }
    }

    /// The same without the master and index keys of all generations but the newest. What they wrapped opens no more.
    #[must_use]
    pub fn without_older_generations(&self) -> Self {
        let retire = |generation: &Generation| Generation::Retired {
            number: generation.number(),
            code_key: code_key(generation),
        };
        Self {
            suite: self.suite,
            older: self.older.iter().map(retire).collect(),
            newest: self.newest.clone(),
        }
    }

    /// A new key for a person.
    pub fn new_person_key(&self, random: &mut (impl CryptoRng + ?Sized)) -> PersonKey {
        let mut secret = Zeroizing::new([0; 32]);
        random.fill_bytes(secret.as_mut_slice());
        PersonKey::new(self.suite, secret)
    }

    /// Seals a person's key for storing, under the newest generation. It opens for that person only.
    ///
    /// # Errors
    /// None in practice: a key is short.
    pub fn wrap(
        &self,
        person: &str,
        key: &PersonKey,
        random: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, SealError> {
        let sealed = seal_with(&self.newest.aead, &key_of(person), &[key.secret().as_slice()], random)?;
        let mut wrapped = vec![WITH_GENERATION];
        wrapped.extend_from_slice(&self.newest.number.to_be_bytes());
        wrapped.extend_from_slice(&sealed);
        Ok(wrapped)
    }

    /// Opens a stored person key.
    ///
    /// # Errors
    /// When it was wrapped by a generation that is not there or has retired, under another master key or for another
    /// person, or was altered since.
    pub fn unwrap(&self, person: &str, wrapped: &[u8]) -> Result<PersonKey, OpenError> {
        let aad = key_of(person);
        let (number, sealed) = split(wrapped);
        let keys = self
            .keys_of(number)
            .ok_or_else(|| OpenError::Generation { place: Place::of(&aad), found: number })?;
        let derive = |cipher| Aead::derive(cipher, &keys.master_key, PURPOSE, &[]);
        let opened = open_with(&keys.aead, derive, &aad, sealed)?;
        let secret = opened.as_slice().try_into().map_err(|_| OpenError::Rejected(Place::of(&aad)))?;
        Ok(PersonKey::new(self.suite, Zeroizing::new(secret)))
    }

    /// The generation that wrapped a stored person key.
    pub fn generation_of(wrapped: &[u8]) -> u32 {
        split(wrapped).0
    }

    /// Makes the tags of the newest generation.
    pub fn blind_index(&self) -> BlindIndex {
        self.newest.blind_index()
    }

    /// Makes tags to find persons by, one index a generation, the newest first: while tags are made anew, a person is
    /// found by either.
    pub fn blind_indexes(&self) -> Vec<BlindIndex> {
        let older = self.older.iter().rev().filter_map(Generation::keys).map(Keys::blind_index);
        std::iter::once(self.blind_index()).chain(older).collect()
    }

    /// What a query code may be kept as, the newest generation's digest first. New codes are kept as the first; given ones
    /// are compared with all.
    pub fn query_code_tags(&self, normalised: &str) -> Vec<Tag> {
        let older = self.older.iter().rev().map(code_key);
        let tag = |key: Secret| Tag::of(&self.suite.hasher.hmac(&key, &[normalised.as_bytes()]));
        std::iter::once(self.newest.code_key()).chain(older).map(tag).collect()
    }

    /// A tag that no new generation changes, also after the older ones retired: for what must be found again all its life
    /// and lives shortly.
    pub fn lasting_tag(&self, field: Field, value: &str) -> Tag {
        let key = self.older.first().map_or_else(|| self.newest.code_key(), code_key);
        // No query code holds a NUL, so that none of theirs is one of these.
        Tag::of(&self.suite.hasher.hmac(&key, &[field.name().as_bytes(), b"\0", value.as_bytes()]))
    }

    fn keys_of(&self, number: u32) -> Option<&Keys> {
        let in_use = self.older.iter().filter_map(Generation::keys);
        in_use.chain([&self.newest]).find(|keys| keys.number == number)
    }
}

fn code_key(generation: &Generation) -> Secret {
    match generation {
        Generation::InUse(keys) => keys.code_key(),
        Generation::Retired { code_key, .. } => code_key.clone(),
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("KeyRing");
        shown.field("suite", &self.suite).field("generation", &self.generation()).finish_non_exhaustive()
    }
}

/// A wrapped key in two: the generation that wrapped it, and the sealed value.
fn split(wrapped: &[u8]) -> (u32, &[u8]) {
    match wrapped.split_first_chunk::<HEADER_LENGTH>() {
        Some(([WITH_GENERATION, number @ ..], sealed)) => (u32::from_be_bytes(*number), sealed),
        _ => (1, wrapped),
    }
}

fn key_of(person: &str) -> Aad<'_> {
    Aad { person, field: "person key", reference: "" }
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
