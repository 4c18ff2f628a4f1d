//! Phrases of any length from the sample: every run of suffixes that begin alike is one, with its document frequencies.

use rayon::prelude::*;

use super::suffix::{Frequency, Suffixes};
use super::symbol::{CLOSE, ends, is_figure, is_han_unit};

/// Fewer texts of the window make no phrase.
pub(super) const TEXTS_MIN: u32 = 3;
/// A phrase of which this share of texts has it only within one longer phrase is a fragment of that.
pub(super) const FRAGMENT_SHARE: f64 = 0.9;

/// A phrase of the sample.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// A place where it stands.
    pub at: u32,
    /// Its length in units.
    pub len: usize,
    pub frequency: Frequency,
}

/// An interval of suffixes that share their first `shared` units, on the way.
struct Interval {
    shared: usize,
    first: usize,
    inside: i64,
    before: i64,
    /// The most texts of the window that a longer phrase in it has.
    widest: i64,
}

/// All phrases that at least [`TEXTS_MIN`] texts of the window hold and that no longer one going on to the right explains.
pub(super) fn candidates(suffixes: &Suffixes) -> Vec<Candidate> {
    let texts = suffixes.sorted().iter().map(|suffix| suffix.text as usize + 1).max().unwrap_or(0);
    let mut found: Vec<Candidate> = parts(suffixes)
        .into_par_iter()
        .map_init(|| vec![0; texts], |last, part| intervals(suffixes, part, last))
        .flatten_iter()
        .collect();
    found.retain(|candidate| is_phrase(suffixes.phrase(candidate.at, candidate.len)));
    found
}

/// Cuts the order into parts that share nothing across their borders.
fn parts(suffixes: &Suffixes) -> Vec<std::ops::Range<usize>> {
    const PARTS: usize = 64;
    let len = suffixes.sorted().len();
    let mut borders: Vec<usize> = (1..PARTS)
        .map(|part| {
            let at = len * part / PARTS;
            (at.max(1)..len).find(|place| suffixes.shared(*place) == 0).unwrap_or(len)
        })
        .collect();
    borders.push(len);
    borders.dedup();
    let mut start = 0;
    borders.into_iter().map(|border| std::mem::replace(&mut start, border)..border).collect()
}

/// The intervals of a part (Abouelhoda, Kurtz, Ohlebusch 2004), texts counted once in each (Hui 1992). `last` holds, by text,
/// one more than the place of its suffix met last.
fn intervals(suffixes: &Suffixes, part: std::ops::Range<usize>, last: &mut [usize]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut stack = vec![Interval { shared: 0, first: part.start, inside: 0, before: 0, widest: 0 }];
    for place in part.clone() {
        let shared = if place == part.start { 0 } else { suffixes.shared(place) };
        close_above(suffixes, shared, &mut stack, &mut found);
        let suffix = &suffixes.sorted()[place];
        let text = suffix.text as usize;
        let is_inside = suffixes.is_inside(suffix);
        let add = |interval: &mut Interval, count: i64| {
            if is_inside {
                interval.inside += count;
            } else {
                interval.before += count;
            }
        };
        if part.start < last[text] && last[text] <= place {
            let earlier = last[text] - 1;
            if let Some(common) = stack.iter_mut().rev().find(|interval| interval.first <= earlier) {
                add(common, -1);
            }
        }
        last[text] = place + 1;
        let mut leaf = Interval { shared: usize::MAX, first: place, inside: 0, before: 0, widest: 0 };
        add(&mut leaf, 1);
        stack.push(leaf);
    }
    close_above(suffixes, 0, &mut stack, &mut found);
    found
}

/// Closes every interval that shares more than the next suffix does.
fn close_above(suffixes: &Suffixes, shared: usize, stack: &mut Vec<Interval>, found: &mut Vec<Candidate>) {
    while let Some(closed) = stack.pop_if(|interval| shared < interval.shared) {
        let mut widest = closed.widest;
        if closed.shared != usize::MAX && i64::from(TEXTS_MIN) <= closed.inside {
            let at = suffixes.sorted()[closed.first].at;
            if has_edges(suffixes.phrase(at, closed.shared)) {
                if (closed.widest as f64) < FRAGMENT_SHARE * closed.inside as f64 {
                    let frequency = Frequency { inside: closed.inside as u32, before: closed.before as u32 };
                    found.push(Candidate { at, len: closed.shared, frequency });
                }
                widest = closed.inside;
            }
        }
        let needs_parent = stack.last().is_none_or(|parent| parent.shared < shared);
        if needs_parent {
            stack.push(Interval { shared, first: closed.first, inside: 0, before: 0, widest: 0 });
        }
        if let Some(parent) = stack.last_mut() {
            parent.inside += closed.inside;
            parent.before += closed.before;
            parent.widest = parent.widest.max(widest);
        }
    }
}

