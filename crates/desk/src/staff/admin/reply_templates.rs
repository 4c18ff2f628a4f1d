//! Templates of replies: their words with places, for whom, and whether they may be chosen.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::reply::ReplyField;
use office::{OfficeError, ReplyTemplate, ReplyTemplateInput};
use strum::IntoEnumIterator;

use super::channels::sentence;
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem};
use crate::staff::shown::institution_name;
use crate::staff::step::choice::{Choice, ChoiceGroup};
use crate::staff::step::form::{Control, FieldGroup, ShownField};
use crate::staff::typed::Typed;

const PATH: &str = "/desk/admin/reply-templates";

/// A template as a line of the list.
pub(crate) struct Line {
    pub name: String,
    pub href: String,
    pub kind: String,
    pub institution: String,
    pub text: String,
    pub active: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/admin_reply_templates.html")]
pub(crate) struct TemplatesPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub lines: Vec<Line>,
    pub groups: Vec<FieldGroup>,
    pub errors: Vec<Problem>,
    /// The template that is changed and the version that was read; empty for a new one.
    pub template: String,
    pub version: String,
    /// What a place stands for, by how it is written.
    pub places: Vec<(String, String)>,
}

/// `GET /desk/admin/reply-templates`, `?template=` to change one.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let templates = desk.office.reply_templates(staff.caller()).await?;
    let wanted = query.get("template").and_then(|id| id.parse::<u64>().ok());
    let found = templates.iter().find(|template| Some(template.template_id) == wanted);
    let typed = found.map(|template| filled(&desk, template));
    Ok(Html(page(&desk, &staff, &templates, typed.as_ref(), Vec::new(), &query)).into_response())
}

/// `POST /desk/admin/reply-templates`.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let input = ReplyTemplateInput {
        template_id: typed.get("template").and_then(|id| id.parse().ok()),
        version: typed.get("version").and_then(|version| version.parse().ok()).unwrap_or_default(),
        institution: typed.owned("institution").unwrap_or_default(),
        kind: typed.get("kind").and_then(|kind| kind.parse().ok()),
        name: typed.owned("name").unwrap_or_default(),
        text: typed.shown("text").to_owned(),
        active: typed.ticked("active"),
    };
    let (status, problems) = match desk.office.set_reply_template(staff.caller(), input).await {
        Ok(_) => return Ok(Redirect::to(&format!("{PATH}?done=reply-template")).into_response()),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, problems)
        }
        Err(OfficeError::Conflict) => {
            (StatusCode::CONFLICT, vec![Problem::of_case(staff.words.t("error-stale-keep"))])
        }
        Err(other) => return Err(other.into()),
    };
    let templates = desk.office.reply_templates(staff.caller()).await?;
    Ok((status, Html(page(&desk, &staff, &templates, Some(&typed), problems, &typed))).into_response())
}

/// A template as its form would have been filled.
fn filled(desk: &Desk, template: &ReplyTemplate) -> Typed {
    let organisation = desk.office.organisation();
    let institution = organisation.tree.get(template.institution).map(|found| found.code.clone());
    let pairs = [
        ("template", template.template_id.to_string()),
        ("version", template.version.to_string()),
        ("name", template.name.clone()),
        ("institution", institution.unwrap_or_default()),
        ("kind", template.kind.map(|kind| kind.to_string()).unwrap_or_default()),
        ("text", template.text.clone()),
        ("active", if template.active { "1" } else { "" }.to_owned()),
    ];
    Typed(pairs.map(|(name, value)| (name.to_owned(), value)).into())
}

fn page(
    desk: &Desk,
    staff: &Staff,
    templates: &[ReplyTemplate],
    typed: Option<&Typed>,
    errors: Vec<Problem>,
    query: &Typed,
) -> TemplatesPage {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let line = |template: &ReplyTemplate| Line {
        name: template.name.clone(),
        href: format!("{PATH}?template={}#form", template.template_id),
        kind: match template.kind {
            Some(kind) => words.t(&format!("kind-{kind}")),
            None => words.t("reply-any-kind"),
        },
        institution: institution_name(&organisation, template.institution, words),
        text: template.text.clone(),
        active: template.active,
    };
    let value = |name: &str| typed.map(|typed| typed.shown(name).to_owned()).unwrap_or_default();
    let chosen = |name: &str, value: &str| typed.is_some_and(|typed| typed.get(name) == Some(value));
    let field = |name: &str, optional: bool, control: Control| ShownField {
        id: name.to_owned(),
        name: name.to_owned(),
        label: words.t(&format!("reply_field-{name}")),
        optional,
        hint: String::new(),
        error: sentence(&errors, name),
        control,
    };
    let list = |choices: Vec<Choice>| Control::Select(vec![ChoiceGroup { label: String::new(), choices }]);
    let administered = organisation
        .tree
        .iter()
        .filter(|(id, _)| staff.caller().require_administer(*id, &organisation.tree).is_ok());
    let institutions = administered.map(|(id, institution)| Choice {
        chosen: chosen("institution", &institution.code),
        ..Choice::new(&institution.code, institution_name(&organisation, id, words))
    });
    let kinds = crate::staff::KINDS.iter().map(|kind| Choice {
        chosen: chosen("kind", kind.as_ref()),
        ..Choice::new(kind.as_ref(), words.t(&format!("kind-{kind}")))
    });
    let active = typed.is_none_or(|typed| typed.ticked("active"));
    let fields = vec![
        field("name", false, Control::Line("text", "text", value("name"))),
        field("institution", false, list(institutions.collect())),
        field("kind", true, list(kinds.collect())),
        field("text", false, Control::Words(value("text"))),
        field("active", false, Control::Switch(active)),
    ];
    let place = |field: ReplyField| {
        let [zh, en] = field.names();
        let written = match words.language() {
            domain::clock::Language::Zh => zh,
            domain::clock::Language::En => en,
        };
        (format!("{{{written}}}"), words.t(&format!("reply_place-{en}")))
    };
    TemplatesPage {
        page: Frame::new(desk, staff, words.t("admin-reply-templates"), PATH).told(query),
        tabs: super::tabs("reply-templates", words),
        lines: templates.iter().map(line).collect(),
        groups: vec![FieldGroup { fields, ..FieldGroup::default() }],
        template: value("template"),
        version: value("version"),
        places: ReplyField::iter().map(place).collect(),
        errors,
    }
}
