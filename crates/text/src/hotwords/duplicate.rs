//! Which texts are the same told again: equal after folding, or of one template.

use super::symbol::is_figure;

/// Texts below this many units are the same only when equal: two short headlines on one event share most of their words.
const SHORT_UNITS: usize = 32;
/// Minima in a band, and bands. Two texts whose shingles of four units overlap by a share J (Jaccard) agree in a band with
/// probability J¹² (Broder 1997): 0.28 at 0.9, one in four thousand at 0.5; a template is met again after few copies.
const ROWS: usize = 12;
const BANDS: usize = 2;
const BINS: usize = ROWS * BANDS;

/// What a text is recognised by: it is a duplicate where one of these was seen.
pub(super) type Signature = [u64; BANDS];

/// The signature of a text. Figures take no part in that of a long text: account numbers and amounts fill templates.
pub(super) fn signature(units: &[u16]) -> Signature {
    if units.len() < SHORT_UNITS {
        let whole = units.iter().fold(1, |hash: u64, unit| mix(hash ^ u64::from(*unit)));
        return [whole; BANDS];
    }
    // One permutation, many bins (Li, Owen, Zhang 2012).
    let mut minima = [u32::MAX; BINS];
    let mut shingle: u64 = 0;
    for unit in units {
        if is_figure(*unit) {
            continue;
        }
        shingle = shingle << 16 | u64::from(*unit);
        let hash = mix(shingle);
        let bin = (((hash >> 32) * BINS as u64) >> 32) as usize;
        minima[bin] = minima[bin].min(hash as u32);
    }
    let mut bands = [0; BANDS];
    for (band, minima) in bands.iter_mut().zip(minima.chunks(ROWS)) {
        *band = minima.iter().fold(1, |hash: u64, minimum| mix(hash ^ u64::from(*minimum)));
    }
    bands
}

/// A mixing step of good avalanche (the finaliser of SplitMix64, shortened).
pub(super) fn mix(value: u64) -> u64 {
    let value = (value ^ value >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ value >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value ^ value >> 32
}

/// The signatures met so far, in at most 64 MiB however many they are (Bloom 1970, four bits each in one line of the cache).
/// Up to ten million texts it mistakes fewer than one in a hundred for a duplicate, and never the reverse.
pub(super) struct Seen {
    words: Vec<u64>,
}

/// Words of memory at least and at most.
const WORDS_MIN: usize = 1 << 14;
const WORDS_MAX: usize = 1 << 23;
/// Words of a line of the cache.
const LINE: usize = 8;

impl Seen {
    /// For about so many texts.
    pub(super) fn new(texts: usize) -> Self {
        Self { words: vec![0; texts.next_power_of_two().clamp(WORDS_MIN, WORDS_MAX)] }
    }

    /// Whether a text of this signature was met in this period; if not, it counts as met from here on.
    pub(super) fn meet(&mut self, period: i32, signature: &Signature) -> bool {
        let salt = mix(u64::from(period.cast_unsigned()));
        // The bands of a short text are equal.
        let bands = if signature[0] == signature[1] { &signature[..1] } else { &signature[..] };
        let is_met =
            |band: &u64| self.places(*band ^ salt).iter().all(|(word, bit)| self.words[*word] & bit != 0);
        if bands.iter().any(is_met) {
            return true;
        }
        for band in bands {
            for (word, bit) in self.places(*band ^ salt) {
                self.words[word] |= bit;
            }
        }
        false
    }

    fn places(&self, key: u64) -> [(usize, u64); 4] {
        let key = mix(key);
        let line = (key >> 40) as usize & (self.words.len() / LINE - 1);
        [0, 9, 18, 27].map(|shift| {
            let place = key >> shift & 511;
            (line * LINE + (place >> 6) as usize, 1 << (place & 63))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::symbol::append;
    use super::*;

    fn signed(text: &str) -> Signature {
        let mut units = Vec::new();
        append(text, true, &mut units);
        signature(&units)
    }

    #[test]
    fn figures_do_not_tell_texts_of_a_template_apart() {
        let template = |figure: u32| {
            format!(
                "尊敬的银行，本人尾号{figure}的信用卡在三月被收取年费{figure}元，现要求全额退还并书面答复，否则向监管部门投诉到底。"
            )
        };
        assert_eq!(signed(&template(1234)), signed(&template(88)));
        assert_ne!(signed("信用卡年费"), signed("信用卡利息"));
    }

    #[test]
    fn what_was_met_is_met_in_its_period_only() {
        let mut seen = Seen::new(100);
        let text = signed("冬奥会开幕");
        assert!(!seen.meet(0, &text));
        assert!(seen.meet(0, &text));
        assert!(!seen.meet(-1, &text));
    }
}
