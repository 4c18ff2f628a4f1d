//! What the reader was told: which case, why, when; and that they have seen it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::clock::{Escalation, cite};
use domain::matter::Book;
use office::{NOTICES_MAX, Notice};

use super::frame::Frame;
use super::list::{CaseLine, Lines};
use super::shown::Stamp;
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError};

/// The path of the list.
pub(crate) const PATH: &str = "/desk/notices";

/// A notice as a line.
pub(crate) struct Line {
    pub case: CaseLine,
    pub why: String,
    pub rests_on: String,
    pub at: Stamp,
    pub seen: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/notices.html")]
pub(crate) struct NoticesPage {
    pub page: Frame,
    pub lines: Vec<Line>,
    /// The newest notice shown, where there is one not seen.
    pub until: String,
    /// The address of older ones.
    pub older: String,
}

/// `GET /desk/notices`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let before = query.get("before").and_then(|id| id.parse().ok());
    let notices = desk.office.notices(staff.caller(), before).await?;
    let organisation = desk.office.organisation();
    let book = desk.office.book();
    let words = &staff.words;
    let lines = Lines {
        organisation: &organisation,
        book: &book,
        now: desk.office.surroundings().now(),
        words,
        from: PATH.to_owned(),
    };
    let newest = notices.first().filter(|_| notices.iter().any(|notice| notice.row.seen_at.is_none()));
    let until = newest.map(|notice| notice.row.notice_id.to_string()).unwrap_or_default();
    let line = |notice: &Notice| {
        let (why, rests_on) = said(notice, &book, words);
        Line {
            case: lines.line(&notice.case),
            why,
            rests_on,
            at: Stamp::new(notice.row.notice.at, &book.zone),
            seen: notice.row.seen_at.is_some(),
        }
    };
    Ok(Html(NoticesPage {
        page: Frame::new(&desk, &staff, words.t("notices-title"), PATH),
        lines: notices.iter().map(line).collect(),
        until,
        older: match (notices.len(), notices.last()) {
            (len, Some(last)) if len >= NOTICES_MAX as usize => {
                format!("{PATH}?before={}", last.row.notice_id)
            }
            _ => String::new(),
        },
    })
    .into_response())
}

/// `POST /desk/notices`: they are seen, up to the newest that was shown.
pub(crate) async fn see(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    if let Some(until) = typed.get("until").and_then(|until| until.parse().ok()) {
        desk.office.see_notices(staff.caller(), until).await?;
    }
    Ok(Redirect::to(PATH).into_response())
}

/// Why somebody is told, and on what it rests. A rule that is no longer in the book is told without its day.
pub(crate) fn said(notice: &Notice, book: &Book, words: &Words) -> (String, String) {
    let told = &notice.row.notice;
    if told.kind != "escalation" {
        return (words.t(&format!("notice-{}", told.kind)), String::new());
    }
    if let Some(count) = office::told_together(&told.rule) {
        let others = i64::try_from(count.saturating_sub(1)).unwrap_or(i64::MAX);
        return (words.t1("notice-many", "others", others), String::new());
    }
    let Some((stage, rule)) = found(&told.rule, book) else {
        return (words.t("notice-escalation"), String::new());
    };
    let days = i64::from(rule.offset_days.abs());
    let when = match rule.offset_days {
        ..0 => words.t1("notice-before", "days", days),
        0 => words.t("notice-today"),
        _ => words.t1("notice-after", "days", days),
    };
    let rests_on = match rule.article.as_str() {
        "practice" => words.t("notice-practice"),
        article => cite(article, words.language()),
    };
    let stage = stage.in_language(words.language()).to_owned();
    (words.t2("notice-stage", "when", when, "stage", stage), format!("{rests_on} ({})", told.rule))
}

/// The stage's title and the rule that `regime/stage/rule` names.
fn found<'a>(name: &str, book: &'a Book) -> Option<(&'a domain::clock::Words, &'a Escalation)> {
    let mut parts = name.split('/');
    if let Some(rule) = name.strip_prefix("source/required/") {
        let rule = book.sources.escalations.iter().find(|found| found.name == rule)?;
        return Some((&book.sources.title, rule));
    }
    let regime = book.regimes.get(parts.next()?)?;
    let title = regime.title_of(parts.next()?)?;
    let rule = parts.next()?;
    let rule = regime.escalations.iter().find(|found| found.name == rule)?;
    Some((title, rule))
}
