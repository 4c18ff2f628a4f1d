//! How surprising a document frequency is.

/// Occurrences in a window held against those in a baseline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contrast {
    /// Documents with the phrase in the window.
    pub inside: f64,
    /// Documents with the phrase in the baseline.
    pub before: f64,
    /// All documents of the window.
    pub inside_all: f64,
    /// All documents of the baseline.
    pub before_all: f64,
}

impl Contrast {
    /// The natural logarithm of the probability that so many documents or more fall into the window, if the phrase were at
    /// most `rise` times as frequent there as in the baseline.
    ///
    /// The conditional test of two Poisson rates (Przyborowski and Wilenski 1940): of `inside + before` documents the
    /// number inside is binomial. Counts are divided by their dispersion (quasi-Poisson), and the binomial tail is taken in
    /// its continuous form, the regularised incomplete beta function.
    pub(super) fn ln_p(&self, rise: f64, dispersion: f64) -> f64 {
        if self.inside <= 0.0 || self.before_all <= 0.0 || self.inside_all <= 0.0 {
            return 0.0;
        }
        let share = rise * self.inside_all / (rise * self.inside_all + self.before_all);
        ln_beta_regularised(self.inside / dispersion, self.before / dispersion + 1.0, share)
    }

    /// How many times as frequent the phrase is in the window, half a document added to either side so that a phrase never
    /// met before has a finite one.
    pub(super) fn ratio(&self) -> f64 {
        ((self.inside + 0.5) / (self.inside_all + 1.0)) / ((self.before + 0.5) / (self.before_all + 1.0))
    }

    /// What is left without documents that something else explains.
    pub(super) fn without(&self, other: &Self) -> Self {
        Self {
            inside: (self.inside - other.inside).max(0.0),
            before: (self.before - other.before).max(0.0),
            ..*self
        }
    }
}

/// One day in so many is left out of the dispersion: those furthest off. They are earlier bursts, news of their own, and no
/// part of how a phrase varies from day to day.
const DAYS_FOR_A_BURST: usize = 9;

/// Pearson's statistic of counts against their expectation in proportion to `totals`, with its degrees of freedom: their
/// quotient is near one where counts are Poisson, and larger where they come in bouts.
pub(super) fn pearson(counts: &[u32], totals: &[u32]) -> (f64, f64) {
    let sum: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let all: f64 = totals.iter().map(|total| f64::from(*total)).sum();
    if sum <= 0.0 || all <= 0.0 {
        return (0.0, 0.0);
    }
    let days = counts.iter().zip(totals).filter(|(_, total)| **total > 0);
    let mut terms: Vec<f64> = days
        .map(|(count, total)| {
            let expected = sum * f64::from(*total) / all;
            (f64::from(*count) - expected).powi(2) / expected
        })
        .collect();
    terms.sort_unstable_by(f64::total_cmp);
    terms.truncate(terms.len() - terms.len() / DAYS_FOR_A_BURST);
    (terms.iter().sum(), terms.len().saturating_sub(1) as f64)
}

/// Days whose weight the common dispersion has beside a phrase's own.
const PRIOR_DAYS: f64 = 14.0;

/// The dispersion of a phrase, drawn towards the common one as far as its own days say little; never below one.
pub(super) fn dispersion((statistic, freedom): (f64, f64), common: f64) -> f64 {
    ((statistic + PRIOR_DAYS * common) / (freedom + PRIOR_DAYS)).max(1.0)
}

/// The share of false discoveries when everything up to each is accepted (Benjamini and Hochberg 1995), of ascending
/// logarithms of probabilities among `tested` hypotheses.
pub(super) fn false_discovery(ln_p_ascending: &[f64], tested: usize) -> Vec<f64> {
    let mut least: f64 = 1.0;
    let mut rates: Vec<f64> = ln_p_ascending
        .iter()
        .enumerate()
        .rev()
        .map(|(before, ln_p)| {
            least = least.min((ln_p + (tested as f64 / (before + 1) as f64).ln()).exp());
            least
        })
        .collect();
    rates.reverse();
    rates
}

