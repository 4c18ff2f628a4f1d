//! One template, one telephone, one address across different people: a list for an officer who looks for paid agents
//! (代理维权). Families, colleagues and neighbours are on it too: it is a reason to look, never one to decline.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Record;
use crate::datum::email::{mask_email, normalise_email};
use crate::datum::phone::{mask_phone, normalise_phone};
use crate::fold::fold;
use crate::mask::{Kind, spans};

/// What different people have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trait {
    /// The wording: one group of near-duplicates.
    Template,
    /// A telephone.
    Phone,
    /// An e-mail address.
    Email,
    /// An account with WeChat or QQ.
    Handle,
    /// An address below the district.
    Address,
}

/// When something in common is worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraitRule {
    /// Distinct people that share a wording, at least.
    pub template_people_min: usize,
    /// Distinct people that share a telephone, an address or an account, at least.
    pub contact_people_min: usize,
    /// Telephones and addresses that everybody may mention: the institution's own, the regulator's.
    pub known: Vec<String>,
}

impl Default for TraitRule {
    fn default() -> Self {
        Self { template_people_min: 3, contact_people_min: 3, known: Vec::new() }
    }
}

/// Something that different people have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// What kind of thing.
    pub what: Trait,
    /// The thing itself, masked; for a template, the number of the document that was first with it.
    pub shown: String,
    /// The people, ascending.
    pub people: Vec<u64>,
    /// The documents, by moment.
    pub documents: Vec<u64>,
    /// Moment of the first.
    pub first: i64,
    /// Moment of the last.
    pub last: i64,
}

/// Lists what different people share, the most widely shared first. The texts are unmasked; nothing unmasked is in the
/// answer. `groups` are those of [`super::NearDuplicates::groups`]; documents that are no records are passed over.
pub fn shared_traits(records: &[Record<'_>], groups: &[Vec<u64>], rule: &TraitRule) -> Vec<Shared> {
    let known: BTreeSet<String> =
        rule.known.iter().flat_map(|known| contacts(known).into_keys().chain([bare(known)])).collect();
    let mut sharing: BTreeMap<(Trait, String), (String, Vec<&Record<'_>>)> = BTreeMap::new();
    for record in records {
        for (key, (what, shown)) in contacts(record.text) {
            if !known.contains(&key) {
                sharing.entry((what, key)).or_insert_with(|| (shown, Vec::new())).1.push(record);
            }
        }
    }
    let by_document: HashMap<u64, &Record<'_>> =
        records.iter().map(|record| (record.document, record)).collect();
    for group in groups {
        let records: Vec<&Record<'_>> =
            group.iter().filter_map(|document| by_document.get(document).copied()).collect();
        if let Some(first) = group.first() {
            sharing.insert((Trait::Template, first.to_string()), (first.to_string(), records));
        }
    }
    let mut shared: Vec<Shared> = sharing
        .into_iter()
        .filter_map(|((what, _), (shown, records))| share(what, shown, records, rule))
        .collect();
    shared.sort_by(|one, other| {
        other.people.len().cmp(&one.people.len()).then_with(|| one.what.cmp(&other.what))
    });
    shared
}

fn share(what: Trait, shown: String, mut records: Vec<&Record<'_>>, rule: &TraitRule) -> Option<Shared> {
    let people: BTreeSet<u64> = records.iter().map(|record| record.person).collect();
    let people_min = match what {
        Trait::Template => rule.template_people_min,
        _ => rule.contact_people_min,
    };
    // What one person has is not shared, whatever the rule says.
    if people.len() < people_min.max(2) {
        return None;
    }
    records.sort_by_key(|record| (record.moment, record.document));
    Some(Shared {
        what,
        shown,
        people: people.into_iter().collect(),
        documents: records.iter().map(|record| record.document).collect(),
        first: records.first()?.moment,
        last: records.last()?.moment,
    })
}

/// By comparable form, the ways to reach somebody that a text names, with their masked form.
fn contacts(text: &str) -> BTreeMap<String, (Trait, String)> {
    let mut contacts = BTreeMap::new();
    for span in spans(text) {
        let datum = &text[span.start..span.end];
        let (what, key, shown) = match span.kind {
            Kind::Mobile | Kind::Landline => {
                let key = normalise_phone(datum).unwrap_or_else(|_| bare(datum));
                (Trait::Phone, key, mask_phone(datum))
            }
            Kind::Email => {
                let key = normalise_email(datum).unwrap_or_else(|_| bare(datum));
                (Trait::Email, key, mask_email(datum))
            }
            Kind::Handle => {
                (Trait::Handle, bare(datum), datum.chars().take(1).chain("***".chars()).collect())
            }
            Kind::Address => {
                (Trait::Address, bare(datum), datum.chars().take(2).chain("***".chars()).collect())
            }
            _ => continue,
        };
        if !key.is_empty() {
            contacts.insert(key, (what, shown));
        }
    }
    contacts
}

/// Letters and digits in one form, nothing else.
fn bare(text: &str) -> String {
    fold(text).chars.into_iter().filter(|character| character.is_alphanumeric()).collect()
}
