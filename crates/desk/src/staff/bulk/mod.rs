//! One step on several cases of a list: a page that shows what will be done to which, then each case by itself. What does
//! not succeed stays picked, with the reason.
//!
//! A case that changed since it was picked is refused like in any form; a form sent twice does everything once.

mod carry;
mod pick;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::matter::Step;
use domain::organisation::Right;
use office::{CaseView, OfficeError, Picked};

use super::case::came_from;
use super::form_key;
use super::frame::{Entry, Frame, Problem, see};
use super::list::{CaseLine, Lines};
use super::step::choice::{Choice, Offering};
use super::step::form::{self, Control, Errors, FieldGroup};
use super::typed::Typed;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::page::{Html, PageError, refusal_sentence};
use crate::{Desk, Words};
use carry::{Left, carry_out};
pub(crate) use pick::Pick;
use pick::{Group, PICKS_MAX, picks};

/// Steps that can be taken on several cases at once: nothing in them belongs to one case alone.
const STEPS: [Step; 3] = [Step::Assign, Step::Code, Step::Transfer];

/// A picked case.
pub(crate) struct Row {
    pub line: CaseLine,
    /// Why the step cannot be taken, or was not; empty where it can.
    pub reason: String,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/bulk.html")]
pub(crate) struct BulkPage {
    pub page: Frame,
    pub title: String,
    pub action: String,
    pub back: String,
    /// What came of the form just sent.
    pub outcome: String,
    pub errors: Vec<Problem>,
    /// Cases on which the step will be taken.
    pub rows: Vec<Row>,
    /// Cases on which it cannot be taken, with the reason.
    pub barred: Vec<Row>,
    /// The groups to choose one of, where the step asks for one.
    pub clusters: Vec<Entry>,
    pub groups: Vec<FieldGroup>,
    pub consequence: String,
    /// What has to be confirmed; empty where nothing has.
    pub confirm: String,
    pub confirmed: bool,
    /// Makes a form that is sent twice count once.
    pub key: String,
    pub submit: String,
}

fn wanted(word: &str) -> Result<Step, PageError> {
    let step = word.parse().ok().filter(|step| STEPS.contains(step));
    step.ok_or_else(|| OfficeError::NotFound { what: "step" }.into())
}

/// `GET /desk/bulk/{step}?case=…`.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(step): Path<String>,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let step = wanted(&step)?;
    let page = page(&desk, &staff, step, &query, None, Vec::new(), &[]).await?;
    Ok(Html(page).into_response())
}

/// `POST /desk/bulk/{step}`.
pub(crate) async fn take(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(step): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let step = wanted(&step)?;
    let words = &staff.words;
    let outcome = match carry_out(&desk, &staff, step, &typed).await? {
        Ok(outcome) => outcome,
        Err(problems) => {
            let page = page(&desk, &staff, step, &typed, Some(&typed), problems, &[]).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
        }
    };
    let back = came_from(&typed);
    if outcome.left.is_empty() {
        return Ok(see(&super::filter::said_of(back, &format!("bulk_{step}"), outcome.done)));
    }
    let mut page = page(&desk, &staff, step, &typed, Some(&typed), Vec::new(), &outcome.left).await?;
    page.outcome = told(&outcome.left, outcome.done, step, words);
    let status = if outcome.done == 0 { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, Html(page)).into_response())
}

