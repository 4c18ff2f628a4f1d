//! Receipts: a JSON document that proves, without a database, that leaves are in a log and what words they commit to.
//!
//! A leaf ends with a JSON object. It carries no free text, only references to texts, objects with `text_id` and a
//! `commitment` `H(salt ‖ text)` in hexadecimal. An [`Opening`] gives the salt and
//! the text: whoever holds the receipt sees that these very words were recorded. The time of recording is in the leaf.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::encoding;
use crate::hash::{Hash, HashAlgorithm};
use crate::key::VerifyingKey;
use crate::proof::{ProofError, verify_inclusion};

/// The first field of every receipt of this version.
pub const FORMAT: &str = "huiyin-receipt/1";

/// A receipt as it lies in its file; believed only after [`verify`](Self::verify).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    format: String,
    origin: String,
    entries: Vec<Entry>,
    checkpoint: String,
}

/// One leaf and the proof that it is in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its log index, counted from 0.
    pub log_index: u64,
    /// Its bytes; Base64 in the file.
    #[serde(with = "base64_bytes")]
    pub leaf: Vec<u8>,
    /// Words the leaf commits to, opened by their owner.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub openings: Vec<Opening>,
    /// The path from the leaf to the root of the checkpoint (RFC 6962 §2.1.1).
    pub inclusion_proof: Vec<Hash>,
}

/// The words behind a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The hash of the commitment; SHA-256 when left out.
    #[serde(default, skip_serializing_if = "is_sha256")]
    pub hash: HashAlgorithm,
    /// `H(salt ‖ text)`, as it stands in the leaf.
    pub commitment: Hash,
    /// 32 random bytes; hexadecimal in the file.
    #[serde(with = "hex_salt")]
    pub salt: [u8; 32],
    /// The words, exactly as they were recorded.
    pub text: String,
}

/// What a receipt has proved.
#[derive(Clone, Debug)]
pub struct Verified<'receipt> {
    /// The checkpoint that the key has signed.
    pub checkpoint: Checkpoint,
    /// The leaves in the log, with their opened words.
    pub entries: &'receipt [Entry],
}

impl Receipt {
    /// Puts a receipt together: `entries` in the order of the log, each with its proof for the size of `checkpoint`, and
    /// `signed`, the signed note of that checkpoint.
    pub fn new(checkpoint: &Checkpoint, signed: &str, entries: Vec<Entry>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            origin: checkpoint.origin().to_owned(),
            entries,
            checkpoint: signed.to_owned(),
        }
    }

    /// Reads the text of a receipt file.
    ///
    /// # Errors
    /// When it is not a receipt of this version; the message names line and column, or the field.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        #[derive(Deserialize)]
        struct Format {
            format: Option<String>,
        }
        // The version is looked at first, so that a later one is called so and not a malformed one.
        let Format { format } = serde_json::from_str(text).map_err(ReceiptError::malformed)?;
        if format.as_deref() != Some(FORMAT) {
            return Err(ReceiptError::Format(encoding::excerpt(&format.unwrap_or_default())));
        }
        serde_json::from_str(text).map_err(ReceiptError::malformed)
    }

    /// The text of a receipt file.
    ///
    /// # Errors
    /// None in practice: every field has a JSON form.
    pub fn to_text(&self) -> Result<String, ReceiptError> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(ReceiptError::malformed)
    }

    /// Checks everything the receipt claims: the signature under `key`, the origin, the place of every leaf in the
    /// tree, and every opened commitment.
    ///
    /// # Errors
    /// The first claim that does not hold.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Verified<'_>, ReceiptError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        if checkpoint.origin() != self.origin {
            return Err(ReceiptError::Origin {
                expected: checkpoint.origin().to_owned(),
                found: encoding::excerpt(&self.origin),
            });
        }
        if self.entries.is_empty() {
            return Err(ReceiptError::NoEntries);
        }
        if let Some(pair) = self.entries.windows(2).find(|pair| pair[0].log_index >= pair[1].log_index) {
            return Err(ReceiptError::Order { before: pair[0].log_index, found: pair[1].log_index });
        }
        self.entries.iter().try_for_each(|entry| entry.verify(&checkpoint))?;
        Ok(Verified { checkpoint, entries: &self.entries })
    }
}

