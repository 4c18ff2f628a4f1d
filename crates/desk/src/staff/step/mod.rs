//! The form of each step and carrying it out: one page for all of them, made from one table.

pub(crate) mod choice;
pub(crate) mod command;
pub(crate) mod conclude;
pub(crate) mod field;
pub(crate) mod form;
mod issue_code;
pub(crate) mod suggested;
pub(crate) mod table;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{CaseId, Number};
use domain::matter::{Case, Command, PartyRole, Refusal, Step};
use office::{CaseView, FieldError, OfficeError, PersonInput};

use super::beside::{Neighbours, neighbours};
use super::bulk::Pick;
use super::case::trail::{Telling, TrailDay};
use super::case::{Head, came_from, remembering};
use super::frame::{Frame, Problem, open_number};
use super::typed::Typed;
use crate::guard::Staff;
use crate::page::{Html, PageError, field_sentence, refusal_sentence};
use crate::{Desk, Words, kept_form};
use choice::{Choice, Offering};
use command::Reading;
use field::Field;
use form::{Control, Errors, FieldGroup};
use suggested::SuggestedLines;

/// The page of a step's form.
#[derive(Template)]
#[template(path = "staff/step.html")]
pub(crate) struct StepPage {
    pub page: Frame,
    pub head: Head,
    /// The list the case was opened from.
    pub back: String,
    /// The cases before and after it there.
    pub beside: Neighbours,
    /// The case, with the way back to that list.
    pub case_href: String,
    pub title: String,
    pub action: String,
    /// What it will record, where it records several steps.
    pub records: String,
    /// Codes that a model suggests.
    pub suggested: SuggestedLines,
    /// What leaves the house or cannot be taken back.
    pub consequence: String,
    pub sections: Vec<(String, Vec<FieldGroup>)>,
    pub submit: String,
    pub errors: Vec<Problem>,
    /// What others recorded since the form was opened.
    pub meanwhile: Vec<TrailDay>,
    /// Steps that are open instead, where this one is not.
    pub instead: Vec<(String, Vec<super::case::parts::StepLink>)>,
    pub upload: bool,
    /// Whether a page comes first that shows a code once, and leads on from there.
    pub shows_code: bool,
    /// Templates of replies to choose from, where an answer is written.
    pub templates: Vec<Choice>,
}

/// What an address names: one step, or the run to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    One(Step),
    Conclude,
}

impl Wanted {
    fn of(word: &str) -> Result<Self, PageError> {
        match (word, word.parse::<Step>()) {
            ("conclude", _) => Ok(Self::Conclude),
            // Reviews and answers to requests have pages of their own; the other two come with other acts.
            (
                _,
                Ok(Step::CarryOver | Step::ConcludeReview | Step::OpenReview | Step::Approve | Step::Refuse),
            )
            | (_, Err(_)) => Err(OfficeError::NotFound { what: "step" }.into()),
            (_, Ok(step)) => Ok(Self::One(step)),
        }
    }

    fn steps(&self, view: &CaseView) -> Vec<Step> {
        match self {
            Self::One(step) => vec![*step],
            Self::Conclude => conclude::offered(view).unwrap_or_default(),
        }
    }
}

/// `GET /desk/cases/{number}/steps/{step}`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path((number, step)): Path<(String, String)>,
    Query(query): Query<Typed>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let wanted = Wanted::of(&step)?;
    let view = desk.office.case(staff.caller(), &number).await?;
    let path = format!("/desk/cases/{number}/steps/{step}");
    let kept = match query.ticked("kept") {
        true => kept_form::give_back(&desk, &staff, &headers, &path).await?,
        false => None,
    };
    let mut page = page(&desk, &staff, &view, &wanted, came_from(&query), kept.as_ref(), Vec::new());
    if kept.is_none() {
        suggested::take(&suggested::for_form(&desk, &view, &wanted.steps(&view)), &mut page.sections, &query);
    }
    page.beside = neighbours(&desk, &staff, &page.back, number.as_str()).await?;
    if wanted.steps(&view).contains(&Step::Answer) {
        offer_templates(&desk, &staff, &view, &query, &mut page).await?;
    }
    if kept.is_some() {
        page.page.message = staff.words.t("form-kept");
    }
    Ok(Html(page).into_response())
}

