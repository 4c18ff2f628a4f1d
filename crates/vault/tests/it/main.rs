//! The vault through its front door: what is sealed opens for its owner only, and no changed bit passes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod blind_index;
mod blob;
mod blob_store;
mod commitment;
mod key_ring;
mod sealing;
mod secret_file;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use vault::{Aad, Cipher, Hasher, KeyRing, Suite};

const SUITES: [Suite; 2] = [
    Suite { cipher: Cipher::Aes256Gcm, hasher: Hasher::Sha256 },
    Suite { cipher: Cipher::Sm4Gcm, hasher: Hasher::Sm3 },
];

const AAD: Aad<'_> = Aad { person: "17", field: "text", reference: "4711" };

fn random() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(2026)
}

fn keys(suite: Suite) -> KeyRing {
    KeyRing::generate(suite, &mut random())
}

/// The same with its bit `bit` changed.
fn flip(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[bit / 8] ^= 1 << (bit % 8);
    changed
}

/// Randomness that has nothing to do with [`random`].
fn other_random() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1949)
}
