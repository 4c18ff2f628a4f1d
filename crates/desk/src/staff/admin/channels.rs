//! The register of channels open to consumers: what each is and when somebody answers.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::open_channel::{ChannelKind, Hours};
use office::{ChannelInput, ChannelView, OfficeError};
use strum::IntoEnumIterator;

use super::hours::{HoursRow, hours_rows, read_hours};
use crate::Desk;
use crate::channels::{Showing, hour_lines, name};
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem};
use crate::staff::shown::institution_name;
use crate::staff::slice::Slice;
use crate::staff::step::choice::{Choice, ChoiceGroup};
use crate::staff::step::form::{Control, FieldGroup, ShownField};
use crate::staff::typed::Typed;

const PATH: &str = "/desk/admin/channels";

/// A channel as a line of the list.
pub(crate) struct Line {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub place: String,
    pub institution: String,
    pub hours: Vec<String>,
    pub periods: Vec<String>,
    pub published: bool,
    pub href: String,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/admin_channels.html")]
pub(crate) struct ChannelsPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub lines: Vec<Line>,
    pub slice: Slice,
    pub groups: Vec<FieldGroup>,
    pub hours: Vec<HoursRow>,
    pub hours_error: String,
    pub published: Vec<FieldGroup>,
    pub errors: Vec<Problem>,
    pub heading: String,
    pub editing: bool,
}

/// `GET /desk/admin/channels`, `?code=` to change one.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let register = desk.office.channels(staff.caller()).await?;
    let found =
        query.get("code").and_then(|code| register.iter().find(|view| view.state.channel.code == code));
    let typed = found.map(|view| filled(&desk, view));
    Ok(Html(page(&desk, &staff, &register, typed.as_ref(), Vec::new(), &query)).into_response())
}

