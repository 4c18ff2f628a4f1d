//! Files of other systems become cases, from the browser: hand one in, see what it would become, import it, fetch what was
//! refused.

use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::organisation::Right;
use office::OfficeError;
use office::exchange::{
    Column, ImportError, ImportReport, Keep, Meaning, Preview, Upload, UploadState, Words as Text,
};

use super::frame::{Frame, Problem};
use super::shown::{Stamp, institution_name, thousands};
use super::step::choice::Choice;
use super::typed::Typed;
use crate::guard::Staff;
use crate::page::{Html, PageError, looking_again};
use crate::{Desk, Words};

pub(crate) const PATH: &str = "/desk/import";

/// A file as a line.
pub(crate) struct Line {
    pub href: String,
    pub name: String,
    pub arrived: Stamp,
    pub state: String,
    pub counts: String,
}

/// The page with the files that were handed in.
#[derive(Template)]
#[template(path = "staff/import.html")]
pub(crate) struct ImportPage {
    pub page: Frame,
    pub lines: Vec<Line>,
    pub errors: Vec<Problem>,
}

/// A column of the file.
pub(crate) struct ColumnLine {
    pub name: String,
    pub read_as: String,
    /// Its first cells that hold something.
    pub sample: String,
}

/// The page of one file.
#[derive(Template)]
#[template(path = "staff/import_file.html")]
pub(crate) struct FilePage {
    pub page: Frame,
    pub errors: Vec<Problem>,
    pub href: String,
    pub line: Line,
    /// What is chosen before the import; none where it is over or under way.
    pub choosing: Option<Choosing>,
    pub running: bool,
    /// Why it was not imported to its end, as the program says it.
    pub reason: String,
    pub ended: bool,
    pub has_rejects: bool,
}

/// What is chosen before an import, with what would come of it.
pub(crate) struct Choosing {
    pub profiles: Vec<Choice>,
    pub institutions: Vec<Choice>,
    pub columns: Vec<ColumnLine>,
    pub tried: String,
    pub refused: String,
    /// Line and reason, as the program says it.
    pub reasons: Vec<(String, String)>,
    /// Why nothing can come of it.
    pub misfit: String,
}

/// `GET /desk/import`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    Ok(Html(list(&desk, &staff, &query, Vec::new())?).into_response())
}

/// `POST /desk/import`: a form of several parts.
pub(crate) async fn hand_in(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let (mut name, mut content) = (String::new(), Vec::new());
    while let Ok(Some(part)) = parts.next_field().await {
        if part.name() == Some("file") {
            name = part.file_name().unwrap_or_default().to_owned();
            content = part.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
        }
    }
    match desk.office.upload(staff.caller(), &name, content).await {
        Ok(key) => Ok(Redirect::to(&format!("{PATH}/{key}")).into_response()),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            let page = list(&desk, &staff, &Typed::default(), problems)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /desk/import/{key}`; `?profile=bank68` looks at it with that one.
pub(crate) async fn file(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(key): Path<String>,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let shown = page(&desk, &staff, &key, &query, Vec::new()).await?;
    let running = shown.running;
    Ok(looking_again(running, Html(shown)))
}

/// `POST /desk/import/{key}`: imports it, or deletes it.
pub(crate) async fn act(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(key): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    if typed.get("delete").is_some() {
        desk.office.upload_delete(staff.caller(), &key)?;
        return Ok(Redirect::to(&format!("{PATH}?done=import_deleted")).into_response());
    }
    let (profile, institution) = (typed.shown("profile"), typed.shown("institution"));
    match desk.office.upload_import(staff.caller(), &key, profile, institution).await {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}/{key}")).into_response()),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            let page = page(&desk, &staff, &key, &typed, problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /desk/import/{key}/rejects`: the refused rows, to be corrected and handed in again.
pub(crate) async fn rejects(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(key): Path<String>,
) -> Result<Response, PageError> {
    let rows = desk.office.upload_rejects(staff.caller(), &key)?;
    if rows.is_empty() {
        return Err(PageError::not_found());
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"rejects.csv\"")),
    ];
    Ok((headers, rows).into_response())
}

fn list(desk: &Desk, staff: &Staff, query: &Typed, errors: Vec<Problem>) -> Result<ImportPage, PageError> {
    let uploads = desk.office.uploads(staff.caller())?;
    Ok(ImportPage {
        page: Frame::new(desk, staff, staff.words.t("import-title"), PATH).told(query),
        lines: uploads.iter().map(|upload| line(desk, upload, &staff.words)).collect(),
        errors,
    })
}

fn line(desk: &Desk, upload: &Upload, words: &Words) -> Line {
    let (state, report) = match &upload.state {
        UploadState::Waiting => ("waiting", None),
        UploadState::Running(report) => ("running", Some(report)),
        UploadState::Interrupted => ("interrupted", None),
        UploadState::Ended(report) => ("ended", Some(report)),
        UploadState::Failed(_) => ("failed", None),
    };
    Line {
        href: format!("{PATH}/{}", upload.key),
        name: upload.name.clone(),
        arrived: Stamp::new(upload.arrived_at, &desk.office.book().zone),
        state: words.t(&format!("import_state-{state}")),
        counts: report.map(|report| counts(report, words)).unwrap_or_default(),
    }
}

/// Rows read, imported, known before, refused.
fn counts(report: &ImportReport, words: &Words) -> String {
    let number = |count: u64| thousands(count).into();
    words.tn(
        "import-counts",
        &[
            ("read", number(report.read)),
            ("imported", number(report.imported)),
            ("known", number(report.duplicate)),
            ("refused", number(report.rejected)),
        ],
    )
}

