//! From texts with labels to a model: vocabulary, members, and confidence measured on texts held out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::calibrate;
use super::feature::Letters;
use super::learn::{Lesson, Recipe, learn};
use super::model::{About, Axis, Model};
use super::network::{Member, Network, softmax};
use super::random::Random;
use super::tree::{Parents, Tree};
use super::vocabulary::{Counts, Vocabulary};

/// A model learns from so many texts at most; of more it draws this many.
pub const TEXTS_MAX: usize = 200_000;
/// An axis has no more classes.
pub const CLASSES_MAX: usize = 4_096;
/// A model has no more axes.
pub const AXES_MAX: usize = 64;
/// A model knows no more features, the most frequent.
pub const FEATURES_MAX: usize = 100_000;
/// A model has no more numbers of 8 bits (features by hidden units): it is one small file, and the more features long texts
/// show, the fewer units tell as much.
const NUMBERS_MAX: usize = 20_000_000;

/// Texts longer than this on average, in characters, say enough by whole words.
const PIECES_CHARS_MAX: usize = 400;
/// How often a model looks at its texts altogether, within [`EPOCHS`].
const LOOKS: usize = 180_000;
const EPOCHS: std::ops::RangeInclusive<usize> = 10..=40;

/// How a model is trained. [`Plan::new`] has what suits most; what remains is whose texts they are and what is promised.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What the texts are, in words; the model keeps it.
    pub source: String,
    /// The axes, in the order of the labels of each text.
    pub axes: Vec<AxisPlan>,
    /// The label of texts that no code fits, if some are so labelled.
    pub out_of_scope: Option<String>,
    /// The share of suggestions that shall be right, from 0 to 1.
    pub precision: f32,
    /// How many nets stand side by side: more are surer, slower and larger.
    pub members: usize,
    /// Hidden units of each, at most: with many features there are fewer.
    pub hidden: usize,
    /// How many parts of the texts are held out in turn to measure confidence. At nought nothing is measured, and the
    /// model suggests nothing: its best classes and their raw probabilities are all it gives.
    pub folds: usize,
    /// What random numbers begin with.
    pub seed: u64,
    /// How many threads may work; the model does not depend on it.
    pub threads: usize,
    /// A feature counts that at least so many texts show.
    pub documents_min: u32,
    /// How many features are known, the most frequent; [`FEATURES_MAX`] at most.
    pub features_max: usize,
}

/// One axis to learn.
#[derive(Debug, Clone, Default)]
pub struct AxisPlan {
    /// Its name, such as `business`.
    pub name: String,
    /// The parents of its codes, if they have any.
    pub parents: Parents,
}

impl Plan {
    /// A plan for one model on these axes.
    pub fn new(source: impl Into<String>, axes: Vec<AxisPlan>) -> Self {
        Self {
            source: source.into(),
            axes,
            out_of_scope: None,
            precision: 0.9,
            members: 3,
            hidden: 192,
            folds: 5,
            seed: 1,
            threads: 1,
            documents_min: 2,
            features_max: FEATURES_MAX,
        }
    }
}

/// A text with its label on each axis, none where it has none there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labelled {
    /// The text.
    pub text: String,
    /// In the order of the axes.
    pub labels: Vec<Option<String>>,
    /// What other texts it has its words from, if that is known: those of one group are held out together, since a model
    /// that learnt from one of them knows the others.
    pub group: Option<String>,
}

/// Why no model could be trained.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// There is nothing to learn.
    #[error("a model learns on 1 to {AXES_MAX} axes with names of their own, not on `{0}`")]
    Axes(usize),
    /// There is nothing to tell apart.
    #[error("axis `{axis}` has {classes} labels in {texts} texts; at least 2 are needed")]
    Classes {
        /// The axis.
        axis: String,
        /// How many labels it has.
        classes: usize,
        /// How many texts were read.
        texts: usize,
    },
    /// Most likely a column that is no code.
    #[error("axis `{axis}` has {classes} different labels; at most {CLASSES_MAX} can be learnt")]
    TooManyClasses {
        /// The axis.
        axis: String,
        /// How many labels it has.
        classes: usize,
    },
    /// The texts have nothing in common.
    #[error("no word or piece of a word occurs in {0} or more texts")]
    NoFeatures(u32),
    /// A promise that cannot be kept.
    #[error("precision `{0}` is not between 0 and 1")]
    Precision(String),
}

