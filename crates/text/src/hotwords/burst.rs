//! When a phrase was in everybody's mouth: Kleinberg's automaton of two states over days (“Bursty and hierarchical structure
//! in streams”, 2002, section 4).

/// In the upper state a phrase is this many times as frequent as over the whole range.
const FACTOR: f64 = 3.0;
/// What entering the upper state costs, in logarithms of the number of days.
const ENTRY: f64 = 1.0;
/// The upper state's share of documents stays below this.
const SHARE_MAX: f64 = 0.999;

/// A run of days in the upper state: places in the series, the last included, and by how many nats the upper state explains
/// them better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run {
    pub first: usize,
    pub last: usize,
    pub weight: f64,
}

/// The bursts of a series of (documents with the phrase, all documents) a day. Days without documents say nothing.
pub(super) fn bursts(days: &[(u32, u32)]) -> Vec<Run> {
    let (with, all) = days
        .iter()
        .fold((0.0, 0.0), |(with, all), (count, total)| (with + f64::from(*count), all + f64::from(*total)));
    if with <= 0.0 || all <= with {
        return Vec::new();
    }
    let lower = with / all;
    let upper = (lower * FACTOR).min(SHARE_MAX);
    if upper <= lower {
        return Vec::new();
    }
    // What a day costs less in the upper state.
    let gain = |&(count, total): &(u32, u32)| {
        f64::from(count) * (upper / lower).ln()
            + f64::from(total.saturating_sub(count)) * ((1.0 - upper) / (1.0 - lower)).ln()
    };
    let entry = ENTRY * (days.len().max(2) as f64).ln();
    // Viterbi: the cost of the best way that ends in each state, and whether the day before was in the upper one.
    let (mut cost_lower, mut cost_upper) = (0.0, entry);
    let mut came: Vec<(bool, bool)> = Vec::with_capacity(days.len());
    for (place, day) in days.iter().enumerate() {
        let from_upper = place > 0 && cost_upper < cost_lower;
        let stays = place > 0 && cost_upper <= cost_lower + entry;
        let best_upper = if stays { cost_upper } else { cost_lower + entry };
        came.push((from_upper, stays));
        cost_lower = if from_upper { cost_upper } else { cost_lower };
        cost_upper = best_upper - gain(day);
    }
    let mut high = vec![false; days.len()];
    let mut state = cost_upper < cost_lower;
    for (place, (from_upper, stays)) in came.iter().enumerate().rev() {
        high[place] = state;
        state = if state { *stays } else { *from_upper };
    }
    runs(&high, days, gain)
}

fn runs(high: &[bool], days: &[(u32, u32)], gain: impl Fn(&(u32, u32)) -> f64) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, day) in days.iter().enumerate().filter(|(place, _)| high[*place]) {
        match runs.last_mut() {
            Some(run) if run.last + 1 == place => {
                run.last = place;
                run.weight += gain(day);
            }
            _ => runs.push(Run { first: place, last: place, weight: gain(day) }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_found_where_it_is() {
        let mut days = vec![(1, 100); 60];
        for day in &mut days[20..25] {
            *day = (30, 100);
        }
        let found = bursts(&days);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].first, found[0].last), (20, 24));
        assert!(found[0].weight > 50.0);
    }

    #[test]
    fn two_bursts_are_two_and_a_steady_phrase_has_none() {
        let mut days = vec![(0, 100); 100];
        days[10] = (20, 100);
        days[70] = (20, 100);
        days[71] = (20, 100);
        let places: Vec<_> = bursts(&days).iter().map(|run| (run.first, run.last)).collect();
        assert_eq!(places, [(10, 10), (70, 71)]);
        assert!(bursts(&[(5, 100); 50]).is_empty());
        assert!(bursts(&[]).is_empty());
        assert!(bursts(&[(3, 3)]).is_empty());
    }
}
