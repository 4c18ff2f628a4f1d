//! One channel: its hours, how it was found lately, and the forms to record a test contact or what was missed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::open_channel::TestNote;
use domain::organisation::Right;
use jiff::ToSpan;
use office::{ChannelPeriod, ContactTestInput, ContactTestRow, FieldError, MissedCallsInput, OfficeError};
use strum::IntoEnumIterator;

use super::PATH;
use crate::Desk;
use crate::channels::{Showing, ShownChannel, hour_lines};
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Frame, Problem};
use crate::staff::shown::{Stamp, institution_name, staff_name};
use crate::staff::step::choice::Choice;
use crate::staff::step::form::{Control, FieldGroup, ShownField};
use crate::staff::typed::{Typed, day, field_moment, meant, moment};

/// Days of test contacts a page shows.
const DAYS: i32 = 30;

/// A test contact as a line.
pub(crate) struct TestLine {
    pub at: Stamp,
    pub who: String,
    pub reached: bool,
    pub waited: String,
    pub note: String,
    pub within_hours: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/channel.html")]
pub(crate) struct ChannelPage {
    pub page: Frame,
    pub shown: ShownChannel,
    pub institution: String,
    pub ordinary: Vec<String>,
    pub path: String,
    pub records: bool,
    pub errors: Vec<Problem>,
    pub test: Vec<FieldGroup>,
    pub missed: Vec<FieldGroup>,
    pub tests: Vec<TestLine>,
    pub published: bool,
}

/// `GET /desk/channels/{code}`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(code): Path<String>,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let shown = page(&desk, &staff, &code, None, Vec::new(), &query).await?;
    Ok(Html(shown).into_response())
}

/// `POST /desk/channels/{code}/tests`.
pub(crate) async fn test(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut errors = Vec::new();
    let now = desk.office.surroundings().now();
    let at = typed.get("at").map(|given| moment(given, &desk.office.book().zone));
    if at == Some(None) {
        errors.push(FieldError::new("at", "test_time", "give a time"));
    }
    let reached = match typed.get("reached") {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    };
    if reached.is_none() {
        errors.push(FieldError::new("reached", "test_reached", "say whether somebody answered"));
    }
    let waited = typed.get("waited_seconds").map(|given| given.parse::<u32>().ok());
    if waited == Some(None) {
        errors.push(FieldError::new("waited_seconds", "test_waited", "give whole seconds"));
    }
    let saved = match reached.filter(|_| errors.is_empty()) {
        None => Err(OfficeError::Invalid(errors)),
        Some(reached) => {
            let input = ContactTestInput {
                at: at.flatten().map(|at| meant(at, now, now)),
                reached,
                waited_seconds: waited.flatten(),
                note: typed.get("note").and_then(|note| note.parse::<TestNote>().ok()),
            };
            desk.office.record_contact_test(staff.caller(), &code, input).await
        }
    };
    answer(&desk, &staff, &code, &typed, saved, "channel-test").await
}

/// `POST /desk/channels/{code}/missed`.
pub(crate) async fn missed(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut errors = Vec::new();
    let date = typed.get("day").and_then(day);
    if date.is_none() {
        errors.push(FieldError::new("day", "day", "give a day"));
    }
    let count = typed.get("count").and_then(|count| count.parse::<u32>().ok());
    if count.is_none() {
        errors.push(FieldError::new("count", "missed_count", "give a whole number"));
    }
    let saved = match (date, count) {
        (Some(date), Some(count)) => {
            let input = MissedCallsInput { count };
            desk.office.record_missed_calls(staff.caller(), &code, date, input).await
        }
        _ => Err(OfficeError::Invalid(errors)),
    };
    answer(&desk, &staff, &code, &typed, saved, "channel-missed").await
}

