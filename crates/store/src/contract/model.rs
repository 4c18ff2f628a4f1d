//! What lists, counts and figures should give, computed the plainest way over rows in memory.

use domain::id::InstitutionId;
use jiff::Timestamp;
use jiff::civil::Date;

use super::sample::Sample;
use crate::{CaseFilter, CaseOrder, CaseRow, Figures, FirstTime, Scope, Tally, TextSearch};

/// The rows a list should give, all pages together.
pub fn list(samples: &[Sample], scope: &Scope, filter: &CaseFilter, order: CaseOrder) -> Vec<CaseRow> {
    let mut rows: Vec<_> = samples
        .iter()
        .filter(|sample| matches(sample, scope, filter))
        .map(|sample| sample.row.clone())
        .collect();
    match order {
        CaseOrder::Newest => rows.sort_by_key(|row| std::cmp::Reverse(row.case_id)),
        CaseOrder::Deadline => rows.sort_by_key(|row| {
            let open = (!row.ended).then_some((!row.urgent, row.due_on.is_none(), row.due_on));
            let newest = row.ended.then_some(std::cmp::Reverse(row.case_id));
            (row.ended, open, newest, row.case_id)
        }),
    }
    rows
}

/// Whether a case may be seen.
pub fn visible(row: &CaseRow, scope: &Scope) -> bool {
    match scope {
        Scope::All => true,
        Scope::Institutions(institutions) => institutions.contains(&row.institution_id),
    }
}

fn matches(sample: &Sample, scope: &Scope, filter: &CaseFilter) -> bool {
    fn any_of<T: PartialEq>(wanted: &[T], value: &T) -> bool {
        wanted.is_empty() || wanted.contains(value)
    }
    fn is(wanted: Option<bool>, value: bool) -> bool {
        wanted.is_none_or(|wanted| wanted == value)
    }
    fn within<T: PartialOrd>(from: Option<T>, before: Option<T>, value: Option<T>) -> bool {
        let narrows = from.is_some() || before.is_some();
        match value {
            None => !narrows,
            Some(value) => {
                from.is_none_or(|from| from <= value) && before.is_none_or(|before| value < before)
            }
        }
    }
    let row = &sample.row;
    let codes = [&row.code_channel, &row.code_business, &row.code_reason, &row.code_product, &row.code_issue];
    let task_asked = |institution: &InstitutionId| {
        sample.tasks.iter().any(|task| task.is_open() && task.institution_id == *institution)
    };
    visible(row, scope)
        && any_of(&filter.kinds, &row.kind)
        && any_of(&filter.statuses, &row.status)
        && is(filter.ended, row.ended)
        && any_of(&filter.institutions, &row.institution_id)
        && filter.handler.is_none_or(|handler| row.handler_id == Some(handler))
        && filter.registered_by.is_none_or(|user| row.registered_by == Some(user))
        && (!filter.unassigned || row.handler_id.is_none())
        && filter.person.is_none_or(|person| sample.persons.iter().any(|listed| listed.person_id == person))
        && any_of(&filter.channels, &row.channel)
        && filter
            .code
            .as_ref()
            .is_none_or(|prefix| codes.into_iter().flatten().any(|code| code.starts_with(prefix)))
        && within(filter.due_from, None, row.due_on)
        && filter.due_to.is_none_or(|to| row.due_on.is_some_and(|due_on| due_on <= to))
        && within(filter.received_from, filter.received_before, Some(row.received_at))
        && within(filter.rekinded_from, filter.rekinded_before, row.rekinded_at)
        && match filter.text_search() {
            None => true,
            Some(TextSearch::Number(beginning)) => row.number.starts_with(&beginning),
            Some(TextSearch::Subject(words)) => {
                row.subject.to_ascii_lowercase().contains(&words.to_ascii_lowercase())
            }
            Some(TextSearch::Digits(digits)) => row.number.contains(&digits) || row.subject.contains(&digits),
        }
        && filter.among.as_ref().is_none_or(|cases| cases.contains(&row.case_id))
        && is(filter.urgent, row.urgent)
        && is(filter.major, row.major)
        && is(filter.paused, row.paused.is_some())
        && is(filter.feedback_owed, 0 < row.feedback_owed)
        && (filter.task_institutions.is_empty() || filter.task_institutions.iter().any(task_asked))
        && filter.counted.is_none_or(|counted| counted.counts(row))
}

/// Today's work.
pub fn tally(samples: &[Sample], scope: &Scope, filter: &CaseFilter, today: Date) -> Tally {
    let soon_until = today + jiff::SignedDuration::from_hours(72);
    let mut tally = Tally::default();
    for row in list(samples, scope, filter, CaseOrder::Newest).iter().filter(|row| !row.ended) {
        tally.open += 1;
        tally.late += u64::from(row.due_on.is_some_and(|due_on| due_on < today));
        tally.today += u64::from(row.due_on == Some(today));
        tally.soon += u64::from(row.due_on.is_some_and(|due_on| today < due_on && due_on <= soon_until));
        tally.paused += u64::from(row.paused.is_some());
        tally.urgent += u64::from(row.urgent);
    }
    tally
}

/// The figures of a period.
pub fn figures(samples: &[Sample], scope: &Scope, from: Timestamp, until: Timestamp, today: Date) -> Figures {
    let filter =
        CaseFilter { received_from: Some(from), received_before: Some(until), ..CaseFilter::default() };
    let rows = list(samples, scope, &filter, CaseOrder::Newest);
    let received: Vec<_> = rows.iter().filter(|row| row.merged_into.is_none()).collect();
    let is_due = |row: &&&CaseRow| row.ended || row.due_on.is_some_and(|due_on| due_on < today);
    let due: Vec<_> = received.iter().filter(is_due).collect();
    let count = |wanted: &dyn Fn(&CaseRow) -> bool| due.iter().filter(|row| wanted(row)).count() as u64;
    let first_time = |at: &dyn Fn(&CaseRow) -> Option<Timestamp>, owed: &dyn Fn(&CaseRow) -> bool| {
        let mut seconds: Vec<_> = received
            .iter()
            .filter(|row| owed(row))
            .filter_map(|row| {
                Some((at(row)?.as_microsecond() - row.received_at.as_microsecond()).div_euclid(1_000_000))
            })
            .collect();
        seconds.sort_unstable();
        FirstTime {
            median_seconds: seconds.get(seconds.len().saturating_sub(1) / 2).copied(),
            present: seconds.len() as u64,
            missing: count(&|row| at(row).is_none() && owed(row)),
        }
    };
    Figures {
        received: received.len() as u64,
        ended: received.iter().filter(|row| row.ended).count() as u64,
        due: due.len() as u64,
        landed: count(&|row| row.ended && row.outcome.is_some()),
        echoed: count(&|row| row.echo.is_some()),
        on_time: count(&|row| row.on_time == Some(true)),
        first_times: [
            first_time(&|row| row.accepted_at, &|_| true),
            first_time(&|row| row.handled_at, &|_| true),
            first_time(&|row| row.reported_at, &|row| row.report_owed),
            first_time(&|row| row.feedback_at, &|_| true),
        ],
    }
}
