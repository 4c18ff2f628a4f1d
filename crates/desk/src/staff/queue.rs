//! The workbench: lists of what to do, ordered by the urgent lane and the next legal date.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::matter::Status;
use domain::organisation::Right;
use jiff::ToSpan;
use office::{CaseFilter, Scope};

use super::frame::{Entry, Frame};
use super::list::{CaseLine, Lines};
use super::listing::{COUNT_CEILING, Listing, counted, here};
use super::shown::{Clock, institution_name, yuan};
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};

/// The path of the workbench.
pub(crate) const PATH: &str = "/desk/queue";

/// What a list waits for, seen from one desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Mine,
    Unassigned,
    Due,
    Waiting,
    Done,
}

impl View {
    const ALL: [Self; 5] = [Self::Mine, Self::Unassigned, Self::Due, Self::Waiting, Self::Done];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::Due => "due",
            Self::Waiting => "waiting",
            Self::Done => "done",
        }
    }

    fn of(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|view| Some(view.word()) == word).unwrap_or(Self::Mine)
    }

    /// What the list is made of before the reader narrows it.
    fn filter(self, staff: &Staff, desk: &Desk) -> CaseFilter {
        let open = CaseFilter { ended: Some(false), ..CaseFilter::default() };
        let me = Some(staff.signed_in.user_id);
        let organisation = desk.office.organisation();
        let own = || match staff.caller().scope(Right::Handle, &organisation.tree) {
            Scope::All => Vec::new(),
            Scope::Institutions(institutions) => institutions,
        };
        match self {
            Self::Mine => CaseFilter { handler: me, ..open },
            Self::Unassigned => CaseFilter { unassigned: true, institutions: own(), ..open },
            Self::Due => CaseFilter {
                due_to: Some(desk.office.today().saturating_add(3.days())),
                institutions: own(),
                ..open
            },
            Self::Waiting => CaseFilter {
                handler: me,
                statuses: vec![
                    Status::HelpAsked,
                    Status::MaterialAsked,
                    Status::InMediation,
                    Status::InAppraisal,
                    Status::AwaitingApproval,
                ],
                ..open
            },
            Self::Done => CaseFilter { handler: me, ended: Some(true), ..CaseFilter::default() },
        }
    }
}

/// What the list of an address is made of before the reader narrows it.
pub(crate) fn made_of(query: &Typed, staff: &Staff, desk: &Desk) -> CaseFilter {
    View::of(query.get("view")).filter(staff, desk)
}

/// A task of the reader's units.
pub(crate) struct TaskRow {
    pub case: CaseLine,
    pub kind: String,
    pub unit: String,
    pub due: Option<Clock>,
    pub amount: String,
    pub href: String,
}

/// The workbench's page.
#[derive(Template)]
#[template(path = "staff/queue.html")]
pub(crate) struct QueuePage {
    pub page: Frame,
    pub unit: String,
    pub tabs: Vec<Entry>,
    pub list: Listing,
    pub tasks: Vec<TaskRow>,
    pub may_intake: bool,
    pub empty: String,
    pub empty_link: Option<Entry>,
}

/// `GET /desk/queue`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let view = View::of(query.get("view"));
    let mut list = Listing::read(&desk, &staff, PATH, &query, view.filter(&staff, &desk)).await?;
    list.keep.push(("view", view.word().to_owned()));
    let now = desk.office.surroundings().now();
    let here = here(PATH, &query);
    let lines =
        Lines { organisation: &organisation, book: &desk.office.book(), now, words, from: here.clone() };
    let mut tabs = Vec::new();
    for other in View::ALL {
        let label = words.t(&format!("view-{}", other.word()));
        let waits = matches!(other, View::Mine | View::Unassigned | View::Due);
        let number = match waits {
            true => {
                counted(desk.office.count(staff.caller(), &other.filter(&staff, &desk), COUNT_CEILING).await?)
            }
            false => String::new(),
        };
        let href = format!("{PATH}?view={}", other.word());
        tabs.push(Entry { href, label, count: number, current: other == view });
    }
    let tasks = match view == View::Waiting && staff.caller().may_somewhere(Right::Handle) {
        true => desk.office.tasks(staff.caller()).await?,
        false => Vec::new(),
    };
    let tasks = tasks
        .iter()
        .map(|(row, task)| TaskRow {
            case: lines.line(row),
            kind: words.t(&format!("task_kind-{}", task.kind)),
            unit: institution_name(&organisation, task.institution_id, words),
            due: task.due_on.map(|day| Clock::of_day(day, desk.office.today(), words)),
            amount: task.amount_cents.map(yuan).unwrap_or_default(),
            href: format!("/desk/cases/{}/steps/finish_task", row.number),
        })
        .collect();
    let (empty, empty_link) = nothing(view, &list.chips, words);
    let user = organisation.users.get(&staff.signed_in.user_id);
    let unit =
        user.map(|user| institution_name(&organisation, user.institution_id, words)).unwrap_or_default();
    let title = words.t("queue-title");
    Ok(Html(QueuePage {
        page: Frame::new(&desk, &staff, title, PATH).at(&here).told(&query),
        unit,
        tabs,
        list,
        tasks,
        may_intake: staff.caller().may_somewhere(Right::Intake),
        empty,
        empty_link,
    })
    .into_response())
}

/// What an empty list says: done for today, nothing found, nothing yet.
fn nothing(
    view: View,
    chips: &[super::filter::Chip],
    words: &crate::locale::Words,
) -> (String, Option<Entry>) {
    if !chips.is_empty() {
        return (words.t("empty-no-match"), None);
    }
    let sentence = words.t(&format!("empty-{}", view.word()));
    let link = (view == View::Mine).then(|| Entry {
        href: format!("{PATH}?view=due"),
        label: words.t("empty-mine-link"),
        count: String::new(),
        current: false,
    });
    (sentence, link)
}
