//! The clocks of a case: which regimes it runs, and what it tells them.

use jiff::Timestamp;
use jiff::civil::Date;

use super::book::Book;
use super::case::{Case, Ending, Phase};
use super::context::Context;
use super::refusal::Refusal;
use super::request::Rank;
use super::value::{Channel, PauseCause, Remedy};
use super::{Echo, Kind};
use crate::clock::{self, AgreedPeriod, Due, Event, Exclusion, Facts, Regime, Restart};
use crate::code::CodeRef;

/// The urgency whose inner clocks a case in the urgent lane runs where nobody named another.
const URGENT: &str = "URG-01";

/// One date of a case.
pub type CaseDue = Due;

/// All dates of a case.
#[derive(Debug, Clone, Default)]
pub struct CaseClocks {
    /// Legal and inner dates, by regime and stage.
    pub dues: Vec<CaseDue>,
    /// When a withdrawal was recorded: what was late by then stays late, whenever the withdrawal had been received.
    withdrawal_recorded_at: Option<Timestamp>,
}

impl CaseClocks {
    /// The earliest legal date the institution still owes: it orders the queue.
    pub fn governing(&self) -> Option<&CaseDue> {
        clock::governing(&self.dues)
    }

    /// The earliest inner date that runs; one that stands still has no date yet.
    pub fn inner(&self) -> Option<&CaseDue> {
        self.dues
            .iter()
            .filter(|due| due.authority == clock::Authority::Inner && due.state == clock::State::Running)
            .min_by_key(|due| due.ends_at())
    }

    /// Whether every legal date was kept, as far as it is known at `now`: no while one is late, none while all that are
    /// owed can still be met.
    pub fn on_time(&self, now: Timestamp) -> Option<bool> {
        let owed = || {
            self.dues.iter().filter(|due| {
                due.authority == clock::Authority::Law
                    && !due.advisory
                    && due.applies()
                    && due.actor.is_institution_side()
            })
        };
        let late = owed().any(|due| match due.state {
            clock::State::Met { at } => !due.in_time(at),
            clock::State::Ended { at, .. } => !due.in_time(self.withdrawal_recorded_at.unwrap_or(at)),
            clock::State::Running => !due.in_time(now),
            _ => false,
        });
        let open = owed().any(Due::is_open);
        match (late, open) {
            (true, _) => Some(false),
            (false, false) if owed().next().is_some() => Some(true),
            _ => None,
        }
    }
}

/// The regimes a case runs, by its kind and sources: a complaint always `cn-n3`, a transfer from the PBC also `cn-p5`, an
/// objection `cn-credit`; a case received under a regime of its own runs that one.
fn regimes(case: &Case) -> Vec<&str> {
    if !case.regimes.is_empty() {
        return case.regimes.iter().map(String::as_str).collect();
    }
    match case.kind {
        Kind::Complaint if case.sources.iter().any(|state| state.source.channel == Channel::Pbc) => {
            vec!["cn-n3", "cn-p5"]
        }
        Kind::Complaint => vec!["cn-n3"],
        Kind::Objection => vec!["cn-credit"],
        _ => vec![],
    }
}

/// The regime versions a case runs: those in force when it was received.
pub fn case_regimes<'a>(case: &Case, book: &'a Book) -> Vec<&'a Regime> {
    let received = book.zone.to_datetime(case.clock_from).date();
    let found = regimes(case)
        .into_iter()
        .filter_map(|id| book.regimes.in_force(id, received).or(book.regimes.get(id)));
    found.collect()
}

