//! The row of a case: its columns, its stored values, and reading it back.

use domain::id::{CaseId, InstitutionId, PersonId, TextId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use store::stored::{day, day_of_moment, kind_number, kind_of, rank, status_number, status_of};
use store::{CaseRow, StoreError};

use crate::convert::{Fields, moment};

/// All columns of `cases`, in the order of the table; the first is the key.
pub const COLUMNS: [&str; 53] = [
    "case_id",
    "kind",
    "status",
    "ended",
    "deadline_rank",
    "institution_id",
    "handler_id",
    "due_on",
    "received_at",
    "received_day",
    "urgent",
    "major",
    "feedback_owed",
    "paused",
    "channel",
    "merged_into",
    "report_owed",
    "on_time",
    "accepted_at",
    "handled_at",
    "reported_at",
    "feedback_at",
    "outcome",
    "echo",
    "number",
    "subject",
    "code_channel",
    "code_business",
    "code_reason",
    "code_product",
    "code_issue",
    "rekinded_at",
    "version",
    "person_id",
    "subject_text",
    "recorded_at",
    "due_provisional",
    "due_stage",
    "inner_due_on",
    "next_step",
    "grade",
    "urgency",
    "sensitivity",
    "transferred",
    "receipts",
    "transfers",
    "liability",
    "decided_at",
    "ended_at",
    "satisfaction",
    "origin",
    "complainants",
    "registered_by",
];

/// The stored values of a row, in the order of [`COLUMNS`].
pub fn values(row: &CaseRow) -> [ToSqlOutput<'_>; COLUMNS.len()] {
    let received_at = row.received_at.as_microsecond();
    [
        id(row.case_id.0),
        int(kind_number(row.kind)),
        int(status_number(row.status)),
        flag(row.ended),
        int(rank(row.ended, row.urgent, row.due_on)),
        id(row.institution_id.0),
        id_maybe(row.handler_id.map(|handler| handler.0)),
        date_maybe(row.due_on),
        int(received_at),
        int(day_of_moment(received_at)),
        flag(row.urgent),
        flag(row.major),
        int(i64::from(row.feedback_owed)),
        text_maybe(&row.paused),
        text(&row.channel),
        id_maybe(row.merged_into.map(|case| case.0)),
        flag(row.report_owed),
        int_maybe(row.on_time.map(i64::from)),
        moment_maybe(row.accepted_at),
        moment_maybe(row.handled_at),
        moment_maybe(row.reported_at),
        moment_maybe(row.feedback_at),
        text_maybe(&row.outcome),
        text_maybe(&row.echo),
        text(&row.number),
        text(&row.subject),
        text_maybe(&row.code_channel),
        text_maybe(&row.code_business),
        text_maybe(&row.code_reason),
        text_maybe(&row.code_product),
        text_maybe(&row.code_issue),
        moment_maybe(row.rekinded_at),
        int(i64::from(row.version)),
        id_maybe(row.person_id.map(|person| person.0)),
        id_maybe(row.subject_text.map(|text| text.0)),
        int(row.recorded_at.as_microsecond()),
        flag(row.due_provisional),
        text_maybe(&row.due_stage),
        date_maybe(row.inner_due_on),
        text_maybe(&row.next_step),
        text_maybe(&row.grade),
        text_maybe(&row.urgency),
        text(&row.sensitivity),
        flag(row.transferred),
        int(i64::from(row.receipts)),
        int(i64::from(row.transfers)),
        text_maybe(&row.liability),
        moment_maybe(row.decided_at),
        moment_maybe(row.ended_at),
        int_maybe(row.satisfaction.map(i64::from)),
        id_maybe(row.origin.map(|case| case.0)),
        int(i64::from(row.complainants)),
        id_maybe(row.registered_by.map(|user| user.0)),
    ]
}

/// Reads the row whose columns, in the order of [`COLUMNS`], begin at `first`.
pub fn read(row: &Row<'_>, first: usize) -> Result<CaseRow, StoreError> {
    let mut fields = Fields::starting_at(row, "cases", first);
    let case_id = CaseId(fields.id()?);
    let kind = fields.coded("kind", kind_of)?;
    let status = fields.coded("status", status_of)?;
    let ended = fields.get()?;
    fields.skip();
    let institution_id = InstitutionId(fields.id()?);
    let handler_id = fields.id_maybe()?.map(UserId);
    let due_on = fields.date_maybe()?;
    let received_at = fields.moment()?;
    fields.skip();
    Ok(CaseRow {
        case_id,
        kind,
        status,
        ended,
        institution_id,
        handler_id,
        due_on,
        received_at,
        urgent: fields.get()?,
        major: fields.get()?,
        feedback_owed: fields.get()?,
        paused: fields.get()?,
        channel: fields.get()?,
        merged_into: fields.id_maybe()?.map(CaseId),
        report_owed: fields.get()?,
        on_time: fields.get()?,
        accepted_at: fields.moment_maybe()?,
        handled_at: fields.moment_maybe()?,
        reported_at: fields.moment_maybe()?,
        feedback_at: fields.moment_maybe()?,
        outcome: fields.get()?,
        echo: fields.get()?,
        number: fields.get()?,
        subject: fields.get()?,
        code_channel: fields.get()?,
        code_business: fields.get()?,
        code_reason: fields.get()?,
        code_product: fields.get()?,
        code_issue: fields.get()?,
        rekinded_at: fields.moment_maybe()?,
        version: fields.get()?,
        person_id: fields.id_maybe()?.map(PersonId),
        subject_text: fields.id_maybe()?.map(TextId),
        recorded_at: fields.moment()?,
        due_provisional: fields.get()?,
        due_stage: fields.get()?,
        inner_due_on: fields.date_maybe()?,
        next_step: fields.get()?,
        grade: fields.get()?,
        urgency: fields.get()?,
        sensitivity: fields.get()?,
        transferred: fields.get()?,
        receipts: fields.get()?,
        transfers: fields.get()?,
        liability: fields.get()?,
        decided_at: fields.moment_maybe()?,
        ended_at: fields.moment_maybe()?,
        satisfaction: fields.get()?,
        origin: fields.id_maybe()?.map(CaseId),
        complainants: fields.get()?,
        registered_by: fields.id_maybe()?.map(UserId),
    })
}

fn int(number: i64) -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(Value::Integer(number))
}

fn int_maybe(number: Option<i64>) -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(number.map_or(Value::Null, Value::Integer))
}

fn id(identifier: u64) -> ToSqlOutput<'static> {
    int(identifier.cast_signed())
}

fn id_maybe(identifier: Option<u64>) -> ToSqlOutput<'static> {
    int_maybe(identifier.map(u64::cast_signed))
}

fn flag(set: bool) -> ToSqlOutput<'static> {
    int(i64::from(set))
}

fn moment_maybe(timestamp: Option<Timestamp>) -> ToSqlOutput<'static> {
    int_maybe(moment(timestamp))
}

fn date_maybe(date: Option<Date>) -> ToSqlOutput<'static> {
    int_maybe(date.map(day))
}

fn text(text: &str) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
}

fn text_maybe(maybe: &Option<String>) -> ToSqlOutput<'_> {
    maybe.as_deref().map_or(ToSqlOutput::Owned(Value::Null), text)
}
