//! Training one member: cross entropy of all axes, by Adam, on rows of which a part is hidden at every look.

use super::adam::{Learnt, correction};
use super::gradient::Gradients;
use super::network::{Member, MemberHead, softmax};
use super::random::Random;
use super::vocabulary::{Features, damped};
use super::weights::Weights;

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
    pub(super) features: Features,
    pub(super) classes: Vec<Option<u32>>,
}

/// The rate rises to its full height in so many steps, then falls in a straight line to nought.
const WARMING: f32 = 100.0;

/// Trains a member on those lessons that `chosen` names. Equal input and seed give an equal member.
pub(super) fn learn(
    lessons: &[Lesson],
    chosen: &[usize],
    weights: &Weights,
    classes: &[usize],
    recipe: &Recipe,
    seed: u64,
) -> Member {
    let mut random = Random::new(seed);
    let texts = |(axis, &classes): (usize, &usize)| texts_by_class(lessons, chosen, axis, classes);
    let balances = classes.iter().enumerate().map(texts).map(|texts| balance(&texts));
    let mut learner = Learner::new(weights, classes, balances.collect(), recipe, &mut random);
    let mut gradients = Gradients::new(weights.known.len(), recipe.hidden, classes);
    let mut order = chosen.to_vec();
    let steps = (recipe.epochs * order.len().div_ceil(recipe.batch)) as f32;
    let mut time = 0_u32;
    for _ in 0..recipe.epochs {
        random.shuffle(&mut order);
        for batch in order.chunks(recipe.batch) {
            time += 1;
            let now = time as f32;
            let rate = recipe.rate * (1.0 - now / (steps + 1.0)) * (now / WARMING).min(1.0);
            gradients.clear();
            for lesson in batch.iter().filter_map(|&index| lessons.get(index)) {
                learner.look(lesson, batch.len(), &mut random, &mut gradients);
            }
            learner.step(&gradients, rate * correction(time), time);
        }
    }
    learner.member()
}

/// Those of the chosen lessons that have a class on an axis, with it.
pub(super) fn classed<'a>(
    lessons: &'a [Lesson],
    chosen: &'a [usize],
    axis: usize,
) -> impl Iterator<Item = (&'a Lesson, usize)> {
    let lessons = chosen.iter().filter_map(|&index| lessons.get(index));
    lessons.filter_map(move |lesson| Some((lesson, (*lesson.classes.get(axis)?)? as usize)))
}

/// How many of the chosen lessons each class of an axis has.
pub(super) fn texts_by_class(lessons: &[Lesson], chosen: &[usize], axis: usize, classes: usize) -> Vec<u32> {
    let mut texts = vec![0; classes];
    classed(lessons, chosen, axis).for_each(|(_, class)| texts[class] += 1);
    texts
}

/// How much a text of each class counts that has so many: of classes with few texts more, by the root of how many fewer they
/// are, so that a rare code is learnt at all; 1 on average over the texts.
fn balance(texts: &[u32]) -> Vec<f32> {
    let all: f32 = texts.iter().map(|&texts| texts as f32).sum();
    let roots: f32 = texts.iter().map(|&texts| (texts as f32).sqrt()).sum();
    texts.iter().map(|&texts| all / roots / (texts.max(1) as f32).sqrt()).collect()
}

/// A member while it learns.
struct Learner<'a> {
    weights: &'a Weights,
    classes: &'a [usize],
    recipe: &'a Recipe,
    rows: Learnt,
    biases: Learnt,
    /// By axis.
    layers: Vec<Learnt>,
    /// By axis.
    layer_biases: Vec<Learnt>,
    /// How much a text of each class counts, by axis.
    balances: Vec<Vec<f32>>,
    /// When each row was last stepped.
    stepped: Vec<u32>,
}

impl<'a> Learner<'a> {
    fn new(
        weights: &'a Weights,
        classes: &'a [usize],
        balances: Vec<Vec<f32>>,
        recipe: &'a Recipe,
        random: &mut Random,
    ) -> Self {
        let hidden = recipe.hidden;
        let mut drawn = |count: usize, reach: f32| -> Vec<f32> {
            (0..count).map(|_| (random.unit() * 2.0 - 1.0) * reach).collect()
        };
        let rows = Learnt::new(drawn(weights.known.len() * hidden, 0.15));
        let layers = classes
            .iter()
            .map(|&classes| Learnt::new(drawn(hidden * classes, (6.0 / (hidden + classes) as f32).sqrt())))
            .collect();
        Self {
            weights,
            classes,
            recipe,
            rows,
            layers,
            biases: Learnt::new(vec![0.0; hidden]),
            layer_biases: classes.iter().map(|&classes| Learnt::new(vec![0.0; classes])).collect(),
            balances,
            stepped: vec![0; weights.known.len()],
        }
    }

