//! How good a model is on texts whose codes are known.

use std::collections::BTreeMap;

use super::calibrate::calibration_error;
use super::model::Model;
use super::train::Labelled;

/// At which confidences coverage is told besides the model's own thresholds.
const CONFIDENCES: [f32; 6] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/// What a model did on one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The axis.
    pub axis: String,
    /// How many texts have a code there.
    pub texts: usize,
    /// The share whose most probable code is theirs, whether sure or not.
    pub accuracy: f64,
    /// F1 averaged over all codes that occur or were given, each counting alike.
    pub macro_f1: f64,
    /// Expected calibration error in fifteen equal steps of confidence.
    pub calibration_error: f64,
    /// What it suggested by its own thresholds.
    pub suggested: Suggested,
    /// What it would suggest from a confidence on, whatever the level.
    pub coverage: Vec<Coverage>,
    /// Each code.
    pub classes: Vec<ClassReport>,
    /// Texts that no code fits, where a label for them was named.
    pub out_of_scope: Option<OutOfScope>,
}

/// What was suggested by the thresholds of the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggested {
    /// The share of right suggestions that the model promises.
    pub precision_promised: f32,
    /// The share of texts that got a suggestion.
    pub coverage: f64,
    /// The share of suggestions that were right: the code itself or, where the model backed off, one above it.
    pub precision: f64,
    /// The share of texts that got a suggestion above their code, rightly or not.
    pub backed_off: f64,
}

/// Coverage from a confidence on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// The confidence.
    pub confidence: f32,
    /// The share of texts at or above it.
    pub coverage: f64,
    /// The share of those that are right; 1 where there is none.
    pub precision: f64,
}

/// One code.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassReport {
    /// The code.
    pub code: String,
    /// How many texts have it.
    pub texts: usize,
    /// The share of texts given it that have it.
    pub precision: f64,
    /// The share of texts that have it that were given it.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// Texts that no code fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutOfScope {
    /// How many there are.
    pub texts: usize,
    /// The share that rightly got no suggestion.
    pub recall: f64,
    /// The share of the other texts whose most probable code is theirs and was suggested.
    pub in_scope_accuracy: f64,
}

/// Counts of one axis while texts go by.
#[derive(Debug, Clone, Default)]
struct Tally {
    /// By code: texts that have it, texts given it, both.
    classes: BTreeMap<String, (usize, usize, usize)>,
    judged: Vec<(f32, bool)>,
    suggested: usize,
    suggested_right: usize,
    backed_off: usize,
    outside: usize,
    outside_refused: usize,
    inside_right_and_sure: usize,
}

/// What a model gives for one text on one axis.
struct Given<'a> {
    code: &'a str,
    confidence: f32,
    sure: Option<Sure<'a>>,
}

struct Sure<'a> {
    code: &'a str,
    /// Whether the text's own code is this one or below it.
    right: bool,
}

/// Tries a model on texts. Texts without a label on an axis do not count there; a label the model does not know counts
/// as wrong. `out_of_scope` is the label of texts that no code fits, if some are so labelled.
pub fn evaluate(
    model: &Model,
    texts: impl IntoIterator<Item = Labelled>,
    out_of_scope: Option<&str>,
) -> Vec<Report> {
    let mut tallies = vec![Tally::default(); model.axes.len()];
    for text in texts {
        for (index, tally) in tallies.iter_mut().enumerate() {
            if let Some(None) | None = text.labels.get(index) {
                continue;
            }
            let probabilities = model.probabilities(&text.text);
            let label = text.labels[index].as_deref().unwrap_or_default();
            tally.add(&given(model, index, &probabilities[index], label), label, out_of_scope);
        }
    }
    let reports = model.axes.iter().zip(tallies);
    reports.map(|(axis, tally)| tally.report(axis.name(), axis.precision(), out_of_scope)).collect()
}

fn given<'a>(model: &'a Model, index: usize, probabilities: &[f32], label: &str) -> Given<'a> {
    let axis = &model.axes[index];
    let own = axis.classes.binary_search_by(|class| class.as_str().cmp(label)).ok();
    let sure = axis.decide(probabilities).map(|sure| Sure {
        code: axis.tree.code(sure.node),
        right: own.is_some_and(|own| axis.tree.node(own, sure.level) == Some(sure.node)),
    });
    // What no code fits is judged apart: among codes, the best that is one.
    let outside = axis.out_of_scope.map(|class| class as usize);
    let codes =
        probabilities.iter().enumerate().filter(|&(class, _)| Some(class) != outside || outside == own);
    let best = codes.reduce(|best, next| if best.1 < next.1 { next } else { best });
    let (class, confidence) = best.map_or((0, 0.0), |(class, &confidence)| (class, confidence));
    Given { code: axis.classes.get(class).map_or("", String::as_str), confidence, sure }
}

