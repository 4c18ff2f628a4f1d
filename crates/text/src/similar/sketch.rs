//! What is kept of a text to compare it with others: a few hundred bytes, however long it was.

use crate::fold::fold;
use crate::unit::{Script, Unit, combine, units};

/// Units a shingle spans: three Chinese characters, or three words.
const SHINGLE_UNITS: usize = 3;
/// Shingles kept: the smallest hashes. A text of fewer is compared exactly, a longer one with a standard error of at most
/// 0.045.
const SHINGLES_MAX: usize = 128;
/// Minima that make one band: two texts meet in a band with the fourth power of their resemblance.
const ROWS: usize = 4;
/// Bands: texts that resemble each other by 0.5 meet in one of them with 0.79, by 0.6 with 0.96, by 0.7 with 0.998.
pub(super) const BANDS: usize = 24;
const MINIMA: usize = ROWS * BANDS;
/// Bytes of a stored sketch besides its shingles.
const HEAD_BYTES: usize = 1 + 8 + 16 + 16 + 4 * BANDS + 4 + 1;
/// The first byte of a stored sketch: the version of this layout.
const VERSION: u8 = 1;

/// The permutations of MinHash (Broder 1997), one linear function modulo 2³² each.
const FUNCTIONS: ([u32; MINIMA], [u32; MINIMA]) = functions();

const fn functions() -> ([u32; MINIMA], [u32; MINIMA]) {
    let (mut factors, mut offsets) = ([0; MINIMA], [0; MINIMA]);
    let mut index = 0;
    while index < MINIMA {
        let drawn = combine(0x6875_6979_696e, index as u64);
        factors[index] = (drawn >> 32) as u32 | 1;
        offsets[index] = drawn as u32;
        index += 1;
    }
    (factors, offsets)
}

/// What is kept of a text: at most 654 bytes. Two texts whose letters differ only in width, case, script, punctuation or the
/// digits of numbers have the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Of all units in order: equal for texts that say the same.
    pub(super) whole: u64,
    pub(super) digest: Digest,
    pub(super) bands: [u32; BANDS],
    /// How many units the text has.
    units: u32,
    /// The smallest hashes of its shingles, ascending.
    pub(super) shingles: Vec<u32>,
    /// Whether `shingles` are all it has.
    pub(super) complete: bool,
}

impl Sketch {
    /// The sketch of a text. Any text has one; that of a text without letters or digits resembles nothing.
    pub fn of(text: &str) -> Self {
        let units = units(&fold(text));
        let mut shingles = shingles(&units);
        shingles.sort_unstable();
        shingles.dedup();
        let minima = minima(&shingles);
        let whole = units.iter().fold(0, |whole, unit| combine(whole, neutral(unit)));
        let complete = shingles.len() <= SHINGLES_MAX;
        shingles.truncate(SHINGLES_MAX);
        shingles.shrink_to_fit();
        let units = u32::try_from(units.len()).unwrap_or(u32::MAX);
        Self { whole, digest: Digest::of(&minima), bands: bands(&minima), units, shingles, complete }
    }

    /// How many units (Chinese characters, words and numbers of other scripts) the text has.
    pub fn units(&self) -> usize {
        self.units as usize
    }

    /// The resemblance of two texts, 0 to 1: the share of their shingles that both have (Jaccard). Exact while both have at
    /// most 128, above that an estimate over the smallest hashes.
    pub fn resemblance(&self, other: &Self) -> f32 {
        resemblance((&self.shingles, self.complete), (&other.shingles, other.complete))
    }

    /// Bytes to keep the sketch in; [`Sketch::from_bytes`] reads them in this and every later version.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD_BYTES + 4 * self.shingles.len());
        bytes.push(VERSION);
        bytes.extend(self.whole.to_le_bytes());
        bytes.extend(self.digest.low.to_le_bytes());
        bytes.extend(self.digest.high.to_le_bytes());
        bytes.extend(self.bands.iter().flat_map(|band| band.to_le_bytes()));
        bytes.extend(self.units.to_le_bytes());
        bytes.push(self.complete.into());
        bytes.extend(self.shingles.iter().flat_map(|shingle| shingle.to_le_bytes()));
        bytes
    }

    /// Reads what [`Sketch::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are no sketch: make it again from the text.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReadSketchError> {
        let mut reader = Reader(bytes);
        if reader.take() != Some([VERSION]) {
            return Err(ReadSketchError);
        }
        let whole = reader.take().map(u64::from_le_bytes).ok_or(ReadSketchError)?;
        let low = reader.take().map(u128::from_le_bytes).ok_or(ReadSketchError)?;
        let high = reader.take().map(u128::from_le_bytes).ok_or(ReadSketchError)?;
        let mut bands = [0; BANDS];
        for band in &mut bands {
            *band = reader.take().map(u32::from_le_bytes).ok_or(ReadSketchError)?;
        }
        let units = reader.take().map(u32::from_le_bytes).ok_or(ReadSketchError)?;
        let complete = match reader.take() {
            Some([0]) => false,
            Some([1]) => true,
            _ => return Err(ReadSketchError),
        };
        let mut shingles = Vec::with_capacity(reader.0.len() / 4);
        while !reader.0.is_empty() {
            shingles.push(reader.take().map(u32::from_le_bytes).ok_or(ReadSketchError)?);
        }
        if shingles.len() > SHINGLES_MAX || !shingles.is_sorted_by(|one, next| one < next) {
            return Err(ReadSketchError);
        }
        Ok(Self { whole, digest: Digest { low, high }, bands, units, shingles, complete })
    }
}

