//! Receiving cases, listing, counting and finding them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use domain::code::CodeRef;
use domain::id::Number;
use domain::matter::{Channel, Kind, Status};
use domain::organisation::Right;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use office::{Caller, CaseFilter, CaseOrder, CaseQuery, OfficeError, Scope, Submission};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::as_known::{AS_OF, asked_as_of, pinned};
use super::body::{Given, json, ok, with_version};
use super::case_row::{CasePage, CaseSummary};
use super::case_view::{CaseDetail, Timeline};
use super::operation::Operation;
use super::organisation::known;
use super::paging::{PAGE, Wanted, linked};
use super::parameters::{Asked, Parameter, day, moment, of, one, several};
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

/// How far counting goes, where nobody says.
const CEILING_DEFAULT: u64 = 10_000;
/// How far counting goes, at most.
const CEILING_MAX: u64 = 1_000_000;

const FILTER: &[Parameter] = &[
    several("kind", "Kinds, any of.", of::<Kind>),
    several("status", "Statuses, any of.", of::<Status>),
    one("institution", "The code of an institution: its cases and those of all below it.", of::<String>),
    one("assignee", "The sign-in name of the handler; `none` for cases nobody handles.", of::<String>),
    one(
        "code",
        "A code on any axis, or one it stands under; with its set, `jrt0169-reason@2018:prov:C05`, or without.",
        of::<String>,
    ),
    one("due_from", "The next legal date is this day or later.", day),
    one("due_to", "The next legal date is this day or earlier.", day),
    one("received_from", "Received at this moment or on this day, or later.", moment_or_day),
    one("received_until", "Received before this moment, or on this day or earlier.", moment_or_day),
    several("channel", "How it came first, any of.", of::<Channel>),
    one("urgent", "Whether it goes by the urgent lane.", of::<bool>),
    one("major", "Whether it is confirmed as major.", of::<bool>),
    one("ended", "Whether it ended.", of::<bool>),
    one("paused", "Whether its clock stands still.", of::<bool>),
    one("feedback_owed", "Whether a source is owed feedback.", of::<bool>),
    one(
        "text",
        "Words in the masked texts, or the beginning of a number. The list then holds the newest 2,000 cases with all the words.",
        of::<String>,
    ),
];

const PLACE: &[Parameter] = &[
    one(
        "order",
        "`deadline`: the urgent lane, then the next legal date; `newest`: the newest receipt.",
        order_schema,
    ),
    one("before", "`previous` of the page after.", of::<String>),
];

const CEILING: &[Parameter] =
    &[one("ceiling", "Where counting stops; 10,000 where left out.", ceiling_schema)];

fn moment_or_day(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "anyOf": [moment(generator), day(generator)] })
}

fn ceiling_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 1, "maximum": CEILING_MAX, "default": CEILING_DEFAULT })
}

fn order_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ["deadline", "newest"], "default": "deadline" })
}

pub(crate) fn operations() -> Vec<Operation> {
    vec![
        Operation::post(
            ("createCase", "Receive a case"),
            "/api/v1/cases",
            Guard::Token(Right::Intake),
            create,
        )
        .described(
            "Words and personal data are sealed; the answer holds the query code, which is told only once.",
        )
        .takes::<Submission>()
        .answers::<Received>(201)
        .tells_version()
        .may_be_refused(),
        Operation::get(("listCases", "List cases"), "/api/v1/cases", Guard::Token(Right::See), list)
            .described(
                "As known, the newest come first, a page may be short although more follows, and only `cursor` goes on.",
            )
            .asking(FILTER)
            .asking(PLACE)
            .asking(PAGE)
            .asking(AS_OF)
            .answers::<CasePage<'_>>(200),
        Operation::get(("countCases", "Count cases"), "/api/v1/cases/count", Guard::Token(Right::See), count)
            .asking(FILTER)
            .asking(CEILING)
            .asking(AS_OF)
            .answers::<Counted>(200),
        Operation::get(("getCase", "Read a case"), "/api/v1/cases/{number}", Guard::Token(Right::See), find)
            .described("Masked. The ETag is the version that steps name in `If-Match`; as known, there are no steps.")
            .asking(AS_OF)
            .answers::<CaseDetail<'_>>(200)
            .tells_version(),
        Operation::get(
            ("listTimeline", "List what happened to a case"),
            "/api/v1/cases/{number}/timeline",
            Guard::Token(Right::See),
            timeline,
        )
        .described("Oldest first, masked. The case itself tells only the newest entries.")
        .asking(PAGE)
        .asking(AS_OF)
        .answers::<Timeline>(200),
        Operation::get(
            ("getCaseSummary", "Read the row of a case"),
            "/api/v1/cases/{number}/summary",
            Guard::Token(Right::See),
            summary,
        )
        .described("What lists tell of a case; costs less than the whole case.")
        .answers::<CaseSummary<'_>>(200)
        .tells_version(),
    ]
}

