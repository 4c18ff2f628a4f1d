//! The quick switcher: from a few letters to a case, a page, a colleague, an institution or a step of the case in hand. It
//! finds by characters, pinyin initials, readings and codes, and nothing the reader may not see.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Json, Response};
use domain::id::Number;
use domain::organisation::Right;
use office::{CaseFilter, CaseOrder, CaseQuery, OfficeError, Scope};
use serde::Serialize;

use super::case::parts::step_links;
use super::frame::Frame;
use super::list::subject;
use super::listing::reach;
use super::shown::{code_name, institution_name};
use super::typed::Typed;
use crate::Desk;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::pinyin_match::matches;

/// Hits of one sort at most.
const EACH_MAX: usize = 6;
/// The longest question, in characters: more is a search.
const ASKED_MAX: usize = 60;

/// Something to go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Hit {
    /// What it is: a case, a page.
    pub group: String,
    /// Its name.
    pub label: String,
    /// What helps to tell it from others; may be empty.
    pub beside: String,
    /// Where it is.
    pub href: String,
}

/// The page, for browsers without script.
#[derive(Template)]
#[template(path = "staff/switch.html")]
pub(crate) struct SwitchPage {
    pub page: Frame,
    pub asked: String,
    pub found: Vec<Hit>,
}

/// `GET /desk/switch?q=`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    Ok(Html(SwitchPage {
        page: Frame::new(&desk, &staff, staff.words.t("nav-switch"), "/desk/switch"),
        asked: query.shown("q").to_owned(),
        found: found(&desk, &staff, &query).await?,
    })
    .into_response())
}

/// `GET /desk/switch.json?q=`, with `case` the number of the case in hand.
pub(crate) async fn answer(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    Ok(Json(found(&desk, &staff, &query).await?).into_response())
}

async fn found(desk: &Desk, staff: &Staff, query: &Typed) -> Result<Vec<Hit>, PageError> {
    let asked: String = query.get("q").unwrap_or_default().chars().take(ASKED_MAX).collect();
    let mut hits = Vec::new();
    if asked.is_empty() {
        return Ok(hits);
    }
    let sees = staff.caller().may_somewhere(Right::See);
    if let Some(number) = query.get("case").and_then(|number| number.parse().ok()) {
        hits.extend(steps(desk, staff, &number, &asked, query).await?);
    }
    if sees {
        hits.extend(cases(desk, staff, &asked).await?);
    }
    hits.extend(pages(desk, staff, &asked));
    if sees {
        hits.extend(institutions(desk, staff, &asked));
        hits.extend(colleagues(desk, staff, &asked));
        hits.extend(codes(desk, staff, &asked));
    }
    Ok(hits)
}

/// Cases by number or a part of it.
async fn cases(desk: &Desk, staff: &Staff, asked: &str) -> Result<Vec<Hit>, OfficeError> {
    let looks_like_number = asked.chars().any(|letter| letter.is_ascii_digit()) && asked.is_ascii();
    if !looks_like_number {
        return Ok(Vec::new());
    }
    let digits = asked.chars().filter(char::is_ascii_digit).count();
    // One digit finds everything and says nothing.
    if digits < 3 {
        return Ok(Vec::new());
    }
    let query = CaseQuery {
        scope: Scope::Institutions(Vec::new()),
        filter: CaseFilter { text: Some(asked.to_owned()), ..CaseFilter::default() },
        order: CaseOrder::Newest,
        cursor: None,
        backward: false,
        limit: u32::try_from(EACH_MAX).unwrap_or(u32::MAX),
    };
    // A whole number is read by its key; a part is looked for.
    let rows = match asked.to_ascii_uppercase().parse::<Number>() {
        Ok(number) => match desk.office.case_row(staff.caller(), &number).await {
            Ok(row) => vec![row],
            Err(OfficeError::NotFound { .. }) => Vec::new(),
            Err(other) => return Err(other),
        },
        Err(_) => desk.office.cases(staff.caller(), query).await?.rows,
    };
    let hit = |row: &office::CaseRow| Hit {
        group: staff.words.t("switch-case"),
        label: row.number.clone(),
        beside: subject(row, &staff.words),
        href: format!("{}/{}", super::cases::PATH, row.number),
    };
    Ok(rows.iter().map(hit).collect())
}

