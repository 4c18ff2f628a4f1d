//! Where a phrase ends: fragments are told by what always stands before them, edges are drawn where the segmenter cuts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::discover::{FRAGMENT_SHARE, is_phrase, may_be_first};
use super::suffix::{Suffix, Suffixes};
use super::symbol::{BREAK, CLOSE, is_figure, is_han_unit, is_letter, units_of};
use crate::segment::Segmenter;

const FUNCTION: &str = include_str!("../../../../lexicons/function.txt");

/// Places looked at for what stands before a phrase.
const BEFORE_MAX: usize = 1024;
/// Places in which a phrase is cut into words.
const CUT_MAX: usize = 8;
/// What every figure before a phrase is counted as.
const ANY_FIGURE: &[u16] = &[b'0' as u16];
/// Units around it that are cut with it.
const AROUND: usize = 8;

/// Whether a word only joins others.
pub(super) fn is_function(word: &[u16]) -> bool {
    static WORDS: LazyLock<BTreeSet<Vec<u16>>> = LazyLock::new(|| {
        let lines = FUNCTION.lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).map(units_of).collect()
    });
    WORDS.contains(word)
}

/// Whether the texts of the window nearly always have the same word or character before a phrase, or a figure: 万元 and 人遇难
/// only go on from how many there are.
pub(super) fn is_cut_off(suffixes: &Suffixes, phrase: &[u16]) -> bool {
    let mut counts: BTreeMap<&[u16], usize> = BTreeMap::new();
    let places = places(suffixes, phrase, BEFORE_MAX);
    for suffix in &places {
        let before = before(suffixes.units(), suffix.at as usize);
        let Some(first) = before.first() else { continue };
        if before.iter().all(|unit| is_figure(*unit) || *unit == CLOSE) {
            *counts.entry(ANY_FIGURE).or_default() += 1;
        } else if may_be_first(*first) {
            *counts.entry(before).or_default() += 1;
        }
    }
    let most = counts.values().max().copied().unwrap_or(0);
    FRAGMENT_SHARE * places.len() as f64 <= most as f64
}

/// Up to `max` places of a phrase in the window, spread over all.
fn places<'a>(suffixes: &'a Suffixes, phrase: &[u16], max: usize) -> Vec<&'a Suffix> {
    let all = &suffixes.sorted()[suffixes.find(phrase)];
    let inside: Vec<&Suffix> = all.iter().filter(|suffix| suffixes.is_inside(suffix)).collect();
    inside.iter().step_by(inside.len().div_ceil(max).max(1)).copied().collect()
}

/// The character or word before a place; empty at the beginning of a run.
fn before(units: &[u16], at: usize) -> &[u16] {
    let Some(last) = at.checked_sub(1).map(|last| units[last]) else { return &[] };
    if last == BREAK {
        return &[];
    }
    let mut start = at - 1;
    if last == CLOSE {
        while start > 0 && is_letter(units[start - 1]) {
            start -= 1;
        }
    }
    &units[start..at]
}

/// A phrase between the edges that the segmenter sees in most of its places, without function words at them; nothing where
/// that leaves no phrase.
pub(super) fn between_edges(suffixes: &Suffixes, segmenter: &Segmenter, phrase: &[u16]) -> Option<Vec<u16>> {
    let mut votes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for suffix in places(suffixes, phrase, CUT_MAX) {
        let edges = edges(suffixes.units(), suffix.at as usize, phrase.len(), segmenter);
        *votes.entry(edges).or_default() += 1;
    }
    let (&(start, end), _) = votes.iter().max_by_key(|((start, end), votes)| (**votes, end - start))?;
    let whole = &phrase[start..end];
    is_phrase(whole).then(|| whole.to_vec())
}

/// Start and end of the words that lie within a phrase at a place, relative to it.
fn edges(units: &[u16], at: usize, len: usize, segmenter: &Segmenter) -> (usize, usize) {
    let words: Vec<_> = words(units, at, len, segmenter)
        .into_iter()
        .filter(|word| at <= word.start && word.end <= at + len)
        .collect();
    let function = |word: &&std::ops::Range<usize>| is_function(&units[(*word).clone()]);
    let first = words.iter().find(|word| !function(word));
    let last = words.iter().rfind(|word| !function(word));
    match (first, last) {
        (Some(first), Some(last)) => (first.start - at, last.end - at),
        _ => (0, 0),
    }
}

/// The words around a place, as ranges of units.
fn words(units: &[u16], at: usize, len: usize, segmenter: &Segmenter) -> Vec<std::ops::Range<usize>> {
    let mut start = at;
    while start > 0 && units[start - 1] != BREAK && (at - start < AROUND || is_letter(units[start - 1])) {
        start -= 1;
    }
    let mut words = Vec::new();
    while start < units.len() && units[start] != BREAK && start < at + len + AROUND {
        let rest = &units[start..];
        let run = rest.iter().take(len + 2 * AROUND).take_while(|unit| is_han_unit(**unit)).count();
        if run == 0 {
            let end = rest.iter().position(|unit| !is_letter(*unit)).unwrap_or(rest.len());
            let end = end + usize::from(rest.get(end) == Some(&CLOSE));
            words.push(start..start + end.max(1));
            start += end.max(1);
            continue;
        }
        let text = String::from_utf16_lossy(&rest[..run]);
        // A compound of the dictionary is the words it is made of: 女王 is whole in 英国女王.
        for word in segmenter.parts(&text) {
            let end = start + word.encode_utf16().count();
            words.push(start..end);
            start = end;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::symbol::{append, render};
    use super::*;

    fn sample(texts: &[&str]) -> Suffixes {
        let (mut units, mut starts) = (Vec::new(), Vec::new());
        for text in texts {
            starts.push(units.len());
            append(text, false, &mut units);
        }
        Suffixes::new(units, &starts, texts.len())
    }

    #[test]
    fn what_always_follows_the_same_is_cut_off() {
        let suffixes = sample(&["看冰墩墩", "买冰墩墩", "有冰墩墩", "冰墩墩"]);
        assert!(is_cut_off(&suffixes, &units_of("墩墩")));
        assert!(!is_cut_off(&suffixes, &units_of("冰墩墩")));
        let suffixes = sample(&["a late fee", "my late fee", "the late fee"]);
        assert!(is_cut_off(&suffixes, &units_of("fee")));
        assert!(!is_cut_off(&suffixes, &units_of("late fee")));
        let suffixes = sample(&["损失3万元", "罚20万元", "共 100 万元"]);
        assert!(is_cut_off(&suffixes, &units_of("万元")));
    }

    #[test]
    fn edges_are_where_words_end() {
        let suffixes = sample(&["关注冬奥会开幕式", "等冬奥会开幕", "冬奥会开始了"]);
        let between = |phrase: &str| {
            between_edges(&suffixes, Segmenter::standard(), &units_of(phrase)).map(|whole| render(&whole))
        };
        assert_eq!(between("冬奥会开").as_deref(), Some("冬奥会"));
        let suffixes = sample(&["英国女王去世", "英国女王生平", "英国女王住所", "见女王"]);
        let between = between_edges(&suffixes, Segmenter::standard(), &units_of("女王"));
        assert_eq!(between.map(|whole| render(&whole)).as_deref(), Some("女王"));
        let suffixes = sample(&["在冰墩墩前", "在冰墩墩前", "在冰墩墩前"]);
        let between = between_edges(&suffixes, Segmenter::standard(), &units_of("在冰墩墩前"));
        assert_eq!(between.map(|whole| render(&whole)).as_deref(), Some("冰墩墩"));
    }
}
