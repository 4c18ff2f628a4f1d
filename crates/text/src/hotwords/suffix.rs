//! The sample's suffixes in order: every phrase that occurs twice is a run of them.

use std::cmp::Ordering;
use std::ops::Range;

use rayon::prelude::*;

use super::symbol::{BREAK, begins};

/// No phrase is longer, in units.
pub(super) const PHRASE_UNITS_MAX: usize = 64;
/// Units held beside a suffix, so that most comparisons touch no text.
const KEY_UNITS: usize = 4;

/// A place where a phrase may begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suffix {
    /// Its first units, those behind a break as zero.
    key: u64,
    /// Where it begins.
    pub at: u32,
    /// The number of its text.
    pub text: u32,
}

/// Texts and their suffixes in order.
pub(super) struct Suffixes {
    units: Vec<u16>,
    sorted: Vec<Suffix>,
    /// Texts below this number are of the window, the others of the baseline.
    window_texts: u32,
}

/// Texts of the window and of the baseline that hold a phrase.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Frequency {
    pub inside: u32,
    pub before: u32,
}

impl Suffixes {
    /// Of units in which texts begin at `starts`, the first `window_texts` of them of the window.
    pub(super) fn new(units: Vec<u16>, starts: &[usize], window_texts: usize) -> Self {
        let mut sorted = by_first_unit(&units, starts);
        let mut buckets: Vec<&mut [Suffix]> =
            sorted.chunk_by_mut(|one, other| one.first() == other.first()).collect();
        buckets.par_iter_mut().for_each(|bucket| {
            bucket.sort_unstable_by(|one, other| {
                one.key
                    .cmp(&other.key)
                    .then_with(|| rest(&units, one).cmp(rest(&units, other)))
                    .then(one.at.cmp(&other.at))
            });
        });
        Self { units, sorted, window_texts: window_texts as u32 }
    }

    pub(super) fn sorted(&self) -> &[Suffix] {
        &self.sorted
    }

    pub(super) fn units(&self) -> &[u16] {
        &self.units
    }

    /// The phrase of some length that begins at a place.
    pub(super) fn phrase(&self, at: u32, len: usize) -> &[u16] {
        &self.units[at as usize..at as usize + len]
    }

    pub(super) fn is_inside(&self, suffix: &Suffix) -> bool {
        suffix.text < self.window_texts
    }

    /// How many units a suffix shares with the one before it.
    pub(super) fn shared(&self, place: usize) -> usize {
        let (one, other) = (&self.sorted[place - 1], &self.sorted[place]);
        let differ = one.key ^ other.key;
        if differ != 0 {
            return differ.leading_zeros() as usize / 16;
        }
        let in_key = (0..KEY_UNITS).find(|unit| other.key >> (48 - 16 * unit) & 0xffff == 0);
        in_key.unwrap_or_else(|| {
            let pairs = rest(&self.units, one).iter().zip(rest(&self.units, other));
            KEY_UNITS + pairs.take_while(|(one, other)| one == other).count()
        })
    }

    /// Where the suffixes that begin with a phrase stand.
    pub(super) fn find(&self, phrase: &[u16]) -> Range<usize> {
        let order = |suffix: &Suffix| {
            let at = suffix.at as usize;
            let end = (at + phrase.len()).min(self.units.len());
            let own = &self.units[at..end];
            let own = own.iter().position(|unit| *unit == BREAK).map_or(own, |len| &own[..len]);
            own.cmp(phrase)
        };
        let start = self.sorted.partition_point(|suffix| order(suffix) == Ordering::Less);
        let len = self.sorted[start..].partition_point(|suffix| order(suffix) == Ordering::Equal);
        start..start + len
    }

    /// How many texts hold a phrase.
    pub(super) fn frequency(&self, phrase: &[u16]) -> Frequency {
        let mut texts: Vec<u32> = self.sorted[self.find(phrase)].iter().map(|suffix| suffix.text).collect();
        texts.sort_unstable();
        texts.dedup();
        let inside = texts.partition_point(|text| *text < self.window_texts);
        Frequency { inside: inside as u32, before: (texts.len() - inside) as u32 }
    }
}

impl Suffix {
    fn first(&self) -> u16 {
        (self.key >> 48) as u16
    }
}

/// The suffixes of all texts, those with the same first unit together, in the order of these units: sorting is then done
/// within the cache. Two readings, one that counts and one that places.
fn by_first_unit(units: &[u16], starts: &[usize]) -> Vec<Suffix> {
    let mut places = vec![0; 1 << 16];
    let begin = || (0..units.len()).filter(|at| begins(units, *at));
    begin().for_each(|at| places[usize::from(units[at])] += 1);
    let mut len = 0;
    for place in &mut places {
        len += std::mem::replace(place, len);
    }
    let mut suffixes = vec![Suffix { key: 0, at: 0, text: 0 }; len];
    let mut text = 0;
    for at in begin() {
        while starts.get(text + 1).is_some_and(|next| *next <= at) {
            text += 1;
        }
        let place = &mut places[usize::from(units[at])];
        suffixes[*place] = Suffix { key: key(units, at), at: at as u32, text: text as u32 };
        *place += 1;
    }
    suffixes
}

fn key(units: &[u16], at: usize) -> u64 {
    let first = units[at..].iter().take(KEY_UNITS).take_while(|unit| **unit != BREAK);
    let (key, len) = first.fold((0, 0), |(key, len), unit| (key << 16 | u64::from(*unit), len + 1));
    if len == 0 { 0 } else { key << (16 * (KEY_UNITS - len)) }
}

/// What follows the key, to the break or the greatest length.
fn rest<'a>(units: &'a [u16], suffix: &Suffix) -> &'a [u16] {
    if suffix.key & 0xffff == 0 {
        return &[];
    }
    let start = suffix.at as usize + KEY_UNITS;
    let longest = &units[start..(start + PHRASE_UNITS_MAX - KEY_UNITS).min(units.len())];
    longest.iter().position(|unit| *unit == BREAK).map_or(longest, |len| &longest[..len])
}

#[cfg(test)]
mod tests {
    use super::super::symbol::{append, units_of};
    use super::*;

    #[test]
    fn phrases_are_found_and_texts_counted_once() {
        let (mut units, mut starts) = (Vec::new(), Vec::new());
        for text in ["冰墩墩卖光了，冰墩墩", "想要冰墩墩", "冰箱坏了 refunds", "refund"] {
            starts.push(units.len());
            append(text, false, &mut units);
        }
        let suffixes = Suffixes::new(units, &starts, 2);
        let frequency = |word: &str| {
            let frequency = suffixes.frequency(&units_of(word));
            (frequency.inside, frequency.before)
        };
        assert_eq!(frequency("冰墩墩"), (2, 0));
        assert_eq!(frequency("冰"), (2, 1));
        assert_eq!(frequency("墩墩卖光了"), (1, 0));
        assert_eq!(frequency("refund"), (0, 1));
        assert_eq!(frequency("没有"), (0, 0));
        let shared: Vec<usize> = (1..suffixes.sorted().len()).map(|place| suffixes.shared(place)).collect();
        assert!(shared.contains(&3) && !shared.iter().any(|shared| 6 < *shared));
    }
}
