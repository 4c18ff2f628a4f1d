//! Why so many: a group of documents against the rest, over everything known of them.
//!
//! [`contrast`] tests each value of each axis (product, channel, unit, code …), pairs of values and phrases found in the
//! group, corrects for the number of tests, and picks the few explanations that together cover most of the group.
//! [`scenario`] puts them into the slots of a statement that locale files word and an officer edits.

mod cover;
mod phrase;
mod scenario;
mod statistic;

use std::collections::{BTreeMap, HashMap};

pub use scenario::{Scenario, Slot, scenario};
pub use statistic::{Table, corrected};

/// One document and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The document, a reference of the caller's.
    pub document: u64,
    /// Axes with their values; an axis may have several.
    pub axes: Vec<(&'a str, &'a str)>,
    /// What was said, masked.
    pub text: &'a str,
}

/// What a document is or says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// It has this value on this axis.
    Value {
        /// The axis.
        axis: String,
        /// The value.
        value: String,
    },
    /// It says this, in folded form.
    Phrase(String),
}

/// Something that sets the group apart from the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What holds of the documents: one condition, or two at once.
    pub conditions: Vec<Condition>,
    /// Of how many in the group and in the rest it holds.
    pub table: Table,
    /// How many times as frequent it is in the group; half a document is added on each side, so that it is always finite.
    pub lift: f64,
    /// The probability of so many or more in the group by chance (Fisher's exact test, one-sided), corrected for all tests
    /// made (Benjamini and Hochberg 1995).
    pub chance: f64,
    /// The documents of the group of which it holds, in the order given.
    pub documents: Vec<u64>,
}

/// A group against the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// All that is significant, by how much of the group it accounts for beyond chance.
    pub explanations: Vec<Explanation>,
    /// The few that cover most of the group: places in `explanations`, each with the documents it adds to those before it.
    pub cover: Vec<Covering>,
    /// Documents of the group that the cover reaches.
    pub covered: usize,
    /// Documents of the group.
    pub group: usize,
    /// Documents it was compared with. With none nothing is significant.
    pub rest: usize,
    /// How many tests were made.
    pub tests: usize,
}

/// One step of the cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covering {
    /// The place of the explanation in [`Contrast::explanations`].
    pub explanation: usize,
    /// Documents it covers that no step before did.
    pub added: usize,
}

/// What counts as an explanation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContrastRule {
    /// The least number of documents of the group.
    pub documents_min: usize,
    /// The largest chance, after correction.
    pub chance_max: f64,
    /// The least lift.
    pub lift_min: f64,
    /// The most explanations in the cover.
    pub cover_max: usize,
    /// The least share of the group that a step of the cover must add.
    pub added_share_min: f64,
    /// What a document covered again costs against one covered first, 0 to 1.
    pub redundancy: f64,
}

impl Default for ContrastRule {
    fn default() -> Self {
        Self {
            documents_min: 3,
            chance_max: 0.01,
            lift_min: 1.5,
            cover_max: 5,
            added_share_min: 0.05,
            redundancy: 0.3,
        }
    }
}

/// Values whose pairs are tested.
const PAIRED_MAX: usize = 24;
/// A pair must hold so many times as strongly as the better of its two values, or it says nothing more.
const PAIR_LIFT_RATIO: f64 = 1.3;

/// What a condition holds of.
struct Candidate {
    conditions: Vec<Condition>,
    /// Places in the group, ascending.
    inside: Vec<u32>,
    /// Places in the rest, ascending; only values keep them, for their pairs.
    outside: Vec<u32>,
    outside_count: usize,
}

