//! From a case to its rows. The only place that knows how lists see a case.

use domain::clock;
use domain::matter::{Case, CaseClocks, Ending, Phase, SourceState, Step, case_clocks};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{ApprovalRow, CasePersonRow, CaseRow, Change, LinkRow, SourceRow, TaskRow};

use domain::code::Axis;
use domain::matter::Book;
use domain::organisation::Tree;

/// What a projection reads beside the case.
pub(crate) struct Projecting<'a> {
    /// The rules.
    pub book: &'a Book,
    /// The institutions.
    pub tree: &'a Tree,
    /// The time of the projection.
    pub now: Timestamp,
}

impl Projecting<'_> {
    /// The clocks of a case.
    pub(crate) fn clocks(&self, case: &Case) -> CaseClocks {
        let code = self.tree.get(case.institution).map_or("", |institution| institution.code.as_str());
        case_clocks(case, code, self.book, self.now)
    }

    /// The row of a case.
    pub(crate) fn row(&self, case: &Case, subject: &str) -> CaseRow {
        let clocks = self.clocks(case);
        let due = next_due(case, &clocks);
        let code = |axis: Axis| {
            let found = case.codes.iter().find(|code| self.book.codes.axis_of(code).ok() == Some(axis));
            found.map(|code| code.code().to_owned())
        };
        let decision = case.decision();
        let outcome = match &case.phase {
            Phase::Ended(Ending::Declined { .. }) => Some("declined".to_owned()),
            Phase::Ended(Ending::Withdrawn { .. }) => Some("withdrawn".to_owned()),
            Phase::Ended(Ending::Merged { .. }) => Some("merged".to_owned()),
            Phase::Ended(Ending::ReferredOn { .. }) => Some("referred_on".to_owned()),
            _ => decision.map(|decision| decision.outcome.to_string()),
        };
        CaseRow {
            case_id: case.case_id,
            version: case.version,
            number: case.number.to_string(),
            kind: case.kind,
            status: case.status(),
            ended: case.is_ended(),
            institution_id: case.institution,
            handler_id: case.handler,
            person_id: case.complainant(),
            subject: subject.to_owned(),
            subject_text: Some(case.subject.text_id),
            // An enquiry that claims a right is a complaint from that contact on.
            received_at: kept(case.clock_from),
            recorded_at: kept(case.recorded_at),
            urgent: case.urgent,
            due_on: due.as_ref().map(|due| due.on),
            due_provisional: due.as_ref().is_some_and(|due| due.provisional),
            due_stage: due.map(|due| due.stage),
            inner_due_on: clocks.inner().map(domain::matter::CaseDue::alert_date),
            paused: case.pause().map(|pause| pause.cause.to_string()),
            next_step: case.next_step().map(|step: Step| step.to_string()),
            grade: case.grade.as_ref().map(|code| code.code().to_owned()),
            urgency: case.urgency.as_ref().map(|code| code.code().to_owned()),
            major: case.major.is_some(),
            sensitivity: case
                .sensitivity
                .iter()
                .map(|code| code.code().to_owned())
                .collect::<Vec<_>>()
                .join(" "),
            channel: case.channel().to_string(),
            transferred: case.is_transferred_in(),
            receipts: case.receipts,
            transfers: case.transfers,
            feedback_owed: count(case.sources.iter().filter(|state| state.owes()).count()),
            code_channel: code(Axis::Channel),
            code_business: code(Axis::Business),
            code_reason: code(Axis::Reason),
            code_product: code(Axis::Product),
            code_issue: code(Axis::Issue),
            outcome,
            liability: decision
                .and_then(|decision| decision.liability)
                .map(|liability| liability.to_string()),
            echo: case.echo_word().map(str::to_owned),
            accepted_at: case.first.accepted_at.map(kept),
            handled_at: case.first.handled_at.map(kept),
            reported_at: case.first.reported_at.map(kept),
            report_owed: case.owes_report(),
            feedback_at: case.first.feedback_at.map(kept),
            decided_at: case.decided_at.map(kept),
            ended_at: case.ended_at.map(kept),
            // A row holds nothing that changes with the day alone: that an open date has passed, `due_on` tells.
            on_time: clocks.on_time(Timestamp::MIN),
            satisfaction: case.satisfaction,
            merged_into: match case.phase {
                Phase::Ended(Ending::Merged { into }) => Some(into),
                _ => None,
            },
            origin: case.origin.map(|origin| origin.case),
            complainants: case.complainants,
            rekinded_at: case.rekinded_at.map(kept),
            registered_by: case.registered_by,
        }
    }

    /// What changes in the read models when `before` becomes `case`; everything for a case not yet known.
    pub(crate) fn changes(&self, before: Option<&Case>, case: &Case, subject: &str) -> Vec<Change> {
        let id = case.case_id;
        let mut changes = vec![Change::Case(Box::new(self.row(case, subject)))];
        let changed = |same: fn(&Case, &Case) -> bool| before.is_none_or(|before| !same(before, case));
        if changed(|one, other| one.sources == other.sources) {
            changes.push(Change::Sources(id, sources(case)));
        }
        if changed(|one, other| one.parties == other.parties) && !case.parties.is_empty() {
            changes.push(Change::Persons(id, persons(case)));
        }
        if before.map_or(!case.links.is_empty(), |before| before.links != case.links) {
            changes.push(Change::Links(id, links(case)));
        }
        if before.map_or(!case.tasks.is_empty(), |before| before.tasks != case.tasks) {
            changes.push(Change::Tasks(id, tasks(case)));
        }
        if before.map_or(!case.requests.is_empty(), |before| {
            before.requests != case.requests || before.institution != case.institution
        }) {
            changes.push(Change::Approvals(id, self.approvals(case)));
        }
        changes
    }

    fn approvals(&self, case: &Case) -> Vec<ApprovalRow> {
        case.requests
            .values()
            .map(|state| ApprovalRow {
                request: state.request.request,
                kind: state.request.what.kind().to_string(),
                institution_id: match state.request.rank {
                    domain::matter::Rank::HandlingHead => case.institution,
                    domain::matter::Rank::Superior => {
                        self.tree.superior(case.institution).unwrap_or(case.institution)
                    }
                },
                rank: state.request.rank.to_string(),
                requested_by: state.asked_by.clone(),
                requested_at: kept(state.asked_at),
                status: state.status.to_string(),
            })
            .collect()
    }
}

