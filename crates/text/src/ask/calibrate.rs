//! When to say "I don't know": measured on wordings that the index had not seen.

use super::AskRule;
use super::evidence::Index;
use super::feature::{Counts, Features};
use super::mix::{Example, Mix};
use crate::unit::combine;

const FOLDS: usize = 5;
/// A threshold that fewer answers speak for would be luck.
const ANSWERS_MIN: usize = 20;

/// What a threshold was chosen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Wordings that were held out, and standard questions that were held out whole as questions nobody knows.
    Wordings,
    /// Only the latter: no standard question has a second wording.
    Strangers,
    /// Nothing could be held out: a single standard question.
    Nothing,
}

/// How well an index answers, measured by cross-validation in five folds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// What it was measured on.
    pub basis: Basis,
    /// Held-out wordings that were asked.
    pub asked: usize,
    /// Of them, the share whose standard question came first, answered or not.
    pub accuracy: f64,
    /// The least confidence that is answered with.
    pub threshold: f64,
    /// The share of right answers among all given, strangers included at the share the rule states.
    pub precision: f64,
    /// The share of held-out wordings that are answered.
    pub coverage: f64,
    /// The share of strangers that are told "I don't know".
    pub refused: f64,
}

/// A query with what came of it.
struct Outcome {
    confidence: f64,
    right: bool,
    stranger: bool,
    weight: f64,
}

/// Learns how measures count together, and from which confidence on to answer.
pub(super) fn calibrate(
    wordings: &[(u32, Features)],
    answers: &[&Counts],
    rule: &AskRule,
) -> (Mix, Calibration) {
    let mut examples = held_out(wordings, answers, rule);
    let strangers = examples.iter().filter(|example| example.meant.is_none()).count();
    let asked = examples.len() - strangers;
    let share = rule.stranger_share.clamp(0.0, 0.9);
    for example in &mut examples {
        if example.meant.is_none() && asked > 0 {
            example.weight = share / (1.0 - share) * asked as f64 / strangers as f64;
        }
    }
    // Without a right answer among the examples there is nothing to learn but to refuse.
    let mix = if asked == 0 { Mix::PRIOR } else { Mix::fit(&examples) };
    let mut outcomes: Vec<Outcome> = examples.iter().map(|example| outcome(&mix, example)).collect();
    outcomes.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    let (basis, threshold) = match (asked, strangers) {
        (0, 0) => (Basis::Nothing, 0.5),
        (0, _) => (Basis::Strangers, above_strangers(&outcomes, rule.precision_min)),
        _ => (Basis::Wordings, precise(&outcomes, rule.precision_min)),
    };
    let weight = |keep: &dyn Fn(&&Outcome) -> bool| -> f64 {
        outcomes.iter().filter(keep).map(|outcome| outcome.weight).sum()
    };
    // The sum of nothing is -0.
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part.abs() / whole } else { 0.0 };
    let (mine, others) = (weight(&|outcome| !outcome.stranger), weight(&|outcome| outcome.stranger));
    let answered = weight(&|outcome| outcome.confidence >= threshold);
    let calibration = Calibration {
        basis,
        asked,
        accuracy: ratio(weight(&|outcome| outcome.right), mine),
        threshold,
        precision: ratio(weight(&|outcome| outcome.right && outcome.confidence >= threshold), answered),
        coverage: ratio(weight(&|outcome| !outcome.stranger && outcome.confidence >= threshold), mine),
        refused: ratio(weight(&|outcome| outcome.stranger && outcome.confidence < threshold), others),
    };
    (mix, calibration)
}

/// Asks what the index was not trained on.
fn held_out(wordings: &[(u32, Features)], answers: &[&Counts], rule: &AskRule) -> Vec<Example> {
    let mut positions = vec![0_usize; answers.len()];
    // The fold of each wording; none for the first of each standard question, which is always known.
    let folds: Vec<Option<usize>> = wordings
        .iter()
        .map(|(entry, _)| {
            let position = &mut positions[*entry as usize];
            *position += 1;
            (*position > 1).then(|| (*position + *entry as usize) % FOLDS)
        })
        .collect();
    // With wordings to hold out, half of all standard questions are strangers once; without, each is.
    let parts = if folds.iter().any(Option::is_some) { 2 * FOLDS } else { FOLDS };
    let mut order: Vec<u32> = (0..answers.len() as u32).collect();
    order.sort_by_cached_key(|entry| combine(0x7374_7261, u64::from(*entry)));
    let mut part = vec![0; answers.len()];
    for (place, entry) in order.into_iter().enumerate() {
        part[entry as usize] = place % parts;
    }
    let mut examples = Vec::new();
    for fold in 0..FOLDS {
        let stranger = |entry: u32| part[entry as usize] == fold;
        let kept: Vec<(u32, &Features)> = wordings
            .iter()
            .zip(&folds)
            .filter(|((entry, _), of)| !stranger(*entry) && **of != Some(fold))
            .map(|((entry, features), _)| (*entry, features))
            .collect();
        if kept.is_empty() {
            continue;
        }
        let index = Index::train(&kept, answers, rule.threads);
        for ((entry, features), of) in wordings.iter().zip(&folds) {
            if stranger(*entry) || *of == Some(fold) {
                let meant = (!stranger(*entry)).then_some(*entry);
                examples.push(Example { evidence: index.evidence(features), meant, weight: 1.0 });
            }
        }
    }
    examples
}

fn outcome(mix: &Mix, example: &Example) -> Outcome {
    let probabilities = mix.probabilities(&example.evidence);
    let best = example
        .evidence
        .candidates
        .iter()
        .zip(probabilities)
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    Outcome {
        confidence: best.map_or(0.0, |(_, probability)| probability),
        right: best.is_some_and(|(candidate, _)| Some(candidate.entry) == example.meant),
        stranger: example.meant.is_none(),
        weight: example.weight,
    }
}

/// The least confidence at which the answers given are as often right as the rule asks; above 1 where no confidence is.
fn precise(outcomes: &[Outcome], precision_min: f64) -> f64 {
    let (mut right, mut all, mut threshold) = (0.0, 0.0, f64::INFINITY);
    for (place, outcome) in outcomes.iter().enumerate() {
        all += outcome.weight;
        right += if outcome.right { outcome.weight } else { 0.0 };
        let last_of_equals = outcomes.get(place + 1).is_none_or(|next| next.confidence < outcome.confidence);
        if place + 1 >= ANSWERS_MIN.min(outcomes.len()) && last_of_equals && right >= precision_min * all {
            threshold = outcome.confidence;
        }
    }
    // What is less probable than not is no answer, even where every one that was measured happened to be right.
    threshold.clamp(precision_min.clamp(0.0, 0.5), 1.01)
}

/// A confidence that no more strangers reach than the rule lets be wrong.
fn above_strangers(outcomes: &[Outcome], precision_min: f64) -> f64 {
    let wrong_max = ((1.0 - precision_min.clamp(0.0, 1.0)) * outcomes.len() as f64).floor() as usize;
    outcomes.get(wrong_max).map_or(0.5, |outcome| outcome.confidence + 1e-9)
}
