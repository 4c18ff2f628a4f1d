//! Training one member: cross entropy of all axes, by Adam, on rows of which a part is hidden at every look.

use super::network::{Member, MemberHead, softmax};
use super::random::Random;
use super::vocabulary::{Vocabulary, Weighed, damped};

/// How a member is trained.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Recipe {
    pub(super) hidden: usize,
    pub(super) epochs: usize,
    /// Which share of a text's features is hidden at each look.
    pub(super) features_hidden: f32,
    /// Which share of hidden units is silent at each look.
    pub(super) units_silent: f32,
    /// Which share of each label is spread over all classes.
    pub(super) smoothing: f32,
    pub(super) rate: f32,
    pub(super) batch: usize,
}

/// A text to learn from: what it shows, and its class on each axis where it has one.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    pub(super) weighed: Weighed,
    pub(super) classes: Vec<Option<u32>>,
}

const MOMENTUM: f32 = 0.9;
const SPREAD: f32 = 0.999;
const TINY: f32 = 1e-8;
/// The rate rises to its full height in so many steps, then falls in a straight line to nought.
const WARMING: f32 = 100.0;

/// Numbers that are learnt, with Adam's averages of their gradients (Kingma and Ba 2015).
struct Learnt {
    values: Vec<f32>,
    means: Vec<f32>,
    spreads: Vec<f32>,
}

impl Learnt {
    fn new(values: Vec<f32>) -> Self {
        let nought = vec![0.0; values.len()];
        Self { means: nought.clone(), spreads: nought, values }
    }

    /// One step for a stretch whose averages rested for `rested` steps.
    fn step(&mut self, from: usize, gradients: &[f32], rested: i32, rate: f32) {
        let mean_left = MOMENTUM.powi(rested);
        let spread_left = SPREAD.powi(rested);
        let to = from + gradients.len();
        let averages = self.means[from..to].iter_mut().zip(&mut self.spreads[from..to]);
        for ((value, (mean, spread)), gradient) in
            self.values[from..to].iter_mut().zip(averages).zip(gradients)
        {
            *mean = *mean * mean_left + (1.0 - MOMENTUM) * gradient;
            *spread = *spread * spread_left + (1.0 - SPREAD) * gradient * gradient;
            *value -= rate * *mean / (spread.sqrt() + TINY);
        }
    }
}

