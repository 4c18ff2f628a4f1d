//! Special periods: other hours, or closed with another channel open instead, for many channels with one act. They end by
//! themselves; taken back, the ordinary hours hold at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::open_channel::SpecialPeriod;
use office::{ChannelView, FieldError, OfficeError, PeriodInput};

use super::channels::{field, sentence};
use super::hours::{HoursRow, hours_rows, read_hours};
use crate::Desk;
use crate::channels::{Showing, name};
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem};
use crate::staff::shown::institution_name;
use crate::staff::step::choice::{Choice, ChoiceGroup};
use crate::staff::step::form::{Control, FieldGroup};
use crate::staff::typed::{Typed, day};

const PATH: &str = "/desk/admin/channel-periods";

/// A period with the channels it is for.
pub(crate) struct Line {
    pub name: String,
    pub sentence: String,
    pub channels: Vec<String>,
    /// Whether it holds today.
    pub holds: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/admin_channel_periods.html")]
pub(crate) struct PeriodsPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub lines: Vec<Line>,
    pub groups: Vec<FieldGroup>,
    pub hours: Vec<HoursRow>,
    pub hours_error: String,
    pub instead: Vec<FieldGroup>,
    pub errors: Vec<Problem>,
    pub none: bool,
}

/// `GET /desk/admin/channel-periods`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let register = desk.office.channels(staff.caller()).await?;
    Ok(Html(page(&desk, &staff, &register, None, Vec::new(), &query)).into_response())
}

/// `POST /desk/admin/channel-periods`: sets a period, or takes one back.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    if let Some(name) = typed.get("take_back") {
        desk.office.take_back_channel_period(staff.caller(), name).await?;
        return Ok(Redirect::to(&format!("{PATH}?done=channel-period-back")).into_response());
    }
    let saved = match input(&typed) {
        Ok(input) => desk.office.set_channel_period(staff.caller(), input).await.map(|_| ()),
        Err(errors) => Err(OfficeError::Invalid(errors)),
    };
    let (status, problems) = match saved {
        Ok(()) => return Ok(Redirect::to(&format!("{PATH}?done=channel-period")).into_response()),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, problems)
        }
        Err(OfficeError::Conflict) => {
            (StatusCode::CONFLICT, vec![Problem::of_case(staff.words.t("error-stale-keep"))])
        }
        Err(other) => return Err(other.into()),
    };
    let register = desk.office.channels(staff.caller()).await?;
    Ok((status, Html(page(&desk, &staff, &register, Some(&typed), problems, &typed))).into_response())
}

fn input(typed: &Typed) -> Result<PeriodInput, Vec<FieldError>> {
    let mut errors = Vec::new();
    let hours = read_hours(typed, &mut errors);
    let mut date = |name: &str| {
        let found = typed.get(name).and_then(day);
        if found.is_none() {
            errors.push(FieldError::new(name, "day", "give a day"));
        }
        found
    };
    let (from, to) = (date("from"), date("to"));
    match (from, to) {
        (Some(from), Some(to)) if errors.is_empty() => Ok(PeriodInput {
            name: typed.owned("name").unwrap_or_default(),
            name_en: typed.owned("name_en").unwrap_or_default(),
            from,
            to,
            channels: typed.all("channels").map(str::to_owned).collect(),
            hours,
            instead: typed.owned("instead"),
        }),
        _ => Err(errors),
    }
}

fn page(
    desk: &Desk,
    staff: &Staff,
    register: &[ChannelView],
    typed: Option<&Typed>,
    errors: Vec<Problem>,
    query: &Typed,
) -> PeriodsPage {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let now = desk.office.book().zone.to_datetime(desk.office.surroundings().now());
    let showing = Showing::new(register, now, words);
    // One act set them for several channels, so they stand together here.
    let mut periods: BTreeMap<String, (&SpecialPeriod, Vec<String>)> = BTreeMap::new();
    for view in register {
        for period in view.state.periods.iter().filter(|period| now.date() <= period.to) {
            let key = format!("{} {} {:?}", period.from, period.name, period);
            let (_, channels) = periods.entry(key).or_insert_with(|| (period, Vec::new()));
            channels.push(name(&view.state.channel, words).to_owned());
        }
    }
    let lines = periods.into_values().map(|(period, channels)| Line {
        name: period.name.clone(),
        sentence: showing.period(period),
        channels,
        holds: period.holds(now.date()),
    });
    let administered: Vec<&ChannelView> = register
        .iter()
        .filter(|view| staff.caller().require_administer(view.institution(), &organisation.tree).is_ok())
        .collect();
    let label = |view: &ChannelView| {
        let institution = institution_name(&organisation, view.institution(), words);
        format!("{} · {institution}", name(&view.state.channel, words))
    };
    let choice = |field: &str, view: &ChannelView| {
        let code = view.state.channel.code.as_str();
        let chosen = typed.is_some_and(|typed| typed.all(field).any(|chosen| chosen == code));
        Choice { chosen, ..Choice::new(code, label(view)) }
    };
    let boxes: Vec<Choice> = administered.iter().map(|view| choice("channels", view)).collect();
    let open = register.iter().filter(|view| view.state.channel.published);
    let instead = open.map(|view| choice("instead", view)).collect();
    let value = |name: &str| typed.map(|typed| typed.shown(name).to_owned()).unwrap_or_default();
    let field = |name: &str, optional: bool, control: Control| field(name, optional, control, &errors, words);
    let line = |kind: &'static str, name: &str| Control::Line(kind, "", value(name));
    let fields = vec![
        field("name", false, line("text", "name")),
        field("name_en", true, line("text", "name_en")),
        field("from", false, line("date", "from")),
        field("to", false, line("date", "to")),
        field("channels", false, Control::Boxes(boxes)),
    ];
    let instead = Control::Select(vec![ChoiceGroup { label: String::new(), choices: instead }]);
    PeriodsPage {
        page: Frame::new(desk, staff, words.t("admin-channel-periods"), PATH).told(query),
        tabs: super::tabs("channels", words),
        lines: lines.collect(),
        groups: vec![FieldGroup { fields, ..FieldGroup::default() }],
        hours: hours_rows(typed, &errors, words),
        hours_error: sentence(&errors, "hours"),
        instead: vec![FieldGroup { fields: vec![field("instead", true, instead)], ..FieldGroup::default() }],
        none: administered.is_empty(),
        errors,
    }
}
