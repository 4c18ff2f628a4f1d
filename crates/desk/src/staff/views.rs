//! Lists that the reader gave a name: tabs of the workbench, keys 1 to 9, and a page to rename and delete them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use office::OfficeError;

use super::frame::{Entry, Frame, Problem, see};
use super::typed::Typed;
use super::{cases, queue, search};
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError, field_sentence};

/// Where lists are named, renamed and deleted.
pub(crate) const PATH: &str = "/desk/views";

/// The page.
#[derive(Template)]
#[template(path = "staff/views.html")]
pub(crate) struct ViewsPage {
    pub page: Frame,
    /// The address of the list to be named; empty where none is.
    pub address: String,
    /// The name that was typed for it.
    pub name: String,
    pub views: Vec<View>,
    pub errors: Vec<Problem>,
}

/// A list with its name.
pub(crate) struct View {
    pub id: u64,
    pub name: String,
    pub href: String,
}

/// The reader's lists as tabs.
pub(crate) async fn entries(desk: &Desk, staff: &Staff, here: &str) -> Result<Vec<Entry>, PageError> {
    let views = desk.office.saved_views(staff.caller()).await?;
    let entry = |view: office::SavedView| Entry {
        current: view.address == here,
        href: view.address,
        label: view.name,
        count: String::new(),
    };
    Ok(views.into_iter().map(entry).collect())
}

/// `GET /desk/views`: all of them; with `address`, first a form that names it.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let address = query.get("address").and_then(list_address).unwrap_or_default();
    let page = page(&desk, &staff, address, String::new(), Vec::new()).await?;
    Ok(Html(ViewsPage { page: page.page.told(&query), ..page }).into_response())
}

/// `POST /desk/views`: keeps a list under a name and goes back to it.
pub(crate) async fn save(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some(address) = typed.get("address").and_then(list_address) else {
        return Err(PageError::not_found());
    };
    let name = typed.shown("name").to_owned();
    match desk.office.save_view(staff.caller(), &name, &address).await {
        Ok(()) => Ok(see(&super::filter::said(&address, "view_saved"))),
        Err(OfficeError::Invalid(errors)) => {
            let problems = errors.iter().map(|error| Problem::of_field(error, &staff.words)).collect();
            let page = page(&desk, &staff, address, name, problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /desk/views/{view}`: renames or deletes one.
pub(crate) async fn change(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(view): Path<u64>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    if typed.ticked("delete") {
        desk.office.forget_view(staff.caller(), view).await?;
        return Ok(see(&format!("{PATH}?done=view_deleted")));
    }
    match desk.office.rename_view(staff.caller(), view, typed.shown("name")).await {
        Ok(()) => Ok(see(&format!("{PATH}?done=view_renamed"))),
        Err(OfficeError::Invalid(errors)) => {
            let problem = |error: &office::FieldError| Problem {
                field: format!("name-{view}"),
                name: format!("name-{view}"),
                sentence: field_sentence(error, &staff.words),
            };
            let problems = errors.iter().map(problem).collect();
            let mut page = page(&desk, &staff, String::new(), String::new(), problems).await?;
            if let Some(shown) = page.views.iter_mut().find(|shown| shown.id == view) {
                typed.shown("name").clone_into(&mut shown.name);
            }
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    address: String,
    name: String,
    errors: Vec<Problem>,
) -> Result<ViewsPage, PageError> {
    let views = desk.office.saved_views(staff.caller()).await?;
    let view = |view: office::SavedView| View { id: view.view_id, name: view.name, href: view.address };
    Ok(ViewsPage {
        page: Frame::new(desk, staff, staff.words.t("views-title"), queue::PATH).at(PATH),
        address,
        name,
        views: views.into_iter().map(view).collect(),
        errors,
    })
}

/// The address of one of the desk's lists, from its first page; none where it is another page.
fn list_address(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let Query(query) = Query::<Typed>::try_from_uri(&uri).ok()?;
    let own = uri.host().is_none() && [queue::PATH, cases::PATH, search::PATH].contains(&uri.path());
    own.then(|| super::filter::at_place(uri.path(), &query, &[]))
}
