//! What waits for a second person, in words: what is asked, before and after, and the article it rests on.

use domain::clock::Regime;
use domain::matter::{Asked, Correction, Kind, RequestState, RequestStatus};
use office::Caller;

use super::trail::Telling;
use crate::staff::shown::{Stamp, actor_name, day_in_words, said, short_moment, staff_name, yuan};

/// A request as pages show it.
pub(crate) struct Request {
    /// Its number within the case.
    pub number: u32,
    /// What is asked.
    pub what: String,
    /// How it is now.
    pub before: String,
    /// How it would be.
    pub after: String,
    /// Up to which amount the unit may pay by itself; empty where no money is asked for.
    pub limit: String,
    /// Whether it waits: how it is and would be is told only then.
    pub open: bool,
    /// The article it rests on; empty where none does.
    pub article: String,
    /// Why, masked.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Stamp,
    /// The standing it needs.
    pub rank: String,
    /// How far it is.
    pub status: String,
    /// Whether the reader may answer it: another's, open, and of a rank they have.
    pub answerable: bool,
    /// Whether the reader asked it, and it waits.
    pub own: bool,
}

/// The requests of a case, newest first.
pub(crate) fn requests(
    telling: &Telling<'_>,
    caller: &Caller,
    has_rank: impl Fn(domain::matter::Rank) -> bool,
) -> Vec<Request> {
    let states = telling.view.case.requests.values().rev();
    states
        .map(|state| {
            let own = state.asked_by == caller.actor().to_string();
            let open = state.status == RequestStatus::Open;
            Request {
                number: state.request.request,
                what: what(telling, &state.request.what),
                before: before(telling, state),
                after: after(telling, state),
                limit: match state.request.what {
                    Asked::Payment { limit_cents, .. } => {
                        telling.words.t1("amount-in-yuan", "amount", yuan(limit_cents))
                    }
                    _ => String::new(),
                },
                open,
                article: article(telling, &state.request.what),
                reason: said(state.request.reason.and_then(|reason| telling.view.texts.get(&reason.text_id))),
                asked_by: asked_by(telling, state),
                asked_at: Stamp::new(state.asked_at, &telling.book.zone),
                rank: telling.words.t(&format!("rank-{}", state.request.rank)),
                status: telling.words.t(&format!("request_status-{}", state.status)),
                answerable: open && !own && has_rank(state.request.rank),
                own: own && open,
            }
        })
        .collect()
}

fn asked_by(telling: &Telling<'_>, state: &RequestState) -> String {
    match state.asked_by.parse() {
        Ok(actor) => actor_name(telling.organisation, &actor, telling.words),
        Err(_) => state.asked_by.clone(),
    }
}

/// What is asked, in a few words.
pub(crate) fn what(telling: &Telling<'_>, asked: &Asked) -> String {
    let w = telling.words;
    match asked {
        Asked::Decline { ground, .. } => w.t1("asked-decline", "ground", ground_title(telling, ground)),
        Asked::Extension { regime, stage, .. } => {
            w.t1("asked-extension", "stage", stage_title(telling, regime, stage))
        }
        Asked::Rekind { to } => w.t1("asked-rekind", "kind", w.t(&format!("kind-{to}")).to_string()),
        Asked::Major { ground } => {
            w.t1("asked-major", "ground", w.t(&format!("major_ground-{ground}")).to_string())
        }
        Asked::Payment { amount_cents, .. } => w.t1("asked-payment", "amount", yuan(*amount_cents)),
        Asked::Correction { .. } => w.t("asked-correction"),
        Asked::CentreDate { .. } => w.t("asked-centre_date"),
        Asked::Recusal { user } => w.t1("asked-recusal", "name", staff_name(telling.organisation, *user)),
        Asked::Readmission { user } => {
            w.t1("asked-readmission", "name", staff_name(telling.organisation, *user))
        }
    }
}

