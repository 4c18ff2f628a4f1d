//! Checkpoints: the signed head of a log (C2SP tlog-checkpoint).
//!
//! ```text
//! bank.example/huiyin
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — bank.example/huiyin Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
//! ```
//!
//! A tree built with SM3 says so in an extension line, `hash sm3`, that stands first among the extensions.

use serde::{Deserialize, Serialize};

use crate::encoding;
use crate::hash::{Hash, HashAlgorithm};
use crate::key::{SigningKey, VerifyingKey};
use crate::note::{self, NoteError};

/// The extension line of a tree that is not built with SHA-256.
const HASH_EXTENSION: &str = "hash ";

/// A size and the root the tree has at that size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeHead {
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// What a log attests about itself: which log it is, how long, and its root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    head: TreeHead,
    algorithm: HashAlgorithm,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint to be signed.
    ///
    /// # Errors
    /// When `origin` is empty or contains a control character.
    pub fn new(origin: &str, head: TreeHead, algorithm: HashAlgorithm) -> Result<Self, CheckpointError> {
        if origin.is_empty() || origin.contains(char::is_control) {
            return Err(NoteError::malformed(1, EXPECTED_ORIGIN, origin).into());
        }
        Ok(Self { origin: origin.to_owned(), head, algorithm, extensions: Vec::new() })
    }

    /// Adds an extension line, opaque to this crate.
    ///
    /// # Errors
    /// When it is empty, contains a control character, or claims to name the hash.
    pub fn with_extension(mut self, line: &str) -> Result<Self, CheckpointError> {
        let number = self.text().lines().count() + 1;
        if line.is_empty() || line.contains(char::is_control) || line.starts_with(HASH_EXTENSION) {
            return Err(NoteError::malformed(number, EXPECTED_EXTENSION, line).into());
        }
        self.extensions.push(line.to_owned());
        Ok(self)
    }

    /// The unique name of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Size and root.
    pub const fn head(&self) -> TreeHead {
        self.head
    }

    /// Which hash the tree is built with.
    pub const fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// The extension lines but the one that names the hash.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.head.size, self.head.root.to_base64());
        if self.algorithm != HashAlgorithm::Sha256 {
            text.push_str(&format!("{HASH_EXTENSION}{}\n", self.algorithm));
        }
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The signed note.
    ///
    /// # Errors
    /// None for a checkpoint made by this crate: its text is well formed by construction.
    pub fn sign(&self, key: &SigningKey) -> Result<String, CheckpointError> {
        Ok(note::sign(&self.text(), key)?)
    }

    /// Reads a signed note and checks its signature.
    ///
    /// # Errors
    /// When the note or the checkpoint in it is malformed, or not signed by `key`.
    pub fn open(note: &str, key: &VerifyingKey) -> Result<Self, CheckpointError> {
        Self::parse(note::open(note, key)?)
    }

    /// Reads the text of a checkpoint, of which the signature has been or will be checked elsewhere.
    ///
    /// # Errors
    /// When a line is missing or malformed.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let body = text
            .strip_suffix('\n')
            .ok_or_else(|| NoteError::malformed(text.lines().count().max(1), "a newline at the end", ""))?;
        let mut lines = (1..).zip(body.split('\n'));
        let mut next = |expected| lines.next().ok_or_else(|| missing(text, expected));

        let origin = next(EXPECTED_ORIGIN)?.1;
        let (line, size) = next(EXPECTED_SIZE)?;
        let size = parse_size(size).ok_or_else(|| NoteError::malformed(line, EXPECTED_SIZE, size))?;
        let (line, root) = next(EXPECTED_ROOT)?;
        let root = Hash::from_base64(root).map_err(|_| NoteError::malformed(line, EXPECTED_ROOT, root))?;

        let mut algorithm = HashAlgorithm::Sha256;
        let mut rest = lines.peekable();
        if let Some((line, content)) = rest.next_if(|(_, content)| content.starts_with(HASH_EXTENSION)) {
            algorithm = content[HASH_EXTENSION.len()..]
                .parse()
                .ok()
                // One value, one text: SHA-256 is what the specification means when nothing is said.
                .filter(|algorithm| *algorithm != HashAlgorithm::Sha256)
                .ok_or_else(|| NoteError::malformed(line, "`hash sm3`", content))?;
        }
        let mut checkpoint = Self::new(origin, TreeHead { size, root }, algorithm)?;
        for (_, line) in rest {
            checkpoint = checkpoint.with_extension(line)?;
        }
        Ok(checkpoint)
    }
}

/// Why a checkpoint could not be made, signed or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the checkpoint cannot be accepted: {0}")]
pub struct CheckpointError(#[from] pub NoteError);

const EXPECTED_ORIGIN: &str = "the origin of the log";
const EXPECTED_SIZE: &str = "the size of the tree in decimal digits without leading zeros";
const EXPECTED_ROOT: &str = "the root of the tree, 32 bytes in Base64";
const EXPECTED_EXTENSION: &str = "an extension line, or the blank line before the signatures";

fn missing(text: &str, expected: &'static str) -> NoteError {
    NoteError::malformed(text.lines().count() + 1, expected, "")
}

fn parse_size(text: &str) -> Option<u64> {
    let size: u64 = text.parse().ok()?;
    // `parse` also takes `+5` and `05`.
    (size.to_string() == text).then_some(size)
}

/// How messages call a checkpoint: origin and size.
impl std::fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} at size {}", encoding::excerpt(&self.origin), self.head.size)
    }
}
