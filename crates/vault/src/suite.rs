//! Which algorithms an office uses: the international ones by default, the Chinese commercial ones by choice.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Digest;
use zeroize::Zeroizing;

/// A secret of 32 bytes, wiped from memory when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// How an office seals and hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suite {
    /// What seals new values. Values sealed with the other one still open.
    pub cipher: Cipher,
    /// What commitments and blind indexes are made with. It stays for the life of the record: under another one
    /// earlier tags are not found.
    pub hasher: Hasher,
}

/// An authenticated cipher. Both use a nonce of 96 bits and a tag of 128 (NIST SP 800-38D).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cipher {
    /// AES with a 256-bit key in Galois/Counter Mode.
    #[default]
    #[serde(rename = "aes-256-gcm")]
    Aes256Gcm,
    /// SM4 (GB/T 32907), which has a 128-bit key, in Galois/Counter Mode.
    #[serde(rename = "sm4-gcm")]
    Sm4Gcm,
}

impl Cipher {
    /// The name written in files: `aes-256-gcm` or `sm4-gcm`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "aes-256-gcm",
            Self::Sm4Gcm => "sm4-gcm",
        }
    }

    /// The byte that names the cipher in a sealed value.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Aes256Gcm => 1,
            Self::Sm4Gcm => 2,
        }
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        [Self::Aes256Gcm, Self::Sm4Gcm].into_iter().find(|cipher| cipher.code() == code)
    }

    /// The hash its keys are derived with: whoever seals with SM4 needs no algorithm from elsewhere.
    pub(crate) const fn hasher(self) -> Hasher {
        match self {
            Self::Aes256Gcm => Hasher::Sha256,
            Self::Sm4Gcm => Hasher::Sm3,
        }
    }
}

/// A hash function of 256 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hasher {
    /// SHA-256, FIPS 180-4.
    #[default]
    Sha256,
    /// SM3, GB/T 32905.
    Sm3,
}

impl Hasher {
    /// The name written in files: `sha256` or `sm3`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sm3 => "sm3",
        }
    }

    /// Starts a hash over data that comes in pieces.
    pub(crate) fn start(self) -> RunningHash {
        match self {
            Self::Sha256 => RunningHash::Sha256(sha2::Sha256::new()),
            Self::Sm3 => RunningHash::Sm3(sm3::Sm3::new()),
        }
    }

    /// HMAC (RFC 2104) over the parts read one after the other.
    pub(crate) fn hmac(self, key: &Secret, parts: &[&[u8]]) -> Secret {
        // HMAC fills a key up with zeros to one block, 64 bytes for both hashes: a key of that length cannot be refused.
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(key.as_slice());
        let finish = match self {
            Self::Sha256 => mac::<Hmac<sha2::Sha256>>,
            Self::Sm3 => mac::<Hmac<sm3::Sm3>>,
        };
        finish(&block, parts)
    }

    /// A key for one purpose, from a key that serves several: one block of HKDF-Expand (RFC 5869 §2.3).
    pub(crate) fn expand(self, key: &Secret, purpose: &str, context: &[u8]) -> Secret {
        let purpose_length = (purpose.len() as u64).to_be_bytes();
        self.hmac(key, &[b"huiyin vault", &purpose_length, purpose.as_bytes(), context, &[1]])
    }
}

fn mac<M>(block: &[u8; 64], parts: &[&[u8]]) -> Secret
where
    M: Mac<OutputSize = hmac::digest::consts::U32> + KeyInit<KeySize = hmac::digest::consts::U64>,
{
    let mut mac = <M as KeyInit>::new(block.into());
    parts.iter().for_each(|part| mac.update(part));
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// A hash under way.
#[derive(Clone)]
pub(crate) enum RunningHash {
    Sha256(sha2::Sha256),
    Sm3(sm3::Sm3),
}

impl RunningHash {
    pub(crate) fn update(&mut self, data: &[u8]) {
        match self {
            Self::Sha256(digest) => digest.update(data),
            Self::Sm3(digest) => digest.update(data),
        }
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        match self {
            Self::Sha256(digest) => digest.finalize().into(),
            Self::Sm3(digest) => digest.finalize().into(),
        }
    }
}
