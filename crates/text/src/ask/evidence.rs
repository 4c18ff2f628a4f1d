//! What speaks for each standard question, given a query.

use std::num::NonZeroUsize;

use super::bm25::Bm25;
use super::feature::{Counts, Features};
use super::intent::Intents;
use super::matrix::{Matrix, Sparse, unify};
use super::vocabulary::Vocabulary;

/// Standard questions that are looked at for a query: the best by intent, and the best by each other measure.
const BY_INTENT_MAX: usize = 16;
const BY_OTHERS_MAX: usize = 4;

/// Measures of a candidate: intent score, likeness of the nearest wording, likeness of the middle of all wordings, BM25 of
/// the best wording, BM25 of the answer.
pub(super) const MEASURES: usize = 5;

/// A standard question that a query may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub entry: u32,
    pub measures: [f32; MEASURES],
    /// The wording most like the query, as a row.
    pub nearest: u32,
}

/// What is known of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    /// The share of its features that some wording has, by weight.
    pub known: f32,
    pub candidates: Vec<Candidate>,
}

/// Wordings to be looked up, and machines trained on them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Index {
    vocabulary: Vocabulary,
    wordings: Matrix,
    /// By row: the standard question.
    entry_of: Vec<u32>,
    middles: Matrix,
    words: Bm25,
    answers: Bm25,
    intents: Intents,
    /// Whether a standard question has any wording here.
    present: Vec<bool>,
}

impl Index {
    /// Trains on wordings, each with its standard question; `answers` by standard question.
    pub fn train(wordings: &[(u32, &Features)], answers: &[&Counts], threads: NonZeroUsize) -> Self {
        let entries = answers.len();
        let entry_of: Vec<u32> = wordings.iter().map(|(entry, _)| *entry).collect();
        let vocabulary = Vocabulary::of(wordings.iter().map(|(_, features)| &features.all));
        let rows = wordings.iter().map(|(_, features)| vocabulary.vector(&features.all).0).collect();
        let matrix = Matrix::of(rows, vocabulary.len());
        let intents = Intents::train(&matrix, vocabulary.len(), &entry_of, entries, threads);
        let mut present = vec![false; entries];
        for entry in &entry_of {
            present[*entry as usize] = true;
        }
        let nothing = Counts::new();
        let answers: Vec<&Counts> = answers
            .iter()
            .zip(&present)
            .map(|(answer, present)| if *present { *answer } else { &nothing })
            .collect();
        Self {
            middles: middles(&matrix, &entry_of, entries, vocabulary.len()),
            words: Bm25::of(&wordings.iter().map(|(_, features)| &features.words).collect::<Vec<_>>()),
            answers: Bm25::of(&answers),
            vocabulary,
            wordings: matrix,
            entry_of,
            intents,
            present,
        }
    }

    /// What speaks for which standard question.
    pub fn evidence(&self, query: &Features) -> Evidence {
        let (vector, known) = self.vocabulary.vector(&query.all);
        let likenesses = self.wordings.times(&vector);
        let mut measures = vec![[0.0; MEASURES]; self.present.len()];
        let mut nearest = vec![(f32::NEG_INFINITY, 0_u32); self.present.len()];
        for (row, (entry, likeness)) in self.entry_of.iter().zip(&likenesses).enumerate() {
            let best = &mut nearest[*entry as usize];
            if *likeness > best.0 {
                *best = (*likeness, row as u32);
            }
        }
        for (entry, score) in self.intents.scores(&likenesses).into_iter().enumerate() {
            measures[entry][0] = score;
            measures[entry][1] = nearest[entry].0.max(0.0);
        }
        for (entry, likeness) in self.middles.times(&vector).into_iter().enumerate() {
            measures[entry][2] = likeness;
        }
        for (entry, score) in self.entry_of.iter().zip(self.words.scores(&query.words)) {
            let best = &mut measures[*entry as usize][3];
            *best = best.max(score);
        }
        for (entry, score) in self.answers.scores(&query.words).into_iter().enumerate() {
            measures[entry][4] = score;
        }
        let candidates = self
            .chosen(&measures)
            .into_iter()
            .map(|entry| Candidate {
                entry,
                measures: measures[entry as usize],
                nearest: nearest[entry as usize].1,
            })
            .collect();
        Evidence { known, candidates }
    }

    /// The text of a row's place among the wordings of its standard question.
    pub fn wording_of(&self, row: u32) -> usize {
        let entry = self.entry_of.get(row as usize);
        self.entry_of.iter().take(row as usize).filter(|other| Some(*other) == entry).count()
    }

    fn chosen(&self, measures: &[[f32; MEASURES]]) -> Vec<u32> {
        let mut chosen: Vec<u32> = Vec::new();
        for measure in 0..MEASURES {
            let count = if measure == 0 { BY_INTENT_MAX } else { BY_OTHERS_MAX };
            let value = |entry: u32| measures[entry as usize][measure];
            // Nothing in common on any measure is no reason to look at a standard question.
            let mut best: Vec<u32> = (0..measures.len() as u32)
                .filter(|entry| {
                    self.present[*entry as usize]
                        && measures[*entry as usize][1..].iter().any(|value| *value > 0.0)
                        && (measure == 0 || value(*entry) > 0.0)
                })
                .collect();
            let order = |one: &u32, other: &u32| value(*other).total_cmp(&value(*one)).then(one.cmp(other));
            if best.len() > count {
                best.select_nth_unstable_by(count, order);
                best.truncate(count);
            }
            chosen.extend(best);
        }
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }
}

/// The middle of the wordings of each standard question, of length 1.
fn middles(wordings: &Matrix, entry_of: &[u32], entries: usize, columns: usize) -> Matrix {
    let mut all: Vec<Sparse> = vec![Sparse::new(); entries];
    for (row, entry) in wordings.rows.iter().zip(entry_of) {
        all[*entry as usize].extend(row);
    }
    for sparse in &mut all {
        sparse.sort_unstable_by_key(|(column, _)| *column);
        let summed = sparse.chunk_by(|one, next| one.0 == next.0);
        let mut middle: Sparse =
            summed.map(|same| (same[0].0, same.iter().map(|(_, value)| value).sum())).collect();
        unify(&mut middle);
        *sparse = middle;
    }
    Matrix::of(all, columns)
}
