//! Seeing personal data in full: a recorded act with a reason.

use std::collections::BTreeMap;

use domain::id::{Number, Stream, TextId};
use domain::organisation::{Right, UserEvent};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Append, Expected, StreamWrite};
use strum::{AsRefStr, Display, EnumIter, EnumString};

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
        caller.require_over(Right::Unmask, case.institution, &self.organisation().tree)?;
        let user = caller.actor().user().ok_or(OfficeError::Denied { right: Right::Unmask })?;
        if case.recused.contains(&user) {
            return Err(domain::matter::Refusal::Recused { user }.into());
        }
        let now = self.surroundings.now();
        let fact = UserEvent::Unmasked {
            case: case.case_id,
            fields: vec!["persons".to_owned(), "words".to_owned()],
            reason: reason.to_string(),
            note: None,
        };
        let event = self.event(caller, &fact, now)?;
        let write = StreamWrite { stream: Stream::User(user), expected: Expected::Any, events: vec![event] };
        self.store.append(Append { writes: vec![write], changes: Vec::new() }).await?;

        let mut persons = Vec::new();
        let mut texts = BTreeMap::new();
        for party in &case.parties {
            persons.push((party.role.to_string(), self.person_data(party.person).await?));
        }
        for text_id in self.texts_of(&case).await? {
            let Some(item) = self.store.sealed_item(text_id).await? else { continue };
            texts.extend(
                self.open_items(vec![item]).await?.into_iter().map(|(id, opened)| (id, opened.words)),
            );
        }
        Ok(Unmasked { persons, texts, recorded_at: now })
    }
}
