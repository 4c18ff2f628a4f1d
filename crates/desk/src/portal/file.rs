//! Filing: one question a page, a look over all of it, and what was received.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::channels::other_ways;
use super::chrome::{Choice, Chrome, Errors};
use super::draft::{Door, Draft, Finding, Reply, Step, Whose};
use super::keeping::Kept;
use super::offered::{business_choices, institution_choices, institutions};
use super::way::{self, Way};
use crate::guard::Visitor;
use crate::page::{Html, PageError};
use crate::staff::typed::Typed;
use crate::{Desk, case_cookie};

/// The page that asks what happened.
#[derive(Template)]
#[template(path = "portal/what.html")]
struct WhatPage {
    page: Chrome,
    way: Way,
    errors: Errors,
    draft: Draft,
    hint: String,
    institutions: Vec<Choice>,
    businesses: Vec<Choice>,
}

/// The page that asks what is wanted.
#[derive(Template)]
#[template(path = "portal/want.html")]
struct WantPage {
    page: Chrome,
    way: Way,
    errors: Errors,
    draft: Draft,
    wishes: Vec<Choice>,
}

/// The page that asks how to reach the person.
#[derive(Template)]
#[template(path = "portal/you.html")]
struct YouPage {
    page: Chrome,
    way: Way,
    errors: Errors,
    draft: Draft,
    replies: Vec<Choice>,
    whose: Vec<Choice>,
    agent_open: bool,
}

/// `GET /file/{door}`: to its first page.
pub(crate) async fn enter(Path(door): Path<String>) -> Result<Response, PageError> {
    let (door, step) = way::parse(Path((door, "what".to_owned())))?;
    Ok(Redirect::to(&way::path(door, step)).into_response())
}

/// `GET /file/{door}/{step}`. A page whose earlier pages are still open leads back to the first of them.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    path: Path<(String, String)>,
) -> Result<Response, PageError> {
    let (door, step) = way::parse(path)?;
    let mut kept = Kept::load(&desk, &headers).await?;
    if kept.draft.filed.is_some() && step == Step::Check {
        return Ok(Redirect::to("/file/done").into_response());
    }
    kept.anew_if_filed();
    let mut draft = kept.draft;
    prepare(&desk, &mut draft, door);
    if let Some(open) = first_open_before(&desk, &draft, step) {
        return Ok(Redirect::to(&way::path(door, open)).into_response());
    }
    page(&desk, &visitor, draft, step, Errors::default()).await
}

/// `POST /file/{door}/{step}` of a page that asks something. What was typed is kept, right or wrong.
pub(crate) async fn answer(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    path: Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (door, step) = way::parse(path)?;
    if step == Step::Check {
        return super::send::confirm(&desk, &visitor, &headers, door, &typed).await;
    }
    let mut kept = Kept::load(&desk, &headers).await?;
    kept.anew_if_filed();
    prepare(&desk, &mut kept.draft, door);
    kept.draft.take(step, &typed);
    let cookie = kept.keep(&desk).await?;
    let offered = institutions(&desk);
    let mut findings = kept.draft.findings(step, &offered, &desk.office);
    findings.extend(trapped(&typed));
    let mut response = if findings.is_empty() {
        let next = kept.draft.first_open(&offered, &desk.office).unwrap_or(Step::Check);
        Redirect::to(&way::path(door, next)).into_response()
    } else {
        let errors = Errors::of(&findings, &visitor.words);
        let page = page(&desk, &visitor, kept.draft, step, errors).await?;
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// Whether something filled in the field that nobody sees.
pub(super) fn trapped(typed: &Typed) -> Option<Finding> {
    typed.get("website").map(|_| Finding::new("website", "portal-error-trap"))
}

/// Sets what a draft has before anything is typed: the door, and the institution where there is only one usual.
pub(super) fn prepare(desk: &Desk, draft: &mut Draft, door: Door) {
    if draft.door != door {
        draft.door = door;
        draft.wishes.retain(|wish| door.wishes().contains(wish));
    }
    draft.settle_reply();
    let offered = institutions(desk);
    if !offered.contains(&draft.institution) {
        draft.institution = offered.first().cloned().unwrap_or_default();
    }
}

/// The first page before this one that is still open.
pub(super) fn first_open_before(desk: &Desk, draft: &Draft, step: Step) -> Option<Step> {
    let steps = draft.door.steps();
    let open = draft.first_open(&institutions(desk), &desk.office)?;
    let place = |wanted: Step| steps.iter().position(|other| *other == wanted).unwrap_or(steps.len());
    (place(open) < place(step)).then_some(open)
}

/// The page of a step.
pub(super) async fn page(
    desk: &Desk,
    visitor: &Visitor,
    draft: Draft,
    step: Step,
    errors: Errors,
) -> Result<Response, PageError> {
    let words = &visitor.words;
    let (door, here) = (draft.door, way::path(draft.door, step));
    let door_word: &'static str = door.into();
    let chrome = |title: &str| Chrome::new(desk, visitor, words.t(title), &here).wrong(&errors);
    let way = Way::new(door, step, words).or(other_ways(desk, words).await?);
    Ok(match step {
        Step::What => Html(WhatPage {
            page: chrome(&format!("what-title-{door_word}")),
            hint: words.t(&format!("what-hint-{door_word}")),
            institutions: institution_choices(desk, &draft, words),
            businesses: if door == Door::Credit { Vec::new() } else { business_choices(desk, &draft, words) },
            way,
            errors,
            draft,
        })
        .into_response(),
        Step::Want => {
            let wish = |wish: &super::draft::Wish| {
                let word: &'static str = wish.into();
                Choice::new(word, words.t(&format!("wish-{word}")), draft.wishes.contains(wish))
            };
            let wishes = door.wishes().iter().map(wish).collect();
            Html(WantPage { page: chrome(&format!("want-title-{door_word}")), wishes, way, errors, draft })
                .into_response()
        }
        Step::You => {
            let reply = |reply: &Reply| {
                let word: &'static str = reply.into();
                Choice::new(word, words.t(&format!("reply-{word}")), draft.reply == *reply)
            };
            let whose = |whose: Whose| {
                let word: &'static str = whose.into();
                Choice::new(word, words.t(&format!("whose-{word}")), draft.whose == whose)
            };
            Html(YouPage {
                page: chrome("you-title"),
                replies: door.replies().iter().map(reply).collect(),
                whose: [Whose::Own, Whose::Other].map(whose).into(),
                agent_open: draft.whose == Whose::Other,
                way,
                errors,
                draft,
            })
            .into_response()
        }
        Step::Check => super::send::check_page(desk, visitor, draft, way, errors).into_response(),
    })
}

/// `POST /file/clear`: what was typed, and what was received, is gone from this browser and from the server.
pub(crate) async fn clear(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Result<Response, PageError> {
    let kept = Kept::load(&desk, &headers).await?;
    let mut response = Redirect::to("/?cleared=1").into_response();
    response.headers_mut().append(SET_COOKIE, kept.clear(&desk).await?);
    for cookie in case_cookie::ended(&desk) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}