/// `POST /desk/cases/{number}/steps/{step}`.
pub(crate) async fn take(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path((number, step)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let number = open_number(&number)?;
    let wanted = Wanted::of(&step)?;
    let view = desk.office.case(staff.caller(), &number).await?;
    // Afterwards the case may stand elsewhere in the list.
    let beside = neighbours(&desk, &staff, came_from(&typed), number.as_str()).await?;
    let taken = match wanted {
        // It leads to a page that shows the code once.
        Wanted::One(Step::IssueCode) => issue_code::issue(&desk, &staff, &number, &typed, &beside).await,
        _ => match carry_out(&desk, &staff, &number, &view, &wanted, &typed).await {
            Ok(version) => {
                let visible = desk.office.case_row(staff.caller(), &number).await.is_ok();
                let there = after(&number, &step, came_from(&typed), visible, typed.ticked("next"), &beside);
                let undo = match wanted {
                    Wanted::One(Step::Assign | Step::Code | Step::Note | Step::Raise) => {
                        format!("&undo={}", Pick::word(number.as_str(), version))
                    }
                    _ => String::new(),
                };
                Ok(Redirect::to(&format!("{there}{undo}")).into_response())
            }
            Err(fault) => Err(fault),
        },
    };
    let fault = match taken {
        Ok(response) => return Ok(response),
        Err(fault) => fault,
    };
    let (status, problems) = match fault {
        Fault::Fields(errors) => {
            let steps = wanted.steps(&view);
            let problem = |error: &FieldError| field_problem(&view.case, &steps, error, &staff.words);
            (StatusCode::UNPROCESSABLE_ENTITY, errors.iter().map(problem).collect())
        }
        Fault::Office(error) => refused(&view, &wanted, &staff.words, error)?,
    };
    let mut shown = page(&desk, &staff, &view, &wanted, came_from(&typed), Some(&typed), problems);
    shown.beside = beside;
    Ok((status, Html(shown)).into_response())
}

/// Where to go once a step was taken: to the next case of the list, back to the list after its last, else to the case.
fn after(number: &Number, step: &str, from: &str, visible: bool, next: bool, beside: &Neighbours) -> String {
    match (next, beside.next.is_empty(), visible) {
        (true, false, _) => super::filter::said(&beside.next, "saved"),
        (true, true, _) => super::filter::said(from, "saved"),
        (false, _, true) => super::filter::said(&remembering(&format!("/desk/cases/{number}"), from), step),
        // Who passed the case on may no longer see it.
        (false, _, false) => super::filter::said(super::queue::PATH, step),
    }
}

/// Why a form was not carried out.
enum Fault {
    Fields(Vec<FieldError>),
    Office(OfficeError),
}

impl From<OfficeError> for Fault {
    fn from(error: OfficeError) -> Self {
        Self::Office(error)
    }
}

async fn carry_out(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    view: &CaseView,
    wanted: &Wanted,
    typed: &Typed,
) -> Result<u32, Fault> {
    let version = typed.get("version").and_then(|version| version.parse().ok());
    let caller = staff.caller();
    let steps = wanted.steps(view);
    match wanted {
        Wanted::One(Step::AddParty) => return add_party(desk, staff, number, version, typed).await,
        Wanted::Conclude if steps.is_empty() => {
            // Somebody took a step of the run meanwhile: the version says so first.
            let expected = version.unwrap_or_default();
            return Err(OfficeError::Stale { expected, found: view.case.version }.into());
        }
        _ => {}
    }
    let linked = match typed.get("link.other").map(str::parse::<Number>) {
        Some(Ok(other)) => seen(desk, staff, &other).await?,
        _ => None,
    };
    let book = desk.office.book();
    let reading =
        Reading { case: &view.case, now: desk.office.surroundings().now(), zone: &book.zone, linked };
    let mut commands: Vec<Command<String>> = Vec::new();
    let mut errors = Vec::new();
    for step in steps {
        match reading.command(step, typed) {
            Ok(command) => commands.push(command),
            Err(mut found) => errors.append(&mut found),
        }
    }
    if !errors.is_empty() {
        return Err(Fault::Fields(errors));
    }
    Ok(desk.office.act(caller, number, version, commands).await?.version)
}

/// The case of a number, if the reader may see it.
async fn seen(desk: &Desk, staff: &Staff, number: &Number) -> Result<Option<CaseId>, OfficeError> {
    match desk.office.case_row(staff.caller(), number).await {
        Ok(row) => Ok(Some(row.case_id)),
        Err(OfficeError::NotFound { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

async fn add_party(
    desk: &Desk,
    staff: &Staff,
    number: &Number,
    version: Option<u32>,
    typed: &Typed,
) -> Result<u32, Fault> {
    let role = typed.get("add_party.role").and_then(|role| role.parse::<PartyRole>().ok());
    let Some(role) = role else {
        return Err(Fault::Fields(vec![FieldError::new("add_party.role", "missing", "this is needed")]));
    };
    let person = PersonInput {
        name: typed.owned("add_party.name"),
        phone: typed.owned("add_party.phone"),
        id_number: typed.owned("add_party.id_number"),
        ..PersonInput::default()
    };
    let document = typed.get("add_party.document");
    let acted = desk.office.add_party(staff.caller(), number, version, role, &person, document).await?;
    Ok(acted.version)
}

/// Why a step was not carried out, beside the field at fault where there is one.
fn refused(
    view: &CaseView,
    wanted: &Wanted,
    words: &Words,
    error: OfficeError,
) -> Result<(StatusCode, Vec<Problem>), PageError> {
    let steps = wanted.steps(view);
    Ok(match error {
        OfficeError::Stale { .. } | OfficeError::Conflict => {
            (StatusCode::CONFLICT, vec![Problem::of_case(words.t("error-stale-keep"))])
        }
        OfficeError::Refused { position, refusal } => {
            let step = steps.get(position).map_or("", |step| step.into());
            let field = format!("{step}.{}", field_at_fault(&refusal));
            let known = known_field(&view.case, &steps, &field);
            let sentence = match (&*refusal, &known) {
                (Refusal::Missing { .. } | Refusal::AxisMissing { .. }, Some(field)) => {
                    form::missing(field, words)
                }
                _ => refusal_sentence(&refusal, words),
            };
            let name = known.map(|field| field.name).unwrap_or_default();
            let problem = Problem { field: name.replace('.', "-"), name, sentence };
            (StatusCode::UNPROCESSABLE_ENTITY, vec![problem])
        }
        OfficeError::Invalid(errors) => {
            let problem = |error: &FieldError| field_problem(&view.case, &steps, error, words);
            (StatusCode::UNPROCESSABLE_ENTITY, errors.iter().map(problem).collect())
        }
        other => return Err(other.into()),
    })
}

/// What is wrong with a field of the form, with what would be right.
pub(crate) fn field_problem(case: &Case, steps: &[Step], error: &FieldError, words: &Words) -> Problem {
    let short = error.field.rsplit('.').next().unwrap_or_default();
    let known = known_field(case, steps, &error.field)
        .or_else(|| steps.iter().find_map(|step| known_field(case, steps, &format!("{step}.{short}"))));
    let sentence = match &known {
        Some(field) if error.code == "missing" => form::missing(field, words),
        _ => field_sentence(error, words),
    };
    let name = known.map(|field| field.name).unwrap_or_default();
    Problem { field: name.replace('.', "-"), name, sentence }
}

/// A field of the form by its name.
fn known_field(case: &Case, steps: &[Step], name: &str) -> Option<Field> {
    let mut fields = steps.iter().flat_map(|step| table::fields(*step, case));
    fields.find(|field| field.name == name)
}

/// The field of the form at fault, where the domain names a part of the command instead.
fn field_at_fault(refusal: &Refusal) -> &str {
    match refusal {
        Refusal::AxisMissing { axis } => axis,
        _ => match refusal.field().unwrap_or_default() {
            "stage" => "extension",
            "attempts" => "attempt_1_at",
            other => other,
        },
    }
}

/// Steps whose effect leaves the house or ends the matter: their form says so.
fn consequence(steps: &[Step], staff: &Staff) -> String {
    let outward = [
        Step::Accept,
        Step::Decline,
        Step::Answer,
        Step::Extend,
        Step::Withdraw,
        Step::ReferOn,
        Step::AskMaterial,
        Step::Transfer,
        Step::Rekind,
        Step::ClaimRight,
        Step::Reopen,
        Step::SendFeedback,
        Step::CorrectFact,
    ];
    let found = steps.iter().find(|step| outward.contains(step));
    found.map(|step| staff.words.t(&format!("consequence-{step}"))).unwrap_or_default()
}

fn page(
    desk: &Desk,
    staff: &Staff,
    view: &CaseView,
    wanted: &Wanted,
    from: &str,
    typed: Option<&Typed>,
    errors: Vec<Problem>,
) -> StepPage {
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let (book, today) = (desk.office.book(), desk.office.today());
    let offering = Offering { view, organisation: &organisation, book: &book, today, words };
    let now = desk.office.surroundings().now();
    let head = Head::new(view, desk, staff);
    let steps = wanted.steps(view);
    let by_field: Errors = errors.iter().map(|error| (error.name.clone(), error.sentence.clone())).collect();
    let name = |step: &Step| words.t(&format!("step-{step}"));
    let single = steps.len() == 1;
    let sections: Vec<(String, Vec<FieldGroup>)> = steps
        .iter()
        .map(|step| {
            let heading = if single { String::new() } else { name(step) };
            (heading, form::shown(*step, &offering, typed, &by_field, now))
        })
        .filter(|(_, groups)| !groups.is_empty())
        .collect();
    let (title, word) = match wanted {
        Wanted::One(step) => (name(step), step.to_string()),
        Wanted::Conclude => (words.t("step-conclude"), "conclude".to_owned()),
    };
    let blocked = view
        .steps
        .iter()
        .find_map(|(step, open)| (steps.first() == Some(step)).then(|| open.as_ref().err()).flatten());
    let absent = steps.is_empty()
        || steps.first().is_some_and(|first| view.steps.iter().all(|(step, _)| step != first));
    let mut errors = errors;
    if errors.is_empty() {
        errors.extend(blocked.map(|refusal| Problem::of_case(refusal_sentence(refusal, words))));
        if absent {
            errors.push(Problem::of_case(words.t("step-not-open")));
        }
    }
    let closed = blocked.is_some() || absent;
    let seen: u32 = typed
        .and_then(|typed| typed.get("version"))
        .and_then(|version| version.parse().ok())
        .unwrap_or(view.case.version);
    let telling = Telling { view, organisation: &organisation, book: &desk.office.book(), words };
    let meanwhile = match seen < view.case.version {
        true => since(telling.days(None), seen),
        false => Vec::new(),
    };
    let heading =
        if errors.is_empty() { title.clone() } else { words.t1("wrong-title", "title", title.clone()) };
    let action = format!("{}/steps/{word}", head.href);
    let suggestions = if closed { Vec::new() } else { suggested::for_form(desk, view, &steps) };
    StepPage {
        suggested: suggested::lines(&suggestions, &action, from, desk, words),
        page: Frame::new(desk, staff, format!("{heading} {}", head.number), "/desk/cases").at(&head.href),
        back: from.to_owned(),
        shows_code: *wanted == Wanted::One(Step::IssueCode),
        beside: Neighbours::default(),
        case_href: remembering(&head.href, from),
        action,
        records: if single { String::new() } else { conclude::records(&steps, words) },
        consequence: consequence(&steps, staff),
        sections,
        submit: match wanted {
            Wanted::One(step) => submit(*step, words),
            Wanted::Conclude => title.clone(),
        },
        title,
        errors,
        meanwhile,
        instead: if closed { super::case::parts::step_links(view, from, words) } else { Vec::new() },
        upload: wanted == &Wanted::One(Step::Attach),
        templates: Vec::new(),
        head,
    }
}

/// Offers the templates of replies to choose from, and puts the one that was chosen into the answer.
async fn offer_templates(
    desk: &Desk,
    staff: &Staff,
    view: &CaseView,
    query: &Typed,
    page: &mut StepPage,
) -> Result<(), PageError> {
    let offered = match desk.office.reply_templates_for(staff.caller(), &view.case).await {
        Err(OfficeError::Denied { .. }) => return Ok(()),
        offered => offered?,
    };
    let wanted = query.get("template").and_then(|id| id.parse::<u64>().ok());
    let chosen = offered.iter().find(|template| Some(template.template_id) == wanted);
    if let Some(template) = chosen {
        let text = desk.office.reply_filled(staff.caller(), &view.case.number, template.template_id).await?;
        let fields =
            page.sections.iter_mut().flat_map(|(_, groups)| groups).flat_map(|group| &mut group.fields);
        for field in fields.filter(|field| field.name == "answer.text") {
            field.hint = staff.words.t("reply-salutation-hint");
            field.control = Control::Words(text.clone());
        }
    }
    let choice = |template: &office::ReplyTemplate| Choice {
        chosen: Some(template.template_id) == wanted,
        ..Choice::new(template.template_id.to_string(), template.name.clone())
    };
    page.templates = offered.iter().map(choice).collect();
    Ok(())
}

/// What the button says: what happens when it is pressed.
pub(crate) fn submit(step: Step, words: &Words) -> String {
    let own = format!("submit-{step}");
    if words.has(&own) { words.t(&own) } else { words.t(&format!("step-{step}")) }
}

/// Only what was recorded after a version.
fn since(days: Vec<TrailDay>, version: u32) -> Vec<TrailDay> {
    let newer = days.into_iter().map(|mut day| {
        day.entries.retain(|entry| entry.version > version);
        day
    });
    newer.filter(|day| !day.entries.is_empty()).collect()
}

/// The page for adding a file, with why one was not taken.
pub(crate) fn attach_page(desk: &Desk, staff: &Staff, view: &CaseView, errors: Vec<Problem>) -> Response {
    Html(page(desk, staff, view, &Wanted::One(Step::Attach), super::queue::PATH, None, errors))
        .into_response()
}
