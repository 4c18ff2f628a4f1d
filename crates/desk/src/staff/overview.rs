//! The front page: today's work, landing and echo, the four first-times, open and late by institution.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::clock::Language;
use domain::organisation::Right;
use jiff::ToSpan;
use jiff::civil::Date;
use office::{Counted, Figures, FirstTime, Overview};

use super::as_known::{self, DayField, kept};
use super::filter;
use super::frame::Frame;
use super::hearing::alerts::{AlertLine, alerts};
use super::shown::{day_in_words, institution_name, length, thousands};
use super::step::choice::Choice;
use super::typed::Typed;
use crate::Desk;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError};

/// A line of today's work.
pub(crate) struct TallyItem {
    pub class: &'static str,
    pub label: String,
    pub href: String,
    pub none: bool,
}

/// A count with the list of what it counts.
pub(crate) struct Counting {
    pub label: String,
    /// Empty where there is nothing to list.
    pub href: String,
}

/// A figure with the counts it stands on, each of which leads to its cases.
pub(crate) struct Tile {
    pub name: String,
    pub figure: Counting,
    pub raw: Vec<Counting>,
    /// What stands between the counts.
    pub between: &'static str,
    pub compared: String,
}

/// Open and late of one institution.
pub(crate) struct InstitutionLine {
    pub name: String,
    pub open: String,
    pub late: String,
    pub href: String,
    pub late_href: String,
}

/// The front page.
#[derive(Template)]
#[template(path = "staff/overview.html")]
pub(crate) struct OverviewPage {
    pub page: Frame,
    pub heading: String,
    pub known: DayField,
    pub institutions_offered: Vec<Choice>,
    pub periods: Vec<Choice>,
    pub period_in_words: String,
    pub tally: Vec<TallyItem>,
    pub tiles: Vec<Tile>,
    pub institutions: Vec<InstitutionLine>,
    /// None as of a day that is past.
    pub alerts: Vec<AlertLine>,
}

/// The periods that can be chosen.
const PERIODS: [&str; 4] = ["month", "last_month", "quarter", "year"];

/// `GET /desk`. Who holds no figures goes on to their list.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    if !staff.caller().may_somewhere(Right::Figures) {
        return Ok(super::frame::see(super::first_page(staff.caller())));
    }
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let day = as_known::asked(&desk, &query).await?;
    let past = day.past.as_ref();
    let today = past.map_or_else(|| desk.office.today(), |past| past.day);
    let code = query.get("institution").unwrap_or_default().to_owned();
    let top = organisation.tree.by_code(&code);
    let period = query.get("period").filter(|period| PERIODS.contains(period)).unwrap_or("month");
    let (from, until) = bounds(period, today);
    let overview =
        desk.office.overview(staff.caller(), top, from, until, past.map(|past| &past.known)).await?;
    let institutions_offered = Choice::institutions(&staff, Right::Figures, &organisation, top);
    let periods = PERIODS.iter().map(|word| Choice {
        chosen: *word == period,
        ..Choice::new(*word, words.t(&format!("period-{word}")))
    });
    let institutions = overview
        .institutions
        .iter()
        .filter_map(|(id, tally)| {
            let code = &organisation.tree.get(*id)?.code;
            // Each line counts one institution without those below it.
            let href = format!("/desk/cases?only={}", encoded(code));
            Some(InstitutionLine {
                name: institution_name(&organisation, *id, words),
                open: thousands(tally.open),
                late: thousands(tally.late),
                late_href: kept(past, format!("{href}&due=late")),
                href: kept(past, format!("{href}&state=open")),
            })
        })
        .collect();
    let below = top.map(|top| organisation.tree.subtree(top).into_iter().collect());
    let within = if code.is_empty() { String::new() } else { format!("&institution={}", encoded(&code)) };
    let there = |path: String| kept(past, format!("{path}{within}"));
    let title = words.t("overview-title");
    let zone = &desk.office.book().zone;
    let span = [
        ("from", day_in_words(from, words)),
        ("until", day_in_words(until.min(today), words)),
        ("at", zone.to_datetime(overview.counted_at).strftime("%H:%M").to_string()),
    ];
    Ok(Html(OverviewPage {
        page: Frame::new(&desk, &staff, title, "/desk"),
        heading: match past {
            None => words.t1("overview-today", "day", day_in_words(today, words)),
            Some(past) => words.t1("as_known-heading", "day", day_in_words(past.day, words)),
        },
        known: DayField::new(&day, &desk, "/desk", &query, words),
        institutions_offered,
        periods: periods.collect(),
        period_in_words: words.tn("overview-span", &span.map(|(name, value)| (name, value.into()))),
        tally: tally(&overview, &there, words),
        tiles: tiles(&overview, &there, words),
        institutions,
        alerts: match past {
            None => alerts(&desk, &staff, below.as_ref()).await?,
            Some(_) => Vec::new(),
        },
    })
    .into_response())
}

