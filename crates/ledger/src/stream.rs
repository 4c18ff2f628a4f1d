//! Reading a whole log from its first leaf to its last, and naming the first bad one.
//!
//! Hashing the leaves is most of the work and needs no order: the caller runs [`hash_leaves`] over chunks, in as many
//! threads as there are, and feeds the results in order to one [`StreamVerifier`], which rebuilds the tree and
//! compares it with everything that is attested: stored leaf hashes, stored tiles, signed checkpoints, the head.

use std::collections::HashMap;

use serde::Serialize;

use crate::checkpoint::TreeHead;
use crate::frontier::Frontier;
use crate::hash::{Hash, HashAlgorithm};
use crate::tile::Tile;

/// The leaf hashes of a chunk, in order.
pub fn hash_leaves<D: AsRef<[u8]>>(algorithm: HashAlgorithm, chunk: &[D]) -> Vec<Hash> {
    chunk.iter().map(|data| algorithm.leaf(data.as_ref())).collect()
}

/// Rebuilds a tree leaf by leaf. The first thing wrong stops it.
#[derive(Clone, Debug)]
pub struct StreamVerifier {
    frontier: Frontier,
    /// Heads to meet on the way, the smallest last.
    heads: Vec<TreeHead>,
    /// Tiles to meet on the way; none when tiles are not compared.
    tiles: Option<HashMap<(u8, u64), Hash>>,
    /// Up to which size the tree agrees with a checkpoint.
    attested: u64,
    bad: Option<Bad>,
}

impl StreamVerifier {
    /// Starts at the first leaf. `checkpoints` are the signed heads that the log must pass through, in any order.
    pub fn new(algorithm: HashAlgorithm, checkpoints: impl IntoIterator<Item = TreeHead>) -> Self {
        let mut heads: Vec<_> = checkpoints.into_iter().collect();
        heads.sort_by_key(|head| std::cmp::Reverse(head.size));
        let mut verifier =
            Self { frontier: Frontier::new(algorithm), heads, tiles: None, attested: 0, bad: None };
        // A checkpoint of the empty log is met before the first leaf.
        verifier.bad = verifier.meet_heads().err();
        verifier
    }

    /// Compares the stored tiles too: every one must be right, none may be missing or too many. They take about
    /// 0.3 bytes of memory a leaf.
    #[must_use]
    pub fn with_tiles(mut self, tiles: impl IntoIterator<Item = Tile>) -> Self {
        self.tiles = Some(tiles.into_iter().map(|tile| ((tile.level, tile.index), tile.hash)).collect());
        self
    }

    /// Takes the next leaf: the log index it is stored under, the leaf hash stored with it, and the hash computed from
    /// its bytes.
    ///
    /// # Errors
    /// The first bad leaf, also on every later call.
    pub fn push(&mut self, index: u64, stored: &Hash, computed: &Hash) -> Result<(), Bad> {
        if let Some(bad) = &self.bad {
            return Err(bad.clone());
        }
        self.check(index, stored, computed).inspect_err(|bad| self.bad = Some(bad.clone()))
    }

    /// Ends the log and compares it with `head`, the stored size and root.
    pub fn finish(mut self, head: &TreeHead) -> Report {
        let outcome = self.bad.take().map_or_else(|| self.check_end(head), Err);
        Report::new(self.frontier.size(), outcome.err())
    }

    fn check(&mut self, index: u64, stored: &Hash, computed: &Hash) -> Result<(), Bad> {
        let expected = self.frontier.size();
        if index > expected {
            return Err(Bad { index: expected, reason: Reason::Missing { next: index } });
        }
        if index < expected {
            return Err(Bad { index, reason: Reason::Disorder { expected } });
        }
        if stored != computed {
            return Err(Bad { index, reason: Reason::Altered });
        }
        let mut wrong_tile = None;
        let tiles = &mut self.tiles;
        self.frontier.append(*computed, |tile| {
            let stored = tiles.as_mut().map(|tiles| tiles.remove(&(tile.level, tile.index)));
            if stored.is_some_and(|stored| stored != Some(tile.hash)) {
                wrong_tile.get_or_insert(tile);
            }
        });
        if let Some(tile) = wrong_tile {
            return Err(bad_tile(&tile));
        }
        self.meet_heads()
    }

