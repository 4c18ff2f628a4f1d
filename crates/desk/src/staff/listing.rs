//! A list of cases as its page shows it: filters, lines, where to go on.

use std::collections::BTreeSet;

use domain::id::InstitutionId;
use domain::organisation::Right;
use jiff::Timestamp;
use jiff::civil::Date;
use office::{CaseFilter, CaseOrder, CaseQuery, Count, Scope};

use super::as_known::{DayField, Past, kept};
use super::filter::{self, Chip, FilterGroup, Reading};
use super::list::{CaseLine, Lines};
use super::shown::{Stamp, thousands};
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::page::PageError;

/// Rows on a page.
pub(crate) const PAGE: u32 = 40;

/// Large counts read `1,000+`.
pub(crate) const COUNT_CEILING: u64 = 1_000;

/// A list, ordered by the urgent lane and the next legal date; ended cases follow, newest first.
pub(crate) struct Listing {
    /// The address of the list itself.
    pub path: &'static str,
    /// The page of it that is read, without what only says what was just done.
    pub here: String,
    /// Parameters that its form sends along.
    pub keep: Vec<(&'static str, String)>,
    /// The filter bar.
    pub groups: Vec<FilterGroup>,
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
    /// The list as a file; empty where the reader may not take one.
    pub export: String,
    /// Whether cases can be picked for a step together.
    pub pickable: bool,
    /// Whether they stand picked.
    pub picked: bool,
    /// When it was read, and from when on arrivals are news.
    pub read_at: Stamp,
    /// Who handles stands in every line where it differs.
    pub by_handler: bool,
    /// The day as known on which it stands.
    pub known: DayField,
}

/// A list that an address names: what it is made of and what the address narrows it to.
pub(crate) struct Asked<'a> {
    /// Where its page is.
    pub path: &'static str,
    /// What its address says.
    pub query: &'a Typed,
    /// What it is made of before the reader narrows it.
    pub made_of: CaseFilter,
    /// The day as known on which it is asked; none for today.
    pub past: Option<&'a Past>,
}

/// A page of a list with where it stands.
pub(crate) struct Rows {
    /// The cases.
    pub page: office::Page<office::CaseRow>,
    /// How many stand before them.
    pub before: usize,
    /// How many there are.
    pub count: Count,
}

impl Asked<'_> {
    /// The filter with all that the address narrows to.
    pub(crate) fn filter(&self, desk: &Desk, staff: &Staff) -> Result<CaseFilter, PageError> {
        let organisation = desk.office.organisation();
        let reading = Reading {
            office: &desk.office,
            organisation: &organisation,
            words: &staff.words,
            query: self.query,
            reach: &BTreeSet::new(),
            today: self.today(desk),
        };
        let mut filter = self.made_of.clone();
        reading.narrow(&mut filter)?;
        Ok(filter)
    }

    /// The day that is shown.
    fn today(&self, desk: &Desk) -> Date {
        self.past.map_or_else(|| desk.office.today(), |past| past.day)
    }

    /// The page that the address names.
    pub(crate) async fn rows(&self, desk: &Desk, staff: &Staff) -> Result<Rows, PageError> {
        let filter = self.filter(desk, staff)?;
        if let Some(past) = self.past {
            return self.rows_as_known(desk, staff, filter, past).await;
        }
        let backward = self.query.get("before").is_some();
        let asked = CaseQuery {
            scope: Scope::Institutions(Vec::new()),
            filter: filter.clone(),
            order: CaseOrder::Deadline,
            cursor: self.query.owned(if backward { "before" } else { "cursor" }),
            backward,
            limit: PAGE,
        };
        Ok(Rows {
            page: desk.office.cases(staff.caller(), asked).await?,
            before: self.before(),
            count: desk.office.count(staff.caller(), &filter, COUNT_CEILING).await?,
        })
    }

    /// The same as known on a day: newest first, read forwards only.
    async fn rows_as_known(
        &self,
        desk: &Desk,
        staff: &Staff,
        filter: CaseFilter,
        past: &Past,
    ) -> Result<Rows, PageError> {
        let mut asked = CaseQuery {
            scope: Scope::Institutions(Vec::new()),
            filter,
            order: CaseOrder::Newest,
            cursor: self.query.owned("cursor"),
            backward: false,
            limit: PAGE,
        };
        let count = desk.office.count_as_known(staff.caller(), &asked.filter, &past.known, COUNT_CEILING);
        let count = count.await?;
        let mut rows = Vec::new();
        // A page of cases as known may be short although more follows.
        loop {
            let page = desk.office.cases_as_known(staff.caller(), &asked, &past.known).await?;
            rows.extend(page.rows);
            asked.cursor = page.next;
            asked.limit = PAGE.saturating_sub(u32::try_from(rows.len()).unwrap_or(PAGE));
            if asked.limit == 0 || asked.cursor.is_none() {
                break;
            }
        }
        let page = office::Page { rows, next: asked.cursor, previous: None };
        Ok(Rows { page, before: self.before(), count })
    }

    /// How many cases stand before the page that the address names.
    fn before(&self) -> usize {
        self.query.get("at").and_then(|at| at.parse().ok()).unwrap_or_default()
    }

    /// The address of another page of it: behind a place of the order, with so many cases before it.
    pub(crate) fn at(&self, name: &str, cursor: &str, before: usize) -> String {
        filter::at_place(self.path, self.query, &[(name, cursor), ("at", &before.to_string())])
    }
}

