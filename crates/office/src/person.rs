//! Persons outside: recognising one who was here before, and sealing what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{CaseId, PersonId};
use domain::matter::{Case, Relation};
use store::{Change, SealedItem, Series, TagRow};
use vault::Field;

use crate::error::Findings;
use crate::intake::PersonInput;
use crate::words::Sealing;
use crate::{Office, OfficeError};

/// The tag that finds a person by name and telephone together.
const NAME_AND_PHONE: Field = Field::new("name_and_phone");

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

impl Office {
    /// The tags a person is found by: identity number, name with telephone, and telephone, e-mail and account alone for
    /// showing earlier matters.
    pub(crate) fn person_tags(&self, data: &PersonData) -> Vec<(Field, Vec<u8>)> {
        let index = self.keys.blind_index();
        let mut tags = Vec::new();
        let mut tag = |field: Field, value: &str| tags.push((field, index.tag(field, value).0.to_vec()));
        if let Some(id_number) = data.get("id_number") {
            tag(Field::ID_NUMBER, id_number);
        }
        if let Some(phone) = data.get("phone") {
            tag(Field::PHONE, phone);
            if let Some(name) = data.get("name") {
                tag(NAME_AND_PHONE, &format!("{name}\u{0}{phone}"));
            }
        }
        if let Some(email) = data.get("email") {
            tag(Field::EMAIL, email);
        }
        if let Some(account) = data.get("account") {
            tag(Field::ACCOUNT, account);
        }
        tags
    }

    /// Who this is: the person with that identity number, else with that name and telephone; else nobody known. A shared
    /// telephone alone makes nobody the same person.
    pub(crate) async fn known_person(&self, data: &PersonData) -> Result<Option<PersonId>, OfficeError> {
        let tags = self.person_tags(data);
        for field in [Field::ID_NUMBER, NAME_AND_PHONE] {
            let Some((_, tag)) = tags.iter().find(|(tagged, _)| *tagged == field) else { continue };
            if let Some(found) = self.store.persons_by_tag(field.name(), tag).await?.first() {
                return Ok(Some(*found));
            }
        }
        Ok(None)
    }

    /// Persons who have the telephone, for showing earlier matters while the caller is still on the line.
    pub(crate) async fn persons_by_phone(&self, phone: &str) -> Result<Vec<PersonId>, OfficeError> {
        let tag = self.keys.blind_index().tag(Field::PHONE, phone);
        Ok(self.store.persons_by_tag(Field::PHONE.name(), &tag.0).await?)
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
        for (field, tag) in self.person_tags(data) {
            sealing.changes.push(Change::Tag(TagRow {
                field: field.name().to_owned(),
                tag,
                person_id: person,
            }));
        }
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
