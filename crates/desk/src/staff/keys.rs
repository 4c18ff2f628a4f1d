//! The keys of the desk: one table, read by the page and, with script, by the sheet that `?` opens.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::frame::Frame;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};

/// Where keys work, what they are, and the last part of the key of what they do.
type Group = (&'static str, &'static [(&'static [&'static str], &'static str)]);

const GROUPS: [Group; 3] = [
    (
        "everywhere",
        &[
            (&["?"], "sheet"),
            (&["/"], "search"),
            (&["Ctrl K"], "switcher"),
            (&["G O"], "go-overview"),
            (&["G Q"], "go-queue"),
            (&["G C"], "go-cases"),
            (&["G A"], "go-approvals"),
            (&["G T"], "go-team"),
            (&["G I"], "go-intake"),
            (&["N"], "intake"),
            (&["Z"], "undo"),
            (&["Esc"], "escape"),
        ],
    ),
    (
        "list",
        &[
            (&["J", "\u{2193}"], "down"),
            (&["K", "\u{2191}"], "up"),
            (&["Enter"], "open"),
            (&["X"], "pick"),
            (&["Shift X"], "pick-more"),
            (&["A"], "assign"),
            (&["C"], "code"),
            (&["T"], "transfer"),
            (&["F"], "filters"),
            (&["1\u{2013}9"], "views"),
        ],
    ),
    (
        "case",
        &[
            (&["."], "suggested"),
            (&[","], "steps"),
            (&["Ctrl Enter"], "save"),
            (&["Ctrl Shift Enter"], "save-next"),
            (&["J"], "next"),
            (&["K"], "previous"),
            (&["E"], "contact"),
            (&["Y"], "copy"),
            (&["U"], "list"),
        ],
    ),
];

/// Keys that work in one place, with what they do.
pub(crate) struct KeyGroup {
    pub heading: String,
    pub keys: Vec<(&'static [&'static str], String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/keys.html")]
pub(crate) struct KeysPage {
    pub page: Frame,
    pub groups: Vec<KeyGroup>,
}

/// `GET /desk/keys`.
pub(crate) async fn show(State(desk): State<Arc<Desk>>, staff: Staff) -> Result<Response, PageError> {
    let words = &staff.words;
    let group = |(place, keys): &Group| KeyGroup {
        heading: words.t(&format!("keys-{place}")),
        keys: keys.iter().map(|(keys, does)| (*keys, words.t(&format!("key-{does}")))).collect(),
    };
    Ok(Html(KeysPage {
        page: Frame::new(&desk, &staff, words.t("keys-title"), "/desk/keys"),
        groups: GROUPS.iter().map(group).collect(),
    })
    .into_response())
}