async fn answer(
    desk: &Desk,
    staff: &Staff,
    code: &str,
    typed: &Typed,
    saved: Result<(), OfficeError>,
    done: &str,
) -> Result<Response, PageError> {
    match saved {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}/{}?done={done}", encoded(code))).into_response()),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            let shown = page(desk, staff, code, Some(typed), problems, &Typed::default()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    code: &str,
    typed: Option<&Typed>,
    errors: Vec<Problem>,
    query: &Typed,
) -> Result<ChannelPage, PageError> {
    let words = &staff.words;
    let (book, organisation) = (desk.office.book(), desk.office.organisation());
    let view = desk.office.channel(staff.caller(), code).await?;
    let register = desk.office.channels(staff.caller()).await?;
    let today = desk.office.today();
    let period = ChannelPeriod { first: today.saturating_sub((DAYS - 1).days()), last: today };
    let tests = desk.office.channel_tests(staff.caller(), period).await?;
    let line = |test: &ContactTestRow| TestLine {
        at: Stamp::new(test.tested_at, &book.zone),
        who: match test.tester_id {
            Some(tester) => staff_name(&organisation, tester),
            None => words.t("channel-tester-program"),
        },
        reached: test.reached,
        waited: test.waited_seconds.map(|seconds| super::waited(seconds, words)).unwrap_or_default(),
        note: test.note.as_ref().map(|note| words.t(&format!("test_note-{note}"))).unwrap_or_default(),
        within_hours: test.within_hours,
    };
    let now = desk.office.surroundings().now();
    let showing = Showing::new(&register, book.zone.to_datetime(now), words);
    let shown = showing.shown(&view);
    let value = |name: &str, usual: String| typed.map_or(usual, |typed| typed.shown(name).to_owned());
    let chosen = |name: &str, value: &str| typed.is_some_and(|typed| typed.get(name) == Some(value));
    let choice = |name: &str, value: &str, key: String| Choice {
        chosen: chosen(name, value),
        ..Choice::new(value, words.t(&key))
    };
    let field = |name: &str, optional: bool, control: Control| ShownField {
        id: name.to_owned(),
        name: name.to_owned(),
        label: words.t(&format!("channel_test-{name}")),
        optional,
        hint: String::new(),
        error: errors
            .iter()
            .find(|error| error.name == name)
            .map(|error| error.sentence.clone())
            .unwrap_or_default(),
        control,
    };
    let answers = ["yes", "no"].map(|value| choice("reached", value, format!("channel_reached-{value}")));
    let notes = TestNote::iter().map(|note| choice("note", note.as_ref(), format!("test_note-{note}")));
    let notes =
        vec![crate::staff::step::choice::ChoiceGroup { label: String::new(), choices: notes.collect() }];
    let at = value("at", field_moment(now, &book.zone));
    let test = vec![
        field("reached", false, Control::Radios(answers.into())),
        field(
            "waited_seconds",
            true,
            Control::Line("text", "numeric", value("waited_seconds", String::new())),
        ),
        field("note", false, Control::Select(notes)),
        field("at", false, Control::Line("datetime-local", "", at)),
    ];
    let missed = vec![
        field("day", false, Control::Line("date", "", value("day", today.to_string()))),
        field("count", false, Control::Line("text", "numeric", value("count", String::new()))),
    ];
    let records = staff.caller().may(Right::Intake, view.institution(), &organisation.tree);
    Ok(ChannelPage {
        page: Frame::new(desk, staff, shown.name.clone(), PATH)
            .at(&format!("{PATH}/{}", encoded(code)))
            .told(query),
        institution: institution_name(&organisation, view.institution(), words),
        ordinary: hour_lines(&view.state.channel.hours, words),
        path: format!("{PATH}/{}", encoded(&view.state.channel.code)),
        records: records && view.state.channel.published,
        published: view.state.channel.published,
        test: vec![FieldGroup { fields: test, ..FieldGroup::default() }],
        missed: vec![FieldGroup { fields: missed, ..FieldGroup::default() }],
        tests: tests.iter().filter(|test| test.channel_id == view.channel_id).map(line).collect(),
        shown,
        errors,
    })
}
