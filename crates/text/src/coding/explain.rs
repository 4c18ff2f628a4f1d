//! Which words of a text spoke for a code.

use std::collections::HashMap;
use std::ops::Range;

use super::feature::{Letters, TokenKind, each, tokens};
use super::model::Evidence;
use super::vocabulary::Vocabulary;

/// How many places are named.
const EVIDENCE_MAX: usize = 5;
/// Chinese characters are read together, up to so many.
const HAN_MAX: usize = 8;
/// A character counts from this share of the weightiest on.
const NOTABLE: f32 = 0.15;

/// The places of a text that its features' contributions come from. Each feature's part is spread over where it occurs
/// and, there, over its characters.
pub(super) fn evidence(
    letters: &Letters,
    vocabulary: &Vocabulary,
    contributions: &[(u32, f32)],
) -> Vec<Evidence> {
    let chars = letters.chars();
    let tokens = tokens(chars);
    let mut occurring: HashMap<u32, Vec<Range<usize>>> = HashMap::new();
    each(chars, &tokens, vocabulary.pieces(), &mut |feature| {
        if let Some(place) = vocabulary.place(feature.hash) {
            occurring.entry(place).or_default().push(feature.range);
        }
    });
    let mut weights = vec![0_f32; chars.len()];
    for (feature, contribution) in contributions {
        let ranges = occurring.get(feature).map_or(&[][..], Vec::as_slice);
        for range in ranges {
            let share = contribution / (ranges.len() * range.len().max(1)) as f32;
            weights[range.clone()].iter_mut().for_each(|weight| *weight += share);
        }
    }
    let places = tokens.iter().filter(|token| token.kind != TokenKind::Mark).map(|token| {
        let weight: f32 = weights[token.range.clone()].iter().sum();
        (token.range.clone(), token.kind, weight)
    });
    let places: Vec<(Range<usize>, TokenKind, f32)> = places.collect();
    let speaking: f32 = places.iter().map(|place| place.2.max(0.0)).sum();
    let highest = places.iter().map(|place| place.2).fold(0.0, f32::max);
    if speaking <= 0.0 {
        return Vec::new();
    }
    let mut joined: Vec<(Range<usize>, TokenKind, f32)> = Vec::new();
    for place in places.into_iter().filter(|place| NOTABLE * highest <= place.2) {
        match joined.last_mut() {
            Some((range, TokenKind::Han, weight))
                if place.1 == TokenKind::Han && range.end == place.0.start && range.len() < HAN_MAX =>
            {
                range.end = place.0.end;
                *weight += place.2;
            }
            _ => joined.push(place),
        }
    }
    joined.sort_by(|one, other| other.2.total_cmp(&one.2).then(one.0.start.cmp(&other.0.start)));
    joined.truncate(EVIDENCE_MAX);
    joined
        .into_iter()
        .map(|(range, _, weight)| Evidence {
            range: letters.origin(&range),
            share: (weight / speaking).min(1.0),
        })
        // Of a character that folds into several, the first has its place.
        .filter(|evidence| !evidence.range.is_empty())
        .collect()
}
