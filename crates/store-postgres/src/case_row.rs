//! The row of a case: its columns, writing it, and reading it back.

use std::sync::LazyLock;

use domain::id::{CaseId, InstitutionId, PersonId, TextId, UserId};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection};
use store::stored::{day_of_moment, kind_number, kind_of, rank, status_number, status_of};
use store::{CaseRow, StoreError};

use crate::convert::{date, id, moment, storable};
use crate::fields::Fields;
use crate::query::run;

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

/// Inserts a row or replaces it whole.
static PUT: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<_> = (1..=COLUMNS.len()).map(|place| format!("${place}")).collect();
    let changed: Vec<_> = COLUMNS[1..].iter().map(|column| format!("{column} = excluded.{column}")).collect();
    format!(
        "insert into cases ({}) values ({}) on conflict (case_id) do update set {}",
        COLUMNS.join(", "),
        places.join(", "),
        changed.join(", ")
    )
});

/// Inserts the row, or replaces it.
pub async fn put(connection: &mut PgConnection, row: &CaseRow) -> Result<(), StoreError> {
    let received_at = row.received_at.as_microsecond();
    // Made of the names of columns alone.
    let query = sqlx::query(AssertSqlSafe(PUT.as_str()))
        .bind(id(row.case_id.0))
        .bind(kind_number(row.kind))
        .bind(status_number(row.status))
        .bind(row.ended)
        .bind(rank(row.ended, row.urgent, row.due_on))
        .bind(id(row.institution_id.0))
        .bind(row.handler_id.map(|handler| id(handler.0)))
        .bind(date(row.due_on))
        .bind(received_at)
        .bind(day_of_moment(received_at))
        .bind(row.urgent)
        .bind(row.major)
        .bind(i64::from(row.feedback_owed))
        .bind(row.paused.as_deref())
        .bind(&row.channel)
        .bind(row.merged_into.map(|case| id(case.0)))
        .bind(row.report_owed)
        .bind(row.on_time)
        .bind(moment(row.accepted_at))
        .bind(moment(row.handled_at))
        .bind(moment(row.reported_at))
        .bind(moment(row.feedback_at))
        .bind(row.outcome.as_deref())
        .bind(row.echo.as_deref())
        .bind(&row.number)
        .bind(storable(&row.subject))
        .bind(row.code_channel.as_deref())
        .bind(row.code_business.as_deref())
        .bind(row.code_reason.as_deref())
        .bind(row.code_product.as_deref())
        .bind(row.code_issue.as_deref())
        .bind(moment(row.rekinded_at))
        .bind(i64::from(row.version))
        .bind(row.person_id.map(|person| id(person.0)))
        .bind(row.subject_text.map(|text| id(text.0)))
        .bind(row.recorded_at.as_microsecond())
        .bind(row.due_provisional)
        .bind(row.due_stage.as_deref())
        .bind(date(row.inner_due_on))
        .bind(row.next_step.as_deref())
        .bind(row.grade.as_deref())
        .bind(row.urgency.as_deref())
        .bind(&row.sensitivity)
        .bind(row.transferred)
        .bind(i64::from(row.receipts))
        .bind(i64::from(row.transfers))
        .bind(row.liability.as_deref())
        .bind(moment(row.decided_at))
        .bind(moment(row.ended_at))
        .bind(row.satisfaction.map(i64::from))
        .bind(row.origin.map(|case| id(case.0)))
        .bind(i64::from(row.complainants))
        .bind(row.registered_by.map(|user| id(user.0)));
    run(connection, "writing the row of a case", query).await.map(|_| ())
}

/// Reads the row whose columns, in the order of [`COLUMNS`], begin at `first`.
pub fn read(row: &PgRow, first: usize) -> Result<CaseRow, StoreError> {
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
        feedback_owed: fields.number()?,
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
        version: fields.number()?,
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
        receipts: fields.number()?,
        transfers: fields.number()?,
        liability: fields.get()?,
        decided_at: fields.moment_maybe()?,
        ended_at: fields.moment_maybe()?,
        satisfaction: fields.number_maybe()?,
        origin: fields.id_maybe()?.map(CaseId),
        complainants: fields.number()?,
        registered_by: fields.id_maybe()?.map(UserId),
    })
}
