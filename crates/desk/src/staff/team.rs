//! The team: load and lateness by unit and by person, what the rules on dates told the reader of, and the ways to give work to
//! somebody else.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::id::InstitutionId;
use domain::organisation::Right;
use office::{CaseFilter, Tally};

use super::frame::Frame;
use super::hearing::alerts::{AlertLine, alerts};
use super::list::{CaseLine, Lines};
use super::listing::{COUNT_CEILING, counted};
use super::shown::{Stamp, institution_name, thousands};
use super::step::choice::Choice;
use super::typed::Typed;
use crate::Desk;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::page::{Html, PageError};

/// The path of the page.
const PATH: &str = "/desk/team";

/// Handlers listed at most; of more, a unit is chosen.
const HANDLERS_MAX: usize = 100;
/// Units listed at most.
const UNITS_MAX: u32 = 40;
/// Escalations shown; all of them stand among the notices.
const TOLD_MAX: usize = 10;

/// A count with the list of what it counts; without one where there is nothing.
pub(crate) struct Count {
    pub shown: String,
    pub href: String,
    pub late: bool,
}

/// A unit or a person.
pub(crate) struct Load {
    pub name: String,
    pub href: String,
    /// Where a person works.
    pub beside: String,
    pub counts: [Count; 5],
    /// Where their cases are given to others; empty where there are none.
    pub reassign: String,
}

/// A rule that told of a case.
pub(crate) struct Told {
    pub line: CaseLine,
    pub why: String,
    pub rests_on: String,
    pub at: Stamp,
}

/// The team's page.
#[derive(Template)]
#[template(path = "staff/team.html")]
pub(crate) struct TeamPage {
    pub page: Frame,
    pub unassigned: String,
    pub offered: Vec<Choice>,
    pub units: Vec<Load>,
    pub handlers: Vec<Load>,
    /// More handlers than are listed.
    pub more: bool,
    pub told: Vec<Told>,
    pub alerts: Vec<AlertLine>,
}

/// `GET /desk/team`: institutions the reader steers, and handlers who work in them.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let organisation = desk.office.organisation();
    let words = &staff.words;
    let steered = staff
        .caller()
        .grants()
        .map(|grants| grants.reach(Right::Steer, &organisation.tree))
        .unwrap_or_default();
    let code = query.get("institution").unwrap_or_default();
    let top = organisation.tree.by_code(code).filter(|top| steered.contains(top));
    let reach: std::collections::BTreeSet<InstitutionId> = match top {
        Some(top) => organisation.tree.subtree(top).intersection(&steered).copied().collect(),
        None => steered.clone(),
    };
    let offered = Choice::institutions(&staff, Right::Steer, &organisation, top);
    let named = |id: InstitutionId| institution_name(&organisation, id, words);
    let tallies = desk.office.tally_by_institution(staff.caller(), reach.iter().copied(), UNITS_MAX).await?;
    let units = tallies.iter().filter_map(|(id, tally)| {
        let code = &organisation.tree.get(*id)?.code;
        let list = format!("/desk/cases?only={}", encoded(code));
        Some(Load {
            name: named(*id),
            href: format!("{PATH}?institution={}", encoded(code)),
            beside: String::new(),
            counts: counts(tally, &list),
            reassign: String::new(),
        })
    });
    let units = units.collect();
    let users =
        organisation.users.values().filter(|user| user.active && reach.contains(&user.institution_id));
    let mut handling = users.filter(|user| {
        organisation.staff(user.user_id).is_some_and(|staff| staff.may_somewhere(Right::Handle))
    });
    let mut handlers = Vec::new();
    for user in handling.by_ref().take(HANDLERS_MAX) {
        let filter = CaseFilter { handler: Some(user.user_id), ..CaseFilter::default() };
        let tally = desk.office.tally(staff.caller(), &filter).await?;
        let list = format!("/desk/cases?handler={}", user.user_id);
        let load = Load {
            name: user.display_name.clone(),
            href: format!("{list}&state=open"),
            beside: named(user.institution_id),
            counts: counts(&tally, &list),
            reassign: if tally.open > 0 { format!("{list}&state=open&pick=all") } else { String::new() },
        };
        handlers.push((tally, load));
    }
    let more = handling.next().is_some();
    // Who needs help stands first.
    handlers.sort_by_key(|(tally, _)| std::cmp::Reverse((tally.late, tally.open)));
    let unassigned = CaseFilter {
        unassigned: true,
        ended: Some(false),
        institutions: reach.iter().copied().collect(),
        ..CaseFilter::default()
    };
    let unassigned = desk.office.count(staff.caller(), &unassigned, COUNT_CEILING).await?;
    Ok(Html(TeamPage {
        page: Frame::new(&desk, &staff, words.t("team-title"), PATH),
        unassigned: counted(unassigned),
        offered,
        units,
        handlers: handlers.into_iter().map(|(_, handler)| handler).collect(),
        more,
        told: told(&desk, &staff, &reach).await?,
        alerts: alerts(&desk, &staff, top.is_some().then_some(&reach)).await?,
    })
    .into_response())
}

/// Open, late, due today, due within three days, stopped; each leads to its cases.
fn counts(tally: &Tally, list: &str) -> [Count; 5] {
    let count = |count: u64, narrowed: &str, late: bool| Count {
        shown: thousands(count),
        href: if count > 0 { format!("{list}&{narrowed}") } else { String::new() },
        late: late && count > 0,
    };
    [
        count(tally.open, "state=open", false),
        count(tally.late, "due=late", true),
        count(tally.today, "due=today", false),
        count(tally.soon, "due=next", false),
        count(tally.paused, "paused=1", false),
    ]
}

/// What the rules on dates told the reader of, newest first, each case once.
async fn told(
    desk: &Desk,
    staff: &Staff,
    reach: &std::collections::BTreeSet<InstitutionId>,
) -> Result<Vec<Told>, PageError> {
    let organisation = desk.office.organisation();
    let book = desk.office.book();
    let words = &staff.words;
    let now = desk.office.surroundings().now();
    let lines = Lines { organisation: &organisation, book: &book, now, words, from: String::new() };
    let mut told: Vec<Told> = Vec::new();
    for notice in desk.office.notices(staff.caller(), None).await? {
        let concerns = notice.row.notice.kind == "escalation"
            && !notice.case.ended
            && reach.contains(&notice.case.institution_id)
            && told.iter().all(|other| other.line.number != notice.case.number);
        if concerns && told.len() < TOLD_MAX {
            let (why, rests_on) = super::notices::said(&notice, &book, words);
            told.push(Told {
                line: lines.line(&notice.case),
                why,
                rests_on,
                at: Stamp::new(notice.row.notice.at, &book.zone),
            });
        }
    }
    Ok(told)
}
