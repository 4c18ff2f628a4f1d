//! Codes by the names that stand in a row.

use std::collections::HashMap;

use domain::code::{Axis, CodeRef, CodeSet, CodeSets};
use jiff::civil::Date;

use super::reading::Reading;
use crate::exchange::profile::Profile;

/// How many different names are remembered; a file has a few hundred.
const REMEMBERED_MAX: usize = 10_000;

/// Looks up codes and remembers them.
pub(super) struct Codes {
    /// Each set with the columns that lead from its top down.
    sets: Vec<(String, Vec<usize>)>,
    known: HashMap<(usize, Date, String), Option<CodeRef>>,
}

impl Codes {
    pub fn new(profile: &Profile) -> Self {
        let sets = profile.codes().into_iter().map(|(set, columns)| (set.to_owned(), columns)).collect();
        Self { sets, known: HashMap::new() }
    }

    /// The codes of a row by the sets valid on the day of its receipt, or today for a row older than a set. Coding is
    /// whole or not at all: a row of which one name is not found carries no codes, and somebody codes it. Foreign sets
    /// need a product and can do without an issue.
    pub fn find(
        &mut self,
        sets: &CodeSets,
        reading: &Reading<'_>,
        received: Date,
        today: Date,
    ) -> Vec<CodeRef> {
        let mut codes = Vec::with_capacity(self.sets.len());
        for (index, (set, columns)) in self.sets.iter().enumerate() {
            let names = columns.iter().map(|column| reading.cell(*column).trim());
            let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
            let Some(set) =
                sets.set_for(set.as_str(), received).or_else(|| sets.set_for(set.as_str(), today))
            else {
                return Vec::new();
            };
            if names.is_empty() && set.axis() == Axis::Issue {
                continue;
            }
            // Versions differ by the day they begin, so that day is enough of a key.
            let key = (index, set.valid_from().unwrap_or(Date::MIN), names.join("\u{0}"));
            let found = match self.known.get(&key) {
                Some(found) => found.clone(),
                None => {
                    let found = leaf(set, &names);
                    if self.known.len() < REMEMBERED_MAX {
                        self.known.insert(key, found.clone());
                    }
                    found
                }
            };
            match found {
                Some(code) => codes.push(code),
                None => return Vec::new(),
            }
        }
        codes
    }
}

/// The code that names lead to from the top down; each is a name, a code or the regulator's own code.
fn leaf(set: &CodeSet, names: &[&str]) -> Option<CodeRef> {
    let mut at: Option<&domain::code::Code> = None;
    for name in names {
        let below = set.by_label(name, at.map(domain::code::Code::code));
        at = Some(below.or_else(|| set.get(name)).or_else(|| set.by_official(name))?);
    }
    at.filter(|code| code.is_leaf || set.leaf_is_optional()).map(|code| code.reference.clone())
}