/// What a case tells a regime.
fn facts(case: &Case, regime: &str) -> Facts {
    let mut facts = Facts::received(case.begun_at());
    let mut happened = |event: Event, at: Option<Timestamp>| {
        if let Some(at) = at {
            facts.events.insert(event, at);
        }
    };
    let is_review = case.is_review();
    let answered = case.echo().and_then(Echo::at);
    happened(Event::Accepted, case.first.accepted_at);
    happened(Event::Contacted, case.first.handled_at);
    happened(Event::Decided, case.decided_at);
    happened(Event::Closed, case.ended_at);
    match case.echo() {
        // An answer whose time another system did not keep still ends the clock; the end of the case is the latest it can be.
        Some(Echo::CarriedOver { at: None, .. }) => {
            happened(Event::Answered, case.ended_at.or(case.decided_at))
        }
        Some(Echo::Unreachable { .. }) => happened(Event::Unreachable, answered),
        Some(_) if is_review => happened(Event::ReviewAnswered, answered),
        Some(_) if matches!(case.phase, Phase::Ended(Ending::Declined { .. })) => {
            happened(Event::Declined, answered)
        }
        Some(_) => happened(Event::Answered, answered),
        None => {}
    }
    if is_reviewable(case) {
        happened(Event::AnswerReceived, case.echo().and_then(Echo::received_at));
    }
    if is_review {
        happened(Event::ReviewRequested, Some(case.begun_at()));
    }
    if case.objection.centre_due_on.is_some() {
        happened(Event::CentreNotice, Some(case.received_at()));
        let settled = case.objection.corrected_at.or(case.objection.mark_removed_at).or(answered);
        happened(Event::CentreAnswered, settled.filter(|_| case.objection.verified.is_some()));
    }
    if let Some(state) = case.sources.iter().find(|state| state.source.channel == Channel::Pbc)
        && regime == "cn-p5"
        && case.reopening.is_none()
    {
        facts.received = state.source.received_at;
    }
    let forwarded = case.sources.iter().find_map(|state| state.source.forwarded_at);
    if let Some(forwarded) = forwarded.filter(|_| case.reopening.is_none()) {
        facts.events.insert(Event::RegulatorReceived, forwarded);
        facts.events.insert(Event::Forwarded, case.received_at());
    }
    facts.extensions = case
        .extensions
        .iter()
        .filter(|extension| extension.regime == regime)
        .map(|extension| clock::Extension {
            regime: Some(extension.regime.clone()),
            stage: extension.stage.clone(),
            reason_code: extension.reason.clone(),
            approver_rank: extension.rank.parse().unwrap_or_default(),
            approved_at: extension.approved_at,
            notice_at: extension.notice_at,
            until: None,
        })
        .collect();
    facts.agreed_period = case.agreed.map(|agreed| AgreedPeriod {
        due: agreed.due_on,
        agreed_at: Some(agreed.at),
        // It lies in the vault; the case shows it beside the agreement.
        evidence: None,
    });
    facts.exclusions = case
        .pauses
        .iter()
        .map(|pause| Exclusion {
            cause: pause.cause.to_string(),
            from: pause.from,
            to: pause.until,
            notice_at: pause.told_at,
            under: pause.regimes.iter().find(|under| *under == regime).cloned(),
        })
        .collect();
    let received = facts.received;
    facts.restarts =
        case.restarts.iter().filter(|at| **at >= received).map(|at| Restart { at: *at }).collect();
    facts.withdrawn_at = match case.phase {
        Phase::Ended(Ending::Withdrawn { .. }) => case.ended_at,
        Phase::Ended(Ending::Merged { .. } | Ending::ReferredOn { .. }) => case.ended_at,
        _ => None,
    };
    facts.centre_due = case.objection.centre_due_on;
    facts
}

/// Computes all dates of a case as they stand at `now`.
pub fn case_clocks(case: &Case, institution_code: &str, book: &Book, now: Timestamp) -> CaseClocks {
    let mut dues = legal_dues(case, book, now);
    if let Some(calendar) = book.calendars.get(&book.inner.calendar) {
        // In the lane an urgency that tightens nothing gives way to the lane's own.
        let named = case.urgency.as_ref().map(CodeRef::code);
        let urgency = named.filter(|code| !case.urgent || book.inner.is_urgent(code));
        let traits = clock::CaseTraits {
            kind: case.kind.into(),
            unit: institution_code,
            urgency: urgency.or(case.urgent.then_some(URGENT)),
        };
        let inner = book.inner.compute(traits, &facts(case, ""), calendar, &dues, now);
        dues.extend(inner.into_iter().flatten());
    }
    let withdrawal_recorded_at = match case.phase {
        Phase::Ended(Ending::Withdrawn { recorded_at, .. }) => Some(recorded_at),
        _ => None,
    };
    CaseClocks { dues, withdrawal_recorded_at }
}

