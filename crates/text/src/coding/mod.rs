//! Coding: which codes a text belongs to, on one axis or several, how sure that is, and which words say so.
//!
//! [`train()`] learns a [`Model`] from labelled texts, [`Model::code`] codes a text, [`evaluate()`] and [`compare()`] say how
//! good models are. A model is one file ([`Model::to_bytes`], [`Model::from_bytes`]).
//!
//! | module | what it holds |
//! |---|---|
//! | `feature`, `vocabulary`, `weights` | what a text is made of; which of it a model knows; how much that weighs |
//! | `network`; `learn`, `gradient`, `adam` | the net above it; training it |
//! | `tree`, `calibrate` | codes under their parents; how sure a model may sound, from where on it may speak |
//! | `train`, `model`, `explain` | all together: from texts to a model, from a text to its codes and their reasons |
//! | `evaluate`, `file` | how good a model is; the model as bytes |
//!
//! Features of words, pairs and pieces of words are summed into a small hidden layer. That reaches what a linear
//! machine on the same features does not, since words that mean the same come to lie together, at the price of one
//! addition a feature and unit.

mod adam;
mod calibrate;
mod evaluate;
mod explain;
mod feature;
mod file;
mod gradient;
mod learn;
mod model;
mod network;
mod random;
mod train;
mod tree;
mod vocabulary;
mod weights;

pub use calibrate::Level;
pub use evaluate::{ClassReport, Comparison, Coverage, OutOfScope, Report, Suggested, compare, evaluate};
pub use feature::TEXT_CHARS_MAX;
pub use file::{MARK, ModelFileError, VERSION};
pub use model::{About, Axis, Best, Evidence, Model, Suggestion};
pub use train::{
    AXES_MAX, AxisPlan, CLASSES_MAX, FEATURES_MAX, Labelled, Plan, TEXTS_MAX, TrainError, train,
};
pub use tree::Parents;
