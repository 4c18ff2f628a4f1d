//! Which phrases are told: the most surprising, and of those that say the same the whole one.

use super::RISE;
use super::count::Counts;
use super::discover::TEXTS_MIN;
use super::discovery::Discovery;
use super::question::{Days, Question};
use super::statistic::{Contrast, dispersion, false_discovery, pearson};
use super::suffix::Suffixes;

/// A phrase that shares this much of its documents with a longer one is that one's fragment.
const SAME_SHARE: f64 = 0.8;
/// A phrase that keeps less of its surprise without the documents of a longer one is explained by it.
const KEPT_SURPRISE: f64 = 0.25;
/// A longer phrase tells its own story where it rose within the shorter one so that chance would do it once in a thousand.
const OWN_STORY_LN_P: f64 = -6.9;

/// A phrase with its figures.
#[derive(Debug, Clone)]
pub(super) struct Ranked {
    /// Its number.
    pub phrase: usize,
    pub contrast: Contrast,
    pub ln_p: f64,
    pub dispersion: f64,
    pub false_discovery: f64,
    /// Longer phrases that its rise explains.
    pub longer: Vec<usize>,
}

/// The phrases to tell, the most surprising first; more than asked for, since some fall away when they are described.
pub(super) fn rank(discovery: &Discovery, counts: &Counts, days: Days, question: &Question) -> Vec<Ranked> {
    let phrases = &discovery.phrases;
    let mut chosen: Vec<Ranked> = Vec::new();
    for ranked in significant(phrases, counts, days, question, discovery.tested) {
        place(phrases, ranked, &mut chosen);
        if question.top * 2 + 10 <= chosen.len() {
            break;
        }
    }
    let whole = chosen.clone();
    chosen.retain(|one| {
        !whole.iter().any(|other| {
            is_part(&phrases[one.phrase], &phrases[other.phrase])
                && SAME_SHARE * one.contrast.inside <= other.contrast.inside
        })
    });
    chosen.sort_by(|one, other| one.ln_p.total_cmp(&other.ln_p));
    let mut told: Vec<Ranked> = Vec::new();
    for one in chosen {
        let words = &phrases[one.phrase];
        if !told.iter().any(|other| is_straddling(&discovery.suffixes, words, &phrases[other.phrase])) {
            told.push(one);
        }
    }
    told
}

/// All significant phrases, the most surprising first.
fn significant(
    phrases: &[Vec<u16>],
    counts: &Counts,
    days: Days,
    question: &Question,
    tested: usize,
) -> Vec<Ranked> {
    let baseline = counts.place(days.baseline)..counts.place(days.from);
    let window = counts.place(days.from)..counts.place(days.to) + 1;
    let sum = |days: &[u32]| days.iter().map(|count| f64::from(*count)).sum::<f64>();
    let scattered: Vec<(f64, f64)> = (0..phrases.len())
        .map(|phrase| pearson(&counts.daily(phrase)[baseline.clone()], &counts.totals[baseline.clone()]))
        .collect();
    let (statistic, freedom) = scattered.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let common = if freedom > 0.0 { (statistic / freedom).max(1.0) } else { 1.0 };
    let mut ranked: Vec<Ranked> = (0..phrases.len())
        .map(|phrase| {
            let daily = counts.daily(phrase);
            let contrast = Contrast {
                inside: sum(&daily[window.clone()]),
                before: sum(&daily[baseline.clone()]),
                inside_all: sum(&counts.totals[window.clone()]),
                before_all: sum(&counts.totals[baseline.clone()]),
            };
            let dispersion = dispersion(scattered[phrase], common);
            let ln_p = contrast.ln_p(RISE, dispersion);
            Ranked { phrase, contrast, ln_p, dispersion, false_discovery: 1.0, longer: Vec::new() }
        })
        .collect();
    ranked.sort_by(|one, other| {
        one.ln_p.total_cmp(&other.ln_p).then_with(|| phrases[one.phrase].cmp(&phrases[other.phrase]))
    });
    let ascending: Vec<f64> = ranked.iter().map(|one| one.ln_p).collect();
    for (one, rate) in ranked.iter_mut().zip(false_discovery(&ascending, tested.max(phrases.len()))) {
        one.false_discovery = rate;
    }
    ranked.retain(|one| {
        f64::from(TEXTS_MIN) <= one.contrast.inside && one.false_discovery <= question.false_discovery_max
    });
    ranked
}

/// Places a phrase among those more surprising: as a word of its own, instead of its fragment, or below what explains it.
fn place(phrases: &[Vec<u16>], mut ranked: Ranked, chosen: &mut Vec<Ranked>) {
    let words = &phrases[ranked.phrase];
    let mut instead = None;
    for (at, other) in chosen.iter_mut().enumerate() {
        let other_words = &phrases[other.phrase];
        if is_part(words, other_words) {
            if is_explained(&ranked, other) {
                return;
            }
        } else if is_part(other_words, words) {
            if SAME_SHARE * other.contrast.inside <= ranked.contrast.inside || is_explained(other, &ranked) {
                instead = instead.or(Some(at));
            } else if !has_own_story(&ranked, other) {
                other.longer.push(ranked.phrase);
                return;
            }
        }
    }
    match instead {
        // Its fragment's rank is its own: they are the same documents.
        Some(at) => {
            ranked.ln_p = ranked.ln_p.min(chosen[at].ln_p);
            ranked.longer = std::mem::take(&mut chosen[at].longer);
            ranked.longer.retain(|longer| is_part(words, &phrases[*longer]));
            chosen[at] = ranked;
        }
        None => chosen.push(ranked),
    }
}

/// Whether a phrase is surprising only by the documents of a longer one.
fn is_explained(shorter: &Ranked, longer: &Ranked) -> bool {
    let rest = shorter.contrast.without(&longer.contrast);
    rest.inside <= (1.0 - SAME_SHARE) * shorter.contrast.inside
        || KEPT_SURPRISE * shorter.ln_p < rest.ln_p(RISE, shorter.dispersion)
}

/// Whether a longer phrase rose within the documents of a shorter one.
fn has_own_story(longer: &Ranked, shorter: &Ranked) -> bool {
    let within = Contrast {
        inside_all: shorter.contrast.inside,
        before_all: shorter.contrast.before,
        ..longer.contrast
    };
    within.ln_p(RISE, longer.dispersion) < OWN_STORY_LN_P
}

/// Whether most texts have a phrase only where it runs over the edge of another: 水排 over that of 核污水 in 核污水排海.
fn is_straddling(suffixes: &Suffixes, one: &[u16], other: &[u16]) -> bool {
    let texts = |phrase: &[u16]| f64::from(suffixes.frequency(phrase).inside);
    let joined = |before: &[u16], after: &[u16]| {
        (1..before.len().min(after.len()))
            .filter(|shared| before.ends_with(&after[..*shared]))
            .map(|shared| texts(&[before, &after[shared..]].concat()))
            .fold(0.0, f64::max)
    };
    let most = joined(one, other).max(joined(other, one));
    most > 0.0 && SAME_SHARE * texts(one) <= most
}

/// Whether one phrase stands within another.
pub(super) fn is_part(one: &[u16], whole: &[u16]) -> bool {
    one.len() < whole.len() && whole.windows(one.len().max(1)).any(|window| window == one)
}
