//! The register of channels open to consumers, its special periods, test contacts and missed calls.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::open_channel::{Hours, PeriodHours, SpecialPeriod, Standing};
use domain::organisation::Right;
use domain::schema::{Day, Moment};
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use office::{
    ChannelInput, ChannelPeriod, ChannelView, ContactTestInput, MissedCallsInput, OfficeError, Organisation,
    PeriodInput,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::body::{Given, json, ok};
use super::case_row::institution_code;
use super::operation::Operation;
use super::organisation::same_name;
use super::paging::{PAGE, Wanted, linked};
use super::parameters::{Asked, Parameter, day, one};
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

/// Days of figures, where nobody says.
const DAYS: i32 = 30;

const PERIOD: &[Parameter] = &[
    one("from", "The first day; 29 days before the last where left out.", day),
    one("to", "The last day; today where left out.", day),
];

pub(crate) fn operations() -> Vec<Operation> {
    let administer = Guard::Token(Right::Administer);
    let report = Guard::Token(Right::Intake);
    vec![
        Operation::get(
            ("listChannels", "List the channels open to consumers"),
            "/api/v1/channels",
            Guard::TokenAny,
            channels,
        )
        .described("Those of the institutions whose cases the caller sees or which they administer.")
        .asking(PAGE)
        .answers::<Channels<'_>>(200),
        Operation::get(("getChannel", "Read a channel"), "/api/v1/channels/{code}", Guard::TokenAny, channel)
            .answers::<ChannelOut<'_>>(200),
        Operation::put(
            ("setChannel", "Enter or change a channel"),
            "/api/v1/channels/{code}",
            administer,
            set_channel,
        )
        .described("The code in the address and the one in the body are the same.")
        .takes::<ChannelInput>()
        .answers::<ChannelOut<'_>>(200),
        Operation::post(
            ("setChannelPeriod", "Set the hours of a special period"),
            "/api/v1/channel-periods",
            administer,
            set_period,
        )
        .described(
            "For many channels with one act: hours of its own, or closed with another channel open instead. After the last \
             day the ordinary hours hold again by themselves.",
        )
        .takes::<PeriodInput>()
        .answers::<PeriodSet>(200),
        Operation::post(
            ("takeBackChannelPeriod", "Take a special period back"),
            "/api/v1/channel-periods/{name}/take-back",
            administer,
            take_back_period,
        )
        .described("For every channel that has it and that the caller administers.")
        .answers::<PeriodSet>(200),
        Operation::post(
            ("recordContactTest", "Record a test contact"),
            "/api/v1/channels/{code}/tests",
            report,
            record_test,
        )
        .takes::<ContactTestInput>()
        .answers_nothing()
        .may_be_refused(),
        Operation::put(
            ("setMissedCalls", "Report what a channel missed on a day"),
            "/api/v1/channels/{code}/missed-calls/{day}",
            report,
            set_missed,
        )
        .described("In all on that day: a later report replaces an earlier one.")
        .takes::<MissedCallsInput>()
        .answers_nothing()
        .may_be_refused(),
        Operation::get(
            ("getChannelFigures", "Read how the channels were found"),
            "/api/v1/channel-figures",
            Guard::Token(Right::See),
            figures,
        )
        .asking(PERIOD)
        .answers::<Figures<'_>>(200),
        Operation::get(
            ("listContactTests", "List test contacts"),
            "/api/v1/channel-tests",
            Guard::Token(Right::See),
            tests,
        )
        .described("Newest first.")
        .asking(PERIOD)
        .answers::<Tests<'_>>(200),
    ]
}

/// Channels, in the order they were entered.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Channels<'a> {
    channels: Vec<ChannelOut<'a>>,
    /// Goes on after the last one, if there are more.
    next: Option<String>,
}

/// A channel open to consumers.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OpenChannel")]
pub(crate) struct ChannelOut<'a> {
    code: &'a str,
    /// The code of the institution it belongs to.
    institution: &'a str,
    /// `telephone`, `counter`, `web`, `app`, `post`, `email`.
    kind: String,
    name_zh: &'a str,
    name_en: &'a str,
    /// What a person needs to reach it.
    place: &'a str,
    /// The ordinary hours.
    hours: &'a [Hours],
    /// Its special periods, by their first days.
    periods: Vec<PeriodOut<'a>>,
    /// Whether it is open to consumers.
    published: bool,
    /// Whether somebody answers now, by the published hours.
    open: bool,
    /// When that changes; null where it does not, or not within a year.
    #[schemars(with = "Option<Moment>")]
    changes_at: Option<Timestamp>,
    /// When it was tried last.
    #[schemars(with = "Option<Moment>")]
    tested_at: Option<Timestamp>,
}

