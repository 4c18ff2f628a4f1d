//! Sending what was filled in, once, and showing what was received, once.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Number;
use jiff::SignedDuration;
use jiff::civil::Date;
use office::OfficeError;

use super::chrome::{Chrome, Errors, Link, seconds_since_shown};
use super::draft::{Door, Draft, FiledDraft, Step, Whose};
use super::file::{first_open_before, page, prepare, trapped};
use super::keeping::Kept;
use super::offered::{business_choices, business_label, institutions, name_of};
use super::pages::Said;
use super::submission::{submission, wishes};
use super::way::{self, Way};
use crate::case_cookie::Shown;
use crate::guard::Visitor;
use crate::page::{Html, PageError};
use crate::staff::shown::day_in_words;
use crate::staff::typed::Typed;
use crate::{Desk, Words};

/// Number and code are shown for so long after sending, for reloading and printing.
const SHOWN_MINUTES: i64 = 30;

/// Whoever sends sooner after the page was shown waits a little: nobody reads it in less.
const READING_SECONDS: i64 = 1;
/// So long.
const WAIT_SECONDS: u64 = 3;

/// One answer on the page that looks over all of it.
pub(crate) struct Answer {
    pub label: String,
    pub step: &'static str,
    pub change: String,
    pub lines: Vec<String>,
}

/// The look over all of it.
#[derive(Template)]
#[template(path = "portal/check.html")]
pub(super) struct CheckPage {
    page: Chrome,
    way: Way,
    errors: Errors,
    answers: Vec<Answer>,
    after: Vec<String>,
    submit: String,
}

impl IntoResponse for CheckPage {
    fn into_response(self) -> Response {
        Html(self).into_response()
    }
}

/// What comes next, by a day.
struct Next {
    machine: String,
    by: String,
    what: String,
}

/// What was received.
#[derive(Template)]
#[template(path = "portal/done.html")]
struct DonePage {
    page: Chrome,
    filed: FiledDraft,
    next: Vec<Next>,
}

/// The page that goes on by itself.
#[derive(Template)]
#[template(path = "portal/wait.html")]
pub(super) struct WaitPage {
    page: Chrome,
    why: String,
    call: String,
}

impl WaitPage {
    /// A page that goes on to `to` after so many seconds; `why` names its reason.
    pub(super) fn response(desk: &Desk, visitor: &Visitor, seconds: u64, to: String, why: &str) -> Response {
        let words = &visitor.words;
        let page =
            Chrome::new(desk, visitor, words.t1("wait-title", "seconds", seconds), &to).going_on(seconds, to);
        let call = page.with_hotline("wait-call", "wait-call-no-number");
        let why = words.t1(why, "seconds", seconds);
        let mut response = (StatusCode::TOO_MANY_REQUESTS, Html(Self { why, call, page })).into_response();
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        response
    }
}

/// The check page of a draft.
pub(super) fn check_page(
    desk: &Desk,
    visitor: &Visitor,
    draft: Draft,
    way: Way,
    errors: Errors,
) -> CheckPage {
    let words = &visitor.words;
    let (door, step) = (draft.door, Step::Check);
    let word: &'static str = door.into();
    let page = Chrome::new(desk, visitor, words.t("check-title"), &way::path(door, step)).wrong(&errors);
    CheckPage {
        page,
        way,
        errors,
        answers: answers(desk, &draft, words),
        after: after(desk, &draft, words),
        submit: words.t(&format!("check-submit-{word}")),
    }
}

/// What was said, answer by answer.
pub(crate) fn answers(desk: &Desk, draft: &Draft, words: &Words) -> Vec<Answer> {
    let answer = |label: String, step: Step, lines: Vec<String>| {
        let change = words.t1("check-change-what", "what", label.as_str());
        Answer { label, step: step.into(), change, lines }
    };
    let door: &'static str = draft.door.into();
    let mut what = vec![draft.what.trim().to_owned()];
    what.extend(
        business_choices(desk, draft, words)
            .into_iter()
            .filter(|choice| choice.chosen)
            .map(|choice| choice.label),
    );
    if institutions(desk).len() > 1 {
        what.push(name_of(desk, &draft.institution, words));
    }
    let mut found = vec![answer(words.t(&format!("check-what-{door}")), Step::What, what)];
    if draft.door.steps().contains(&Step::Want) {
        found.push(answer(words.t("check-want"), Step::Want, wishes(draft, words)));
    }
    let form: &'static str = draft.reply.into();
    let mut you = vec![
        draft.name.trim().to_owned(),
        draft.phone_shown(&desk.office),
        words.t1("check-by-reply", "form", words.t(&format!("reply-{form}"))),
    ];
    if draft.whose == Whose::Other {
        you.push(words.t1("check-for-other", "name", draft.owner.trim()));
        you.push(draft.authority.trim().to_owned());
    }
    found.push(answer(words.t("check-you"), Step::You, you));
    found
}

/// What happens after sending, with the dates of the clocks.
pub(crate) fn after(desk: &Desk, draft: &Draft, words: &Words) -> Vec<String> {
    let dates = desk.office.expected_dates(draft.door.kind(), &draft.institution);
    let line = |key: &str, day: Date| words.t1(key, "day", day_in_words(day, words));
    let accept = dates.accept_by.map(|day| line("check-after-accept", day));
    let answer = dates.answer_by.map(|(day, _)| line("check-after-answer", day));
    let lines: Vec<String> = accept.into_iter().chain(answer).collect();
    if lines.is_empty() { vec![words.t("check-after-none")] } else { lines }
}