/// Trains a model. Equal texts in equal order and an equal plan give an equal model, whatever the number of threads.
///
/// # Errors
/// When the texts hold nothing to learn.
pub fn train(plan: &Plan, texts: impl IntoIterator<Item = Labelled>) -> Result<Model, TrainError> {
    let names: BTreeSet<&String> = plan.axes.iter().map(|axis| &axis.name).collect();
    if names.len() != plan.axes.len() || !(1..=AXES_MAX).contains(&names.len()) {
        return Err(TrainError::Axes(plan.axes.len()));
    }
    if !(0.0..1.0).contains(&plan.precision) {
        return Err(TrainError::Precision(plan.precision.to_string()));
    }
    let (texts, left_out) = draw(texts, plan.seed);
    let classes: Vec<Vec<String>> =
        (0..plan.axes.len()).map(|axis| classes(plan, axis, &texts)).collect::<Result<_, _>>()?;
    let mut vocabulary = vocabulary(&texts, plan);
    if vocabulary.len() == 0 {
        return Err(TrainError::NoFeatures(plan.documents_min));
    }
    let lessons: Vec<Lesson> = texts.iter().map(|text| lesson(text, &classes, &vocabulary)).collect();
    let count = lessons.len();
    let members = plan.members.clamp(1, 64);
    let recipe = Recipe {
        hidden: plan.hidden.min(NUMBERS_MAX / (members * vocabulary.len())).clamp(1, 4_096),
        epochs: (LOOKS / count.max(1)).clamp(*EPOCHS.start(), *EPOCHS.end()),
        features_hidden: 0.3,
        units_silent: 0.5,
        smoothing: 0.1,
        rate: 0.003,
        batch: 64,
    };
    let sizes: Vec<usize> = classes.iter().map(Vec::len).collect();
    let folds = if plan.folds < 2 { 0 } else { plan.folds.min(count) };
    let fold_of = folds_of(&texts, &lessons, folds, plan.seed);
    let rarities = vocabulary.weights();
    let weights = rarities.telling(&lessons, &(0..count).collect::<Vec<_>>(), &sizes);
    // First those who learn from all texts, then one for each part held out.
    let work = |job: usize| -> (Option<Member>, Vec<HeldOut>) {
        let held = job.checked_sub(members);
        let chosen: Vec<usize> =
            (0..count).filter(|&index| held.is_none_or(|fold| fold_of[index] != fold)).collect();
        let seed = plan.seed.wrapping_add(1 + job as u64);
        let Some(fold) = held else {
            return (Some(learn(&lessons, &chosen, &weights, &sizes, &recipe, seed)), Vec::new());
        };
        // What is held out has no part in what features weigh either.
        let weights = rarities.telling(&lessons, &chosen, &sizes);
        let member = learn(&lessons, &chosen, &weights, &sizes, &recipe, seed);
        let left = (0..count).filter(|&index| fold_of[index] == fold);
        let scores = |index: usize| member.scores(&weights.weigh(lessons[index].features.clone()));
        (None, left.map(|index| HeldOut { index, scores: scores(index) }).collect())
    };
    let done = in_parallel(members + folds, plan.threads, &work);
    let (mut learnt, mut held_out) = (Vec::new(), Vec::new());
    for (member, held) in done {
        learnt.extend(member);
        held_out.extend(held);
    }
    vocabulary.set_weights(weights);
    held_out.sort_unstable_by_key(|held| held.index);
    let axes = classes.into_iter().enumerate();
    let axes = axes.map(|(index, classes)| axis(plan, index, classes, &lessons, &held_out)).collect();
    Ok(Model {
        about: About {
            source: plan.source.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            texts: count as u64,
            left_out,
            seed: plan.seed,
            folds: folds as u32,
        },
        network: Network::of(&learnt, vocabulary.len()),
        vocabulary,
        axes,
    })
}

/// What a member that never saw a text thought of it.
struct HeldOut {
    index: usize,
    /// By axis.
    scores: Vec<Vec<f32>>,
}

/// Takes texts that have words and a label, at most [`TEXTS_MAX`]: of more, each has the same chance to stay.
fn draw(texts: impl IntoIterator<Item = Labelled>, seed: u64) -> (Vec<Labelled>, u64) {
    let mut random = Random::new(seed ^ 0xd1a3);
    let (mut drawn, mut seen) = (Vec::new(), 0_usize);
    for mut text in texts {
        for label in &mut text.labels {
            *label = label.take().map(|label| label.trim().to_owned()).filter(|label| !label.is_empty());
        }
        if text.text.trim().is_empty() || text.labels.iter().all(Option::is_none) {
            continue;
        }
        if let Some((end, _)) = text.text.char_indices().nth(super::feature::TEXT_CHARS_MAX) {
            text.text.truncate(end);
        }
        seen += 1;
        if drawn.len() < TEXTS_MAX {
            drawn.push(text);
        } else if let Some(place) = drawn.get_mut(random.below(seen)) {
            *place = text;
        }
    }
    let left_out = (seen - drawn.len()) as u64;
    (drawn, left_out)
}

fn classes(plan: &Plan, axis: usize, texts: &[Labelled]) -> Result<Vec<String>, TrainError> {
    let labels = texts.iter().filter_map(|text| text.labels.get(axis)?.as_ref());
    let classes: BTreeSet<&String> = labels.collect();
    let name = || plan.axes[axis].name.clone();
    match classes.len() {
        0 | 1 => Err(TrainError::Classes { axis: name(), classes: classes.len(), texts: texts.len() }),
        count if CLASSES_MAX < count => Err(TrainError::TooManyClasses { axis: name(), classes: count }),
        _ => Ok(classes.into_iter().cloned().collect()),
    }
}