    /// Looks at one text of a batch of `texts`, with a part of its features and of the hidden units left out.
    fn look(&self, lesson: &Lesson, texts: usize, random: &mut Random, gradients: &mut Gradients) {
        let shown = self.shown(lesson, random);
        let awake = 1.0 - self.recipe.units_silent;
        let units = self.units(&shown, awake, random);
        let mut unit_gradients = vec![0_f32; units.len()];
        for (axis, class) in lesson.classes.iter().enumerate() {
            let Some(class) = *class else { continue };
            let errors = self.errors(axis, class as usize, &units, texts);
            let count = self.classes[axis];
            let weights = self.layers[axis].values.chunks_exact(count);
            let sums = gradients.layers[axis].chunks_exact_mut(count);
            for (((unit, row), gradient), sum) in units.iter().zip(weights).zip(sums).zip(&mut unit_gradients)
            {
                if *unit > 0.0 {
                    let back: f32 = row.iter().zip(&errors).map(|(weight, error)| weight * error).sum();
                    gradient.iter_mut().zip(&errors).for_each(|(sum, error)| *sum += unit * error);
                    *sum += back / awake;
                }
            }
            let biases = gradients.layer_biases[axis].iter_mut();
            biases.zip(&errors).for_each(|(sum, error)| *sum += error);
        }
        gradients.biases.iter_mut().zip(&unit_gradients).for_each(|(sum, gradient)| *sum += gradient);
        for &(feature, value) in &shown {
            let sums = gradients.row(feature).iter_mut();
            sums.zip(&unit_gradients).for_each(|(sum, gradient)| *sum += value * gradient);
        }
    }

    /// The features of a text that are not hidden at this look, with their values.
    fn shown(&self, lesson: &Lesson, random: &mut Random) -> Vec<(u32, f32)> {
        let kept = 1.0 - self.recipe.features_hidden;
        let lengths = self.weights.lengths(&lesson.features);
        let mut shown = Vec::with_capacity(lesson.features.occurring.len());
        for occurring in &lesson.features.occurring {
            if random.unit() < kept {
                let weight = damped(occurring.count) * self.weights.of(occurring.feature);
                let length = lengths[usize::from(occurring.block)];
                shown.push((occurring.feature, weight / length / kept));
            }
        }
        shown
    }

    /// The hidden layer, as far as its units are awake.
    fn units(&self, shown: &[(u32, f32)], awake: f32, random: &mut Random) -> Vec<f32> {
        let mut units = self.biases.values.clone();
        let hidden = units.len();
        for &(feature, value) in shown {
            let row = &self.rows.values[feature as usize * hidden..][..hidden];
            units.iter_mut().zip(row).for_each(|(unit, weight)| *unit += value * weight);
        }
        for unit in &mut units {
            *unit = if *unit > 0.0 && random.unit() < awake { *unit / awake } else { 0.0 };
        }
        units
    }

    /// How far each class's probability is from what it should be, for one text of so many.
    fn errors(&self, axis: usize, class: usize, units: &[f32], texts: usize) -> Vec<f32> {
        let count = self.classes[axis];
        let mut scores = self.layer_biases[axis].values.clone();
        for (unit, row) in units.iter().zip(self.layers[axis].values.chunks_exact(count)) {
            if *unit > 0.0 {
                scores.iter_mut().zip(row).for_each(|(score, weight)| *score += unit * weight);
            }
        }
        let mut errors = softmax(&scores, 1.0);
        let spread = self.recipe.smoothing / count as f32;
        let share = self.balances[axis][class] / texts as f32;
        for (index, error) in errors.iter_mut().enumerate() {
            let target = if index == class { 1.0 - self.recipe.smoothing } else { 0.0 };
            *error = (*error - target - spread) * share;
        }
        errors
    }

    fn step(&mut self, gradients: &Gradients, rate: f32, time: u32) {
        let hidden = self.recipe.hidden;
        for (feature, gradients) in gradients.rows() {
            let stepped = &mut self.stepped[feature as usize];
            let rested = (time - *stepped).min(1_000) as i32;
            *stepped = time;
            self.rows.step(feature as usize * hidden, gradients, rested, rate);
        }
        self.biases.step(0, &gradients.biases, 1, rate);
        for (layer, gradients) in self.layers.iter_mut().zip(&gradients.layers) {
            layer.step(0, gradients, 1, rate);
        }
        for (biases, gradients) in self.layer_biases.iter_mut().zip(&gradients.layer_biases) {
            biases.step(0, gradients, 1, rate);
        }
    }

    fn member(self) -> Member {
        let heads = self.layers.into_iter().zip(self.layer_biases);
        let head =
            |(layer, biases): (Learnt, Learnt)| MemberHead { weights: layer.values, biases: biases.values };
        let mut member =
            Member { rows: self.rows.values, biases: self.biases.values, heads: heads.map(head).collect() };
        member.absorb(self.weights);
        member
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_rare_classes_count_more_by_the_root() {
        let lesson = |class| Lesson { features: Features::default(), classes: vec![class] };
        let mut lessons = vec![lesson(None), lesson(Some(0))];
        lessons.resize_with(11, || lesson(Some(1)));
        let all: Vec<usize> = (0..lessons.len()).collect();
        let balance = balance(&texts_by_class(&lessons, &all, 0, 3));
        assert!((balance[0] / balance[1] - 3.0).abs() < 1e-5, "{balance:?}");
        assert!((balance[0] + 9.0 * balance[1] - 10.0).abs() < 1e-4, "{balance:?}");
        assert!(balance[2].is_finite());
    }
}
