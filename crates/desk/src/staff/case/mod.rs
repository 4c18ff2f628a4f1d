//! One case on one screen: the request, the next step with its form, its dates, the person, everything recorded.

pub(crate) mod asked;
pub(crate) mod erasure;
pub(crate) mod messages;
pub(crate) mod paper;
pub(crate) mod parts;
mod similar;
pub(crate) mod sort;
pub(crate) mod trail;
pub(crate) mod unmask;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::id::Number;
use domain::matter::{Context, Kind, Step};
use domain::organisation::Right;
use jiff::Timestamp;
use office::{CaseView, Organisation};

use super::as_known::{self, DayField, Past};
use super::beside::{Neighbours, neighbours};
use super::frame::{Entry, Frame, Problem, open_number};
use super::list::{CaseLine, Lines, flags, subject};
use super::shown::{Clock, Stamp, institution_name, said, staff_name};
use super::step::choice::Offering;
use super::step::conclude;
use super::step::form::{self, Control, FieldGroup};
use super::step::suggested::{self, SuggestedLines};
use super::typed::Typed;
use crate::Desk;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use asked::Request;
use parts::{ClockLine, CodeLine, FileLine, Linked, Person, SourceLine, StepLink, TaskLine};
use similar::SimilarLine;
use sort::Sort;
use trail::{Telling, TrailDay};

/// The form of the step that usually comes next.
pub(crate) struct NextForm {
    pub title: String,
    /// Whether it is the form of coding, which suggested codes fill.
    pub codes: bool,
    pub action: String,
    pub groups: Vec<FieldGroup>,
    pub submit: String,
}

/// What stands at the head of every page of a case.
pub(crate) struct Head {
    pub number: String,
    pub href: String,
    pub subject: String,
    pub kind: String,
    pub status: String,
    pub flags: Vec<String>,
    pub clock: Option<Clock>,
    pub version: u32,
}

impl Head {
    /// Of a case.
    pub(crate) fn new(view: &CaseView, desk: &Desk, staff: &Staff) -> Self {
        Self::at(view, desk, staff, desk.office.surroundings().now())
    }

    /// Of a case at a moment.
    fn at(view: &CaseView, desk: &Desk, staff: &Staff, now: Timestamp) -> Self {
        let words = &staff.words;
        Self {
            number: view.row.number.clone(),
            href: format!("/desk/cases/{}", view.row.number),
            subject: subject(&view.row, words),
            kind: words.t(&format!("kind-{}", view.case.kind)),
            status: words.t(&format!("status-{}", view.case.status())),
            flags: flags(&view.row, words),
            clock: view.clocks.governing().map(|due| Clock::of_due(due, &desk.office.book(), now, words)),
            version: view.case.version,
        }
    }

    /// The title of a page of the case: time left, number, matter.
    pub(crate) fn title(&self) -> String {
        let left = self.clock.as_ref().map(|clock| format!("{} ", clock.words)).unwrap_or_default();
        format!("{left}{} {}", self.number, self.subject)
    }
}

/// The case's page.
#[derive(Template)]
#[template(path = "staff/case.html")]
pub(crate) struct CasePage {
    pub page: Frame,
    pub head: Head,
    pub back: String,
    pub beside: Neighbours,
    pub institution: String,
    pub handler: String,
    pub received: Stamp,
    pub request: String,
    pub narrative: String,
    pub carried: Vec<(String, String)>,
    pub particulars: Vec<(String, String)>,
    pub next: Option<NextForm>,
    pub conclude: Option<(String, String)>,
    pub steps: Vec<(String, Vec<StepLink>)>,
    pub blocked: Vec<String>,
    pub clocks: Vec<ClockLine>,
    pub persons: Vec<Person>,
    pub may_unmask: bool,
    pub may_erase: bool,
    pub may_merge: bool,
    pub may_intake: bool,
    /// What a case split off is to this one, and what the button says.
    pub split: (&'static str, String),
    pub others: Vec<CaseLine>,
    /// Cases of other persons who gave the same telephone.
    pub same_telephone: Vec<CaseLine>,
    pub linked: Vec<Linked>,
    /// Cases of other persons that tell the same.
    pub similar: Vec<SimilarLine>,
    pub codes: Vec<CodeLine>,
    /// Codes that a model suggests while there are none.
    pub suggested: SuggestedLines,
    pub sources: Vec<SourceLine>,
    pub tasks: Vec<TaskLine>,
    pub requests: Vec<Request>,
    /// Why the answer to a request was not taken.
    pub errors: Vec<Problem>,
    /// The request whose answer was not taken, with the reason typed.
    pub typed_reason: Option<(u32, String)>,
    pub files: Vec<FileLine>,
    /// What the person was to be told and was not.
    pub untold: Vec<String>,
    pub days: Vec<TrailDay>,
    pub sorts: Vec<Entry>,
    /// The day as known on which it stands.
    pub known: DayField,
}

impl CasePage {
    fn next_codes(&self) -> bool {
        self.next.as_ref().is_some_and(|form| form.codes)
    }

