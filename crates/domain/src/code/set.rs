//! One version of a code set.

use std::collections::HashMap;

use jiff::civil::Date;

use super::axis::Axis;
use super::crosswalk::Relation;
use super::label;
use super::manifest::Entry;
use super::reference::CodeRef;

/// One code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The whole reference.
    pub reference: CodeRef,
    /// The code above it in the same set.
    pub parent: Option<String>,
    /// 1 at the top.
    pub level: u8,
    /// The name in Chinese; empty where nobody has translated it.
    pub name_zh: String,
    /// The name in English.
    pub name_en: String,
    /// Other names under which it occurs in files.
    pub also_known_as: Vec<String>,
    /// The regulator's own code, where it is known or loaded from a licensed copy.
    pub official: Option<String>,
    /// Whether the name and its place in the tree were found, not remembered.
    pub verified: bool,
    /// What else is to be known about it.
    pub note: Option<String>,
    /// Whether no code stands below it.
    pub is_leaf: bool,
}

impl Code {
    /// The code within its set, `prov:B0302`.
    pub fn code(&self) -> &str {
        self.reference.code()
    }

    /// The name to show in Chinese; the English one where there is no other.
    pub fn shown_zh(&self) -> &str {
        if self.name_zh.is_empty() { &self.name_en } else { &self.name_zh }
    }
}

/// One version of a code set.
#[derive(Debug, Clone)]
pub struct CodeSet {
    pub(super) entry: Entry,
    pub(super) codes: Vec<Code>,
    by_code: HashMap<String, usize>,
    /// By code of the parent and folded label; the parent of the topmost is empty.
    by_label: HashMap<(String, String), usize>,
    /// By folded label alone; `None` where several codes share it.
    by_label_anywhere: HashMap<String, Option<usize>>,
    /// Codes of the successor by code of this set.
    pub(super) crossings: HashMap<String, Vec<(String, Relation)>>,
    /// Issues by product.
    pub(super) pairs: HashMap<String, Vec<String>>,
}

/// Two codes of one parent bear one name.
#[derive(Debug)]
pub(super) struct SharedLabel {
    /// Which code, counted from 0.
    pub(super) index: usize,
    pub(super) label: String,
}

impl CodeSet {
    /// Indexes the codes, whose parents are known to stand before them.
    pub(super) fn new(entry: Entry, codes: Vec<Code>) -> Result<Self, SharedLabel> {
        let mut set = Self {
            entry,
            codes,
            by_code: HashMap::new(),
            by_label: HashMap::new(),
            by_label_anywhere: HashMap::new(),
            crossings: HashMap::new(),
            pairs: HashMap::new(),
        };
        for (index, code) in set.codes.iter().enumerate() {
            set.by_code.insert(code.code().to_owned(), index);
            let parent = code.parent.clone().unwrap_or_default();
            let names = [&code.name_zh, &code.name_en].into_iter().chain(&code.also_known_as);
            for name in names.filter(|name| !name.is_empty()) {
                let folded = label::fold(name);
                let taken = set.by_label.insert((parent.clone(), folded.clone()), index);
                if taken.is_some_and(|other| other != index) {
                    return Err(SharedLabel { index, label: name.clone() });
                }
                let anywhere = set.by_label_anywhere.entry(folded).or_insert(Some(index));
                if *anywhere != Some(index) {
                    *anywhere = None;
                }
            }
        }
        Ok(set)
    }

    /// The name of the set, `jrt0169-business`.
    pub fn id(&self) -> &str {
        &self.entry.id
    }

    /// The version, `2018`.
    pub fn version(&self) -> &str {
        &self.entry.version
    }

    /// What it classifies by.
    pub fn axis(&self) -> Axis {
        self.entry.axis
    }

    /// First day of validity; `None`: as far back as one likes.
    pub fn valid_from(&self) -> Option<Date> {
        self.entry.valid_from
    }

    /// Last day of validity; `None`: still valid.
    pub fn valid_to(&self) -> Option<Date> {
        self.entry.valid_to
    }

    /// Whether matters received on this day may be coded with it.
    pub fn is_valid_on(&self, date: Date) -> bool {
        self.entry.valid_from.is_none_or(|from| from <= date)
            && self.entry.valid_to.is_none_or(|to| date <= to)
    }

    /// Whether the set itself leaves its lower levels open: the CFPB asks for no sub-product and no sub-issue.
    pub fn leaf_is_optional(&self) -> bool {
        self.entry.leaf_optional
    }

    /// The title in Chinese.
    pub fn title_zh(&self) -> &str {
        &self.entry.title_zh
    }

    /// The title in English.
    pub fn title_en(&self) -> &str {
        &self.entry.title_en
    }

    /// Where the names were found.
    pub fn source(&self) -> &str {
        &self.entry.source
    }

    /// What may be done with them.
    pub fn licence(&self) -> &str {
        &self.entry.licence
    }

    /// The version that succeeds this one.
    pub fn successor(&self) -> Option<&str> {
        self.entry.successor.as_deref()
    }

    /// All codes, parents before their children.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// A code by itself, `prov:B0302`.
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.by_code.get(code).and_then(|&index| self.codes.get(index))
    }

    /// A code by one of its names, in either language, in any case. Under a parent only its children are looked at;
    /// without one the topmost codes first, then any code whose name no other bears.
    pub fn by_label(&self, label: &str, parent: Option<&str>) -> Option<&Code> {
        let folded = label::fold(label);
        let key = (parent.unwrap_or_default().to_owned(), folded);
        let index = match (self.by_label.get(&key), parent) {
            (Some(&index), _) => index,
            (None, None) => (*self.by_label_anywhere.get(&key.1)?)?,
            (None, Some(_)) => return None,
        };
        self.codes.get(index)
    }

    /// A code by the regulator's own code.
    pub fn by_official(&self, official: &str) -> Option<&Code> {
        self.codes.iter().find(|code| code.official.as_deref() == Some(official))
    }

    /// The codes right below one; with `None` the topmost.
    pub fn children<'s>(&'s self, code: Option<&'s str>) -> impl Iterator<Item = &'s Code> {
        self.codes.iter().filter(move |child| child.parent.as_deref() == code)
    }

    /// The codes from the topmost down to this one; empty when it is unknown.
    pub fn path(&self, code: &str) -> Vec<&Code> {
        let mut path = Vec::new();
        let mut next = self.get(code);
        while let Some(code) = next {
            path.push(code);
            next = code.parent.as_deref().and_then(|parent| self.get(parent));
        }
        path.reverse();
        path
    }

    /// For a set of issues: those seen together with a product or with the product above it. A help for lists, no rule:
    /// the pairs are not complete.
    pub fn paired_with(&self, product: &CodeRef) -> Vec<&Code> {
        if self.entry.pairs_with.as_deref() != Some(product.set()) || self.version() != product.version() {
            return Vec::new();
        }
        // A product below another is named after it: `mortgage.fha_mortgage`.
        let top = product.code().split_once('.').map_or(product.code(), |(top, _)| top);
        let issues = self.pairs.get(product.code()).or_else(|| self.pairs.get(top));
        issues.into_iter().flatten().filter_map(|issue| self.get(issue)).collect()
    }
}
