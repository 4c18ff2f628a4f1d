//! How much each feature weighs: by how rare it is, and by how much it tells the classes apart.

use super::feature::BLOCKS;
use super::learn::{Lesson, classed, texts_by_class};
use super::vocabulary::{Features, Weighed, damped};

/// What a feature weighs, as a share of its full weight, that occurs in all classes alike.
const UNTELLING: f32 = 0.2;
/// Is added to the share of a class's texts that show a feature, so that few texts prove little.
const UNSEEN: f64 = 1e-4;
/// So many numbers are counted at once.
const COUNTED_MAX: usize = 1 << 23;

/// The weights of a vocabulary's features, and what an unknown one would weigh.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights {
    pub(super) known: Vec<f32>,
    pub(super) unknown: f32,
}

impl Weights {
    /// From weights that are rarities, those that also say what features tell, as `chosen` lessons show it.
    pub(super) fn telling(&self, lessons: &[Lesson], chosen: &[usize], classes: &[usize]) -> Self {
        let mut tells = vec![0_f32; self.known.len()];
        for (axis, &classes) in classes.iter().enumerate() {
            tell(lessons, chosen, axis, classes, &mut tells);
        }
        let weight = |rarity: f32, tells: f32| rarity.sqrt() * (UNTELLING + tells);
        let average = tells.iter().sum::<f32>() / tells.len().max(1) as f32;
        Self {
            known: self.known.iter().zip(&tells).map(|(&rarity, &tells)| weight(rarity, tells)).collect(),
            unknown: weight(self.unknown, average),
        }
    }

    pub(super) fn of(&self, feature: u32) -> f32 {
        self.known.get(feature as usize).copied().unwrap_or(0.0)
    }

    /// What each block's weights are divided by, so that its length is 1. What the vocabulary does not know makes the known
    /// lighter: a text that says mostly unheard things is no sure case.
    pub(super) fn lengths(&self, features: &Features) -> [f32; BLOCKS] {
        let mut squares = features.unknown.map(|count| count as f32 * self.unknown * self.unknown);
        for occurring in &features.occurring {
            let weight = damped(occurring.count) * self.of(occurring.feature);
            squares[usize::from(occurring.block)] += weight * weight;
        }
        squares.map(|square| square.sqrt().max(1.0))
    }

    pub(super) fn weigh(&self, features: Features) -> Weighed {
        Weighed { lengths: self.lengths(&features), occurring: features.occurring }
    }
}

/// Raises what each feature tells to what it tells on an axis: 1 minus the entropy of the classes it is shown by, each class
/// as if it had as many texts as the others, as a share of the highest entropy there could be.
fn tell(lessons: &[Lesson], chosen: &[usize], axis: usize, classes: usize, tells: &mut [f32]) {
    let texts = texts_by_class(lessons, chosen, axis, classes);
    let highest = (classes.max(2) as f64).ln();
    let stretch = (COUNTED_MAX / classes.max(1)).max(1);
    let mut counts = vec![0_u32; stretch.min(tells.len()) * classes];
    for (from, tells) in (0..).step_by(stretch).zip(tells.chunks_mut(stretch)) {
        counts.fill(0);
        for (lesson, class) in classed(lessons, chosen, axis) {
            let occurring = &lesson.features.occurring;
            let first = occurring.partition_point(|occurring| (occurring.feature as usize) < from);
            for occurring in &occurring[first..] {
                let place = occurring.feature as usize - from;
                if tells.len() <= place {
                    break;
                }
                counts[place * classes + class] += 1;
            }
        }
        for (tells, counts) in tells.iter_mut().zip(counts.chunks_exact(classes.max(1))) {
            if counts.iter().all(|&count| count == 0) {
                continue;
            }
            let share = |(&count, &texts): (&u32, &u32)| f64::from(count) / f64::from(texts.max(1)) + UNSEEN;
            let sum: f64 = counts.iter().zip(&texts).map(share).sum();
            let entropy: f64 = counts.iter().zip(&texts).map(share).map(|share| entropy(share / sum)).sum();
            *tells = tells.max((1.0 - entropy / highest) as f32);
        }
    }
}

fn entropy(share: f64) -> f64 {
    -share * share.ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::vocabulary::Occurring;

    fn lesson(features: &[u32], class: Option<u32>) -> Lesson {
        let occurring = features.iter().map(|&feature| Occurring { feature, block: 0, count: 1 });
        Lesson {
            features: Features { occurring: occurring.collect(), unknown: [1, 0] },
            classes: vec![class],
        }
    }

    #[test]
    fn what_one_class_says_alone_weighs_most() {
        let lessons = [
            lesson(&[0, 1], Some(0)),
            lesson(&[0, 1], Some(0)),
            lesson(&[0, 2], Some(1)),
            lesson(&[0, 2], Some(1)),
            lesson(&[3], None),
        ];
        let all: Vec<usize> = (0..lessons.len()).collect();
        let rarities = Weights { known: vec![4.0; 4], unknown: 4.0 };
        let weights = rarities.telling(&lessons, &all, &[2]);
        let shares: Vec<f32> = weights.known.iter().map(|weight| weight / 2.0).collect();
        assert!((shares[0] - UNTELLING).abs() < 1e-3 && (shares[3] - UNTELLING).abs() < 1e-3, "{shares:?}");
        assert!(1.1 < shares[1] && shares[1] <= 1.0 + UNTELLING && shares[1] == shares[2], "{shares:?}");
        // What is held out tells nothing.
        let held_out = rarities.telling(&lessons, &[0, 1, 4], &[2]);
        assert!(held_out.known[2] < held_out.known[1]);
    }

    #[test]
    fn a_text_of_unknown_words_is_longer() {
        let weights = Weights { known: vec![2.0], unknown: 3.0 };
        let features = lesson(&[0], None).features;
        assert!((weights.lengths(&features)[0] - 13_f32.sqrt()).abs() < 1e-6);
        assert_eq!(weights.lengths(&features)[1], 1.0);
    }
}