/// The institutions whose cases the reader may see.
pub(crate) fn reach(desk: &Desk, staff: &Staff) -> BTreeSet<InstitutionId> {
    let organisation = desk.office.organisation();
    let grants = staff.caller().grants();
    grants.map(|grants| grants.reach(Right::See, &organisation.tree)).unwrap_or_default()
}

impl Listing {
    /// Reads the page an address names.
    pub(crate) async fn read(desk: &Desk, staff: &Staff, asked: &Asked<'_>) -> Result<Self, PageError> {
        let past = asked.past;
        let organisation = desk.office.organisation();
        let words = &staff.words;
        let (path, query) = (asked.path, asked.query);
        let reach = reach(desk, staff);
        let office = &desk.office;
        let today = asked.today(desk);
        let reading = Reading { office, organisation: &organisation, words, query, reach: &reach, today };
        let rows = asked.rows(desk, staff).await?;
        let here = here(path, query);
        let now = desk.office.surroundings().now();
        let shown_at = past.map_or(now, |past| past.known.at);
        let book = desk.office.book();
        let lines =
            Lines { organisation: &organisation, book: &book, now: shown_at, words, from: here.clone() };
        let line = |row: &office::CaseRow| {
            let line = lines.line(row);
            CaseLine { href: kept(past, line.href), ..line }
        };
        let page = &rows.page;
        let last = rows.before.saturating_add(page.rows.len());
        let place = |name: &str, cursor: &Option<String>, at: usize| {
            cursor.as_ref().map(|cursor| asked.at(name, cursor, at)).unwrap_or_default()
        };
        let may = |right| staff.caller().may_somewhere(right);
        Ok(Self {
            path,
            keep: reading.kept(),
            groups: reading.groups(),
            chips: reading.chips(path),
            unknown: reading.unknown(),
            cleared: filter::cleared(path, query),
            count: counted(rows.count),
            span: match page.rows.is_empty()
                || rows.before == 0 && page.previous.is_none() && page.next.is_none()
            {
                true => String::new(),
                false => format!("{}\u{2013}{}", thousands(rows.before as u64 + 1), thousands(last as u64)),
            },
            lines: page.rows.iter().map(line).collect(),
            previous: place("before", &page.previous, rows.before.saturating_sub(PAGE as usize)),
            next: place("cursor", &page.next, last),
            export: match may(Right::Export) {
                true => filter::at_place(&format!("{path}/export"), query, &[]),
                false => String::new(),
            },
            // Nothing can be done in the past.
            pickable: past.is_none() && may(Right::Handle),
            picked: query.get("pick") == Some("all"),
            read_at: clock_time(now, desk),
            by_handler: asked.made_of.handler.is_none(),
            known: DayField::default(),
            here,
        })
    }
}

/// A time of this day, `14:05`.
pub(crate) fn clock_time(now: Timestamp, desk: &Desk) -> Stamp {
    let zone = &desk.office.book().zone;
    Stamp { shown: zone.to_datetime(now).strftime("%H:%M").to_string(), ..Stamp::new(now, zone) }
}

/// The address of the page of a list, without what only says what was just done.
pub(crate) fn here(path: &str, query: &Typed) -> String {
    filter::address(path, query, |name, _| !filter::says_done(name) && name != "pick")
}

/// `1,204`, or `1,000+` where counting stopped.
pub(crate) fn counted(count: Count) -> String {
    let sign = if count.capped { "+" } else { "" };
    format!("{}{sign}", thousands(count.count))
}
