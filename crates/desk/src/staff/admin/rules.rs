//! The rules as they are loaded, to be read and not changed here: legal clocks with their articles, code sets.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::clock::{Language, Regime, Stage, cite};
use domain::code::CodeSet;

use crate::Desk;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError};
use crate::staff::frame::{Entry, Frame};
use crate::staff::shown::code_name;
use crate::staff::typed::Typed;

/// A period of a regime.
pub(crate) struct StageLine {
    pub title: String,
    pub length: String,
    pub article: String,
    pub condition: String,
    pub verified: bool,
}

/// A regime.
pub(crate) struct RegimeLine {
    pub id: String,
    pub version: u32,
    pub title: String,
    pub from: String,
    pub to: String,
    pub stages: Vec<StageLine>,
    /// Grounds for declining, with their articles.
    pub grounds: Vec<(String, String)>,
}

/// The regimes' page.
#[derive(Template)]
#[template(path = "staff/regimes.html")]
pub(crate) struct RegimesPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub regimes: Vec<RegimeLine>,
}

/// `GET /desk/admin/regimes`.
pub(crate) async fn regimes(State(desk): State<Arc<Desk>>, staff: Staff) -> Result<Response, PageError> {
    let words = &staff.words;
    Ok(Html(RegimesPage {
        page: Frame::new(&desk, &staff, words.t("admin-regimes"), "/desk/admin/regimes"),
        tabs: super::tabs("regimes", words),
        regimes: desk.office.book().regimes.iter().map(|regime| regime_line(regime, words)).collect(),
    })
    .into_response())
}

fn regime_line(regime: &Regime, words: &Words) -> RegimeLine {
    let language = words.language();
    RegimeLine {
        id: regime.id.clone(),
        version: regime.version,
        title: regime.title.in_language(language).to_owned(),
        from: regime.in_force_from.to_string(),
        to: regime.in_force_to.map(|to| to.to_string()).unwrap_or_default(),
        stages: regime.stages.iter().map(|stage| stage_line(stage, words)).collect(),
        grounds: regime
            .decline
            .iter()
            .map(|ground| (ground.title.in_language(language).to_owned(), cite(&ground.article, language)))
            .collect(),
    }
}

fn stage_line(stage: &Stage, words: &Words) -> StageLine {
    let language = words.language();
    let length = match (stage.duration, stage.unit) {
        (Some(duration), Some(unit)) => words.t1(&format!("unit-{unit}"), "count", i64::from(duration)),
        _ => words.t("unit-supplied"),
    };
    StageLine {
        title: stage.title.in_language(language).to_owned(),
        length,
        article: cite(&stage.article, language),
        condition: stage
            .condition
            .as_ref()
            .map(|condition| condition.in_language(language).to_owned())
            .unwrap_or_default(),
        verified: stage.verified && stage.article_verified,
    }
}

/// A code with those below it.
pub(crate) struct CodeNode {
    pub code: String,
    pub name: String,
    pub official: String,
    /// How deep it stands, from 1.
    pub level: u8,
}

/// A version of a code set.
pub(crate) struct SetLine {
    pub id: String,
    pub version: String,
    pub title: String,
    pub axis: String,
    pub valid: String,
    pub count: usize,
    pub source: String,
    pub href: String,
    pub nodes: Vec<CodeNode>,
}

/// The code sets' page.
#[derive(Template)]
#[template(path = "staff/codes.html")]
pub(crate) struct CodesPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub sets: Vec<SetLine>,
}

/// `GET /desk/admin/codes`, `?set=` and `?version=` to read one.
pub(crate) async fn codes(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let wanted =
        |set: &CodeSet| query.get("set") == Some(set.id()) && query.get("version") == Some(set.version());
    let sets = desk.office.book().codes.iter().map(|set| set_line(set, wanted(set), words)).collect();
    Ok(Html(CodesPage {
        page: Frame::new(&desk, &staff, words.t("admin-codes"), "/desk/admin/codes"),
        tabs: super::tabs("codes", words),
        sets,
    })
    .into_response())
}

fn set_line(set: &CodeSet, open: bool, words: &Words) -> SetLine {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let nodes = set.codes().iter().filter(|_| open).map(|code| CodeNode {
        code: code.code().to_owned(),
        name: code_name(code, words),
        official: code.official.clone().unwrap_or_default(),
        level: code.level,
    });
    let title = match words.language() {
        Language::Zh => set.title_zh(),
        Language::En => set.title_en(),
    };
    SetLine {
        id: set.id().to_owned(),
        version: set.version().to_owned(),
        title: title.to_owned(),
        axis: words.t(&format!("axis-{}", set.axis())),
        valid: format!("{}\u{2013}{}", day(set.valid_from()), day(set.valid_to())),
        count: set.codes().len(),
        source: set.source().to_owned(),
        href: format!("/desk/admin/codes?set={}&version={}#{}", set.id(), set.version(), set.id()),
        nodes: nodes.collect(),
    }
}
