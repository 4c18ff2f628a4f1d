//! The workbench: lists of what to do, ordered by the urgent lane and the next legal date.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::matter::Status;
use domain::organisation::Right;
use jiff::ToSpan;
use office::{CaseFilter, Page, Scope};

use super::filter;
use super::frame::{Entry, Frame};
use super::list::{CaseLine, Lines};
use super::listing::{Asked, COUNT_CEILING, Listing, counted};
use super::shown::{Clock, Stamp, institution_name, yuan};
use super::typed::Typed;
use super::views;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::{Desk, Words};

/// The path of the workbench.
pub(crate) const PATH: &str = "/desk/queue";

/// Open tasks on a page.
const TASKS: u32 = 40;

/// What a list waits for, seen from one desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Mine,
    Unassigned,
    Due,
    Waiting,
    Owed,
    Done,
    Started,
}

impl View {
    const ALL: [Self; 7] =
        [Self::Mine, Self::Unassigned, Self::Due, Self::Waiting, Self::Owed, Self::Done, Self::Started];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::Due => "due",
            Self::Waiting => "waiting",
            Self::Owed => "owed",
            Self::Done => "done",
            Self::Started => "started",
        }
    }

    fn of(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|view| Some(view.word()) == word).unwrap_or(Self::Mine)
    }

    /// Whether somebody waits for what stands in it: then its number stands beside its name.
    fn waits(self) -> bool {
        matches!(self, Self::Mine | Self::Unassigned | Self::Due | Self::Waiting | Self::Owed)
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
            // Also of cases that ended: answering the person does not discharge it.
            Self::Owed => {
                CaseFilter { feedback_owed: Some(true), institutions: own(), ..CaseFilter::default() }
            }
            Self::Done => CaseFilter { handler: me, ended: Some(true), ..CaseFilter::default() },
            Self::Started => CaseFilter { registered_by: me, ..CaseFilter::default() },
        }
    }
}

/// What the list of an address is made of before the reader narrows it.
pub(crate) fn made_of(query: &Typed, staff: &Staff, desk: &Desk) -> CaseFilter {
    View::of(query.get("view")).filter(staff, desk)
}

/// The lists of the workbench by name, with their addresses.
pub(crate) fn lists(words: &Words) -> Vec<(String, String)> {
    View::ALL
        .map(|view| (words.t(&format!("view-{}", view.word())), format!("{PATH}?view={}", view.word())))
        .into()
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

/// What an empty list says, and where to go on.
#[derive(Default)]
pub(crate) struct Nothing {
    pub sentence: String,
    pub links: Vec<Entry>,
    /// The next date of what is still open, in words of a link of its own.
    pub next_due: Option<Stamp>,
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
    /// The tasks behind these; empty where there are none.
    pub tasks_next: String,
    pub may_intake: bool,
    pub may_save: bool,
    pub nothing: Nothing,
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
    let asked = Asked { path: PATH, query: &query, made_of: view.filter(&staff, &desk), past: None };
    let mut list = Listing::read(&desk, &staff, &asked).await?;
    list.keep.push(("view", view.word().to_owned()));
    let saved = views::entries(&desk, &staff, &list.here).await?;
    let named = saved.iter().any(|entry| entry.current);
    let mut tabs = Vec::new();
    for other in View::ALL {
        let number = match other.waits() {
            true => {
                counted(desk.office.count(staff.caller(), &other.filter(&staff, &desk), COUNT_CEILING).await?)
            }
            false => String::new(),
        };
        tabs.push(Entry {
            href: format!("{PATH}?view={}", other.word()),
            label: words.t(&format!("view-{}", other.word())),
            count: number,
            current: !named && other == view,
        });
    }
    tabs.extend(saved);
    let now = desk.office.surroundings().now();
    let book = desk.office.book();
    let lines = Lines { organisation: &organisation, book: &book, now, words, from: list.here.clone() };
    let tasks = match view == View::Waiting && staff.caller().may_somewhere(Right::Handle) {
        true => desk.office.tasks(staff.caller(), query.get("tasks"), TASKS).await?,
        false => Page { rows: Vec::new(), next: None, previous: None },
    };
    let tasks_next = tasks.next.map(|next| filter::at_place(PATH, &query, &[("tasks", &next)]));
    let tasks = tasks
        .rows
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
    let nothing = match list.lines.is_empty() {
        true => nothing(&desk, &staff, view, &list).await?,
        false => Nothing::default(),
    };
    let user = organisation.users.get(&staff.signed_in.user_id);
    let unit =
        user.map(|user| institution_name(&organisation, user.institution_id, words)).unwrap_or_default();
    let title = words.t("queue-title");
    Ok(Html(QueuePage {
        page: Frame::new(&desk, &staff, title, PATH).at(&list.here).told(&query),
        unit,
        tabs,
        tasks,
        tasks_next: tasks_next.unwrap_or_default(),
        may_intake: staff.caller().may_somewhere(Right::Intake),
        may_save: !named,
        nothing,
        list,
    })
    .into_response())
}

/// What an empty list says: done for today with the date that comes next, nothing found, nothing yet.
async fn nothing(desk: &Desk, staff: &Staff, view: View, list: &Listing) -> Result<Nothing, PageError> {
    let words = &staff.words;
    if !list.chips.is_empty() {
        return Ok(no_match(list, words));
    }
    let sentence = words.t(&format!("empty-{}", view.word()));
    let link = |href: &str, key: &str| Entry {
        href: href.to_owned(),
        label: words.t(key),
        count: String::new(),
        current: false,
    };
    Ok(match view {
        View::Mine => {
            // What comes next in the reader's institutions, so that "done" says until when.
            let query = Typed(vec![("view".to_owned(), "due".to_owned())]);
            let made_of = CaseFilter { due_to: None, ..View::Due.filter(staff, desk) };
            let rows = Asked { path: PATH, query: &query, made_of, past: None }.rows(desk, staff).await?;
            let next = rows.page.rows.first().and_then(|row| row.due_on);
            Nothing {
                sentence,
                links: vec![link("/desk/queue?view=due", "empty-mine-link")],
                next_due: next.map(Stamp::day),
            }
        }
        View::Started if staff.caller().may_somewhere(Right::Intake) => {
            Nothing { sentence, links: vec![link("/desk/intake", "intake-open")], next_due: None }
        }
        _ => Nothing { sentence, ..Nothing::default() },
    })
}

/// Nothing found: each filter with a link that drops it.
pub(crate) fn no_match(list: &Listing, words: &Words) -> Nothing {
    let drop = |chip: &filter::Chip| Entry {
        href: chip.href.clone(),
        label: words.t1("empty-drop", "filter", chip.label.as_str()),
        count: String::new(),
        current: false,
    };
    Nothing {
        sentence: words.t("empty-no-match"),
        links: list.chips.iter().map(drop).collect(),
        next_due: None,
    }
}