/// The legal dates. Those of a case before it was opened again stand as they were; being opened again counts anew.
fn legal_dues(case: &Case, book: &Book, now: Timestamp) -> Vec<CaseDue> {
    let before = case.reopening.as_ref().map(|reopening| legal_dues(&reopening.before, book, now));
    let mut dues = Vec::new();
    for regime in case_regimes(case, book) {
        let Some(calendar) = book.calendars.get(&regime.calendar) else { continue };
        // A case whose recorded facts a regime cannot read has no date under it; the verifier of the record reports it.
        if let Ok(computed) = clock::compute(regime, &facts(case, &regime.id), calendar, now) {
            dues.extend(computed);
        }
    }
    if case.is_review() {
        // A review owes its own date and none of the complaint it reviews.
        dues.retain(|due| due.stage == "review_decide");
    }
    if !is_reviewable(case) {
        dues.retain(|due| due.stage != "review_apply");
    }
    let Some(mut all) = before else { return dues };
    let runs = all.iter().map(|due| due.run).max().unwrap_or(0);
    dues.iter_mut().for_each(|due| due.run += runs);
    all.extend(dues);
    all
}

/// Whether the decision can be reviewed: it says so itself, and a head office's never does.
fn is_reviewable(case: &Case) -> bool {
    case.decision().is_some_and(|decision| decision.remedies.contains(&Remedy::Review))
}

/// The regimes of a case whose clocks stand still for a cause.
pub fn tolling_regimes(case: &Case, cause: PauseCause, book: &Book) -> Vec<String> {
    let regimes = case_regimes(case, book).into_iter();
    regimes.filter(|regime| regime.tolling(cause.into()).is_some()).map(|regime| regime.id.clone()).collect()
}

/// Looks a ground for declining up in the kind's regime.
pub fn decline_ground<'a>(
    kind: Kind,
    code: &str,
    book: &'a Book,
) -> Result<&'a clock::DeclineGround, Refusal> {
    let id = if kind == Kind::Objection { "cn-credit" } else { "cn-n3" };
    let regime = book.regimes.get(id);
    regime.and_then(|regime| regime.decline_ground(code)).ok_or_else(|| Refusal::UnknownGround {
        ground: code.to_owned(),
        regime: id.to_owned(),
        known: regime
            .map(|regime| {
                regime.decline.iter().map(|ground| ground.code.as_str()).collect::<Vec<_>>().join(", ")
            })
            .unwrap_or_default(),
    })
}

/// An extension that can be asked for.
#[derive(Debug)]
pub struct Offered {
    /// The standing its approval needs.
    pub rank: Rank,
    /// The regime's word for it.
    pub rank_word: &'static str,
    /// Whether the person must be told, before the running period ends.
    pub notice_required: bool,
}

