//! Near-duplicates over a whole record, one text after another.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::thread;

use super::bands::Bands;
use super::sketch::{Digest, Sketch, resemblance};
use super::union::Union;

/// Texts that one thread sketches before they are entered.
const BLOCK_TEXTS: usize = 4096;

/// When texts are near-duplicates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearRule {
    /// The least resemblance of two texts (see [`Sketch::resemblance`]), 0 to 1.
    pub resemblance_min: f32,
    /// Shorter texts, in units, stay alone: `谢谢` is everybody's.
    pub units_min: usize,
}

impl Default for NearRule {
    fn default() -> Self {
        Self { resemblance_min: 0.5, units_min: 8 }
    }
}

/// What came of a text that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its group, named after the document that was added first; itself where it is alone.
    pub group: u64,
    /// Groups, or documents so far alone, that this text united with that group.
    pub merged: Vec<u64>,
}

/// Groups of texts that are the same but for edits.
///
/// A text is compared with those it shares a band of minima with; what the comparison of their shingles confirms is
/// united, and so is what hangs together over several. The same texts in the same order give the same groups, however many
/// threads sketch them. It takes 400 to 750 bytes a text, as its tables double, and four for each of the shingles kept (at most
/// 128); a text that says the same as an earlier one takes 30 to 60.
#[derive(Debug, Clone)]
pub struct NearDuplicates {
    rule: NearRule,
    /// By place: the document.
    documents: Vec<u64>,
    places: HashMap<u64, u32>,
    groups: Union,
    /// By what a text says: its entry. Texts that say the same share one.
    wholes: HashMap<u64, u32>,
    bands: Bands,
    /// By entry: the place of its first text, and the end of its shingles.
    entries: Vec<Entry>,
    /// By entry: what shows at a glance that it resembles nothing like this.
    digests: Vec<Digest>,
    agreeing_min: u32,
    shingles: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    place: u32,
    complete: bool,
    end: usize,
}

impl NearDuplicates {
    /// An empty record.
    pub fn new(rule: NearRule) -> Self {
        Self {
            rule,
            documents: Vec::new(),
            places: HashMap::new(),
            groups: Union::default(),
            wholes: HashMap::new(),
            bands: Bands::new(),
            entries: Vec::new(),
            digests: Vec::new(),
            agreeing_min: Digest::agreeing_min(rule.resemblance_min),
            shingles: Vec::new(),
        }
    }

    /// Adds a text and finds its group. A document that is here already stays what it was.
    pub fn add(&mut self, document: u64, text: &str) -> Placed {
        self.add_sketch(document, &Sketch::of(text))
    }

    /// Adds what was kept of a text and finds its group. A document that is here already stays what it was.
    pub fn add_sketch(&mut self, document: u64, sketch: &Sketch) -> Placed {
        if let Some(place) = self.places.get(&document) {
            let group = self.documents[self.groups.find(*place) as usize];
            return Placed { group, merged: Vec::new() };
        }
        let place = self.groups.push();
        self.documents.push(document);
        self.places.insert(document, place);
        let mut found = self.alike(place, sketch);
        found.sort_unstable();
        found.dedup();
        let Some(group) = found.first().map(|first| self.documents[*first as usize]) else {
            return Placed { group: document, merged: Vec::new() };
        };
        for root in &found {
            self.groups.unite(*root, place);
        }
        Placed { group, merged: found[1..].iter().map(|root| self.documents[*root as usize]).collect() }
    }

    /// Adds many texts, sketched on as many threads as are given while this one enters them.
    pub fn add_all(&mut self, texts: &[(u64, &str)], threads: NonZeroUsize) {
        let blocks: Vec<&[(u64, &str)]> = texts.chunks(BLOCK_TEXTS * threads.get()).collect();
        let mut sketched: Vec<Sketch> = Vec::new();
        for place in 0..=blocks.len() {
            let entering =
                place.checked_sub(1).and_then(|before| blocks.get(before)).copied().unwrap_or_default();
            let next = blocks.get(place).copied().unwrap_or_default();
            let share = next.len().div_ceil(threads.get()).max(1);
            sketched = thread::scope(|scope| {
                let parts: Vec<_> =
                    next.chunks(share).map(|part| (part, scope.spawn(|| sketches(part)))).collect();
                for ((document, _), sketch) in entering.iter().zip(&sketched) {
                    self.add_sketch(*document, sketch);
                }
                // A thread that ended badly has nothing to give; its texts are sketched here, where it shows.
                let joined =
                    parts.into_iter().map(|(part, handle)| handle.join().unwrap_or_else(|_| sketches(part)));
                joined.flatten().collect()
            });
        }
    }

    /// The group of a document, named after its first; nothing for a document that was not added.
    pub fn group_of(&self, document: u64) -> Option<u64> {
        let root = self.groups.root(*self.places.get(&document)?);
        Some(self.documents[root as usize])
    }

    /// All groups of two and more, in the order of their first documents; within each in the order they were added.
    pub fn groups(&self) -> Vec<Vec<u64>> {
        let named = |set: Vec<u32>| set.into_iter().map(|place| self.documents[place as usize]).collect();
        self.groups.sets().into_iter().map(named).collect()
    }

    /// How many texts were added.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether none was added.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Bytes in use, about.
    pub fn bytes(&self) -> usize {
        // A table of the standard library takes a byte of control beside each pair.
        let maps = (self.places.capacity() + self.wholes.capacity()) * 17;
        let entries =
            self.entries.capacity() * size_of::<Entry>() + self.digests.capacity() * size_of::<Digest>();
        let shingles = self.shingles.capacity() * 4;
        maps + self.documents.capacity() * 8 + self.groups.bytes() + self.bands.bytes() + entries + shingles
    }

    /// The roots of the groups that a new text belongs to; the text becomes an entry unless it says what another said.
    fn alike(&mut self, place: u32, sketch: &Sketch) -> Vec<u32> {
        if sketch.units() < self.rule.units_min.max(1) {
            return Vec::new();
        }
        if let Some(entry) = self.wholes.get(&sketch.whole) {
            let entry = self.entries[*entry as usize];
            return vec![self.groups.find(entry.place)];
        }
        self.wholes.insert(sketch.whole, self.entries.len() as u32);
        let mut met: Vec<u32> = Vec::new();
        let (digests, agreeing_min) = (&self.digests, self.agreeing_min);
        self.bands.enter(&sketch.bands, |entry| {
            if digests[entry as usize].agreeing(&sketch.digest) >= agreeing_min {
                met.push(entry);
            }
        });
        self.digests.push(sketch.digest);
        met.sort_unstable();
        met.dedup();
        let mut found: Vec<u32> = Vec::new();
        for entry in met {
            let root = self.groups.find(self.entries[entry as usize].place);
            if !found.contains(&root) && self.confirms(entry, sketch) {
                found.push(root);
            }
        }
        self.shingles.extend(&sketch.shingles);
        let end = self.shingles.len();
        self.entries.push(Entry { place, complete: sketch.complete, end });
        found
    }

    fn confirms(&self, entry: u32, sketch: &Sketch) -> bool {
        let kept = self.entries[entry as usize];
        let start = (entry as usize).checked_sub(1).map_or(0, |before| self.entries[before].end);
        let shingles = &self.shingles[start..kept.end];
        let alike = resemblance((shingles, kept.complete), (&sketch.shingles, sketch.complete));
        alike >= self.rule.resemblance_min
    }
}

fn sketches(texts: &[(u64, &str)]) -> Vec<Sketch> {
    texts.iter().map(|(_, text)| Sketch::of(text)).collect()
}
