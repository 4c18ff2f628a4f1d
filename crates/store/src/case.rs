//! A case as a row, and the rows that hang on it.

use domain::id::{CaseId, InstitutionId, PersonId, TextId, UserId};
use domain::matter::{Kind, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One case as a row. Rebuilt from its events; never written by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The case.
    pub case_id: CaseId,
    /// The version of its stream; what an ETag carries.
    pub version: u32,
    /// Its number, `TS-2026-0048213`.
    pub number: String,
    /// Its kind now.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
    /// Whether it ended: closed, declined, withdrawn, merged or referred on.
    pub ended: bool,
    /// The institution responsible.
    pub institution_id: InstitutionId,
    /// Who handles it.
    pub handler_id: Option<UserId>,
    /// The person it belongs to.
    pub person_id: Option<PersonId>,
    /// What is asked, masked, one line.
    pub subject: String,
    /// Where the words asked for lie, so that better masking can be run again.
    pub subject_text: Option<TextId>,
    /// When it was received.
    pub received_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Whether it goes by the urgent lane.
    pub urgent: bool,
    /// The governing legal date not yet met (`due_natural`); none once met or where no clock runs.
    pub due_on: Option<Date>,
    /// Whether that date lies beyond the loaded calendar.
    pub due_provisional: bool,
    /// The regime and stage of that date, `cn-n3/decide_15`.
    pub due_stage: Option<String>,
    /// The earliest inner date not yet met.
    pub inner_due_on: Option<Date>,
    /// What stopped the clock, while it is stopped.
    pub paused: Option<String>,
    /// The legal step that comes next, `accept`, `decide`; what the queue shows.
    pub next_step: Option<String>,
    /// Grade, urgency: codes of the practice lists.
    pub grade: Option<String>,
    /// Urgency, `URG-01` … `URG-03`.
    pub urgency: Option<String>,
    /// Whether it is confirmed as major (Order 2020 No. 3, art. 29).
    pub major: bool,
    /// Sensitivity codes, space-separated.
    pub sensitivity: String,
    /// The first source's channel.
    pub channel: String,
    /// Whether a regulator or the petition system passed it on.
    pub transferred: bool,
    /// How many receipts it has: 1, or more after merging.
    pub receipts: u32,
    /// How many times responsibility moved.
    pub transfers: u32,
    /// Feedback owed to sources and not yet sent.
    pub feedback_owed: u32,
    /// Codes: channel of the business, business, reason, product, issue.
    pub code_channel: Option<String>,
    /// Business category.
    pub code_business: Option<String>,
    /// Reason.
    pub code_reason: Option<String>,
    /// Product (foreign code sets).
    pub code_product: Option<String>,
    /// Issue (foreign code sets).
    pub code_issue: Option<String>,
    /// The recorded outcome, once there is one.
    pub outcome: Option<String>,
    /// Liability decided, `liable`, `not_liable`, `partly`.
    pub liability: Option<String>,
    /// How the person was answered: a form, or `unreachable`.
    pub echo: Option<String>,
    /// First time 1: acceptance.
    pub accepted_at: Option<Timestamp>,
    /// First time 2: first contact or act of investigation.
    pub handled_at: Option<Timestamp>,
    /// First time 3: first report to superior or regulator.
    pub reported_at: Option<Timestamp>,
    /// Whether a report is owed: major, transferred or media.
    pub report_owed: bool,
    /// First time 4: first answer sent or dialled.
    pub feedback_at: Option<Timestamp>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Whether every legal date was kept; none while open and in time.
    pub on_time: Option<bool>,
    /// Call-back satisfaction, 1 to 5.
    pub satisfaction: Option<u8>,
    /// The case it was merged into.
    pub merged_into: Option<CaseId>,
    /// The case it came from: split, review, redress claim, repeat after the answer.
    pub origin: Option<CaseId>,
    /// How many persons complain together.
    pub complainants: u32,
    /// Whether the kind was changed, and when it was approved; for the monthly list.
    pub rekinded_at: Option<Timestamp>,
    /// Who of the staff took it in; none where a consumer filed it, or another system had it before.
    pub registered_by: Option<UserId>,
}

/// One way a case reached the institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// Its place among the sources of the case, from 0.
    pub position: u32,
    /// The channel, `hotline`, `nfra`, `pbc`, `petition`, `media`, …
    pub channel: String,
    /// The source's own number.
    pub external_number: Option<String>,
    /// When it was received here.
    pub received_at: Timestamp,
    /// The date the source asks for.
    pub required_on: Option<Date>,
    /// Whether feedback is owed.
    pub feedback_owed: bool,
    /// When it was sent.
    pub feedback_sent_at: Option<Timestamp>,
    /// When the source sent it back, if it did after the last sending.
    pub feedback_returned_at: Option<Timestamp>,
}

/// A person in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePersonRow {
    /// The person.
    pub person_id: PersonId,
    /// `complainant`, `agent`, `heir`, `representative`, `subject`, …
    pub role: String,
}

/// A case that has to do with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// The other case.
    pub other: CaseId,
    /// `related`, `repeat`, `split`, `review`, `redress`, `merged`.
    pub relation: String,
}

/// A task another unit does for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Its place among the tasks of the case, from 1.
    pub task: u32,
    /// `fetch_recording`, `hold_collection`, `instalments`, `waiver`, `compensation`, `collector_explanation`,
    /// `credit_correction`, `help`.
    pub kind: String,
    /// The unit asked.
    pub institution_id: InstitutionId,
    /// Who does it.
    pub owner_id: Option<UserId>,
    /// When it is due.
    pub due_on: Option<Date>,
    /// Amount in cents of CNY, for waivers and compensation.
    pub amount_cents: Option<i64>,
    /// `open`, `awaiting_approval`, `approved`, `refused`, `done`, `cancelled`; the first three still wait for somebody.
    pub status: String,
    /// The outcome once done.
    pub outcome: Option<String>,
}

impl TaskRow {
    /// Whether the task still waits for somebody: neither done nor refused nor cancelled.
    pub fn is_open(&self) -> bool {
        matches!(self.status.as_str(), "open" | "awaiting_approval" | "approved")
    }
}

/// Something that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRow {
    /// Its place among the requests of the case, from 1.
    pub request: u32,
    /// `decline`, `extension`, `rekind`, `major`, `waiver`, …
    pub kind: String,
    /// The institution whose approver may say yes: the case's own or a superior.
    pub institution_id: InstitutionId,
    /// The rank needed: `second_person`, `handling_head`, `superior`.
    pub rank: String,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub requested_at: Timestamp,
    /// `open`, `approved`, `refused`, `void`.
    pub status: String,
}
