//! Staff from a file: what each row would do, then doing it. One-time passwords are shown once.

use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::{NewPasswords, OfficeError, STAFF_ROWS_MAX, StaffFate, StaffImport, StaffRow};

use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError, field_sentence};
use crate::staff::frame::{Entry, Frame, Problem};
use crate::staff::shown::thousands;
use crate::staff::typed::Typed;

/// Where a file is handed over and looked at.
pub(crate) const PATH: &str = "/desk/admin/users/import";
/// Where it is taken in.
pub(crate) const APPLY_PATH: &str = "/desk/admin/users/import/apply";

/// A row and what becomes of it.
pub(crate) struct Line {
    pub line: u64,
    pub login: String,
    pub name: String,
    pub fate: String,
    pub reasons: Vec<String>,
    pub password: String,
}

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// A file is asked for.
    Asked,
    /// It was looked at.
    Checked,
    /// It was taken in.
    Done,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/staff_import.html")]
pub(crate) struct StaffImportPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub stage: Stage,
    pub lines: Vec<Line>,
    /// What becomes of how many rows, in words.
    pub counts: Vec<String>,
    /// Whether any row would change something.
    pub useful: bool,
    /// Whether anybody got a password.
    pub passwords: bool,
    /// The file, to be taken in as it was looked at.
    pub text: String,
    pub rows_max: usize,
    pub errors: Vec<Problem>,
}

/// `GET /desk/admin/users/import`.
pub(crate) async fn ask(State(desk): State<Arc<Desk>>, staff: Staff) -> Response {
    Html(page(&desk, &staff, Stage::Asked, StaffImport::default(), String::new(), Vec::new())).into_response()
}

/// `POST /desk/admin/users/import`: a file, looked at.
pub(crate) async fn check(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    parts: Multipart,
) -> Result<Response, PageError> {
    let (_, content) = file_of(parts).await;
    let checked = desk.office.staff_import_check(staff.caller(), &content).await;
    // From here on its words travel as they were read, whatever they were written in.
    shown(&desk, &staff, Stage::Checked, checked, office::decoded(&content))
}

/// `POST /desk/admin/users/import/apply`: the same file, taken in.
pub(crate) async fn apply(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let text = typed.shown("text").to_owned();
    let passwords = match typed.ticked("passwords") {
        true => NewPasswords::OneTime,
        false => NewPasswords::None,
    };
    let done = desk.office.staff_import(staff.caller(), text.as_bytes(), passwords).await;
    shown(&desk, &staff, Stage::Done, done, text)
}

/// The file of a form of several parts: its name and what is in it.
pub(crate) async fn file_of(mut parts: Multipart) -> (String, Vec<u8>) {
    let mut found = (String::new(), Vec::new());
    while let Ok(Some(part)) = parts.next_field().await {
        if part.name() == Some("file") {
            let name = part.file_name().unwrap_or_default().to_owned();
            found = (name, part.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default());
        }
    }
    found
}

fn shown(
    desk: &Desk,
    staff: &Staff,
    stage: Stage,
    found: Result<StaffImport, OfficeError>,
    text: String,
) -> Result<Response, PageError> {
    match found {
        Ok(import) => Ok(Html(page(desk, staff, stage, import, text, Vec::new())).into_response()),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            let again = page(desk, staff, Stage::Asked, StaffImport::default(), String::new(), problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(again)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn page(
    desk: &Desk,
    staff: &Staff,
    stage: Stage,
    import: StaffImport,
    text: String,
    errors: Vec<Problem>,
) -> StaffImportPage {
    let words = &staff.words;
    let fates = [StaffFate::Entered, StaffFate::Changed, StaffFate::AsBefore, StaffFate::Rejected];
    let counts = fates
        .into_iter()
        .map(|fate| (fate, import.count(fate)))
        .filter(|(_, count)| *count > 0)
        .map(|(fate, count)| {
            words.t2(
                "staff-import-count",
                "fate",
                words.t(&format!("staff_fate-{fate}")),
                "count",
                thousands(count as u64),
            )
        })
        .collect();
    let line = |row: StaffRow| Line {
        line: row.line,
        fate: words.t(&format!("staff_fate-{}", row.fate)),
        reasons: row.errors.iter().map(|error| field_sentence(error, words)).collect(),
        password: row.password.unwrap_or_default(),
        login: row.login,
        name: row.display_name,
    };
    StaffImportPage {
        page: Frame::new(desk, staff, words.t("staff-import-title"), "/desk/admin/users").at(PATH),
        tabs: super::tabs("users", words),
        stage,
        useful: import.count(StaffFate::Entered) + import.count(StaffFate::Changed) > 0,
        passwords: import.rows.iter().any(|row| row.password.is_some()),
        counts,
        lines: import.rows.into_iter().map(line).collect(),
        text,
        rows_max: STAFF_ROWS_MAX,
        errors,
    }
}