/// A moment as rows keep it, to the microsecond; events keep what they were told.
fn kept(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// The date that orders the queue.
struct NextDue {
    on: Date,
    provisional: bool,
    /// Regime and stage, or [`SOURCE_STAGE`].
    stage: String,
}

/// The stage of a date that a source asked for.
pub(crate) const SOURCE_STAGE: &str = "source/required";

/// The earliest of the legal date that runs and the dates that sources asked for. A clock that stands still has no date:
/// it moves on with every day until it runs again.
fn next_due(case: &Case, clocks: &CaseClocks) -> Option<NextDue> {
    let legal = clocks.governing().filter(|due| due.state == clock::State::Running).map(|due| NextDue {
        on: due.alert_date(),
        provisional: due.provisional,
        stage: format!("{}/{}", due.regime, due.stage),
    });
    let asked = case
        .sources
        .iter()
        .filter(|state| is_owed(case, state))
        .filter_map(|state| state.source.required_on)
        .min()
        .map(|on| NextDue { on, provisional: false, stage: SOURCE_STAGE.to_owned() });
    legal.into_iter().chain(asked).min_by_key(|due| due.on)
}

/// Whether the date that a source asked for still binds: feedback owed to it outlasts the case, a mere date does not.
pub(crate) fn is_owed(case: &Case, state: &SourceState) -> bool {
    if state.source.feedback_owed { state.owes() } else { !case.is_ended() && state.sent_at.is_none() }
}

fn sources(case: &Case) -> Vec<SourceRow> {
    let rows = case.sources.iter().enumerate().map(|(position, state)| SourceRow {
        position: count(position),
        channel: state.source.channel.to_string(),
        external_number: state.source.external_number.clone(),
        received_at: kept(state.source.received_at),
        required_on: state.source.required_on,
        feedback_owed: state.source.feedback_owed,
        feedback_sent_at: state.sent_at.map(kept),
        feedback_returned_at: state.returned_at.map(kept),
    });
    rows.collect()
}

fn persons(case: &Case) -> Vec<CasePersonRow> {
    let mut rows: Vec<CasePersonRow> = Vec::new();
    for party in &case.parties {
        let row = CasePersonRow { person_id: party.person, role: party.role.to_string() };
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

fn links(case: &Case) -> Vec<LinkRow> {
    case.links
        .iter()
        .map(|(other, relation)| LinkRow { other: *other, relation: relation.to_string() })
        .collect()
}

fn tasks(case: &Case) -> Vec<TaskRow> {
    case.tasks
        .iter()
        .map(|(number, task)| TaskRow {
            task: *number,
            kind: task.kind.to_string(),
            institution_id: task.unit,
            owner_id: task.owner,
            due_on: task.due_on,
            amount_cents: task.amount_cents,
            status: task.status.to_string(),
            outcome: task.outcome.map(|outcome| outcome.to_string()),
        })
        .collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
