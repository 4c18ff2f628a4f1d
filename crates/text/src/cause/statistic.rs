//! Counts of a group and the rest, and whether they differ by more than chance.

/// Of how many documents something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Of the group.
    pub inside: usize,
    /// All of the group.
    pub group: usize,
    /// Of the rest.
    pub outside: usize,
    /// All of the rest.
    pub rest: usize,
}

impl Table {
    /// How many times as frequent it is in the group as in the rest; half a document is added on each side.
    pub fn lift(&self) -> f64 {
        let share = |some: usize, all: usize| (some as f64 + 0.5) / (all as f64 + 1.0);
        if self.rest == 0 {
            return 1.0;
        }
        share(self.inside, self.group) / share(self.outside, self.rest)
    }

    /// The probability of so many or more in the group, were the group drawn from all by chance (Fisher's exact test,
    /// one-sided: the upper tail of the hypergeometric distribution).
    pub fn chance(&self) -> f64 {
        let (all, having) = (self.group + self.rest, self.inside + self.outside);
        let most = self.group.min(having);
        if self.rest == 0 || self.inside == 0 {
            return 1.0;
        }
        let drawn = |inside: usize| {
            choose(having, inside) + choose(all - having, self.group - inside) - choose(all, self.group)
        };
        let least = self.group.saturating_sub(all - having);
        let mut sum = 0.0;
        // Above the mean the terms fall, so that what follows a negligible one is negligible.
        for inside in self.inside.max(least)..=most {
            let term = drawn(inside).exp();
            sum += term;
            let mean = self.group as f64 * having as f64 / all as f64;
            if inside as f64 > mean && term < sum * 1e-12 {
                break;
            }
        }
        sum.min(1.0)
    }

    /// What orders explanations: documents of the group beyond those that the rest's frequency would give, times the
    /// logarithm of the lift. Negative lifts weigh nothing.
    pub fn weight(&self) -> f64 {
        let lift = self.lift();
        if lift <= 1.0 { 0.0 } else { self.inside as f64 * (1.0 - 1.0 / lift) * lift.ln() }
    }
}

/// Chances corrected for the number of tests, in the same order: the false discovery rate at which each would be accepted
/// (Benjamini and Hochberg 1995).
pub fn corrected(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|one, other| chances[*one].total_cmp(&chances[*other]));
    let mut corrected = vec![1.0; chances.len()];
    let mut least: f64 = 1.0;
    for (rank, place) in order.iter().enumerate().rev() {
        least = least.min(chances[*place] * chances.len() as f64 / (rank + 1) as f64);
        corrected[*place] = least;
    }
    corrected
}

/// The logarithm of a binomial coefficient.
fn choose(all: usize, some: usize) -> f64 {
    if some > all {
        return f64::NEG_INFINITY;
    }
    factorial(all) - factorial(some) - factorial(all - some)
}

/// The logarithm of a factorial: summed while small, above by Stirling's series, whose error is below 10⁻¹².
fn factorial(number: usize) -> f64 {
    if number < 32 {
        return (2..=number).map(|factor| (factor as f64).ln()).sum();
    }
    let x = number as f64;
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5));
    x * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI * x).ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lady_tasting_tea() {
        // Fisher 1935: all four right by chance once in seventy; three or more right, seventeen times in seventy.
        let four = Table { inside: 4, group: 4, outside: 0, rest: 4 };
        assert!((four.chance() - 1.0 / 70.0).abs() < 1e-12, "{}", four.chance());
        let three = Table { inside: 3, group: 4, outside: 1, rest: 4 };
        assert!((three.chance() - 17.0 / 70.0).abs() < 1e-12, "{}", three.chance());
    }

    #[test]
    fn large_counts_stay_probabilities() {
        let table = Table { inside: 60_000, group: 100_000, outside: 400_000, rest: 1_000_000 };
        assert!(table.chance() < 1e-100);
        let even = Table { inside: 40_000, group: 100_000, outside: 400_000, rest: 1_000_000 };
        assert!((0.45..0.55).contains(&even.chance()), "{}", even.chance());
    }

    #[test]
    fn correction_is_that_of_benjamini_and_hochberg() {
        let corrected = corrected(&[0.01, 0.04, 0.03, 0.5]);
        let expected = [0.04, 0.16 / 3.0, 0.16 / 3.0, 0.5];
        for (one, other) in corrected.iter().zip(expected) {
            assert!((one - other).abs() < 1e-12, "{corrected:?}");
        }
    }
}
