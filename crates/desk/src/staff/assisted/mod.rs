//! 代填: filing for somebody at the counter or on the telephone who would rather not do it alone. The portal's own questions,
//! one a screen in large type; what was said is read back before it is filed, and number and code are printed. The record
//! names who assisted, and that it was read back and agreed to.

mod form;
mod keeping;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::matter::{Channel, Particular};
use domain::organisation::Right;
use jiff::SignedDuration;
use office::{DraftKey, OfficeError};

use self::keeping::Assisted;
use super::form_key;
use super::frame::{Frame, Problem};
use super::shown::day_in_words;
use super::step::choice::Choice;
use super::step::form::{Control, FieldGroup};
use super::typed::Typed;
use crate::guard::Staff;
use crate::page::{Html, PageError, field_sentence};
use crate::portal::draft::{Door, Draft, FiledDraft, Step};
use crate::portal::offered::business_label;
use crate::portal::send::{Answer, after, answers};
use crate::portal::submission::submission;
use crate::{Desk, Words, kept_form};

/// The path of the first page.
pub(crate) const PATH: &str = "/desk/intake/assisted";
/// Number and code are shown for so long after filing, for reloading and printing.
const SHOWN_MINUTES: i64 = 30;
/// Where the person may be.
const CHANNELS: [Channel; 3] = [Channel::Counter, Channel::Hotline, Channel::Visit];
const DOORS: [Door; 3] = [Door::Complaint, Door::Enquiry, Door::Credit];

/// The first page: what it is about and where the person is.
#[derive(Template)]
#[template(path = "staff/assisted_start.html")]
struct StartPage {
    page: Frame,
    doors: Vec<Choice>,
    channels: Vec<Choice>,
    under_way: String,
}

/// One question.
#[derive(Template)]
#[template(path = "staff/assisted_step.html")]
struct StepPage {
    page: Frame,
    errors: Vec<Problem>,
    line: String,
    back: String,
    action: String,
    hint: String,
    groups: Vec<FieldGroup>,
}

/// What was said, to be read back.
#[derive(Template)]
#[template(path = "staff/assisted_check.html")]
struct CheckPage {
    page: Frame,
    errors: Vec<Problem>,
    back: String,
    answers: Vec<Answer>,
    after: Vec<String>,
}

/// What the person gets in the hand.
#[derive(Template)]
#[template(path = "staff/assisted_done.html")]
struct DonePage {
    page: Frame,
    filed: FiledDraft,
    /// The code in groups of four, as it is read out.
    code_grouped: String,
    next: Vec<String>,
    institution: String,
    hotline: String,
}

fn path(step: Step) -> String {
    let word: &'static str = step.into();
    format!("{PATH}/{word}")
}

/// A frame in large type: the person reads along.
fn frame(desk: &Desk, staff: &Staff, title: String, here: &str) -> Frame {
    let mut frame = Frame::new(desk, staff, title, super::intake::PATH).at(here);
    frame.large = true;
    frame
}

/// The codes of the institutions the reader takes in for, their own first.
fn institutions(desk: &Desk, staff: &Staff) -> Vec<String> {
    let organisation = desk.office.organisation();
    let home = organisation.users.get(&staff.signed_in.user_id).map(|user| user.institution_id);
    let may = |id| staff.caller().may(Right::Intake, id, &organisation.tree);
    let mut offered: Vec<_> =
        organisation.tree.iter().filter(|(id, institution)| institution.active && may(*id)).collect();
    offered.sort_by_key(|(id, _)| (Some(*id) != home, *id));
    offered.into_iter().map(|(_, institution)| institution.code.clone()).collect()
}

/// `GET /desk/intake/assisted`.
pub(crate) async fn ask_start(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let kept = Assisted::load(&desk, &staff, &headers).await?;
    let open = kept.filter(|(kept, _)| kept.draft.filed.is_none());
    let door = |(place, door): (usize, Door)| {
        let word: &'static str = door.into();
        Choice { chosen: place == 0, ..Choice::new(word, words.t(&format!("home-{word}"))) }
    };
    let channel = |(place, channel): (usize, Channel)| Choice {
        chosen: place == 0,
        ..Choice::new(channel.as_ref(), words.t(&format!("channel-{channel}")))
    };
    Ok(Html(StartPage {
        page: frame(&desk, &staff, words.t("assisted-title"), PATH),
        doors: DOORS.into_iter().enumerate().map(door).collect(),
        channels: CHANNELS.into_iter().enumerate().map(channel).collect(),
        under_way: open.map(|_| path(Step::What)).unwrap_or_default(),
    })
    .into_response())
}

