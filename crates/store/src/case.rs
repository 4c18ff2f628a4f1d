//! Cases as lists, counts and figures need them.

use async_trait::async_trait;
use domain::id::{CaseId, InstitutionId, PersonId, TextId, UserId};
use domain::matter::{Kind, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::StoreError;

/// One case as a row. Rebuilt from its events; never written by hand.
#[derive(Debug, Clone, PartialEq)]
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
    /// The hash of the query code, for tracking without an account.
    pub query_code: Option<String>,
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

/// Which cases a reader may see. Part of every query, so that nothing hidden is counted either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// Those of these institutions, and nothing else.
    Institutions(Vec<InstitutionId>),
}

/// What a list is narrowed to. Empty vectors and `None` do not narrow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseFilter {
    /// Kinds, any of.
    pub kinds: Vec<Kind>,
    /// Statuses, any of.
    pub statuses: Vec<Status>,
    /// Whether ended.
    pub ended: Option<bool>,
    /// Institutions, any of (a subtree is written out by the caller).
    pub institutions: Vec<InstitutionId>,
    /// The handler.
    pub handler: Option<UserId>,
    /// Only cases nobody handles.
    pub unassigned: bool,
    /// A person in the case, in any role.
    pub person: Option<PersonId>,
    /// First source channels, any of.
    pub channels: Vec<String>,
    /// A code on any axis, itself or any code below it (by prefix).
    pub code: Option<String>,
    /// Due on or after.
    pub due_from: Option<Date>,
    /// Due on or before.
    pub due_to: Option<Date>,
    /// Received at or after.
    pub received_from: Option<Timestamp>,
    /// Received before.
    pub received_before: Option<Timestamp>,
    /// Words in the masked subject, or the number or its beginning; see [`CaseFilter::text_search`].
    pub text: Option<String>,
    /// The urgent lane only, or without it.
    pub urgent: Option<bool>,
    /// Major only, or without.
    pub major: Option<bool>,
    /// Stopped clocks only, or without.
    pub paused: Option<bool>,
    /// With an open task ([`TaskRow::is_open`]) of these institutions.
    pub task_institutions: Vec<InstitutionId>,
    /// Re-kinded at or after, for the monthly list.
    pub rekinded_from: Option<Timestamp>,
    /// Re-kinded before.
    pub rekinded_before: Option<Timestamp>,
    /// Feedback owed to a source.
    pub feedback_owed: Option<bool>,
}

/// How a text is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextSearch {
    /// Numbers that begin so, upper case.
    Number(String),
    /// Masked subjects that contain it, whatever the case of Latin letters.
    Subject(String),
}

impl CaseFilter {
    /// What the text filter looks for: a text that reads like the beginning of a number (two letters, a hyphen, a digit)
    /// is sought among the numbers only, which is instant; any other among the subjects. Blank text does not narrow.
    pub fn text_search(&self) -> Option<TextSearch> {
        let text = self.text.as_deref()?.trim();
        let begins_like_number = matches!(
            text.as_bytes(),
            [first, second, b'-', digit, ..]
                if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() && digit.is_ascii_digit()
        );
        match text {
            "" => None,
            _ if begins_like_number => Some(TextSearch::Number(text.to_ascii_uppercase())),
            _ => Some(TextSearch::Subject(text.to_owned())),
        }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CaseOrder {
    /// Open cases first: the urgent lane, then the next legal date, those without one last, then the case. Ended cases
    /// follow by case, whatever lane and date they had: nothing about them is urgent any more.
    #[default]
    Deadline,
    /// Newest receipt first: by case, descending.
    Newest,
}

/// A page of a list to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseQuery {
    /// What the reader may see.
    pub scope: Scope,
    /// What the reader asked for.
    pub filter: CaseFilter,
    /// In which order.
    pub order: CaseOrder,
    /// Where to go on: [`Page::next`] or [`Page::previous`] of another page. It holds the place in the order itself, so a
    /// case that has meanwhile moved or gone still gives a position.
    pub cursor: Option<String>,
    /// Read towards the start instead.
    pub backward: bool,
    /// At most so many rows; the engine never returns more than 1,000.
    pub limit: u32,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows, in order.
    pub rows: Vec<T>,
    /// Goes on after the last row, if there are more. An opaque word of the engine's.
    pub next: Option<String>,
    /// Goes back before the first row, if there are any.
    pub previous: Option<String>,
}

/// A count that stops at a ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many, at most the ceiling.
    pub count: u64,
    /// Whether there are at least as many as the ceiling: "1,000+".
    pub capped: bool,
}

