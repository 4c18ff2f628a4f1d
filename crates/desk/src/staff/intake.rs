//! Registering what comes in, in the order of the call: telephone first, earlier matters beside it, then the matter.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Number;
use domain::matter::{Command, Kind, NewSource};
use domain::organisation::Right;
use office::{Caller, OfficeError, Receipt};

use super::form_key;
use super::frame::{Frame, Problem};
use super::intake_form::{Making, joins, submission};
use super::list::{CaseLine, Lines};
use super::step::form::{Control, FieldGroup};
use super::step::suggested::for_intake;
use super::typed::Typed;
use crate::guard::Staff;
use crate::page::{Html, PageError, field_sentence, refusal_sentence};
use crate::{Desk, Words, kept_form};

/// The path of the form.
pub(super) const PATH: &str = "/desk/intake";

/// The form's page.
#[derive(Template)]
#[template(path = "staff/intake.html")]
pub(crate) struct IntakePage {
    pub page: Frame,
    pub errors: Vec<Problem>,
    pub main: Vec<FieldGroup>,
    pub further: Vec<FieldGroup>,
    /// Whether anything stands in the further fields: then they stand open.
    pub further_open: bool,
    pub looked: bool,
    pub earlier: Vec<CaseLine>,
    pub earlier_open: usize,
    pub chosen: String,
    pub new_facts: bool,
    pub origin: String,
    pub relation: String,
    /// Makes a form that is sent twice count once.
    pub key: String,
}

impl IntakePage {
    /// Whether this is chosen for an earlier case: adding to it, or linking a new one.
    fn chose(&self, how: &str, line: &CaseLine) -> bool {
        self.chosen.strip_prefix(how) == Some(line.number.as_str())
    }
}

/// What is read out after saving.
#[derive(Template)]
#[template(path = "staff/intake_done.html")]
pub(crate) struct DonePage {
    pub page: Frame,
    pub number: String,
    pub query_code: String,
    pub others: Vec<String>,
    pub may_merge: bool,
    /// Codes that a model suggests, each in words.
    pub suggested: Vec<String>,
    /// The form of coding filled with them, for who may code.
    pub code_href: Option<String>,
    pub split: (&'static str, String),
}

/// The relation of what splits off a case, and how the button to it reads: of a credit-report objection it is the claim
/// for redress, which is a complaint.
pub(super) fn split(of_objection: bool, words: &Words) -> (&'static str, String) {
    match of_objection {
        true => ("redress", words.t("case-redress")),
        false => ("split", words.t("case-split")),
    }
}

/// `GET /desk/intake`, also `?origin=` for splitting.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if query.ticked("kept")
        && let Some(typed) = kept_form::give_back(&desk, &staff, &headers, PATH).await?
    {
        let phone = typed.get("phone").unwrap_or_default();
        let earlier = desk.office.earlier_matters(staff.caller(), phone).await?;
        let mut page = page(&desk, &staff, &typed, &typed, Vec::new(), Some(earlier));
        if typed.get("look").is_none() {
            page.page.message = staff.words.t("form-kept");
        }
        return Ok(Html(page).into_response());
    }
    // Only the origin is taken from an address: persons do not belong there.
    let origin: Vec<_> =
        query.0.into_iter().filter(|(name, _)| name == "origin" || name == "relation").collect();
    if let Some((_, number)) = origin.iter().find(|(name, _)| name == "origin") {
        desk.office.case_row(staff.caller(), &super::frame::open_number(number)?).await?;
    }
    let page = page(&desk, &staff, &Typed(Vec::new()), &Typed(origin), Vec::new(), None);
    Ok(Html(page).into_response())
}

/// `POST /desk/intake`: looks for earlier matters, or saves.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let words = &staff.words;
    if typed.get("look").is_some() {
        // A page of its own, so that going back and reloading ask nothing.
        let cookie = kept_form::keep(&desk, staff.signed_in.user_id, PATH, &typed).await?;
        let mut response = Redirect::to(&format!("{PATH}?{}", kept_form::QUERY)).into_response();
        response.headers_mut().append(SET_COOKIE, cookie);
        return Ok(response);
    }
    let phone = typed.get("phone").unwrap_or_default();
    let earlier = desk.office.earlier_matters(staff.caller(), phone).await?;
    let again = |status: StatusCode, problems| {
        let shown = page(&desk, &staff, &typed, &typed, problems, Some(earlier.clone()));
        Ok((status, Html(shown)).into_response())
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let now = desk.office.surroundings().now();
    let read = match submission(&typed, &desk.office.book().zone, now) {
        Ok(read) => read,
        Err(errors) => {
            return again(
                unprocessable,
                errors.iter().map(|error| Problem::of_field(error, words)).collect(),
            );
        }
    };
    // The answer to saving shows the query code, so reloading it sends the form again.
    let saved = match form_key::once(&desk, staff.caller(), "POST /desk/intake", &typed).await {
        Err(error) => Err(error),
        Ok(caller) => match joins(&typed) {
            Some(number) => join(&desk, &caller, number, &typed, &read).await.map(Saved::Joined),
            None => desk.office.submit(&caller, read).await.map(Saved::Received),
        },
    };
    match saved {
        Ok(Saved::Received(receipt)) => {
            let split = split(typed.get("kind") == Some(Kind::Objection.into()), words);
            Ok(Html(done(&desk, &staff, &receipt, &typed, split)).into_response())
        }
        Ok(Saved::Joined(number)) => {
            Ok(Redirect::to(&format!("/desk/cases/{number}?done=merge_repeat")).into_response())
        }
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| {
                let name = error.field.strip_prefix("person.").unwrap_or(&error.field).to_owned();
                Problem { field: name.clone(), name, sentence: field_sentence(error, words) }
            });
            again(unprocessable, problems.collect())
        }
        Err(OfficeError::Refused { refusal, .. }) => {
            let name = match refusal.field() {
                Some("parties") => "agent_document",
                Some(name) => name,
                None => "",
            };
            let problem = Problem {
                field: name.to_owned(),
                name: name.to_owned(),
                sentence: refusal_sentence(&refusal, words),
            };
            again(unprocessable, vec![problem])
        }
        Err(OfficeError::Conflict) => {
            again(StatusCode::CONFLICT, vec![Problem::of_case(words.t("error-stale-keep"))])
        }
        Err(other) => Err(other.into()),
    }
}

