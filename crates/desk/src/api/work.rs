//! What waits, how it goes, and whether the record is whole.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::organisation::Right;
use domain::schema::{Day, Moment};
use jiff::Timestamp;
use jiff::civil::Date;
use office::{Figures, FirstTime, LedgerStatus, Tally, Verification};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::as_known::{AS_OF, asked_as_of, pinned};
use super::body::ok;
use super::case_row::{CaseSummary, institution_code};
use super::operation::Operation;
use super::paging::{PAGE, Wanted, linked};
use super::parameters::{Asked, Parameter, day, of, one};
use crate::guard::Client;
use crate::problem::Problem;
use crate::{Desk, Guard};

const APPROVALS: &[Parameter] = &[one("open", "`false` lists settled requests too.", of::<bool>)];
const PERIOD: &[Parameter] = &[
    one(
        "institution",
        "The code of an institution: it and all below it. All that may be seen where left out.",
        of::<String>,
    ),
    one("from", "Cases received on this day or later; the first of the month where left out.", day),
    one("until", "Cases received on this day or earlier; today where left out.", day),
];

pub(crate) fn operations() -> Vec<Operation> {
    vec![
        Operation::get(
            ("listApprovals", "List requests to a second person"),
            "/api/v1/approvals",
            Guard::Token(Right::Approve),
            approvals,
        )
        .asking(APPROVALS)
        .asking(PAGE)
        .answers::<Approvals<'_>>(200),
        Operation::get(
            ("listTasks", "List open tasks of own units"),
            "/api/v1/tasks",
            Guard::Token(Right::Handle),
            tasks,
        )
        .described("Earliest due first, those without a date last.")
        .asking(PAGE)
        .answers::<Tasks<'_>>(200),
        Operation::get(
            ("getOverview", "Figures of a period"),
            "/api/v1/overview",
            Guard::Token(Right::Figures),
            overview,
        )
        .asking(PERIOD)
        .asking(AS_OF)
        .answers::<Overview>(200),
        Operation::get(
            ("getLedger", "State of the ledger"),
            "/api/v1/ledger",
            Guard::Token(Right::Audit),
            ledger,
        )
        .answers::<LedgerModel>(200),
        Operation::post(
            ("verifyLedger", "Verify the whole ledger"),
            "/api/v1/ledger/verify",
            Guard::Token(Right::Audit),
            verify,
        )
        .answers::<VerificationModel>(200),
    ]
}

/// Requests, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Approvals<'a> {
    approvals: Vec<Approval<'a>>,
    /// Goes on after the last one, if there are more.
    next: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Approval<'a> {
    /// What `approve` and `refuse` name it by.
    request: u32,
    kind: &'a str,
    /// The standing that is needed.
    rank: &'a str,
    status: &'a str,
    /// The code of the institution whose approver may say yes.
    institution: &'a str,
    asked_by: &'a str,
    #[schemars(with = "Moment")]
    asked_at: Timestamp,
    case: CaseSummary<'a>,
}

/// `GET /approvals`.
async fn approvals(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    uri: Uri,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let open_only = asked.value("open", "`true` or `false`").unwrap_or(true);
    let wanted = Wanted::read(&mut asked);
    asked.finish(&[APPROVALS, PAGE])?;
    let page = desk.office.approvals(&caller, open_only, wanted.cursor.as_deref(), wanted.limit).await?;
    let organisation = desk.office.organisation();
    let approvals = page.rows.iter().map(|(row, approval)| Approval {
        request: approval.request,
        kind: &approval.kind,
        rank: &approval.rank,
        status: &approval.status,
        institution: institution_code(&organisation, approval.institution_id),
        asked_by: &approval.requested_by,
        asked_at: approval.requested_at,
        case: CaseSummary::new(row, &organisation),
    });
    let response = ok(&Approvals { approvals: approvals.collect(), next: page.next.clone() });
    Ok(linked(response, &uri, page.next.as_deref(), None))
}

/// Open tasks, earliest due first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tasks<'a> {
    tasks: Vec<Task<'a>>,
    /// Goes on after the last one, if there are more.
    next: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OpenTask")]
struct Task<'a> {
    /// What `finish_task` names it by.
    task: u32,
    kind: &'a str,
    /// The code of the unit asked.
    unit: &'a str,
    /// The sign-in name of who does it.
    owner: Option<&'a str>,
    #[schemars(with = "Option<Day>")]
    due_on: Option<Date>,
    amount_cents: Option<i64>,
    status: &'a str,
    case: CaseSummary<'a>,
}

