//! Code sets: the classifications under which matters are counted.
//!
//! A *set* (`jrt0169-business`) has *versions* (`2018`), each with a period of validity, and every version has its own
//! *codes*, usually in a tree. A case carries [`CodeRef`]s, which name all three and stay valid for display forever;
//! [`CodeSets::validate`] says whether one may be given to a matter received on a day. When a version is succeeded, a
//! crosswalk leads from its codes to those of the next; what was recorded is never rewritten.
//!
//! The sets that ship lie in `codes/` (`sets.toml` and one CSV a version). An institution may add its own files with
//! [`CodeSets::load`], and fill in official codes from its licensed copy of a standard with
//! [`CodeSets::load_official`]: a code that starts with `prov:` is ours, never the regulator's.
//!
//! A trap in the words of JR/T 0169: its *channel* is where the disputed business was done. How the complaint came in is
//! the [`Axis::Source`].

mod axis;
mod crosswalk;
mod label;
mod load;
mod manifest;
mod official;
mod reference;
mod set;
mod sets;
mod shipped;
mod table;

pub use axis::Axis;
pub use crosswalk::{Crossing, Relation};
pub use load::LoadError;
pub use reference::{CodeRef, ParseCodeRefError};
pub use set::{Code, CodeSet};
pub use sets::{CodeError, CodeSets, Selector};
