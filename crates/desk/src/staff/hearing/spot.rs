//! A hot spot as it is read.

use domain::organisation::Right;
use office::{HotSpot, HotSpotKind, Organisation};

use super::cause::{self, WhyLine};
use super::{cases_with, seen};
use crate::Desk;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::PageError;
use crate::staff::cases;
use crate::staff::list::subject;
use crate::staff::shown::{Stamp, institution_name, short_moment, staff_name};

/// How many cases of a hot spot are named; where persons share something, each is to be looked at.
const CASES_MAX: usize = 5;
const SHARED_CASES_MAX: usize = 50;

/// A case of a hot spot.
pub(crate) struct NamedCase {
    pub href: String,
    pub subject: String,
    pub number: String,
}

/// A hot spot.
pub(crate) struct SpotLine {
    pub id: u64,
    pub kind: String,
    pub title: String,
    pub unit: String,
    pub told: String,
    /// What else persons share, in words.
    pub also: String,
    pub raised: Stamp,
    /// Who took note of it, and when; empty while nobody did.
    pub settled: String,
    /// The list of cases with the word; of a group, whose members do not share their words, its first case.
    pub href: String,
    /// The newest of its cases that the reader sees.
    pub cases: Vec<NamedCase>,
    /// What these are, in words.
    pub cases_label: String,
    /// What they have in common that others have not.
    pub whys: Vec<WhyLine>,
    /// What it is: as somebody wrote, or as it is proposed; empty where neither.
    pub statement: String,
    pub may_settle: bool,
    /// Whether its form is shown open.
    pub is_open: bool,
}

/// The line of a hot spot.
pub(super) async fn line(
    desk: &Desk,
    reader: &Staff,
    organisation: &Organisation,
    spot: &HotSpot,
) -> Result<SpotLine, PageError> {
    let words = &reader.words;
    let row = &spot.row;
    let zone = &desk.office.book().zone;
    let details = &spot.details;
    let kind: Option<HotSpotKind> = row.spot.kind.parse().ok();
    let is_word = kind == Some(HotSpotKind::Word);
    let (named_max, cases_label) = match kind.is_some_and(HotSpotKind::is_shared) {
        true => (SHARED_CASES_MAX, "shared-cases"),
        false => (CASES_MAX, "hot_spot-cases"),
    };
    let named = seen(desk, reader, &details.cases, named_max).await?.into_iter().map(|case| NamedCase {
        href: format!("{}/{}", cases::PATH, case.number),
        subject: subject(&case, words),
        number: case.number,
    });
    let institution = organisation.tree.get(row.spot.institution_id).map(|found| found.code.clone());
    let also = details.also.iter().map(|kind| words.t(&format!("hot_spot-{kind}")));
    let also: Vec<String> = also.collect();
    let settled = row.settled_at.map(|at| {
        let who = row.settled_by.map(|user| staff_name(organisation, user)).unwrap_or_default();
        words.t2("hot_spot-settled", "who", who, "at", short_moment(at, zone))
    });
    Ok(SpotLine {
        id: row.hot_spot_id,
        kind: words.t(&format!("hot_spot-{}", row.spot.kind)),
        title: row.spot.title.clone(),
        unit: institution_name(organisation, row.spot.institution_id, words),
        told: told(spot, words),
        also: match also.is_empty() {
            true => String::new(),
            false => words.t1("hot_spot-also", "what", also.join(&words.t("comma"))),
        },
        raised: Stamp::new(row.spot.raised_at, zone),
        may_settle: settled.is_none()
            && reader.caller().may(Right::Steer, row.spot.institution_id, &organisation.tree),
        settled: settled.unwrap_or_default(),
        href: match is_word {
            true => cases_with(&row.spot.title, (details.from, details.to), institution),
            false => format!("{}/{}", cases::PATH, row.spot.title),
        },
        cases: named.collect(),
        cases_label: words.t(cases_label),
        is_open: false,
        whys: cause::lines(desk, reader, organisation, &details.cause).await?,
        statement: match &row.statement {
            Some(statement) => statement.clone(),
            None => cause::statement(desk, organisation, &details.cause, words),
        },
    })
}

/// How many said it, or of how many persons it is.
pub(super) fn told(spot: &HotSpot, words: &Words) -> String {
    let details = &spot.details;
    let key = format!("hot_spot-told-{}", spot.row.spot.kind);
    words.t2(&key, "count", i64::from(details.count), "before", i64::from(details.before))
}
