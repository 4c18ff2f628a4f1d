//! Which features are known, and how much each says.

use super::feature::Counts;
use super::matrix::{Sparse, unify};

/// Features that some text has, with their inverse document frequency.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Vocabulary {
    hashes: Vec<u64>,
    weights: Vec<f32>,
    /// What a feature weighs that no text has.
    unseen: f32,
}

impl Vocabulary {
    /// The features of these texts.
    pub fn of<'a>(texts: impl Iterator<Item = &'a Counts>) -> Self {
        let mut hashes = Vec::new();
        let mut count = 0_usize;
        for text in texts {
            hashes.extend(text.iter().map(|(hash, _)| *hash));
            count += 1;
        }
        hashes.sort_unstable();
        let weight = |frequency: usize| ((1.0 + count as f32) / (1.0 + frequency as f32)).ln() + 1.0;
        let (hashes, weights) =
            hashes.chunk_by(|one, next| one == next).map(|same| (same[0], weight(same.len()))).unzip();
        Self { hashes, weights, unseen: weight(0) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// A text as a vector of length 1 (logarithm of the count times inverse document frequency), and the share of the
    /// text's weight that is known, 0 to 1.
    pub fn vector(&self, text: &Counts) -> (Sparse, f32) {
        let (mut known, mut all) = (0.0, 0.0);
        let mut vector = Sparse::with_capacity(text.len());
        for (hash, count) in text {
            match self.hashes.binary_search(hash) {
                Ok(column) => {
                    let weight = self.weights[column];
                    vector.push((column as u32, (1.0 + count.ln()) * weight));
                    known += weight;
                    all += weight;
                }
                Err(_) => all += self.unseen,
            }
        }
        unify(&mut vector);
        (vector, if all > 0.0 { known / all } else { 0.0 })
    }
}
