//! Sums of gradients over a batch. Of rows only those are kept that the batch touches: a text shows few features.

/// Sums of gradients.
pub(super) struct Gradients {
    /// By axis.
    pub(super) layers: Vec<Vec<f32>>,
    /// By axis.
    pub(super) layer_biases: Vec<Vec<f32>>,
    pub(super) biases: Vec<f32>,
    /// Of the rows touched, in the order of `touched`.
    rows: Vec<f32>,
    touched: Vec<u32>,
    /// Where a feature's row stands among those touched.
    slots: Vec<u32>,
}

/// Stands for a feature that was not touched.
const UNTOUCHED: u32 = u32::MAX;

impl Gradients {
    pub(super) fn new(features: usize, hidden: usize, classes: &[usize]) -> Self {
        Self {
            layers: classes.iter().map(|classes| vec![0.0; hidden * classes]).collect(),
            layer_biases: classes.iter().map(|classes| vec![0.0; *classes]).collect(),
            biases: vec![0.0; hidden],
            rows: Vec::new(),
            touched: Vec::new(),
            slots: vec![UNTOUCHED; features],
        }
    }

    /// The sum for a feature's row.
    pub(super) fn row(&mut self, feature: u32) -> &mut [f32] {
        let hidden = self.biases.len();
        let slot = &mut self.slots[feature as usize];
        if *slot == UNTOUCHED {
            *slot = self.touched.len() as u32;
            self.touched.push(feature);
            self.rows.resize(self.rows.len() + hidden, 0.0);
        }
        &mut self.rows[*slot as usize * hidden..][..hidden]
    }

    /// The rows touched, in the order in which they were.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &[f32])> {
        self.touched.iter().copied().zip(self.rows.chunks_exact(self.biases.len().max(1)))
    }

    /// Makes everything nought again.
    pub(super) fn clear(&mut self) {
        let sums = self.layers.iter_mut().chain(&mut self.layer_biases).chain([&mut self.biases]);
        sums.for_each(|sums| sums.fill(0.0));
        self.touched.drain(..).for_each(|feature| self.slots[feature as usize] = UNTOUCHED);
        self.rows.clear();
    }
}
