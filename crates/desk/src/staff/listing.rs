//! A list of cases as its page shows it: filters, lines, where to go on.

use axum::extract::Query;
use axum::http::Uri;
use office::{CaseFilter, CaseOrder, CaseQuery, Scope};

use super::filter::{self, Chip, FilterGroup, Reading};
use super::list::{CaseLine, Lines};
use super::shown::thousands;
use super::typed::Typed;
use super::{cases, queue};
use crate::Desk;
use crate::guard::Staff;
use crate::page::PageError;

/// Rows on a page.
const PAGE: u32 = 40;

/// Large counts read `1,000+`.
pub(crate) const COUNT_CEILING: u64 = 1_000;

/// A list, ordered by the urgent lane and the next legal date; ended cases follow, newest first.
pub(crate) struct Listing {
    /// The address of the list itself.
    pub path: &'static str,
    /// Parameters that its form sends along.
    pub keep: Vec<(&'static str, String)>,
    /// The filter bar.
    pub groups: Vec<FilterGroup>,
    /// What is searched for.
    pub search: String,
    /// The filters that are on.
    pub chips: Vec<Chip>,
    /// Conditions that could not be followed, in sentences.
    pub unknown: Vec<String>,
    /// The list without any filter.
    pub cleared: String,
    /// How many cases there are.
    pub count: String,
    /// Which of them stand here: `41–80`; empty where all do.
    pub span: String,
    /// The cases.
    pub lines: Vec<CaseLine>,
    /// Goes back; empty where nothing is.
    pub previous: String,
    /// Goes on; empty where nothing is.
    pub next: String,
}

impl Listing {
    /// Reads the page an address names. `made_of` is what the list is made of before the reader narrows it.
    pub(crate) async fn read(
        desk: &Desk,
        staff: &Staff,
        path: &'static str,
        query: &Typed,
        made_of: CaseFilter,
    ) -> Result<Self, PageError> {
        let organisation = desk.office.organisation();
        let words = &staff.words;
        let reading = Reading { office: &desk.office, organisation: &organisation, words, query };
        let mut filter = made_of;
        reading.narrow(&mut filter)?;
        let backward = query.get("before").is_some();
        let asked = CaseQuery {
            scope: Scope::Institutions(Vec::new()),
            filter: filter.clone(),
            order: CaseOrder::Deadline,
            cursor: query.owned(if backward { "before" } else { "cursor" }),
            backward,
            limit: PAGE,
        };
        let page = desk.office.cases(staff.caller(), asked).await?;
        let count = desk.office.count(staff.caller(), &filter, COUNT_CEILING).await?;
        let lines = Lines {
            organisation: &organisation,
            book: &desk.office.book(),
            now: desk.office.surroundings().now(),
            words,
            from: here(path, query),
        };
        let before: usize = query.get("at").and_then(|at| at.parse().ok()).unwrap_or_default();
        let (here, last) = (page.rows.len(), before.saturating_add(page.rows.len()));
        let place = |name: &str, cursor: &Option<String>, at: usize| match cursor {
            Some(cursor) => filter::at_place(path, query, &[(name, cursor), ("at", &at.to_string())]),
            None => String::new(),
        };
        Ok(Self {
            path,
            keep: reading.kept(),
            groups: reading.groups(),
            search: query.shown("q").to_owned(),
            chips: reading.chips(path),
            unknown: reading.unknown(),
            cleared: filter::cleared(path, query),
            count: counted(count),
            span: match here == 0 || page.previous.is_none() && page.next.is_none() {
                true => String::new(),
                false => format!("{}\u{2013}{}", thousands(before as u64 + 1), thousands(last as u64)),
            },
            lines: lines.lines(&page.rows),
            previous: place("before", &page.previous, before.saturating_sub(PAGE as usize)),
            next: place("cursor", &page.next, last),
        })
    }
}

/// The address of the page of a list, without what only says what was just done.
pub(crate) fn here(path: &str, query: &Typed) -> String {
    filter::address(path, query, |name, _| name != "done")
}

/// `1,204`, or `1,000+` where counting stopped.
pub(crate) fn counted(count: office::Count) -> String {
    let sign = if count.capped { "+" } else { "" };
    format!("{}{sign}", thousands(count.count))
}

/// Where the cases before and after one stand in the list somebody came from; empty where there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Neighbours {
    /// The address of the case before.
    pub previous: String,
    /// The address of the case after.
    pub next: String,
}

/// The neighbours of a case on the page of the list it was opened from.
pub(crate) async fn neighbours(
    desk: &Desk,
    staff: &Staff,
    from: &str,
    number: &str,
) -> Result<Neighbours, PageError> {
    let Ok(uri) = from.parse::<Uri>() else { return Ok(Neighbours::default()) };
    let Ok(Query(query)) = Query::<Typed>::try_from_uri(&uri) else { return Ok(Neighbours::default()) };
    let (path, made_of) = match uri.path() {
        queue::PATH => (queue::PATH, queue::made_of(&query, staff, desk)),
        cases::PATH => (cases::PATH, CaseFilter::default()),
        _ => return Ok(Neighbours::default()),
    };
    let lines = Listing::read(desk, staff, path, &query, made_of).await?.lines;
    let Some(place) = lines.iter().position(|line| line.number == number) else {
        return Ok(Neighbours::default());
    };
    let href = |place: Option<usize>| place.and_then(|place| lines.get(place)).map(|line| line.href.clone());
    Ok(Neighbours {
        previous: href(place.checked_sub(1)).unwrap_or_default(),
        next: href(Some(place + 1)).unwrap_or_default(),
    })
}
