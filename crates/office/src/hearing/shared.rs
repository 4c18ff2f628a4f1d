//! What different people share: the template of their complaints, a telephone, an e-mail address, an address. The contacts are
//! held against each other by the tags persons are found by, so that none of them is opened for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZero;

use domain::id::{CaseId, InstitutionId, PersonId};
use domain::matter::Kind;
use jiff::ToSpan;
use jiff::civil::Date;
use store::Scope;
use text::similar::{Bearing, NearDuplicates, NearRule, Shared, Trait, shared_traits};
use vault::{BlindIndex, Field};

use super::HeardSources;
use super::heard::{HeardText, Reading};
use super::hot_spots::{Found, HotSpotKind};
use crate::{Office, OfficeError};

/// What agents are paid for. That many ask or suggest the same is no sign of any.
const KINDS: [Kind; 2] = [Kind::Complaint, Kind::Objection];
/// How much of two texts must be the same for them to be of one template.
const TEMPLATE_RESEMBLANCE_MIN: f32 = 0.6;
/// A template has so many units; shorter texts are alike by chance.
const TEMPLATE_UNITS_MIN: usize = 40;
/// What is held against what was raised before: the most widely shared.
const FOUND_MAX: usize = 1_000;
/// Cases whose persons are read in one go.
const CASES_AT_ONCE: usize = 500;

impl Office {
    /// What people share in the cases of an institution and those below it.
    pub(super) async fn found_shared(&self, top: InstitutionId, to: Date) -> Result<Vec<Found>, OfficeError> {
        let limits = self.book().alerts;
        let from = to.saturating_sub((i32::from(limits.shared_days) - 1).days());
        let scope = Scope::Institutions(self.organisation().tree.subtree(top).into_iter().collect());
        let sources = HeardSources::Cases;
        let reading = Reading { from, to, scope: &scope, institution: None, sources, kinds: &KINDS };
        let unusable = self.unusable_persons().await?;
        let turn = self.heard.turn().await;
        let heard = self.heard_texts(&reading).await?;
        drop(turn);
        if heard.cut {
            tracing::warn!("more cases than are compared for what persons share: only the newer ones were");
        }
        let mut texts = heard.texts;
        texts.retain(|heard| heard.person.is_none_or(|person| !unusable.contains(&PersonId(person))));
        let mut bearings = self.contacts(&texts, &unusable).await?;
        let found = tokio::task::spawn_blocking(move || {
            bearings.extend(templates(&texts));
            shared_traits(&bearings, usize::from(limits.shared_persons))
        });
        let shared = found.await.map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let mut found = Vec::new();
        for Shared { what, also, people, documents, .. } in shared.into_iter().take(FOUND_MAX) {
            let members: BTreeSet<CaseId> = documents.into_iter().map(CaseId).collect();
            let Some(number) = self.number_of_first(&members).await? else { continue };
            let mut of_cases = Found::of_cases(kind(what), number, (from, to), people.len(), members);
            of_cases.details.also = also.into_iter().map(kind).collect();
            found.push(of_cases);
        }
        Ok(found)
    }

    /// The contacts that cases show, those of agents and representatives too, each for the person whose matter it is.
    async fn contacts(
        &self,
        texts: &[HeardText],
        unusable: &BTreeSet<PersonId>,
    ) -> Result<Vec<Bearing>, OfficeError> {
        let mut bearings = Vec::new();
        let by_case = by_case(texts);
        let case_ids: Vec<CaseId> = by_case.keys().copied().collect();
        for case_ids in case_ids.chunks(CASES_AT_ONCE) {
            let mut parties = self.store.case_persons(case_ids).await?;
            parties.retain(|(_, party)| !unusable.contains(&party.person_id));
            let persons: BTreeSet<PersonId> = parties.iter().map(|(_, party)| party.person_id).collect();
            let persons: Vec<PersonId> = persons.into_iter().collect();
            let mut tags: HashMap<PersonId, Vec<(Trait, u128)>> = HashMap::new();
            for row in self.store.tags_of(&persons).await? {
                tags.entry(row.person_id).or_default().extend(contact(&row.field, &row.tag));
            }
            for (case_id, party) in parties {
                let (Some(heard), Some(contacts)) = (by_case.get(&case_id), tags.get(&party.person_id))
                else {
                    continue;
                };
                bearings.extend(contacts.iter().map(|(what, key)| bearing(*what, *key, case_id, heard)));
            }
        }
        Ok(bearings)
    }
}

fn by_case(texts: &[HeardText]) -> BTreeMap<CaseId, &HeardText> {
    texts.iter().filter_map(|heard| Some((heard.case_id()?, heard))).collect()
}

/// The contact behind a tag; none where it is of something else.
fn contact(field: &str, tag: &[u8]) -> Option<(Trait, u128)> {
    let field = BlindIndex::field_of(field);
    let what = [(Field::PHONE, Trait::Phone), (Field::EMAIL, Trait::Email), (Field::ADDRESS, Trait::Address)]
        .into_iter()
        .find_map(|(known, what)| (known.name() == field).then_some(what))?;
    Some((what, u128::from_be_bytes(tag.try_into().ok()?)))
}

fn bearing(what: Trait, key: u128, case_id: CaseId, heard: &HeardText) -> Bearing {
    Bearing { what, key, moment: heard.moment, document: case_id.0, person: heard.who() }
}

/// Which template a case is of, as far as others are of the same.
fn templates(texts: &[HeardText]) -> Vec<Bearing> {
    let rule = NearRule { resemblance_min: TEMPLATE_RESEMBLANCE_MIN, units_min: TEMPLATE_UNITS_MIN };
    let mut near = NearDuplicates::new(rule);
    let by_case = by_case(texts);
    let said: Vec<(u64, &str)> =
        by_case.iter().map(|(case_id, heard)| (case_id.0, heard.text.as_str())).collect();
    near.add_all(&said, NonZero::<usize>::MIN);
    let groups = near.groups().into_iter().filter_map(|group| Some((*group.first()?, group)));
    let bearings = groups.flat_map(|(first, group)| {
        let of_case = |case_id| {
            let case_id = CaseId(case_id);
            Some(bearing(Trait::Template, u128::from(first), case_id, by_case.get(&case_id)?))
        };
        group.into_iter().filter_map(of_case).collect::<Vec<_>>()
    });
    bearings.collect()
}

fn kind(what: Trait) -> HotSpotKind {
    match what {
        Trait::Template => HotSpotKind::Template,
        Trait::Phone => HotSpotKind::Phone,
        Trait::Email => HotSpotKind::Email,
        Trait::Address => HotSpotKind::Address,
    }
}
