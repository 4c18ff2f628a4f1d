//! Hash values and the two hashes of the Merkle tree (RFC 6962 §2.1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Digest;

use crate::encoding;

/// RFC 6962 §2.1: the byte before a leaf, so that no leaf can be taken for a node.
const LEAF_PREFIX: u8 = 0;
/// RFC 6962 §2.1: the byte before the two children of a node.
const NODE_PREFIX: u8 = 1;

/// Which hash function a tree is built with. A tree never changes it; both give 32 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HashAlgorithm {
    /// SHA-256, FIPS 180-4: the hash of RFC 6962.
    #[default]
    Sha256,
    /// SM3, GB/T 32905.
    Sm3,
}

impl HashAlgorithm {
    /// The name written in files: `sha256` or `sm3`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sm3 => "sm3",
        }
    }

    /// The hash of the parts read one after the other.
    pub fn digest(self, parts: &[&[u8]]) -> Hash {
        fn run<D: Digest<OutputSize = sha2::digest::consts::U32>>(parts: &[&[u8]]) -> Hash {
            let mut digest = D::new();
            parts.iter().for_each(|part| digest.update(part));
            Hash(digest.finalize().into())
        }
        match self {
            Self::Sha256 => run::<sha2::Sha256>(parts),
            Self::Sm3 => run::<sm3::Sm3>(parts),
        }
    }

    /// `H(0x00 ‖ data)`: the hash of a leaf.
    pub fn leaf(self, data: &[u8]) -> Hash {
        self.digest(&[&[LEAF_PREFIX], data])
    }

    /// `H(0x01 ‖ left ‖ right)`: the hash of a node.
    pub fn node(self, left: &Hash, right: &Hash) -> Hash {
        // One contiguous block is hashed faster than three parts.
        let mut bytes = [NODE_PREFIX; 65];
        bytes[1..33].copy_from_slice(&left.0);
        bytes[33..].copy_from_slice(&right.0);
        self.digest(&[&bytes])
    }

    /// The root of the tree without leaves: the hash of nothing.
    pub fn empty_root(self) -> Hash {
        self.digest(&[])
    }
}

impl fmt::Display for HashAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A text that names no hash algorithm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("hash algorithm `{0}` is unknown: expected `sha256` or `sm3`")]
pub struct ParseHashAlgorithmError(String);

impl FromStr for HashAlgorithm {
    type Err = ParseHashAlgorithmError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Sha256, Self::Sm3]
            .into_iter()
            .find(|algorithm| algorithm.name() == text)
            .ok_or_else(|| ParseHashAlgorithmError(encoding::excerpt(text)))
    }
}

/// 32 bytes of hash. Printed and serialised as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The bytes, as a store keeps them.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The form used in checkpoints: Base64 with padding.
    pub fn to_base64(self) -> String {
        encoding::base64(&self.0)
    }

    /// Reads [`to_base64`](Self::to_base64).
    ///
    /// # Errors
    /// When the text is not canonical Base64 of 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, ParseHashError> {
        encoding::unbase64(text)
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| ParseHashError { found: encoding::excerpt(text), expected: "32 bytes in Base64" })
    }
}

impl TryFrom<&[u8]> for Hash {
    type Error = ParseHashError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| ParseHashError { found: format!("{} bytes", bytes.len()), expected: "32 bytes" })
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&encoding::hex(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A text or byte string that is not a hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a hash: expected {expected}")]
pub struct ParseHashError {
    found: String,
    expected: &'static str,
}

impl FromStr for Hash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        encoding::unhex(text).map(Self).ok_or_else(|| ParseHashError {
            found: encoding::excerpt(text),
            expected: "64 hexadecimal digits",
        })
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
