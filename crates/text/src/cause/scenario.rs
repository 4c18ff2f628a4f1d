//! A proposed statement of the scenario: slots for locale files to word and an officer to edit.

use std::collections::HashSet;

use super::{Condition, Contrast, Explanation};

/// What a slot of the statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Where it happened: channel, page, counter.
    TouchPoint,
    /// With which product.
    Product,
    /// Why people complain.
    Reason,
    /// At which institution or outlet.
    Unit,
    /// In which words.
    Phrase,
}

/// A statement with slots; an empty one says that nothing sets the group apart there.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The filled slots in the order of [`Slot`], each with the value and the place of the explanation behind it.
    pub slots: Vec<(Slot, String, usize)>,
    /// Documents of the group.
    pub group: usize,
    /// Documents of the group for which every filled slot but the phrase holds.
    pub agreeing: usize,
}

/// Proposes a statement: for each slot the explanation that accounts for most of the group, of one condition. `slots` says
/// which axis fills which slot.
pub fn scenario(contrast: &Contrast, slots: &[(&str, Slot)]) -> Scenario {
    let mut filled: Vec<(Slot, String, usize)> = Vec::new();
    for (place, explanation) in contrast.explanations.iter().enumerate() {
        let [condition] = explanation.conditions.as_slice() else { continue };
        let (slot, value) = match condition {
            Condition::Phrase(words) => (Some(Slot::Phrase), words),
            Condition::Value { axis, value } => {
                (slots.iter().find(|(name, _)| name == axis).map(|(_, slot)| *slot), value)
            }
        };
        if let Some(slot) = slot.filter(|slot| filled.iter().all(|(taken, ..)| taken != slot)) {
            filled.push((slot, value.clone(), place));
        }
    }
    filled.sort_by_key(|(slot, ..)| *slot);
    let holding: Vec<&Explanation> = filled
        .iter()
        .filter(|(slot, ..)| *slot != Slot::Phrase)
        .map(|(.., place)| &contrast.explanations[*place])
        .collect();
    let agreeing = match holding.split_first() {
        None => 0,
        Some((first, others)) => {
            let others: Vec<HashSet<u64>> =
                others.iter().map(|other| other.documents.iter().copied().collect()).collect();
            let holds = |document: &&u64| others.iter().all(|other| other.contains(*document));
            first.documents.iter().filter(holds).count()
        }
    };
    Scenario { slots: filled, group: contrast.group, agreeing }
}
