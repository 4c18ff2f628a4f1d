//! The front page: today's work, landing and echo, the four first-times, open and late by institution.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::clock::Language;
use domain::organisation::Right;
use jiff::ToSpan;
use jiff::civil::Date;
use office::{Figures, FirstTime, Overview};

use super::frame::Frame;
use super::list::encoded;
use super::shown::{day_in_words, institution_name, length, thousands};
use super::step::choice::Choice;
use super::typed::Typed;
use crate::Desk;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError};

/// A line of today's work.
pub(crate) struct TallyItem {
    pub class: &'static str,
    pub label: String,
    pub href: String,
}

/// A figure with what it stands on.
pub(crate) struct Tile {
    pub name: String,
    pub figure: String,
    pub raw: String,
    pub compared: String,
    pub href: String,
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
    pub today: String,
    pub institutions_offered: Vec<Choice>,
    pub periods: Vec<Choice>,
    pub period_in_words: String,
    pub tally: Vec<TallyItem>,
    pub tiles: Vec<Tile>,
    pub institutions: Vec<InstitutionLine>,
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
    let today = desk.office.today();
    let code = query.get("institution").unwrap_or_default().to_owned();
    let top = organisation.tree.by_code(&code);
    let period = query.get("period").filter(|period| PERIODS.contains(period)).unwrap_or("month");
    let (from, until) = bounds(period, today);
    let overview = desk.office.overview(staff.caller(), top, from, until).await?;
    let reach = staff
        .caller()
        .grants()
        .map(|staff| staff.reach(Right::Figures, &organisation.tree))
        .unwrap_or_default();
    let institutions_offered = organisation
        .tree
        .iter()
        .filter(|(id, _)| reach.contains(id))
        .map(|(id, institution)| Choice {
            chosen: institution.code == code,
            ..Choice::new(&institution.code, institution_name(&organisation, id, words))
        })
        .collect();
    let periods = PERIODS.iter().map(|word| Choice {
        chosen: *word == period,
        ..Choice::new(*word, words.t(&format!("period-{word}")))
    });
    let institutions = overview
        .institutions
        .iter()
        .filter_map(|(id, tally)| {
            let code = &organisation.tree.get(*id)?.code;
            let href = format!("/desk/cases?institution={}", encoded(code));
            Some(InstitutionLine {
                name: institution_name(&organisation, *id, words),
                open: thousands(tally.open),
                late: thousands(tally.late),
                late_href: format!("{href}&due=late"),
                href,
            })
        })
        .collect();
    let within = if code.is_empty() { String::new() } else { format!("&institution={}", encoded(&code)) };
    let title = words.t("overview-title");
    let span = [("from", day_in_words(from, words)), ("until", day_in_words(until.min(today), words))];
    Ok(Html(OverviewPage {
        page: Frame::new(&desk, &staff, title, "/desk"),
        today: day_in_words(today, words),
        institutions_offered,
        periods: periods.collect(),
        period_in_words: words.tn("overview-span", &span.map(|(name, value)| (name, value.into()))),
        tally: tally(&overview, &within, words),
        tiles: tiles(&overview, &within, words),
        institutions,
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

fn tally(overview: &Overview, within: &str, words: &Words) -> Vec<TallyItem> {
    let tally = overview.tally;
    let items = [
        ("late", tally.late, "due=late"),
        ("soon", tally.today, "due=today"),
        ("in-time", tally.soon, "due=soon"),
        ("stopped", tally.paused, "status=in_mediation&status=in_appraisal"),
        ("urgent", tally.urgent, "urgent=1"),
    ];
    items
        .into_iter()
        .map(|(class, count, query)| TallyItem {
            class,
            label: words.t1(&format!("tally-{class}"), "count", thousands(count)),
            href: format!("/desk/cases?{query}{within}"),
        })
        .collect()
}

fn tiles(overview: &Overview, within: &str, words: &Words) -> Vec<Tile> {
    let (from, until) = overview.period;
    let href = format!("/desk/cases?received_from={from}&received_until={until}{within}");
    let (figures, before) = (&overview.figures, &overview.before);
    let rate = |key: &str, part: u64, whole: u64, before: (u64, u64)| Tile {
        name: words.t(key),
        figure: permille(part, whole).map_or_else(|| "—".to_owned(), percent),
        raw: if whole == 0 {
            words.t("figure-no-base")
        } else {
            format!("{}/{}", thousands(part), thousands(whole))
        },
        compared: compared_rates(permille(part, whole), permille(before.0, before.1), words),
        href: href.clone(),
    };
    let mut tiles = vec![
        rate("figure-landing", figures.landed, figures.due, (before.landed, before.due)),
        rate("figure-echo", figures.echoed, figures.due, (before.echoed, before.due)),
    ];
    let names = ["figure-acceptance", "figure-handling", "figure-reporting", "figure-feedback"];
    for (position, name) in names.into_iter().enumerate() {
        let time = |figures: &Figures| figures.first_times.get(position).copied().unwrap_or_default();
        tiles.push(first_time(name, time(figures), time(before), &href, words));
    }
    tiles
}

/// A median with how many cases it stands on and how many it lacks: missing is shown and never zero.
fn first_time(name: &str, time: FirstTime, before: FirstTime, href: &str, words: &Words) -> Tile {
    let on = words.t1("figure-on", "count", thousands(time.present));
    let missing = words.t1("figure-missing", "count", thousands(time.missing));
    let raw = match (time.present, time.missing) {
        (0, 0) => words.t("figure-no-base"),
        (_, 0) => on,
        (_, _) => joined(&[on, missing], words),
    };
    let compared = match (time.median_seconds, before.median_seconds) {
        (Some(now), Some(then)) if (now - then).abs() < 60 => words.t("figure-same"),
        (Some(now), Some(then)) => {
            let key = if now < then { "figure-faster" } else { "figure-slower" };
            words.t1(key, "length", length(now - then, words))
        }
        _ => String::new(),
    };
    Tile {
        name: words.t(name),
        figure: time.median_seconds.map_or_else(|| "—".to_owned(), |seconds| length(seconds, words)),
        raw,
        compared,
        href: href.to_owned(),
    }
}

fn joined(parts: &[String], words: &Words) -> String {
    parts.join(match words.language() {
        Language::Zh => "\u{ff0c}",
        Language::En => ", ",
    })
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
