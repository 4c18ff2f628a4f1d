//! The net that gives each class its score: the features of a text summed into a hidden layer, and a linear layer for
//! each axis above it. Several members, trained apart, stand side by side and are averaged.

use super::vocabulary::{Weighed, damped};
use super::weights::Weights;

/// How many rows are summed in 16 bits before they could overflow.
const SUMMED_MAX: usize = 256;

/// One trained member, in full precision.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// What each feature adds to each hidden unit, features × hidden; the weights of features included.
    pub(super) rows: Vec<f32>,
    pub(super) biases: Vec<f32>,
    pub(super) heads: Vec<MemberHead>,
}

/// One axis of a member.
#[derive(Debug, Clone)]
pub(super) struct MemberHead {
    /// Hidden × classes.
    pub(super) weights: Vec<f32>,
    pub(super) biases: Vec<f32>,
}

/// All members, with the weights of features in 8 bits.
#[derive(Debug, Clone)]
pub(super) struct Network {
    pub(super) members: usize,
    /// Hidden units of one member.
    pub(super) hidden: usize,
    /// Features × (members × hidden).
    pub(super) rows: Vec<i8>,
    /// What one step of each column of `rows` means.
    pub(super) scales: Vec<f32>,
    pub(super) biases: Vec<f32>,
    pub(super) heads: Vec<Head>,
}

/// The layer of one axis.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) classes: usize,
    /// (Members × hidden) × classes.
    pub(super) weights: Vec<f32>,
    /// Members × classes.
    pub(super) biases: Vec<f32>,
}

impl Network {
    /// Sets members side by side.
    pub(super) fn of(members: &[Member], features: usize) -> Self {
        let hidden = members.first().map_or(0, |member| member.biases.len());
        let width = members.len() * hidden;
        let mut rows = vec![0_i8; features * width];
        let mut scales = vec![0_f32; width];
        for (index, member) in members.iter().enumerate() {
            let columns = &mut scales[index * hidden..][..hidden];
            for row in member.rows.chunks_exact(hidden) {
                for (scale, weight) in columns.iter_mut().zip(row) {
                    *scale = scale.max(weight.abs());
                }
            }
            columns.iter_mut().for_each(|scale| *scale = (*scale / 127.0).max(f32::MIN_POSITIVE));
            for (feature, row) in member.rows.chunks_exact(hidden).enumerate() {
                let quantised = &mut rows[feature * width + index * hidden..][..hidden];
                for ((quantised, weight), scale) in quantised.iter_mut().zip(row).zip(columns.iter()) {
                    *quantised = (weight / scale).round().clamp(-127.0, 127.0) as i8;
                }
            }
        }
        let axes = members.first().map_or(0, |member| member.heads.len());
        let heads = (0..axes).map(|axis| Head {
            classes: members[0].heads[axis].biases.len(),
            weights: members.iter().flat_map(|member| member.heads[axis].weights.iter().copied()).collect(),
            biases: members.iter().flat_map(|member| member.heads[axis].biases.iter().copied()).collect(),
        });
        Self {
            members: members.len(),
            hidden,
            rows,
            scales,
            heads: heads.collect(),
            biases: members.iter().flat_map(|member| member.biases.iter().copied()).collect(),
        }
    }

    fn width(&self) -> usize {
        self.members * self.hidden
    }

    /// What one feature adds to each hidden unit, in steps of `scales`.
    pub(super) fn row(&self, feature: u32) -> &[i8] {
        let width = self.width();
        self.rows.get(feature as usize * width..).and_then(|rows| rows.get(..width)).unwrap_or_default()
    }

    /// The hidden layer of a text.
    pub(super) fn hidden(&self, weighed: &Weighed) -> Vec<f32> {
        let width = self.width();
        let mut hidden = self.biases.clone();
        let mut once: Vec<&[i8]> = Vec::with_capacity(weighed.occurring.len());
        let mut whole = vec![0_i32; width];
        let mut short = vec![0_i16; width];
        let mut repeated = vec![0_f32; width];
        for (block, length) in weighed.lengths.iter().enumerate() {
            once.clear();
            whole.fill(0);
            repeated.fill(0.0);
            for occurring in
                weighed.occurring.iter().filter(|occurring| usize::from(occurring.block) == block)
            {
                let row = self.row(occurring.feature);
                if occurring.count == 1 {
                    once.push(row);
                } else {
                    let times = damped(occurring.count);
                    repeated.iter_mut().zip(row).for_each(|(sum, &step)| *sum += times * f32::from(step));
                }
            }
            // Most features occur once: those are whole numbers, summed in few bits.
            for rows in once.chunks(SUMMED_MAX) {
                short.fill(0);
                for row in rows {
                    short.iter_mut().zip(*row).for_each(|(sum, &step)| *sum += i16::from(step));
                }
                whole.iter_mut().zip(&short).for_each(|(sum, &part)| *sum += i32::from(part));
            }
            let sums = whole.iter().zip(&repeated).zip(&self.scales);
            hidden.iter_mut().zip(sums).for_each(|(unit, ((&whole, repeated), scale))| {
                *unit += scale * (whole as f32 + repeated) / length;
            });
        }
        hidden.iter_mut().for_each(|unit| *unit = unit.max(0.0));
        hidden
    }