fn vocabulary(texts: &[Labelled], plan: &Plan) -> Vocabulary {
    let letters: usize = texts.iter().map(|text| text.text.chars().count()).sum();
    let mut counts = Counts::new(letters <= PIECES_CHARS_MAX * texts.len());
    for text in texts {
        counts.add(&text.text);
    }
    Vocabulary::learn(&counts, plan.documents_min, plan.features_max.min(FEATURES_MAX))
}

fn lesson(text: &Labelled, classes: &[Vec<String>], vocabulary: &Vocabulary) -> Lesson {
    let class = |(axis, classes): (usize, &Vec<String>)| {
        let label = text.labels.get(axis)?.as_ref()?;
        classes.binary_search(label).ok().map(|class| class as u32)
    };
    Lesson {
        features: vocabulary.features(Letters::of(&text.text).chars()),
        classes: classes.iter().enumerate().map(class).collect(),
    }
}

/// What texts have in common that are held out together.
#[derive(PartialEq, Eq, Hash)]
enum Together {
    Group(String),
    Letters(Vec<char>),
}

/// Which part each text is held out with: the classes of the first axis are spread evenly, and texts of one group and equal
/// texts stay together, or confidence would be measured on texts that were learnt.
fn folds_of(texts: &[Labelled], lessons: &[Lesson], folds: usize, seed: u64) -> Vec<usize> {
    if folds == 0 {
        return vec![0; texts.len()];
    }
    let mut by_class: BTreeMap<Option<u32>, Vec<usize>> = BTreeMap::new();
    for (index, lesson) in lessons.iter().enumerate() {
        by_class.entry(lesson.classes.first().copied().flatten()).or_default().push(index);
    }
    let mut random = Random::new(seed ^ 0xf01d);
    let mut fold_of = vec![0; texts.len()];
    let mut fold_of_text: HashMap<Together, usize> = HashMap::new();
    let mut next = 0;
    for indexes in by_class.values_mut() {
        random.shuffle(indexes);
        for &index in indexes.iter() {
            let text = &texts[index];
            let together = match &text.group {
                Some(group) => Together::Group(group.clone()),
                None => Together::Letters(Letters::of(&text.text).chars().to_vec()),
            };
            fold_of[index] = *fold_of_text.entry(together).or_insert_with(|| {
                next = (next + 1) % folds;
                next
            });
        }
    }
    fold_of
}

fn axis(plan: &Plan, index: usize, classes: Vec<String>, lessons: &[Lesson], held_out: &[HeldOut]) -> Axis {
    let scored = held_out.iter().filter_map(|held| {
        let class = *lessons.get(held.index)?.classes.get(index)?;
        Some((held.scores.get(index)?.clone(), class?))
    });
    let scored: Vec<(Vec<f32>, u32)> = scored.collect();
    let AxisPlan { name, parents } = &plan.axes[index];
    let tree = Tree::over(&classes, parents);
    let outside = plan.out_of_scope.as_ref().and_then(|label| classes.binary_search(label).ok());
    let mut axis = Axis {
        name: name.clone(),
        tree,
        temperature: calibrate::temperature(&scored),
        precision: plan.precision,
        levels: Vec::new(),
        out_of_scope: outside.map(|class| class as u32),
        classes,
    };
    let probabilities: Vec<Vec<f32>> =
        scored.iter().map(|(scores, _)| softmax(scores, axis.temperature)).collect();
    // From below: a parent speaks for those texts alone on which nothing below it was sure, and these are the hard ones.
    let mut levels = Vec::new();
    let mut undecided: Vec<(&[f32], u32)> = probabilities
        .iter()
        .zip(&scored)
        .map(|(probabilities, (_, class))| (probabilities.as_slice(), *class))
        .collect();
    for level in (0..axis.tree.depth()).rev() {
        let judged = undecided.iter().filter_map(|(probabilities, class)| {
            let (node, confidence) = axis.suggestible(probabilities, level)?;
            Some((confidence, axis.tree.node(*class as usize, level) == Some(node)))
        });
        let found = calibrate::level(judged.collect(), scored.len(), plan.precision);
        undecided.retain(|(probabilities, _)| {
            axis.suggestible(probabilities, level).is_none_or(|(_, confidence)| confidence < found.threshold)
        });
        levels.push(found);
    }
    levels.reverse();
    axis.levels = levels;
    axis
}

/// Does jobs 0 to `count` on several threads; what comes of them is in their order.
fn in_parallel<T: Send>(count: usize, threads: usize, work: &(impl Fn(usize) -> T + Sync)) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, T>> = Mutex::default();
    let worker = || {
        loop {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if count <= job {
                return;
            }
            let result = work(job);
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(job, result);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.clamp(1, count.max(1)) {
            scope.spawn(worker);
        }
        worker();
    });
    done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).into_values().collect()
}