/// `POST /file/{door}/check`: the person presses send. Sending again leads to the same number.
pub(super) async fn confirm(
    desk: &Desk,
    visitor: &Visitor,
    headers: &HeaderMap,
    door: Door,
    typed: &Typed,
) -> Result<Response, PageError> {
    let mut kept = Kept::load(desk, headers).await?;
    if kept.draft.filed.is_some() {
        return Ok(Redirect::to("/file/done").into_response());
    }
    prepare(desk, &mut kept.draft, door);
    if let Some(open) = first_open_before(desk, &kept.draft, Step::Check) {
        return Ok(Redirect::to(&way::path(door, open)).into_response());
    }
    if let Some(finding) = trapped(typed) {
        let errors = Errors::of(&[finding], &visitor.words);
        let page = page(desk, visitor, kept.draft, Step::Check, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    kept.draft.confirmed = true;
    let read =
        seconds_since_shown(desk, typed.shown("shown_at")).is_some_and(|seconds| seconds >= READING_SECONDS);
    if read {
        return send(desk, visitor, kept).await;
    }
    let cookie = kept.keep(desk).await?;
    let mut response = WaitPage::response(desk, visitor, WAIT_SECONDS, sending(door), "wait-sending");
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// `GET /file/{door}/sending`: where the page that waits goes on. It sends only what its person has confirmed.
pub(crate) async fn go_on(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(door): Path<String>,
) -> Result<Response, PageError> {
    let (door, step) = way::parse(Path((door, "check".to_owned())))?;
    let mut kept = Kept::load(&desk, &headers).await?;
    if kept.draft.filed.is_some() {
        return Ok(Redirect::to("/file/done").into_response());
    }
    prepare(&desk, &mut kept.draft, door);
    if !kept.draft.confirmed || first_open_before(&desk, &kept.draft, step).is_some() {
        return Ok(Redirect::to(&way::path(door, step)).into_response());
    }
    send(&desk, &visitor, kept).await
}

async fn send(desk: &Desk, visitor: &Visitor, mut kept: Kept) -> Result<Response, PageError> {
    let door = kept.draft.door;
    match desk.office.take_turn(&visitor.network).await {
        Ok(()) => {}
        Err(OfficeError::Throttled { seconds }) => {
            let cookie = kept.keep(desk).await?;
            let mut response = WaitPage::response(desk, visitor, seconds, sending(door), "wait-why");
            response.headers_mut().append(SET_COOKIE, cookie);
            return Ok(response);
        }
        Err(error) => return Err(error.into()),
    }
    let Some(key) = kept.key().cloned() else {
        return Ok(Redirect::to(&way::path(door, Step::What)).into_response());
    };
    let draft = &kept.draft;
    let submission = submission(draft, business_label(desk, draft), &visitor.words);
    let dates = desk.office.expected_dates(submission.kind, &draft.institution);
    let filed = desk.office.file_draft(&key, submission).await?;
    // What was typed lies in the case now; the draft keeps only what is shown once.
    kept.draft = Draft {
        door,
        filed: Some(FiledDraft {
            number: filed.number.to_string(),
            query_code: filed.query_code,
            at: desk.office.surroundings().now(),
            accept_by: dates.accept_by,
            answer_by: dates.answer_by.map(|(day, _)| day),
        }),
        ..Draft::default()
    };
    let cookie = kept.keep(desk).await?;
    let mut response = Redirect::to("/file/done").into_response();
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

fn sending(door: Door) -> String {
    let word: &'static str = door.into();
    format!("/file/{word}/sending")
}

/// `GET /file/done`.
pub(crate) async fn done(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let words = &visitor.words;
    let Draft { door, filed, .. } = Kept::load(&desk, &headers).await?.draft;
    let now = desk.office.surroundings().now();
    let shown = filed.filter(|filed| now.duration_since(filed.at) < SignedDuration::from_mins(SHOWN_MINUTES));
    let Some((filed, number)) =
        shown.and_then(|filed| Some((filed.clone(), filed.number.parse::<Number>().ok()?)))
    else {
        let page = Chrome::new(&desk, &visitor, words.t("done-gone-title"), "/file/done");
        let links = vec![
            Link::primary("/track/lost", words.t("lost-title")),
            Link::plain("/track", words.t("track-title")),
        ];
        return Ok(Html(Said { page, paragraphs: vec![words.t("done-gone")], links }).into_response());
    };
    let word: &'static str = door.into();
    let next = |day: Option<Date>, key: &str| {
        day.map(|day| Next {
            machine: day.to_string(),
            by: words.t1("done-by", "day", day_in_words(day, words)),
            what: words.t(key),
        })
    };
    let next = next(filed.accept_by, "done-accept")
        .into_iter()
        .chain(next(filed.answer_by, "done-answer"))
        .collect();
    let page = Chrome::new(&desk, &visitor, words.t(&format!("done-title-{word}")), "/file/done");
    let mut response = Html(DonePage { page, filed, next }).into_response();
    // Whoever sees the code need not type it at once.
    response.headers_mut().append(SET_COOKIE, Shown::QueryCode.cookie(&desk, &number));
    Ok(response)
}
