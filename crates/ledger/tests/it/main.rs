//! The log through its front door: known answers, every proof of every small tree, every kind of damage.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod checkpoint;
mod journal;
mod naive;
mod note;
mod receipt;
mod stream;
mod tree;

use ledger::{Checkpoint, Hash, HashAlgorithm, MemoryLog, SigningKey, TreeHead};

const ALGORITHMS: [HashAlgorithm; 2] = [HashAlgorithm::Sha256, HashAlgorithm::Sm3];

fn hash(hex: &str) -> Hash {
    hex.parse().expect("64 hexadecimal digits")
}

fn signing_key() -> SigningKey {
    SigningKey::from_seed("bank.example/huiyin", &[7; 32]).unwrap()
}

/// A log whose leaf `n` is the text `event n`.
fn log_of(algorithm: HashAlgorithm, size: u64) -> MemoryLog {
    let mut log = MemoryLog::new(algorithm);
    for index in 0..size {
        log.push(format!("event {index}").as_bytes());
    }
    log
}

fn head_of(log: &MemoryLog) -> TreeHead {
    TreeHead { size: log.frontier().size(), root: log.frontier().root() }
}

fn checkpoint_of(log: &MemoryLog) -> Checkpoint {
    Checkpoint::new("bank.example/huiyin", head_of(log), log.frontier().algorithm()).unwrap()
}
