//! As many texts as fit, chosen by their own hash: which ones does not depend on their order or on who read them.

/// Texts of one period, as units. When more come than fit, those with the larger hashes go.
pub(super) struct Sample {
    units: Vec<u16>,
    /// The hash of each text and where it begins.
    texts: Vec<(u64, usize)>,
    /// Texts with a larger hash are not taken any more.
    limit: u64,
    units_max: usize,
}

impl Sample {
    pub(super) fn new(units_max: usize) -> Self {
        Self { units: Vec::new(), texts: Vec::new(), limit: u64::MAX, units_max }
    }

    /// Whether a text with this hash may still be taken.
    pub(super) fn admits(&self, hash: u64) -> bool {
        hash <= self.limit
    }

    /// The largest hash that is still taken.
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    pub(super) fn take(&mut self, hash: u64, units: &[u16]) {
        self.texts.push((hash, self.units.len()));
        self.units.extend_from_slice(units);
        while self.units_max < self.units.len() {
            self.limit -= self.limit / 8;
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        let mut kept = Vec::with_capacity(self.texts.len());
        let mut end = 0;
        for (place, &(hash, start)) in self.texts.iter().enumerate() {
            let next = self.texts.get(place + 1).map_or(self.units.len(), |(_, next)| *next);
            if hash <= self.limit {
                kept.push((hash, end));
                self.units.copy_within(start..next, end);
                end += next - start;
            }
        }
        self.units.truncate(end);
        self.texts = kept;
    }

    /// How many texts it holds.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The units, and where each text begins in them.
    pub(super) fn into_parts(self) -> (Vec<u16>, Vec<usize>) {
        (self.units, self.texts.into_iter().map(|(_, start)| start).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::duplicate::mix;
    use super::*;

    fn taken(order: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut sample = Sample::new(1000);
        for number in order {
            let hash = mix(number);
            if sample.admits(hash) {
                sample.take(hash, &[7; 10]);
            }
        }
        let mut hashes: Vec<u64> = sample.texts.iter().map(|(hash, _)| *hash).collect();
        hashes.sort_unstable();
        hashes
    }

    #[test]
    fn the_order_of_texts_does_not_matter() {
        let sample = taken(1..5000);
        assert_eq!(sample, taken((1..5000).rev()));
        assert!((80..=100).contains(&sample.len()));
    }
}
