//! A case as lists show it.

use domain::matter::{Kind, Status};
use domain::schema::{Day, Moment};
use jiff::Timestamp;
use jiff::civil::Date;
use office::{CaseRow, Organisation};
use schemars::JsonSchema;
use serde::Serialize;

/// A case in one row. Words are masked.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CaseSummary<'a> {
    /// The number, `TS-2026-0048213`.
    number: &'a str,
    /// The identifier that commands name other cases by.
    case_id: u64,
    /// How many events made it; its ETag.
    version: u32,
    kind: Kind,
    status: Status,
    /// Closed, declined, withdrawn, merged or referred on.
    ended: bool,
    /// The code of the institution responsible.
    institution: &'a str,
    /// The sign-in name of the handler.
    handler: Option<&'a str>,
    /// What is asked, one line.
    subject: &'a str,
    #[schemars(with = "Moment")]
    received_at: Timestamp,
    #[schemars(with = "Moment")]
    recorded_at: Timestamp,
    /// Whether it goes by the urgent lane.
    urgent: bool,
    /// The next legal date; absent where none is owed any longer.
    #[schemars(with = "Option<Day>")]
    due_on: Option<Date>,
    /// Whether that date lies beyond the loaded calendar.
    due_provisional: bool,
    /// Regime and stage of that date, `cn-n3/decide_15`.
    due_stage: Option<&'a str>,
    /// The institution's own, earlier date.
    #[schemars(with = "Option<Day>")]
    inner_due_on: Option<Date>,
    /// What stopped the clock, while it stands still.
    paused: Option<&'a str>,
    /// The step that usually comes next.
    next_step: Option<&'a str>,
    grade: Option<&'a str>,
    urgency: Option<&'a str>,
    /// Confirmed as major (Order 2020 No. 3, art. 29).
    major: bool,
    sensitivity: Vec<&'a str>,
    /// How it came first.
    channel: &'a str,
    /// Whether a regulator or the petition system passed it on.
    transferred: bool,
    /// How many receipts it has: more than 1 after merging.
    receipts: u32,
    /// How many times responsibility moved.
    transfers: u32,
    /// How many sources are still owed feedback.
    feedback_owed: u32,
    complainants: u32,
    codes: Codes<'a>,
    outcome: Option<&'a str>,
    liability: Option<&'a str>,
    /// How the person was answered: a form, `unreachable` or `carried_over`.
    echo: Option<&'a str>,
    first_times: FirstTimes,
    #[schemars(with = "Option<Moment>")]
    decided_at: Option<Timestamp>,
    #[schemars(with = "Option<Moment>")]
    ended_at: Option<Timestamp>,
    /// Whether every legal date was kept; null while that is open.
    on_time: Option<bool>,
    /// Satisfaction at call-back, 1 to 5.
    satisfaction: Option<u8>,
}

/// One code an axis.
#[derive(Serialize, JsonSchema)]
struct Codes<'a> {
    channel: Option<&'a str>,
    business: Option<&'a str>,
    reason: Option<&'a str>,
    product: Option<&'a str>,
    issue: Option<&'a str>,
}

/// The four first-times. What has not happened is null, never zero.
#[derive(Serialize, JsonSchema)]
struct FirstTimes {
    #[schemars(with = "Option<Moment>")]
    accepted_at: Option<Timestamp>,
    /// First contact or act of investigation.
    #[schemars(with = "Option<Moment>")]
    handled_at: Option<Timestamp>,
    /// First report to superior or regulator.
    #[schemars(with = "Option<Moment>")]
    reported_at: Option<Timestamp>,
    /// Whether such a report is owed.
    report_owed: bool,
    /// First answer sent or dialled.
    #[schemars(with = "Option<Moment>")]
    feedback_at: Option<Timestamp>,
}

impl<'a> CaseSummary<'a> {
    /// A row with the names of institution and handler.
    pub(crate) fn new(row: &'a CaseRow, organisation: &'a Organisation) -> Self {
        let handler = row.handler_id.and_then(|handler| organisation.users.get(&handler));
        Self {
            number: &row.number,
            case_id: row.case_id.0,
            version: row.version,
            kind: row.kind,
            status: row.status,
            ended: row.ended,
            institution: institution_code(organisation, row.institution_id),
            handler: handler.map(|user| user.login.as_str()),
            subject: &row.subject,
            received_at: row.received_at,
            recorded_at: row.recorded_at,
            urgent: row.urgent,
            due_on: row.due_on,
            due_provisional: row.due_provisional,
            due_stage: row.due_stage.as_deref(),
            inner_due_on: row.inner_due_on,
            paused: row.paused.as_deref(),
            next_step: row.next_step.as_deref(),
            grade: row.grade.as_deref(),
            urgency: row.urgency.as_deref(),
            major: row.major,
            sensitivity: row.sensitivity.split_whitespace().collect(),
            channel: &row.channel,
            transferred: row.transferred,
            receipts: row.receipts,
            transfers: row.transfers,
            feedback_owed: row.feedback_owed,
            complainants: row.complainants,
            codes: Codes {
                channel: row.code_channel.as_deref(),
                business: row.code_business.as_deref(),
                reason: row.code_reason.as_deref(),
                product: row.code_product.as_deref(),
                issue: row.code_issue.as_deref(),
            },
            outcome: row.outcome.as_deref(),
            liability: row.liability.as_deref(),
            echo: row.echo.as_deref(),
            first_times: FirstTimes {
                accepted_at: row.accepted_at,
                handled_at: row.handled_at,
                reported_at: row.reported_at,
                report_owed: row.report_owed,
                feedback_at: row.feedback_at,
            },
            decided_at: row.decided_at,
            ended_at: row.ended_at,
            on_time: row.on_time,
            satisfaction: row.satisfaction,
        }
    }
}

/// The code of an institution.
pub(crate) fn institution_code(organisation: &Organisation, id: domain::id::InstitutionId) -> &str {
    organisation.tree.get(id).map_or("", |institution| institution.code.as_str())
}

/// A page of cases.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CasePage<'a> {
    /// The rows, in order.
    pub cases: Vec<CaseSummary<'a>>,
    /// What to send as `cursor` to go on; null at the end. Also in the `Link` header.
    pub next: Option<String>,
    /// What to send as `before` to go back; null at the start, and of cases as they were known.
    pub previous: Option<String>,
    /// The size of the log to which cases as known are pinned; send it as `log_size` to be given the same again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_size: Option<u64>,
}
