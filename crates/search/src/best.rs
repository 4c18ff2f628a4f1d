//! Keeping the best hits of a segment.

use tantivy::{DocId, Score};

/// How good a hit is: by its score, then by its case. Scores are not negative, so their bits are in their order.
pub(crate) type Rank = (u32, u64);

/// How a score stands in a rank.
pub(crate) const fn bits(score: Score) -> u32 {
    score.to_bits()
}

/// How many gather beside the best before they go.
const SPARE: usize = 256;

/// The best so far, and some that were, which go from time to time: newer cases mostly come later, and a heap would move
/// every one of them through its whole height.
pub(crate) struct Best {
    kept: Vec<(Rank, DocId)>,
    wanted: usize,
    /// Whatever ranks no higher is not among the best.
    least: Option<Rank>,
}

impl Best {
    /// Keeps so many.
    pub fn of(wanted: usize) -> Self {
        Self { kept: Vec::with_capacity(wanted + SPARE), wanted, least: None }
    }

    /// Whether none are kept.
    pub const fn keeps_none(&self) -> bool {
        self.wanted == 0
    }

    /// Whether a hit of this score may be among the best, depending on its case.
    pub fn may_keep(&self, score: u32) -> bool {
        self.wanted > 0 && self.least.is_none_or(|least| least.0 <= score)
    }

    /// Takes a hit if it is among the best.
    pub fn offer(&mut self, rank: Rank, doc: DocId) {
        if self.wanted == 0 || self.least.is_some_and(|least| rank <= least) {
            return;
        }
        self.kept.push((rank, doc));
        if self.kept.len() == self.wanted + SPARE {
            self.cut();
        }
    }

    /// The best, in no order.
    pub fn into_kept(mut self) -> Vec<(Rank, DocId)> {
        if self.wanted < self.kept.len() {
            self.cut();
        }
        self.kept
    }

    fn cut(&mut self) {
        let (_, least, _) = self.kept.select_nth_unstable_by(self.wanted - 1, |one, other| other.cmp(one));
        self.least = Some(least.0);
        self.kept.truncate(self.wanted);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_best_are_kept_in_whatever_order_they_come(
            scores in prop::collection::vec(0_u32..4, 0..1_000),
            wanted in 0_usize..12,
        ) {
            let hits: Vec<(Rank, DocId)> =
                (0_u32..).zip(&scores).map(|(doc, score)| ((*score, u64::from(doc ^ 5)), doc)).collect();
            let mut best = Best::of(wanted);
            for (rank, doc) in &hits {
                let before = best.may_keep(rank.0);
                best.offer(*rank, *doc);
                prop_assert!(before || !best.kept.contains(&(*rank, *doc)));
            }
            let mut kept = best.into_kept();
            kept.sort_unstable_by(|one, other| other.cmp(one));
            let mut expected = hits;
            expected.sort_unstable_by(|one, other| other.cmp(one));
            expected.truncate(wanted);
            prop_assert_eq!(kept, expected);
        }
    }
}
