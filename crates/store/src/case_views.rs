//! Lists, counts and figures of cases, each within a scope.

use async_trait::async_trait;
use domain::id::{CaseId, InstitutionId, PersonId, UserId};
use domain::matter::{Kind, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::{ApprovalRow, CasePersonRow, CaseRow, LinkRow, SourceRow, StoreError, TaskRow};

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
    /// Who of the staff took it in.
    pub registered_by: Option<UserId>,
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
    /// Only these cases, as something else than the record found them.
    pub among: Option<Vec<CaseId>>,
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
    /// Only what a figure counts.
    pub counted: Option<Counted>,
}

/// What a figure of [`Figures`] counts, so that a list can show exactly those cases. Those merged into another are left
/// out, as the figures leave them out. A date is the day on which the figures are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The base of both rates: [`Figures::due`].
    Due(Date),
    /// [`Figures::landed`].
    Landed,
    /// [`Figures::echoed`].
    Echoed(Date),
    /// [`FirstTime::present`].
    Present(FirstTimeOf),
    /// [`FirstTime::missing`].
    Missing(FirstTimeOf, Date),
}

impl Counted {
    /// Whether a row is counted.
    pub fn counts(self, row: &CaseRow) -> bool {
        let due = |today: Date| row.ended || row.due_on.is_some_and(|due_on| due_on < today);
        let first = |of: FirstTimeOf| match of {
            FirstTimeOf::Acceptance => (row.accepted_at, true),
            FirstTimeOf::Handling => (row.handled_at, true),
            FirstTimeOf::Reporting => (row.reported_at, row.report_owed),
            FirstTimeOf::Feedback => (row.feedback_at, true),
        };
        row.merged_into.is_none()
            && match self {
                Self::Due(today) => due(today),
                Self::Landed => row.ended && row.outcome.is_some(),
                Self::Echoed(today) => due(today) && row.echo.is_some(),
                Self::Present(of) => first(of).0.is_some(),
                Self::Missing(of, today) => due(today) && first(of) == (None, true),
            }
    }
}

/// Which of the four first-times, in the order of [`Figures::first_times`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstTimeOf {
    /// From receipt to acceptance.
    Acceptance,
    /// To the first contact or act of investigation.
    Handling,
    /// To the first report.
    Reporting,
    /// To the first answer.
    Feedback,
}

/// How a text is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextSearch {
    /// Numbers that begin so, upper case.
    Number(String),
    /// Masked subjects that contain it, whatever the case of Latin letters.
    Subject(String),
    /// Numbers and masked subjects that contain these digits: people read out the end of a number.
    Digits(String),
}

impl CaseFilter {
    /// What the text filter looks for: a text that reads like the beginning of a number (two letters, a hyphen, a digit)
    /// is sought among the numbers only, which is instant; digits alone among numbers and subjects; any other among the
    /// subjects. Blank text does not narrow.
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
            _ if text.bytes().all(|byte| byte.is_ascii_digit()) => Some(TextSearch::Digits(text.to_owned())),
            _ => Some(TextSearch::Subject(text.to_owned())),
        }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CaseOrder {
    /// Open cases first: the urgent lane, then the next legal date, those without one last, then the case. Ended cases
    /// follow, newest first, whatever lane and date they had: nothing about them is urgent any more.
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
    async fn case_count(&self, scope: &Scope, filter: &CaseFilter, ceiling: u64)
    -> Result<Count, StoreError>;

    /// Today's work. `today` is the date at the office.
    async fn case_tally(&self, scope: &Scope, filter: &CaseFilter, today: Date) -> Result<Tally, StoreError>;

    /// The figures over cases received from `from` to before `until`, as the record stands on `today`.
    async fn figures(
        &self,
        scope: &Scope,
        from: Timestamp,
        until: Timestamp,
        today: Date,
    ) -> Result<Figures, StoreError>;

    /// Open and late cases by institution, most late first, at most `limit`.
    async fn tally_by_institution(
        &self,
        scope: &Scope,
        today: Date,
        limit: u32,
    ) -> Result<Vec<(InstitutionId, Tally)>, StoreError>;

    /// The sources of a case in order.
    async fn case_sources(&self, case_id: CaseId) -> Result<Vec<SourceRow>, StoreError>;

    /// The persons of some cases, by case, person and role.
    async fn case_persons(&self, case_ids: &[CaseId]) -> Result<Vec<(CaseId, CasePersonRow)>, StoreError>;

    /// The links of a case, by other case and relation.
    async fn case_links(&self, case_id: CaseId) -> Result<Vec<LinkRow>, StoreError>;

    /// The approvals asked on a case, in order.
    async fn case_approvals(&self, case_id: CaseId) -> Result<Vec<ApprovalRow>, StoreError>;

    /// The tasks of a case in order.
    async fn case_tasks(&self, case_id: CaseId) -> Result<Vec<TaskRow>, StoreError>;

    /// Cases a source's number already belongs to.
    async fn cases_by_external_number(
        &self,
        channel: &str,
        external_number: &str,
    ) -> Result<Vec<CaseId>, StoreError>;

    /// The case a row of an import became.
    async fn case_by_import(&self, profile: &str, external_id: &str) -> Result<Option<CaseId>, StoreError>;

    /// A page of the requests that wait (`open` only, or all), newest first, for institutions in scope, with their cases;
    /// it goes forward only.
    async fn approval_list(
        &self,
        scope: &Scope,
        open_only: bool,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(CaseRow, ApprovalRow)>, StoreError>;

    /// A page of the open tasks of units in scope, earliest due first, with their cases; it goes forward only.
    async fn task_list(
        &self,
        scope: &Scope,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(CaseRow, TaskRow)>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_number_only_where_it_begins_like_one() {
        let search =
            |text: &str| CaseFilter { text: Some(text.to_owned()), ..CaseFilter::default() }.text_search();
        let number = |text: &str| Some(TextSearch::Number(text.to_owned()));
        let subject = |text: &str| Some(TextSearch::Subject(text.to_owned()));
        assert_eq!(search(" ts-2026-00 "), number("TS-2026-00"));
        assert_eq!(search("TS-2"), number("TS-2"));
        assert_eq!(search("TS-"), subject("TS-"));
        assert_eq!(search(" 48213"), Some(TextSearch::Digits("48213".to_owned())));
        assert_eq!(search("e-mail"), subject("e-mail"));
        assert_eq!(search("T2-2026"), subject("T2-2026"));
        assert_eq!(search("年费-2"), subject("年费-2"));
        assert_eq!(search(" \t"), None);
        assert_eq!(CaseFilter::default().text_search(), None);
    }
}
