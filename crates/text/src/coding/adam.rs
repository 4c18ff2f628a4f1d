//! Numbers that are learnt, stepped by Adam (Kingma and Ba 2015).

const MOMENTUM: f32 = 0.9;
const SPREAD: f32 = 0.999;
const TINY: f32 = 1e-8;

/// Numbers with the averages of their gradients.
pub(super) struct Learnt {
    pub(super) values: Vec<f32>,
    means: Vec<f32>,
    spreads: Vec<f32>,
}

impl Learnt {
    pub(super) fn new(values: Vec<f32>) -> Self {
        let nought = vec![0.0; values.len()];
        Self { means: nought.clone(), spreads: nought, values }
    }

    /// One step for a stretch whose averages rested for `rested` steps.
    pub(super) fn step(&mut self, from: usize, gradients: &[f32], rested: i32, rate: f32) {
        let mean_left = MOMENTUM.powi(rested);
        let spread_left = SPREAD.powi(rested);
        let to = from + gradients.len();
        let averages = self.means[from..to].iter_mut().zip(&mut self.spreads[from..to]);
        for ((value, (mean, spread)), gradient) in
            self.values[from..to].iter_mut().zip(averages).zip(gradients)
        {
            *mean = *mean * mean_left + (1.0 - MOMENTUM) * gradient;
            *spread = *spread * spread_left + (1.0 - SPREAD) * gradient * gradient;
            *value -= rate * *mean / (spread.sqrt() + TINY);
        }
    }
}

/// What a rate is multiplied by at a step, counted from 1, since averages begin at nought.
pub(super) fn correction(time: u32) -> f32 {
    (1.0 - SPREAD.powi(time as i32)).sqrt() / (1.0 - MOMENTUM.powi(time as i32))
}
