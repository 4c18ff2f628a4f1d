//! Persons outside: recognising one who was here before, and sealing what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{CaseId, PersonId};
use domain::matter::{Case, Relation};
use store::{Change, SealedItem, Series, TagRow};
use text::fold::fold;
use vault::Field;

use crate::error::Findings;
use crate::intake::PersonInput;
use crate::words::Sealing;
use crate::{Office, OfficeError};

/// The tag that finds a person by name and telephone together.
const NAME_AND_PHONE: Field = Field::new("name_and_phone");

/// A shorter address is none that tells where somebody lives.
const ADDRESS_CHARS_MIN: usize = 8;

/// What is known of a person, normalised, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PersonData(pub BTreeMap<&'static str, String>);

/// The fields that are kept of a person, in the order pages show them.
pub(crate) const PERSON_FIELDS: [&str; 15] = [
    "name",
    "phone",
    "email",
    "id_number",
    "account",
    "address",
    "sex",
    "birth_year",
    "country",
    "province",
    "city",
    "district",
    "contact",
    "reserved_phone",
    "reply_phone",
];

impl PersonData {
    /// Normalises what was typed. What cannot be right is a finding; `lenient` keeps it as it was written, for data
    /// another system already holds.
    pub(crate) fn from_input(input: &PersonInput, lenient: bool, findings: &mut Findings) -> Self {
        let mut data = BTreeMap::new();
        let mut keep = |field: &'static str,
                        typed: &Option<String>,
                        normalise: &dyn Fn(&str) -> Result<String, String>| {
            let Some(typed) = typed.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) else {
                return;
            };
            if typed.chars().count() > 200 {
                findings.add(format!("person.{field}"), "person_field_too_long", "at most 200 characters");
                return;
            }
            match normalise(typed) {
                Ok(value) => {
                    data.insert(field, value);
                }
                Err(_) if lenient => {
                    data.insert(field, typed.to_owned());
                }
                Err(reason) => findings.add(format!("person.{field}"), format!("person_{field}"), reason),
            }
        };
        keep("name", &input.name, &|typed| text::normalise_name(typed).map_err(|error| error.to_string()));
        keep("phone", &input.phone, &|typed| text::normalise_phone(typed).map_err(|error| error.to_string()));
        keep("email", &input.email, &|typed| text::normalise_email(typed).map_err(|error| error.to_string()));
        keep("id_number", &input.id_number, &|typed| {
            text::normalise_id_number(typed).map_err(|error| error.to_string())
        });
        let as_typed = |typed: &str| Ok(typed.to_owned());
        for (field, typed) in [
            ("account", &input.account),
            ("address", &input.address),
            ("sex", &input.sex),
            ("birth_year", &input.birth_year),
            ("country", &input.country),
            ("province", &input.province),
            ("city", &input.city),
            ("district", &input.district),
            ("contact", &input.contact),
            ("reserved_phone", &input.reserved_phone),
            ("reply_phone", &input.reply_phone),
        ] {
            keep(field, typed, &as_typed);
        }
        Self(data)
    }

    /// Data as another case holds them, as they are.
    pub(crate) fn held(mut data: BTreeMap<String, String>) -> Self {
        Self(PERSON_FIELDS.into_iter().filter_map(|field| Some((field, data.remove(field)?))).collect())
    }

    fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }
}

/// What a person is found by, under the index keys of every generation in use.
#[derive(Debug, Clone)]
pub(crate) struct PersonTag {
    /// What it is made of.
    pub field: Field,
    /// The name of the field in the store with the tag, the newest generation's first.
    pub by_generation: Vec<(String, Vec<u8>)>,
}

impl PersonTag {
    /// Whether it tells who somebody is. A shared telephone alone does not.
    pub fn is_telling(&self) -> bool {
        self.field == Field::ID_NUMBER || self.field == NAME_AND_PHONE
    }

    /// The tag under the newest generation.
    pub fn newest(&self) -> &[u8] {
        self.by_generation.first().map_or(&[], |(_, tag)| tag)
    }

    /// The row that keeps it.
    pub fn row(&self, person_id: PersonId) -> Option<TagRow> {
        let (field, tag) = self.by_generation.first()?.clone();
        Some(TagRow { field, tag, person_id })
    }
}

impl PersonData {
    /// What tags are made of: identity number, name with telephone, and telephone, e-mail, account and address alone for
    /// showing earlier matters and what different persons share.
    pub(crate) fn tagged(&self) -> Vec<(Field, String)> {
        let mut tagged = Vec::new();
        let mut add =
            |field, value: Option<&str>| tagged.extend(value.map(|value| (field, value.to_owned())));
        let (name, phone) = (self.get("name"), self.get("phone"));
        let together = name.zip(phone).map(|(name, phone)| format!("{name}\u{0}{phone}"));
        add(Field::ID_NUMBER, self.get("id_number"));
        add(Field::PHONE, phone);
        add(NAME_AND_PHONE, together.as_deref());
        add(Field::EMAIL, self.get("email"));
        add(Field::ACCOUNT, self.get("account"));
        let address = self.get("address").and_then(comparable_address);
        add(Field::ADDRESS, address.as_deref());
        tagged
    }

    /// The data of a person as another system laid it out: where it has no telephone of its own, it has it among the contacts.
    pub(crate) fn laid_out(person: &BTreeMap<&'static str, String>) -> Self {
        let get = |field| person.get(field).cloned();
        let telephone = ["phone", "contact", "reply_phone", "reserved_phone"].into_iter().filter_map(get);
        let telephone = telephone.filter_map(|typed| text::normalise_phone(&typed).ok()).next();
        let email = ["email", "contact"].into_iter().filter_map(get).find(|typed| typed.contains('@'));
        let input = PersonInput {
            name: get("name"),
            phone: telephone,
            email,
            id_number: get("id_number"),
            account: get("account"),
            address: get("address"),
            ..PersonInput::default()
        };
        // Other systems hold data we would refuse to type in; they are taken as they are.
        Self::from_input(&input, true, &mut Findings::default())
    }
}