    /// Compares with the checkpoints of the present size.
    fn meet_heads(&mut self) -> Result<(), Bad> {
        let size = self.frontier.size();
        while let Some(head) = self.heads.pop_if(|head| head.size <= size) {
            let computed = self.frontier.root();
            if head.root != computed {
                // Stored hashes and bytes agree, so leaf and hash were both rewritten, somewhere after the last
                // checkpoint that still agrees. An empty log has no leaf to blame but its first.
                let reason = Reason::Checkpoint { size, attested: head.root, computed };
                return Err(Bad { index: self.attested, reason });
            }
            self.attested = size;
        }
        Ok(())
    }

    fn check_end(&mut self, head: &TreeHead) -> Result<(), Bad> {
        let size = self.frontier.size();
        if let Some(longest) = self.heads.first() {
            return Err(Bad { index: size, reason: Reason::CutOff { attested: longest.size } });
        }
        if size < head.size {
            return Err(Bad { index: size, reason: Reason::CutOff { attested: head.size } });
        }
        if size > head.size {
            return Err(Bad { index: head.size, reason: Reason::BeyondHead { head: head.size } });
        }
        let computed = self.frontier.root();
        if head.root != computed {
            return Err(Bad { index: self.attested, reason: Reason::Head { stored: head.root, computed } });
        }
        let surplus = self.tiles.iter().flatten().min_by_key(|((level, index), _)| index << level);
        match surplus {
            Some(((level, index), hash)) => {
                Err(bad_tile(&Tile { level: *level, index: *index, hash: *hash }))
            }
            None => Ok(()),
        }
    }
}

fn bad_tile(tile: &Tile) -> Bad {
    Bad { index: tile.first_leaf(), reason: Reason::Tile { level: tile.level, index: tile.index } }
}

/// The first bad place in a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("log index {index}: {reason}")]
pub struct Bad {
    /// The log index: of the leaf itself or, where several may be at fault, of the first of them.
    pub index: u64,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The bytes do not give the stored leaf hash.
    #[error("the event was altered: it does not give the leaf hash stored with it")]
    Altered,
    /// A log index is skipped.
    #[error("the event is missing: the next one stored has log index {next}")]
    Missing {
        /// The index that came instead.
        next: u64,
    },
    /// A log index comes twice or too late.
    #[error("the event comes twice or out of order: expected log index {expected}")]
    Disorder {
        /// The index that should have come.
        expected: u64,
    },
    /// A stored tile differs, is missing or covers leaves that are not there.
    #[error("the stored hash of the subtree on level {level} with index {index} is not that of its events")]
    Tile {
        /// Its level.
        level: u8,
        /// Its index on the level.
        index: u64,
    },
    /// The tree is another one than was signed.
    #[error(
        "the log was rewritten: at size {size} its root is `{computed}`, but a checkpoint attests `{attested}`"
    )]
    Checkpoint {
        /// The size of the checkpoint.
        size: u64,
        /// The signed root.
        attested: Hash,
        /// The root of the stored leaves.
        computed: Hash,
    },
    /// The log ends before an attested size.
    #[error("the log was cut off here: {attested} events are attested")]
    CutOff {
        /// The attested size.
        attested: u64,
    },
    /// There are leaves that the head does not count.
    #[error("the event was added: the head of the log counts {head} events")]
    BeyondHead {
        /// The size in the head.
        head: u64,
    },
    /// The stored root differs.
    #[error("the head of the log has the root `{stored}`, but its events give `{computed}`")]
    Head {
        /// The root in the head.
        stored: Hash,
        /// The root of the stored leaves.
        computed: Hash,
    },
}

/// The outcome of a verification, as `huiyin ledger verify` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// How many events were read, up to the end or the first bad one.
    pub events: u64,
    /// The log index of the first bad place.
    pub first_bad: Option<u64>,
    /// What is wrong there.
    pub reason: Option<String>,
}

impl Report {
    fn new(events: u64, bad: Option<Bad>) -> Self {
        Self {
            ok: bad.is_none(),
            events,
            first_bad: bad.as_ref().map(|bad| bad.index),
            reason: bad.map(|bad| bad.reason.to_string()),
        }
    }
}
