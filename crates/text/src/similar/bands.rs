//! Locality-sensitive hashing: which texts share a band with this one.

use super::sketch::BANDS;

/// Entries of one bucket that are looked at, the latest first: where thousands share a band by chance, the others decide.
const BUCKET_LOOKS_MAX: usize = 32;
const NONE: u32 = u32::MAX;
const SLOTS_MIN: usize = 1024;

/// Buckets by band, in one table with open addressing; within a bucket each entry points at the one before.
#[derive(Debug, Clone)]
pub(super) struct Bands {
    /// Key and latest entry; `NONE` where the slot is free.
    slots: Vec<(u32, u32)>,
    used: usize,
    /// By entry and band: the entry before in the same bucket.
    before: Vec<u32>,
}

impl Bands {
    pub fn new() -> Self {
        Self { slots: vec![(0, NONE); SLOTS_MIN], used: 0, before: Vec::new() }
    }

    /// Hands over who shares a band, and enters the sketch as the next entry. The same entry may come more than once.
    pub fn enter(&mut self, bands: &[u32; BANDS], mut meets: impl FnMut(u32)) {
        let entry = (self.before.len() / BANDS) as u32;
        if (self.used + BANDS) * 5 > self.slots.len() * 4 {
            self.grow();
        }
        for (band, key) in bands.iter().enumerate() {
            let slot = self.slot(*key);
            let latest = self.slots[slot].1;
            self.used += usize::from(latest == NONE);
            self.slots[slot] = (*key, entry);
            // Once in some millions two bands of one text have the same key: it does not meet itself.
            let latest = if latest == entry { NONE } else { latest };
            self.before.push(latest);
            let mut at = latest;
            for _ in 0..BUCKET_LOOKS_MAX {
                if at == NONE {
                    break;
                }
                meets(at);
                at = self.before[at as usize * BANDS + band];
            }
        }
    }

    fn slot(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        // Keys are hashes already; the factor spreads those of a table larger than the key's low bits tell apart.
        let mut slot = (u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & mask;
        while self.slots[slot].1 != NONE && self.slots[slot].0 != key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let twice = vec![(0, NONE); self.slots.len() * 2];
        for (key, latest) in std::mem::replace(&mut self.slots, twice) {
            if latest != NONE {
                let slot = self.slot(key);
                self.slots[slot] = (key, latest);
            }
        }
    }

    /// Bytes in use.
    pub fn bytes(&self) -> usize {
        self.slots.capacity() * 8 + self.before.capacity() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_whose_bands_share_a_key_does_not_meet_itself() {
        let mut bands = Bands::new();
        let mut met = Vec::new();
        bands.enter(&[7; BANDS], |entry| met.push(entry));
        assert!(met.is_empty());
        bands.enter(&[7; BANDS], |entry| met.push(entry));
        assert_eq!(met, [0]);
    }
}