    /// The probabilities of an axis's classes, each member's softened by the temperature, averaged.
    pub(super) fn probabilities(&self, axis: usize, hidden: &[f32], temperature: f32) -> Vec<f32> {
        let Some(head) = self.heads.get(axis) else { return Vec::new() };
        let mut averages = vec![0_f32; head.classes];
        let share = 1.0 / self.members.max(1) as f32;
        for scores in self.scores(head, hidden) {
            let probabilities = softmax(&scores, temperature);
            averages.iter_mut().zip(probabilities).for_each(|(average, each)| *average += share * each);
        }
        averages
    }

    /// Each member's scores of an axis's classes.
    fn scores(&self, head: &Head, hidden: &[f32]) -> Vec<Vec<f32>> {
        if head.classes == 0 || self.hidden == 0 {
            return Vec::new();
        }
        let units = hidden.chunks_exact(self.hidden);
        let layers = head.weights.chunks_exact(self.hidden * head.classes);
        let member = |((units, weights), biases): ((&[f32], &[f32]), &[f32])| {
            let mut scores = biases.to_vec();
            for (unit, row) in units.iter().zip(weights.chunks_exact(head.classes)) {
                if *unit != 0.0 {
                    scores.iter_mut().zip(row).for_each(|(score, weight)| *score += unit * weight);
                }
            }
            scores
        };
        units.zip(layers).zip(head.biases.chunks_exact(head.classes)).map(member).collect()
    }

    /// How much each hidden unit, were it a little more, would lift a class above the others on average.
    fn slopes(&self, axis: usize, hidden: &[f32], class: usize) -> Vec<f32> {
        let Some(head) = self.heads.get(axis) else { return Vec::new() };
        let mut slopes = Vec::with_capacity(hidden.len());
        for (member, scores) in self.scores(head, hidden).iter().enumerate() {
            let mut others = softmax(scores, 1.0);
            if let Some(own) = others.get_mut(class) {
                *own = 0.0;
            }
            let rest = others.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            for (unit, value) in hidden.iter().enumerate().skip(member * self.hidden).take(self.hidden) {
                let row = &head.weights[unit * head.classes..][..head.classes];
                let against: f32 =
                    others.iter().zip(row).map(|(probability, weight)| probability / rest * weight).sum();
                let slope = row.get(class).map_or(0.0, |weight| weight - against);
                slopes.push(if *value > 0.0 { slope / self.members as f32 } else { 0.0 });
            }
        }
        slopes
    }

    /// What each feature of a text adds to a class's lead over the others. The net is linear between the kinks of its
    /// units, so these sums are exact where no unit would switch.
    pub(super) fn contributions(
        &self,
        weighed: &Weighed,
        hidden: &[f32],
        axis: usize,
        class: usize,
    ) -> Vec<(u32, f32)> {
        let mut slopes = self.slopes(axis, hidden, class);
        slopes.iter_mut().zip(&self.scales).for_each(|(slope, scale)| *slope *= scale);
        let contribution = |occurring: &super::vocabulary::Occurring| {
            let row = self.row(occurring.feature);
            let sum: f32 = row.iter().zip(&slopes).map(|(&step, slope)| f32::from(step) * slope).sum();
            let length = weighed.lengths.get(usize::from(occurring.block)).copied().unwrap_or(1.0);
            (occurring.feature, sum * damped(occurring.count) / length)
        };
        weighed.occurring.iter().map(contribution).collect()
    }
}

impl Member {
    /// The scores of every axis's classes for a text.
    pub(super) fn scores(&self, weighed: &Weighed) -> Vec<Vec<f32>> {
        let hidden = self.biases.len();
        let mut units = self.biases.clone();
        for occurring in &weighed.occurring {
            let value = damped(occurring.count) / weighed.lengths[usize::from(occurring.block)];
            let row = &self.rows[occurring.feature as usize * hidden..][..hidden];
            units.iter_mut().zip(row).for_each(|(unit, weight)| *unit += value * weight);
        }
        units.iter_mut().for_each(|unit| *unit = unit.max(0.0));
        self.heads.iter().map(|head| head.scores(&units)).collect()
    }

    /// Takes the weights of features into the rows, so that a feature's weight is its count alone.
    pub(super) fn absorb(&mut self, weights: &Weights) {
        let hidden = self.biases.len().max(1);
        for (row, own) in self.rows.chunks_exact_mut(hidden).zip(&weights.known) {
            row.iter_mut().for_each(|weight| *weight *= own);
        }
    }
}

impl MemberHead {
    pub(super) fn scores(&self, units: &[f32]) -> Vec<f32> {
        let classes = self.biases.len();
        let mut scores = self.biases.clone();
        for (unit, row) in units.iter().zip(self.weights.chunks_exact(classes.max(1))) {
            if *unit != 0.0 {
                scores.iter_mut().zip(row).for_each(|(score, weight)| *score += unit * weight);
            }
        }
        scores
    }
}

/// Probabilities that stand to each other as the exponentials of the scores divided by the temperature.
pub(super) fn softmax(scores: &[f32], temperature: f32) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut probabilities: Vec<f32> =
        scores.iter().map(|score| ((score - highest) / temperature).exp()).collect();
    let sum: f32 = probabilities.iter().sum();
    probabilities.iter_mut().for_each(|probability| *probability /= sum);
    probabilities
}