/// The log-likelihood ratio of a two-by-two table (Dunning 1993), zero where the first share is not the larger: `k` of `n`
/// against `m` of `o`.
pub(super) fn likelihood_ratio(k: f64, n: f64, m: f64, o: f64) -> f64 {
    if n <= 0.0 || o <= 0.0 || k / n <= m / o {
        return 0.0;
    }
    let common = (k + m) / (n + o);
    let term = |count: f64, expected: f64| if count > 0.0 { count * (count / expected).ln() } else { 0.0 };
    2.0 * (term(k, n * common)
        + term(m, o * common)
        + term(n - k, n * (1.0 - common))
        + term(o - m, o * (1.0 - common)))
}

/// ln I_x(a, b), by Lentz's continued fraction.
fn ln_beta_regularised(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if 1.0 <= x {
        return 0.0;
    }
    let front = a * x.ln() + b * (-x).ln_1p() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    if x < (a + 1.0) / (a + b + 2.0) {
        return (front + (fraction(a, b, x) / a).ln()).min(0.0);
    }
    let other = (front + (fraction(b, a, 1.0 - x) / b).ln()).exp();
    (-other.min(1.0)).ln_1p()
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut c, mut d) = (1.0, 1.0 / guard(1.0 - (a + b) * x / (a + 1.0)));
    let mut value = d;
    for step in 1..500 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        value *= d * c;
        if (d * c - 1.0).abs() < 1e-12 {
            break;
        }
    }
    value
}

/// ln Γ(x) for x > 0, by Stirling's series after lifting x above ten.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut lifted) = (x, 0.0);
    while x < 10.0 {
        lifted += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - lifted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tail of a binomial distribution, summed.
    fn tail(k: u32, n: u32, share: f64) -> f64 {
        let mut choose = 1.0;
        let mut sum = 0.0;
        for i in 0..=n {
            if i > 0 {
                choose *= f64::from(n - i + 1) / f64::from(i);
            }
            if k <= i {
                sum += choose * share.powi(i as i32) * (1.0 - share).powi((n - i) as i32);
            }
        }
        sum
    }

    #[test]
    fn the_tail_is_that_of_the_binomial() {
        for (k, m, share) in [(3, 2, 0.2), (12, 0, 0.25), (1, 9, 0.5), (30, 12, 0.7), (5, 40, 0.1)] {
            let contrast = Contrast {
                inside: f64::from(k),
                before: f64::from(m),
                inside_all: share * 1000.0,
                before_all: (1.0 - share) * 1000.0,
            };
            let expected = tail(k, k + m, share);
            assert!((contrast.ln_p(1.0, 1.0).exp() / expected - 1.0).abs() < 1e-9, "{k} {m} {share}");
        }
    }

    #[test]
    fn far_tails_stay_finite_and_nothing_against_nothing_is_no_surprise() {
        let far = Contrast { inside: 4e5, before: 0.0, inside_all: 1e6, before_all: 1e7 };
        assert!(far.ln_p(1.0, 1.0) < -9e5 && far.ln_p(1.0, 1.0).is_finite());
        let alone = Contrast { inside: 5.0, before: 0.0, inside_all: 9.0, before_all: 0.0 };
        assert_eq!(alone.ln_p(1.5, 1.0), 0.0);
    }

    #[test]
    fn bouts_are_more_dispersed_than_chance() {
        let totals = [100; 10];
        let steady = pearson(&[5, 4, 6, 5, 5, 4, 6, 5, 5, 5], &totals);
        let bouts = pearson(&[0, 25, 0, 0, 25, 0, 0, 0, 25, 25], &totals);
        assert_eq!(dispersion(steady, 1.0), 1.0);
        assert!(5.0 < dispersion(bouts, 1.0));
        let burst = pearson(&[5, 4, 6, 50, 5, 4, 6, 5, 5, 5], &totals);
        assert!(dispersion(burst, 1.0) < 3.0);
    }

    #[test]
    fn false_discoveries_grow_with_what_was_tested() {
        let ln_p = [1e-6_f64.ln(), 1e-3_f64.ln(), 0.5_f64.ln()];
        let rates = false_discovery(&ln_p, 100);
        assert!((rates[0] - 1e-4).abs() < 1e-9 && (rates[1] - 0.05).abs() < 1e-9 && rates[2] == 1.0);
    }
}
