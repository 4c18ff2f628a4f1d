//! A trained model: what it is made of, and what it says of a text.

use std::ops::Range;

use super::calibrate::Level;
use super::explain;
use super::feature::Letters;
use super::network::Network;
use super::tree::Tree;
use super::vocabulary::Vocabulary;

/// How many codes are named besides the best.
const ALTERNATIVES_MAX: usize = 3;

/// Codes texts on one or several axes.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) about: About,
    pub(super) vocabulary: Vocabulary,
    pub(super) network: Network,
    pub(super) axes: Vec<Axis>,
}

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// What it was trained on, in words.
    pub source: String,
    /// The version of the program that trained it.
    pub program: String,
    /// How many texts it learnt from.
    pub texts: u64,
    /// How many more there were, left out by a draw since memory is bounded.
    pub left_out: u64,
    /// What its random numbers began with.
    pub seed: u64,
    /// How many parts of the texts were held out in turn to measure its confidence; nought where none was.
    pub folds: u32,
}

/// One axis a model codes on.
#[derive(Debug, Clone)]
pub struct Axis {
    pub(super) name: String,
    pub(super) classes: Vec<String>,
    pub(super) tree: Tree,
    pub(super) temperature: f32,
    pub(super) precision: f32,
    pub(super) levels: Vec<Level>,
    /// The class that stands for texts no code fits.
    pub(super) out_of_scope: Option<u32>,
}

impl Axis {
    /// Its name, such as `business`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The codes it knows, in order.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The share of suggestions that are right, as promised.
    pub fn precision(&self) -> f32 {
        self.precision
    }

    /// From where on it speaks, from the top of the hierarchy down.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The label of texts that no code fits, if it learnt one.
    pub fn out_of_scope(&self) -> Option<&str> {
        self.out_of_scope.and_then(|class| self.classes.get(class as usize)).map(String::as_str)
    }

    /// The deepest node that is sure enough, unless that says that no code fits.
    pub(super) fn decide(&self, probabilities: &[f32]) -> Option<Sure> {
        (0..self.levels.len()).rev().find_map(|level| {
            let (node, confidence) = self.suggestible(probabilities, level)?;
            (self.levels[level].threshold <= confidence).then_some(Sure { node, level, confidence })
        })
    }

    /// The most probable node of a level with its probability, unless it says that no code fits, or is a parent of more than
    /// half of all codes, which tells nobody anything.
    pub(super) fn suggestible(&self, probabilities: &[f32], level: usize) -> Option<(u32, f32)> {
        let (node, confidence) = self.tree.best(probabilities, level)?;
        let fits = self.out_of_scope() != Some(self.tree.code(node));
        (fits && self.tree.narrows(node)).then_some((node, confidence))
    }
}

/// A node that may be suggested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sure {
    pub(super) node: u32,
    pub(super) level: usize,
    pub(super) confidence: f32,
}

/// What a model says of a text on one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The axis.
    pub axis: String,
    /// The code, or none where none is sure enough: a wrong suggestion is worse than none.
    pub code: Option<String>,
    /// The calibrated probability of that code, or of the best one where none is suggested.
    pub confidence: f32,
    /// The most probable codes with their probabilities, whether sure or not.
    pub likely: Vec<(String, f32)>,
    /// The words that speak for the first of `likely`, weightiest first.
    pub evidence: Vec<Evidence>,
}

/// Words that speak for a code.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Their bytes in the text.
    pub range: Range<usize>,
    /// Their part of all that speaks for the code, above 0 and at most 1.
    pub share: f32,
}

/// The best class of a text on one axis, without reasons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Best {
    /// Its place in [`Axis::classes`].
    pub class: usize,
    /// Its calibrated probability.
    pub confidence: f32,
}

impl Model {
    /// Where it comes from.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// What it codes on.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// How many features of texts it knows.
    pub fn features(&self) -> usize {
        self.vocabulary.len()
    }

    /// The calibrated probability of each class, by axis in order.
    pub fn probabilities(&self, text: &str) -> Vec<Vec<f32>> {
        let hidden = self.network.hidden(&self.vocabulary.weigh(text));
        let axes = self.axes.iter().enumerate();
        axes.map(|(index, axis)| self.network.probabilities(index, &hidden, axis.temperature)).collect()
    }

    /// The best class of a text on each axis, whether sure or not. The fastest way to code many texts.
    pub fn classify(&self, text: &str) -> Vec<Best> {
        self.probabilities(text).iter().map(|probabilities| best(probabilities)).collect()
    }

    /// Codes a text on every axis, with reasons.
    pub fn code(&self, text: &str) -> Vec<Suggestion> {
        let letters = Letters::of(text);
        let weighed = self.vocabulary.weigh_letters(letters.chars());
        let hidden = self.network.hidden(&weighed);
        let axes = self.axes.iter().enumerate();
        axes.map(|(index, axis)| {
            let probabilities = self.network.probabilities(index, &hidden, axis.temperature);
            let best = best(&probabilities);
            let sure = axis.decide(&probabilities);
            let contributions = self.network.contributions(&weighed, &hidden, index, best.class);
            Suggestion {
                axis: axis.name.clone(),
                code: sure.map(|sure| axis.tree.code(sure.node).to_owned()),
                confidence: sure.map_or(best.confidence, |sure| sure.confidence),
                likely: likely(&axis.classes, &probabilities),
                evidence: explain::evidence(&letters, &self.vocabulary, &contributions),
            }
        })
        .collect()
    }
}

/// The most probable class; of equal ones the first.
fn best(probabilities: &[f32]) -> Best {
    let start = Best { class: 0, confidence: probabilities.first().copied().unwrap_or(0.0) };
    probabilities.iter().enumerate().fold(start, |best, (class, &confidence)| {
        if best.confidence < confidence { Best { class, confidence } } else { best }
    })
}

fn likely(classes: &[String], probabilities: &[f32]) -> Vec<(String, f32)> {
    let mut likely: Vec<(&String, f32)> = classes.iter().zip(probabilities.iter().copied()).collect();
    likely.sort_by(|one, other| other.1.total_cmp(&one.1));
    likely.truncate(1 + ALTERNATIVES_MAX);
    likely.into_iter().map(|(class, probability)| (class.clone(), probability)).collect()
}
