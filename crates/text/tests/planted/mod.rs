//! Texts with personal data at known places, made from a seed: what masking is measured on, by the tests and the bench.
//!
//! Every text is sentences of three kinds: some plant a datum, some plant nothing and look as if they did, some are plain.

mod decoys;
mod dice;
mod numbers;
mod people;
mod sentences;

use text::Kind;

use dice::Dice;

/// One datum that was put into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planted {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

/// A text and what stands in it.
#[derive(Debug, Default)]
pub struct Document {
    pub text: String,
    pub planted: Vec<Planted>,
}

impl Document {
    fn say(&mut self, words: &str) {
        self.text.push_str(words);
    }

    fn plant(&mut self, kind: Kind, datum: &str) {
        let start = self.text.len();
        self.text.push_str(datum);
        self.planted.push(Planted { start, end: self.text.len(), kind });
    }
}

/// `count` sentences from this seed, some on lines of their own.
pub fn document(seed: u64, count: usize) -> Document {
    let mut dice = Dice::new(seed);
    let mut document = Document::default();
    for _ in 0..count {
        match dice.below(10) {
            0..6 => sentences::planted(&mut document, &mut dice),
            6..9 => decoys::decoy(&mut document, &mut dice),
            _ => document.say(dice.pick(&sentences::PLAIN)),
        }
        document.say(dice.pick(&["\n", "", "\n", ""]));
    }
    document
}

/// How well spans agree with what was planted: a span is right when it has kind and place of a planted one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    pub planted: usize,
    pub found: usize,
    pub right: usize,
}

impl Score {
    pub fn precision(&self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    pub fn recall(&self) -> f64 {
        self.right as f64 / self.planted.max(1) as f64
    }
}

/// The share a kind must reach, of precision and recall alike: those with a check digit, and the rest.
pub fn bar(kind: Kind) -> f64 {
    if matches!(kind, Kind::ResidentId | Kind::Card | Kind::CreditCode) { 0.99 } else { 0.95 }
}
