//! Cases that were picked in a list: each with the version it had there, and the groups they fall into.

use domain::code::CodeRef;
use domain::id::{InstitutionId, Number};
use domain::matter::{Book, Kind};
use office::{Organisation, Picked};

use crate::Words;
use crate::staff::shown::{code_path, institution_name};
use crate::staff::typed::Typed;

/// No more cases are moved by one form.
pub(crate) const PICKS_MAX: usize = 100;

/// A case with the version somebody saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pick {
    /// Its number.
    pub number: Number,
    /// The version it had.
    pub version: u32,
}

impl Pick {
    /// As forms and addresses carry it.
    pub(crate) fn word(number: &str, version: u32) -> String {
        format!("{number}.{version}")
    }

    /// Reads what [`word`](Self::word) wrote.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let (number, version) = word.rsplit_once('.')?;
        Some(Self { number: number.parse().ok()?, version: version.parse().ok()? })
    }
}

/// The cases of a form or an address, each once.
pub(crate) fn picks(typed: &Typed) -> Vec<Pick> {
    let mut found: Vec<Pick> = Vec::new();
    for pick in typed.all("case").filter_map(Pick::parse) {
        if found.iter().all(|other| other.number != pick.number) {
            found.push(pick);
        }
    }
    found
}

/// What cases that are coded together have in common: kind, institution, and the codes they have so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    kind: Kind,
    institution: InstitutionId,
    codes: Vec<CodeRef>,
}

impl Group {
    fn of(picked: &Picked) -> Self {
        let case = &picked.case;
        Self { kind: case.kind, institution: case.institution, codes: case.codes.clone() }
    }

    /// The groups of cases, each with its cases, in the order of the list.
    pub(crate) fn all(picked: &[&Picked]) -> Vec<(Self, Vec<String>)> {
        let mut groups: Vec<(Self, Vec<String>)> = Vec::new();
        for case in picked {
            let group = Self::of(case);
            let pick = Pick::word(&case.row.number, case.row.version);
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, picks)) => picks.push(pick),
                None => groups.push((group, vec![pick])),
            }
        }
        groups
    }

    /// Its name in words.
    pub(crate) fn name(&self, organisation: &Organisation, book: &Book, words: &Words) -> String {
        let mut parts = vec![
            words.t(&format!("kind-{}", self.kind)),
            institution_name(organisation, self.institution, words),
        ];
        match self.codes.is_empty() {
            true => parts.push(words.t("case-uncoded")),
            false => parts.extend(self.codes.iter().map(|code| code_path(code, book, words))),
        }
        parts.join(" \u{b7} ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pick_is_read_as_it_was_written_and_a_case_is_picked_once() {
        let typed = |picks: &[&str]| {
            Typed(picks.iter().map(|pick| ("case".to_owned(), (*pick).to_owned())).collect())
        };
        let found =
            picks(&typed(&["TS-2026-0000001.3", "TS-2026-0000001.4", "TS-2026-0000002", "nothing.1"]));
        assert_eq!(found.len(), 1);
        assert_eq!(Pick::word(found[0].number.as_str(), found[0].version), "TS-2026-0000001.3");
    }
}
