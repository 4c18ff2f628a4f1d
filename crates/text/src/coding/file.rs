//! A model as one file: a mark, a version, its parts, and a checksum over all of it (CRC-32, which finds what disks and
//! copying damage; it keeps nobody from forging a model).
//!
//! All numbers are little-endian; a text is its length in bytes (32 bits) and UTF-8; a list is its length (32 bits) and
//! its elements. Nothing read is trusted: a damaged or forged file is an error that names the place, never a panic.

use super::calibrate::Level;
use super::model::{About, Axis, Model};
use super::network::{Head, Network};
use super::train::{AXES_MAX, CLASSES_MAX};
use super::tree::{LEVELS_MAX, Tree};
use super::vocabulary::Vocabulary;
use super::weights::Weights;

/// What a model's file begins with.
pub const MARK: &[u8; 8] = b"HYCODING";
/// The version of the form; another is refused.
pub const VERSION: u16 = 1;

/// Why a file is no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelFileError {
    /// Some other file.
    #[error("the file does not begin with `HYCODING`: it is no model for coding")]
    Mark,
    /// A model of another release.
    #[error("the model has the form of version {0}; this release reads version {VERSION}, so train it anew")]
    Version(u16),
    /// Cut off.
    #[error("the model ends at byte {at}, inside {part}")]
    Short {
        /// Where it ends.
        at: usize,
        /// What is missing there.
        part: &'static str,
    },
    /// Damaged.
    #[error("the model is damaged: its checksum is {found:08x}, but {expected:08x} was written")]
    Checksum {
        /// What the bytes give.
        found: u32,
        /// What stands in the file.
        expected: u32,
    },
    /// Well-formed nonsense.
    #[error("{part} at byte {at} of the model make no sense")]
    Nonsense {
        /// Where.
        at: usize,
        /// What.
        part: &'static str,
    },
}

impl Model {
    /// The model as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Out(Vec::new());
        out.0.extend_from_slice(MARK);
        out.0.extend_from_slice(&VERSION.to_le_bytes());
        let About { source, program, texts, left_out, seed, folds } = &self.about;
        out.text(source);
        out.text(program);
        for number in [texts, left_out, seed] {
            out.0.extend_from_slice(&number.to_le_bytes());
        }
        out.number(*folds as usize);
        out.0.push(u8::from(self.vocabulary.pieces()));
        let weights = self.vocabulary.weights();
        out.floats(&[weights.unknown]);
        out.number(self.vocabulary.len());
        for hash in self.vocabulary.hashes() {
            out.0.extend_from_slice(&hash.to_le_bytes());
        }
        out.floats(&weights.known);
        let network = &self.network;
        out.number(network.members);
        out.number(network.hidden);
        out.0.extend(network.rows.iter().map(|&step| step.cast_unsigned()));
        out.floats(&network.scales);
        out.floats(&network.biases);
        out.number(self.axes.len());
        for (axis, head) in self.axes.iter().zip(&network.heads) {
            out.axis(axis);
            out.floats(&head.weights);
            out.floats(&head.biases);
        }
        let checksum = crc32fast::hash(&out.0);
        out.0.extend_from_slice(&checksum.to_le_bytes());
        out.0
    }

    /// Reads a model from a file's bytes.
    ///
    /// # Errors
    /// When they are no model, one of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelFileError> {
        if !bytes.starts_with(MARK) {
            return Err(ModelFileError::Mark);
        }
        let mut read = In { bytes, at: MARK.len() };
        let version = read.u16("the version")?;
        if version != VERSION {
            return Err(ModelFileError::Version(version));
        }
        let Some((body, checksum)) = bytes.split_last_chunk::<4>().filter(|(body, _)| read.at <= body.len())
        else {
            return Err(ModelFileError::Short { at: bytes.len(), part: "the checksum" });
        };
        let (found, expected) = (crc32fast::hash(body), u32::from_le_bytes(*checksum));
        if found != expected {
            return Err(ModelFileError::Checksum { found, expected });
        }
        read.bytes = body;
        read.model()
    }
}

