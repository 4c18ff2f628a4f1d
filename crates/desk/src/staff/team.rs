//! The team: how much each handler has, and how much of it is late.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::organisation::Right;
use office::CaseFilter;

use super::frame::Frame;
use super::listing::{COUNT_CEILING, counted};
use super::shown::{institution_name, thousands};
use crate::Desk;
use crate::guard::Staff;
use crate::page::{Html, PageError};

/// Handlers listed at most.
const HANDLERS_MAX: usize = 100;

/// One handler.
pub(crate) struct Handler {
    pub name: String,
    pub institution: String,
    pub open: String,
    pub late: String,
    pub today: String,
    pub href: String,
}

/// The team's page.
#[derive(Template)]
#[template(path = "staff/team.html")]
pub(crate) struct TeamPage {
    pub page: Frame,
    pub handlers: Vec<Handler>,
    pub unassigned: String,
}

/// `GET /desk/team`: handlers who work in institutions the reader steers.
pub(crate) async fn show(State(desk): State<Arc<Desk>>, staff: Staff) -> Result<Response, PageError> {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let reach = staff
        .caller()
        .grants()
        .map(|grants| grants.reach(Right::Steer, &organisation.tree))
        .unwrap_or_default();
    let mut handlers = Vec::new();
    let users =
        organisation.users.values().filter(|user| user.active && reach.contains(&user.institution_id));
    let handle = users.filter(|user| {
        organisation.staff(user.user_id).is_some_and(|staff| staff.may_somewhere(Right::Handle))
    });
    for user in handle.take(HANDLERS_MAX) {
        let filter = CaseFilter { handler: Some(user.user_id), ..CaseFilter::default() };
        let tally = desk.office.tally(staff.caller(), &filter).await?;
        handlers.push((
            tally.late,
            Handler {
                name: user.display_name.clone(),
                institution: institution_name(&organisation, user.institution_id, words),
                open: thousands(tally.open),
                late: thousands(tally.late),
                today: thousands(tally.today),
                href: format!("/desk/cases?handler={}", user.user_id),
            },
        ));
    }
    // Who needs help stands first.
    handlers.sort_by_key(|(late, _)| std::cmp::Reverse(*late));
    let unassigned = CaseFilter {
        unassigned: true,
        ended: Some(false),
        institutions: reach.into_iter().collect(),
        ..CaseFilter::default()
    };
    let unassigned = desk.office.count(staff.caller(), &unassigned, COUNT_CEILING).await?;
    Ok(Html(TeamPage {
        page: Frame::new(&desk, &staff, words.t("team-title"), "/desk/team"),
        handlers: handlers.into_iter().map(|(_, handler)| handler).collect(),
        unassigned: counted(unassigned),
    })
    .into_response())
}
