//! Answers to questions, out of those that were answered before; and "I don't know" where none fits.
//!
//! [`Asker::train`] learns from a [`Knowledge`] of standard questions with their wordings. Five measures speak for a standard
//! question: a support vector machine trained on its wordings, the nearest wording and the middle of all by units, neighbours,
//! pairs in any order and parts of words, BM25 of the wordings, BM25 of the answer. How they count together, and from which
//! confidence on to answer, is learned from wordings held out in turn and from standard questions held out whole.

mod bm25;
mod calibrate;
mod evidence;
mod feature;
mod intent;
mod knowledge;
mod matrix;
mod mix;
mod vocabulary;

use std::num::NonZeroUsize;

pub use calibrate::{Basis, Calibration};
use evidence::Index;
use feature::{Features, features};
pub use knowledge::{Entry, Knowledge, Row};
use mix::Mix;

/// How answers are given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AskRule {
    /// The least share of right answers among those given, 0 to 1.
    pub precision_min: f64,
    /// The share of all questions that the knowledge has no answer to, as far as one can tell: they are wrong when answered.
    pub stranger_share: f64,
    /// How many threads train; the result is the same for any number.
    pub threads: NonZeroUsize,
}

impl Default for AskRule {
    /// Nine in ten right, one question in ten unknown, one thread.
    fn default() -> Self {
        Self { precision_min: 0.9, stranger_share: 0.1, threads: NonZeroUsize::MIN }
    }
}

/// What answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Asker {
    index: Index,
    mix: Mix,
    calibration: Calibration,
}

/// A standard question that a query may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Its place in [`Knowledge::entries`].
    pub entry: usize,
    /// The place, among its wordings, of the one most like the query.
    pub wording: usize,
    /// The probability that it is meant, 0 to 1.
    pub confidence: f64,
}

/// What comes of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Whether the first match is sure enough to be the answer. If not, the reply is "I don't know", and the matches are what
    /// a person may look at.
    pub answered: bool,
    /// Standard questions, the most probable first.
    pub matches: Vec<Match>,
}

/// A knowledge without any question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the knowledge holds no question: expected at least one row with a question")]
pub struct TrainError;

impl Asker {
    /// Learns a knowledge: six trainings, five of them to calibrate.
    ///
    /// # Errors
    /// When there is no question to learn.
    pub fn train(knowledge: &Knowledge, rule: &AskRule) -> Result<Self, TrainError> {
        let entries = &knowledge.entries;
        let wordings: Vec<(u32, Features)> = entries
            .iter()
            .enumerate()
            .flat_map(|(place, entry)| {
                entry.wordings.iter().map(move |wording| (place as u32, features(wording)))
            })
            .collect();
        if wordings.is_empty() {
            return Err(TrainError);
        }
        let answers: Vec<Features> = entries.iter().map(|entry| features(&entry.answer)).collect();
        let answers: Vec<_> = answers.iter().map(|answer| &answer.words).collect();
        let (mix, calibration) = calibrate::calibrate(&wordings, &answers, rule);
        let wordings: Vec<(u32, &Features)> =
            wordings.iter().map(|(entry, features)| (*entry, features)).collect();
        Ok(Self { index: Index::train(&wordings, &answers, rule.threads), mix, calibration })
    }

    /// Answers a query, with at most so many matches.
    pub fn ask(&self, query: &str, matches_max: usize) -> Reply {
        let evidence = self.index.evidence(&features(query));
        let mut found: Vec<_> = evidence.candidates.iter().zip(self.mix.probabilities(&evidence)).collect();
        found.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.entry.cmp(&other.0.entry)));
        let answered = found.first().is_some_and(|(_, confidence)| *confidence >= self.calibration.threshold);
        let matches = found.into_iter().take(matches_max).map(|(candidate, confidence)| Match {
            entry: candidate.entry as usize,
            wording: self.index.wording_of(candidate.nearest),
            confidence,
        });
        Reply { answered, matches: matches.collect() }
    }

    /// How well it answers, by its own measure.
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    /// The weights of the measures, for whoever measures.
    #[doc(hidden)]
    pub fn weights(&self) -> Vec<f64> {
        self.mix.weights()
    }
}