struct Out(Vec<u8>);

impl Out {
    fn number(&mut self, number: usize) {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn floats(&mut self, floats: &[f32]) {
        self.0.extend(floats.iter().flat_map(|float| float.to_le_bytes()));
    }

    fn texts(&mut self, texts: &[String]) {
        self.number(texts.len());
        texts.iter().for_each(|text| self.text(text));
    }

    fn axis(&mut self, axis: &Axis) {
        self.text(&axis.name);
        self.texts(&axis.classes);
        self.texts(axis.tree.nodes());
        for path in axis.tree.paths() {
            self.number(path.len());
            path.iter().for_each(|&node| self.number(node as usize));
        }
        self.floats(&[axis.temperature, axis.precision]);
        self.number(axis.levels.len());
        for level in &axis.levels {
            self.floats(&[level.threshold, level.coverage, level.precision]);
        }
        self.number(axis.out_of_scope.map_or(0, |class| class as usize + 1));
    }
}

struct In<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> In<'a> {
    fn take(&mut self, length: usize, part: &'static str) -> Result<&'a [u8], ModelFileError> {
        let end = self.at.checked_add(length);
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(ModelFileError::Short { at: self.bytes.len(), part })?;
        self.at += length;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, part: &'static str) -> Result<[u8; N], ModelFileError> {
        let taken = self.take(N, part)?;
        taken.try_into().map_err(|_| ModelFileError::Short { at: self.at, part })
    }

    fn nonsense(&self, part: &'static str) -> ModelFileError {
        ModelFileError::Nonsense { at: self.at, part }
    }

    fn u16(&mut self, part: &'static str) -> Result<u16, ModelFileError> {
        Ok(u16::from_le_bytes(self.array(part)?))
    }

    fn u64(&mut self, part: &'static str) -> Result<u64, ModelFileError> {
        Ok(u64::from_le_bytes(self.array(part)?))
    }

    fn number(&mut self, max: usize, part: &'static str) -> Result<usize, ModelFileError> {
        let number = u32::from_le_bytes(self.array(part)?) as usize;
        if max < number { Err(self.nonsense(part)) } else { Ok(number) }
    }

    fn text(&mut self, part: &'static str) -> Result<String, ModelFileError> {
        let length = self.number(self.bytes.len(), part)?;
        let bytes = self.take(length, part)?;
        String::from_utf8(bytes.to_vec()).map_err(|_| self.nonsense(part))
    }

    fn texts(&mut self, max: usize, part: &'static str) -> Result<Vec<String>, ModelFileError> {
        let count = self.number(max, part)?;
        (0..count).map(|_| self.text(part)).collect()
    }

    /// Numbers that are finite. Memory is asked for only after the bytes were found.
    fn floats(&mut self, count: usize, part: &'static str) -> Result<Vec<f32>, ModelFileError> {
        let length = count.checked_mul(4).ok_or_else(|| self.nonsense(part))?;
        let bytes = self.take(length, part)?.as_chunks::<4>().0;
        let floats: Vec<f32> = bytes.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        if floats.iter().all(|float| float.is_finite()) { Ok(floats) } else { Err(self.nonsense(part)) }
    }

    fn model(&mut self) -> Result<Model, ModelFileError> {
        let about = About {
            source: self.text("the source")?,
            program: self.text("the program's version")?,
            texts: self.u64("the number of texts")?,
            left_out: self.u64("the number of texts left out")?,
            seed: self.u64("the seed")?,
            folds: self.number(usize::MAX, "the number of folds")? as u32,
        };
        let vocabulary = self.vocabulary()?;
        let features = vocabulary.len();
        let members = self.number(64, "the number of members")?;
        let hidden = self.number(4_096, "the number of hidden units")?;
        if members == 0 || hidden == 0 {
            return Err(self.nonsense("members without units"));
        }
        let width = members * hidden;
        let length = features.checked_mul(width).ok_or_else(|| self.nonsense("the weights of features"))?;
        let rows = self.take(length, "the weights of features")?;
        let mut network = Network {
            members,
            hidden,
            rows: rows.iter().map(|&step| step.cast_signed()).collect(),
            scales: self.floats(width, "the scales of weights")?,
            biases: self.floats(width, "the biases")?,
            heads: Vec::new(),
        };
        let count = self.number(AXES_MAX, "the number of axes")?;
        let mut axes = Vec::new();
        for _ in 0..count {
            let axis = self.axis()?;
            let classes = axis.classes.len();
            network.heads.push(Head {
                classes,
                weights: self.floats(width * classes, "the weights of classes")?,
                biases: self.floats(members * classes, "the biases of classes")?,
            });
            axes.push(axis);
        }
        if self.at != self.bytes.len() || axes.is_empty() {
            return Err(self.nonsense("what follows the last axis"));
        }
        Ok(Model { about, vocabulary, network, axes })
    }

    fn vocabulary(&mut self) -> Result<Vocabulary, ModelFileError> {
        let pieces = self.array::<1>("the kind of features")? == [1];
        let unknown = self.floats(1, "the weight of what is unknown")?;
        let count = self.number(self.bytes.len(), "the number of features")?;
        let hashes = self.take(count.saturating_mul(8), "the features")?.as_chunks::<8>().0;
        let hashes = hashes.iter().map(|&bytes| u64::from_le_bytes(bytes)).collect();
        let known = self.floats(count, "the weights of features")?;
        let unknown = unknown.first().copied().unwrap_or_default();
        let weights = Weights { known, unknown };
        Vocabulary::new(hashes, weights, pieces).ok_or_else(|| self.nonsense("the features"))
    }

    fn axis(&mut self) -> Result<Axis, ModelFileError> {
        let name = self.text("the name of an axis")?;
        let classes = self.texts(CLASSES_MAX, "the codes of an axis")?;
        if classes.len() < 2 || !classes.is_sorted_by(|one, other| one < other) {
            return Err(self.nonsense("the codes of an axis"));
        }
        let nodes = self.texts(CLASSES_MAX * LEVELS_MAX, "the tree of an axis")?;
        let mut paths = Vec::new();
        for _ in &classes {
            let length = self.number(LEVELS_MAX, "a path of the tree")?;
            let nodes =
                (0..length).map(|_| self.number(usize::MAX, "a path of the tree").map(|node| node as u32));
            paths.push(nodes.collect::<Result<Vec<u32>, _>>()?);
        }
        let tree = Tree::from_parts(nodes, paths).ok_or_else(|| self.nonsense("the tree of an axis"))?;
        let numbers = self.floats(2, "temperature and precision of an axis")?;
        let (temperature, precision) = (numbers[0], numbers[1]);
        if temperature <= 0.0 {
            return Err(self.nonsense("temperature and precision of an axis"));
        }
        let count = self.number(LEVELS_MAX, "the levels of an axis")?;
        if count != tree.depth() {
            return Err(self.nonsense("the levels of an axis"));
        }
        let levels = (0..count).map(|_| self.level()).collect::<Result<_, _>>()?;
        let outside = self.number(classes.len(), "the class of what no code fits")?;
        let out_of_scope = outside.checked_sub(1).map(|class| class as u32);
        Ok(Axis { name, classes, tree, temperature, precision, levels, out_of_scope })
    }

    /// A threshold may be infinite.
    fn level(&mut self) -> Result<Level, ModelFileError> {
        const PART: &str = "a level of an axis";
        let threshold = f32::from_le_bytes(self.array(PART)?);
        let numbers = self.floats(2, PART)?;
        if threshold.is_nan() {
            return Err(self.nonsense(PART));
        }
        Ok(Level { threshold, coverage: numbers[0], precision: numbers[1] })
    }
}