/// `POST /desk/intake/assisted`: begins anew.
pub(crate) async fn start(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let door = typed.get("door").and_then(|door| door.parse().ok()).unwrap_or_default();
    let channel = typed.get("channel").and_then(|channel| channel.parse().ok());
    let channel = channel.filter(|channel| CHANNELS.contains(channel)).unwrap_or(Channel::Counter);
    let institution = institutions(&desk, &staff).into_iter().next().unwrap_or_default();
    let mut draft = Draft { door, institution, ..Draft::default() };
    draft.settle_reply();
    let assisted = Assisted::new(&staff, channel, draft, form_key::fresh(&desk));
    go(&desk, &assisted, None, &path(Step::What)).await
}

/// Keeps it and leads on.
async fn go(desk: &Desk, kept: &Assisted, key: Option<DraftKey>, to: &str) -> Result<Response, PageError> {
    let cookie = kept.keep(desk, key).await?;
    let mut response = Redirect::to(to).into_response();
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// The step of an address, and what is under way; leads to the first page where nothing is, and back to the first question
/// that is still open.
async fn under_way(
    desk: &Desk,
    staff: &Staff,
    headers: &HeaderMap,
    word: &str,
) -> Result<Result<(Step, Assisted, DraftKey), Response>, PageError> {
    let step: Step = word.parse().map_err(|_| PageError::not_found())?;
    let Some((kept, key)) = Assisted::load(desk, staff, headers).await? else {
        return Ok(Err(Redirect::to(PATH).into_response()));
    };
    if kept.draft.filed.is_some() {
        return Ok(Err(Redirect::to(&format!("{PATH}/done")).into_response()));
    }
    let steps = kept.draft.door.steps();
    if step != Step::Check && !steps.contains(&step) {
        return Err(PageError::not_found());
    }
    let offered = institutions(desk, staff);
    let place = |wanted: Step| steps.iter().position(|other| *other == wanted).unwrap_or(steps.len());
    match kept.draft.first_open(&offered, &desk.office) {
        Some(open) if place(open) < place(step) => Ok(Err(Redirect::to(&path(open)).into_response())),
        _ => Ok(Ok((step, kept, key))),
    }
}

/// `GET /desk/intake/assisted/{step}`.
pub(crate) async fn ask(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    headers: HeaderMap,
    Path(word): Path<String>,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let (step, mut kept, _) = match under_way(&desk, &staff, &headers, &word).await? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(found) => found,
    };
    // What was sent after the session had ended.
    if query.ticked("kept")
        && let Some(typed) = kept_form::give_back(&desk, &staff, &headers, &path(step)).await?
    {
        kept.draft.take(step, &typed);
    }
    Ok(page(&desk, &staff, &kept, step, Vec::new()))
}

/// `POST /desk/intake/assisted/{step}`. What was typed is kept, right or wrong.
pub(crate) async fn answer(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    headers: HeaderMap,
    Path(word): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (step, mut kept, key) = match under_way(&desk, &staff, &headers, &word).await? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(found) => found,
    };
    if step == Step::Check {
        return file(&desk, &staff, kept, key, &typed).await;
    }
    kept.draft.take(step, &typed);
    let offered = institutions(&desk, &staff);
    let findings = kept.draft.findings(step, &offered, &desk.office);
    if findings.is_empty() {
        let next = kept.draft.first_open(&offered, &desk.office).unwrap_or(Step::Check);
        return go(&desk, &kept, Some(key), &path(next)).await;
    }
    let problem = |finding: &crate::portal::draft::Finding| Problem {
        field: finding.field.to_owned(),
        name: finding.field.to_owned(),
        sentence: match finding.count {
            0 => staff.words.t(finding.key),
            count => staff.words.t1(finding.key, "count", count),
        },
    };
    let problems = findings.iter().map(problem).collect();
    let cookie = kept.keep(&desk, Some(key)).await?;
    let shown = page(&desk, &staff, &kept, step, problems);
    let mut response = (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response();
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// Files what was read back. Sent twice, it is filed once.
async fn file(
    desk: &Desk,
    staff: &Staff,
    mut kept: Assisted,
    key: DraftKey,
    typed: &Typed,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let again = |kept: &Assisted, problems| {
        let shown = page(desk, staff, kept, Step::Check, problems);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
    };
    if !typed.ticked("read_back") {
        let problem = Problem {
            field: "read_back".to_owned(),
            name: "read_back".to_owned(),
            sentence: words.t("assisted-error-read_back"),
        };
        return again(&kept, vec![problem]);
    }
    let draft = &kept.draft;
    let mut told = submission(draft, business_label(desk, draft), words);
    told.channel = kept.channel;
    told.particulars.insert(Particular::Assisted, words.t("assisted-read_back-recorded"));
    let dates = desk.office.expected_dates(told.kind, &draft.institution);
    let form = Typed(vec![(form_key::NAME.to_owned(), kept.key.clone())]);
    let caller = form_key::once(desk, staff.caller(), "POST /desk/intake/assisted", &form).await?;
    let receipt = match desk.office.submit(&caller, told).await {
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_case(field_sentence(error, words)));
            return again(&kept, problems.collect());
        }
        submitted => submitted?,
    };
    kept.draft = Draft {
        door: draft.door,
        institution: draft.institution.clone(),
        filed: Some(FiledDraft {
            number: receipt.number.to_string(),
            query_code: receipt.query_code,
            at: desk.office.surroundings().now(),
            accept_by: dates.accept_by,
            answer_by: dates.answer_by.map(|(day, _)| day),
        }),
        ..Draft::default()
    };
    go(desk, &kept, Some(key), &format!("{PATH}/done")).await
}