/// The front page's figures over a scope and the cases received in a period, those merged into another left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Cases received.
    pub received: u64,
    /// Of these, ended.
    pub ended: u64,
    /// Of the received, those whose legal date passed or that ended: the base of both rates.
    pub due: u64,
    /// Of `due`, ended with a recorded outcome: landing.
    pub landed: u64,
    /// Of `due`, with a recorded answer or proof of unreachability: echo.
    pub echoed: u64,
    /// Seconds from receipt to acceptance, handling, reporting, feedback.
    pub first_times: [FirstTime; 4],
    /// Of `due`, on time.
    pub on_time: u64,
}

/// One of the four first-times: a median with what it lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirstTime {
    /// The median in seconds (lower median), if any case has it.
    pub median_seconds: Option<i64>,
    /// Cases that have it.
    pub present: u64,
    /// Cases that owe it and have passed the date without it, or ended without it. Every case owes all but the report,
    /// which those owe that say so.
    pub missing: u64,
}

/// Today's work over a scope, open cases only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Open cases.
    pub open: u64,
    /// Past their legal date.
    pub late: u64,
    /// Due on the day.
    pub today: u64,
    /// Due within the three days after.
    pub soon: u64,
    /// With a stopped clock.
    pub paused: u64,
    /// Urgent lane.
    pub urgent: u64,
}

/// Reading cases.
#[async_trait]
pub trait CaseViews: Send + Sync {
    /// One case, whatever its institution: the caller checks rights on the row.
    async fn case_row(&self, case_id: CaseId) -> Result<Option<CaseRow>, StoreError>;

    /// A page of cases.
    async fn case_list(&self, query: &CaseQuery) -> Result<Page<CaseRow>, StoreError>;

    /// How many cases a filter finds, counting no further than `ceiling`.
    async fn case_count(&self, scope: &Scope, filter: &CaseFilter, ceiling: u64) -> Result<Count, StoreError>;

    /// Today's work. `today` is the date at the office.
    async fn case_tally(&self, scope: &Scope, filter: &CaseFilter, today: Date) -> Result<Tally, StoreError>;

    /// The figures over cases received from `from` to before `until`, as the record stands on `today`.
    async fn figures(&self, scope: &Scope, from: Timestamp, until: Timestamp, today: Date) -> Result<Figures, StoreError>;

    /// Open and late cases by institution, most late first, at most `limit`.
    async fn tally_by_institution(
        &self,
        scope: &Scope,
        today: Date,
        limit: u32,
    ) -> Result<Vec<(InstitutionId, Tally)>, StoreError>;

    /// The sources of a case in order.
    async fn case_sources(&self, case_id: CaseId) -> Result<Vec<SourceRow>, StoreError>;

    /// The persons of a case, by person and role.
    async fn case_persons(&self, case_id: CaseId) -> Result<Vec<CasePersonRow>, StoreError>;

    /// The links of a case, by other case and relation.
    async fn case_links(&self, case_id: CaseId) -> Result<Vec<LinkRow>, StoreError>;

    /// The approvals asked on a case, in order.
    async fn case_approvals(&self, case_id: CaseId) -> Result<Vec<ApprovalRow>, StoreError>;

    /// The tasks of a case in order.
    async fn case_tasks(&self, case_id: CaseId) -> Result<Vec<TaskRow>, StoreError>;

    /// Cases a source's number already belongs to.
    async fn cases_by_external_number(&self, channel: &str, external_number: &str) -> Result<Vec<CaseId>, StoreError>;

    /// The case a row of an import became.
    async fn case_by_import(&self, profile: &str, external_id: &str) -> Result<Option<CaseId>, StoreError>;

    /// Requests that wait (`open` only, or all), newest first, for institutions in scope, with their cases.
    async fn approval_list(
        &self,
        scope: &Scope,
        open_only: bool,
        limit: u32,
    ) -> Result<Vec<(CaseRow, ApprovalRow)>, StoreError>;

    /// Open tasks of units in scope, earliest due first, with their cases.
    async fn task_list(&self, scope: &Scope, limit: u32) -> Result<Vec<(CaseRow, TaskRow)>, StoreError>;
}