    /// What was typed as the reason of a request's answer, if it was this one that was not taken.
    fn typed_reason_for(&self, request: &u32) -> &str {
        let same = self.typed_reason.as_ref().filter(|(number, _)| number == request);
        same.map_or("", |(_, reason)| reason.as_str())
    }
}

/// `GET /desk/cases/{number}`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(number): Path<String>,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let day = as_known::asked(&desk, &query).await?;
    let view = match &day.past {
        None => desk.office.case(staff.caller(), &number).await?,
        Some(past) => desk.office.case_as_known(staff.caller(), &number, &past.known).await?,
    };
    let mut page = page(&desk, &staff, &number, &view, &query, day.past.as_ref());
    page.known =
        DayField::new(&day, &desk, &format!("{}/{number}", super::cases::PATH), &query, &staff.words);
    if day.past.is_none() {
        page.similar = similar::lines(&desk, &staff, &view).await?;
    }
    page.beside = neighbours(&desk, &staff, &page.back, number.as_str()).await?;
    Ok(Html(page).into_response())
}

/// The list a case was opened from, if an address names one of the desk's.
pub(crate) fn came_from(query: &Typed) -> &str {
    query.get("from").filter(|from| from.starts_with("/desk/")).unwrap_or("/desk/queue")
}

/// An address of a case that remembers the list it was opened from.
pub(crate) fn remembering(address: &str, from: &str) -> String {
    format!("{address}?from={}", encoded(from))
}

/// The page of a case as it stands, or as it stood in the past, when nothing can be done.
pub(crate) fn page(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    view: &CaseView,
    query: &Typed,
    past: Option<&Past>,
) -> CasePage {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let book = desk.office.book();
    let now = past.map_or_else(|| desk.office.surroundings().now(), |past| past.known.at);
    let telling = Telling { view, organisation: &organisation, book: &book, words };
    let head = Head::at(view, desk, staff, now);
    let head = Head { href: as_known::kept(past, head.href), ..head };
    let lines = Lines { organisation: &organisation, book: &book, now, words, from: String::new() };
    let line = |row: &office::CaseRow| {
        let line = lines.line(row);
        CaseLine { href: as_known::kept(past, line.href), ..line }
    };
    let text = |text: Option<domain::id::TextRef>| said(text.and_then(|text| view.texts.get(&text.text_id)));
    let back = came_from(query);
    let sort = Sort::ALL.into_iter().find(|sort| query.get("trail") == Some(sort.word()));
    let carried = view.case.carried_texts.iter().map(|(what, text)| {
        (words.t(&format!("carried-{}", what.as_ref())), said(view.texts.get(&text.text_id)))
    });
    let particulars = view
        .case
        .particulars
        .iter()
        .map(|(name, value)| (words.t(&format!("particular-{name}")), value.clone()));
    let step_open = |step: Step| view.steps.iter().any(|(other, open)| *other == step && open.is_ok());
    let merging = step_open(Step::MergeRepeat);
    CasePage {
        page: Frame::new(desk, staff, head.title(), "/desk/cases").at(&head.href).told_of(query, &view.case),
        back: back.to_owned(),
        beside: Neighbours::default(),
        institution: institution_name(&organisation, view.case.institution, words),
        handler: view.case.handler.map(|handler| staff_name(&organisation, handler)).unwrap_or_default(),
        received: Stamp::new(view.case.received_at(), &book.zone),
        request: text(view.case.request),
        narrative: text(view.case.narrative),
        carried: carried.filter(|(_, text)| !text.is_empty()).collect(),
        particulars: particulars.collect(),
        next: next_form(desk, staff, &organisation, view),
        conclude: conclude::offered(view).map(|steps| {
            let form = remembering(&format!("{}/steps/conclude", head.href), back);
            (form, conclude::records(&steps, words))
        }),
        steps: parts::step_links(view, back, words),
        blocked: parts::blocked(view, words, |refusal| crate::page::refusal_sentence(refusal, words)),
        clocks: parts::clocks(&telling, now),
        persons: parts::persons(view, words),
        may_unmask: past.is_none() && view.may_unmask,
        may_erase: past.is_none()
            && staff.caller().require_installation(Right::Erase, &organisation.tree).is_ok(),
        may_merge: merging && view.others.iter().any(|other| !other.ended),
        may_intake: past.is_none()
            && staff.caller().may_somewhere(Right::Intake)
            && staff.caller().may(Right::Handle, view.case.institution, &organisation.tree),
        split: super::intake::split(view.case.kind == Kind::Objection, words),
        others: view.others.iter().map(line).collect(),
        same_telephone: view.same_telephone.iter().map(line).collect(),
        linked: view
            .linked
            .iter()
            .map(|(row, relation)| Linked {
                line: line(row),
                relation: words.t(&format!("relation-{relation}")),
            })
            .collect(),
        similar: Vec::new(),
        codes: parts::codes(&telling),
        suggested: match past {
            None => suggested::for_case(desk, view, &head.href, back, words),
            Some(_) => SuggestedLines::default(),
        },
        sources: parts::sources(&telling),
        tasks: parts::tasks(&telling, past.map_or_else(|| desk.office.today(), |past| past.day)),
        requests: requests(desk, staff, &telling, past),
        errors: Vec::new(),
        typed_reason: None,
        files: parts::files(view),
        untold: parts::untold(view, words),
        days: telling.days(sort),
        sorts: sorts(view, sort, number, words, past),
        known: DayField::default(),
        head,
    }
}

