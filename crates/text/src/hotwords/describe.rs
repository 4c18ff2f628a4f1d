//! What is told of a hot word besides its figures.

use std::collections::{BTreeMap, BTreeSet};

use super::burst::bursts;
use super::count::{Counts, Kept};
use super::discovery::Discovery;
use super::edge::is_function;
use super::evidence::evidence;
use super::matcher::Matcher;
use super::question::{Days, Question, date};
use super::rank::{Ranked, is_part};
use super::report::{Beside, Burst, HotWord};
use super::statistic::likelihood_ratio;
use super::symbol::{append, render, units_of};
use crate::fold::fold;
use crate::segment::Segmenter;

/// Words told beside one.
const BESIDE_MAX: usize = 8;
/// A word beside stands in this share of the hot word's texts, and in two at least.
const BESIDE_SHARE_MIN: f64 = 0.1;
/// Below this likelihood ratio a word may stand there by chance.
const BESIDE_RATIO_MIN: f64 = 6.63;
/// Longer phrases told.
const LONGER_MAX: usize = 5;

/// What a description is made from.
pub(super) struct Sources<'a> {
    pub question: &'a Question,
    pub days: Days,
    pub discovery: &'a Discovery,
    pub counts: &'a Counts,
    pub matcher: &'a Matcher,
    pub segmenter: &'a Segmenter,
}

/// Describes a hot word; nothing where most of its texts hide it when masked: it is personal data.
pub(super) fn describe(sources: &Sources<'_>, ranked: &Ranked) -> Option<HotWord> {
    let Sources { question, days, discovery, counts, .. } = sources;
    let phrase = &discovery.phrases[ranked.phrase];
    let masked: Vec<Kept> = counts
        .kept(ranked.phrase)
        .map(|kept| Kept { text: crate::mask(&kept.text), ..*kept })
        .filter(|kept| holds(&kept.text, phrase))
        .collect();
    if masked.len() * 2 < counts.kept(ranked.phrase).count() {
        return None;
    }
    let beside = beside(sources, ranked.phrase, &masked);
    let daily = counts.daily(ranked.phrase);
    let first = daily.iter().position(|count| *count > 0)?;
    let series: Vec<(u32, u32)> = daily.iter().copied().zip(counts.totals.iter().copied()).collect();
    let day = |place: usize| date(counts.first_day + place as i32);
    Some(HotWord {
        text: crate::mask(&as_written(&render(phrase), &masked)),
        documents: ranked.contrast.inside as u32,
        baseline_documents: ranked.contrast.before as u32,
        ratio: ranked.contrast.ratio(),
        surprise: -ranked.ln_p / std::f64::consts::LN_10,
        false_discovery: ranked.false_discovery,
        dispersion: ranked.dispersion,
        first_seen: day(first),
        trend: daily[counts.place(days.baseline)..].to_vec(),
        bursts: bursts(&series)
            .iter()
            .map(|run| Burst { from: day(run.first), to: day(run.last), weight: run.weight })
            .collect(),
        longer: ranked
            .longer
            .iter()
            .take(LONGER_MAX)
            .map(|longer| render(&discovery.phrases[*longer]))
            .collect(),
        scenarios: counts.groups.scenarios(ranked.phrase, &question.group_columns),
        evidence: evidence(phrase, &masked, &beside),
        beside,
    })
}

fn holds(text: &str, phrase: &[u16]) -> bool {
    let mut units = Vec::new();
    append(text, true, &mut units);
    units.windows(phrase.len().max(1)).any(|window| window == phrase)
}

/// A phrase with the capitals most texts give it.
fn as_written(rendered: &str, texts: &[Kept]) -> String {
    let mut forms: BTreeMap<&str, usize> = BTreeMap::new();
    for kept in texts {
        // Small letters of ASCII stand where the capitals stood.
        let start = kept.text.to_ascii_lowercase().find(rendered);
        if let Some(form) = start.and_then(|start| kept.text.get(start..start + rendered.len())) {
            *forms.entry(form).or_default() += 1;
        }
    }
    forms.iter().max_by_key(|(_, count)| **count).map_or(rendered, |(form, _)| form).to_owned()
}

/// The words that stand in the texts of a phrase more often than in the window's sample, by likelihood ratio.
fn beside(sources: &Sources<'_>, phrase: usize, texts: &[Kept]) -> Vec<Beside> {
    let Sources { discovery, .. } = sources;
    let own = &discovery.phrases[phrase];
    let mut counts: BTreeMap<Vec<u16>, u32> = BTreeMap::new();
    for kept in texts {
        for word in words(sources, &kept.text) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let (all, sample) = (texts.len() as f64, discovery.window_texts as f64);
    let mut found: Vec<(f64, Vec<u16>, f64, f64)> = Vec::new();
    for (word, count) in counts {
        let count = f64::from(count);
        if count < 2.0 || count < BESIDE_SHARE_MIN * all || is_near(&word, own) {
            continue;
        }
        let elsewhere = f64::from(discovery.suffixes.frequency(&word).inside).max(1.0);
        let ratio = likelihood_ratio(count, all, elsewhere, sample);
        if BESIDE_RATIO_MIN <= ratio {
            found.push((ratio, word, count / all, (count / all) / (elsewhere / sample)));
        }
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.len().cmp(&one.1.len())));
    let mut told: Vec<Vec<u16>> = Vec::new();
    let mut beside = Vec::new();
    for (_, word, share, lift) in found {
        if beside.len() < BESIDE_MAX && !told.iter().any(|other| is_near(&word, other)) {
            beside.push(Beside { text: render(&word), share, lift });
            told.push(word);
        }
    }
    beside
}

fn is_near(one: &[u16], other: &[u16]) -> bool {
    one == other || is_part(one, other) || is_part(other, one)
}

/// The words of a text, each once: those of the segmenter, and the phrases that were counted.
fn words(sources: &Sources<'_>, text: &str) -> BTreeSet<Vec<u16>> {
    let mut words = BTreeSet::new();
    let folded = fold(text);
    for run in folded.runs() {
        let run = folded.slice(run.range());
        for word in sources.segmenter.cut(&run) {
            let word = units_of(word);
            if super::discover::is_phrase(&word) && !is_function(&word) {
                words.insert(word);
            }
        }
    }
    let (mut units, mut found) = (Vec::new(), Vec::new());
    append(text, true, &mut units);
    sources.matcher.find(&units, &mut found);
    words.extend(found.iter().map(|phrase| sources.discovery.phrases[usize::from(*phrase)].clone()));
    words
}
