//! What mining answers. Everything in it is counted after duplicates fell away, and every text in it is masked.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Hot words of a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The window's first day.
    pub from: Date,
    /// The window's last day.
    pub to: Date,
    /// The first day of the baseline, which ends before the window.
    pub baseline_from: Date,
    /// What was read.
    pub documents: Documents,
    /// Documents a day from the first of the baseline to the last of the window.
    pub days: Vec<u32>,
    /// How many phrases were tested.
    pub tested: usize,
    /// Why there is no word, where a reason is known.
    pub nothing: Option<Nothing>,
    /// The words, the most surprising first.
    pub words: Vec<HotWord>,
}

impl Report {
    /// How many days the window has.
    pub fn window_days(&self) -> usize {
        usize::try_from(self.to.duration_since(self.from).as_hours() / 24 + 1).unwrap_or(1)
    }
}

/// Why nothing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nothing {
    /// No document is of the window.
    WindowEmpty,
    /// No document is of the baseline: nothing to compare with.
    BaselineEmpty,
    /// No phrase stands in enough documents of the window and is surprising enough.
    NothingSignificant,
}

/// How many documents there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Documents {
    /// Of the window, duplicates counted once.
    pub window: u32,
    /// Of the baseline, duplicates counted once in every stretch of the window's length.
    pub baseline: u32,
    /// Of the whole history, the former two included.
    pub history: u32,
    /// Left out as duplicates.
    pub duplicates: u32,
    /// Left out because their date is later than the window or earlier than the history.
    pub outside: u32,
}

/// A word or phrase that is more frequent in the window than the baseline lets expect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotWord {
    /// The phrase.
    pub text: String,
    /// Documents of the window that hold it.
    pub documents: u32,
    /// Documents of the baseline that hold it.
    pub baseline_documents: u32,
    /// How many times as frequent it is in the window.
    pub ratio: f64,
    /// −log10 of the probability of so many documents, were it at most a fifth as frequent again as in the baseline.
    pub surprise: f64,
    /// The share of false discoveries among the words down to this one (Benjamini and Hochberg).
    pub false_discovery: f64,
    /// By how much its days in the baseline vary more than chance, bursts left out; counts were divided by it.
    pub dispersion: f64,
    /// The first day of the history on which it was met.
    pub first_seen: Date,
    /// Documents a day that hold it, over the days of [`Report::days`].
    pub trend: Vec<u32>,
    /// When it was in everybody's mouth, over the whole history.
    pub bursts: Vec<Burst>,
    /// Longer phrases with it that its rise explains.
    pub longer: Vec<String>,
    /// Words that stand in its documents more often than in others.
    pub beside: Vec<Beside>,
    /// The values of the group columns it concentrates in.
    pub scenarios: Vec<Scenario>,
    /// Sentences that represent it.
    pub evidence: Vec<Evidence>,
}

/// A stretch of days on which a phrase was far more frequent than over the whole history.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Burst {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// By how many nats the raised state explains these days better.
    pub weight: f64,
}

/// A word beside a hot word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// The word.
    pub text: String,
    /// The share of the hot word's documents that hold it.
    pub share: f64,
    /// How many times as frequent it is there as in the whole window.
    pub lift: f64,
}

/// A value of a group column in which a hot word concentrates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The column.
    pub column: String,
    /// Its value.
    pub value: String,
    /// Documents of the window with the word and this value.
    pub documents: u32,
    /// Their share of the word's documents.
    pub share: f64,
    /// How many times as frequent the value is there as in the whole window.
    pub lift: f64,
}

/// A sentence of a document, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The document, as whoever fed it named it.
    pub reference: u64,
    /// Its day.
    pub date: Date,
    /// The sentence.
    pub text: String,
}
