//! Checking proofs: that a leaf is in a tree, and that a tree grew out of an earlier one.
//!
//! The proofs are made by [`crate::tile`]. The steps are those of RFC 9162, which writes out the checks that
//! RFC 6962 leaves to the reader; the trees are the same.

use crate::hash::{Hash, HashAlgorithm};

/// Why a proof does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf lies outside the tree.
    #[error("log index {index} is not in a tree of {size} leaves")]
    IndexOutside {
        /// The log index asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The earlier tree is the larger one.
    #[error("a tree of {first} leaves cannot have grown into one of {second}")]
    Shrunk {
        /// The size of the earlier tree.
        first: u64,
        /// The size of the later tree.
        second: u64,
    },
    /// The proof has too few or too many hashes.
    #[error("the proof has {found} hashes: expected {expected}")]
    WrongLength {
        /// How many hashes this leaf and these sizes need.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// The hashes lead to another root.
    #[error("the proof leads to the root `{computed}` for {size} leaves: expected `{expected}`")]
    WrongRoot {
        /// The size of the tree whose root differs.
        size: u64,
        /// The root that is attested.
        expected: Hash,
        /// The root the proof leads to.
        computed: Hash,
    },
}

/// Checks that `leaf_hash` is leaf `index` of the tree with `size` leaves and the given `root` (RFC 9162 §2.1.3.2).
///
/// # Errors
/// When it is not, or when the proof does not show it.
pub fn verify_inclusion(
    algorithm: HashAlgorithm,
    index: u64,
    size: u64,
    leaf_hash: &Hash,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::IndexOutside { index, size });
    }
    expect_length(inclusion_length(index, size), proof)?;
    let mut walk = Walk { node: index, last: size - 1 };
    let mut computed = *leaf_hash;
    for sibling in proof {
        computed = match walk.step() {
            Side::Left => algorithm.node(sibling, &computed),
            Side::Right => algorithm.node(&computed, sibling),
        };
    }
    expect_root(size, root, computed)
}

/// Checks that the tree of `second.0` leaves with root `second.1` begins with the tree of `first.0` leaves with root
/// `first.1` (RFC 9162 §2.1.4.2). Every tree begins with the empty one; equal sizes need equal roots and no proof.
///
/// # Errors
/// When it does not, or when the proof does not show it.
pub fn verify_consistency(
    algorithm: HashAlgorithm,
    first: (u64, &Hash),
    second: (u64, &Hash),
    proof: &[Hash],
) -> Result<(), ProofError> {
    let ((first_size, first_root), (second_size, second_root)) = (first, second);
    if first_size > second_size {
        return Err(ProofError::Shrunk { first: first_size, second: second_size });
    }
    expect_length(consistency_length(first_size, second_size), proof)?;
    if first_size == 0 {
        return expect_root(0, first_root, algorithm.empty_root());
    }
    if first_size == second_size {
        return expect_root(second_size, first_root, *second_root);
    }
    // Where the earlier tree is one complete subtree, its root is known and left out of the proof.
    let (start, rest) = match proof.split_first() {
        Some((start, rest)) if !first_size.is_power_of_two() => (start, rest),
        _ => (first_root, proof),
    };
    let mut walk = Walk { node: first_size - 1, last: second_size - 1 };
    walk.skip_complete();
    let (mut first_computed, mut second_computed) = (*start, *start);
    for sibling in rest {
        match walk.step() {
            Side::Left => {
                first_computed = algorithm.node(sibling, &first_computed);
                second_computed = algorithm.node(sibling, &second_computed);
            }
            Side::Right => second_computed = algorithm.node(&second_computed, sibling),
        }
    }
    expect_root(first_size, first_root, first_computed)?;
    expect_root(second_size, second_root, second_computed)
}

/// On which side the next hash of a proof stands.
enum Side {
    Left,
    Right,
}

/// The climb from a node to the root: `fn` and `sn` of RFC 9162.
struct Walk {
    node: u64,
    last: u64,
}

impl Walk {
    /// Passes one hash of the proof and climbs to the level of the next.
    fn step(&mut self) -> Side {
        let side = if self.node & 1 == 1 || self.node == self.last {
            // On the ragged right edge a node without sibling climbs until it has one on its left.
            let levels = if self.node == 0 { 0 } else { self.node.trailing_zeros() };
            self.climb(levels);
            Side::Left
        } else {
            Side::Right
        };
        self.climb(1);
        side
    }

    /// Climbs out of the complete subtree that ends in this node.
    fn skip_complete(&mut self) {
        self.climb(self.node.trailing_ones());
    }

    fn climb(&mut self, levels: u32) {
        self.node = self.node.checked_shr(levels).unwrap_or(0);
        self.last = self.last.checked_shr(levels).unwrap_or(0);
    }
}

/// How many hashes prove leaf `index` in a tree of `size`: one for each level up to where the path meets the right
/// edge, and one for each left sibling above.
fn inclusion_length(index: u64, size: u64) -> usize {
    let inner = bit_length(index ^ (size - 1));
    let border = index.checked_shr(inner).unwrap_or(0).count_ones();
    (inner + border) as usize
}

/// How many hashes prove that `first` leaves grew into `second`.
fn consistency_length(first: u64, second: u64) -> usize {
    if first == 0 || first == second {
        return 0;
    }
    // The path of the last earlier leaf, without what lies inside the complete subtree it ends.
    let complete = first.trailing_zeros() as usize;
    let start = usize::from(!first.is_power_of_two());
    inclusion_length(first - 1, second) - complete + start
}

fn bit_length(number: u64) -> u32 {
    u64::BITS - number.leading_zeros()
}

fn expect_length(expected: usize, proof: &[Hash]) -> Result<(), ProofError> {
    if proof.len() == expected {
        Ok(())
    } else {
        Err(ProofError::WrongLength { expected, found: proof.len() })
    }
}

fn expect_root(size: u64, expected: &Hash, computed: Hash) -> Result<(), ProofError> {
    if computed == *expected {
        Ok(())
    } else {
        Err(ProofError::WrongRoot { size, expected: *expected, computed })
    }
}
