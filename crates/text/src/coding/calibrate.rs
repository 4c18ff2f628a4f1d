//! What a model's scores are worth, learnt from texts it was not trained on: how sure it may sound, and from where on it
//! may speak.

use super::network::softmax;

/// One-sided 95 %: the promise is kept by the lower end of what the held-out texts allow.
const SIGMAS: f64 = 1.645;

/// A level of an axis: from which confidence on a code is suggested, and what that gave on held-out texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// At or above it a code is suggested; infinite where no threshold keeps the promise.
    pub threshold: f32,
    /// The share of held-out texts at or above it.
    pub coverage: f32,
    /// The share of those that were right.
    pub precision: f32,
}

/// The temperature at which held-out scores are likeliest: by golden section on its logarithm.
pub(super) fn temperature(held_out: &[(Vec<f32>, u32)]) -> f32 {
    let loss = |logarithm: f64| -> f64 {
        let temperature = logarithm.exp() as f32;
        held_out
            .iter()
            .map(|(scores, class)| {
                let probability = softmax(scores, temperature).get(*class as usize).copied().unwrap_or(0.0);
                -f64::from(probability.max(f32::MIN_POSITIVE)).ln()
            })
            .sum()
    };
    if held_out.is_empty() {
        return 1.0;
    }
    let golden = (5_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (-2.5_f64, 2.5_f64);
    let (mut left, mut right) = (high - golden * (high - low), low + golden * (high - low));
    let (mut left_loss, mut right_loss) = (loss(left), loss(right));
    for _ in 0..24 {
        if left_loss <= right_loss {
            (high, right, right_loss) = (right, left, left_loss);
            left = high - golden * (high - low);
            left_loss = loss(left);
        } else {
            (low, left, left_loss) = (left, right, right_loss);
            right = low + golden * (high - low);
            right_loss = loss(right);
        }
    }
    f64::midpoint(low, high).exp() as f32
}

/// The lowest threshold above which at least `precision` of held-out texts are right, by the lower end of Wilson's
/// interval. `judged` has confidence and rightness of each text that got a code; `texts` counts the others, too.
pub(super) fn level(mut judged: Vec<(f32, bool)>, texts: usize, precision: f32) -> Level {
    judged.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut level = Level { threshold: f32::INFINITY, coverage: 0.0, precision: 1.0 };
    let mut right = 0_usize;
    for (index, &(confidence, is_right)) in judged.iter().enumerate() {
        right += usize::from(is_right);
        let ends = judged.get(index + 1).is_none_or(|next| next.0 < confidence);
        let count = index + 1;
        if ends && f64::from(precision) <= wilson(right, count) {
            level = Level {
                threshold: confidence,
                coverage: count as f32 / texts.max(1) as f32,
                precision: right as f32 / count as f32,
            };
        }
    }
    level
}

/// The lower end of a share (Wilson 1927).
fn wilson(right: usize, count: usize) -> f64 {
    let (count, share) = (count as f64, right as f64 / count as f64);
    let square = SIGMAS * SIGMAS;
    let middle = share + square / (2.0 * count);
    let reach = SIGMAS * (share * (1.0 - share) / count + square / (4.0 * count * count)).sqrt();
    (middle - reach) / (1.0 + square / count)
}

/// How far confidences lie from the share of right answers, in fifteen equal steps of confidence (expected calibration
/// error, Guo et al. 2017).
pub(super) fn calibration_error(judged: &[(f32, bool)]) -> f64 {
    const BINS: usize = 15;
    let mut bins = [(0_usize, 0_f64, 0_usize); BINS];
    for &(confidence, right) in judged {
        let bin = &mut bins[((confidence * BINS as f32) as usize).min(BINS - 1)];
        bin.0 += 1;
        bin.1 += f64::from(confidence);
        bin.2 += usize::from(right);
    }
    let total = judged.len().max(1) as f64;
    bins.iter().map(|&(_, confidence, right)| (confidence - right as f64).abs() / total).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overconfident_scores_are_cooled() {
        // Three of four are right, whatever the scores say.
        let held_out: Vec<(Vec<f32>, u32)> =
            (0..400).map(|index| (vec![8.0, 0.0], u32::from(index % 4 == 0))).collect();
        let found = temperature(&held_out);
        let probability = softmax(&[8.0, 0.0], found)[0];
        assert!((probability - 0.75).abs() < 0.01, "{probability}");
    }

    #[test]
    fn the_threshold_keeps_the_promise() {
        // Right above 0.5, wrong every other time below.
        let judged: Vec<(f32, bool)> =
            (0..1000).map(|index| (index as f32 / 1000.0, 500 <= index || index % 2 == 0)).collect();
        let level = level(judged.clone(), 1000, 0.9);
        let above = judged.iter().filter(|judged| level.threshold <= judged.0);
        let right = above.clone().filter(|judged| judged.1).count();
        assert!(0.9 <= right as f32 / above.count() as f32);
        // 0.625 would keep it on these texts; what they allow is a little less.
        assert!((0.58..0.61).contains(&level.coverage), "{level:?}");
    }

    #[test]
    fn too_few_texts_promise_nothing() {
        assert_eq!(level(vec![(0.9, true); 5], 5, 0.95).threshold, f32::INFINITY);
    }

    #[test]
    fn calibration_error_is_the_gap() {
        let judged: Vec<(f32, bool)> = (0..100).map(|index| (0.9, index % 2 == 0)).collect();
        assert!((calibration_error(&judged) - 0.4).abs() < 1e-6);
    }
}