/// Two bits of each minimum (b-bit minwise hashing, Li and König 2010): enough to see at a glance that two texts hardly
/// resemble each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digest {
    low: u128,
    high: u128,
}

impl Digest {
    fn of(minima: &[u32; MINIMA]) -> Self {
        let mut digest = Self { low: 0, high: 0 };
        for (index, minimum) in minima.iter().enumerate() {
            let mixed = minimum.wrapping_mul(0x9e37_79b1);
            digest.low |= u128::from(mixed >> 31) << index;
            digest.high |= u128::from(mixed >> 30 & 1) << index;
        }
        digest
    }

    /// How many minima may be equal.
    pub fn agreeing(&self, other: &Self) -> u32 {
        let differing = (self.low ^ other.low) | (self.high ^ other.high);
        MINIMA as u32 - differing.count_ones()
    }

    /// How many agree, at least, in two texts of this resemblance: a quarter of the minima that differ agree by chance, and
    /// three standard deviations below the mean lie one pair in seven hundred.
    pub fn agreeing_min(resemblance: f32) -> u32 {
        let (count, share) = (MINIMA as f32, 0.25 + 0.75 * resemblance.clamp(0.0, 1.0));
        (count * share - 3.0 * (count * share * (1.0 - share)).sqrt()).max(0.0) as u32
    }
}

/// Bytes that are no sketch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no sketch of a text: expected what this program wrote")]
pub struct ReadSketchError;

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        let (taken, rest) = self.0.split_first_chunk::<LENGTH>()?;
        self.0 = rest;
        Some(*taken)
    }
}

/// Numbers are all alike: the amounts and dates of one template differ from person to person.
fn neutral(unit: &Unit) -> u64 {
    if unit.script == Script::Number { 0 } else { unit.hash }
}

fn shingles(units: &[Unit]) -> Vec<u32> {
    let hash = |window: &[Unit]| (window.iter().map(neutral).fold(0, combine) >> 32) as u32;
    match units.len() {
        0 => Vec::new(),
        1..SHINGLE_UNITS => vec![hash(units)],
        _ => units.windows(SHINGLE_UNITS).map(hash).collect(),
    }
}

fn minima(shingles: &[u32]) -> [u32; MINIMA] {
    let (factors, offsets) = FUNCTIONS;
    let mut minima = [u32::MAX; MINIMA];
    for shingle in shingles {
        for index in 0..MINIMA {
            let permuted = shingle.wrapping_mul(factors[index]).wrapping_add(offsets[index]);
            minima[index] = minima[index].min(permuted);
        }
    }
    minima
}

fn bands(minima: &[u32; MINIMA]) -> [u32; BANDS] {
    let mut bands = [0; BANDS];
    for (index, (band, rows)) in bands.iter_mut().zip(minima.chunks_exact(ROWS)).enumerate() {
        *band = (rows.iter().fold(index as u64, |hash, row| combine(hash, u64::from(*row))) >> 32) as u32;
    }
    bands
}

/// The share of common hashes among all, below the end of whichever is cut off.
pub(super) fn resemblance(
    (left, left_complete): (&[u32], bool),
    (right, right_complete): (&[u32], bool),
) -> f32 {
    let end = |hashes: &[u32], complete| match (complete, hashes.last()) {
        (false, Some(last)) => *last,
        _ => u32::MAX,
    };
    let end = end(left, left_complete).min(end(right, right_complete));
    let below = |hashes: &[u32]| hashes.partition_point(|hash| *hash <= end);
    let (left, right) = (&left[..below(left)], &right[..below(right)]);
    let (mut at, mut other, mut both) = (0, 0, 0_usize);
    while at < left.len() && other < right.len() {
        let (one, two) = (left[at], right[other]);
        both += usize::from(one == two);
        at += usize::from(one <= two);
        other += usize::from(two <= one);
    }
    match left.len() + right.len() - both {
        0 => 0.0,
        all => both as f32 / all as f32,
    }
}
