//! All code sets of an installation.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::axis::Axis;
use super::crosswalk::{Crossing, Relation};
use super::load::{self, LoadError};
use super::official;
use super::reference::CodeRef;
use super::set::{Code, CodeSet};
use super::shipped;

/// Why a code may not be used, or leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// No set of that name.
    #[error("code `{code}`: there is no code set `{set}`, expected one of {known}")]
    UnknownSet {
        /// The set.
        set: String,
        /// The whole reference.
        code: CodeRef,
        /// The sets there are.
        known: String,
    },
    /// No such version of the set.
    #[error("code `{code}`: code set `{set}` has no version `{version}`, expected one of {known}")]
    UnknownVersion {
        /// The set.
        set: String,
        /// The version.
        version: String,
        /// The whole reference.
        code: CodeRef,
        /// The versions there are.
        known: String,
    },
    /// The version is not valid on the day.
    #[error("code `{code}`: code set `{set}` version `{version}` is not valid on {on}, expected {expected}")]
    NotValid {
        /// The set.
        set: String,
        /// The version.
        version: String,
        /// The whole reference.
        code: CodeRef,
        /// The day.
        on: Date,
        /// The version that is.
        expected: String,
    },
    /// The version has no such code.
    #[error("code `{code}`: code set `{set}` version `{version}` has no such code, expected {expected}")]
    UnknownCode {
        /// The set.
        set: String,
        /// The version.
        version: String,
        /// The whole reference.
        code: CodeRef,
        /// Where it does exist, or what is asked for.
        expected: String,
    },
    /// The code has others below it, and one of them is needed.
    #[error(
        "code `{code}` has codes below it in `{set}` version `{version}`, expected one of them, as {expected}"
    )]
    NotALeaf {
        /// The set.
        set: String,
        /// The version.
        version: String,
        /// The whole reference.
        code: CodeRef,
        /// The first few below it.
        expected: String,
    },
    /// No crosswalk leads from the code's version to the other.
    #[error(
        "code `{code}`: no crosswalk leads from version `{version}` of `{set}` to `{to}`, expected one of {expected}"
    )]
    NoCrosswalk {
        /// The set.
        set: String,
        /// The version of the code.
        version: String,
        /// The whole reference.
        code: CodeRef,
        /// The version asked for.
        to: String,
        /// The versions that can be reached.
        expected: String,
    },
}

/// What names a set: its own name, or the axis whose first set is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selector<'a> {
    /// The first set of an axis that is valid on the day.
    Axis(Axis),
    /// The set of this name.
    Set(&'a str),
}

impl From<Axis> for Selector<'_> {
    fn from(axis: Axis) -> Self {
        Self::Axis(axis)
    }
}

impl<'a> From<&'a str> for Selector<'a> {
    fn from(id: &'a str) -> Self {
        Self::Set(id)
    }
}

/// All code sets of an installation. Cloning it copies pointers.
#[derive(Debug, Clone, Default)]
pub struct CodeSets {
    sets: Vec<Arc<CodeSet>>,
}

impl CodeSets {
    /// The sets that ship.
    ///
    /// # Errors
    /// Never for the files as they ship (a test reads them); the fault of a damaged one is named.
    pub fn shipped() -> Result<Self, LoadError> {
        Self::load((shipped::MANIFEST.0, shipped::MANIFEST.1), shipped::FILES)
    }

    /// Reads sets from a manifest and the files it names, each as (name, text).
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn load(manifest: (&str, &str), files: &[(&str, &str)]) -> Result<Self, LoadError> {
        Ok(Self { sets: load::load(manifest.0, manifest.1, files)? })
    }

    /// These sets with others added; a version that stands in both is the other's.
    #[must_use]
    pub fn with(mut self, others: Self) -> Self {
        for other in others.sets {
            self.replace(other);
        }
        self
    }

    /// These sets with the official codes of an institution's licensed copy: a CSV file with the columns `code` and
    /// `official_code`, for one version of one set.
    ///
    /// # Errors
    /// Names file, line, field and what was expected; nothing is changed then.
    pub fn load_official(&self, set: &str, version: &str, file: &str, text: &str) -> Result<Self, LoadError> {
        let Some(found) = self.get(set, version) else {
            let problem = format!("there is no code set `{set}@{version}`, expected one of {}", self.known());
            return Err(LoadError::new(file, 1, ".", problem));
        };
        let mut sets = self.clone();
        sets.replace(Arc::new(official::with_official(found, file, text)?));
        Ok(sets)
    }

    fn replace(&mut self, set: Arc<CodeSet>) {
        let place =
            self.sets.iter().position(|other| other.id() == set.id() && other.version() == set.version());
        match place.and_then(|place| self.sets.get_mut(place)) {
            Some(other) => *other = set,
            None => self.sets.push(set),
        }
    }

    /// Every version of every set, in the order of the manifest.
    pub fn iter(&self) -> impl Iterator<Item = &CodeSet> {
        self.sets.iter().map(AsRef::as_ref)
    }

    /// One version of a set.
    pub fn get(&self, set: &str, version: &str) -> Option<&CodeSet> {
        self.iter().find(|found| found.id() == set && found.version() == version)
    }

