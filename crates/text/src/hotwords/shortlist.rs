//! The phrases that are worth counting exactly: those of the sample that look most surprising, whole.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::discover::Candidate;
use super::edge::{between_edges, is_cut_off};
use super::statistic::Contrast;
use super::suffix::Suffixes;
use crate::segment::Segmenter;

/// How many candidates are looked at for each phrase that is wanted.
const LOOKED_AT: usize = 8;

/// The most surprising phrases, at most `size`, the most surprising first. `all` is the number of texts in the sample.
pub(super) fn shortlist(
    suffixes: &Suffixes,
    candidates: &[Candidate],
    all: (usize, usize),
    size: usize,
    rise: f64,
    segmenter: &Segmenter,
) -> Vec<Vec<u16>> {
    let score = |candidate: &Candidate| {
        let contrast = Contrast {
            inside: f64::from(candidate.frequency.inside),
            before: f64::from(candidate.frequency.before),
            inside_all: all.0 as f64,
            before_all: all.1 as f64,
        };
        contrast.ln_p(rise, 1.0)
    };
    let mut scored: Vec<(f64, &[u16])> = candidates
        .par_iter()
        .map(|candidate| (score(candidate), suffixes.phrase(candidate.at, candidate.len)))
        .collect();
    scored.par_sort_unstable_by(|one, other| {
        one.0.total_cmp(&other.0).then(other.1.len().cmp(&one.1.len())).then(one.1.cmp(other.1))
    });
    scored.truncate(LOOKED_AT * size);
    let whole: Vec<Vec<u16>> = scored
        .par_iter()
        .filter(|(_, phrase)| !is_cut_off(suffixes, phrase))
        .filter_map(|(_, phrase)| between_edges(suffixes, segmenter, phrase))
        .collect();
    let mut taken = BTreeSet::new();
    let mut shortlist = Vec::new();
    for phrase in whole {
        if shortlist.len() < size && taken.insert(phrase.clone()) {
            shortlist.push(phrase);
        }
    }
    shortlist
}
