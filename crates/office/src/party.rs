//! Persons who join a case after its receipt: agents, heirs, representatives, others who are named.

use domain::id::Number;
use domain::matter::{Command, Evidence, Party, PartyRole, Step};

use crate::error::Findings;
use crate::intake::PersonInput;
use crate::person::{PERSON_FIELDS, PersonData};
use crate::{Acted, Caller, Office, OfficeError};

impl Office {
    /// Adds a person to a case. `expected` is the version the caller read; `document` says where the authorisation or
    /// the proof of succession lies, which agents and heirs need (Order 2020 No. 3, art. 14).
    pub async fn add_party(
        &self,
        caller: &Caller,
        number: &Number,
        expected: Option<u32>,
        role: PartyRole,
        person: &PersonInput,
        document: Option<&str>,
    ) -> Result<Acted, OfficeError> {
        if let Some(acted) = self.done_before(caller)? {
            return Ok(acted);
        }
        let _keys = self.key_use.read().await;
        let (case, row) = self.load_as_read(caller, number, expected).await?;
        caller.require_step(Step::AddParty, &case, &self.organisation().tree)?;
        let mut findings = Findings::default();
        let data = PersonData::from_input(person, false, &mut findings);
        if person.name.as_deref().is_none_or(|name| name.trim().is_empty()) {
            findings.add("person.name", "missing", "say who it is");
        }
        findings.finish()?;
        let known = self.known_person(&data).await?;
        let person = match known {
            Some(person) => person,
            None => self.fresh_person().await?,
        };
        let texts = 1 + PERSON_FIELDS.len() as u64;
        let mut sealing = self.sealing_for(person, known.is_some(), case.case_id, texts).await?;
        self.seal_person(person, &data, &mut sealing)?;
        let document = document.map(str::trim).filter(|words| !words.is_empty());
        let document = document.map(|words| sealing.words("document", words)).transpose()?;
        let party = Party { person, role, document: document.map(Evidence::Words) };
        let decided = self.decide(caller, &case, &row, &[Command::AddParty { party }], sealing.changes)?;
        self.record(caller, decided, row).await
    }
}
