//! The right edge of a growing tree: enough to append a leaf and to know the root, and no more.

use serde::{Deserialize, Serialize};

use crate::hash::{Hash, HashAlgorithm};
use crate::tile::{TILE_HEIGHT, Tile};

/// The complete subtrees that cover a tree of `size` leaves, largest first: one for each bit set in `size`.
///
/// Appending costs one node hash on average. It is what a store keeps in its head row: at most 64 hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Frontier {
    algorithm: HashAlgorithm,
    size: u64,
    // Invariant: as many as there are bits set in `size`.
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// The tree without leaves.
    pub const fn new(algorithm: HashAlgorithm) -> Self {
        Self { algorithm, size: 0, subtrees: Vec::new() }
    }

    /// Takes up a tree where it was left: `subtrees` from the largest (leftmost) to the smallest.
    ///
    /// # Errors
    /// When the number of hashes does not fit `size`.
    pub fn resume(algorithm: HashAlgorithm, size: u64, subtrees: Vec<Hash>) -> Result<Self, ResumeError> {
        let expected = size.count_ones() as usize;
        if subtrees.len() == expected {
            Ok(Self { algorithm, size, subtrees })
        } else {
            Err(ResumeError { size, expected, found: subtrees.len() })
        }
    }

    /// Which hash the tree is built with.
    pub const fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// How many leaves the tree has; the log index of the next leaf.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The complete subtrees, largest first.
    pub fn subtrees(&self) -> &[Hash] {
        &self.subtrees
    }

    /// Appends the hash of one leaf.
    pub fn push(&mut self, leaf_hash: Hash) {
        self.append(leaf_hash, |_| {});
    }

    /// Appends the hash of one leaf and hands over the tiles it completes, lowest level first.
    pub fn append(&mut self, leaf_hash: Hash, mut completed: impl FnMut(Tile)) {
        let mut hash = leaf_hash;
        self.size += 1;
        // The new leaf closes one subtree for every trailing zero of the new size, by the invariant on `subtrees`.
        let merged = self.size.trailing_zeros() as usize;
        let kept = self.subtrees.len() - merged;
        for (height, left) in (1..).zip(self.subtrees.drain(kept..).rev()) {
            hash = self.algorithm.node(&left, &hash);
            if height % TILE_HEIGHT == 0 {
                completed(Tile { level: height, index: (self.size >> height) - 1, hash });
            }
        }
        self.subtrees.push(hash);
    }

    /// The root of the tree as it stands (RFC 6962 §2.1, MTH).
    pub fn root(&self) -> Hash {
        fold(self.algorithm, &self.subtrees).unwrap_or_else(|| self.algorithm.empty_root())
    }
}

/// Joins complete subtrees, largest first, from the right; nothing for none.
pub(crate) fn fold(algorithm: HashAlgorithm, subtrees: &[Hash]) -> Option<Hash> {
    subtrees.iter().rev().copied().reduce(|right, left| algorithm.node(&left, &right))
}

/// The root over `leaf_hashes` (RFC 6962 §2.1, MTH), without keeping anything.
pub fn root(algorithm: HashAlgorithm, leaf_hashes: &[Hash]) -> Hash {
    let mut frontier = Frontier::new(algorithm);
    leaf_hashes.iter().for_each(|leaf_hash| frontier.push(*leaf_hash));
    frontier.root()
}

/// A stored frontier that fits no tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tree of {size} leaves has {expected} complete subtrees, but {found} hashes were given")]
pub struct ResumeError {
    size: u64,
    expected: usize,
    found: usize,
}

/// The stored form of a [`Frontier`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    algorithm: HashAlgorithm,
    size: u64,
    subtrees: Vec<Hash>,
}

impl From<Frontier> for Parts {
    fn from(Frontier { algorithm, size, subtrees }: Frontier) -> Self {
        Self { algorithm, size, subtrees }
    }
}

impl TryFrom<Parts> for Frontier {
    type Error = ResumeError;

    fn try_from(Parts { algorithm, size, subtrees }: Parts) -> Result<Self, Self::Error> {
        Self::resume(algorithm, size, subtrees)
    }
}
