//! Search in full text: one box, what was found with the words in it, and what it is as facets that are links.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{InstitutionId, Number};
use domain::matter::{Channel, Kind, Status};
use office::{Finding, FoundCase, FoundCases, Narrowing, Piece};

use super::beside::Neighbours;
use super::case::remembering;
use super::filter::{address, at_place};
use super::frame::Frame;
use super::list::{CaseLine, Lines};
use super::listing::here;
use super::shown::{institution_name, thousands};
use super::typed::Typed;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::{Desk, Words};

/// The path of the page.
pub(crate) const PATH: &str = "/desk/search";

/// Hits on a page.
const PAGE: usize = 20;
/// Hits that can be paged to.
const DEPTH: usize = 1_000;
/// How many values a facet shows at once; the others are one press away.
const SHOWN: usize = 10;

/// A case that was found.
pub(crate) struct Hit {
    pub line: CaseLine,
    pub extract: Vec<Piece>,
}

/// A value of a facet.
pub(crate) struct FacetValue {
    pub label: String,
    pub count: String,
    /// With it, or without it where it is chosen.
    pub href: String,
    pub chosen: bool,
}

/// A facet.
pub(crate) struct Facet {
    pub heading: String,
    pub shown: Vec<FacetValue>,
    pub rest: Vec<FacetValue>,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/search.html")]
pub(crate) struct SearchPage {
    pub page: Frame,
    pub asked: String,
    pub keep: Vec<(String, String)>,
    pub blank: bool,
    pub count: String,
    pub span: String,
    pub unknown: Vec<String>,
    pub hits: Vec<Hit>,
    pub facets: Vec<Facet>,
    pub previous: String,
    pub next: String,
    pub examples: Vec<(String, String)>,
}

/// `GET /desk/search`. A whole number leads straight to its case.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    if let Some(number) = query.get("q").and_then(|text| text.parse::<Number>().ok())
        && desk.office.case_row(staff.caller(), &number).await.is_ok()
    {
        return Ok(Redirect::to(&format!("{}/{number}", super::cases::PATH)).into_response());
    }
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let finding = finding(&desk, &query);
    let (asked, offset) = (finding.text.clone(), finding.offset);
    let blank = asked.trim().is_empty() && finding.narrowing == Narrowing::default();
    let found = look(&desk, &staff, finding).await?;
    let book = desk.office.book();
    let lines = Lines {
        organisation: &organisation,
        book: &book,
        now: desk.office.surroundings().now(),
        words,
        from: here(PATH, &query),
    };
    let facets = facets(&found, &query, words, |id| {
        let code = organisation.tree.get(id).map(|institution| institution.code.clone());
        (code.unwrap_or_default(), institution_name(&organisation, id, words))
    });
    let last = offset + found.cases.len();
    let reachable = usize::try_from(found.total).unwrap_or(DEPTH).min(DEPTH);
    let at = |offset: usize| at_place(PATH, &query, &[("at", &offset.to_string())]);
    let not_understood = |typed: &String| words.t1("search-not-understood", "typed", typed.as_str());
    let kept =
        query.0.iter().filter(|(name, _)| matches!(name.as_str(), "kind" | "status" | "channel" | "only"));
    Ok(Html(SearchPage {
        page: Frame::new(&desk, &staff, words.t("search-title"), PATH)
            .at(&here(PATH, &query))
            .searching(&asked),
        keep: kept.cloned().collect(),
        blank,
        count: thousands(found.total),
        span: if found.cases.is_empty() { String::new() } else { format!("{}–{last}", offset + 1) },
        unknown: found.not_understood.iter().map(not_understood).collect(),
        facets,
        previous: if offset > 0 { at(offset.saturating_sub(PAGE)) } else { String::new() },
        next: if last < reachable && offset + PAGE < DEPTH { at(offset + PAGE) } else { String::new() },
        examples: examples(words),
        hits: found.cases.into_iter().map(|case| hit(&lines, case)).collect(),
        asked,
    })
    .into_response())
}

/// What an address asks for.
fn finding(desk: &Desk, query: &Typed) -> Finding {
    let organisation = desk.office.organisation();
    let institutions = query.all("only").filter_map(|code| organisation.tree.by_code(code));
    let narrowing = Narrowing {
        kinds: query.all("kind").filter_map(|word| word.parse().ok()).collect(),
        statuses: query.all("status").filter_map(|word| word.parse().ok()).collect(),
        channels: query.all("channel").filter_map(|word| word.parse().ok()).collect(),
        institutions: institutions.collect(),
    };
    let offset = query.get("at").and_then(|at| at.parse().ok()).unwrap_or(0_usize).min(DEPTH - PAGE);
    Finding { text: query.shown("q").to_owned(), narrowing, offset, limit: PAGE }
}

