//! How one wants to be told: of what on the page, of what by e-mail, of what in the digest of the day.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::clock::Language;
use office::{By, NOTICE_KINDS, OfficeError, Preferences, PreferencesInput};
use strum::IntoEnumIterator;

use super::frame::{Frame, Problem, see};
use super::step::choice::Choice;
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};

/// The path of the page.
pub(crate) const PATH: &str = "/desk/me/notices";

/// One kind of notice.
pub(crate) struct Line {
    pub kind: &'static str,
    pub label: String,
    pub page: bool,
    pub by: Vec<Choice>,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/wishes.html")]
pub(crate) struct WishesPage {
    pub page: Frame,
    pub lines: Vec<Line>,
    /// The address, masked, if there is one.
    pub email: String,
    /// What was typed as a new one.
    pub typed: String,
    pub languages: Vec<Choice>,
    pub errors: Vec<Problem>,
}

/// `GET /desk/me/notices`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let wishes = desk.office.preferences(staff.caller()).await?;
    Ok(Html(page(&desk, &staff, &wishes, None, &query, Vec::new())).into_response())
}

/// `POST /desk/me/notices`.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let kinds = NOTICE_KINDS.into_iter().map(|kind| {
        let by = typed.get(&format!("by.{kind}")).and_then(|by| by.parse().ok()).unwrap_or_default();
        (kind.to_owned(), (typed.ticked(&format!("page.{kind}")), by))
    });
    let input = PreferencesInput {
        language: match typed.get("language") {
            Some("en") => Language::En,
            _ => Language::Zh,
        },
        email: match typed.ticked("email_none") {
            true => Some(String::new()),
            false => typed.owned("email"),
        },
        kinds: kinds.collect(),
    };
    match desk.office.set_preferences(staff.caller(), input.clone()).await {
        Ok(()) => Ok(see(&format!("{PATH}?done=wishes"))),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            let before = desk.office.preferences(staff.caller()).await?;
            let shown = page(&desk, &staff, &before, Some(&input.kinds), &typed, problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn page(
    desk: &Desk,
    staff: &Staff,
    wishes: &Preferences,
    chosen: Option<&BTreeMap<String, (bool, By)>>,
    typed: &Typed,
    errors: Vec<Problem>,
) -> WishesPage {
    let words = &staff.words;
    let line = |kind: &'static str| {
        let kept = (!wishes.quiet.contains(kind), wishes.by(kind));
        let (page, by) = chosen.and_then(|chosen| chosen.get(kind)).copied().unwrap_or(kept);
        let choice = |other: By| Choice {
            chosen: other == by,
            ..Choice::new(other.to_string(), words.t(&format!("wish_by-{other}")))
        };
        Line {
            kind,
            label: words.t(&format!("notice_kind-{kind}")),
            page,
            by: By::iter().map(choice).collect(),
        }
    };
    let language = |language: Language, word: &str| Choice {
        chosen: wishes.language == language,
        ..Choice::new(word, words.t(&format!("wish_language-{word}")))
    };
    WishesPage {
        page: Frame::new(desk, staff, words.t("wishes-title"), "/desk/me").at(PATH).told(typed),
        lines: NOTICE_KINDS.into_iter().map(line).collect(),
        email: wishes.email.clone().unwrap_or_default(),
        typed: if errors.is_empty() { String::new() } else { typed.shown("email").to_owned() },
        languages: vec![language(Language::Zh, "zh"), language(Language::En, "en")],
        errors,
    }
}