/// A special period of a channel.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ChannelPeriod")]
pub(crate) struct PeriodOut<'a> {
    name: &'a str,
    name_en: &'a str,
    #[schemars(with = "Day")]
    from: Date,
    #[schemars(with = "Day")]
    to: Date,
    /// The hours that hold; null where it is closed.
    hours: Option<&'a [Hours]>,
    /// Where it is closed: the code of the channel that is open instead; null where the caller does not know it.
    instead: Option<&'a str>,
}

fn channel_out<'a>(
    desk: &Desk,
    view: &'a ChannelView,
    register: &'a [ChannelView],
    organisation: &'a Organisation,
) -> ChannelOut<'a> {
    let channel = &view.state.channel;
    let moment = |local: DateTime| desk.office.book().zone.to_timestamp(local).ok();
    let (open, changes) = match view.standing {
        Standing::Open { until } => (true, until),
        Standing::Closed { next } => (false, next),
    };
    ChannelOut {
        code: &channel.code,
        institution: institution_code(organisation, channel.institution),
        kind: channel.kind.to_string(),
        name_zh: &channel.name_zh,
        name_en: &channel.name_en,
        place: &channel.place,
        hours: &channel.hours,
        periods: view.state.periods.iter().map(|period| period_out(period, register)).collect(),
        published: channel.published,
        open,
        changes_at: changes.and_then(moment),
        tested_at: view.tested_at,
    }
}

fn period_out<'a>(period: &'a SpecialPeriod, register: &'a [ChannelView]) -> PeriodOut<'a> {
    let (hours, instead) = match &period.hours {
        PeriodHours::Own(hours) => (Some(hours.as_slice()), None),
        PeriodHours::Closed { instead } => {
            let found = register.iter().find(|view| view.channel_id == *instead);
            (None, found.map(|view| view.state.channel.code.as_str()))
        }
    };
    PeriodOut {
        name: &period.name,
        name_en: &period.name_en,
        from: period.from,
        to: period.to,
        hours,
        instead,
    }
}

/// `GET /channels`.
async fn channels(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    uri: Uri,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&mut asked);
    asked.finish(&[PAGE])?;
    let organisation = desk.office.organisation();
    let mut register = desk.office.channels(&caller).await?;
    register.sort_by_key(|view| view.channel_id);
    let (page, next) = wanted.page(register.iter(), |view| view.channel_id.0)?;
    let channels = page.into_iter().map(|view| channel_out(&desk, view, &register, &organisation)).collect();
    let response = ok(&Channels { channels, next: next.clone() });
    Ok(linked(response, &uri, next.as_deref(), None))
}

/// `GET /channels/{code}`.
async fn channel(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let view = desk.office.channel(&caller, &code).await?;
    let register = desk.office.channels(&caller).await?;
    Ok(ok(&channel_out(&desk, &view, &register, &desk.office.organisation())))
}

/// `PUT /channels/{code}`.
async fn set_channel(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(code): Path<String>,
    Given(input): Given<ChannelInput>,
) -> Result<Response, Problem> {
    same_name("code", &code, &input.code)?;
    desk.office.set_channel(&caller, input).await?;
    let view = desk.office.channel(&caller, &code).await?;
    let register = desk.office.channels(&caller).await?;
    Ok(ok(&channel_out(&desk, &view, &register, &desk.office.organisation())))
}

/// For how many channels a special period was set or taken back.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PeriodSet {
    channels: u32,
}

/// `POST /channel-periods`.
async fn set_period(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Given(input): Given<PeriodInput>,
) -> Result<Response, Problem> {
    let channels = desk.office.set_channel_period(&caller, input).await?;
    Ok(json(StatusCode::OK, &PeriodSet { channels }))
}