impl Entry {
    fn verify(&self, checkpoint: &Checkpoint) -> Result<(), ReceiptError> {
        let (algorithm, head) = (checkpoint.algorithm(), checkpoint.head());
        let leaf_hash = algorithm.leaf(&self.leaf);
        verify_inclusion(algorithm, self.log_index, head.size, &leaf_hash, &self.inclusion_proof, &head.root)
            .map_err(|source| ReceiptError::Inclusion { log_index: self.log_index, source })?;
        for (position, opening) in (1..).zip(&self.openings) {
            let problem = opening.problem(&self.leaf);
            if let Some(problem) = problem {
                return Err(ReceiptError::Opening { log_index: self.log_index, position, problem });
            }
        }
        Ok(())
    }
}

impl Opening {
    fn problem(&self, leaf: &[u8]) -> Option<OpeningProblem> {
        let expected = self.hash.digest(&[&self.salt, self.text.as_bytes()]);
        if expected != self.commitment {
            return Some(OpeningProblem::OtherWords);
        }
        let digits = self.commitment.to_string();
        let committed = payload(leaf).is_some_and(|payload| commits(&payload, &digits));
        (!committed).then_some(OpeningProblem::NotInLeaf)
    }
}

/// The JSON object that a leaf ends with. What stands before it is length-prefixed and holds bytes that no JSON has, so
/// the first beginning from which the rest is one object is the right one.
fn payload(leaf: &[u8]) -> Option<Value> {
    let begins = leaf.iter().enumerate().filter(|(_, byte)| **byte == b'{').map(|(position, _)| position);
    begins.filter_map(|position| serde_json::from_slice(leaf.get(position..)?).ok()).next()
}

/// Whether somewhere in it a text is referred to by this very commitment: an object with `text_id` and `commitment`.
/// The same digits anywhere else (typed as an order number, say) commit to nothing.
fn commits(value: &Value, digits: &str) -> bool {
    match value {
        Value::Object(fields) => {
            let referred = fields.contains_key("text_id")
                && fields.get("commitment").and_then(Value::as_str) == Some(digits);
            referred || fields.values().any(|value| commits(value, digits))
        }
        Value::Array(values) => values.iter().any(|value| commits(value, digits)),
        _ => false,
    }
}

/// Why a receipt proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// The text is no receipt.
    #[error("the receipt is malformed at line {line}, column {column}: {message}")]
    Malformed {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// What was expected.
        message: String,
    },
    /// The document is of another kind or version.
    #[error("the receipt has the format `{0}`: expected `{FORMAT}`")]
    Format(String),
    /// The checkpoint in it does not hold.
    #[error("the field `checkpoint` does not hold: {}", .0.0)]
    Checkpoint(#[from] CheckpointError),
    /// It claims to come from another log.
    #[error("the field `origin` is `{found}`: expected `{expected}`, the origin in the checkpoint")]
    Origin {
        /// The origin that is signed.
        expected: String,
        /// The origin that is claimed.
        found: String,
    },
    /// There is nothing in it.
    #[error("the field `entries` is empty: expected at least one entry")]
    NoEntries,
    /// Entries are not in the order of the log, or one comes twice.
    #[error("log index {found} stands after {before}: expected entries in the order of the log, each once")]
    Order {
        /// The index before.
        before: u64,
        /// The index that follows.
        found: u64,
    },
    /// A leaf is not in the log.
    #[error("the entry with log index {log_index} is not in the log: {source}")]
    Inclusion {
        /// Which entry.
        log_index: u64,
        /// Why its proof does not hold.
        source: ProofError,
    },
    /// Opened words are not what the leaf commits to.
    #[error("opening {position} of the entry with log index {log_index} does not hold: {problem}")]
    Opening {
        /// Which entry.
        log_index: u64,
        /// Which of its openings, counted from 1.
        position: usize,
        /// What is wrong with it.
        problem: OpeningProblem,
    },
}

impl ReceiptError {
    fn malformed(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        // The place stands in our own words before it.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        Self::Malformed { line, column, message }
    }
}

/// What is wrong with an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningProblem {
    /// Salt and text give another commitment.
    #[error("salt and text do not give this commitment")]
    OtherWords,
    /// The commitment is about another leaf.
    #[error("the commitment does not stand in the leaf")]
    NotInLeaf,
}

fn is_sha256(algorithm: &HashAlgorithm) -> bool {
    *algorithm == HashAlgorithm::Sha256
}

/// Bytes as Base64.
mod base64_bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::encoding;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encoding::base64(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        encoding::unbase64(&text).ok_or_else(|| serde::de::Error::custom("the leaf is not Base64"))
    }
}

/// 32 bytes as hexadecimal.
mod hex_salt {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::encoding;

    pub(super) fn serialize<S: Serializer>(salt: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encoding::hex(salt))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        encoding::unhex(&text)
            .ok_or_else(|| serde::de::Error::custom("the salt is not 64 hexadecimal digits"))
    }
}
