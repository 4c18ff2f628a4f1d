//! Chance, from a seed.
//!
//! Ranges are drawn by our own arithmetic over the raw stream of the cipher, so that a seed keeps its meaning whatever a
//! newer library makes of "a number below n".

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A source of chance.
#[derive(Debug, Clone)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of one subject. Each subject has a stream of its own: what one case draws moves no other case.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut cipher = ChaCha8Rng::seed_from_u64(seed);
        cipher.set_stream(stream);
        Self(cipher)
    }

    /// A number below `bound`; 0 where the bound is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // The high half of a 128-bit product. The bias is below 2^-40 for every bound used here.
        let product = u128::from(self.0.next_u64()) * u128::from(bound);
        (product >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).max(0).unsigned_abs();
        low + i64::try_from(self.below(width + 1)).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(crate) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of several; none of none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.below(items.len() as u64);
        items.get(usize::try_from(index).unwrap_or(0))
    }

    /// One of several texts; the empty text where there are none.
    pub(crate) fn pick_text<'a>(&mut self, items: &'a [String]) -> &'a str {
        self.pick(items).map_or("", String::as_str)
    }

    /// One of several by weight.
    pub(crate) fn weighted<'a, T>(
        &mut self,
        items: impl Iterator<Item = (&'a T, u32)> + Clone,
    ) -> Option<&'a T> {
        let total: u64 = items.clone().map(|(_, weight)| u64::from(weight)).sum();
        let mut left = self.below(total);
        for (item, weight) in items {
            let weight = u64::from(weight);
            if left < weight {
                return Some(item);
            }
            left -= weight;
        }
        None
    }
}
