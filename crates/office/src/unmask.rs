//! Seeing personal data in full: a recorded act with a reason.

use std::collections::BTreeMap;

use domain::id::{Number, Stream, TextId};
use domain::matter::Case;
use domain::organisation::UserEvent;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Append, Expected, NewEvent, StreamWrite};
use strum::{AsRefStr, Display, EnumIter, EnumString};

use crate::person::masked_datum;
use crate::{Caller, Office, OfficeError};

/// Why somebody looks.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum UnmaskReason {
    /// 联系消费者.
    ContactPerson,
    /// 核实身份.
    VerifyIdentity,
    /// 调查需要.
    Investigate,
    /// 制作答复.
    WriteAnswer,
    /// 报送监管.
    ReportToRegulator,
    /// 检查或审计.
    Inspection,
}

/// Personal data in full.
#[derive(Debug, Clone)]
pub struct Unmasked {
    /// Data of each person in the case, by role.
    pub persons: Vec<(String, BTreeMap<String, String>)>,
    /// The words of the case, by text.
    pub texts: BTreeMap<TextId, String>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Office {
    /// Shows a case's persons and words in full. First the look is recorded, then it happens.
    pub async fn unmask(
        &self,
        caller: &Caller,
        number: &Number,
        reason: UnmaskReason,
    ) -> Result<Unmasked, OfficeError> {
        let (case, _) = self.load(caller, number).await?;
        let recorded_at =
            self.record_look(caller, &case, vec!["persons".to_owned(), "words".to_owned()], reason).await?;

        let told = self.told_by(&case).await?;
        let mut persons = Vec::new();
        let mut texts = BTreeMap::new();
        for party in &case.parties {
            let mut data = self.person_data(party.person, &told).await?;
            if case.is_ended() && self.is_restricted(party.person).await? {
                data.iter_mut().for_each(|(field, value)| *value = masked_datum(field, value));
            }
            persons.push((party.role.to_string(), data));
        }
        let items = self.store.sealed_items(&self.texts_of(&case).await?).await?;
        texts.extend(self.open_items(items).await?.into_iter().map(|(id, opened)| (id, opened.words)));
        Ok(Unmasked { persons, texts, recorded_at })
    }

    /// Records that somebody is about to see a case in full, if they may; returns when. Nothing is opened before.
    pub(crate) async fn record_look(
        &self,
        caller: &Caller,
        case: &Case,
        fields: Vec<String>,
        reason: UnmaskReason,
    ) -> Result<Timestamp, OfficeError> {
        caller.require_unmask(case, &self.organisation().tree)?;
        if let Some(refusal) = self.look_barred(case).await? {
            return Err(refusal.into());
        }
        // The same look once more.
        if let Some(recorded_at) = self.done_before(caller)? {
            return Ok(recorded_at);
        }
        let now = self.surroundings.now();
        let fact = UserEvent::Unmasked { case: case.case_id, fields, reason: reason.to_string(), note: None };
        self.append_act(caller, vec![self.event(caller, &fact, now)?], &now).await?;
        Ok(now)
    }

    /// Records what somebody did with data: under the member of staff, or under the office where a program acts.
    pub(crate) async fn append_act<T: Serialize>(
        &self,
        caller: &Caller,
        events: Vec<NewEvent>,
        outcome: &T,
    ) -> Result<(), OfficeError> {
        if events.is_empty() {
            return Ok(());
        }
        let stream = caller.actor().user().map_or(Stream::Office, Stream::User);
        let write = StreamWrite { stream, expected: Expected::Any, events };
        self.commit(caller, Append { writes: vec![write], changes: Vec::new() }, outcome).await?;
        Ok(())
    }
}
