//! BM25 (Robertson and Zaragoza 2009) over units and pairs of neighbours.

use super::feature::Counts;
use super::matrix::{Matrix, Sparse};

/// How soon a repeated word stops counting more.
const SATURATION: f32 = 1.2;
/// How much a long text is held against it.
const LENGTH: f32 = 0.75;

/// Texts to be looked up by their words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bm25 {
    hashes: Vec<u64>,
    weights: Vec<f32>,
    unseen: f32,
    saturated: Matrix,
}

impl Bm25 {
    /// An index of these texts.
    pub fn of(texts: &[&Counts]) -> Self {
        let mut all: Vec<u64> = texts.iter().flat_map(|text| text.iter().map(|(hash, _)| *hash)).collect();
        all.sort_unstable();
        let count = texts.len() as f32;
        let weight = |frequency: f32| (1.0 + (count - frequency + 0.5) / (frequency + 0.5)).ln();
        let (hashes, weights): (Vec<u64>, Vec<f32>) =
            all.chunk_by(|one, next| one == next).map(|same| (same[0], weight(same.len() as f32))).unzip();
        let length = |text: &Counts| text.iter().map(|(_, count)| count).sum::<f32>();
        let mean = texts.iter().map(|text| length(text)).sum::<f32>() / count.max(1.0);
        let row = |text: &Counts| -> Sparse {
            let held = SATURATION * (1.0 - LENGTH + LENGTH * length(text) / mean.max(1.0));
            let saturated = |count: f32| count * (SATURATION + 1.0) / (count + held);
            text.iter()
                .filter_map(|(hash, count)| {
                    hashes.binary_search(hash).ok().map(|at| (at as u32, saturated(*count)))
                })
                .collect()
        };
        let saturated = Matrix::of(texts.iter().map(|text| row(text)).collect(), hashes.len());
        Self { hashes, weights, unseen: weight(0.0), saturated }
    }

    /// The score of every text for a query, as a share of the query's own weight: about 1 where a text of middling length
    /// has all of it.
    pub fn scores(&self, query: &Counts) -> Vec<f32> {
        let mut all = 0.0;
        let mut weighted = Sparse::new();
        for (hash, _) in query {
            match self.hashes.binary_search(hash) {
                Ok(at) => {
                    weighted.push((at as u32, self.weights[at]));
                    all += self.weights[at];
                }
                Err(_) => all += self.unseen,
            }
        }
        for (_, weight) in &mut weighted {
            *weight /= all.max(f32::MIN_POSITIVE);
        }
        self.saturated.times(&weighted)
    }
}
