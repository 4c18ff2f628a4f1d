//! Commitments: what may stand in an event in place of a text.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::suite::Hasher;

/// 32 random bytes that keep a commitment from being guessed. It is as secret as the text: it lies sealed beside it and
/// in the receipt of the person who wrote the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt(Zeroizing<[u8; 32]>);

impl Salt {
    /// Bytes of a salt.
    pub const LENGTH: usize = 32;

    /// A new salt. Every text has its own.
    pub fn generate(random: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// A salt that was stored.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Salt(…)")
    }
}

/// `H(salt ‖ text)`. Printed as 64 hexadecimal digits, the form in which it stands in an event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Commitment(pub [u8; 32]);

/// Commits to a text: it tells nothing of the text to one who lacks the salt, and fits no other text.
pub fn commit(hasher: Hasher, salt: &Salt, text: &str) -> Commitment {
    let mut hash = hasher.start();
    hash.update(salt.as_bytes());
    hash.update(text.as_bytes());
    Commitment(hash.finish())
}

impl fmt::Display for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Commitment({self})")
    }
}