/// Trains a member on those lessons that `chosen` names. Equal input and seed give an equal member.
pub(super) fn learn(
    lessons: &[Lesson],
    chosen: &[usize],
    vocabulary: &Vocabulary,
    classes: &[usize],
    recipe: &Recipe,
    seed: u64,
) -> Member {
    let mut random = Random::new(seed);
    let hidden = recipe.hidden;
    let mut drawn = |count: usize, reach: f32| -> Vec<f32> {
        (0..count).map(|_| (random.unit() * 2.0 - 1.0) * reach).collect()
    };
    let mut rows = Learnt::new(drawn(vocabulary.len() * hidden, 0.15));
    let mut layers: Vec<Learnt> = classes
        .iter()
        .map(|&classes| Learnt::new(drawn(hidden * classes, (6.0 / (hidden + classes) as f32).sqrt())))
        .collect();
    let mut biases = Learnt::new(vec![0.0; hidden]);
    let mut layer_biases: Vec<Learnt> =
        classes.iter().map(|&classes| Learnt::new(vec![0.0; classes])).collect();

    let mut order = chosen.to_vec();
    let steps = (recipe.epochs * order.len().div_ceil(recipe.batch)) as f32;
    let mut stepped = vec![0_u32; vocabulary.len()];
    let mut slot = vec![u32::MAX; vocabulary.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut row_gradients: Vec<f32> = Vec::new();
    let mut shown: Vec<(u32, f32)> = Vec::new();
    let mut time = 0_u32;
    for _ in 0..recipe.epochs {
        random.shuffle(&mut order);
        for batch in order.chunks(recipe.batch) {
            time += 1;
            let now = time as f32;
            let corrected = (1.0 - SPREAD.powi(time as i32)).sqrt() / (1.0 - MOMENTUM.powi(time as i32));
            let rate = recipe.rate * (1.0 - now / (steps + 1.0)) * (now / WARMING).min(1.0) * corrected;
            let mut layer_gradients: Vec<Vec<f32>> =
                layers.iter().map(|layer| vec![0.0; layer.values.len()]).collect();
            let mut layer_bias_gradients: Vec<Vec<f32>> =
                layer_biases.iter().map(|biases| vec![0.0; biases.values.len()]).collect();
            let mut bias_gradients = vec![0_f32; hidden];
            row_gradients.clear();
            for lesson in batch.iter().filter_map(|&index| lessons.get(index)) {
                let kept = 1.0 - recipe.features_hidden;
                shown.clear();
                for occurring in &lesson.weighed.occurring {
                    if random.unit() < kept {
                        let weight = damped(occurring.count) * vocabulary.rarity(occurring.feature);
                        let length = lesson.weighed.lengths[usize::from(occurring.block)];
                        shown.push((occurring.feature, weight / length / kept));
                    }
                }
                let mut units = biases.values.clone();
                for &(feature, value) in &shown {
                    let row = &rows.values[feature as usize * hidden..][..hidden];
                    units.iter_mut().zip(row).for_each(|(unit, weight)| *unit += value * weight);
                }
                let awake = 1.0 - recipe.units_silent;
                for unit in &mut units {
                    *unit = if *unit > 0.0 && random.unit() < awake { *unit / awake } else { 0.0 };
                }
                let mut unit_gradients = vec![0_f32; hidden];
                for (axis, class) in lesson.classes.iter().enumerate() {
                    let Some(class) = *class else { continue };
                    let count = classes[axis];
                    let head_biases = &layer_biases[axis].values;
                    let mut scores = head_biases.clone();
                    let weights = &layers[axis].values;
                    for (unit, row) in units.iter().zip(weights.chunks_exact(count)) {
                        if *unit > 0.0 {
                            scores.iter_mut().zip(row).for_each(|(score, weight)| *score += unit * weight);
                        }
                    }
                    let mut errors = softmax(&scores, 1.0);
                    let spread = recipe.smoothing / count as f32;
                    for (index, error) in errors.iter_mut().enumerate() {
                        let target = if index == class as usize { 1.0 - recipe.smoothing } else { 0.0 };
                        *error = (*error - target - spread) / batch.len() as f32;
                    }
                    let gradients = layer_gradients[axis].chunks_exact_mut(count);
                    for (((unit, row), gradient), sum) in
                        units.iter().zip(weights.chunks_exact(count)).zip(gradients).zip(&mut unit_gradients)
                    {
                        if *unit > 0.0 {
                            let back: f32 =
                                row.iter().zip(&errors).map(|(weight, error)| weight * error).sum();
                            gradient.iter_mut().zip(&errors).for_each(|(sum, error)| *sum += unit * error);
                            *sum += back / awake;
                        }
                    }
                    layer_bias_gradients[axis].iter_mut().zip(&errors).for_each(|(sum, error)| *sum += error);
                }
                bias_gradients.iter_mut().zip(&unit_gradients).for_each(|(sum, gradient)| *sum += gradient);
                for &(feature, value) in &shown {
                    let mut at = slot[feature as usize];
                    if at == u32::MAX {
                        at = touched.len() as u32;
                        slot[feature as usize] = at;
                        touched.push(feature);
                        row_gradients.resize(row_gradients.len() + hidden, 0.0);
                    }
                    let gradients = &mut row_gradients[at as usize * hidden..][..hidden];
                    gradients
                        .iter_mut()
                        .zip(&unit_gradients)
                        .for_each(|(sum, gradient)| *sum += value * gradient);
                }
            }
            for (feature, gradients) in touched.drain(..).zip(row_gradients.chunks_exact(hidden)) {
                let rested = (time - stepped[feature as usize]).min(1_000) as i32;
                stepped[feature as usize] = time;
                slot[feature as usize] = u32::MAX;
                rows.step(feature as usize * hidden, gradients, rested, rate);
            }
            biases.step(0, &bias_gradients, 1, rate);
            for (layer, gradients) in layers.iter_mut().zip(&layer_gradients) {
                layer.step(0, gradients, 1, rate);
            }
            for (biases, gradients) in layer_biases.iter_mut().zip(&layer_bias_gradients) {
                biases.step(0, gradients, 1, rate);
            }
        }
    }
    let heads = layers.into_iter().zip(layer_biases);
    let mut member = Member {
        rows: rows.values,
        biases: biases.values,
        heads: heads
            .map(|(layer, biases)| MemberHead { weights: layer.values, biases: biases.values })
            .collect(),
    };
    member.absorb(vocabulary);
    member
}
