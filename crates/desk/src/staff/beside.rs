//! Where a case stands in the list somebody opened it from: the cases before and after it, and how far it is.

use axum::extract::Query;
use axum::http::Uri;
use office::CaseFilter;

use super::as_known::{self, kept};
use super::case::remembering;
use super::listing::{Asked, Rows, counted, here};
use super::shown::thousands;
use super::typed::Typed;
use super::{cases, queue, search};
use crate::Desk;
use crate::guard::Staff;
use crate::page::PageError;

/// Where the cases before and after one stand in the list somebody came from; empty where there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Neighbours {
    /// The address of the case before.
    pub previous: String,
    /// The address of the case after.
    pub next: String,
    /// Which of how many: `3/42`.
    pub place: String,
}

/// The neighbours of a case in the list it was opened from, over the ends of its pages.
pub(crate) async fn neighbours(
    desk: &Desk,
    staff: &Staff,
    from: &str,
    number: &str,
) -> Result<Neighbours, PageError> {
    let nothing = Ok(Neighbours::default());
    let Ok(uri) = from.parse::<Uri>() else { return nothing };
    let Ok(Query(query)) = Query::<Typed>::try_from_uri(&uri) else { return nothing };
    let day = match uri.path() {
        cases::PATH => as_known::asked(desk, &query).await?,
        _ => as_known::Asked::default(),
    };
    let past = day.past.as_ref();
    let asked = match uri.path() {
        queue::PATH => {
            Asked { path: queue::PATH, query: &query, made_of: queue::made_of(&query, staff, desk), past }
        }
        cases::PATH => Asked { path: cases::PATH, query: &query, made_of: CaseFilter::default(), past },
        search::PATH => return search::neighbours(desk, staff, &query, number).await,
        _ => return nothing,
    };
    let rows = asked.rows(desk, staff).await?;
    let all = &rows.page.rows;
    let Some(place) = all.iter().position(|row| row.number == number) else { return nothing };
    let from = here(asked.path, &query);
    let href = |number: &str, from: &str| kept(past, remembering(&format!("{}/{number}", cases::PATH), from));
    let previous = match place.checked_sub(1).and_then(|place| all.get(place)) {
        Some(row) => href(&row.number, &from),
        None => over(desk, staff, &asked, &rows, "before").await?,
    };
    let next = match all.get(place + 1) {
        Some(row) => href(&row.number, &from),
        None => over(desk, staff, &asked, &rows, "cursor").await?,
    };
    let at = thousands((rows.before + place + 1) as u64);
    Ok(Neighbours { previous, next, place: format!("{at}/{}", counted(rows.count)) })
}

/// The nearest case on the page before or after.
async fn over(
    desk: &Desk,
    staff: &Staff,
    asked: &Asked<'_>,
    rows: &Rows,
    name: &str,
) -> Result<String, PageError> {
    let back = name == "before";
    let cursor = if back { &rows.page.previous } else { &rows.page.next };
    let Some(cursor) = cursor else { return Ok(String::new()) };
    let at = match back {
        true => rows.before.saturating_sub(super::listing::PAGE as usize),
        false => rows.before + rows.page.rows.len(),
    };
    let there = asked.at(name, cursor, at);
    let Some(Query(query)) =
        there.parse::<Uri>().ok().and_then(|uri| Query::<Typed>::try_from_uri(&uri).ok())
    else {
        return Ok(String::new());
    };
    let beyond = Asked { path: asked.path, query: &query, made_of: asked.made_of.clone(), past: asked.past };
    let found = beyond.rows(desk, staff).await?.page.rows;
    let nearest = if back { found.last() } else { found.first() };
    let href = nearest.map(|row| remembering(&format!("{}/{}", cases::PATH, row.number), &there));
    Ok(href.map(|href| kept(asked.past, href)).unwrap_or_default())
}
