//! A tamper-evident log: Merkle tree, signed checkpoints, receipts that verify without a database.
//!
//! It knows nothing of banks, cases or storage: a leaf is a string of bytes, a store is whatever answers
//! [`HashReader`]. Pure: no file, no clock, no randomness; keys come in as a seed.
//!
//! | module | what it holds | after |
//! |---|---|---|
//! | [`hash`] | hash values, leaf and node hashing | RFC 6962 §2.1 |
//! | [`frontier`] | the growing right edge of the tree: push a leaf, ask the root | RFC 6962 §2.1 |
//! | [`proof`] | checking inclusion and consistency proofs | RFC 9162 §2.1.3.2, §2.1.4.2 |
//! | [`tile`] | making those proofs while reading a few rows of a store | RFC 6962 §2.1.1, §2.1.2 |
//! | [`note`], [`key`] | text signed with Ed25519 | C2SP signed-note |
//! | [`checkpoint`], [`journal`] | the signed head of a log, and the file that keeps them all | C2SP tlog-checkpoint |
//! | [`receipt`] | the file a person keeps | |
//! | [`stream`] | reading a whole log from the first leaf to the last and naming the first bad one | |
//!
//! The way of one leaf: [`HashAlgorithm::leaf`] → [`Frontier::append`] (the store keeps the leaf hash and the
//! completed [`Tile`]s) → [`Checkpoint::sign`] → [`journal::record`]; later [`inclusion_proof`] → [`Receipt`] →
//! [`Receipt::verify`].

pub mod checkpoint;
mod encoding;
pub mod frontier;
pub mod hash;
pub mod journal;
pub mod key;
pub mod memory;
pub mod note;
pub mod proof;
pub mod receipt;
pub mod stream;
pub mod tile;

pub use checkpoint::{Checkpoint, CheckpointError, TreeHead};
pub use frontier::Frontier;
pub use hash::{Hash, HashAlgorithm};
pub use journal::{Journal, JournalError};
pub use key::{KeyError, SigningKey, VerifyingKey};
pub use memory::MemoryLog;
pub use note::NoteError;
pub use proof::{ProofError, verify_consistency, verify_inclusion};
pub use receipt::{Entry, Opening, Receipt, ReceiptError, Verified};
pub use stream::{Bad, Reason, Report, StreamVerifier, hash_leaves};
pub use tile::{
    HashReader, ReadPlan, ReadProofError, RowRange, Tile, consistency_proof, frontier_at, inclusion_proof,
    root_at,
};
