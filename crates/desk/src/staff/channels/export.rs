//! The figures of the channels, or the test contacts behind them, as a file for a spreadsheet.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use office::exchange::list_csv;
use office::{ChannelPeriod, OfficeError};

use super::{Asked, rate};
use crate::channels::name;
use crate::guard::Staff;
use crate::page::PageError;
use crate::staff::shown::{institution_name, short_moment, staff_name};
use crate::staff::typed::Typed;
use crate::{Desk, Words};

const FIGURES: [&str; 13] = [
    "code",
    "name",
    "kind",
    "place",
    "institution",
    "tests",
    "reached",
    "rate",
    "waited",
    "outside",
    "missed",
    "missed_days",
    "untested_days",
];
const TESTS: [&str; 8] = ["code", "name", "institution", "at", "reached", "waited", "note", "who"];

/// `GET /desk/channels/export`, `?what=tests` for the test contacts.
pub(crate) async fn export(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let (_, period, _) = Asked::read(&query, desk.office.today());
    let (what, table) = match query.get("what") {
        Some("tests") => ("tests", tests(&desk, &staff, period).await?),
        _ => ("figures", figures(&desk, &staff, period).await?),
    };
    let bytes = list_csv(table).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
    let name = format!("attachment; filename=\"channels-{what}-{}-{}.csv\"", period.first, period.last);
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let headers =
        [(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")), (CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

fn heads(columns: &[&str], words: &Words) -> Vec<String> {
    columns.iter().map(|column| words.t(&format!("channel_column-{column}"))).collect()
}

async fn figures(desk: &Desk, staff: &Staff, period: ChannelPeriod) -> Result<Vec<Vec<String>>, PageError> {
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let mut table = vec![heads(&FIGURES, words)];
    let figures = desk.office.channel_figures(staff.caller(), period).await?;
    table.extend(figures.into_iter().map(|line| {
        let channel = &line.view.state.channel;
        vec![
            channel.code.clone(),
            name(channel, words).to_owned(),
            words.t(&format!("channel_kind-{}", channel.kind)),
            channel.place.clone(),
            institution_name(&organisation, channel.institution, words),
            line.tests.to_string(),
            line.reached.to_string(),
            rate(line.reached, line.tests),
            line.waited_seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
            line.outside.to_string(),
            if line.missed_days == 0 { String::new() } else { line.missed.to_string() },
            line.missed_days.to_string(),
            line.untested_days.map(|days| days.to_string()).unwrap_or_default(),
        ]
    }));
    Ok(table)
}

async fn tests(desk: &Desk, staff: &Staff, period: ChannelPeriod) -> Result<Vec<Vec<String>>, PageError> {
    let words = &staff.words;
    let (book, organisation) = (desk.office.book(), desk.office.organisation());
    let channels: BTreeMap<_, _> = desk
        .office
        .channels(staff.caller())
        .await?
        .into_iter()
        .map(|view| (view.channel_id, view.state.channel))
        .collect();
    let mut table = vec![heads(&TESTS, words)];
    for test in desk.office.channel_tests(staff.caller(), period).await? {
        let Some(channel) = channels.get(&test.channel_id) else { continue };
        table.push(vec![
            channel.code.clone(),
            name(channel, words).to_owned(),
            institution_name(&organisation, channel.institution, words),
            short_moment(test.tested_at, &book.zone),
            words.t(if test.reached { "yes" } else { "no" }),
            test.waited_seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
            test.note.map(|note| words.t(&format!("test_note-{note}"))).unwrap_or_default(),
            test.tester_id
                .map_or_else(|| words.t("channel-tester-program"), |id| staff_name(&organisation, id)),
        ]);
    }
    Ok(table)
}