/// The requests of a case, with whether the reader may answer each; nobody answers in the past.
pub(crate) fn requests(
    desk: &Desk,
    staff: &Staff,
    telling: &Telling<'_>,
    past: Option<&Past>,
) -> Vec<Request> {
    let context = Context {
        now: desk.office.surroundings().now(),
        actor: staff.caller().actor(),
        staff: staff.caller().grants(),
        book: telling.book,
        tree: &telling.organisation.tree,
    };
    let case = &telling.view.case;
    let recused = staff.caller().actor().user().is_some_and(|user| case.recused.contains(&user));
    let mut requests =
        asked::requests(telling, staff.caller(), |rank| !recused && context.has_rank(rank, case.institution));
    for request in requests.iter_mut().filter(|_| past.is_some()) {
        (request.answerable, request.own) = (false, false);
    }
    requests
}

/// The form of the usual next step, if the reader may take it.
fn next_form(desk: &Desk, staff: &Staff, organisation: &Organisation, view: &CaseView) -> Option<NextForm> {
    let step = view.case.next_step()?;
    let open = view.steps.iter().any(|(other, open)| *other == step && open.is_ok());
    // A request is answered where it stands, below; merging and reviews have pages of their own.
    if !open || matches!(step, Step::Approve | Step::Refuse) {
        return None;
    }
    let words = &staff.words;
    let offering =
        Offering { view, organisation, book: &desk.office.book(), today: desk.office.today(), words };
    let label = words.t(&format!("step-{step}"));
    Some(NextForm {
        title: words.t1("next-step", "step", label),
        codes: step == Step::Code,
        action: format!("/desk/cases/{}/steps/{step}", view.row.number),
        groups: form::shown(step, &offering, None, &Vec::new(), desk.office.surroundings().now()),
        submit: crate::staff::step::submit(step, words),
    })
}

/// The filters of the trail, with counts.
fn sorts(
    view: &CaseView,
    chosen: Option<Sort>,
    number: &Number,
    words: &crate::locale::Words,
    past: Option<&Past>,
) -> Vec<Entry> {
    let entry = |sort: Option<Sort>| {
        let count = view
            .timeline
            .iter()
            .filter(|entry| sort.is_none_or(|sort| Sort::of(&entry.event) == sort))
            .count();
        let word = sort.map_or("all", Sort::word);
        Entry {
            href: as_known::kept(past, format!("/desk/cases/{number}?trail={}#trail", encoded(word))),
            label: words.t(&format!("trail-{word}")),
            count: count.to_string(),
            current: sort == chosen,
        }
    };
    std::iter::once(None).chain(Sort::ALL.into_iter().map(Some)).map(entry).collect()
}
