//! A whole log in memory: for small logs, and the model that stores are tested against.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Range;

use crate::frontier::Frontier;
use crate::hash::{Hash, HashAlgorithm};
use crate::tile::{HashReader, Tile};

/// All leaf hashes and tiles of a log, laid out as a store lays them out.
#[derive(Clone, Debug)]
pub struct MemoryLog {
    frontier: Frontier,
    leaf_hashes: Vec<Hash>,
    tiles: BTreeMap<u8, Vec<Hash>>,
}

impl MemoryLog {
    /// A log without leaves.
    pub const fn new(algorithm: HashAlgorithm) -> Self {
        Self { frontier: Frontier::new(algorithm), leaf_hashes: Vec::new(), tiles: BTreeMap::new() }
    }

    /// Appends one leaf and returns its log index.
    pub fn push(&mut self, data: &[u8]) -> u64 {
        let index = self.frontier.size();
        let leaf_hash = self.frontier.algorithm().leaf(data);
        self.leaf_hashes.push(leaf_hash);
        let tiles = &mut self.tiles;
        self.frontier.append(leaf_hash, |tile| tiles.entry(tile.level).or_default().push(tile.hash));
        index
    }

    /// The right edge of the tree: size and root.
    pub const fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// All tiles, level by level.
    pub fn tiles(&self) -> impl Iterator<Item = Tile> {
        self.tiles.iter().flat_map(|(level, hashes)| {
            (0..).zip(hashes).map(|(index, hash)| Tile { level: *level, index, hash: *hash })
        })
    }
}

impl HashReader for MemoryLog {
    type Error = Infallible;

    fn leaf_hashes(&self, indexes: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        Ok(present(&self.leaf_hashes, indexes))
    }

    fn tile_hashes(&self, level: u8, indexes: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        Ok(self.tiles.get(&level).map_or_else(Vec::new, |hashes| present(hashes, indexes)))
    }
}

/// The part of the range that is there.
fn present(hashes: &[Hash], indexes: Range<u64>) -> Vec<Hash> {
    let clamp = |index: u64| usize::try_from(index).map_or(hashes.len(), |index| index.min(hashes.len()));
    hashes[clamp(indexes.start)..clamp(indexes.end)].to_vec()
}