/// `GET /tasks`.
async fn tasks(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    uri: Uri,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&mut asked);
    asked.finish(&[PAGE])?;
    let page = desk.office.tasks(&caller, wanted.cursor.as_deref(), wanted.limit).await?;
    let organisation = desk.office.organisation();
    let tasks = page.rows.iter().map(|(row, task)| Task {
        task: task.task,
        kind: &task.kind,
        unit: institution_code(&organisation, task.institution_id),
        owner: task.owner_id.and_then(|owner| organisation.users.get(&owner)).map(|user| user.login.as_str()),
        due_on: task.due_on,
        amount_cents: task.amount_cents,
        status: &task.status,
        case: CaseSummary::new(row, &organisation),
    });
    let response = ok(&Tasks { tasks: tasks.collect(), next: page.next.clone() });
    Ok(linked(response, &uri, page.next.as_deref(), None))
}

/// Today's work and the figures of a period, beside those of as many days before.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Overview {
    #[schemars(with = "Day")]
    today: Date,
    #[schemars(with = "Day")]
    from: Date,
    #[schemars(with = "Day")]
    until: Date,
    open: Work,
    figures: PeriodFigures,
    before: PeriodFigures,
    /// Open work by institution, most late first.
    institutions: Vec<InstitutionWork>,
    /// The moment it speaks of: now, up to a minute ago where it is over many cases, or the one as of which it is known.
    #[schemars(with = "Moment")]
    counted_at: Timestamp,
    /// The size of the log to which figures as known are pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    log_size: Option<u64>,
}

/// Open cases.
#[derive(Serialize, JsonSchema)]
struct Work {
    open: u64,
    /// Past their legal date.
    late: u64,
    /// Due today.
    today: u64,
    /// Due within three days after.
    soon: u64,
    /// With a stopped clock.
    paused: u64,
    /// In the urgent lane.
    urgent: u64,
}

#[derive(Serialize, JsonSchema)]
struct InstitutionWork {
    institution: String,
    #[serde(flatten)]
    work: Work,
}

/// Figures over the cases received in a period, merged ones left out.
#[derive(Serialize, JsonSchema)]
struct PeriodFigures {
    received: u64,
    ended: u64,
    /// Past their legal date or ended: what the rates rest on.
    due: u64,
    /// Of these, ended with a recorded outcome.
    landed: u64,
    /// Of these, with a recorded answer or proof that the person could not be reached.
    echoed: u64,
    /// Of these, on time.
    on_time: u64,
    /// Share of `landed` in `due`; null where nothing was due.
    landing_rate: Option<f64>,
    /// Share of `echoed` in `due`; null where nothing was due.
    echo_rate: Option<f64>,
    acceptance: FirstTimeFigures,
    handling: FirstTimeFigures,
    reporting: FirstTimeFigures,
    feedback: FirstTimeFigures,
}

/// A first-time: what is missing is counted, never taken for zero.
#[derive(Serialize, JsonSchema)]
struct FirstTimeFigures {
    /// From receipt, in seconds; null where no case has it.
    median_seconds: Option<i64>,
    present: u64,
    missing: u64,
}

fn work(tally: Tally) -> Work {
    Work {
        open: tally.open,
        late: tally.late,
        today: tally.today,
        soon: tally.soon,
        paused: tally.paused,
        urgent: tally.urgent,
    }
}

fn period_figures(figures: &Figures) -> PeriodFigures {
    #[expect(clippy::cast_precision_loss, reason = "a share of counts far below 2^52")]
    let share = |part: u64| (figures.due > 0).then(|| part as f64 / figures.due as f64);
    let [acceptance, handling, reporting, feedback] = figures.first_times.map(first_time);
    PeriodFigures {
        received: figures.received,
        ended: figures.ended,
        due: figures.due,
        landed: figures.landed,
        echoed: figures.echoed,
        on_time: figures.on_time,
        landing_rate: share(figures.landed),
        echo_rate: share(figures.echoed),
        acceptance,
        handling,
        reporting,
        feedback,
    }
}

fn first_time(time: FirstTime) -> FirstTimeFigures {
    FirstTimeFigures { median_seconds: time.median_seconds, present: time.present, missing: time.missing }
}