/// What came of it: all, or how many and why not the others.
fn told(left: &[Left], done: usize, step: Step, words: &Words) -> String {
    let why = if left.iter().all(|left| left.overtaken) { "bulk-overtaken" } else { "bulk-not_done" };
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    words.tn(
        "bulk-outcome",
        &[
            ("all", number(done + left.len()).into()),
            ("done", number(done).into()),
            ("told", words.t(&format!("bulk-done-{step}")).into()),
            ("left", number(left.len()).into()),
            ("why", words.t(why).into()),
        ],
    )
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    step: Step,
    asked: &Typed,
    typed: Option<&Typed>,
    mut errors: Vec<Problem>,
    left: &[Left],
) -> Result<BulkPage, PageError> {
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let book = desk.office.book();
    let now = desk.office.surroundings().now();
    let chosen = picks(asked);
    let kept =
        chosen.iter().filter(|pick| left.is_empty() || left.iter().any(|left| left.number == pick.number));
    let numbers: Vec<_> = kept.map(|pick| pick.number.clone()).take(PICKS_MAX).collect();
    let found = desk.office.picked(staff.caller(), &numbers, step).await?;
    let lines = Lines { organisation: &organisation, book: &book, now, words, from: String::new() };
    let (mut rows, mut barred, mut open): (Vec<Row>, Vec<Row>, Vec<&Picked>) = Default::default();
    for picked in &found {
        let line = lines.line(&picked.row);
        let before = left.iter().find(|left| left.number.as_str() == picked.row.number);
        match &picked.open {
            Some(Ok(())) => {
                rows.push(Row { line, reason: before.map(|left| left.reason.clone()).unwrap_or_default() });
                open.push(picked);
            }
            Some(Err(refusal)) => barred.push(Row { line, reason: refusal_sentence(refusal, words) }),
            None => barred.push(Row { line, reason: words.t("bulk-no_right") }),
        }
    }
    let back = came_from(asked).to_owned();
    let clusters = if step == Step::Code { clusters(&open, &back, desk, words) } else { Vec::new() };
    if chosen.len() > PICKS_MAX {
        errors.push(Problem::of_case(words.t1("bulk-too_many", "count", PICKS_MAX.to_string())));
    }
    let view = match open.first().and_then(|picked| picked.row.number.parse().ok()) {
        Some(number) if clusters.is_empty() => Some(desk.office.case(staff.caller(), &number).await?),
        _ => None,
    };
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    Ok(BulkPage {
        page: Frame::new(desk, staff, words.t(&format!("bulk-title-{step}")), super::queue::PATH).at(&back),
        title: words.t(&format!("bulk-title-{step}")),
        action: format!("/desk/bulk/{step}"),
        outcome: String::new(),
        groups: view.map(|view| fields(desk, staff, step, &view, &open, typed, &errors)).unwrap_or_default(),
        errors,
        consequence: match step {
            Step::Transfer => words.t("consequence-transfer"),
            _ => String::new(),
        },
        confirm: match step {
            Step::Code if rows.len() > 1 => words.t1("bulk-confirm", "count", count),
            _ => String::new(),
        },
        confirmed: typed.is_some_and(|typed| typed.ticked("confirmed")),
        key: form_key::fresh(desk),
        submit: words.t1(&format!("bulk-submit-{step}"), "count", count),
        rows,
        barred,
        clusters,
        back,
    })
}

/// The groups that picked cases fall into, where there are several: a link to each.
fn clusters(open: &[&Picked], back: &str, desk: &Desk, words: &Words) -> Vec<Entry> {
    let groups = Group::all(open);
    if groups.len() < 2 {
        return Vec::new();
    }
    let organisation = desk.office.organisation();
    let entry = |(group, picks): (Group, Vec<String>)| {
        let cases: Vec<String> = picks.iter().map(|pick| format!("case={}", encoded(pick))).collect();
        Entry {
            href: format!("/desk/bulk/code?from={}&{}", encoded(back), cases.join("&")),
            label: group.name(&organisation, &desk.office.book(), words),
            count: picks.len().to_string(),
            current: false,
        }
    };
    groups.into_iter().map(entry).collect()
}

/// The fields of the step, with what can be chosen for all of the cases.
fn fields(
    desk: &Desk,
    staff: &Staff,
    step: Step,
    view: &CaseView,
    open: &[&Picked],
    typed: Option<&Typed>,
    errors: &[Problem],
) -> Vec<FieldGroup> {
    let organisation = desk.office.organisation();
    let book = desk.office.book();
    let today = desk.office.today();
    let offering = Offering { view, organisation: &organisation, book: &book, words: &staff.words, today };
    let by_field: Errors = errors.iter().map(|error| (error.name.clone(), error.sentence.clone())).collect();
    let word: &'static str = step.into();
    let typed = typed.filter(|typed| typed.0.iter().any(|(name, _)| name.starts_with(word)));
    let now = desk.office.surroundings().now();
    let mut groups = form::shown(step, &offering, typed, &by_field, now);
    if step == Step::Assign {
        let may = |choice: &Choice| {
            let user = choice.value.parse().ok().map(domain::id::UserId);
            let member = user.and_then(|user| organisation.staff(user));
            member.is_some_and(|member| {
                open.iter().all(|picked| {
                    member.may(Right::Handle, picked.case.institution, &organisation.tree)
                        && !picked.case.recused.contains(&member.user_id)
                })
            })
        };
        for field in groups.iter_mut().flat_map(|group| &mut group.fields) {
            match &mut field.control {
                Control::Select(choices) => choices.iter_mut().for_each(|group| group.choices.retain(may)),
                Control::Radios(choices) => choices.retain(may),
                _ => {}
            }
        }
    }
    groups
}