/// `GET /desk/intake/assisted/done`: for half an hour, to print.
pub(crate) async fn done(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let now = desk.office.surroundings().now();
    let kept = Assisted::load(&desk, &staff, &headers).await?;
    let filed = kept.as_ref().and_then(|(kept, _)| kept.draft.filed.clone());
    let shown = filed.filter(|filed| now.duration_since(filed.at) < SignedDuration::from_mins(SHOWN_MINUTES));
    let (Some(filed), Some((kept, _))) = (shown, kept) else {
        return Ok(Redirect::to(PATH).into_response());
    };
    let by = |day, key: &str| {
        let by = words.t1("done-by", "day", day_in_words(day, words));
        words.t2("assisted-next", "by", by, "what", words.t(key))
    };
    let accept = filed.accept_by.map(|day| by(day, "done-accept"));
    let next: Vec<String> =
        accept.into_iter().chain(filed.answer_by.map(|day| by(day, "done-answer"))).collect();
    let letters: Vec<char> = filed.query_code.chars().collect();
    let code_grouped = letters.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>();
    let word: &'static str = kept.draft.door.into();
    Ok(Html(DonePage {
        page: frame(&desk, &staff, words.t(&format!("done-title-{word}")), PATH),
        code_grouped: code_grouped.join(" "),
        next: if next.is_empty() { vec![words.t("check-after-none")] } else { next },
        institution: crate::portal::offered::name_of(&desk, &kept.draft.institution, words),
        hotline: match desk.settings.hotline.as_str() {
            "" => String::new(),
            number => words.t1("portal-hotline", "number", number),
        },
        filed,
    })
    .into_response())
}

/// The page of a step.
fn page(desk: &Desk, staff: &Staff, kept: &Assisted, step: Step, errors: Vec<Problem>) -> Response {
    let (words, draft): (&Words, &Draft) = (&staff.words, &kept.draft);
    let steps = draft.door.steps();
    let place = steps.iter().position(|other| *other == step).unwrap_or(steps.len());
    let back = place.checked_sub(1).and_then(|before| steps.get(before));
    let back = back.map_or_else(|| PATH.to_owned(), |before| path(*before));
    if step == Step::Check {
        return Html(CheckPage {
            page: frame(desk, staff, words.t("assisted-check-title"), &path(step)),
            answers: answers(desk, draft, words),
            after: after(desk, draft, words),
            errors,
            back,
        })
        .into_response();
    }
    let word: &'static str = draft.door.into();
    let title = match step {
        Step::What => words.t(&format!("what-title-{word}")),
        Step::Want => words.t(&format!("want-title-{word}")),
        Step::You | Step::Check => words.t("you-title"),
    };
    Html(StepPage {
        page: frame(desk, staff, title, &path(step)),
        line: words.t2("portal-step", "step", place + 1, "steps", steps.len()),
        hint: match step {
            Step::What => words.t(&format!("what-hint-{word}")),
            Step::Want => words.t("want-hint"),
            Step::You | Step::Check => words.t("you-phone-hint"),
        },
        groups: form::groups(desk, draft, step, &institutions(desk, staff), &errors, words),
        action: path(step),
        errors,
        back,
    })
    .into_response()
}