async fn look(desk: &Desk, staff: &Staff, finding: Finding) -> Result<FoundCases, PageError> {
    let labels = |field, label: &str| crate::labels::word(&desk.locales, field, label);
    Ok(desk.office.find(staff.caller(), finding, &labels).await?)
}

/// Where a case stands among the hits, over the ends of a page.
pub(crate) async fn neighbours(
    desk: &Desk,
    staff: &Staff,
    query: &Typed,
    number: &str,
) -> Result<Neighbours, PageError> {
    let mut finding = finding(desk, query);
    // One hit more on either side than the page shows.
    let before = finding.offset.min(1);
    finding.offset -= before;
    finding.limit = PAGE + before + 1;
    let first = finding.offset;
    let found = look(desk, staff, finding).await?;
    let Some(place) = found.cases.iter().position(|case| case.row.number == number) else {
        return Ok(Neighbours::default());
    };
    let href = |place: Option<usize>| {
        let Some((place, case)) = place.and_then(|place| Some((place, found.cases.get(place)?))) else {
            return String::new();
        };
        let page = (first + place) / PAGE * PAGE;
        let from = at_place(PATH, query, &[("at", &page.to_string())]);
        remembering(&format!("{}/{}", super::cases::PATH, case.row.number), &from)
    };
    Ok(Neighbours {
        previous: href(place.checked_sub(1)),
        next: href(Some(place + 1)),
        place: format!("{}/{}", thousands((first + place + 1) as u64), thousands(found.total)),
    })
}

fn hit(lines: &Lines<'_>, case: FoundCase) -> Hit {
    Hit { line: lines.line(&case.row), extract: case.extract }
}

/// What can be typed, with what it means.
fn examples(words: &Words) -> Vec<(String, String)> {
    let all = ["words", "phrase", "without", "field", "due", "handler"];
    all.iter()
        .map(|name| (words.t(&format!("search-example-{name}")), words.t(&format!("search-means-{name}"))))
        .collect()
}

fn facets(
    found: &FoundCases,
    query: &Typed,
    words: &Words,
    institution: impl Fn(InstitutionId) -> (String, String),
) -> Vec<Facet> {
    let named = |prefix: &str, word: &str| words.t(&format!("{prefix}-{word}"));
    let kind = |(kind, count): &(Kind, u64)| (kind.to_string(), named("kind", kind.as_ref()), *count);
    let status =
        |(status, count): &(Status, u64)| (status.to_string(), named("status", status.as_ref()), *count);
    let channel =
        |(channel, count): &(Channel, u64)| (channel.to_string(), named("channel", channel.as_ref()), *count);
    let own = |(id, count): &(InstitutionId, u64)| {
        let (code, name) = institution(*id);
        (code, name, *count)
    };
    let facets = &found.facets;
    let all = [
        ("kind", facets.kinds.iter().map(kind).collect()),
        ("status", facets.statuses.iter().map(status).collect()),
        ("only", facets.institutions.iter().map(own).collect()),
        ("channel", facets.channels.iter().map(channel).collect::<Vec<(String, String, u64)>>()),
    ];
    let made = all.into_iter().map(|(name, values)| facet(name, values, query, words));
    made.filter(|facet| !facet.shown.is_empty()).collect()
}

fn facet(name: &str, values: Vec<(String, String, u64)>, query: &Typed, words: &Words) -> Facet {
    let value = |(value, label, count): (String, String, u64)| {
        let chosen = query.all(name).any(|chosen| chosen == value);
        let without = address(PATH, query, |other, its| other != "at" && !(other == name && its == value));
        let sign = if without.contains('?') { '&' } else { '?' };
        let href = if chosen {
            without
        } else {
            format!("{without}{sign}{name}={}", crate::encoded::encoded(&value))
        };
        FacetValue { label, count: thousands(count), href, chosen }
    };
    let mut shown: Vec<FacetValue> = values.into_iter().map(value).collect();
    shown.sort_by_key(|value| !value.chosen);
    let rest = shown.split_off(shown.len().min(SHOWN));
    Facet { heading: words.t(&format!("filter-{name}")), shown, rest }
}
