//! The few that cover most: a greedy weighted cover with a price on saying the same twice.

use super::{ContrastRule, Covering};

/// Picks, again and again, the set with the largest weight of what it adds less the price of what it repeats, until
/// nothing adds enough. `places` are ascending; equal gains go to the earlier.
pub(super) fn cover(
    places: &[Vec<u32>],
    weights: &[f64],
    group: usize,
    rule: &ContrastRule,
) -> Vec<Covering> {
    let mut covered = vec![false; group];
    let mut steps: Vec<Covering> = Vec::new();
    let added_min = ((rule.added_share_min * group as f64).ceil() as usize).max(1);
    while steps.len() < rule.cover_max {
        let mut best: Option<(f64, Covering)> = None;
        for (explanation, (places, weight)) in places.iter().zip(weights).enumerate() {
            let added = places.iter().filter(|place| !covered[**place as usize]).count();
            let repeated = (places.len() - added) as f64;
            let gain = (added as f64 - rule.redundancy * repeated) * weight;
            if added < added_min || gain <= 0.0 {
                continue;
            }
            if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                best = Some((gain, Covering { explanation, added }));
            }
        }
        let Some((_, step)) = best else { break };
        for place in &places[step.explanation] {
            covered[*place as usize] = true;
        }
        steps.push(step);
    }
    steps
}