    /// The version of a set that is valid on a day; for an axis, that of its first set.
    pub fn set_for<'s>(&self, selector: impl Into<Selector<'s>>, on: Date) -> Option<&CodeSet> {
        let selector = selector.into();
        let selected = |set: &&CodeSet| match selector {
            Selector::Axis(axis) => set.axis() == axis,
            Selector::Set(id) => set.id() == id,
        };
        self.iter().filter(selected).find(|set| set.is_valid_on(on))
    }

    /// The sets of an axis that are valid on a day.
    pub fn sets_on(&self, axis: Axis, on: Date) -> impl Iterator<Item = &CodeSet> {
        self.iter().filter(move |set| set.axis() == axis && set.is_valid_on(on))
    }

    /// The day on which a matter's codes of an axis must be valid: that of its receipt, or today for a matter older than every
    /// set.
    pub fn day_of_coding(&self, axis: Axis, received: Date, today: Date) -> Date {
        if self.sets_on(axis, received).next().is_some() { received } else { today }
    }

    /// The code that a reference names, of whatever version: for display there is no validity.
    ///
    /// # Errors
    /// When set, version or code is unknown.
    pub fn resolve(&self, code: &CodeRef) -> Result<&Code, CodeError> {
        let set = self.set_of(code)?;
        set.get(code.code()).ok_or_else(|| self.unknown_code(set, code))
    }

    /// The axis of a code.
    ///
    /// # Errors
    /// When its set or version is unknown.
    pub fn axis_of(&self, code: &CodeRef) -> Result<Axis, CodeError> {
        self.set_of(code).map(CodeSet::axis)
    }

    /// The version of the set that a reference names.
    ///
    /// # Errors
    /// When there is none.
    pub fn set_of(&self, code: &CodeRef) -> Result<&CodeSet, CodeError> {
        if let Some(set) = self.get(code.set(), code.version()) {
            return Ok(set);
        }
        let set = code.set().to_owned();
        let versions: Vec<String> =
            self.iter().filter(|found| found.id() == set).map(|found| quoted(found.version())).collect();
        Err(if versions.is_empty() {
            CodeError::UnknownSet { set, code: code.clone(), known: self.known() }
        } else {
            let version = code.version().to_owned();
            CodeError::UnknownVersion { set, version, code: code.clone(), known: versions.join(", ") }
        })
    }

    /// Checks that a matter received on a day may bear a code. With `require_leaf` it must have no codes below it,
    /// unless the set itself leaves its lower levels open.
    ///
    /// # Errors
    /// Refuses an unknown set, version or code, a version that is not valid on the day, a parent where a leaf is
    /// required.
    pub fn validate(&self, code: &CodeRef, on: Date, require_leaf: bool) -> Result<(), CodeError> {
        let set = self.set_of(code)?;
        if !set.is_valid_on(on) {
            let expected = match self.set_for(set.id(), on) {
                Some(valid) => format!("a code of version {}", quoted(valid.version())),
                None => "a day on which a version is valid".to_owned(),
            };
            let (set, version) = (set.id().to_owned(), set.version().to_owned());
            return Err(CodeError::NotValid { set, version, code: code.clone(), on, expected });
        }
        let found = set.get(code.code()).ok_or_else(|| self.unknown_code(set, code))?;
        if require_leaf && !found.is_leaf && !set.leaf_is_optional() {
            let below = set.children(Some(code.code())).take(3).map(|child| quoted(child.code()));
            let expected = below.collect::<Vec<_>>().join(", ");
            let (set, version) = (set.id().to_owned(), set.version().to_owned());
            return Err(CodeError::NotALeaf { set, version, code: code.clone(), expected });
        }
        Ok(())
    }

    /// Where a code leads in a later version of its set, over every version between. A code that leads nowhere gives an
    /// empty list.
    ///
    /// # Errors
    /// When the code is unknown, or no chain of crosswalks leads to the version.
    pub fn crosswalk(&self, code: &CodeRef, to: &str) -> Result<Vec<Crossing>, CodeError> {
        self.resolve(code)?;
        let mut set = self.set_of(code)?;
        let mut here = BTreeMap::from([(code.code().to_owned(), Relation::Exact)]);
        let mut passed = Vec::new();
        while set.version() != to {
            let next = set.successor().and_then(|successor| self.get(set.id(), successor));
            // A circle of successors would lead on forever.
            let Some(next) = next.filter(|next| !passed.contains(&next.version())) else {
                return Err(CodeError::NoCrosswalk {
                    set: set.id().to_owned(),
                    version: code.version().to_owned(),
                    code: code.clone(),
                    to: to.to_owned(),
                    expected: passed
                        .into_iter()
                        .chain([set.version()])
                        .map(quoted)
                        .collect::<Vec<_>>()
                        .join(", "),
                });
            };
            passed.push(set.version());
            let mut there: BTreeMap<String, Relation> = BTreeMap::new();
            for (from, relation) in &here {
                for (to, next_relation) in set.crossings.get(from).into_iter().flatten() {
                    let relation = relation.then(*next_relation);
                    // Of two ways to one code the closer counts.
                    let known = there.entry(to.clone()).or_insert(relation);
                    *known = (*known).min(relation);
                }
            }
            (set, here) = (next, there);
        }
        let crossings = here.into_iter().filter_map(|(to, relation)| {
            set.get(&to).map(|code| Crossing { to: code.reference.clone(), relation })
        });
        Ok(crossings.collect())
    }

    fn unknown_code(&self, set: &CodeSet, code: &CodeRef) -> CodeError {
        let elsewhere = self.iter().find(|other| other.id() == set.id() && other.get(code.code()).is_some());
        let expected = match elsewhere {
            Some(other) => {
                format!("a code of this version (it is one of version {})", quoted(other.version()))
            }
            None => match set.codes().first() {
                Some(first) => format!("one such as {}", quoted(first.code())),
                None => "nothing, the set is empty".to_owned(),
            },
        };
        let (set, version) = (set.id().to_owned(), set.version().to_owned());
        CodeError::UnknownCode { set, version, code: code.clone(), expected }
    }

    fn known(&self) -> String {
        let mut known: Vec<String> = self.iter().map(|set| quoted(set.id())).collect();
        known.dedup();
        known.join(", ")
    }
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}
