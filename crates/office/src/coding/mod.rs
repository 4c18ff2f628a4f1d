//! Codes for cases: what a model suggests, which model that is, and what it can learn from.
//!
//! A suggestion is a help and never an act: it names its words, and where the model is not sure there is none. A person
//! codes the case, and what they chose is what the next model learns from.

mod learn;
mod models;

use domain::code::{Axis, CodeRef};
use domain::id::TextId;
use domain::matter::{Book, Case};
use jiff::civil::Date;
use text::coding::Model;

pub use learn::{NO_CODE, RecordTexts, code_plan};
pub use models::{KeptModel, MODELS_FOLDER, ModelError, Models, Promotion, SHIPPED_MODEL, shipped_model};

use crate::words::joined;
use crate::{CaseView, Office};

/// How many words speak for a suggestion.
const WORDS_MAX: usize = 4;

/// A code that a model is sure enough of.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestedCode {
    /// On which axis.
    pub axis: Axis,
    /// The code; a parent where only so much is sure.
    pub code: CodeRef,
    /// Whether it is the lowest of its set, which a case may carry.
    pub is_leaf: bool,
    /// How often the model is right where it is this sure, from 0 to 1.
    pub confidence: f32,
    /// The words of the text that speak for it, weightiest first.
    pub words: Vec<String>,
}

/// What a model suggests for a text, among the codes that are valid on a day; nothing on axes where it is not sure.
pub fn suggest(model: &Model, book: &Book, text: &str, on: Date) -> Vec<SuggestedCode> {
    let suggested = model.code(text).into_iter().filter_map(|suggestion| {
        let axis: Axis = suggestion.axis.parse().ok()?;
        let code: CodeRef = suggestion.code?.parse().ok()?;
        book.codes.validate(&code, on, false).ok()?;
        if book.codes.axis_of(&code).ok()? != axis {
            return None;
        }
        let words = suggestion.evidence.iter().filter_map(|evidence| text.get(evidence.range.clone()));
        let mut named: Vec<String> = Vec::new();
        for word in words.map(str::trim).filter(|word| !word.is_empty()) {
            if named.len() < WORDS_MAX && !named.iter().any(|other| other == word) {
                named.push(word.to_owned());
            }
        }
        Some(SuggestedCode {
            axis,
            is_leaf: book.codes.resolve(&code).ok()?.is_leaf,
            code,
            confidence: suggestion.confidence,
            words: named,
        })
    });
    suggested.collect()
}

/// The words of a case as they were received.
fn received_words(case: &Case) -> impl Iterator<Item = TextId> {
    let received = [Some(&case.subject), case.narrative.as_ref(), case.request.as_ref()];
    received.into_iter().flatten().map(|text| text.text_id)
}

impl Office {
    /// What the model in use suggests for a case, of its masked words as they were received.
    pub fn suggested_codes(&self, view: &CaseView) -> Vec<SuggestedCode> {
        let case = &view.case;
        let text = joined(received_words(case), &view.texts).unwrap_or_default();
        let book = self.book();
        let received = book.zone.to_datetime(case.received_at()).date();
        let on = book.codes.day_of_coding(Axis::Business, received, self.today());
        self.models.in_use().map(|model| suggest(&model, &book, &text, on)).unwrap_or_default()
    }

    /// What the model in use suggests for words that were just typed; they are masked first.
    pub fn suggested_codes_for(&self, words: &str) -> Vec<SuggestedCode> {
        let model = self.models.in_use();
        model.map(|model| suggest(&model, &self.book(), &text::mask(words), self.today())).unwrap_or_default()
    }

    /// The models of this installation.
    pub fn models(&self) -> &Models {
        &self.models
    }
}