/// Particles no word begins with.
const NEVER_FIRST: [char; 6] = ['的', '们', '吗', '呢', '吧', '啊'];
/// Particles that belong to no word before them.
const NEVER_LAST: [char; 6] = ['的', '了', '吗', '呢', '吧', '啊'];

fn is_one_of(unit: u16, characters: &[char]) -> bool {
    char::from_u32(u32::from(unit)).is_some_and(|character| characters.contains(&character))
}

/// Whether a phrase may begin with a unit.
pub(super) fn may_be_first(unit: u16) -> bool {
    !is_one_of(unit, &NEVER_FIRST)
}

/// Whether a phrase may stand for itself as far as its edges show.
fn has_edges(phrase: &[u16]) -> bool {
    let (Some(first), Some(last)) = (phrase.first(), phrase.last()) else { return false };
    ends(*last) && !is_one_of(*last, &NEVER_LAST) && may_be_first(*first)
}

/// Whether units are a phrase and no single character, mere number, date or time of the day.
pub(super) fn is_phrase(phrase: &[u16]) -> bool {
    const CALENDAR: [char; 9] = ['年', '月', '日', '号', '时', '点', '分', '秒', '第'];
    let han = phrase.iter().filter(|unit| is_han_unit(**unit)).count();
    let figures = phrase.iter().filter(|unit| is_figure(**unit)).count();
    let closes = phrase.iter().filter(|unit| **unit == CLOSE).count();
    let letters = phrase.len() - han - figures - closes;
    if letters > 0 || figures == 0 {
        return 2 <= han + letters;
    }
    // 315 may be an event, 12345 a telephone number; 15, 2022, 3名 and 3月15日 only say how many or when.
    match han {
        0 => closes == 1 && 3 <= figures && !(figures == 4 && matches!(phrase[0], 0x31 | 0x32)),
        1 if is_figure(phrase[0]) && closes == 1 => false,
        _ => phrase.iter().any(|unit| is_han_unit(*unit) && !is_one_of(*unit, &CALENDAR)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::symbol::{append, render, units_of};
    use super::*;

    fn found(texts: &[&str], window: usize) -> Vec<(String, u32, u32)> {
        let (mut units, mut starts) = (Vec::new(), Vec::new());
        for text in texts {
            starts.push(units.len());
            append(text, false, &mut units);
        }
        let suffixes = Suffixes::new(units, &starts, window);
        let mut found: Vec<_> = candidates(&suffixes)
            .iter()
            .map(|candidate| {
                let frequency = suffixes.frequency(suffixes.phrase(candidate.at, candidate.len));
                assert_eq!(frequency, candidate.frequency);
                (render(suffixes.phrase(candidate.at, candidate.len)), frequency.inside, frequency.before)
            })
            .collect();
        found.sort();
        found
    }

    #[test]
    fn phrases_are_whole_to_the_right_and_count_texts() {
        let texts = ["冰墩墩好可爱冰墩墩", "想要冰墩墩", "冰墩墩卖光", "冰墩墩在这里", "没有冰墩墩了"];
        let found = found(&texts, 4);
        assert!(found.contains(&("冰墩墩".to_owned(), 4, 1)), "{found:?}");
        assert!(!found.iter().any(|(text, ..)| text == "冰墩"), "{found:?}");
    }

    #[test]
    fn words_of_letters_are_whole() {
        let texts = ["late fee again", "a late fee!", "late fee, refunds", "late fees", "my late fee"];
        let found = found(&texts, 5);
        assert!(found.iter().any(|(text, inside, _)| text == "late fee" && *inside == 4), "{found:?}");
        assert!(!found.iter().any(|(text, ..)| text.ends_with("fe") || text.starts_with("ate")), "{found:?}");
    }

    #[test]
    fn numbers_and_dates_are_no_phrases() {
        for word in ["15", "2022", "3月15日", "2022年2月", "3名", "卡"] {
            assert!(!is_phrase(&units_of(word)), "{word}");
        }
        for word in ["315", "315晚会", "冰墩墩", "5g手机", "12345", "atm"] {
            assert!(is_phrase(&units_of(word)), "{word}");
        }
    }
}