/// An address in one form, whatever its spaces, signs and widths; none where it names no house, which many share by chance.
fn comparable_address(address: &str) -> Option<String> {
    let folded = fold(address);
    let bare: String = folded.chars.into_iter().filter(|character| character.is_alphanumeric()).collect();
    let names_house = bare.chars().any(|character| character.is_ascii_digit());
    (names_house && ADDRESS_CHARS_MIN <= bare.chars().count()).then_some(bare)
}

impl Office {
    /// The tags a person is found by.
    pub(crate) fn person_tags(&self, data: &PersonData) -> Vec<PersonTag> {
        let tagged = data.tagged();
        let indexes = if tagged.is_empty() { Vec::new() } else { self.keys().blind_indexes() };
        let tag = |(field, value): (Field, String)| PersonTag {
            field,
            by_generation: indexes
                .iter()
                .map(|index| (index.stored_name(field), index.tag(field, &value).0.to_vec()))
                .collect(),
        };
        tagged.into_iter().map(tag).collect()
    }

    /// Who this is: the person with that identity number, else with that name and telephone; else nobody known. A shared
    /// telephone alone makes nobody the same person.
    pub(crate) async fn known_person(&self, data: &PersonData) -> Result<Option<PersonId>, OfficeError> {
        self.person_by_tags(&self.person_tags(data)).await
    }

    /// The person who bears one of the tags that tell who somebody is. Who asked to be erased is recognised no more.
    pub(crate) async fn person_by_tags(&self, tags: &[PersonTag]) -> Result<Option<PersonId>, OfficeError> {
        for tag in tags.iter().filter(|tag| tag.is_telling()) {
            if let Some(found) = self.persons_with(tag).await?.first() {
                return Ok(Some(*found));
            }
        }
        Ok(None)
    }

    /// Persons who have the telephone, for showing earlier matters while the caller is still on the line.
    pub(crate) async fn persons_by_phone(&self, phone: &str) -> Result<Vec<PersonId>, OfficeError> {
        let data = PersonData(BTreeMap::from([("phone", phone.to_owned())]));
        let mut found = Vec::new();
        for tag in self.person_tags(&data) {
            found.extend(self.persons_with(&tag).await?);
        }
        Ok(found)
    }

    async fn persons_with(&self, tag: &PersonTag) -> Result<Vec<PersonId>, OfficeError> {
        let mut found = BTreeSet::new();
        for (field, tag) in &tag.by_generation {
            found.extend(self.store.persons_by_tag(field, tag).await?);
        }
        let mut usable = Vec::with_capacity(found.len());
        for person in found {
            if !self.is_restricted(person).await? {
                usable.push(person);
            }
        }
        Ok(usable)
    }

    /// A fresh identifier for a person.
    pub(crate) async fn fresh_person(&self) -> Result<PersonId, OfficeError> {
        Ok(PersonId(self.store.allocate(Series::Person, 1).await?))
    }

    /// Seals what is known of a person and tags it.
    pub(crate) fn seal_person(
        &self,
        person: PersonId,
        data: &PersonData,
        sealing: &mut Sealing,
    ) -> Result<(), OfficeError> {
        for (field, value) in &data.0 {
            sealing.datum(field, value)?;
        }
        let tags = self.person_tags(data);
        sealing.changes.extend(tags.iter().filter_map(|tag| tag.row(person)).map(Change::Tag));
        Ok(())
    }

    /// The cases whose word on a person counts in this one: itself and those merged into it. What any other case was told
    /// of the same person stays with that case: recognising somebody shows nobody more of them.
    pub(crate) async fn told_by(&self, case: &Case) -> Result<BTreeSet<CaseId>, OfficeError> {
        let mut told = BTreeSet::from([case.case_id]);
        let merged = case.links.iter().filter(|(_, relation)| **relation == Relation::Merged);
        for (other, _) in merged {
            let row = self.store.case_row(*other).await?;
            if row.is_some_and(|row| row.merged_into == Some(case.case_id)) {
                told.insert(*other);
            }
        }
        Ok(told)
    }

    /// What some cases were told of a person, opened. Callers either show it masked or record why they show it.
    pub(crate) async fn person_data(
        &self,
        person: PersonId,
        told_by: &BTreeSet<CaseId>,
    ) -> Result<BTreeMap<String, String>, OfficeError> {
        let items = self.store.sealed_items_of(person).await?;
        let told = |item: &SealedItem| {
            told_by.contains(&item.case_id) && PERSON_FIELDS.contains(&item.field.as_str())
        };
        let items = items.into_iter().filter(told).collect();
        let mut opened: Vec<_> = self.open_items(items).await?.into_iter().collect();
        // The newest of a field counts.
        opened.sort_by_key(|(text_id, _)| *text_id);
        Ok(opened.into_iter().map(|(_, item)| (item.field, item.words)).collect())
    }
}

/// A datum as it may be shown without a reason.
pub(crate) fn masked_datum(field: &str, value: &str) -> String {
    match field {
        "name" => text::mask_name(value),
        "phone" | "reserved_phone" | "reply_phone" => text::mask_phone(value),
        "email" => text::mask_email(value),
        "id_number" => text::mask_id(value),
        "account" => text::mask_card(value),
        "contact" if value.contains('@') => text::mask_email(value),
        "contact" => text::mask_phone(value),
        "address" | "birth_year" => "***".to_owned(),
        _ => value.to_owned(),
    }
}
