//! Making proofs from what a store keeps, while reading few rows.
//!
//! A store keeps every leaf hash (level 0) and the hashes of the complete subtrees of 256, 65,536, … leaves (levels 8,
//! 16, …): the [`Tile`]s that [`Frontier::append`] hands over, one row for 255 leaves. Every node of the tree is then
//! at most eight levels above rows that are there. A [`ReadPlan`] says which rows a proof needs before any is read:
//! about five ranges of at most 256 rows for a million leaves. [`inclusion_proof`] and its neighbours read them through
//! a [`HashReader`]; a store that reads in another way (asynchronously, say) fetches [`ReadPlan::row_ranges`] itself
//! and calls [`ReadPlan::hashes`].

use std::collections::BTreeMap;
use std::ops::Range;

use crate::frontier::{Frontier, fold};
use crate::hash::{Hash, HashAlgorithm};
use crate::proof::ProofError;

/// How many levels of the tree lie between two kept levels: a tile spans 2⁸ = 256 rows of the level below.
pub const TILE_HEIGHT: u8 = 8;

/// A complete subtree that a store keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Height above the leaves: 8, 16, 24, …
    pub level: u8,
    /// Which one on its level: it covers the leaves from `index << level` to `(index + 1) << level`, exclusive.
    pub index: u64,
    /// The hash of the subtree.
    pub hash: Hash,
}

impl Tile {
    /// The log index of its first leaf.
    pub const fn first_leaf(&self) -> u64 {
        self.index << self.level
    }
}

/// What a store must answer for proofs to be made. Both return one hash for each index, in order; rows that are not
/// there are left out, which the caller notices.
pub trait HashReader {
    /// Why a read failed.
    type Error;

    /// The hashes of the leaves with these log indexes.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn leaf_hashes(&self, indexes: Range<u64>) -> Result<Vec<Hash>, Self::Error>;

    /// The hashes of the tiles with these indexes on `level` (8, 16, 24, …).
    ///
    /// # Errors
    /// When the store cannot be read.
    fn tile_hashes(&self, level: u8, indexes: Range<u64>) -> Result<Vec<Hash>, Self::Error>;
}

/// A range of rows to read: leaf hashes on level 0, tiles above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowRange {
    /// 0 for leaf hashes; 8, 16, 24, … for tiles.
    pub level: u8,
    /// The indexes on that level; at most 256.
    pub indexes: Range<u64>,
}

/// The rows a proof, a root or a frontier is made from.
#[derive(Clone, Debug)]
pub struct ReadPlan {
    /// For each hash wanted, the complete subtrees it is folded from, largest first.
    wanted: Vec<Vec<Subtree>>,
    row_ranges: Vec<RowRange>,
}

