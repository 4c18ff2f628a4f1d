//! Whose matter each row is, and which rows must be written together.
//!
//! Rows of one person share a key, so they go into one append: all or nothing. A row
//! whose person or identifier is still on its way to the record waits until it has arrived, so that what is decided here
//! always rests on what the record holds.

use std::collections::{HashMap, HashSet, VecDeque};

use domain::id::PersonId;

use super::draft::Draft;
use crate::person::{PersonData, PersonTag};
use crate::{Office, OfficeError};

/// Rows of one person.
pub(super) struct Group {
    /// Whose they are.
    pub owner: Owner,
    /// The rows, each with the tags its person is found by.
    pub rows: Vec<(Draft, Tags)>,
}

/// Whose rows they are.
pub(super) enum Owner {
    /// Somebody not yet on record.
    New,
    /// Somebody on record, with their wrapped key.
    Known(PersonId, Vec<u8>),
}

/// Tags by which a row's person is found.
pub(super) type Tags = Vec<PersonTag>;

/// What one batch does that is not yet in the record.
#[derive(Default)]
struct Marks {
    external_ids: HashSet<String>,
    tags: HashSet<Vec<u8>>,
    persons: HashSet<PersonId>,
}

/// What batches on their way do, oldest first.
#[derive(Default)]
pub(super) struct OnTheWay(VecDeque<Marks>);

impl OnTheWay {
    /// The oldest batch has arrived.
    pub fn arrived(&mut self) {
        self.0.pop_front();
    }

    fn any(&self, has: impl Fn(&Marks) -> bool) -> bool {
        self.0.iter().any(has)
    }
}

/// What became of the rows of a batch.
#[derive(Default)]
pub(super) struct Grouped {
    /// To be sealed and written.
    pub groups: Vec<Group>,
    /// To be looked at again when what is on the way has arrived.
    pub waiting: Vec<Draft>,
    /// How many are on record already.
    pub duplicates: u64,
}

/// Sorts rows by person. What goes on its way is noted in `on_the_way`.
pub(super) async fn group(
    office: &Office,
    profile: &str,
    drafts: Vec<Draft>,
    on_the_way: &mut OnTheWay,
) -> Result<Grouped, OfficeError> {
    let mut grouped = Grouped::default();
    let mut marks = Marks::default();
    let mut by_tag: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut by_person: HashMap<PersonId, usize> = HashMap::new();
    for draft in drafts {
        let id = &draft.external_id;
        if marks.external_ids.contains(id) || on_the_way.any(|marks| marks.external_ids.contains(id)) {
            grouped.waiting.push(draft);
            continue;
        }
        if office.store().case_by_import(profile, id).await?.is_some() {
            grouped.duplicates += 1;
            continue;
        }
        let tags = match draft.person.is_empty() {
            true => Vec::new(),
            false => office.person_tags(&PersonData::laid_out(&draft.person)),
        };
        let telling: Vec<Vec<u8>> =
            tags.iter().filter(|tag| tag.is_telling()).map(|tag| tag.newest().to_vec()).collect();
        if telling.iter().any(|tag| on_the_way.any(|marks| marks.tags.contains(tag))) {
            grouped.waiting.push(draft);
            continue;
        }
        let mut place = telling.iter().find_map(|tag| by_tag.get(tag)).copied();
        if place.is_none()
            && let Some(person) = office.person_by_tags(&tags).await?
        {
            if on_the_way.any(|marks| marks.persons.contains(&person)) {
                grouped.waiting.push(draft);
                continue;
            }
            place = by_person.get(&person).copied();
            if place.is_none()
                && let Some(key) = office.store().person_key(person).await?
            {
                by_person.insert(person, grouped.groups.len());
                marks.persons.insert(person);
                place = Some(grouped.groups.len());
                grouped.groups.push(Group { owner: Owner::Known(person, key.wrapped), rows: Vec::new() });
            }
        }
        let place = place.unwrap_or_else(|| {
            grouped.groups.push(Group { owner: Owner::New, rows: Vec::new() });
            grouped.groups.len() - 1
        });
        for tag in telling {
            by_tag.entry(tag.clone()).or_insert(place);
            marks.tags.insert(tag);
        }
        marks.external_ids.insert(draft.external_id.clone());
        if let Some(group) = grouped.groups.get_mut(place) {
            group.rows.push((draft, tags));
        }
    }
    if !grouped.groups.is_empty() {
        on_the_way.0.push_back(marks);
    }
    Ok(grouped)
}
