//! How the measures count together: a conditional logit model (McFadden 1974) over the candidates and "none of them".

use super::evidence::{Evidence, MEASURES};

/// What speaks for "none of them": that there is a question at all, and the share of it that nobody asked before.
const NONES: usize = 2;
const PARAMETERS: usize = MEASURES + NONES;
const ROUNDS_MAX: usize = 40;
/// How firmly the parameters hold on to [`Mix::PRIOR`]: as if so much had been seen already.
const FIRMNESS: f64 = 1.0;

/// Weights of the measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mix {
    parameters: [f64; PARAMETERS],
}

/// A query whose meaning is known.
pub(super) struct Example {
    pub evidence: Evidence,
    /// The standard question it means; none where it means nothing here.
    pub meant: Option<u32>,
    pub weight: f64,
}

impl Mix {
    /// Where learning begins, and what counts where there is nothing to learn from: about what a fit on banking77 gives, with
    /// more for BM25, for the answer and for words nobody used before, which that set of many wordings hardly needs.
    pub const PRIOR: Self = Self { parameters: [4.0, 3.0, 4.0, 2.0, 1.0, 0.0, 2.0] };

    /// Fits the weights by Newton's method; the function is concave, so that there is one answer.
    pub fn fit(examples: &[Example]) -> Self {
        let mut mix = Self::PRIOR;
        let mut best = mix.likelihood(examples);
        for _ in 0..ROUNDS_MAX {
            let Some(step) = mix.step(examples) else { break };
            let mut size = 1.0;
            let before = best;
            while size > 1e-4 {
                let mut tried = mix;
                for (parameter, step) in tried.parameters.iter_mut().zip(step) {
                    *parameter += size * step;
                }
                let likelihood = tried.likelihood(examples);
                if likelihood > best {
                    (mix, best) = (tried, likelihood);
                    break;
                }
                size /= 2.0;
            }
            if best - before < 1e-6 * before.abs().max(1.0) {
                break;
            }
        }
        mix
    }

    /// The weights.
    pub fn weights(&self) -> Vec<f64> {
        self.parameters.to_vec()
    }

    /// The probability of each candidate, in their order; what is missing to one is that of "none of them".
    pub fn probabilities(&self, evidence: &Evidence) -> Vec<f64> {
        let mut probabilities = self.all(evidence);
        probabilities.pop();
        probabilities
    }

    /// The probabilities of all candidates and, last, of none.
    fn all(&self, evidence: &Evidence) -> Vec<f64> {
        let scores: Vec<f64> = (0..=evidence.candidates.len())
            .map(|choice| row(evidence, choice).iter().zip(self.parameters).map(|(one, two)| one * two).sum())
            .collect();
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let raised: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
        let sum: f64 = raised.iter().sum();
        raised.into_iter().map(|raised| raised / sum).collect()
    }

    fn likelihood(&self, examples: &[Example]) -> f64 {
        let held: f64 = self
            .parameters
            .iter()
            .zip(Self::PRIOR.parameters)
            .map(|(parameter, prior)| (parameter - prior).powi(2))
            .sum();
        let seen: f64 = examples
            .iter()
            .map(|example| {
                let choice = example.choice();
                let probability = self.all(&example.evidence).get(choice).copied().unwrap_or(0.0);
                example.weight * probability.max(f64::MIN_POSITIVE).ln()
            })
            .sum();
        seen - 0.5 * FIRMNESS * held
    }

    fn step(&self, examples: &[Example]) -> Option<[f64; PARAMETERS]> {
        let mut gradient = [0.0; PARAMETERS];
        let mut curvature = [[0.0; PARAMETERS]; PARAMETERS];
        for (at, (parameter, prior)) in self.parameters.iter().zip(Self::PRIOR.parameters).enumerate() {
            gradient[at] = -FIRMNESS * (parameter - prior);
            curvature[at][at] = FIRMNESS;
        }
        for example in examples {
            let probabilities = self.all(&example.evidence);
            let mut mean = [0.0; PARAMETERS];
            for (choice, probability) in probabilities.iter().enumerate() {
                for (mean, value) in mean.iter_mut().zip(row(&example.evidence, choice)) {
                    *mean += probability * value;
                }
            }
            let meant = row(&example.evidence, example.choice());
            for at in 0..PARAMETERS {
                gradient[at] += example.weight * (meant[at] - mean[at]);
            }
            for (choice, probability) in probabilities.iter().enumerate() {
                let row = row(&example.evidence, choice);
                for at in 0..PARAMETERS {
                    let weighted = example.weight * probability * (row[at] - mean[at]);
                    for other in 0..PARAMETERS {
                        curvature[at][other] += weighted * (row[other] - mean[other]);
                    }
                }
            }
        }
        solve(curvature, gradient)
    }
}

impl Example {
    /// The place of what is meant among the choices; none of them where it is no candidate.
    fn choice(&self) -> usize {
        let candidates = &self.evidence.candidates;
        let meant = self.meant.and_then(|meant| candidates.iter().position(|one| one.entry == meant));
        meant.unwrap_or(candidates.len())
    }
}

/// What the parameters multiply for one choice.
fn row(evidence: &Evidence, choice: usize) -> [f64; PARAMETERS] {
    let mut row = [0.0; PARAMETERS];
    match evidence.candidates.get(choice) {
        Some(candidate) => {
            for (cell, measure) in row.iter_mut().zip(candidate.measures) {
                *cell = measure.into();
            }
        }
        None => {
            row[MEASURES] = 1.0;
            row[MEASURES + 1] = 1.0 - f64::from(evidence.known);
        }
    }
    row
}

/// Solves a small system with a positive definite matrix by elimination.
fn solve(
    mut matrix: [[f64; PARAMETERS]; PARAMETERS],
    mut right: [f64; PARAMETERS],
) -> Option<[f64; PARAMETERS]> {
    for at in 0..PARAMETERS {
        let pivot = matrix[at][at];
        if !pivot.is_finite() || pivot <= 1e-12 {
            return None;
        }
        let above = matrix[at];
        for below in at + 1..PARAMETERS {
            let factor = matrix[below][at] / pivot;
            for (cell, above) in matrix[below].iter_mut().zip(above).skip(at) {
                *cell -= factor * above;
            }
            right[below] -= factor * right[at];
        }
    }
    for at in (0..PARAMETERS).rev() {
        let known: f64 = (at + 1..PARAMETERS).map(|later| matrix[at][later] * right[later]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    Some(right)
}