impl ReadPlan {
    /// For the proof that leaf `index` is in the tree of `size` leaves (RFC 6962 §2.1.1, PATH).
    ///
    /// # Errors
    /// When the leaf lies outside the tree.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, ProofError> {
        if index >= size {
            return Err(ProofError::IndexOutside { index, size });
        }
        let mut siblings = Vec::new();
        let mut range = 0..size;
        while range.end - range.start > 1 {
            let middle = range.start + split(range.end - range.start);
            let (own, sibling) = halves(&range, middle, index < middle);
            siblings.push(sibling);
            range = own;
        }
        Ok(Self::new(siblings.into_iter().rev().map(subtrees)))
    }

    /// For the proof that the tree of `second` leaves begins with that of `first` (RFC 6962 §2.1.2, PROOF).
    ///
    /// # Errors
    /// When `first` is larger than `second`.
    pub fn consistency(first: u64, second: u64) -> Result<Self, ProofError> {
        if first > second {
            return Err(ProofError::Shrunk { first, second });
        }
        let mut nodes = Vec::new();
        let mut range = 0..second;
        while first != 0 && first != range.end {
            let middle = range.start + split(range.end - range.start);
            let (own, sibling) = halves(&range, middle, first <= middle);
            nodes.push(sibling);
            range = own;
        }
        // The verifier knows the earlier root: what begins at the first leaf need not be told.
        if range.start != 0 {
            nodes.push(range);
        }
        Ok(Self::new(nodes.into_iter().rev().map(subtrees)))
    }

    /// For the root of the tree as it was at `size` leaves.
    pub fn root(size: u64) -> Self {
        Self::new((0 < size).then(|| subtrees(0..size)))
    }

    /// For the frontier of the tree as it was at `size` leaves.
    pub fn frontier(size: u64) -> Self {
        Self::new(subtrees(0..size).into_iter().map(|subtree| vec![subtree]))
    }

    /// The rows to read, by level and index.
    pub fn row_ranges(&self) -> &[RowRange] {
        &self.row_ranges
    }

    /// The hashes of the proof, from `rows`: for each of [`row_ranges`](Self::row_ranges) its hashes, in order.
    ///
    /// # Errors
    /// When rows are missing.
    pub fn hashes(
        &self,
        algorithm: HashAlgorithm,
        rows: &[Vec<Hash>],
    ) -> Result<Vec<Hash>, MissingRowsError> {
        let none = Vec::new();
        for (position, range) in self.row_ranges.iter().enumerate() {
            let found = rows.get(position).unwrap_or(&none).len();
            if found as u64 != range.indexes.end - range.indexes.start {
                return Err(MissingRowsError { range: range.clone(), found });
            }
        }
        let subtree_hash = |subtree: &Subtree| {
            let needed = subtree.rows();
            let holds = |range: &RowRange| {
                range.level == needed.level
                    && range.indexes.start <= needed.indexes.start
                    && needed.indexes.end <= range.indexes.end
            };
            let (range, hashes) = self.row_ranges.iter().zip(rows).find(|(range, _)| holds(range))?;
            let start = usize::try_from(needed.indexes.start - range.indexes.start).ok()?;
            let count = usize::try_from(needed.indexes.end - needed.indexes.start).ok()?;
            Some(complete(algorithm, hashes[start..start + count].to_vec()))
        };
        Ok(self
            .wanted
            .iter()
            .filter_map(|parts| fold(algorithm, &parts.iter().filter_map(subtree_hash).collect::<Vec<_>>()))
            .collect())
    }

    /// Reads the rows and makes the hashes.
    fn read<R: HashReader + ?Sized>(
        &self,
        algorithm: HashAlgorithm,
        reader: &R,
    ) -> Result<Vec<Hash>, ReadProofError<R::Error>> {
        let rows = self
            .row_ranges
            .iter()
            .map(|RowRange { level, indexes }| match level {
                0 => reader.leaf_hashes(indexes.clone()),
                _ => reader.tile_hashes(*level, indexes.clone()),
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(ReadProofError::Read)?;
        Ok(self.hashes(algorithm, &rows)?)
    }

    fn new(wanted: impl IntoIterator<Item = Vec<Subtree>>) -> Self {
        let wanted: Vec<_> = wanted.into_iter().collect();
        // Rows under the same tile are read together; a subtree never spans two, as it is at most 128 rows wide.
        let mut pages = BTreeMap::<(u8, u64), Range<u64>>::new();
        for subtree in wanted.iter().flatten() {
            let RowRange { level, indexes } = subtree.rows();
            let page = pages.entry((level, indexes.start >> TILE_HEIGHT)).or_insert(indexes.clone());
            *page = page.start.min(indexes.start)..page.end.max(indexes.end);
        }
        let row_ranges = pages.into_iter().map(|((level, _), indexes)| RowRange { level, indexes }).collect();
        Self { wanted, row_ranges }
    }
}

/// The proof that leaf `index` is in the tree as it was at `size` leaves.
///
/// # Errors
/// When the leaf lies outside the tree, when reading fails or when rows are missing.
pub fn inclusion_proof<R: HashReader + ?Sized>(
    algorithm: HashAlgorithm,
    reader: &R,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, ReadProofError<R::Error>> {
    ReadPlan::inclusion(index, size)?.read(algorithm, reader)
}

/// The proof that the tree of `second` leaves begins with that of `first`.
///
/// # Errors
/// When `first` is larger, when reading fails or when rows are missing.
pub fn consistency_proof<R: HashReader + ?Sized>(
    algorithm: HashAlgorithm,
    reader: &R,
    first: u64,
    second: u64,
) -> Result<Vec<Hash>, ReadProofError<R::Error>> {
    ReadPlan::consistency(first, second)?.read(algorithm, reader)
}

/// The root of the tree as it was at `size` leaves.
///
/// # Errors
/// When reading fails or when rows are missing.
pub fn root_at<R: HashReader + ?Sized>(
    algorithm: HashAlgorithm,
    reader: &R,
    size: u64,
) -> Result<Hash, ReadProofError<R::Error>> {
    let hashes = ReadPlan::root(size).read(algorithm, reader)?;
    Ok(hashes.into_iter().next().unwrap_or_else(|| algorithm.empty_root()))
}

/// The frontier of the tree as it was at `size` leaves.
///
/// # Errors
/// When reading fails or when rows are missing.
pub fn frontier_at<R: HashReader + ?Sized>(
    algorithm: HashAlgorithm,
    reader: &R,
    size: u64,
) -> Result<Frontier, ReadProofError<R::Error>> {
    let subtrees = ReadPlan::frontier(size).read(algorithm, reader)?;
    let found = subtrees.len();
    Frontier::resume(algorithm, size, subtrees)
        .map_err(|_| MissingRowsError { range: RowRange { level: 0, indexes: 0..size }, found }.into())
}

/// Why a proof could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadProofError<E> {
    /// What was asked for cannot be proved of any tree.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The store could not be read.
    #[error("failed to read the hashes of the log")]
    Read(#[source] E),
    /// The store lacks rows.
    #[error(transparent)]
    MissingRows(#[from] MissingRowsError),
}

/// Rows that a store of that size must have and has not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the log has {found} hashes on level {} from index {} to {}: expected {}",
    range.level, range.indexes.start, range.indexes.end, range.indexes.end - range.indexes.start
)]
pub struct MissingRowsError {
    range: RowRange,
    found: usize,
}

/// A complete subtree: `2^height` leaves, the first of them a multiple of that.
#[derive(Clone, Copy, Debug)]
struct Subtree {
    height: u8,
    index: u64,
}

impl Subtree {
    /// The kept rows right below it.
    fn rows(self) -> RowRange {
        let above = self.height % TILE_HEIGHT;
        RowRange { level: self.height - above, indexes: self.index << above..(self.index + 1) << above }
    }
}

/// Cuts a range of leaves into the complete subtrees it consists of, from the left.
fn subtrees(range: Range<u64>) -> Vec<Subtree> {
    let mut parts = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let height = (range.end - start).ilog2().min(start.trailing_zeros());
        // A height is below 64: it fits.
        parts.push(Subtree { height: height as u8, index: start >> height });
        start += 1 << height;
    }
    parts
}

/// The largest power of two below `count`, which is at least 2 (RFC 6962 §2.1: `k`).
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// The half to go down into, and its sibling.
fn halves(range: &Range<u64>, middle: u64, left: bool) -> (Range<u64>, Range<u64>) {
    let (lower, upper) = (range.start..middle, middle..range.end);
    if left { (lower, upper) } else { (upper, lower) }
}

/// The root over a power of two of hashes.
fn complete(algorithm: HashAlgorithm, mut hashes: Vec<Hash>) -> Hash {
    while hashes.len() > 1 {
        hashes = hashes.chunks_exact(2).map(|pair| algorithm.node(&pair[0], &pair[1])).collect();
    }
    hashes[0]
}
