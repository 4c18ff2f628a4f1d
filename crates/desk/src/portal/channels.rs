//! The channels open to consumers: all of them on a page, the nearest on the first page, a line on every page of a filing.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::id::InstitutionId;
use domain::open_channel::ChannelKind;
use office::ChannelView;

use super::chrome::Chrome;
use super::offered::institutions;
use crate::channels::{Showing, ShownChannel};
use crate::guard::Visitor;
use crate::page::{Html, PageError};
use crate::staff::shown::institution_name;
use crate::staff::slice::Slice;
use crate::staff::typed::Typed;
use crate::{Desk, Words};

/// The path of the page.
pub(crate) const PATH: &str = "/channels";
/// Channels shown on the first page.
const HOME_MAX: usize = 5;
/// Telephones named on a page of a filing.
const WAYS_MAX: usize = 2;

/// The channels of an institution.
struct Part {
    institution: String,
    channels: Vec<ShownChannel>,
}

/// The page of all channels.
#[derive(Template)]
#[template(path = "portal/channels.html")]
struct ChannelsPage {
    page: Chrome,
    parts: Vec<Part>,
    slice: Slice,
}

/// `GET /channels`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let organisation = desk.office.organisation();
    let near = nearest(&desk);
    let everywhere: Vec<InstitutionId> = organisation.tree.iter().map(|(id, _)| id).collect();
    let mut register = desk.office.published_channels(everywhere).await?;
    // Who takes in what is filed here stands first.
    register.sort_by_key(|view| !near.contains(&view.institution()));
    let showing = showing(&desk, &register, &visitor.words);
    let (slice, listed) = Slice::of(PATH, &query, register.iter());
    let mut parts: Vec<Part> = Vec::new();
    let mut last = None;
    for view in listed {
        if last != Some(view.institution()) {
            last = Some(view.institution());
            let institution = institution_name(&organisation, view.institution(), &visitor.words);
            parts.push(Part { institution, channels: Vec::new() });
        }
        if let Some(part) = parts.last_mut() {
            part.channels.push(showing.shown(view));
        }
    }
    let page = Chrome::new(&desk, &visitor, visitor.words.t("channels-title"), PATH);
    Ok(Html(ChannelsPage { page, parts, slice }).into_response())
}

/// The channels of those who take in what is filed here, what answers now first.
pub(super) async fn near_home(desk: &Desk, words: &Words) -> Result<Vec<ShownChannel>, PageError> {
    let mut register = nearby(desk).await?;
    let showing = showing(desk, &register, words);
    register.sort_by_key(|view| (!view.standing.is_open(), view.state.channel.kind));
    Ok(register.iter().take(HOME_MAX).map(|view| showing.shown(view)).collect())
}

/// The telephones to use instead of a filing, each in a sentence; those that answer now first.
pub(super) async fn other_ways(desk: &Desk, words: &Words) -> Result<Vec<String>, PageError> {
    let mut register = nearby(desk).await?;
    let showing = showing(desk, &register, words);
    register.retain(|view| view.state.channel.kind == ChannelKind::Telephone);
    register.sort_by_key(|view| !view.standing.is_open());
    let sentence = |view: &ChannelView| {
        let shown = showing.shown(view);
        let values = [
            ("name", shown.name.as_str().into()),
            ("place", shown.place.as_str().into()),
            ("standing", shown.standing.as_str().into()),
        ];
        words.tn("ways-line", &values)
    };
    Ok(register.iter().take(WAYS_MAX).map(sentence).collect())
}

async fn nearby(desk: &Desk) -> Result<Vec<ChannelView>, PageError> {
    Ok(desk.office.published_channels(nearest(desk).into_iter().collect()).await?)
}

/// The institutions that take in what is filed here, and those above them.
fn nearest(desk: &Desk) -> BTreeSet<InstitutionId> {
    let organisation = desk.office.organisation();
    let tree = &organisation.tree;
    let taking_in = institutions(desk).into_iter().filter_map(|code| tree.by_code(&code));
    taking_in.flat_map(|id| std::iter::once(id).chain(tree.superiors(id))).collect()
}

fn showing<'a>(desk: &Desk, register: &[ChannelView], words: &'a Words) -> Showing<'a> {
    let now = desk.office.book().zone.to_datetime(desk.office.surroundings().now());
    Showing::new(register, now, words)
}