/// `POST /desk/admin/channels`.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let saved = match input(&typed) {
        Ok(input) => desk.office.set_channel(staff.caller(), input).await.map(|_| ()),
        Err(errors) => Err(OfficeError::Invalid(errors)),
    };
    let (status, problems) = match saved {
        Ok(()) => return Ok(Redirect::to(&format!("{PATH}?done=channel")).into_response()),
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

fn input(typed: &Typed) -> Result<ChannelInput, Vec<office::FieldError>> {
    let mut errors = Vec::new();
    let hours: Vec<Hours> = read_hours(typed, &mut errors);
    let kind = typed.get("kind").and_then(|kind| kind.parse::<ChannelKind>().ok());
    if kind.is_none() {
        errors.push(office::FieldError::new("kind", "channel_kind", "choose what it is"));
    }
    match kind.filter(|_| errors.is_empty()) {
        Some(kind) => Ok(ChannelInput {
            code: typed.owned("code").unwrap_or_default(),
            institution: typed.owned("institution").unwrap_or_default(),
            kind,
            name_zh: typed.owned("name_zh").unwrap_or_default(),
            name_en: typed.owned("name_en").unwrap_or_default(),
            place: typed.owned("place").unwrap_or_default(),
            hours,
            published: typed.ticked("published"),
        }),
        None => Err(errors),
    }
}

/// A channel as its form would have been filled.
fn filled(desk: &Desk, view: &ChannelView) -> Typed {
    let channel = &view.state.channel;
    let organisation = desk.office.organisation();
    let institution = organisation.tree.get(channel.institution).map(|found| found.code.clone());
    let mut pairs: Vec<(String, String)> = [
        ("code", channel.code.clone()),
        ("institution", institution.unwrap_or_default()),
        ("kind", channel.kind.to_string()),
        ("name_zh", channel.name_zh.clone()),
        ("name_en", channel.name_en.clone()),
        ("place", channel.place.clone()),
        ("published", if channel.published { "1" } else { "" }.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for (position, hours) in channel.hours.iter().enumerate() {
        pairs.extend(super::hours::pairs(position, hours));
    }
    Typed(pairs)
}

fn page(
    desk: &Desk,
    staff: &Staff,
    register: &[ChannelView],
    typed: Option<&Typed>,
    errors: Vec<Problem>,
    query: &Typed,
) -> ChannelsPage {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let now = desk.office.book().zone.to_datetime(desk.office.surroundings().now());
    let showing = Showing::new(register, now, words);
    let (slice, listed) = Slice::of(PATH, query, register.iter());
    let line = |view: &ChannelView| Line {
        code: view.state.channel.code.clone(),
        name: name(&view.state.channel, words).to_owned(),
        kind: words.t(&format!("channel_kind-{}", view.state.channel.kind)),
        place: view.state.channel.place.clone(),
        institution: institution_name(&organisation, view.institution(), words),
        hours: hour_lines(&view.state.channel.hours, words),
        periods: view
            .state
            .periods
            .iter()
            .filter(|period| now.date() <= period.to)
            .map(|period| showing.period(period))
            .collect(),
        published: view.state.channel.published,
        href: format!("{PATH}?code={}#form", crate::encoded::encoded(&view.state.channel.code)),
    };
    let lines = listed.into_iter().map(line).collect();
    let kinds = ChannelKind::iter().map(|kind| Choice {
        chosen: typed.is_some_and(|typed| typed.get("kind") == Some(kind.as_ref())),
        ..Choice::new(kind.as_ref(), words.t(&format!("channel_kind-{kind}")))
    });
    let administered = organisation
        .tree
        .iter()
        .filter(|(id, _)| staff.caller().require_administer(*id, &organisation.tree).is_ok());
    let institutions = administered.map(|(id, institution)| Choice {
        chosen: typed.is_some_and(|typed| typed.get("institution") == Some(institution.code.as_str())),
        ..Choice::new(&institution.code, institution_name(&organisation, id, words))
    });
    let one = |choices: Vec<Choice>| Control::Select(vec![ChoiceGroup { label: String::new(), choices }]);
    let value = |name: &str| typed.map(|typed| typed.shown(name).to_owned()).unwrap_or_default();
    let text = |name: &str| Control::Line("text", "text", value(name));
    let field = |name: &str, optional: bool, control: Control| field(name, optional, control, &errors, words);
    let fields = vec![
        field("code", false, text("code")),
        field("institution", false, one(institutions.collect())),
        field("kind", false, one(kinds.collect())),
        field("name_zh", false, text("name_zh")),
        field("name_en", true, text("name_en")),
        field("place", false, text("place")),
    ];
    let published = typed.is_none_or(|typed| typed.ticked("published"));
    let known = typed.is_some_and(|typed| {
        register.iter().any(|view| typed.get("code") == Some(view.state.channel.code.as_str()))
    });
    ChannelsPage {
        page: Frame::new(desk, staff, words.t("admin-channels"), PATH).told(query),
        tabs: super::tabs("channels", words),
        lines,
        slice,
        groups: vec![FieldGroup { fields, ..FieldGroup::default() }],
        hours: hours_rows(typed, &errors, words),
        hours_error: sentence(&errors, "hours"),
        published: vec![FieldGroup {
            fields: vec![field("published", false, Control::Switch(published))],
            ..FieldGroup::default()
        }],
        heading: words.t(if known { "channel-change" } else { "channel-enter" }),
        editing: typed.is_some(),
        errors,
    }
}

/// What was wrong with a field.
pub(super) fn sentence(errors: &[Problem], name: &str) -> String {
    errors.iter().find(|error| error.name == name).map(|error| error.sentence.clone()).unwrap_or_default()
}

/// A field of a form of the register.
pub(super) fn field(
    name: &str,
    optional: bool,
    control: Control,
    errors: &[Problem],
    words: &Words,
) -> ShownField {
    ShownField {
        id: name.to_owned(),
        name: name.to_owned(),
        label: words.t(&format!("channel_field-{name}")),
        optional,
        hint: String::new(),
        error: sentence(errors, name),
        control,
    }
}
