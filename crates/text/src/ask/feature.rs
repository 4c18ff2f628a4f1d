//! What of a wording is compared.

use crate::fold::fold;
use crate::stem::stem;
use crate::unit::{Script, Unit, combine, hash, units};

/// Units of a text that are looked at: a question, however long, is asked in so many.
const UNITS_MAX: usize = 256;
/// Two units so near each other make a pair, whichever comes first: spoken questions put words in any order.
const PAIR_UNITS_MAX: usize = 16;
/// The parts of a word of another script that are compared, in characters: what is mistyped still shares most of them.
const PARTS: [usize; 2] = [3, 4];

/// What kind a feature is; part of its hash.
#[derive(Clone, Copy)]
enum Tag {
    Unit,
    Neighbours,
    Pair,
    Part,
}

/// Features by hash with how often each occurs, ascending.
pub(super) type Counts = Vec<(u64, f32)>;

/// A text as features.
pub(super) struct Features {
    /// Units and neighbours, as BM25 counts them.
    pub words: Counts,
    /// All of them.
    pub all: Counts,
}

/// The features of a text.
pub(super) fn features(text: &str) -> Features {
    let folded = fold(text);
    let mut units = units(&folded);
    units.truncate(UNITS_MAX);
    let mut parts = Vec::new();
    for unit in &mut units {
        if unit.script == Script::Word {
            let word = folded.slice(unit.range.clone());
            unit.hash = hash(&stem(&word).chars().collect::<Vec<char>>());
            let bounded: Vec<char> = [' '].into_iter().chain(word.chars()).chain([' ']).collect();
            for length in PARTS {
                parts.extend(bounded.windows(length).map(|part| tagged(Tag::Part, hash(part))));
            }
        }
    }
    let mut words: Vec<u64> = units.iter().map(|unit| tagged(Tag::Unit, unit.hash)).collect();
    words.extend(units.windows(2).map(|two| tagged(Tag::Neighbours, combine(two[0].hash, two[1].hash))));
    let mut pairs = pairs(&units);
    pairs.sort_unstable();
    pairs.dedup();
    let all = words.iter().copied().chain(pairs).chain(parts).collect();
    Features { words: counted(words), all: counted(all) }
}

/// Unordered pairs of different units near each other.
fn pairs(units: &[Unit]) -> Vec<u64> {
    let mut pairs = Vec::with_capacity(units.len() * PAIR_UNITS_MAX);
    for (at, one) in units.iter().enumerate() {
        for other in units[at + 1..].iter().take(PAIR_UNITS_MAX) {
            if one.hash != other.hash {
                let pair = combine(one.hash.min(other.hash), one.hash.max(other.hash));
                pairs.push(tagged(Tag::Pair, pair));
            }
        }
    }
    pairs
}

fn tagged(tag: Tag, hash: u64) -> u64 {
    combine(tag as u64, hash)
}

fn counted(mut hashes: Vec<u64>) -> Counts {
    hashes.sort_unstable();
    hashes.chunk_by(|one, next| one == next).map(|same| (same[0], same.len() as f32)).collect()
}
