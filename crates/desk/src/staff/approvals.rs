//! Approvals: what waits for a second person, with before and after, the article, and who asked.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::matter::Command;
use office::{ApprovalRow, Count, OfficeError};

use super::case;
use super::case::asked::Request;
use super::case::trail::Telling;
use super::frame::{Entry, Frame, Problem, open_number};
use super::list::{CaseLine, Lines};
use super::listing::counted;
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError, refusal_sentence};

/// The path of the list.
const PATH: &str = "/desk/approvals";

/// Requests on a page, with all they ask for: reading each opens its case.
const PAGE: usize = 10;

/// Requests that are read, the newest: where there are more, the count says so.
const READ_MAX: u32 = 1_000;

/// Which requests a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    /// Others asked, and a second person is waited for.
    Open,
    /// The reader asked.
    Own,
    /// Answered, or void.
    Settled,
}

impl View {
    const ALL: [Self; 3] = [Self::Open, Self::Own, Self::Settled];

    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Own => "own",
            Self::Settled => "settled",
        }
    }

    fn of(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|view| Some(view.word()) == word).unwrap_or(Self::Open)
    }

    fn holds(self, approval: &ApprovalRow, own: &str) -> bool {
        match self {
            Self::Open => approval.status == "open" && approval.requested_by != own,
            Self::Own => approval.requested_by == own,
            Self::Settled => approval.status != "open",
        }
    }
}

/// A request with its case.
pub(crate) struct Waiting {
    pub line: CaseLine,
    pub request: Request,
    pub version: u32,
}

/// The list's page.
#[derive(Template)]
#[template(path = "staff/approvals.html")]
pub(crate) struct ApprovalsPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub waiting: Vec<Waiting>,
    pub all: String,
    pub span: String,
    pub previous: String,
    pub next: String,
    pub errors: Vec<Problem>,
    /// The case and request whose answer was not accepted, with the reason typed.
    pub typed_for: (String, u32),
    pub typed_reason: String,
    /// What an empty list says.
    pub nothing: String,
}

/// `GET /desk/approvals`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let nobody = (String::new(), 0);
    Ok(Html(page(&desk, &staff, Vec::new(), nobody, String::new(), &query).await?).into_response())
}

/// `POST /desk/cases/{number}/requests/{request}`.
pub(crate) async fn answer(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path((number, request)): Path<(String, u32)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let version = typed.get("version").and_then(|version| version.parse().ok());
    let reason = typed.shown("reason").to_owned();
    let words = &staff.words;
    let refuses = typed.get("answer") == Some("refuse");
    let command = match refuses {
        true => Command::Refuse { request, reason: reason.clone() },
        false => Command::Approve { request },
    };
    let field = format!("reason-{number}-{request}");
    let outcome = match refuses && reason.trim().is_empty() {
        true => Err((StatusCode::UNPROCESSABLE_ENTITY, words.t("refuse-reason-missing"))),
        false => match desk.office.act(staff.caller(), &number, version, vec![command]).await {
            Ok(_) => Ok(()),
            Err(OfficeError::Stale { .. } | OfficeError::Conflict) => {
                Err((StatusCode::CONFLICT, words.t("request-void")))
            }
            Err(OfficeError::Refused { refusal, .. }) => {
                Err((StatusCode::UNPROCESSABLE_ENTITY, refusal_sentence(&refusal, words)))
            }
            Err(other) => return Err(other.into()),
        },
    };
    match outcome {
        Ok(()) => {
            let done = if refuses { "refuse" } else { "approve" };
            let back = match typed.get("back") {
                Some("case") => format!("/desk/cases/{number}?done={done}"),
                _ => format!("{PATH}?done={done}"),
            };
            Ok(Redirect::to(&back).into_response())
        }
        Err((status, sentence)) => {
            let problem = Problem { field, name: String::new(), sentence };
            if typed.get("back") == Some("case") {
                let view = desk.office.case(staff.caller(), &number).await?;
                let mut shown = case::page(&desk, &staff, &number, &view, &typed, None);
                shown.errors = vec![problem];
                shown.typed_reason = Some((request, reason));
                return Ok((status, Html(shown)).into_response());
            }
            let typed_for = (number.to_string(), request);
            let shown = page(&desk, &staff, vec![problem], typed_for, reason, &typed).await?;
            Ok((status, Html(shown)).into_response())
        }
    }
}

impl ApprovalsPage {
    /// What was typed as the reason of this request's answer, if it was this one that was not accepted.
    fn typed_reason_for(&self, item: &Waiting) -> &str {
        let same = self.typed_for.0 == item.line.number && self.typed_for.1 == item.request.number;
        if same { &self.typed_reason } else { "" }
    }
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    errors: Vec<Problem>,
    typed_for: (String, u32),
    typed_reason: String,
    query: &Typed,
) -> Result<ApprovalsPage, PageError> {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let book = desk.office.book();
    let now = desk.office.surroundings().now();
    let lines = Lines { organisation: &organisation, book: &book, now, words, from: String::new() };
    let view = View::of(query.get("view"));
    let own = staff.caller().actor().to_string();
    let found = desk.office.approvals(staff.caller(), view == View::Open, None, READ_MAX).await?;
    let capped = found.next.is_some();
    let mut rows: Vec<_> =
        found.rows.into_iter().filter(|(_, approval)| view.holds(approval, &own)).collect();
    if view == View::Open {
        // Those without a date come last.
        rows.sort_by_key(|(row, _)| (!row.urgent, row.due_on.is_none(), row.due_on));
    }
    let all = rows.len();
    let first = query.get("at").and_then(|at| at.parse().ok()).unwrap_or(0_usize).min(all);
    let mut waiting = Vec::new();
    for (row, approval) in rows.into_iter().skip(first).take(PAGE) {
        let Ok(number) = row.number.parse() else { continue };
        let view = desk.office.case(staff.caller(), &number).await?;
        let telling = Telling { view: &view, organisation: &organisation, book: &book, words };
        let request = case::requests(desk, staff, &telling, None)
            .into_iter()
            .find(|request| request.number == approval.request);
        if let Some(request) = request {
            waiting.push(Waiting { line: lines.line(&view.row), request, version: view.case.version });
        }
    }
    let tab = |other: View| Entry {
        href: format!("{PATH}?view={}", other.word()),
        label: words.t(&format!("approvals-{}", other.word())),
        count: if other == View::Open { counted(staff.waiting.approvals) } else { String::new() },
        current: other == view,
    };
    let at = |at: usize| format!("{PATH}?view={}&at={at}", view.word());
    let last = (first + PAGE).min(all);
    let title = words.t("approvals-title");
    Ok(ApprovalsPage {
        page: Frame::new(desk, staff, title, PATH).told(query),
        tabs: View::ALL.map(tab).into(),
        waiting,
        span: if all > PAGE { format!("{}\u{2013}{last}", first + 1) } else { String::new() },
        previous: if first > 0 { at(first.saturating_sub(PAGE)) } else { String::new() },
        next: if last < all { at(last) } else { String::new() },
        all: counted(Count { count: all as u64, capped }),
        errors,
        typed_for,
        typed_reason,
        nothing: words.t(&format!("approvals-none-{}", view.word())),
    })
}