/// Sets a group against the rest. The documents may come in any order; what is equally strong is in the order of its
/// conditions.
pub fn contrast(group: &[Facts<'_>], rest: &[Facts<'_>], rule: &ContrastRule) -> Contrast {
    let documents_min = rule.documents_min.max(1);
    let mut candidates = values(group, rest);
    candidates.retain(|candidate| candidate.inside.len() >= documents_min);
    let pairs = pairs(&candidates, group.len(), rest.len(), documents_min);
    candidates.extend(pairs);
    candidates.extend(phrase::phrases(group, rest, documents_min).into_iter().map(|found| Candidate {
        conditions: vec![Condition::Phrase(found.words)],
        inside: found.inside,
        outside: Vec::new(),
        outside_count: found.outside,
    }));
    let tables: Vec<Table> =
        candidates.iter().map(|candidate| table(candidate, group.len(), rest.len())).collect();
    let chances = corrected(&tables.iter().map(Table::chance).collect::<Vec<f64>>());
    let tests = candidates.len();
    let mut found: Vec<(Explanation, Vec<u32>)> = candidates
        .into_iter()
        .zip(tables)
        .zip(chances)
        .filter(|((_, table), chance)| *chance <= rule.chance_max && table.lift() >= rule.lift_min)
        .map(|((candidate, table), chance)| {
            let documents = candidate.inside.iter().map(|place| group[*place as usize].document).collect();
            let lift = table.lift();
            let explanation =
                Explanation { conditions: candidate.conditions, table, lift, chance, documents };
            (explanation, candidate.inside)
        })
        .collect();
    found.sort_by(|(one, _), (other, _)| {
        other
            .table
            .weight()
            .total_cmp(&one.table.weight())
            .then_with(|| one.conditions.cmp(&other.conditions))
    });
    let (explanations, places): (Vec<Explanation>, Vec<Vec<u32>>) = found.into_iter().unzip();
    let weights: Vec<f64> = explanations.iter().map(|explanation| explanation.lift.ln()).collect();
    let cover = cover::cover(&places, &weights, group.len(), rule);
    let covered = cover.iter().map(|step| step.added).sum();
    Contrast { explanations, cover, covered, group: group.len(), rest: rest.len(), tests }
}

fn table(candidate: &Candidate, group: usize, rest: usize) -> Table {
    Table { inside: candidate.inside.len(), group, outside: candidate.outside_count, rest }
}

/// Each value of each axis that the group has.
fn values(group: &[Facts<'_>], rest: &[Facts<'_>]) -> Vec<Candidate> {
    let mut inside: BTreeMap<(&str, &str), Vec<u32>> = BTreeMap::new();
    for (place, facts) in group.iter().enumerate() {
        for (axis, value) in &facts.axes {
            push(inside.entry((axis, value)).or_default(), place);
        }
    }
    let mut outside: HashMap<(&str, &str), Vec<u32>> = HashMap::new();
    for (place, facts) in rest.iter().enumerate() {
        for (axis, value) in &facts.axes {
            if inside.contains_key(&(*axis, *value)) {
                push(outside.entry((axis, value)).or_default(), place);
            }
        }
    }
    let candidate = |((axis, value), inside): ((&str, &str), Vec<u32>)| {
        let outside = outside.get(&(axis, value)).cloned().unwrap_or_default();
        let condition = Condition::Value { axis: axis.to_owned(), value: value.to_owned() };
        Candidate { conditions: vec![condition], inside, outside_count: outside.len(), outside }
    };
    inside.into_iter().map(candidate).collect()
}

/// A document that has a value twice has it once.
fn push(places: &mut Vec<u32>, place: usize) {
    if places.last() != Some(&(place as u32)) {
        places.push(place as u32);
    }
}

/// Pairs of the strongest values that say more together than either alone.
fn pairs(values: &[Candidate], group: usize, rest: usize, documents_min: usize) -> Vec<Candidate> {
    let mut strongest: Vec<(&Candidate, Table)> =
        values.iter().map(|value| (value, table(value, group, rest))).collect();
    strongest.sort_by(|(_, one), (_, other)| other.weight().total_cmp(&one.weight()));
    strongest.truncate(PAIRED_MAX);
    let mut pairs = Vec::new();
    for (at, (one, one_table)) in strongest.iter().enumerate() {
        for (other, other_table) in &strongest[at + 1..] {
            if axis(one) == axis(other) {
                continue;
            }
            let inside = both(&one.inside, &other.inside);
            if inside.len() < documents_min {
                continue;
            }
            let outside_count = both(&one.outside, &other.outside).len();
            let mut conditions = [one.conditions.clone(), other.conditions.clone()].concat();
            conditions.sort();
            let pair = Candidate { conditions, inside, outside: Vec::new(), outside_count };
            let better = one_table.lift().max(other_table.lift());
            if table(&pair, group, rest).lift() >= PAIR_LIFT_RATIO * better {
                pairs.push(pair);
            }
        }
    }
    pairs
}

fn axis(value: &Candidate) -> Option<&str> {
    match value.conditions.first() {
        Some(Condition::Value { axis, .. }) => Some(axis),
        _ => None,
    }
}

fn both(left: &[u32], right: &[u32]) -> Vec<u32> {
    left.iter().copied().filter(|place| right.binary_search(place).is_ok()).collect()
}
