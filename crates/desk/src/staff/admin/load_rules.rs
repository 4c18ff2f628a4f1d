//! Loading a regime or a calendar: what it would change on the open cases, then applying it.

use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::organisation::OfficeEvent;
use office::{DateChange, OfficeError, RuleKind, RulesError, RulesPreview};

use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem, see};
use crate::staff::shown::{institution_name, thousands};
use crate::staff::typed::Typed;
use crate::{Desk, Words};

/// Where a file is handed over and looked at.
pub(crate) const PATH: &str = "/desk/admin/rules";
/// Where it is applied.
pub(crate) const APPLY_PATH: &str = "/desk/admin/rules/apply";
/// No file of rules is longer, in bytes.
const BYTES_MAX: usize = 256 * 1024;

/// A date that would change, as a line.
pub(crate) struct Line {
    pub number: String,
    pub kind: String,
    pub institution: String,
    pub before: String,
    pub after: String,
}

/// What a file would change.
pub(crate) struct Preview {
    /// What the file holds.
    pub what: String,
    /// Whether it was applied before.
    pub known: bool,
    /// One sentence each.
    pub counts: Vec<String>,
    pub lines: Vec<Line>,
    pub kind: &'static str,
    pub name: String,
    pub text: String,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/load_rules.html")]
pub(crate) struct LoadRulesPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub preview: Option<Preview>,
    pub errors: Vec<Problem>,
}

/// `GET /desk/admin/rules`.
pub(crate) async fn ask(State(desk): State<Arc<Desk>>, staff: Staff, Query(query): Query<Typed>) -> Response {
    let asked = page(&desk, &staff, None, Vec::new());
    Html(LoadRulesPage { page: asked.page.told(&query), ..asked }).into_response()
}

/// `POST /desk/admin/rules`: a file, looked at.
pub(crate) async fn look(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let (mut kind, mut name, mut content) = (None, String::new(), Vec::new());
    while let Ok(Some(part)) = parts.next_field().await {
        match part.name() {
            Some("kind") => kind = part.text().await.ok(),
            Some("file") => {
                name = part.file_name().unwrap_or_default().to_owned();
                content = part.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
            }
            _ => {}
        }
    }
    let words = &staff.words;
    let wrong = |field: &str, key: &str| Problem {
        field: field.to_owned(),
        name: field.to_owned(),
        sentence: words.t(key),
    };
    let refused = |problem| {
        let shown = page(&desk, &staff, None, vec![problem]);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
    };
    let Some(kind) = kind.as_deref().and_then(kind_of) else {
        return refused(wrong("kind", "error-missing"));
    };
    if content.is_empty() {
        return refused(wrong("file", "rules-file-missing"));
    }
    if content.len() > BYTES_MAX {
        return refused(wrong("file", "rules-file-long"));
    }
    let Ok(text) = String::from_utf8(content) else { return refused(wrong("file", "rules-file-encoding")) };
    if name.is_empty() {
        name = "file.toml".to_owned();
    }
    preview(&desk, &staff, kind, &name, &text, Vec::new()).await
}

/// `POST /desk/admin/rules/apply`: the same file, applied. Whoever does it types how many dates change, so that they have
/// seen it.
pub(crate) async fn apply(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some(kind) = typed.get("kind").and_then(kind_of) else { return Err(PageError::not_found()) };
    let (name, text) = (typed.shown("name"), typed.shown("text"));
    let now = match desk.office.rules_preview(staff.caller(), kind, name, text).await {
        Ok(now) => now,
        Err(error) => return refusal(&desk, &staff, error),
    };
    if typed.get("changed").and_then(|changed| changed.parse().ok()) != Some(now.changed) {
        let problem = Problem {
            field: "changed".to_owned(),
            name: "changed".to_owned(),
            sentence: staff.words.t("rules-changed-wrong"),
        };
        return preview(&desk, &staff, kind, name, text, vec![problem]).await;
    }
    match desk.office.rules_arrive(staff.caller(), kind, name, text).await {
        Ok(_) => Ok(see(&format!("{PATH}?done=rules"))),
        Err(error) => refusal(&desk, &staff, error),
    }
}

fn kind_of(word: &str) -> Option<RuleKind> {
    match word {
        "calendar" => Some(RuleKind::Calendar),
        "regime" => Some(RuleKind::Regime),
        _ => None,
    }
}

async fn preview(
    desk: &Desk,
    staff: &Staff,
    kind: RuleKind,
    name: &str,
    text: &str,
    errors: Vec<Problem>,
) -> Result<Response, PageError> {
    let found = match desk.office.rules_preview(staff.caller(), kind, name, text).await {
        Ok(found) => found,
        Err(error) => return refusal(desk, staff, error),
    };
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let day =
        |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_else(|| "—".to_owned());
    let line = |change: &DateChange| Line {
        number: change.number.clone().unwrap_or_default(),
        kind: words.t(&format!("kind-{}", change.kind)),
        institution: institution_name(&organisation, change.institution_id, words),
        before: day(change.before),
        after: day(change.after),
    };
    let shown = Preview {
        what: what(&found.loaded, words),
        known: found.known,
        counts: counts(&found, words),
        lines: found.first.iter().map(line).collect(),
        kind: if kind == RuleKind::Regime { "regime" } else { "calendar" },
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Html(page(desk, staff, Some(shown), errors))).into_response())
}

/// What a file holds.
fn what(loaded: &OfficeEvent, words: &Words) -> String {
    match loaded {
        OfficeEvent::CalendarLoaded { id, years, .. } => {
            let years: Vec<String> = years.iter().map(ToString::to_string).collect();
            words.t2("rules-calendar", "id", id.as_str(), "years", years.join(" "))
        }
        OfficeEvent::RegimeLoaded { id, version, .. } => {
            words.t2("rules-regime", "id", id.as_str(), "version", *version)
        }
        _ => String::new(),
    }
}

/// What it would change, one sentence each.
fn counts(found: &RulesPreview, words: &Words) -> Vec<String> {
    let sentence = |key: &str, count: u64| words.t2(key, "count", count, "shown", thousands(count));
    let mut counts = vec![
        sentence(if found.complete { "rules-looked-all" } else { "rules-looked-some" }, found.looked),
        sentence("rules-changed", found.changed),
        sentence("rules-earlier", found.earlier),
        sentence("rules-later", found.later),
    ];
    if found.settled > 0 {
        counts.push(sentence("rules-settled", found.settled));
    }
    counts
}

fn refusal(desk: &Desk, staff: &Staff, error: RulesError) -> Result<Response, PageError> {
    let sentence = match error {
        RulesError::Office(OfficeError::Denied { .. }) => staff.words.t("rules-not-yours"),
        RulesError::Office(error) => return Err(error.into()),
        // Where and what is wrong is said in the words of the file.
        RulesError::File(error) => staff.words.t1("rules-file-wrong", "reason", error.to_string()),
        RulesError::Version { id, version } => staff.words.t2("rules-version", "id", id, "version", version),
    };
    let problem = Problem { field: "file".to_owned(), name: "file".to_owned(), sentence };
    let shown = page(desk, staff, None, vec![problem]);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

fn page(desk: &Desk, staff: &Staff, preview: Option<Preview>, errors: Vec<Problem>) -> LoadRulesPage {
    let words = &staff.words;
    LoadRulesPage {
        page: Frame::new(desk, staff, words.t("rules-title"), "/desk/admin/regimes").at(PATH),
        tabs: super::tabs("regimes", words),
        preview,
        errors,
    }
}
