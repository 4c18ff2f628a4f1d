//! Hot spots that nobody took note of yet, in short, on the pages that whoever answers for others opens first.

use std::collections::BTreeSet;

use domain::id::InstitutionId;
use office::{HotSpot, HotSpotList, OfficeError};

use super::spot::told;
use super::spots::SPOTS_PATH;
use crate::Desk;
use crate::guard::Staff;
use crate::staff::shown::{Stamp, institution_name};

/// How many are shown; all of them stand on their page.
const SHOWN_MAX: usize = 5;

/// A hot spot in short.
pub(crate) struct AlertLine {
    pub kind: String,
    pub title: String,
    pub href: String,
    pub told: String,
    pub unit: String,
    pub raised: Stamp,
}

/// The newest of them; of some institutions, where the reader narrowed a page to those.
pub(crate) async fn alerts(
    desk: &Desk,
    reader: &Staff,
    within: Option<&BTreeSet<InstitutionId>>,
) -> Result<Vec<AlertLine>, OfficeError> {
    if !desk.office.may_list(reader.caller(), HotSpotList::Heard) {
        return Ok(Vec::new());
    }
    let words = &reader.words;
    let organisation = desk.office.organisation();
    let zone = &desk.office.book().zone;
    let open = desk.office.hot_spots(reader.caller(), HotSpotList::Heard, true).await?;
    // What is raised for a house is raised for its branches too: it is told once, of the widest.
    let tree = &organisation.tree;
    let width = |spot: &HotSpot| tree.subtree(spot.row.spot.institution_id).len();
    let mut widest: Vec<&HotSpot> = Vec::new();
    for spot in &open {
        let same = |other: &&mut &HotSpot| {
            (&other.row.spot.kind, &other.row.spot.title) == (&spot.row.spot.kind, &spot.row.spot.title)
        };
        match widest.iter_mut().find(same) {
            Some(other) if width(other) < width(spot) => *other = spot,
            Some(_) => {}
            None => widest.push(spot),
        }
    }
    let within = widest
        .into_iter()
        .filter(|spot| within.is_none_or(|within| within.contains(&spot.row.spot.institution_id)));
    let line = |spot: &HotSpot| AlertLine {
        kind: words.t(&format!("hot_spot-{}", spot.row.spot.kind)),
        title: spot.row.spot.title.clone(),
        href: format!("{SPOTS_PATH}#spot-{}", spot.row.hot_spot_id),
        told: told(spot, words),
        unit: institution_name(&organisation, spot.row.spot.institution_id, words),
        raised: Stamp::new(spot.row.spot.raised_at, zone),
    };
    Ok(within.take(SHOWN_MAX).map(line).collect())
}
