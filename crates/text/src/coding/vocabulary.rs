//! The features a model knows, and how a text is weighed in them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::feature::{BLOCKS, Block, Letters, each, tokens};
use super::weights::Weights;

/// As many features are counted at once; more, and the rarest are dropped.
const COUNTED_MAX: usize = 4_000_000;

/// A feature of a text: its number, how often it occurs, and the block it counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Occurring {
    pub(super) feature: u32,
    pub(super) block: u8,
    pub(super) count: u16,
}

/// A text in the features of a vocabulary.
#[derive(Debug, Clone, Default)]
pub(super) struct Features {
    /// Ascending by feature.
    pub(super) occurring: Vec<Occurring>,
    /// How many there were that the vocabulary does not know, by block.
    pub(super) unknown: [u32; BLOCKS],
}

/// A text in the features of a vocabulary, with what their weights are divided by.
#[derive(Debug, Clone, Default)]
pub(super) struct Weighed {
    /// Ascending by feature.
    pub(super) occurring: Vec<Occurring>,
    /// What each block's weights are divided by, so that its length is 1.
    pub(super) lengths: [f32; BLOCKS],
}

/// Which features there are, and how much each weighs.
#[derive(Debug, Clone)]
pub(super) struct Vocabulary {
    /// Hashes ascending; a feature's number is its place.
    hashes: Vec<u64>,
    weights: Weights,
    /// Whether words are cut into pieces.
    pieces: bool,
    places: HashMap<u64, u32, BuildHasherDefault<Already>>,
}

/// The hashes are well spread already.
#[derive(Debug, Clone, Default)]
struct Already(u64);

impl Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

impl Vocabulary {
    /// A vocabulary of features given with their weights, ascending by hash; `None` if they are not ascending or their
    /// numbers differ.
    pub(super) fn new(hashes: Vec<u64>, weights: Weights, pieces: bool) -> Option<Self> {
        let ascending = hashes.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending || hashes.len() != weights.known.len() || u32::try_from(hashes.len()).is_err() {
            return None;
        }
        let places = hashes.iter().enumerate().map(|(place, &hash)| (hash, place as u32)).collect();
        Some(Self { hashes, weights, pieces, places })
    }

    /// The features that at least `documents_min` of the texts show, the most frequent first where there are more than
    /// `features_max`. Each weighs its inverse document frequency (natural logarithm, smoothed, plus 1).
    pub(super) fn learn(counts: &Counts, documents_min: u32, features_max: usize) -> Self {
        let mut known: Vec<(u64, u32)> =
            counts.documents.iter().map(|(&hash, &documents)| (hash, documents)).collect();
        known.retain(|&(_, documents)| documents_min <= documents);
        known.sort_unstable_by_key(|&(hash, documents)| (std::cmp::Reverse(documents), hash));
        known.truncate(features_max);
        known.sort_unstable();
        let total = f64::from(counts.texts);
        let rarity = |documents: u32| (((1.0 + total) / (1.0 + f64::from(documents))).ln() + 1.0) as f32;
        let hashes: Vec<u64> = known.iter().map(|&(hash, _)| hash).collect();
        let weights = known.iter().map(|&(_, documents)| rarity(documents)).collect();
        let places = hashes.iter().enumerate().map(|(place, &hash)| (hash, place as u32)).collect();
        let weights = Weights { known: weights, unknown: rarity(0) };
        Self { hashes, weights, pieces: counts.pieces, places }
    }

    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    pub(super) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    pub(super) fn weights(&self) -> &Weights {
        &self.weights
    }

    pub(super) fn set_weights(&mut self, weights: Weights) {
        self.weights = weights;
    }

    pub(super) fn pieces(&self) -> bool {
        self.pieces
    }

    /// The number of a feature.
    pub(super) fn place(&self, hash: u64) -> Option<u32> {
        self.places.get(&hash).copied()
    }

    /// Weighs a text.
    pub(super) fn weigh(&self, text: &str) -> Weighed {
        self.weigh_letters(Letters::of(text).chars())
    }

    /// Weighs a text whose characters are in one form.
    pub(super) fn weigh_letters(&self, letters: &[char]) -> Weighed {
        self.weights.weigh(self.features(letters))
    }

    /// The features of a text whose characters are in one form.
    pub(super) fn features(&self, letters: &[char]) -> Features {
        let mut keys: Vec<u64> = Vec::with_capacity(letters.len() * 4);
        let mut unknown = [0_u32; BLOCKS];
        each(letters, &tokens(letters), self.pieces, &mut |feature| match self.place(feature.hash) {
            Some(place) => keys.push(u64::from(place) << 1 | feature.block as u64),
            None => unknown[feature.block as usize] += 1,
        });
        keys.sort_unstable();
        let mut occurring: Vec<Occurring> = Vec::with_capacity(keys.len());
        for alike in keys.chunk_by(|one, other| one == other) {
            let (feature, block) = ((alike[0] >> 1) as u32, (alike[0] & 1) as u8);
            let count = u16::try_from(alike.len()).unwrap_or(u16::MAX);
            occurring.push(Occurring { feature, block, count });
        }
        Features { occurring, unknown }
    }
}

/// How much a feature counts that occurs so often: 1 plus the logarithm.
pub(super) fn damped(count: u16) -> f32 {
    match count {
        0 => 0.0,
        1 => 1.0,
        _ => 1.0 + f64::from(count).ln() as f32,
    }
}

/// In how many texts each feature occurs.
#[derive(Debug, Default)]
pub(super) struct Counts {
    documents: HashMap<u64, u32, BuildHasherDefault<Already>>,
    texts: u32,
    pieces: bool,
}

impl Counts {
    pub(super) fn new(pieces: bool) -> Self {
        Self { pieces, ..Self::default() }
    }

    pub(super) fn add(&mut self, text: &str) {
        let letters = Letters::of(text);
        let letters = letters.chars();
        let mut hashes = Vec::with_capacity(letters.len() * 4);
        each(letters, &tokens(letters), self.pieces, &mut |feature| hashes.push(feature.hash));
        hashes.sort_unstable();
        hashes.dedup();
        for hash in hashes {
            *self.documents.entry(hash).or_default() += 1;
        }
        self.texts += 1;
        // Memory stays bounded: what only one text has shown so far is forgotten.
        if COUNTED_MAX < self.documents.len() {
            self.documents.retain(|_, documents| 1 < *documents);
        }
    }
}

const _: () = assert!(Block::Words as usize == 0 && Block::Pieces as usize == 1 && BLOCKS == 2);