fn before(telling: &Telling<'_>, state: &RequestState) -> String {
    let (w, view) = (telling.words, telling.view);
    match &state.request.what {
        Asked::Extension { regime, stage, .. } => {
            let wanted = regime_of(telling, regime).and_then(|regime| regime.stage(stage));
            let running = wanted.and_then(|stage| stage.extends.as_deref());
            let due = view
                .clocks
                .dues
                .iter()
                .find(|due| due.regime == *regime && Some(due.stage.as_str()) == running);
            due.map(|due| day_in_words(due.alert_date(), w)).unwrap_or_default()
        }
        Asked::Rekind { .. } => w.t(&format!("kind-{}", view.case.kind)),
        Asked::Payment { .. } => w.t("asked-unpaid"),
        Asked::Major { .. } | Asked::Decline { .. } => w.t(&format!("status-{}", view.case.status())),
        Asked::Correction { correction: Correction::ReceivedAt { source, .. } } => {
            let source = view.case.sources.get(*source as usize);
            source.map(|state| moment(telling, state.source.received_at)).unwrap_or_default()
        }
        Asked::CentreDate { .. } => {
            view.case.objection.centre_due_on.map(|day| day_in_words(day, w)).unwrap_or_default()
        }
        Asked::Correction { .. } | Asked::Recusal { .. } | Asked::Readmission { .. } => String::new(),
    }
}

fn after(telling: &Telling<'_>, state: &RequestState) -> String {
    let (w, view) = (telling.words, telling.view);
    match &state.request.what {
        Asked::Extension { regime, stage, .. } => {
            let due = view.clocks.dues.iter().rev().find(|due| due.regime == *regime && due.stage == *stage);
            due.map(|due| day_in_words(due.alert_date(), w)).unwrap_or_default()
        }
        Asked::Rekind { to } => w.t(&format!("kind-{to}")),
        Asked::Payment { amount_cents, .. } => w.t1("amount-in-yuan", "amount", yuan(*amount_cents)),
        Asked::Major { .. } => w.t("flag-major"),
        Asked::Decline { .. } => w.t("status-declined"),
        Asked::Correction { correction: Correction::ReceivedAt { at, .. } } => moment(telling, *at),
        Asked::CentreDate { due_on } => day_in_words(*due_on, w),
        Asked::Correction { .. } | Asked::Recusal { .. } | Asked::Readmission { .. } => String::new(),
    }
}

fn moment(telling: &Telling<'_>, at: jiff::Timestamp) -> String {
    short_moment(at, &telling.book.zone)
}

/// The article a request rests on, with the instrument.
fn article(telling: &Telling<'_>, asked: &Asked) -> String {
    let id = match asked {
        Asked::Extension { regime, .. } => regime.as_str(),
        Asked::Decline { .. } if telling.view.case.kind == Kind::Objection => "cn-credit",
        _ => "cn-n3",
    };
    let Some(regime) = regime_of(telling, id) else { return String::new() };
    let article = match asked {
        Asked::Extension { stage, .. } => regime.stage(stage).map(|stage| stage.article.clone()),
        Asked::Decline { ground, .. } => regime.decline_ground(ground).map(|ground| ground.article.clone()),
        Asked::Major { .. } => regime.major.first().map(|ground| ground.article.clone()),
        Asked::Recusal { .. } | Asked::Readmission { .. } => Some("17".to_owned()),
        Asked::Rekind { .. }
        | Asked::Payment { .. }
        | Asked::Correction { .. }
        | Asked::CentreDate { .. } => None,
    };
    let language = telling.words.language();
    let cited = article.map(|article| {
        format!("{} {}", regime.title.in_language(language), domain::clock::cite(&article, language))
    });
    cited.unwrap_or_default()
}

fn regime_of<'a>(telling: &Telling<'a>, id: &str) -> Option<&'a Regime> {
    let received = telling.book.zone.to_datetime(telling.view.case.clock_from).date();
    telling.book.regimes.in_force(id, received).or(telling.book.regimes.get(id))
}

/// The title of a stage; its name where the regime is not loaded.
pub(crate) fn stage_title(telling: &Telling<'_>, regime: &str, stage: &str) -> String {
    let found = regime_of(telling, regime).and_then(|regime| regime.stage(stage));
    found.map_or_else(
        || stage.to_owned(),
        |stage| stage.title.in_language(telling.words.language()).to_owned(),
    )
}

/// The title of a ground for declining; its code where the regime is not loaded.
pub(crate) fn ground_title(telling: &Telling<'_>, ground: &str) -> String {
    let id = if telling.view.case.kind == Kind::Objection { "cn-credit" } else { "cn-n3" };
    let found = regime_of(telling, id).and_then(|regime| regime.decline_ground(ground));
    found.map_or_else(
        || ground.to_owned(),
        |ground| ground.title.in_language(telling.words.language()).to_owned(),
    )
}