async fn page(
    desk: &Arc<Desk>,
    staff: &Staff,
    key: &str,
    asked: &Typed,
    mut errors: Vec<Problem>,
) -> Result<FilePage, PageError> {
    let words = &staff.words;
    let upload = desk.office.upload_of(staff.caller(), key)?;
    let mut choosing = None;
    if matches!(upload.state, UploadState::Waiting | UploadState::Interrupted | UploadState::Failed(_)) {
        match desk.office.upload_preview(staff.caller(), key, asked.get("profile")).await {
            Ok(preview) => choosing = Some(choose(desk, staff, &preview, asked)),
            Err(ImportError::Office(error)) => return Err(error.into()),
            // The file itself: damaged, of another encoding, without columns.
            Err(error) => errors.push(Problem {
                field: String::new(),
                name: "file".to_owned(),
                sentence: words.t1("import-unreadable", "reason", plain(&error, &upload.name)),
            }),
        }
    }
    let rejected = match &upload.state {
        UploadState::Ended(report) => report.rejected,
        _ => 0,
    };
    let line = line(desk, &upload, words);
    Ok(FilePage {
        page: Frame::new(desk, staff, words.t1("import-file-title", "name", upload.name.as_str()), PATH)
            .told(asked),
        errors,
        href: line.href.clone(),
        line,
        choosing,
        running: matches!(upload.state, UploadState::Running(_)),
        ended: matches!(upload.state, UploadState::Ended(_)),
        reason: match upload.state {
            UploadState::Failed(reason) => reason,
            _ => String::new(),
        },
        has_rejects: rejected > 0,
    })
}

/// An error without the place where the file lies here.
fn plain(error: &ImportError, name: &str) -> String {
    let told = error.to_string();
    match told.split_once("` ") {
        Some((_, problem)) => format!("`{name}` {problem}"),
        None => told,
    }
}

fn filled(cells: &[String]) -> Vec<&str> {
    cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect()
}

fn choose(desk: &Desk, staff: &Staff, preview: &Preview, asked: &Typed) -> Choosing {
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let home = organisation.users.get(&staff.signed_in.user_id).map(|user| user.institution_id);
    let own = staff.caller().grants().map(|grants| grants.reach(Right::Import, &organisation.tree));
    let mut own: Vec<_> = own.into_iter().flatten().collect();
    own.sort_by_key(|id| (Some(*id) != home, *id));
    let mut institutions: Vec<Choice> = own
        .into_iter()
        .filter_map(|id| Some((id, organisation.tree.get(id)?)))
        .filter(|(_, institution)| institution.active)
        .map(|(id, institution)| Choice {
            chosen: asked.get("institution") == Some(institution.code.as_str()),
            ..Choice::new(institution.code.clone(), institution_name(&organisation, id, words))
        })
        .collect();
    if let Some(first) = institutions.first_mut().filter(|_| asked.get("institution").is_none()) {
        first.chosen = true;
    }
    let profiles = preview.profiles.iter().map(|(name, known)| {
        let title = words.t(&format!("import_profile-{name}"));
        let label = words.t2("import-profile-knows", "profile", title, "count", *known);
        Choice { chosen: *name == preview.profile, ..Choice::new(name.clone(), label) }
    });
    let columns = preview.columns.iter().map(|column| ColumnLine {
        name: column.name.clone(),
        read_as: column.read_as.as_ref().map(|column| read_as(column, words)).unwrap_or_default(),
        sample: filled(&column.cells).join(" · "),
    });
    let tried = if preview.is_all { "import-tried-all" } else { "import-tried-first" };
    Choosing {
        profiles: profiles.collect(),
        institutions,
        columns: columns.collect(),
        tried: words.t1(tried, "count", preview.tried),
        refused: match preview.refused {
            0 => words.t("import-none-refused"),
            refused => words.t1("import-refused", "count", refused),
        },
        reasons: preview.reasons.iter().map(|(line, reason)| (line.to_string(), reason.clone())).collect(),
        misfit: match &preview.misfit {
            Some(expected) => words.t1("import-misfit", "expected", expected.as_str()),
            None => String::new(),
        },
    }
}

/// What a column is read as, in words: where it is kept, then what it means.
fn read_as(column: &Column, words: &Words) -> String {
    let kept = match &column.keep {
        Some(Keep::Particular(particular)) => Some(words.t(&format!("particular-{}", particular.as_ref()))),
        Some(Keep::Person(_)) => Some(words.t("import-keep_person")),
        Some(Keep::Text(text)) => Some(match text {
            Text::Carried(text) => words.t(&format!("carried-{}", text.as_ref())),
            _ => words.t("import-keep_text"),
        }),
        None => None,
    };
    let means = column.means.iter().filter_map(|meaning| {
        let word = match meaning {
            Meaning::ExternalId => "external_id",
            Meaning::ExternalNumber => "external_number",
            Meaning::Institution => "institution",
            Meaning::Channel => "channel",
            Meaning::Complainants => "complainants",
            Meaning::At(moment) => moment.as_ref(),
            Meaning::Outcome => "outcome",
            Meaning::Liability => "liability",
            Meaning::Answered => "answered",
            Meaning::CalledBack => "called_back",
            Meaning::Satisfaction => "satisfaction",
            Meaning::Code(_) => "code",
            // Only an export tells it.
            Meaning::Told(_) => return None,
        };
        Some(words.t(&format!("import_means-{word}")))
    });
    let mut said: Vec<String> = means.collect();
    said.extend(kept);
    said.join(" · ")
}
