//! What a model learns from: cases that persons coded, and how codes become the axes of a model.

use domain::code::Axis;
use domain::id::{CaseId, TextId};
use domain::matter::{Book, Case};
use jiff::civil::Date;
use text::coding::{AxisPlan, Labelled, Parents, Plan};

use super::received_words;
use crate::words::joined;
use crate::{Office, OfficeError};

/// The axes that a model codes on.
const AXES: [Axis; 3] = [Axis::Channel, Axis::Business, Axis::Reason];
/// Cases read in one go.
const BATCH: u32 = 500;

/// The label of texts that show no code on an axis.
pub const NO_CODE: &str = "-";

/// How a model of codes is trained: its axes with the hierarchies of all sets, each code by its full reference.
pub fn code_plan(book: &Book, source: impl Into<String>) -> Plan {
    let axes = AXES.map(|axis| {
        let mut parents = Parents::new();
        for set in book.codes.iter().filter(|set| set.axis() == axis) {
            for code in set.codes() {
                if let Some(parent) = code.parent.as_deref().and_then(|parent| set.get(parent)) {
                    parents.insert(code.reference.to_string(), parent.reference.to_string());
                }
            }
        }
        AxisPlan { name: axis.to_string(), parents }
    });
    Plan { out_of_scope: Some(NO_CODE.to_owned()), ..Plan::new(source, axes.into()) }
}

/// Which cases of the record a model learns from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordTexts {
    /// Received on this day or later.
    pub from: Option<Date>,
    /// Received before this day.
    pub before: Option<Date>,
}

impl RecordTexts {
    fn holds(&self, received: Date) -> bool {
        self.from.is_none_or(|from| from <= received) && self.before.is_none_or(|before| received < before)
    }
}

impl Office {
    /// The masked words of cases that persons coded, with their codes as they stand now: where a handler corrected a
    /// suggestion, it is the correction. For the command line, which sees all of the record.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub async fn coded_texts(&self, which: RecordTexts) -> Result<Vec<Labelled>, OfficeError> {
        let (mut texts, mut after) = (Vec::new(), 0);
        loop {
            let ids = self.store.stream_ids(1, after, BATCH).await?;
            let Some(last) = ids.last() else { return Ok(texts) };
            after = *last;
            for id in ids {
                let (case, _) = self.fold(CaseId(id)).await?;
                let received = self.book().zone.to_datetime(case.received_at()).date();
                if case.coding.is_some() && which.holds(received) {
                    texts.extend(self.labelled(&case).await?);
                }
            }
        }
    }

    /// None where nothing is left of its words, as after an erasure.
    async fn labelled(&self, case: &Case) -> Result<Option<Labelled>, OfficeError> {
        let ids: Vec<TextId> = received_words(case).collect();
        let Some(text) = joined(ids.iter().copied(), &self.masked(&ids).await?) else { return Ok(None) };
        let book = self.book();
        let label = |axis: Axis| {
            let code =
                case.codes.iter().find(|code| book.codes.axis_of(code).is_ok_and(|found| found == axis));
            code.map(ToString::to_string)
        };
        Ok(Some(Labelled {
            text,
            labels: AXES.map(label).into(),
            // Whoever comes back says the same again.
            group: case.complainant().map(|person| format!("person {}", person.0)),
        }))
    }
}