/// Pages of the navigation and the lists of the workbench.
fn pages(desk: &Desk, staff: &Staff, asked: &str) -> Vec<Hit> {
    let words = &staff.words;
    let frame = Frame::new(desk, staff, String::new(), "");
    let nav = frame.nav.into_iter().flat_map(|group| group.entries).map(|entry| (entry.label, entry.href));
    let lists = match staff.caller().may_somewhere(Right::Handle) {
        true => super::queue::lists(words),
        false => Vec::new(),
    };
    let own = [("me-title", "/desk/me"), ("views-title", "/desk/views"), ("keys-title", "/desk/keys")]
        .map(|(key, href)| (words.t(key), href.to_owned()));
    let found = nav.chain(lists).chain(own).filter(|(label, _)| matches(label, asked));
    found
        .take(EACH_MAX)
        .map(|(label, href)| Hit { group: words.t("switch-page"), label, beside: String::new(), href })
        .collect()
}

fn institutions(desk: &Desk, staff: &Staff, asked: &str) -> Vec<Hit> {
    let organisation = desk.office.organisation();
    let reach = reach(desk, staff);
    let visible = organisation.tree.iter().filter(|(id, _)| reach.contains(id));
    let found = visible.filter(|(_, institution)| {
        [&institution.name_zh, &institution.name_en, &institution.code]
            .iter()
            .any(|name| matches(name, asked))
    });
    found
        .take(EACH_MAX)
        .map(|(id, institution)| Hit {
            group: staff.words.t("switch-institution"),
            label: institution_name(&organisation, id, &staff.words),
            beside: institution.code.clone(),
            href: format!("/desk/cases?institution={}&state=open", encoded(&institution.code)),
        })
        .collect()
}

/// Colleagues in institutions whose cases the reader may see, with their open cases.
fn colleagues(desk: &Desk, staff: &Staff, asked: &str) -> Vec<Hit> {
    let organisation = desk.office.organisation();
    let reach = reach(desk, staff);
    let known =
        organisation.users.iter().filter(|(_, user)| user.active && reach.contains(&user.institution_id));
    let found = known.filter(|(_, user)| matches(&user.display_name, asked) || matches(&user.login, asked));
    found
        .take(EACH_MAX)
        .map(|(id, user)| Hit {
            group: staff.words.t("switch-colleague"),
            label: user.display_name.clone(),
            beside: institution_name(&organisation, user.institution_id, &staff.words),
            href: format!("/desk/cases?handler={id}&state=open"),
        })
        .collect()
}

/// Business categories, with their open cases.
fn codes(desk: &Desk, staff: &Staff, asked: &str) -> Vec<Hit> {
    let book = desk.office.book();
    let mut hits: Vec<Hit> = Vec::new();
    for set in book.codes.sets_on(domain::code::Axis::Business, desk.office.today()) {
        let offered = set.codes().iter().filter(|code| code.level <= super::filter::BUSINESS_LEVELS);
        for code in offered.filter(|code| {
            [&code.name_zh, &code.name_en].iter().any(|name| matches(name, asked))
                || matches(code.code(), asked)
        }) {
            let href = format!("/desk/cases?business={}&state=open", encoded(code.code()));
            if hits.len() < EACH_MAX && hits.iter().all(|hit| hit.href != href) {
                hits.push(Hit {
                    group: staff.words.t("switch-code"),
                    label: code_name(code, &staff.words),
                    beside: code.code().to_owned(),
                    href,
                });
            }
        }
    }
    hits
}

/// Open steps of the case in hand.
async fn steps(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    asked: &str,
    query: &Typed,
) -> Result<Vec<Hit>, OfficeError> {
    let view = match desk.office.case(staff.caller(), number).await {
        Ok(view) => view,
        Err(OfficeError::NotFound { .. }) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    };
    let links = step_links(&view, super::case::came_from(query), &staff.words);
    let found = links.into_iter().flat_map(|(_, links)| links).filter(|link| matches(&link.label, asked));
    let hit = |link: super::case::parts::StepLink| Hit {
        group: staff.words.t("switch-step"),
        label: link.label,
        beside: number.to_string(),
        href: link.href,
    };
    Ok(found.take(EACH_MAX).map(hit).collect())
}
