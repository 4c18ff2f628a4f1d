//! Sparse rows, and by column who has what.

/// A sparse vector: columns ascending, with their values.
pub(super) type Sparse = Vec<(u32, f32)>;

/// Rows of numbers over columns that are features.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Matrix {
    pub rows: Vec<Sparse>,
    /// By column: where its part of `having` ends.
    ends: Vec<u32>,
    /// Rows that have the column, with their value in it.
    having: Vec<(u32, f32)>,
}

impl Matrix {
    /// A matrix of these rows.
    pub fn of(rows: Vec<Sparse>, columns: usize) -> Self {
        let mut ends = vec![0_u32; columns];
        for (column, _) in rows.iter().flatten() {
            ends[*column as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            // Where the column begins; filling moves it to the end.
            sum += std::mem::replace(end, sum);
        }
        let mut having = vec![(0, 0.0); sum as usize];
        for (row, sparse) in rows.iter().enumerate() {
            for (column, value) in sparse {
                let at = &mut ends[*column as usize];
                having[*at as usize] = (row as u32, *value);
                *at += 1;
            }
        }
        Self { rows, ends, having }
    }

    /// Rows that have a column.
    pub fn having(&self, column: u32) -> &[(u32, f32)] {
        let column = column as usize;
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.having[start as usize..self.ends[column] as usize]
    }

    /// The product of every row with a vector.
    pub fn times(&self, vector: &[(u32, f32)]) -> Vec<f32> {
        let mut products = vec![0.0; self.rows.len()];
        for (column, factor) in vector {
            for (row, value) in self.having(*column) {
                products[*row as usize] += factor * value;
            }
        }
        products
    }
}

/// The product of a sparse vector with a dense one.
pub(super) fn dot(sparse: &[(u32, f32)], dense: &[f32]) -> f32 {
    sparse.iter().map(|(column, value)| value * dense[*column as usize]).sum()
}

/// Brings a vector to length 1; an empty one stays empty.
pub(super) fn unify(vector: &mut Sparse) {
    let norm = vector.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
    if norm > 0.0 {
        for (_, value) in vector {
            *value /= norm;
        }
    }
}