/// First and last day of a period.
fn bounds(period: &str, today: Date) -> (Date, Date) {
    let first = today.first_of_month();
    match period {
        "last_month" => {
            let last = first.yesterday().unwrap_or(first);
            (last.first_of_month(), last)
        }
        "quarter" => (first.saturating_sub(i32::from((today.month() - 1) % 3).months()), today),
        "year" => (today.first_of_year(), today),
        _ => (first, today),
    }
}

fn tally(overview: &Overview, there: &impl Fn(String) -> String, words: &Words) -> Vec<TallyItem> {
    let tally = overview.tally;
    let items = [
        ("late", tally.late, "due=late"),
        ("soon", tally.today, "due=today"),
        ("in-time", tally.soon, "due=next"),
        ("stopped", tally.paused, "paused=1"),
        ("urgent", tally.urgent, "urgent=1"),
    ];
    items
        .into_iter()
        .map(|(class, count, query)| TallyItem {
            class,
            label: words.t1(&format!("tally-{class}"), "count", thousands(count)),
            href: there(format!("/desk/cases?{query}")),
            none: count == 0,
        })
        .collect()
}

fn tiles(overview: &Overview, there: &impl Fn(String) -> String, words: &Words) -> Vec<Tile> {
    let (from, until) = overview.period;
    let today = overview.today;
    let count = |label: String, count: u64, counted: Counted| Counting {
        label,
        href: match count {
            0 => String::new(),
            _ => there(format!(
                "/desk/cases?counted={}&received_from={from}&received_until={until}",
                filter::counted_word(counted)
            )),
        },
    };
    let (figures, before) = (&overview.figures, &overview.before);
    let rate = |key: &str, part: u64, of: Counted, before: (u64, u64)| Tile {
        name: words.t(key),
        figure: count(
            permille(part, figures.due).map_or_else(|| "—".to_owned(), percent),
            figures.due,
            Counted::Due(today),
        ),
        raw: match figures.due {
            0 => vec![count(words.t("figure-no-base"), 0, of)],
            due => vec![count(thousands(part), part, of), count(thousands(due), due, Counted::Due(today))],
        },
        between: "/",
        compared: compared_rates(permille(part, figures.due), permille(before.0, before.1), words),
    };
    let mut tiles = vec![
        rate("figure-landing", figures.landed, Counted::Landed, (before.landed, before.due)),
        rate("figure-echo", figures.echoed, Counted::Echoed(today), (before.echoed, before.due)),
    ];
    let names = ["figure-acceptance", "figure-handling", "figure-reporting", "figure-feedback"];
    for (position, (name, of)) in names.into_iter().zip(filter::FIRST_TIMES).enumerate() {
        let time = |figures: &Figures| figures.first_times.get(position).copied().unwrap_or_default();
        let (now, then) = (time(figures), time(before));
        // A median with how many cases it stands on and how many it lacks: missing is shown and never zero.
        let on = words.t1("figure-on", "count", thousands(now.present));
        let missing = words.t1("figure-missing", "count", thousands(now.missing));
        let present = Counted::Present(of);
        let mut raw = vec![count(on, now.present, present)];
        if now.missing > 0 {
            raw.push(count(missing, now.missing, Counted::Missing(of, today)));
        }
        if (now.present, now.missing) == (0, 0) {
            raw = vec![count(words.t("figure-no-base"), 0, present)];
        }
        let median = now.median_seconds.map_or_else(|| "—".to_owned(), |seconds| length(seconds, words));
        tiles.push(Tile {
            name: words.t(name),
            figure: count(median, now.present, present),
            raw,
            between: match words.language() {
                Language::Zh => "\u{ff0c}",
                Language::En => ", ",
            },
            compared: compared_medians(now, then, words),
        });
    }
    tiles
}

fn compared_medians(now: FirstTime, then: FirstTime, words: &Words) -> String {
    match (now.median_seconds, then.median_seconds) {
        (Some(now), Some(then)) if (now - then).abs() < 60 => words.t("figure-same"),
        (Some(now), Some(then)) => {
            let key = if now < then { "figure-faster" } else { "figure-slower" };
            words.t1(key, "length", length(now - then, words))
        }
        _ => String::new(),
    }
}

fn permille(part: u64, whole: u64) -> Option<u64> {
    (whole > 0).then(|| (part * 1_000 + whole / 2) / whole)
}

fn percent(permille: u64) -> String {
    format!("{}.{}%", permille / 10, permille % 10)
}

fn compared_rates(now: Option<u64>, then: Option<u64>, words: &Words) -> String {
    let (Some(now), Some(then)) = (now, then) else { return String::new() };
    let points = now.abs_diff(then);
    let points = format!("{}.{}", points / 10, points % 10);
    match now.cmp(&then) {
        std::cmp::Ordering::Equal => words.t("figure-same"),
        std::cmp::Ordering::Greater => words.t1("figure-higher", "points", points),
        std::cmp::Ordering::Less => words.t1("figure-lower", "points", points),
    }
}