/// `POST /channel-periods/{name}/take-back`.
async fn take_back_period(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let channels = desk.office.take_back_channel_period(&caller, &name).await?;
    Ok(json(StatusCode::OK, &PeriodSet { channels }))
}

/// `POST /channels/{code}/tests`.
async fn record_test(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(code): Path<String>,
    Given(input): Given<ContactTestInput>,
) -> Result<Response, Problem> {
    desk.office.record_contact_test(&caller, &code, input).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `PUT /channels/{code}/missed-calls/{day}`.
async fn set_missed(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path((code, day)): Path<(String, String)>,
    Given(input): Given<MissedCallsInput>,
) -> Result<Response, Problem> {
    let day: Date = day.parse().map_err(|_| OfficeError::NotFound { what: "day" })?;
    desk.office.record_missed_calls(&caller, &code, day, input).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How the channels were found within a period.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ChannelFigures")]
pub(crate) struct Figures<'a> {
    #[schemars(with = "Day")]
    from: Date,
    #[schemars(with = "Day")]
    to: Date,
    channels: Vec<FiguresOut<'a>>,
}

/// How a channel was found.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FiguresOfChannel")]
struct FiguresOut<'a> {
    code: &'a str,
    /// The code of the institution it belongs to.
    institution: &'a str,
    /// Test contacts within its published hours.
    tests: u64,
    /// Those in which somebody answered.
    reached: u64,
    /// Test contacts outside its hours: they count for nothing.
    outside: u64,
    /// The median of how long it took where somebody answered.
    waited_seconds: Option<u32>,
    /// Calls and visits that went unanswered.
    missed: u64,
    /// For how many days that was reported.
    missed_days: u64,
    /// Days since it was tried last; null for never.
    untested_days: Option<i64>,
}

fn asked_period(desk: &Desk, asked: &mut Asked) -> ChannelPeriod {
    let last = asked.value("to", "a day such as `2026-11-25`").unwrap_or_else(|| desk.office.today());
    let usual = last.saturating_sub((DAYS - 1).days());
    let first = asked.value("from", "a day such as `2026-11-25`").unwrap_or(usual);
    ChannelPeriod { first, last }
}

/// `GET /channel-figures`.
async fn figures(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let period = asked_period(&desk, &mut asked);
    asked.finish(&[PERIOD])?;
    let organisation = desk.office.organisation();
    let figures = desk.office.channel_figures(&caller, period).await?;
    let channels = figures.iter().map(|found| FiguresOut {
        code: &found.view.state.channel.code,
        institution: institution_code(&organisation, found.view.institution()),
        tests: found.tests,
        reached: found.reached,
        outside: found.outside,
        waited_seconds: found.waited_seconds,
        missed: found.missed,
        missed_days: found.missed_days,
        untested_days: found.untested_days,
    });
    Ok(ok(&Figures { from: period.first, to: period.last, channels: channels.collect() }))
}

/// Test contacts, newest first.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ContactTests")]
pub(crate) struct Tests<'a> {
    tests: Vec<TestOut<'a>>,
}

/// A test contact.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ContactTest")]
struct TestOut<'a> {
    /// The code of the channel.
    channel: &'a str,
    #[schemars(with = "Moment")]
    at: Timestamp,
    /// Who tried, as commands name them; null for a program of the installation.
    user_id: Option<u64>,
    reached: bool,
    waited_seconds: Option<u32>,
    /// Why it went so: a word.
    note: Option<String>,
    /// Whether the channel was open by its published hours.
    within_hours: bool,
}

/// `GET /channel-tests`.
async fn tests(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let period = asked_period(&desk, &mut asked);
    asked.finish(&[PERIOD])?;
    let register = desk.office.channels(&caller).await?;
    let tests = desk.office.channel_tests(&caller, period).await?;
    let test = |row: office::ContactTestRow| {
        let channel = register.iter().find(|view| view.channel_id == row.channel_id)?;
        Some(TestOut {
            channel: &channel.state.channel.code,
            at: row.tested_at,
            user_id: row.tester_id.map(|user| user.0),
            reached: row.reached,
            waited_seconds: row.waited_seconds,
            note: row.note,
            within_hours: row.within_hours,
        })
    };
    Ok(ok(&Tests { tests: tests.into_iter().filter_map(test).collect() }))
}
