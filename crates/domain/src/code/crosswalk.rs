//! The way from the codes of one version to those of the next.

use strum::{Display, EnumString, IntoStaticStr};

use super::reference::CodeRef;

/// How the meaning of the code arrived at relates to that of the code left behind (the mapping relations of SKOS).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Relation {
    /// The same meaning.
    Exact,
    /// Nearly the same: figures may be compared, with a note.
    Close,
    /// The new code takes in the whole of the old one and more: figures add up.
    Broader,
    /// The new code takes in a part of the old one: a person decides, case by case.
    Narrower,
    /// They overlap.
    Related,
}

impl Relation {
    /// The relation over two steps.
    pub(super) fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Exact, other) | (other, Self::Exact) => other,
            (Self::Close, other) | (other, Self::Close) => other,
            (first, second) if first == second => first,
            _ => Self::Related,
        }
    }

    /// Whether figures under the old code may be counted under the new one.
    pub fn carries_figures(self) -> bool {
        matches!(self, Self::Exact | Self::Close | Self::Broader)
    }
}

/// One code that a crosswalk leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crossing {
    /// The code of the later version.
    pub to: CodeRef,
    /// How it relates to the code left behind.
    pub relation: Relation,
}