enum Saved {
    Received(Receipt),
    Joined(Number),
}

/// The same person with the same matter: one more receipt of the running case.
async fn join(
    desk: &Desk,
    caller: &Caller,
    number: &str,
    typed: &Typed,
    read: &office::Submission,
) -> Result<Number, OfficeError> {
    let number: Number = number.parse().map_err(|_| OfficeError::NotFound { what: "case" })?;
    let parts = [Some(read.subject.as_str()), read.narrative.as_deref(), read.request.as_deref()];
    let material = parts.into_iter().flatten().collect::<Vec<_>>().join("\n");
    let command = Command::MergeRepeat {
        source: NewSource {
            channel: read.channel,
            external_number: read.external_number.clone(),
            received_at: read.received_at.unwrap_or_else(|| desk.office.surroundings().now()),
            forwarded_at: read.forwarded_at,
            required_on: read.required_on,
            feedback_owed: read.feedback_owed,
        },
        material: Some(material),
        new_facts: typed.ticked("new_facts"),
    };
    desk.office.act(caller, &number, None, vec![command]).await?;
    Ok(number)
}

fn page(
    desk: &Desk,
    staff: &Staff,
    typed: &Typed,
    origin: &Typed,
    errors: Vec<Problem>,
    earlier: Option<Vec<office::CaseRow>>,
) -> IntakePage {
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let now = desk.office.surroundings().now();
    let mut institutions: Vec<_> = match staff.caller().grants() {
        Some(grants) => grants.reach(Right::Intake, &organisation.tree).into_iter().collect(),
        None => Vec::new(),
    };
    let home = organisation.users.get(&staff.signed_in.user_id).map(|user| user.institution_id);
    institutions.retain(|id| organisation.tree.get(*id).is_some_and(|institution| institution.active));
    institutions.sort_by_key(|id| (Some(*id) != home, *id));
    let making = Making {
        organisation: &organisation,
        institutions,
        words,
        zone: &desk.office.book().zone,
        now,
        typed,
        errors: &errors,
    };
    let lines =
        Lines { organisation: &organisation, book: &desk.office.book(), now, words, from: String::new() };
    let further = making.further();
    let filled = |name: &str| !typed.shown(name).trim().is_empty() && name != "received_at";
    let further_open = further
        .iter()
        .flat_map(|group| &group.fields)
        .any(|field| filled(&field.name) || !field.error.is_empty());
    let title = words.t("intake-title");
    IntakePage {
        page: Frame::new(desk, staff, title, PATH),
        main: making.main(),
        further,
        further_open,
        looked: earlier.is_some(),
        earlier_open: earlier.iter().flatten().filter(|row| !row.ended).count(),
        earlier: lines.lines(earlier.as_deref().unwrap_or_default()),
        chosen: typed.shown("earlier").to_owned(),
        new_facts: typed.ticked("new_facts"),
        origin: origin.shown("origin").to_owned(),
        relation: origin.shown("relation").to_owned(),
        key: typed.get(form_key::NAME).map_or_else(|| form_key::fresh(desk), str::to_owned),
        errors,
    }
}

fn done(
    desk: &Desk,
    staff: &Staff,
    receipt: &Receipt,
    typed: &Typed,
    split: (&'static str, String),
) -> DonePage {
    let title = staff.words.t("intake-done-title");
    let (suggested, code_href) = match typed.get("kind") == Some(Kind::Complaint.into()) {
        true => {
            let told = ["subject", "narrative", "request"].map(|name| typed.shown(name));
            for_intake(desk, staff, receipt.number.as_str(), &told.join("\n"))
        }
        false => (Vec::new(), None),
    };
    DonePage {
        page: Frame::new(desk, staff, title, PATH),
        number: receipt.number.to_string(),
        query_code: receipt.query_code.clone(),
        others: receipt
            .others_running
            .iter()
            .filter(|other| **other != receipt.number)
            .map(Number::to_string)
            .collect(),
        may_merge: staff.caller().may_somewhere(Right::Handle),
        suggested,
        code_href,
        split,
    }
}
