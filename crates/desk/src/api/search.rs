//! Finding cases in full text.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::matter::{Channel, Kind, Status};
use domain::organisation::Right;
use office::{Finding, Narrowing};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::body::ok;
use super::case_row::{CaseSummary, institution_code};
use super::operation::Operation;
use super::parameters::{Asked, Parameter, of, one, several};
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

/// Hits on a page, where nobody says.
const LIMIT_DEFAULT: usize = 20;
/// Hits on a page, at most.
const LIMIT_MAX: usize = 100;
/// Hits that can be paged to.
const DEPTH_MAX: usize = 1_000;

const QUESTION: &[Parameter] = &[
    one(
        "q",
        "Words, all of which must be there; \"phrases\"; -without; and fields such as `kind:complaint`, `due:<3d`, \
         `handler:me`, in English or Chinese. Any text is a question.",
        of::<String>,
    ),
    several("kind", "Kinds, any of.", of::<Kind>),
    several("status", "Statuses, any of.", of::<Status>),
    several("channel", "How it came first, any of.", of::<Channel>),
    one("institution", "The code of an institution: its cases and those of all below it.", of::<String>),
    one("offset", "How many hits come before the page.", offset_schema),
    one("limit", "Hits on the page; 20 where left out.", limit_schema),
];

fn offset_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 0, "maximum": DEPTH_MAX - 1, "default": 0 })
}

fn limit_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_DEFAULT })
}

pub(crate) fn operations() -> Vec<Operation> {
    vec![
        Operation::get(
            ("searchCases", "Search the words of cases"),
            "/api/v1/search",
            Guard::Token(Right::See),
            search,
        )
        .described(
            "Masked words only. What was recorded is found a second or two later. At most 1,000 hits can be paged to.",
        )
        .asking(QUESTION)
        .answers::<SearchAnswer<'_>>(200),
    ]
}

/// What was found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SearchAnswer<'a> {
    /// Best first; newest first where only fields were asked.
    hits: Vec<SearchHit<'a>>,
    /// How many there are.
    total: u64,
    /// The `offset` of the next page, if there is one.
    next: Option<usize>,
    facets: SearchFacets<'a>,
    /// Conditions that were not understood and were searched as words.
    not_understood: Vec<String>,
}

/// A case that was found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SearchHit<'a> {
    case: CaseSummary<'a>,
    /// An extract of its masked words. Plain text: escape it before showing it.
    extract: Vec<ExtractPiece<'a>>,
}

/// A stretch of an extract.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ExtractPiece<'a> {
    text: &'a str,
    /// Whether it is what was looked for.
    found: bool,
}

/// How many cases have what; each facet without its own narrowing.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SearchFacets<'a> {
    kind: Vec<FacetCount<&'a str>>,
    status: Vec<FacetCount<&'a str>>,
    channel: Vec<FacetCount<&'a str>>,
    /// By the code of the institution responsible, without those below it.
    institution: Vec<FacetCount<&'a str>>,
}

/// How many cases have a value.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FacetCount<T> {
    value: T,
    count: u64,
}

/// `GET /search`.
async fn search(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let organisation = desk.office.organisation();
    let mut narrowing = Narrowing {
        kinds: asked.values("kind", "a kind, `complaint`"),
        statuses: asked.values("status", "a status, `investigating`"),
        channels: asked.values("channel", "a channel, `hotline`"),
        institutions: Vec::new(),
    };
    if let Some(code) = asked.text("institution") {
        match organisation.tree.by_code(&code) {
            Some(top) => narrowing.institutions = organisation.tree.subtree(top).into_iter().collect(),
            None => asked.refused("institution", format!("there is no institution `{code}`")),
        }
    }
    let offset = asked.value("offset", "a number from 0 to 999").unwrap_or(0);
    if offset >= DEPTH_MAX {
        asked.wrong("offset", format!("`{offset}`: expected a number below {DEPTH_MAX}"));
    }
    let limit = asked.value("limit", "a number from 1 to 100").unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        asked.wrong("limit", format!("`{limit}`: expected a number from 1 to {LIMIT_MAX}"));
    }
    let text = asked.text("q").unwrap_or_default();
    asked.finish(&[QUESTION])?;
    let labels = |field, label: &str| crate::labels::word(&desk.locales, field, label);
    let finding = Finding { text, narrowing, offset, limit };
    let found = desk.office.find(&caller, finding, &labels).await?;
    let facets = &found.facets;
    fn counted<'a, T>(pairs: &'a [(T, u64)], word: impl Fn(&'a T) -> &'a str) -> Vec<FacetCount<&'a str>> {
        pairs.iter().map(|(value, count)| FacetCount { value: word(value), count: *count }).collect()
    }
    let end = (offset + limit) as u64;
    Ok(ok(&SearchAnswer {
        hits: found
            .cases
            .iter()
            .map(|case| SearchHit {
                case: CaseSummary::new(&case.row, &organisation),
                extract: case
                    .extract
                    .iter()
                    .map(|piece| ExtractPiece { text: &piece.text, found: piece.found })
                    .collect(),
            })
            .collect(),
        total: found.total,
        next: (end < found.total && offset + limit < DEPTH_MAX).then_some(offset + limit),
        facets: SearchFacets {
            kind: counted(&facets.kinds, |kind| kind.as_ref()),
            status: counted(&facets.statuses, |status| status.as_ref()),
            channel: counted(&facets.channels, |channel| channel.as_ref()),
            institution: counted(&facets.institutions, |id| institution_code(&organisation, *id)),
        },
        not_understood: found.not_understood.clone(),
    }))
}
