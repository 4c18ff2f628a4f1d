//! Sentences that represent a phrase: those that say most of what stands beside it, each from another text.

use super::count::Kept;
use super::question::date;
use super::report::{Beside, Evidence};
use super::symbol::append;

/// Sentences given.
const SENTENCES_MAX: usize = 3;
/// A sentence is cut to so many characters around the phrase.
const SENTENCE_CHARS_MAX: usize = 120;
/// A sentence much shorter than this tells little.
const SENTENCE_CHARS_GOOD: f64 = 24.0;

/// The evidence for a phrase from masked texts.
pub(super) fn evidence(phrase: &[u16], texts: &[Kept], beside: &[Beside]) -> Vec<Evidence> {
    let mut found: Vec<(f64, Evidence)> = texts
        .iter()
        .filter_map(|kept| {
            let (weight, text) = best(phrase, &kept.text, beside)?;
            Some((weight, Evidence { reference: kept.reference, date: date(kept.day), text }))
        })
        .collect();
    found.sort_by(|one, other| {
        other.0.total_cmp(&one.0).then_with(|| one.1.reference.cmp(&other.1.reference))
    });
    let mut evidence: Vec<Evidence> = Vec::new();
    for (_, one) in found {
        if evidence.len() < SENTENCES_MAX && !evidence.iter().any(|other| other.text == one.text) {
            evidence.push(one);
        }
    }
    evidence
}

/// The sentence of a text that says most, with its weight.
fn best(phrase: &[u16], text: &str, beside: &[Beside]) -> Option<(f64, String)> {
    let sentences = text.split(['。', '！', '？', '!', '?', '；', ';', '\n', '\r']);
    let pieces = sentences.flat_map(|sentence| pieces(sentence.trim()));
    let mut best: Option<(f64, String)> = None;
    for piece in pieces.filter(|piece| holds(piece, phrase)) {
        let said: f64 =
            beside.iter().filter(|word| piece.contains(word.text.as_str())).map(|word| word.share).sum();
        let length = (piece.chars().count() as f64 / SENTENCE_CHARS_GOOD).min(1.0);
        let weight = said + length;
        if best.as_ref().is_none_or(|(most, _)| *most < weight) {
            best = Some((weight, piece));
        }
    }
    best
}

/// A sentence whole, or where it is too long in overlapping pieces.
fn pieces(sentence: &str) -> Vec<String> {
    let characters: Vec<char> = sentence.chars().collect();
    if characters.len() <= SENTENCE_CHARS_MAX {
        return vec![sentence.to_owned()];
    }
    characters
        .chunks(SENTENCE_CHARS_MAX / 2)
        .enumerate()
        .map(|(place, _)| {
            let start = place * SENTENCE_CHARS_MAX / 2;
            let end = (start + SENTENCE_CHARS_MAX).min(characters.len());
            let mut piece: String = characters[start..end].iter().collect();
            if start > 0 {
                piece.insert(0, '…');
            }
            if end < characters.len() {
                piece.push('…');
            }
            piece
        })
        .collect()
}

fn holds(text: &str, phrase: &[u16]) -> bool {
    let mut units = Vec::new();
    append(text, true, &mut units);
    units.windows(phrase.len().max(1)).any(|window| window == phrase)
}
