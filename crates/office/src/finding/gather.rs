//! What the index holds of a case: its row, its masked words, the names of its codes and of its institution.

use domain::code::Axis;
use domain::id::{CaseId, Stream};
use domain::matter::Channel;
use search::Document;
use store::CaseRow;

use crate::text_refs::text_refs;
use crate::{Office, OfficeError, Organisation};

impl Office {
    /// A case for the index; nothing where there is no such case any more.
    pub(super) async fn gather(&self, case_id: CaseId) -> Result<Option<Document>, OfficeError> {
        let Some(row) = self.store.case_row(case_id).await? else { return Ok(None) };
        let mut text_ids = Vec::new();
        for stored in self.store.stream_events(Stream::Case(case_id)).await? {
            text_ids.extend(text_refs(&stored)?.into_iter().map(|text| text.text_id));
        }
        text_ids.sort_unstable();
        text_ids.dedup();
        let mut masked = self.store.masked_texts(&text_ids).await?;
        // The subject is what people look at first.
        masked.sort_by_key(|text| (Some(text.text_id) != row.subject_text, text.text_id));
        let texts = masked.into_iter().map(|text| text.masked).collect();
        let organisation = self.organisation();
        let codes = self.codes_of(&row);
        let mut names: Vec<String> =
            codes.iter().flat_map(|(axis, code)| self.code_names(*axis, code)).collect();
        names.extend(institution_names(&organisation, &row));
        Ok(Some(Document {
            case_id,
            kind: row.kind,
            status: row.status,
            channel: row.channel.parse().unwrap_or(Channel::Other),
            institution_id: row.institution_id,
            handler_id: row.handler_id,
            received_on: self.book().zone.to_datetime(row.received_at).date(),
            due_on: row.due_on,
            urgent: row.urgent,
            major: row.major,
            ended: row.ended,
            paused: row.paused.is_some(),
            codes: codes.into_iter().map(|(_, code)| code).collect(),
            names,
            texts,
            number: row.number,
        }))
    }

    fn codes_of(&self, row: &CaseRow) -> Vec<(Axis, String)> {
        let codes = [
            (Axis::Channel, &row.code_channel),
            (Axis::Business, &row.code_business),
            (Axis::Reason, &row.code_reason),
            (Axis::Product, &row.code_product),
            (Axis::Issue, &row.code_issue),
            (Axis::Grade, &row.grade),
            (Axis::Urgency, &row.urgency),
        ];
        codes.into_iter().filter_map(|(axis, code)| Some((axis, code.clone()?))).collect()
    }

    /// The names of a code and of those it stands under, in the newest set that has it: rows keep codes without their sets.
    fn code_names(&self, axis: Axis, code: &str) -> Vec<String> {
        let book = self.book();
        let sets = book.codes.iter().filter(|set| set.axis() == axis && set.get(code).is_some());
        let Some(set) = sets.max_by_key(|set| set.valid_from()) else { return Vec::new() };
        let path = set.path(code).into_iter();
        path.flat_map(|code| [code.name_zh.clone(), code.name_en.clone()]).collect()
    }
}

fn institution_names(organisation: &Organisation, row: &CaseRow) -> Vec<String> {
    let found = organisation.tree.get(row.institution_id);
    found.map(|found| vec![found.name_zh.clone(), found.name_en.clone()]).unwrap_or_default()
}