/// What came of a submission.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Received {
    /// The number of the case.
    number: String,
    case_id: u64,
    version: u32,
    /// With the number it opens the case's page for the person. Shown only here.
    query_code: String,
    /// Other running cases of the same person: the same matter is merged, another one linked.
    others_running: Vec<String>,
}

/// How many.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Counted {
    /// At most the ceiling.
    count: u64,
    /// Whether there are at least as many as the ceiling.
    capped: bool,
    /// The size of the log to which a count as known is pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    log_size: Option<u64>,
}

/// `POST /cases`.
async fn create(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Given(submission): Given<Submission>,
) -> Result<Response, Problem> {
    let receipt = desk.office.submit(&caller, submission).await?;
    let received = Received {
        case_id: receipt.case_id.0,
        version: receipt.version,
        query_code: receipt.query_code,
        others_running: receipt.others_running.iter().map(ToString::to_string).collect(),
        number: receipt.number.to_string(),
    };
    let mut response = with_version(json(StatusCode::CREATED, &received), received.version);
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/cases/{}", received.number)) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

/// `GET /cases`.
async fn list(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    uri: Uri,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let filter = filter(&desk, &caller, &mut asked)?;
    let order = match asked.given("order").as_deref() {
        None | Some("deadline") => CaseOrder::Deadline,
        Some("newest") => CaseOrder::Newest,
        Some(other) => {
            asked.wrong("order", format!("`{other}`: expected `deadline` or `newest`"));
            CaseOrder::Deadline
        }
    };
    let Wanted { cursor: next, limit } = Wanted::read(&mut asked);
    let before = asked.text("before");
    if next.is_some() && before.is_some() {
        asked.refused("before", "expected only one of `cursor` and `before`");
    }
    let as_of = asked_as_of(&desk, &mut asked);
    if as_of.is_some() && asked.given("order").as_deref() == Some("deadline") {
        asked.refused("order", "cases as known come newest first: expected `newest`, or nothing");
    }
    if as_of.is_some() && before.is_some() {
        asked.refused("before", "pages of cases as known are read forwards: expected `cursor`");
    }
    asked.finish(&[FILTER, PLACE, PAGE, AS_OF])?;
    let known = pinned(&desk, as_of).await?;
    // The office puts in what the caller may see; this sees nothing.
    let scope = Scope::Institutions(Vec::new());
    let backward = before.is_some();
    let query = CaseQuery { scope, filter, order, cursor: next.or(before), backward, limit };
    let page = match &known {
        None => desk.office.cases(&caller, query).await?,
        Some(known) => desk.office.cases_as_known(&caller, &query, known).await?,
    };
    let organisation = desk.office.organisation();
    let cases = page.rows.iter().map(|row| CaseSummary::new(row, &organisation)).collect();
    let (next, previous) = (page.next.clone(), page.previous.clone());
    let log_size = known.map(|known| known.log_size);
    let page = CasePage { cases, next: page.next, previous: page.previous, log_size };
    Ok(linked(ok(&page), &uri, next.as_deref(), previous.as_deref()))
}

/// `GET /cases/count`.
async fn count(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let filter = filter(&desk, &caller, &mut asked)?;
    let ceiling = asked.value("ceiling", "a number").unwrap_or(CEILING_DEFAULT);
    if !(1..=CEILING_MAX).contains(&ceiling) {
        asked.wrong("ceiling", format!("`{ceiling}`: expected a number from 1 to {CEILING_MAX}"));
    }
    let as_of = asked_as_of(&desk, &mut asked);
    asked.finish(&[FILTER, CEILING, AS_OF])?;
    let known = pinned(&desk, as_of).await?;
    let counted = match &known {
        None => desk.office.count(&caller, &filter, ceiling).await?,
        Some(known) => desk.office.count_as_known(&caller, &filter, known, ceiling).await?,
    };
    let log_size = known.map(|known| known.log_size);
    Ok(ok(&Counted { count: counted.count, capped: counted.capped, log_size }))
}

/// `GET /cases/{number}`.
async fn find(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    headers: HeaderMap,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let as_of = asked_as_of(&desk, &mut asked);
    asked.finish(&[AS_OF])?;
    let number = number_of(&number)?;
    let view = match pinned(&desk, as_of).await? {
        None => desk.office.case(&caller, &number).await?,
        Some(known) => desk.office.case_as_known(&caller, &number, &known).await?,
    };
    let organisation = desk.office.organisation();
    let words = desk.locales.of(&desk.settings, &headers);
    Ok(with_version(ok(&CaseDetail::new(&view, &organisation, words)), view.case.version))
}

/// `GET /cases/{number}/timeline`.
async fn timeline(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    uri: Uri,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&mut asked);
    let as_of = asked_as_of(&desk, &mut asked);
    asked.finish(&[PAGE, AS_OF])?;
    let number = number_of(&number)?;
    let view = match pinned(&desk, as_of).await? {
        None => desk.office.case(&caller, &number).await?,
        Some(known) => desk.office.case_as_known(&caller, &number, &known).await?,
    };
    let (entries, next) = wanted.page(view.timeline.iter(), |entry| entry.version)?;
    let timeline = Timeline::new(&entries, &view, &desk.office.organisation(), next.clone());
    Ok(linked(ok(&timeline), &uri, next.as_deref(), None))
}

