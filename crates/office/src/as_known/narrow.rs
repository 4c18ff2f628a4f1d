//! Narrowing cases as they were known. The lists of the record know only how cases stand now, so the row of then itself
//! has to answer.

use store::{CaseFilter, CaseRow, TextSearch};

use crate::{FieldError, OfficeError};

/// Refuses what the row of a case cannot tell.
pub(crate) fn tasks_not_asked(filter: &CaseFilter) -> Result<(), OfficeError> {
    if filter.task_institutions.is_empty() {
        return Ok(());
    }
    let message = "cases as known cannot be narrowed by their tasks, only by what a case itself tells";
    Err(OfficeError::Invalid(vec![FieldError::new("task_institutions", "as_of_tasks", message)]))
}

/// What of a filter the lists of today may already narrow by, because it never changes.
pub(crate) fn lasting(filter: &CaseFilter) -> CaseFilter {
    CaseFilter { person: filter.person, ..CaseFilter::default() }
}

/// Whether a row of that date is what the filter asks for.
pub(crate) fn matches(filter: &CaseFilter, row: &CaseRow) -> bool {
    let any = |wanted: &[String], found: &str| wanted.is_empty() || wanted.iter().any(|one| one == found);
    let is = |wanted: Option<bool>, found: bool| wanted.is_none_or(|wanted| wanted == found);
    let codes = [&row.code_channel, &row.code_business, &row.code_reason, &row.code_product, &row.code_issue];
    let text = match filter.text_search() {
        None => true,
        Some(TextSearch::Number(beginning)) => row.number.starts_with(&beginning),
        Some(TextSearch::Subject(words)) => {
            row.subject.to_ascii_lowercase().contains(&words.to_ascii_lowercase())
        }
        Some(TextSearch::Digits(digits)) => row.number.contains(&digits) || row.subject.contains(&digits),
    };
    (filter.kinds.is_empty() || filter.kinds.contains(&row.kind))
        && (filter.statuses.is_empty() || filter.statuses.contains(&row.status))
        && is(filter.ended, row.ended)
        && (filter.institutions.is_empty() || filter.institutions.contains(&row.institution_id))
        && filter.handler.is_none_or(|handler| row.handler_id == Some(handler))
        && (!filter.unassigned || row.handler_id.is_none())
        && any(&filter.channels, &row.channel)
        && filter.code.as_ref().is_none_or(|code| {
            codes.iter().any(|found| found.as_ref().is_some_and(|found| found.starts_with(code)))
        })
        && filter.due_from.is_none_or(|from| row.due_on.is_some_and(|due| due >= from))
        && filter.due_to.is_none_or(|to| row.due_on.is_some_and(|due| due <= to))
        && filter.received_from.is_none_or(|from| row.received_at >= from)
        && filter.received_before.is_none_or(|before| row.received_at < before)
        && text
        && filter.counted.is_none_or(|counted| counted.counts(row))
        && filter.among.as_ref().is_none_or(|cases| cases.contains(&row.case_id))
        && is(filter.urgent, row.urgent)
        && is(filter.major, row.major)
        && is(filter.paused, row.paused.is_some())
        && filter.rekinded_from.is_none_or(|from| row.rekinded_at.is_some_and(|at| at >= from))
        && filter.rekinded_before.is_none_or(|before| row.rekinded_at.is_some_and(|at| at < before))
        && is(filter.feedback_owed, row.feedback_owed > 0)
}
