//! One template, one telephone, one address across different people: a list for an officer who looks for paid agents
//! (代理维权). Families, colleagues and neighbours are on it too: it is a reason to look, never one to decline.

use std::collections::{BTreeMap, BTreeSet};

/// What different people have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trait {
    /// The wording: one group of near-duplicates.
    Template,
    /// A telephone.
    Phone,
    /// An e-mail address.
    Email,
    /// An address.
    Address,
}

/// That a document shows something of the person behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bearing {
    /// What kind of thing.
    pub what: Trait,
    /// The thing itself: a number that stands for it and for nothing else, such as a keyed digest. What it stands for need
    /// not be known here.
    pub key: u128,
    /// When, in seconds since an epoch of the caller's.
    pub moment: i64,
    /// The document, a reference of the caller's.
    pub document: u64,
    /// Whose matter it is, a reference of the caller's.
    pub person: u64,
}

/// Something that different people have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// What kind of thing.
    pub what: Trait,
    /// What else just these documents have in common.
    pub also: Vec<Trait>,
    /// The people, ascending.
    pub people: Vec<u64>,
    /// The documents, by moment.
    pub documents: Vec<u64>,
    /// Moment of the first.
    pub first: i64,
    /// Moment of the last.
    pub last: i64,
}

/// Lists what so many different people share, at least; the most widely shared first. What one person has is not shared,
/// whatever is asked. The order of the bearings changes nothing.
pub fn shared_traits(bearings: &[Bearing], people_min: usize) -> Vec<Shared> {
    let mut bearings = bearings.to_vec();
    bearings.sort_unstable();
    bearings.dedup();
    // By documents: different things that just the same documents show are one finding.
    let mut found: BTreeMap<Vec<u64>, Shared> = BTreeMap::new();
    for bearing in bearings.chunk_by(|one, other| (one.what, one.key) == (other.what, other.key)) {
        let Some(shared) = share(bearing, people_min) else { continue };
        let mut documents = shared.documents.clone();
        documents.sort_unstable();
        match found.get_mut(&documents) {
            None => drop(found.insert(documents, shared)),
            Some(known) if known.what == shared.what || known.also.contains(&shared.what) => {}
            Some(known) => known.also.push(shared.what),
        }
    }
    let mut shared: Vec<Shared> = found.into_values().collect();
    shared.sort_by_key(|shared| (std::cmp::Reverse(shared.people.len()), shared.what, shared.first));
    shared
}

/// Of those who show one thing, by moment.
fn share(bearings: &[Bearing], people_min: usize) -> Option<Shared> {
    let people: BTreeSet<u64> = bearings.iter().map(|bearing| bearing.person).collect();
    if people.len() < people_min.max(2) {
        return None;
    }
    let mut seen = BTreeSet::new();
    let (first, last) = (bearings.first()?, bearings.last()?);
    Some(Shared {
        what: first.what,
        also: Vec::new(),
        people: people.into_iter().collect(),
        documents: bearings
            .iter()
            .map(|bearing| bearing.document)
            .filter(|document| seen.insert(*document))
            .collect(),
        first: first.moment,
        last: last.moment,
    })
}
