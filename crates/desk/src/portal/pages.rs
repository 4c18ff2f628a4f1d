//! Pages that only say something: home, help, privacy, accessibility, how to get a lost code back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};

use super::channels::near_home;
use super::chrome::{Chrome, Link};
use super::offered::{institutions, name_of};
use crate::Desk;
use crate::channels::ShownChannel;
use crate::guard::Visitor;
use crate::page::{Html, PageError};
use crate::staff::typed::Typed;

/// Home.
#[derive(Template)]
#[template(path = "portal/home.html")]
struct HomePage {
    page: Chrome,
    channels: Vec<ShownChannel>,
}

/// A page of a few sentences and ways on.
#[derive(Template)]
#[template(path = "portal/said.html")]
pub(super) struct Said {
    pub page: Chrome,
    pub paragraphs: Vec<String>,
    pub links: Vec<Link>,
}

/// A part of a page of prose.
struct Section {
    id: &'static str,
    heading: String,
    lines: Vec<String>,
    listed: bool,
}

/// A page of prose.
#[derive(Template)]
#[template(path = "portal/prose.html")]
struct ProsePage {
    page: Chrome,
    sections: Vec<Section>,
}

/// `GET /`.
pub(crate) async fn home(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let page = Chrome::new(&desk, &visitor, visitor.words.t("home-title"), "/");
    let channels = near_home(&desk, &visitor.words).await?;
    let cleared = query.get("cleared").map(|_| visitor.words.t("portal-cleared"));
    Ok(Html(HomePage { page: page.saying(cleared.unwrap_or_default()), channels }).into_response())
}

/// `GET /track/lost`.
pub(crate) async fn lost(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Response {
    let page = Chrome::new(&desk, &visitor, visitor.words.t("lost-title"), "/track/lost");
    let by_phone = page.with_hotline("lost-phone", "lost-phone-none");
    let paragraphs = vec![page.t("lost-why"), by_phone, page.t("lost-branch"), page.t("lost-neither")];
    let links = vec![Link::plain("/track", page.t("portal-back"))];
    Html(Said { page, paragraphs, links }).into_response()
}

/// `GET /help`.
pub(crate) async fn help(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Response {
    let page = Chrome::new(&desk, &visitor, visitor.words.t("help-title"), "/help");
    let section = |id, heading: &str, keys: &[&str]| {
        let lines: Vec<String> = keys.iter().map(|key| page.t(key)).collect();
        Section { id, heading: page.t(heading), listed: lines.len() > 1, lines }
    };
    let mut channels = section(
        "channels",
        "help-channels",
        &["help-channel-web", "help-channel-branch", "help-channel-letter"],
    );
    channels.lines.insert(0, page.with_hotline("help-channel-phone", "help-channel-phone-none"));
    let names: Vec<String> =
        institutions(&desk).iter().map(|code| name_of(&desk, code, &visitor.words)).collect();
    let sections = vec![
        channels,
        Section {
            id: "institutions",
            heading: page.t("help-institutions"),
            listed: names.len() > 1,
            lines: names,
        },
        section("times", "help-times", &["help-times-complaint", "help-times-credit", "help-times-enquiry"]),
        section(
            "remedies",
            "help-remedies",
            &[
                "help-remedies-review",
                "help-remedies-mediation",
                "help-remedies-arbitration",
                "help-remedies-litigation",
            ],
        ),
        section("outside", "help-outside", &["help-outside-text"]),
        section("safety", "help-safety", &["help-safety-text"]),
    ];
    Html(ProsePage { page, sections }).into_response()
}

/// `GET /privacy`.
pub(crate) async fn privacy(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Response {
    let page = Chrome::new(&desk, &visitor, visitor.words.t("privacy-title"), "/privacy");
    let section = |id, heading: &str, text: &str| Section {
        id,
        heading: page.t(heading),
        lines: vec![page.t(text)],
        listed: false,
    };
    let sections = vec![
        section("collect", "privacy-collect", "privacy-collect-text"),
        section("draft", "privacy-draft", "privacy-draft-text"),
        section("keep", "privacy-keep", "privacy-keep-text"),
        section("cookies", "privacy-cookies", "privacy-cookies-text"),
        section("rights", "privacy-rights", "privacy-rights-text"),
    ];
    Html(ProsePage { page, sections }).into_response()
}

/// `GET /accessibility`.
pub(crate) async fn accessibility(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Response {
    let page = Chrome::new(&desk, &visitor, visitor.words.t("access-title"), "/accessibility");
    let lines = ["access-text", "access-large", "access-help", "access-tell"].map(|key| page.t(key)).into();
    let sections = vec![Section { id: "access", heading: String::new(), lines, listed: false }];
    Html(ProsePage { page, sections }).into_response()
}