impl Tally {
    fn add(&mut self, given: &Given, label: &str, out_of_scope: Option<&str>) {
        if out_of_scope == Some(label) {
            self.outside += 1;
            self.outside_refused += usize::from(given.sure.is_none());
            return;
        }
        let right = given.code == label;
        self.judged.push((given.confidence, right));
        if let Some(sure) = &given.sure {
            self.suggested += 1;
            self.suggested_right += usize::from(sure.right);
            self.backed_off += usize::from(sure.code != given.code);
            self.inside_right_and_sure += usize::from(right);
        }
        let own = self.classes.entry(label.to_owned()).or_default();
        own.0 += 1;
        own.2 += usize::from(right);
        self.classes.entry(given.code.to_owned()).or_default().1 += 1;
    }

    fn report(self, axis: &str, precision_promised: f32, out_of_scope: Option<&str>) -> Report {
        let texts = self.judged.len();
        let right = self.judged.iter().filter(|judged| judged.1).count();
        let classes: Vec<ClassReport> = self.classes.into_iter().map(class_report).collect();
        let coverage = CONFIDENCES.map(|confidence| {
            let above = self.judged.iter().filter(|judged| confidence <= judged.0);
            let (count, right) = (above.clone().count(), above.filter(|judged| judged.1).count());
            Coverage { confidence, coverage: share(count, texts, 0.0), precision: share(right, count, 1.0) }
        });
        let all = texts + self.outside;
        Report {
            axis: axis.to_owned(),
            texts,
            accuracy: share(right, texts, 0.0),
            macro_f1: classes.iter().map(|class| class.f1).sum::<f64>() / classes.len().max(1) as f64,
            calibration_error: calibration_error(&self.judged),
            suggested: Suggested {
                precision_promised,
                coverage: share(self.suggested, texts, 0.0),
                precision: share(
                    self.suggested_right,
                    self.suggested + (self.outside - self.outside_refused),
                    1.0,
                ),
                backed_off: share(self.backed_off, texts, 0.0),
            },
            coverage: coverage.to_vec(),
            classes,
            out_of_scope: out_of_scope.filter(|_| 0 < all).map(|_| OutOfScope {
                texts: self.outside,
                recall: share(self.outside_refused, self.outside, 1.0),
                in_scope_accuracy: share(self.inside_right_and_sure, texts, 0.0),
            }),
        }
    }
}

fn class_report((code, (texts, given, right)): (String, (usize, usize, usize))) -> ClassReport {
    ClassReport {
        code,
        texts,
        precision: share(right, given, 0.0),
        recall: share(right, texts, 0.0),
        f1: share(2 * right, texts + given, 0.0),
    }
}

fn share(part: usize, whole: usize, of_nothing: f64) -> f64 {
    if whole == 0 { of_nothing } else { part as f64 / whole as f64 }
}

/// Two models on the same texts, on an axis that both have.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The axis.
    pub axis: String,
    /// How many texts have a code there.
    pub texts: usize,
    /// How many the first alone got right.
    pub first_alone_right: usize,
    /// How many the second alone got right.
    pub second_alone_right: usize,
    /// How many both got right.
    pub both_right: usize,
    /// How likely a difference this large is if both are equally good (sign test on the texts they differ on, two-sided).
    pub chance: f64,
}

/// Compares two models on texts that neither has learnt from; labels are in the order of the first one's axes.
pub fn compare(first: &Model, second: &Model, texts: impl IntoIterator<Item = Labelled>) -> Vec<Comparison> {
    let shared = first.axes.iter().enumerate().filter_map(|(index, axis)| {
        let other = second.axes.iter().position(|other| other.name == axis.name)?;
        let comparison = Comparison {
            axis: axis.name.clone(),
            texts: 0,
            first_alone_right: 0,
            second_alone_right: 0,
            both_right: 0,
            chance: 1.0,
        };
        Some((index, other, comparison))
    });
    let mut shared: Vec<(usize, usize, Comparison)> = shared.collect();
    for text in texts {
        let (one, other) = (first.classify(&text.text), second.classify(&text.text));
        for (index, place, comparison) in &mut shared {
            let Some(Some(label)) = text.labels.get(*index) else { continue };
            comparison.texts += 1;
            match (
                first.axes[*index].classes.get(one[*index].class) == Some(label),
                second.axes[*place].classes.get(other[*place].class) == Some(label),
            ) {
                (true, true) => comparison.both_right += 1,
                (true, false) => comparison.first_alone_right += 1,
                (false, true) => comparison.second_alone_right += 1,
                (false, false) => {}
            }
        }
    }
    let finished = shared.into_iter().map(|(_, _, comparison)| Comparison {
        chance: sign_test(comparison.first_alone_right, comparison.second_alone_right),
        ..comparison
    });
    finished.collect()
}

/// The exact two-sided sign test: how likely heads and tails of a fair coin differ by at least this much.
fn sign_test(heads: usize, tails: usize) -> f64 {
    let tosses = heads + tails;
    let mut logarithm = -(tosses as f64) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    for fewer in 0..=heads.min(tails) {
        tail += logarithm.exp();
        logarithm += ((tosses - fewer) as f64).ln() - ((fewer + 1) as f64).ln();
    }
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_test_is_exact() {
        assert!((sign_test(0, 5) - 0.0625).abs() < 1e-12);
        assert!((sign_test(3, 3) - 1.0).abs() < 1e-12);
        assert!((sign_test(0, 0) - 1.0).abs() < 1e-12);
        assert!(sign_test(900, 1100) < 1e-5);
    }
}
