//! What happened to a matter, as far as its clocks care. Facts are of the matter, not of a regime: a cause or an
//! extension that a regime does not know leaves that regime's clocks alone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use super::terms::{Event, Rank};
use crate::calendar::{ReadFileError, read_json};

/// The facts that clocks are computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// When the institution received the matter.
    pub received: Timestamp,
    /// When other things happened, each the time that counts.
    pub events: BTreeMap<Event, Timestamp>,
    /// Extensions that were approved.
    pub extensions: Vec<Extension>,
    /// A period agreed with the complainant.
    pub agreed_period: Option<AgreedPeriod>,
    /// Times that do not count.
    pub exclusions: Vec<Exclusion>,
    /// Receipts of new facts and reasons.
    pub restarts: Vec<Restart>,
    /// When a withdrawal was received.
    pub withdrawn_at: Option<Timestamp>,
    /// When the person accepted the matter as resolved.
    pub early_closed_at: Option<Timestamp>,
    /// The date that the credit centre set.
    pub centre_due: Option<Date>,
    /// What the matter is about, where a regime has clocks for it alone: `payment_service`, `superannuation`.
    pub subjects: BTreeSet<String>,
}

/// An extension of a period.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// The regime it was granted under; none: any that has the stage.
    pub regime: Option<String>,
    /// The stage that runs from then on.
    pub stage: String,
    /// Why, as a code of that stage.
    #[serde(default)]
    pub reason_code: String,
    /// The rank of whoever approved it.
    #[serde(default)]
    pub approver_rank: Rank,
    /// When it was approved.
    pub approved_at: Timestamp,
    /// When whoever must be told was told.
    pub notice_at: Option<Timestamp>,
    /// The last day, where the rule leaves it to the notice.
    pub until: Option<Date>,
}

/// A period agreed with the complainant (Order 2020 No. 3, art. 21).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreedPeriod {
    /// The last day.
    pub due: Date,
    /// When it was agreed; none: under the running period.
    pub agreed_at: Option<Timestamp>,
    /// What proves it, in words; none where it is sealed elsewhere. Files of facts must say it.
    #[serde(deserialize_with = "said")]
    pub evidence: Option<String>,
}

fn said<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

/// Time that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Why, `appraisal` or `mediation`.
    pub cause: String,
    /// From when.
    pub from: Timestamp,
    /// Until when; none while it lasts.
    pub to: Option<Timestamp>,
    /// When whoever must be told was told.
    pub notice_at: Option<Timestamp>,
    /// The regime under which the clock was stopped. It stays stopped although a later version of that regime no longer
    /// has the cause: a pause is a fact.
    pub under: Option<String>,
}

/// New facts and reasons: clocks start anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restart {
    /// When the new material was received.
    pub at: Timestamp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsShape {
    received: Option<Timestamp>,
    #[serde(default)]
    events: BTreeMap<Event, Timestamp>,
    #[serde(default)]
    extensions: Vec<Extension>,
    agreed_period: Option<AgreedPeriod>,
    #[serde(default)]
    exclusions: Vec<Exclusion>,
    #[serde(default)]
    restarts: Vec<Restart>,
    withdrawn_at: Option<Timestamp>,
    early_closed_at: Option<Timestamp>,
    centre_due: Option<Date>,
    #[serde(default)]
    subjects: BTreeSet<String>,
}

impl Facts {
    /// A matter of which nothing is known but its receipt.
    pub fn received(at: Timestamp) -> Self {
        Self {
            received: at,
            events: BTreeMap::new(),
            extensions: Vec::new(),
            agreed_period: None,
            exclusions: Vec::new(),
            restarts: Vec::new(),
            withdrawn_at: None,
            early_closed_at: None,
            centre_due: None,
            subjects: BTreeSet::new(),
        }
    }

    /// Reads a file of facts. `received` stands in the file, or is given here, or both alike.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn read(file: &str, text: &str, received: Option<Timestamp>) -> Result<Self, ReadFileError> {
        let shape: FactsShape = read_json(file, text)?;
        let wrong = |field: String, problem: String| ReadFileError {
            file: file.to_owned(),
            line: line_of_key(text, &field),
            field,
            problem,
        };
        let received = match (shape.received, received) {
            (Some(inside), Some(given)) if inside != given => {
                let problem = format!(
                    "`{inside}` is not the receipt `{given}` given beside the file: expected one time"
                );
                return Err(wrong("received".to_owned(), problem));
            }
            (Some(received), _) | (None, Some(received)) => received,
            (None, None) => {
                let problem = "is missing: expected a time such as `2026-09-28T10:00:00+08:00`";
                return Err(wrong("received".to_owned(), problem.to_owned()));
            }
        };
        let facts = Self {
            received,
            events: shape.events,
            extensions: shape.extensions,
            agreed_period: shape.agreed_period,
            exclusions: shape.exclusions,
            restarts: shape.restarts,
            withdrawn_at: shape.withdrawn_at,
            early_closed_at: shape.early_closed_at,
            centre_due: shape.centre_due,
            subjects: shape.subjects,
        };
        match facts.problem() {
            None => Ok(facts),
            Some((field, problem)) => Err(wrong(field, problem)),
        }
    }

    /// The same with one more event.
    #[must_use]
    pub fn with(mut self, event: Event, at: Timestamp) -> Self {
        self.events.insert(event, at);
        self
    }

    /// When an event happened.
    pub fn at(&self, event: Event) -> Option<Timestamp> {
        match event {
            Event::Received => Some(self.received),
            other => self.events.get(&other).copied(),
        }
    }

    /// The first thing that cannot be, with its field.
    pub(super) fn problem(&self) -> Option<(String, String)> {
        if self.events.contains_key(&Event::Received) {
            let expected = "expected the receipt in the field `received` alone";
            return Some(("events.received".to_owned(), expected.to_owned()));
        }
        for (number, exclusion) in self.exclusions.iter().enumerate() {
            if let Some(to) = exclusion.to.filter(|to| *to < exclusion.from) {
                let problem =
                    format!("`{to}` is before `from`: expected a later time, or none while it lasts");
                return Some((format!("exclusions[{number}].to"), problem));
            }
        }
        for (number, restart) in self.restarts.iter().enumerate() {
            if restart.at < self.received {
                let problem = format!("`{}` is before the receipt: expected a later time", restart.at);
                return Some((format!("restarts[{number}].at"), problem));
            }
        }
        let evidence = self.agreed_period.as_ref().and_then(|agreed| agreed.evidence.as_deref());
        if evidence.is_some_and(|evidence| evidence.trim().is_empty()) {
            let expected = "is empty: expected what proves the agreement";
            return Some(("agreed_period.evidence".to_owned(), expected.to_owned()));
        }
        None
    }
}

/// The line on which a field's last name first stands: close enough for a file of a few lines.
fn line_of_key(text: &str, field: &str) -> usize {
    let key = field.rsplit('.').next().unwrap_or(field);
    let quoted = format!("\"{key}\"");
    text.lines().position(|line| line.contains(&quoted)).map_or(1, |index| index + 1)
}