/// `GET /cases/{number}/summary`.
async fn summary(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let row = desk.office.case_row(&caller, &number_of(&number)?).await?;
    let organisation = desk.office.organisation();
    Ok(with_version(ok(&CaseSummary::new(&row, &organisation)), row.version))
}

/// The number in an address. What is no number is a case that does not exist.
pub(crate) fn number_of(text: &str) -> Result<Number, Problem> {
    text.parse().map_err(|_| OfficeError::NotFound { what: "case" }.into())
}

/// What a list is narrowed to.
fn filter(desk: &Desk, caller: &Caller, asked: &mut Asked) -> Result<CaseFilter, Problem> {
    let organisation = desk.office.organisation();
    let truth = "`true` or `false`";
    let a_day = "a day such as `2026-11-25`";
    let mut filter = CaseFilter {
        kinds: asked.values("kind", "a kind, `complaint`"),
        statuses: asked.values("status", "a status, `investigating`"),
        ended: asked.value("ended", truth),
        channels: asked
            .values::<Channel>("channel", "a channel, `hotline`")
            .iter()
            .map(ToString::to_string)
            .collect(),
        // Rows keep codes without their sets.
        code: asked.text("code").map(|code| match code.parse::<CodeRef>() {
            Ok(reference) => reference.code().to_owned(),
            Err(_) => code,
        }),
        due_from: asked.value("due_from", a_day),
        due_to: asked.value("due_to", a_day),
        received_from: moment_asked(desk, asked, "received_from", 0)?,
        received_before: moment_asked(desk, asked, "received_until", 1)?,
        text: asked.text("text"),
        urgent: asked.value("urgent", truth),
        major: asked.value("major", truth),
        paused: asked.value("paused", truth),
        feedback_owed: asked.value("feedback_owed", truth),
        ..CaseFilter::default()
    };
    if let Some(code) = asked.text("institution") {
        match organisation.tree.by_code(&code) {
            Some(top) => filter.institutions = organisation.tree.subtree(top).into_iter().collect(),
            None => asked.refused("institution", format!("there is no institution `{code}`")),
        }
    }
    match asked.text("assignee").as_deref() {
        None => {}
        Some("none") => filter.unassigned = true,
        // Whom the caller may not know of is nobody: else this would tell which sign-in names there are.
        Some(login) => match known(caller, &organisation)
            .into_iter()
            .find(|user| organisation.users.get(user).is_some_and(|user| user.login == login))
        {
            Some(user) => filter.handler = Some(user),
            None => asked.refused(
                "assignee",
                format!("there is no member of staff `{login}`; `none` asks for cases nobody handles"),
            ),
        },
    }
    Ok(filter)
}

/// A moment, or the beginning of a day so many days on.
fn moment_asked(desk: &Desk, asked: &mut Asked, name: &str, days: i64) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = asked.given(name) else { return Ok(None) };
    if let Ok(moment) = text.parse() {
        return Ok(Some(moment));
    }
    match text.parse::<Date>() {
        Ok(day) => Ok(Some(desk.office.start_of(day.saturating_add(days.days()))?)),
        Err(_) => {
            asked.wrong(
                name,
                format!("`{text}`: expected a moment such as `2026-11-25T14:05:00+08:00`, or a day"),
            );
            Ok(None)
        }
    }
}
