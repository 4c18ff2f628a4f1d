//! Which of a few hundred phrases a text holds.

use super::symbol::begins;

/// Phrases by their first unit.
pub(super) struct Matcher {
    /// A bit for each pair of first units that a phrase has, by a hash: nearly every place of a text is no phrase's.
    pairs: Vec<u64>,
    /// By first unit: one more than the place of its bucket, zero for none.
    bucket_of: Vec<u16>,
    /// The phrases of each first unit with their numbers.
    buckets: Vec<Vec<(Vec<u16>, u16)>>,
}

impl Matcher {
    /// Of phrases of two units at least, numbered as they come; at most 65,535.
    pub(super) fn new(phrases: &[Vec<u16>]) -> Self {
        let mut matcher =
            Self { pairs: vec![0; 1 << (PAIR_BITS - 6)], bucket_of: vec![0; 1 << 16], buckets: Vec::new() };
        for (phrase, number) in phrases.iter().zip(0_u16..) {
            let &[first, second, ..] = phrase.as_slice() else { continue };
            let (word, bit) = pair(first, second);
            matcher.pairs[word] |= bit;
            let bucket = &mut matcher.bucket_of[usize::from(first)];
            if *bucket == 0 {
                matcher.buckets.push(Vec::new());
                *bucket = matcher.buckets.len() as u16;
            }
            matcher.buckets[usize::from(*bucket) - 1].push((phrase.clone(), number));
        }
        matcher
    }

    /// Appends the numbers of the phrases that the units from `start` on hold, each once, ascending.
    pub(super) fn find(&self, units: &[u16], found: &mut Vec<u16>) {
        let start = found.len();
        for (at, next) in units.windows(2).enumerate() {
            let (word, bit) = pair(next[0], next[1]);
            if self.pairs[word] & bit == 0 {
                continue;
            }
            let Some(bucket) = self.bucket_of[usize::from(next[0])].checked_sub(1) else { continue };
            for (phrase, number) in &self.buckets[usize::from(bucket)] {
                if units[at..].starts_with(phrase) && begins(units, at) {
                    found.push(*number);
                }
            }
        }
        if found.len() > start + 1 {
            found[start..].sort_unstable();
            let mut kept = start + 1;
            for at in start + 1..found.len() {
                if found[at] != found[kept - 1] {
                    found[kept] = found[at];
                    kept += 1;
                }
            }
            found.truncate(kept);
        }
    }
}

/// The bits of pairs, 4 KiB: they stay in the nearest cache.
const PAIR_BITS: u32 = 15;

/// Where the bit of a pair of units is.
fn pair(first: u16, second: u16) -> (usize, u64) {
    let hash = (u32::from(first) << 16 | u32::from(second)).wrapping_mul(0x9e37_79b1) >> (32 - PAIR_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::super::symbol::{append, units_of};
    use super::*;

    #[test]
    fn phrases_are_found_once_and_whole() {
        let phrases = ["冰墩墩", "墩墩", "refund", "fee", "年费"].map(units_of);
        let matcher = Matcher::new(&phrases);
        let found = |text: &str| {
            let (mut units, mut found) = (Vec::new(), vec![9]);
            append(text, false, &mut units);
            matcher.find(&units, &mut found);
            found.split_off(1)
        };
        assert_eq!(found("冰墩墩和冰墩墩"), [0, 1]);
        assert_eq!(found("Refund my fee, refunds"), [2, 3]);
        assert_eq!(found("coffee 年費"), [4]);
        assert!(found("").is_empty());
    }
}