/// `GET /overview`.
async fn overview(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let organisation = desk.office.organisation();
    let today = desk.office.today();
    let a_day = "a day such as `2026-11-25`";
    let from = asked.value("from", a_day).unwrap_or_else(|| today.first_of_month());
    let until = asked.value("until", a_day).unwrap_or(today);
    let code = asked.text("institution");
    let top = code.as_deref().and_then(|code| organisation.tree.by_code(code));
    if let (Some(code), None) = (&code, top) {
        asked.refused("institution", format!("there is no institution `{code}`"));
    }
    if until < from {
        asked.refused("until", format!("`{until}` lies before `{from}`"));
    }
    let as_of = asked_as_of(&desk, &mut asked);
    asked.finish(&[PERIOD, AS_OF])?;
    let known = pinned(&desk, as_of).await?;
    let overview = desk.office.overview(&caller, top, from, until, known.as_ref()).await?;
    let institutions = overview.institutions.iter().map(|(id, tally)| InstitutionWork {
        institution: institution_code(&organisation, *id).to_owned(),
        work: work(*tally),
    });
    Ok(ok(&Overview {
        today: overview.today,
        from: overview.period.0,
        until: overview.period.1,
        open: work(overview.tally),
        figures: period_figures(&overview.figures),
        before: period_figures(&overview.before),
        institutions: institutions.collect(),
        counted_at: overview.counted_at,
        log_size: known.map(|known| known.log_size),
    }))
}

/// `GET /ledger`.
async fn ledger(State(desk): State<Arc<Desk>>, _: Client) -> Result<Response, Problem> {
    let status: LedgerStatus = desk.office.ledger_status().await?;
    Ok(ok(&status))
}

/// `POST /ledger/verify`.
async fn verify(State(desk): State<Arc<Desk>>, Client(caller): Client) -> Result<Response, Problem> {
    let verification: Verification = desk.office.verify_ledger(&caller).await?;
    Ok(ok(&verification))
}

/// [`LedgerStatus`] as it is written.
struct LedgerModel;

impl JsonSchema for LedgerModel {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LedgerStatus".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "required": ["origin", "size", "root", "waiting", "lag_ms", "checkpoint_size", "checkpoint", "public_key"],
            "properties": {
                "origin": { "type": "string", "description": "The name of the log." },
                "size": { "type": "integer", "minimum": 0, "description": "Sealed events." },
                "root": { "type": "string", "description": "The root over them, Base64." },
                "waiting": { "type": "integer", "minimum": 0, "description": "Events that wait to be sealed." },
                "lag_ms": { "type": ["integer", "null"], "description": "How long the oldest of them has waited." },
                "checkpoint_size": { "type": ["integer", "null"], "description": "The size of the newest checkpoint." },
                "checkpoint": { "type": ["string", "null"], "description": "The newest checkpoint, a C2SP signed note." },
                "public_key": { "type": "string", "description": "Checks checkpoints and receipts." },
            },
        })
    }
}

/// [`Verification`] as it is written.
struct VerificationModel;

impl JsonSchema for VerificationModel {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Verification".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "required": [
                "ok", "events", "first_bad", "reason", "waiting", "waiting_since", "checkpoints", "attested", "former", "texts",
            ],
            "properties": {
                "ok": { "type": "boolean", "description": "Whether nothing was altered, is missing, was added or cut off." },
                "events": { "type": "integer", "minimum": 0, "description": "Events read." },
                "first_bad": { "type": ["integer", "null"], "description": "The log index of the first bad one." },
                "reason": { "type": ["string", "null"], "description": "What is wrong with it." },
                "waiting": { "type": "integer", "minimum": 0, "description": "Events that wait to be sealed." },
                "waiting_since": { "type": ["string", "null"], "format": "date-time", "description": "When the first of them says it was recorded." },
                "checkpoints": { "type": "integer", "minimum": 0, "description": "Signed checkpoints the log was compared with." },
                "attested": { "type": "integer", "minimum": 0, "description": "How many events the newest of them attests." },
                "texts": { "type": ["integer", "null"], "minimum": 0, "description": "Sealed texts opened and held to their commitments; the command line does it." },
                "former": {
                    "type": "array",
                    "description": "Logs that ended when an older database was restored.",
                    "items": {
                        "type": "object",
                        "required": ["origin", "size", "kept"],
                        "properties": {
                            "origin": { "type": "string", "description": "The name of the log." },
                            "size": { "type": "integer", "minimum": 0, "description": "How many events it attests." },
                            "kept": { "type": "integer", "minimum": 0, "description": "How many were there when the next log began." },
                        },
                    },
                },
            },
        })
    }
}
