//! Intent scores: for each standard question a linear support vector machine that tells its wordings from all others.
//!
//! L2-loss, solved in the dual by coordinate descent (Hsieh et al. 2008). The threshold is fixed instead of learned, so that
//! wordings without a common feature keep a dual variable of zero; what is left are the wordings nearest to the border,
//! and a machine is a short list of them with their coefficients instead of a weight for every feature.

use std::num::NonZeroUsize;
use std::thread;

use super::matrix::{Matrix, Sparse, dot};
use crate::unit::combine;

/// What a violation costs.
const COST: f32 = 1.0;
/// What every score begins at: texts that share nothing score this.
const START: f32 = -1.0;
const EPOCHS_MAX: usize = 20;
/// Largest violation that is left.
const TOLERANCE: f32 = 0.1;
/// The other wordings that one machine learns from: the nearest ones, as many as keep training within seconds.
const OTHERS_MAX: usize = 400;
const OTHERS_MIN: usize = 60;
const OTHERS_ALL: usize = 150_000;

/// Machines, by wording: the standard questions it speaks for or against, with its coefficients.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Intents {
    coefficients: Vec<Vec<(u32, f32)>>,
    entries: usize,
}

impl Intents {
    /// Trains one machine for each standard question; `entry_of` says whose each row is. The number of threads changes
    /// nothing but the time.
    pub fn train(
        wordings: &Matrix,
        columns: usize,
        entry_of: &[u32],
        entries: usize,
        threads: NonZeroUsize,
    ) -> Self {
        let wordings = &Wordings::of(wordings);
        let mut own: Vec<Vec<u32>> = vec![Vec::new(); entries];
        for (row, entry) in entry_of.iter().enumerate() {
            own[*entry as usize].push(row as u32);
        }
        let numbered: Vec<(u32, &Vec<u32>)> =
            own.iter().enumerate().map(|(entry, own)| (entry as u32, own)).collect();
        let others_max = (OTHERS_ALL / entries.max(1)).clamp(OTHERS_MIN, OTHERS_MAX);
        let work = |part: &[(u32, &Vec<u32>)]| -> Vec<(u32, Vec<(u32, f32)>)> {
            let mut weights = vec![0.0; columns];
            part.iter()
                .map(|(entry, own)| (*entry, machine(wordings, own, others_max, &mut weights)))
                .collect()
        };
        let share = entries.div_ceil(threads.get()).max(1);
        let machines: Vec<(u32, Vec<(u32, f32)>)> = thread::scope(|scope| {
            let parts: Vec<_> =
                numbered.chunks(share).map(|part| (part, scope.spawn(|| work(part)))).collect();
            // A thread that ended badly has nothing to give; its part is done here, where it shows.
            parts
                .into_iter()
                .flat_map(|(part, handle)| handle.join().unwrap_or_else(|_| work(part)))
                .collect()
        });
        let mut coefficients = vec![Vec::new(); entry_of.len()];
        for (entry, machine) in machines {
            for (row, coefficient) in machine {
                coefficients[row as usize].push((entry, coefficient));
            }
        }
        Self { coefficients, entries }
    }

    /// The score of every standard question, given the likeness of the query to every wording.
    pub fn scores(&self, likenesses: &[f32]) -> Vec<f32> {
        let mut scores = vec![START; self.entries];
        for (likeness, coefficients) in likenesses.iter().zip(&self.coefficients) {
            if *likeness != 0.0 {
                for (entry, coefficient) in coefficients {
                    scores[*entry as usize] += coefficient * likeness;
                }
            }
        }
        scores
    }
}

/// What the machines are trained on.
struct Wordings<'a> {
    all: &'a Matrix,
    /// By row: the columns that another row has too.
    shared: Vec<Sparse>,
    /// By row: the square of the length of all other columns. They meet nothing but their own row, so that this number
    /// stands for them.
    alone: Vec<f32>,
}

impl<'a> Wordings<'a> {
    fn of(all: &'a Matrix) -> Self {
        let mut wordings = Self { all, shared: Vec::new(), alone: Vec::new() };
        for row in &all.rows {
            let (shared, alone): (Sparse, Sparse) =
                row.iter().partition(|(column, _)| all.having(*column).len() > 1);
            wordings.shared.push(shared);
            wordings.alone.push(alone.iter().map(|(_, value)| value * value).sum());
        }
        wordings
    }
}

/// One machine: rows with their coefficients. `weights` is all zero before and after.
fn machine(wordings: &Wordings<'_>, own: &[u32], others_max: usize, weights: &mut [f32]) -> Vec<(u32, f32)> {
    let mut signs: Vec<(u32, f32)> = own.iter().map(|row| (*row, 1.0)).collect();
    signs.extend(nearest(wordings, own, others_max, weights).into_iter().map(|row| (row, -1.0)));
    let mut duals = vec![0.0_f32; signs.len()];
    let mut order: Vec<u32> = (0..signs.len() as u32).collect();
    let ridge = 0.5 / COST;
    for epoch in 0..EPOCHS_MAX {
        order.sort_by_cached_key(|at| combine(epoch as u64, u64::from(*at)));
        let mut violation: f32 = 0.0;
        for at in &order {
            let at = *at as usize;
            let (row, sign) = signs[at];
            let alone = wordings.alone[row as usize];
            let row = &wordings.shared[row as usize];
            let gradient = sign * (dot(row, weights) + START) - 1.0 + duals[at] * (ridge + alone);
            let projected = if duals[at] == 0.0 { gradient.min(0.0) } else { gradient };
            violation = violation.max(projected.abs());
            if projected.abs() < 1e-6 {
                continue;
            }
            let square: f32 = if row.is_empty() { alone } else { 1.0 };
            let dual = (duals[at] - gradient / (square + ridge)).max(0.0);
            let step = (dual - duals[at]) * sign;
            duals[at] = dual;
            for (column, value) in row {
                weights[*column as usize] += step * value;
            }
        }
        if violation < TOLERANCE {
            break;
        }
    }
    for (row, _) in &signs {
        for (column, _) in &wordings.shared[*row as usize] {
            weights[*column as usize] = 0.0;
        }
    }
    let used = signs.into_iter().zip(duals).filter(|(_, dual)| *dual > 0.0);
    used.map(|((row, sign), dual)| (row, sign * dual)).collect()
}

/// The rows of others that are most like the sum of one's own.
fn nearest(wordings: &Wordings<'_>, own: &[u32], count: usize, weights: &mut [f32]) -> Vec<u32> {
    let mut columns: Vec<u32> = Vec::new();
    for (column, value) in own.iter().flat_map(|row| &wordings.shared[*row as usize]) {
        weights[*column as usize] += value;
        columns.push(*column);
    }
    columns.sort_unstable();
    columns.dedup();
    let middle: Vec<(u32, f32)> = columns.iter().map(|column| (*column, weights[*column as usize])).collect();
    for column in columns {
        weights[column as usize] = 0.0;
    }
    let mut likenesses = wordings.all.times(&middle);
    for row in own {
        likenesses[*row as usize] = 0.0;
    }
    let mut others: Vec<(f32, u32)> = likenesses
        .into_iter()
        .enumerate()
        .filter(|(_, likeness)| *likeness > 0.0)
        .map(|(row, likeness)| (likeness, row as u32))
        .collect();
    let by_likeness =
        |one: &(f32, u32), other: &(f32, u32)| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1));
    if others.len() > count {
        others.select_nth_unstable_by(count, by_likeness);
        others.truncate(count);
    }
    others.sort_unstable_by(by_likeness);
    others.into_iter().map(|(_, row)| row).collect()
}
