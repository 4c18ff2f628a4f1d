//! The columns of lists: what a row of the record tells, without personal data but for the masked subject.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::CaseRow;

use super::cell::Cell;
use crate::Organisation;

type Tell = fn(&CaseRow, &Beside<'_>) -> Cell;

/// What is told beside the row.
pub(super) struct Beside<'a> {
    pub organisation: &'a Organisation,
    pub zone: &'a TimeZone,
    /// The subject, masked or in full.
    pub subject: String,
}

impl Beside<'_> {
    fn moment(&self, at: Option<Timestamp>) -> Cell {
        at.map_or(Cell::Empty, |at| Cell::Moment(Box::new(at.to_zoned_datetime(self.zone.clone()))))
    }
}

fn day(day: Option<jiff::civil::Date>) -> Cell {
    day.map_or(Cell::Empty, Cell::Day)
}

fn truth(truth: bool) -> Cell {
    Cell::Word("truth", if truth { "yes" } else { "no" }.to_owned())
}

/// The columns in order, by name.
pub(super) const COLUMNS: [(&str, Tell); 43] = [
    ("number", |row, _| Cell::text(Some(&*row.number))),
    ("kind", |row, _| Cell::word("kind", Some(row.kind.as_ref()))),
    ("status", |row, _| Cell::word("status", Some(row.status.as_ref()))),
    ("institution_code", |row, beside| {
        Cell::text(beside.organisation.tree.get(row.institution_id).map(|institution| &*institution.code))
    }),
    ("institution", |row, beside| {
        Cell::text(beside.organisation.tree.get(row.institution_id).map(|institution| &*institution.name_zh))
    }),
    ("handler", |row, beside| {
        Cell::text(row.handler_id.and_then(|handler| beside.organisation.display_name(handler)))
    }),
    ("subject", |_, beside| Cell::text(Some(&*beside.subject))),
    ("channel", |row, _| Cell::word("channel", Some(&*row.channel))),
    ("complainants", |row, _| Cell::number(row.complainants)),
    ("receipts", |row, _| Cell::number(row.receipts)),
    ("transfers", |row, _| Cell::number(row.transfers)),
    ("received_at", |row, beside| beside.moment(Some(row.received_at))),
    ("recorded_at", |row, beside| beside.moment(Some(row.recorded_at))),
    ("accepted_at", |row, beside| beside.moment(row.accepted_at)),
    ("handled_at", |row, beside| beside.moment(row.handled_at)),
    ("reported_at", |row, beside| beside.moment(row.reported_at)),
    ("feedback_at", |row, beside| beside.moment(row.feedback_at)),
    ("decided_at", |row, beside| beside.moment(row.decided_at)),
    ("ended_at", |row, beside| beside.moment(row.ended_at)),
    ("due_on", |row, _| day(row.due_on)),
    ("due_provisional", |row, _| if row.due_on.is_some() { truth(row.due_provisional) } else { Cell::Empty }),
    ("due_stage", |row, _| Cell::word("stage", row.due_stage.as_deref())),
    ("inner_due_on", |row, _| day(row.inner_due_on)),
    ("paused", |row, _| Cell::word("paused", row.paused.as_deref())),
    ("on_time", |row, _| row.on_time.map_or(Cell::Empty, truth)),
    ("next_step", |row, _| Cell::word("step", row.next_step.as_deref())),
    ("urgent", |row, _| truth(row.urgent)),
    ("grade", |row, _| Cell::word("code", row.grade.as_deref())),
    ("urgency", |row, _| Cell::word("code", row.urgency.as_deref())),
    ("sensitivity", |row, _| Cell::word("code", Some(&*row.sensitivity))),
    ("major", |row, _| truth(row.major)),
    ("code_channel", |row, _| Cell::word("code", row.code_channel.as_deref())),
    ("code_business", |row, _| Cell::word("code", row.code_business.as_deref())),
    ("code_reason", |row, _| Cell::word("code", row.code_reason.as_deref())),
    ("code_product", |row, _| Cell::word("code", row.code_product.as_deref())),
    ("code_issue", |row, _| Cell::word("code", row.code_issue.as_deref())),
    ("outcome", |row, _| Cell::word("outcome", row.outcome.as_deref())),
    ("liability", |row, _| Cell::word("liability", row.liability.as_deref())),
    ("echo", |row, _| Cell::word("echo", row.echo.as_deref())),
    ("satisfaction", |row, _| row.satisfaction.map_or(Cell::Empty, Cell::number)),
    ("feedback_owed", |row, _| Cell::number(row.feedback_owed)),
    ("report_owed", |row, _| truth(row.report_owed)),
    ("rekinded_at", |row, beside| beside.moment(row.rekinded_at)),
];
