//! Institutions: the tree of legal superiority, and who supervises whom beside it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::InstitutionId;
use domain::organisation::Level;
use office::{InstitutionInput, OfficeError, Organisation};

use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame, Problem};
use crate::staff::shown::institution_name;
use crate::staff::slice::Slice;
use crate::staff::step::choice::{Choice, ChoiceGroup};
use crate::staff::step::form::{Control, FieldGroup, ShownField};
use crate::staff::typed::Typed;

const PATH: &str = "/desk/admin/institutions";

/// The levels, from the top.
const LEVELS: [Level; 8] = [
    Level::HeadOffice,
    Level::Centre,
    Level::Branch,
    Level::SubBranch,
    Level::Outlet,
    Level::Department,
    Level::Association,
    Level::RegulatorDesk,
];

/// An institution as a line of the list.
pub(crate) struct Line {
    pub code: String,
    pub name: String,
    pub level: String,
    pub superior: String,
    pub supervised_by: String,
    pub active: bool,
    pub href: String,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/institutions.html")]
pub(crate) struct InstitutionsPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub lines: Vec<Line>,
    pub slice: Slice,
    pub groups: Vec<FieldGroup>,
    pub errors: Vec<Problem>,
    pub heading: String,
    pub editing: bool,
}

/// `GET /desk/admin/institutions`, `?code=` to change one.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let organisation = desk.office.organisation();
    let found = query.get("code").and_then(|code| organisation.tree.by_code(code));
    let typed = found.map(|id| filled(&organisation, id));
    Ok(Html(page(&desk, &staff, typed.as_ref(), Vec::new(), &query)).into_response())
}

/// `POST /desk/admin/institutions`.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let region = ["province", "city", "district"].map(|name| typed.owned(name).unwrap_or_default());
    let input = InstitutionInput {
        code: typed.owned("code").unwrap_or_default(),
        name_zh: typed.owned("name_zh").unwrap_or_default(),
        name_en: typed.owned("name_en").unwrap_or_default(),
        level: typed.owned("level").unwrap_or_default(),
        superior: typed.owned("superior"),
        region,
        supervised_by: typed.all("supervised_by").map(str::to_owned).collect(),
        active: typed.ticked("active"),
    };
    match desk.office.set_institution(staff.caller(), input).await {
        Ok(_) => Ok(Redirect::to(&format!("{PATH}?done=institution")).into_response()),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            let shown = page(&desk, &staff, Some(&typed), problems, &typed);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
        }
        Err(OfficeError::Conflict) => {
            let problem = Problem::of_case(staff.words.t("error-stale-keep"));
            let shown = page(&desk, &staff, Some(&typed), vec![problem], &typed);
            Ok((StatusCode::CONFLICT, Html(shown)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// An institution as its form would have been filled.
fn filled(organisation: &Organisation, id: InstitutionId) -> Typed {
    let Some(institution) = organisation.tree.get(id) else { return Typed::default() };
    let code_of =
        |id: InstitutionId| organisation.tree.get(id).map(|found| found.code.clone()).unwrap_or_default();
    let mut pairs = vec![
        ("code", institution.code.clone()),
        ("name_zh", institution.name_zh.clone()),
        ("name_en", institution.name_en.clone()),
        ("level", institution.level.to_string()),
        ("superior", institution.superior.map(code_of).unwrap_or_default()),
        ("province", institution.region.province.clone()),
        ("city", institution.region.city.clone()),
        ("district", institution.region.district.clone()),
        ("active", if institution.active { "1" } else { "" }.to_owned()),
    ];
    pairs.extend(institution.supervised_by.iter().map(|desk| ("supervised_by", code_of(*desk))));
    Typed(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn page(
    desk: &Desk,
    staff: &Staff,
    typed: Option<&Typed>,
    errors: Vec<Problem>,
    query: &Typed,
) -> InstitutionsPage {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let name = |id: InstitutionId| institution_name(&organisation, id, words);
    let (slice, lines) = Slice::of(PATH, query, organisation.tree.iter());
    let lines = lines.into_iter().map(|(id, institution)| Line {
        code: institution.code.clone(),
        name: name(id),
        level: words.t(&format!("level-{}", institution.level)),
        superior: institution.superior.map(name).unwrap_or_default(),
        supervised_by: institution.supervised_by.iter().map(|desk| name(*desk)).collect::<Vec<_>>().join(" "),
        active: institution.active,
        href: format!("{PATH}?code={}#form", crate::encoded::encoded(&institution.code)),
    });
    let field = |name: &str, optional: bool, control: Control| ShownField {
        id: name.to_owned(),
        name: name.to_owned(),
        label: words.t(&format!("institution-{name}")),
        optional,
        hint: String::new(),
        error: errors
            .iter()
            .find(|error| error.name == name)
            .map(|error| error.sentence.clone())
            .unwrap_or_default(),
        control,
    };
    let value = |name: &str| typed.map(|typed| typed.shown(name).to_owned()).unwrap_or_default();
    let chosen =
        |name: &str, value: &str| typed.is_some_and(|typed| typed.all(name).any(|chosen| chosen == value));
    let one = |choices: Vec<Choice>| Control::Select(vec![ChoiceGroup { label: String::new(), choices }]);
    let levels = LEVELS.iter().map(|level| Choice {
        chosen: chosen("level", level.as_ref()),
        ..Choice::new(level.as_ref(), words.t(&format!("level-{level}")))
    });
    let named = |field: &'static str, supervisors: bool| -> Vec<Choice> {
        let listed =
            organisation.tree.iter().filter(|(_, institution)| institution.level.supervises() == supervisors);
        let choice = |(id, institution): (InstitutionId, &domain::organisation::Institution)| Choice {
            chosen: chosen(field, &institution.code),
            ..Choice::new(&institution.code, name(id))
        };
        listed.map(choice).collect()
    };
    let text = |name: &str| Control::Line("text", "text", value(name));
    let active = typed.is_none_or(|typed| typed.ticked("active"));
    let fields = vec![
        field("code", false, text("code")),
        field("name_zh", false, text("name_zh")),
        field("name_en", true, text("name_en")),
        field("level", false, one(levels.collect())),
        field("superior", true, one(named("superior", false))),
        field("supervised_by", true, Control::Boxes(named("supervised_by", true))),
        field("province", true, text("province")),
        field("city", true, text("city")),
        field("district", true, text("district")),
        field("active", false, Control::Switch(active)),
    ];
    let known = typed
        .is_some_and(|typed| typed.get("code").is_some_and(|code| organisation.tree.by_code(code).is_some()));
    InstitutionsPage {
        page: Frame::new(desk, staff, words.t("admin-institutions"), PATH).told(query),
        tabs: super::tabs("institutions", words),
        lines: lines.collect(),
        slice,
        groups: vec![FieldGroup { fields, ..FieldGroup::default() }],
        heading: words.t(if known { "institution-change" } else { "institution-enter" }),
        editing: typed.is_some(),
        errors,
    }
}
