//! One event told in different words: texts of the same days that share what is rare.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Record;
use super::union::Union;
use crate::fold::fold;
use crate::unit::{Script, Unit, combine, units};

/// Longest phrase compared, in units.
const PHRASE_UNITS_MAX: usize = 4;
/// Rarest phrases of a text that look for company.
const PROBES_MAX: usize = 16;
/// A phrase of more texts brings nobody together by itself.
const PROBE_TEXTS_MAX: usize = 100;
/// Units of a text that are looked at; what matters comes early.
const UNITS_MAX: usize = 2000;

/// When texts tell one event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventRule {
    /// The least likeness of two texts and of two groups: cosine of their weighted phrases, 0 to 1.
    pub likeness_min: f32,
    /// The least number of different phrases shared, those inside longer ones not counted.
    pub phrases_min: usize,
    /// Two texts further apart tell two events, in seconds.
    pub window_s: i64,
}

impl Default for EventRule {
    fn default() -> Self {
        Self { likeness_min: 0.15, phrases_min: 2, window_s: 14 * 24 * 3600 }
    }
}

/// Brings the texts together that tell one event, though each in its own words: they share rare phrases (weighted by
/// inverse document frequency over these records) and lie within the window. Groups of two and more, by their earliest
/// document; within each by moment. The order of the records changes nothing.
///
/// Groups grow from the most alike on and only while their middles stay alike, so that a chain of neighbours does not become
/// one group. For the texts of some weeks: time grows with their number and with how much they share.
pub fn same_event(records: &[Record<'_>], rule: &EventRule) -> Vec<Vec<u64>> {
    let mut records: Vec<&Record<'_>> = records.iter().collect();
    records.sort_by_key(|record| (record.moment, record.document));
    let tellings = Tellings::of(&records);
    let mut pairs = tellings.pairs(&records, rule);
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let mut groups = Union::default();
    let mut middles: Vec<Option<Vector>> = Vec::new();
    for vector in &tellings.vectors {
        groups.push();
        middles.push(Some(vector.clone()));
    }
    for (_, (one, other)) in pairs {
        let (one, other) = (groups.find(one), groups.find(other));
        if one == other {
            continue;
        }
        let alike = match (&middles[one as usize], &middles[other as usize]) {
            (Some(left), Some(right)) => cosine(left, right) >= rule.likeness_min,
            _ => false,
        };
        if alike {
            let right = middles[one.max(other) as usize].take().unwrap_or_default();
            let left = middles[one.min(other) as usize].take().unwrap_or_default();
            middles[one.min(other) as usize] = Some(sum(&left, &right));
            groups.unite(one, other);
        }
    }
    let named = |set: Vec<u32>| set.into_iter().map(|member| records[member as usize].document).collect();
    groups.sets().into_iter().map(named).collect()
}

/// Phrases with their weights, by number.
type Vector = Vec<(u32, f32)>;

struct Tellings {
    /// By text: its phrases that another has as well.
    vectors: Vec<Vector>,
    /// By text: its rarest phrases.
    probes: Vec<Vec<u32>>,
    /// By phrase: the texts.
    texts: Vec<Vec<u32>>,
}

impl Tellings {
    fn of(records: &[&Record<'_>]) -> Self {
        let phrases: Vec<Vec<u64>> = records.iter().map(|record| phrases(record.text)).collect();
        let mut frequencies: HashMap<u64, u32> = HashMap::new();
        for phrase in phrases.iter().flatten() {
            *frequencies.entry(*phrase).or_default() += 1;
        }
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let mut tellings = Self { vectors: Vec::new(), probes: Vec::new(), texts: Vec::new() };
        // A phrase that a tenth of all texts has is the language, not the event; of few texts, all may tell one.
        let common = (records.len() / 10).max(10) as u32;
        for (text, phrases) in phrases.iter().enumerate() {
            let mut vector = Vector::new();
            for phrase in phrases {
                let frequency = frequencies.get(phrase).copied().unwrap_or(1);
                if !(2..=common.max(2)).contains(&frequency) {
                    continue;
                }
                let number = *numbers.entry(*phrase).or_insert_with(|| {
                    tellings.texts.push(Vec::with_capacity(frequency as usize));
                    tellings.texts.len() as u32 - 1
                });
                tellings.texts[number as usize].push(text as u32);
                vector.push((number, (records.len() as f32 / frequency as f32).ln().max(0.1)));
            }
            vector.sort_unstable_by_key(|(number, _)| *number);
            tellings.vectors.push(vector);
        }
        for vector in &tellings.vectors {
            let mut rarest: Vec<(usize, u32)> = vector
                .iter()
                .map(|(number, _)| (tellings.texts[*number as usize].len(), *number))
                .filter(|(texts, _)| *texts <= PROBE_TEXTS_MAX)
                .collect();
            rarest.sort_unstable();
            rarest.truncate(PROBES_MAX);
            tellings.probes.push(rarest.into_iter().map(|(_, number)| number).collect());
        }
        tellings
    }

    /// Pairs that are alike, earlier first; the records are by moment.
    fn pairs(&self, records: &[&Record<'_>], rule: &EventRule) -> Vec<(f32, (u32, u32))> {
        let mut pairs = Vec::new();
        for (text, probes) in self.probes.iter().enumerate() {
            let mut met: BTreeSet<u32> = BTreeSet::new();
            for other in probes.iter().flat_map(|probe| &self.texts[*probe as usize]) {
                if *other != text as u32 {
                    met.insert(*other);
                }
            }
            for other in met {
                let apart = records[text].moment.saturating_sub(records[other as usize].moment);
                if apart.saturating_abs() > rule.window_s.max(0) {
                    continue;
                }
                let (left, right) = (&self.vectors[text], &self.vectors[other as usize]);
                let alike = cosine(left, right);
                if alike >= rule.likeness_min && shared(left, right) >= rule.phrases_min {
                    pairs.push((alike, ((text as u32).min(other), (text as u32).max(other))));
                }
            }
        }
        pairs.sort_by_key(|(_, pair)| *pair);
        pairs.dedup_by_key(|(_, pair)| *pair);
        pairs
    }
}

/// The different phrases of a text, by hash: words, and runs of two to four units without a mark in them.
fn phrases(text: &str) -> Vec<u64> {
    let mut units = units(&fold(text));
    units.truncate(UNITS_MAX);
    let mut phrases = Vec::new();
    for start in 0..units.len() {
        let mut hash = 0;
        for (length, unit) in units[start..].iter().take(PHRASE_UNITS_MAX).enumerate() {
            if length > 0 && !unit.joined {
                break;
            }
            hash = combine(hash, unit.hash);
            if length > 0 || stands_alone(unit) {
                phrases.push(hash);
            }
        }
    }
    phrases.sort_unstable();
    phrases.dedup();
    phrases
}

/// A single character says nothing and a number is anybody's; a word says something.
fn stands_alone(unit: &Unit) -> bool {
    unit.script == Script::Word
}

fn cosine(left: &[(u32, f32)], right: &[(u32, f32)]) -> f32 {
    let norm = |vector: &[(u32, f32)]| vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    let product: f32 = common(left, right).map(|(one, other)| one * other).sum();
    match norm(left) * norm(right) {
        0.0 => 0.0,
        norms => product / norms,
    }
}

/// How many phrases both have, each run of overlapping ones counted about once.
fn shared(left: &[(u32, f32)], right: &[(u32, f32)]) -> usize {
    // A shared run of four units holds three pairs, two triples and itself.
    common(left, right).count().div_ceil(3)
}

fn common<'a>(left: &'a [(u32, f32)], right: &'a [(u32, f32)]) -> impl Iterator<Item = (f32, f32)> + 'a {
    let mut other = 0;
    left.iter().filter_map(move |(number, weight)| {
        while right.get(other).is_some_and(|(next, _)| next < number) {
            other += 1;
        }
        right.get(other).filter(|(next, _)| next == number).map(|(_, next)| (*weight, *next))
    })
}

fn sum(left: &[(u32, f32)], right: &[(u32, f32)]) -> Vector {
    let mut sum: BTreeMap<u32, f32> = left.iter().copied().collect();
    for (number, weight) in right {
        *sum.entry(*number).or_default() += weight;
    }
    sum.into_iter().collect()
}
