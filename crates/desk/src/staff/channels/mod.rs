//! How the channels open to consumers were found: the figures of a period, each channel with its test contacts, and the
//! forms to record one, or what was missed on a day.

mod export;
mod record;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::organisation::Right;
use jiff::ToSpan;
use jiff::civil::Date;
use office::{ChannelFigures, ChannelPeriod, OfficeError};

pub(crate) use export::export;
pub(crate) use record::{missed, show as one, test};

use super::frame::{Frame, Problem};
use super::shown::{institution_name, thousands};
use super::slice::Slice;
use super::typed::{Typed, day};
use crate::channels::{Showing, ShownChannel};
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::{Desk, Words};

/// The path of the page.
pub(crate) const PATH: &str = "/desk/channels";
/// Days a page shows where nobody says.
const DAYS: i32 = 30;
/// Days after which a channel that nobody tried is named, where nobody says.
const UNTESTED_DAYS: i64 = 7;

/// A channel as a line.
pub(crate) struct Line {
    pub shown: ShownChannel,
    pub href: String,
    pub institution: String,
    /// `95.0%`, or a dash.
    pub rate: String,
    pub counts: String,
    pub waited: String,
    pub missed: String,
    pub missed_days: String,
    pub tested: String,
    /// Whether nobody tried it for too long.
    pub untested: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/channels.html")]
pub(crate) struct ChannelsPage {
    pub page: Frame,
    pub asked: Asked,
    pub errors: Vec<Problem>,
    pub rate: String,
    pub rate_counts: String,
    pub missed: String,
    pub untested: String,
    pub untested_href: String,
    pub all_href: String,
    pub lines: Vec<Line>,
    pub slice: Slice,
    pub any: bool,
    pub exports: bool,
    pub export_href: String,
}

/// What a page is asked: from a day to a day, and for how many days without a test a channel is named.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub first: String,
    pub last: String,
    pub days: String,
    pub only_untested: bool,
}

impl Asked {
    fn read(query: &Typed, today: Date) -> (Self, ChannelPeriod, i64) {
        let last = query.get("to").and_then(day).unwrap_or(today);
        let earlier = last.saturating_sub((DAYS - 1).days());
        let first = query.get("from").and_then(day).unwrap_or(earlier);
        let days = query.get("days").and_then(|days| days.parse::<u16>().ok());
        let days = days.map_or(UNTESTED_DAYS, i64::from);
        let asked = Self {
            first: first.to_string(),
            last: last.to_string(),
            days: days.to_string(),
            only_untested: query.get("only") == Some("untested"),
        };
        (asked, ChannelPeriod { first, last }, days)
    }

    fn query(&self, only_untested: bool) -> String {
        let only = if only_untested { "&only=untested" } else { "" };
        format!("from={}&to={}&days={}{only}", self.first, self.last, self.days)
    }
}

/// `GET /desk/channels`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let today = desk.office.today();
    let (mut asked, period, days) = Asked::read(&query, today);
    let mut errors = Vec::new();
    let figures = match desk.office.channel_figures(staff.caller(), period).await {
        Err(OfficeError::Invalid(found)) => {
            errors = found.iter().map(|error| Problem::of_field(error, words)).collect();
            let (usual, period, _) = Asked::read(&Typed::default(), today);
            asked = usual;
            desk.office.channel_figures(staff.caller(), period).await?
        }
        found => found?,
    };
    let is_untested = |figures: &ChannelFigures| figures.untested_days.is_none_or(|since| since > days);
    let (tests, reached): (u64, u64) =
        (figures.iter().map(|line| line.tests).sum(), figures.iter().map(|line| line.reached).sum());
    let missed: u64 = figures.iter().map(|line| line.missed).sum();
    let untested = figures.iter().filter(|line| is_untested(line)).count();
    let any = !figures.is_empty();
    let views: Vec<_> = figures.iter().map(|line| line.view.clone()).collect();
    let now = desk.office.book().zone.to_datetime(desk.office.surroundings().now());
    let showing = Showing::new(&views, now, words);
    let organisation = desk.office.organisation();
    let wanted = figures.iter().filter(|line| !asked.only_untested || is_untested(line));
    let (slice, wanted) = Slice::of(&format!("{PATH}?{}", asked.query(asked.only_untested)), &query, wanted);
    let line = |figures: &ChannelFigures| Line {
        shown: showing.shown(&figures.view),
        href: format!("{PATH}/{}", encoded(&figures.view.state.channel.code)),
        institution: institution_name(&organisation, figures.view.institution(), words),
        rate: rate(figures.reached, figures.tests),
        counts: counts(figures.reached, figures.tests, words),
        waited: figures.waited_seconds.map(|seconds| waited(seconds, words)).unwrap_or_default(),
        missed: if figures.missed_days == 0 { "—".to_owned() } else { thousands(figures.missed) },
        missed_days: match figures.missed_days {
            0 => words.t("channel-missed-unknown"),
            days => words.t1("channel-missed-days", "count", thousands(days)),
        },
        tested: match figures.untested_days {
            None => words.t("channel-tested-never"),
            Some(0) => words.t("channel-tested-today"),
            Some(days) => words.t1("channel-tested-days", "count", days),
        },
        untested: is_untested(figures),
    };
    let lines = wanted.into_iter().map(line).collect();
    Ok(Html(ChannelsPage {
        page: Frame::new(&desk, &staff, words.t("channels-desk-title"), PATH).told(&query),
        errors,
        rate: rate(reached, tests),
        rate_counts: counts(reached, tests, words),
        missed: thousands(missed),
        untested: thousands(untested as u64),
        untested_href: format!("{PATH}?{}", asked.query(true)),
        all_href: format!("{PATH}?{}", asked.query(false)),
        lines,
        slice,
        any,
        exports: staff.caller().may_somewhere(Right::Export),
        export_href: format!("{PATH}/export?{}", asked.query(false)),
        asked,
    })
    .into_response())
}

/// A share in percent with one decimal; a dash where there is nothing to take a share of.
fn rate(reached: u64, tests: u64) -> String {
    let tenths = (reached * 1_000 + tests / 2).checked_div(tests);
    tenths.map_or("—".to_owned(), |tenths| format!("{}.{}%", tenths / 10, tenths % 10))
}

fn counts(reached: u64, tests: u64, words: &Words) -> String {
    match tests {
        0 => words.t("channel-tests-none"),
        _ => words.t2("channel-tests", "reached", thousands(reached), "tests", thousands(tests)),
    }
}

/// How long it took, in words.
fn waited(seconds: u32, words: &Words) -> String {
    words.t1("channel-seconds", "count", seconds)
}