/// The extension that a regime offers next, dated before the running period ends, for a reason the rule knows. It is the
/// clock that judges it, as it will when it is granted.
pub fn extension(
    case: &Case,
    regime_id: &str,
    stage: &str,
    reason: &str,
    context: &Context<'_>,
) -> Result<Offered, Refusal> {
    let unknown = || Refusal::UnknownStage { regime: regime_id.to_owned(), stage: stage.to_owned() };
    // A review has its own period, which nobody extends.
    let regimes = if case.is_review() { Vec::new() } else { case_regimes(case, context.book) };
    let regime = regimes.into_iter().find(|regime| regime.id == regime_id).ok_or_else(unknown)?;
    let wanted = regime.stage(stage).ok_or_else(unknown)?;
    let extends = wanted.extends.as_deref().ok_or_else(unknown)?;
    let calendar = context.book.calendars.get(&regime.calendar).ok_or_else(unknown)?;
    let dues =
        clock::compute(regime, &facts(case, &regime.id), calendar, context.now).map_err(|_| unknown())?;
    let running = dues.iter().find(|due| due.stage == extends && due.is_open()).ok_or_else(unknown)?;
    if matches!(running.state, clock::State::Running) && !running.in_time(context.now) {
        return Err(Refusal::PeriodOver { due_on: running.alert_date() });
    }
    // The law names nobody for the first extension of `cn-n3`; the head of handling approves it all the same, so that
    // no handler lengthens their own period.
    let (rank, rank_word): (Rank, &'static str) = match wanted.approver {
        clock::Rank::None | clock::Rank::HandlingHead => {
            (Rank::HandlingHead, clock::Rank::HandlingHead.into())
        }
        clock::Rank::HeadOfficeSeniorOrSuperior => {
            (Rank::Superior, clock::Rank::HeadOfficeSeniorOrSuperior.into())
        }
    };
    let trial = clock::Extension {
        regime: Some(regime.id.clone()),
        stage: stage.to_owned(),
        reason_code: reason.to_owned(),
        approver_rank: rank_word.parse().unwrap_or_default(),
        approved_at: context.now,
        notice_at: Some(context.now),
        until: None,
    };
    match clock::check_extension(regime, &facts(case, &regime.id), calendar, &trial) {
        Ok(()) => {}
        Err(clock::CheckExtensionError::Extend(clock::ExtendError::UnknownReason { given, expected })) => {
            return Err(Refusal::UnknownReason { reason: given, known: expected });
        }
        Err(_) => return Err(unknown()),
    }
    Ok(Offered { rank, rank_word, notice_required: wanted.notice_to == Some(clock::Party::Complainant) })
}

/// Whether the running period is over.
pub fn is_expired(case: &Case, context: &Context<'_>) -> bool {
    refuse_expired(case, context).is_err()
}

/// Refuses what must be dated before the running period expires.
pub fn refuse_expired(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    let clocks = case_clocks(case, "", context.book, context.now);
    match clocks.governing() {
        Some(due) if matches!(due.state, clock::State::Running) && !due.in_time(context.now) => {
            Err(Refusal::PeriodOver { due_on: due.alert_date() })
        }
        _ => Ok(()),
    }
}

/// The last day on which a review of a decision can be asked for by somebody who had it in hand at that time.
pub fn review_last_day(case: &Case, received_at: Timestamp, context: &Context<'_>) -> Result<Date, Refusal> {
    let answered = Facts::received(case.clock_from).with(Event::AnswerReceived, received_at);
    let regime = context.book.regimes.get("cn-n3").ok_or(Refusal::NoReview)?;
    let calendar = context.book.calendars.get(&regime.calendar).ok_or(Refusal::NoReview)?;
    let dues = clock::compute(regime, &answered, calendar, context.now).map_err(|_| Refusal::NoReview)?;
    let apply = dues.iter().find(|due| due.stage == "review_apply").ok_or(Refusal::NoReview)?;
    Ok(apply.due_rolled)
}

/// How many may represent a joint complaint.
pub fn representatives_max(book: &Book) -> usize {
    let rule = book.regimes.get("cn-n3").and_then(|regime| regime.representatives.as_ref());
    rule.map_or(usize::MAX, |rule| rule.maximum as usize)
}

/// From how many persons on a joint complaint in person is proposed as major.
pub fn joint_in_person_min(book: &Book) -> u32 {
    let regime = book.regimes.get("cn-n3");
    regime.and_then(|regime| regime.major.iter().find_map(|ground| ground.persons_min)).unwrap_or(u32::MAX)
}
