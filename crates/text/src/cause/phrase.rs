//! Phrases of any length that a group shares, found in the group itself and counted in the rest.

use std::collections::{HashMap, HashSet};

use super::Facts;
use crate::fold::{Folded, fold};
use crate::unit::{Script, Unit, combine, units};

/// Longest phrase, in units: longer ones are templates, which near-duplicates are for.
const UNITS_MAX: usize = 12;
/// Units of a text that are looked at.
const TEXT_UNITS_MAX: usize = 4000;
/// A phrase inside a longer one is left out unless it has this many times its documents.
const OWN_RATIO: f64 = 1.1;
/// The most phrases that are tested.
const PHRASES_MAX: usize = 5000;

/// A phrase and where it stands.
pub(super) struct Phrase {
    /// Its units, folded; words of other scripts apart by blanks.
    pub words: String,
    /// Places in the group, ascending.
    pub inside: Vec<u32>,
    /// How many of the rest have it.
    pub outside: usize,
}

struct Seen {
    inside: Vec<u32>,
    length: usize,
    words: String,
    /// Documents of the most frequent phrase that is one unit longer.
    longer: usize,
}

/// Phrases that at least `documents_min` documents of the group have, without those that only stand inside a longer one.
pub(super) fn phrases(group: &[Facts<'_>], rest: &[Facts<'_>], documents_min: usize) -> Vec<Phrase> {
    let texts: Vec<Text> = group.iter().map(|facts| Text::of(facts.text)).collect();
    let mut kept: HashMap<u64, Seen> = HashMap::new();
    let mut shorter: Option<HashSet<u64>> = None;
    for length in 1..=UNITS_MAX {
        let mut level: HashMap<u64, Seen> = HashMap::new();
        for (place, text) in texts.iter().enumerate() {
            for start in 0..text.units.len() {
                let Some(run) = text.run(start, length) else { continue };
                // What is frequent consists of what is frequent (Agrawal and Srikant 1994).
                let head = hash(&run[..length - 1]);
                let frequent = shorter
                    .as_ref()
                    .is_none_or(|known| known.contains(&head) && known.contains(&hash(&run[1..])));
                if !frequent {
                    continue;
                }
                let seen = level.entry(hash(run)).or_insert_with(|| Seen {
                    inside: Vec::new(),
                    length,
                    words: text.words(run),
                    longer: 0,
                });
                if seen.inside.last() != Some(&(place as u32)) {
                    seen.inside.push(place as u32);
                }
            }
        }
        level.retain(|_, seen| seen.inside.len() >= documents_min);
        if level.is_empty() {
            break;
        }
        for (place, text) in texts.iter().enumerate() {
            for start in 0..text.units.len() {
                let Some(run) = text.run(start, length) else { continue };
                let Some(longer) =
                    level.get(&hash(run)).filter(|seen| seen.inside.first() == Some(&(place as u32)))
                else {
                    continue;
                };
                let documents = longer.inside.len();
                for part in [&run[..length - 1], &run[1..]] {
                    if let Some(seen) = kept.get_mut(&hash(part)) {
                        seen.longer = seen.longer.max(documents);
                    }
                }
            }
        }
        shorter = Some(level.keys().copied().collect());
        kept.extend(level);
    }
    kept.retain(|_, seen| seen.inside.len() as f64 >= OWN_RATIO * seen.longer as f64 && says_something(seen));
    let mut outside: HashMap<u64, usize> = HashMap::new();
    for facts in rest {
        for hash in Text::of(facts.text).having(&kept) {
            *outside.entry(hash).or_default() += 1;
        }
    }
    let mut phrases: Vec<Phrase> = kept
        .into_iter()
        .map(|(hash, seen)| Phrase {
            words: seen.words,
            inside: seen.inside,
            outside: outside.get(&hash).copied().unwrap_or(0),
        })
        .collect();
    phrases.sort_by(|one, other| {
        other.inside.len().cmp(&one.inside.len()).then_with(|| one.words.cmp(&other.words))
    });
    phrases.truncate(PHRASES_MAX);
    phrases
}

/// A single Chinese character is no phrase, and a number is none.
fn says_something(seen: &Seen) -> bool {
    let letters = seen.words.chars().any(|character| !character.is_ascii_digit() && character != ' ');
    letters && (seen.length > 1 || seen.words.chars().nth(1).is_some())
}

struct Text {
    folded: Folded,
    units: Vec<Unit>,
}

impl Text {
    fn of(text: &str) -> Self {
        let folded = fold(text);
        let mut units = units(&folded);
        units.truncate(TEXT_UNITS_MAX);
        Self { folded, units }
    }

    /// So many units from here without a mark between them.
    fn run(&self, start: usize, length: usize) -> Option<&[Unit]> {
        let run = self.units.get(start..start + length)?;
        run[1..].iter().all(|unit| unit.joined).then_some(run)
    }

    /// The phrases of a set that the text has, each once.
    fn having(&self, known: &HashMap<u64, Seen>) -> Vec<u64> {
        let mut found: Vec<u64> = Vec::new();
        for start in 0..self.units.len() {
            let mut running = 0;
            for (length, unit) in self.units[start..].iter().take(UNITS_MAX).enumerate() {
                if length > 0 && !unit.joined {
                    break;
                }
                running = combine(running, unit.hash);
                if known.contains_key(&running) {
                    found.push(running);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn words(&self, run: &[Unit]) -> String {
        let mut words = String::new();
        let mut before = Script::Han;
        for unit in run {
            if before != Script::Han && unit.script != Script::Han {
                words.push(' ');
            }
            words.push_str(&self.folded.slice(unit.range.clone()));
            before = unit.script;
        }
        words
    }
}

fn hash(run: &[Unit]) -> u64 {
    run.iter().fold(0, |hash, unit| combine(hash, unit.hash))
}
