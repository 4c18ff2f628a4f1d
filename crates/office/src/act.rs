//! Moving a case: the use case behind every button and every command of the API.

use domain::id::{CaseId, InstitutionId, Number, PersonId, Stream, UserId};
use domain::matter::{Case, Command, Ending, Entry, Event, Phase, Recorded, Relation, Step, decide_all};
use domain::organisation::{Right, Staff};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Append, CaseRow, Expected, NewEvent, StoredEvent, StreamWrite};

use crate::error::Findings;
use crate::open_words::check_command;
use crate::projection::Projecting;
use crate::{Caller, FieldError, Office, OfficeError};

/// What a command did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Acted {
    /// The version of the case now; what its ETag carries.
    pub version: u32,
    /// The case now.
    pub row: CaseRow,
    /// How many events were recorded.
    pub recorded: usize,
}

/// No request carries more steps than this.
const STEPS_MAX: usize = 20;

/// Refuses a request with no step or too many.
pub fn check_steps_count(steps: usize) -> Result<(), OfficeError> {
    if (1..=STEPS_MAX).contains(&steps) {
        return Ok(());
    }
    let message = format!("1 to {STEPS_MAX} steps");
    Err(OfficeError::Invalid(vec![FieldError::new("steps", "steps_count", message)]))
}

impl Office {
    /// Carries out steps on a case: all of them or none. `expected` is the version the caller read; a case that has
    /// moved since is refused. Without it the newest version counts.
    pub async fn act(
        &self,
        caller: &Caller,
        number: &Number,
        expected: Option<u32>,
        mut commands: Vec<Command<String>>,
    ) -> Result<Acted, OfficeError> {
        if let Some(acted) = self.done_before(caller)? {
            return Ok(acted);
        }
        check_steps_count(commands.len())?;
        let (case, row) = self.load_as_read(caller, number, expected).await?;
        let organisation = self.organisation();
        for command in &mut commands {
            caller.require_step(command.step(), &case, &organisation.tree)?;
            match command {
                Command::Assign { handler } => self.check_handler("handler", *handler, case.institution)?,
                Command::OpenTask { unit, owner: Some(owner), .. } => {
                    self.check_handler("owner", *owner, *unit)?;
                }
                Command::Recuse { user, approves, .. } => {
                    let may = |staff: Staff| staff.may(Right::Approve, case.institution, &organisation.tree);
                    *approves = organisation.staff(*user).is_some_and(may);
                }
                _ => {}
            }
        }
        if commands.iter().any(|command| command.step() == Step::CallBack)
            && let Some(refusal) = self.look_barred(&case).await?
        {
            return Err(refusal.into());
        }
        self.fill_replies(&case, &mut commands).await?;
        let linked = self.linked(caller, &commands).await?;
        let mut findings = Findings::default();
        commands.iter().for_each(|command| check_command(command, &mut findings));
        findings.finish()?;
        let (commands, changes) = self.seal_commands(&case, commands).await?;
        let mut decided = self.decide(caller, &case, &row, &commands, changes)?;
        self.conclude_parent(caller, &case, &mut decided).await?;
        for (other, relation) in &linked {
            self.link_to_parent(caller, other, case.case_id, *relation, &mut decided.1).await?;
        }
        self.record(caller, decided, row).await
    }

    /// A review that closes hands its outcome to the case it reviewed, in the same append.
    async fn conclude_parent(
        &self,
        caller: &Caller,
        before: &Case,
        (after, append, _): &mut (Case, Append, usize),
    ) -> Result<(), OfficeError> {
        let Some(origin) = after.origin.filter(|origin| origin.relation == Relation::Review) else {
            return Ok(());
        };
        let Phase::Ended(Ending::Closed { decision, .. }) = &after.phase else { return Ok(()) };
        let (parent, _) = self.fold(origin.case).await?;
        if before.is_ended() || parent.review != Some((after.case_id, None)) {
            return Ok(());
        }
        let row = self.store.case_row(parent.case_id).await?.ok_or(OfficeError::NotFound { what: "case" })?;
        let command = Command::ConcludeReview { review: after.case_id, outcome: decision.outcome };
        let (_, parent_append, _) = self.decide(caller, &parent, &row, &[command], Vec::new())?;
        append.writes.extend(parent_append.writes);
        append.changes.extend(parent_append.changes);
        Ok(())
    }

    /// Appends what was decided. Deciding nothing changes nothing.
    pub(crate) async fn record(
        &self,
        caller: &Caller,
        (case, mut append, recorded): (Case, Append, usize),
        row: CaseRow,
    ) -> Result<Acted, OfficeError> {
        let projected = append.changes.iter().find_map(|change| match change {
            store::Change::Case(row) if row.case_id == case.case_id => Some((**row).clone()),
            _ => None,
        });
        let acted = Acted { version: case.version, row: projected.unwrap_or(row), recorded };
        if recorded > 0 {
            self.tell(caller, &case, &mut append).await?;
            self.commit(caller, append, &acted).await?;
        } else {
            self.commit_nothing(caller, &acted).await?;
        }
        Ok(acted)
    }

    /// Decides sealed commands and makes the append.
    pub(crate) fn decide(
        &self,
        caller: &Caller,
        case: &Case,
        row: &CaseRow,
        commands: &[Command],
        mut changes: Vec<store::Change>,
    ) -> Result<(Case, Append, usize), OfficeError> {
        let organisation = self.organisation();
        let now = self.surroundings.now();
        let book = self.book();
        let context = self.context(caller, &organisation, &book, now);
        let (after, events) = decide_all(case, commands, &context)
            .map_err(|(position, refusal)| OfficeError::Refused { position, refusal })?;
        let projecting = Projecting { book: &book, tree: &organisation.tree, now };
        changes.extend(projecting.changes(Some(case), &after, &row.subject));
        let write = self.case_write(caller, case, &events, now)?;
        Ok((after, Append { writes: vec![write], changes }, events.len()))
    }

    /// The events of a case as a write at the version decided on.
    pub(crate) fn case_write(
        &self,
        caller: &Caller,
        case: &Case,
        events: &[Event],
        now: Timestamp,
    ) -> Result<StreamWrite, OfficeError> {
        let events = events
            .iter()
            .map(|event| {
                let mut stored = self.event(caller, event, now)?;
                stored.occurred_at = happened_at(event).unwrap_or(now);
                Ok(stored)
            })
            .collect::<Result<Vec<NewEvent>, OfficeError>>()?;
        Ok(StreamWrite {
            stream: Stream::Case(case.case_id),
            expected: Expected::Version(case.version),
            events,
        })
    }

    /// Seals the words of commands under the key of the person whose matter it is.
    pub(crate) async fn seal_commands(
        &self,
        case: &Case,
        commands: Vec<Command<String>>,
    ) -> Result<(Vec<Command>, Vec<store::Change>), OfficeError> {
        let mut texts = 0;
        for command in &commands {
            let counted: Result<Command<()>, OfficeError> = command.clone().try_map(&mut |_, _| {
                texts += 1;
                Ok(())
            });
            counted?;
        }
        if texts == 0 {
            let mut none = |_, _| Err(OfficeError::Vault("words appeared after counting".to_owned()));
            let commands =
                commands.into_iter().map(|command| command.try_map(&mut none)).collect::<Result<_, _>>()?;
            return Ok((commands, Vec::new()));
        }
        let mut sealing = self.sealing(owner(case), case.case_id, texts).await?;
        let mut missing = None;
        let mut sealed = Vec::with_capacity(commands.len());
        for command in commands {
            sealed.push(command.try_map(&mut |field, words: String| {
                if words.trim().is_empty() {
                    missing = Some(field);
                }
                sealing.words(field, &words)
            })?);
        }
        if let Some(field) = missing {
            return Err(OfficeError::Invalid(vec![FieldError::new(
                field,
                "missing",
                "words are needed here",
            )]));
        }
        Ok((sealed, sealing.changes))
    }

    /// A case the caller may see (by institution, or because an own unit was asked to help with it), folded from its events, with its row.
    pub(crate) async fn load(
        &self,
        caller: &Caller,
        number: &Number,
    ) -> Result<(Case, CaseRow), OfficeError> {
        let not_found = || OfficeError::NotFound { what: "case" };
        let case_id = number.case_id();
        let row = self
            .store
            .case_row(case_id)
            .await?
            .filter(|row| row.number == number.as_str())
            .ok_or_else(not_found)?;
        // Before the case is folded: how long the answer takes must not tell a hidden case from none.
        let organisation = self.organisation();
        if !caller.may(Right::See, row.institution_id, &organisation.tree) {
            let tasks = self.store.case_tasks(case_id).await?;
            let helps =
                |task: &store::TaskRow| caller.may(Right::Handle, task.institution_id, &organisation.tree);
            if !tasks.iter().any(helps) {
                return Err(not_found());
            }
        }
        let (case, _) = self.fold(case_id).await?;
        Ok((case, row))
    }

    /// The same of a case that is to be moved. `expected` is the version the caller read; a case that has moved since is
    /// refused.
    pub(crate) async fn load_as_read(
        &self,
        caller: &Caller,
        number: &Number,
        expected: Option<u32>,
    ) -> Result<(Case, CaseRow), OfficeError> {
        let (case, row) = self.load(caller, number).await?;
        match expected {
            Some(expected) if !case.is_as_read_at(expected) => {
                Err(OfficeError::Stale { expected, found: case.version })
            }
            _ => Ok((case, row)),
        }
    }

    /// Folds a case from its events.
    pub(crate) async fn fold(
        &self,
        case_id: CaseId,
    ) -> Result<(Case, Vec<(StoredEvent, Entry)>), OfficeError> {
        let stored = self.store.stream_events(Stream::Case(case_id)).await?;
        let entries = stored.into_iter().map(read_entry).collect::<Result<Vec<_>, _>>()?;
        let case = Case::from_events(case_id, entries.iter().map(|(_, entry)| entry))
            .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        Ok((case, entries))
    }

    /// Only somebody who may handle the case's institution can be given it.
    fn check_handler(
        &self,
        field: &'static str,
        handler: UserId,
        institution: InstitutionId,
    ) -> Result<(), OfficeError> {
        let organisation = self.organisation();
        let may = organisation
            .staff(handler)
            .is_some_and(|staff| staff.may(Right::Handle, institution, &organisation.tree));
        if may {
            return Ok(());
        }
        let message = "this person does not handle cases of the institution";
        Err(OfficeError::Invalid(vec![FieldError::new(field, "handler_unknown", message)]))
    }

    /// The cases that links name: each must be one the caller may see. Both cases note the link.
    async fn linked(
        &self,
        caller: &Caller,
        commands: &[Command<String>],
    ) -> Result<Vec<(Case, Relation)>, OfficeError> {
        let mut linked = Vec::new();
        for command in commands {
            let Command::Link { other, relation } = command else { continue };
            let wrong =
                |field, code, message| Err(OfficeError::Invalid(vec![FieldError::new(field, code, message)]));
            if !matches!(relation, Relation::Related | Relation::Repeat) {
                return wrong("relation", "relation_unknown", "expected `related` or `repeat`");
            }
            let number = match self.store.case_row(*other).await? {
                Some(row) => row.number.parse::<Number>().ok(),
                None => None,
            };
            let found = match number {
                Some(number) => self.load(caller, &number).await,
                None => Err(OfficeError::NotFound { what: "case" }),
            };
            match found {
                Ok((other, _)) => linked.push((other, *relation)),
                Err(OfficeError::NotFound { .. }) => {
                    return wrong("other", "case_unknown", "there is no such case");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(linked)
    }

    /// Links a new case to the one it came from, in the same append.
    pub(crate) async fn link_to_parent(
        &self,
        caller: &Caller,
        parent: &Case,
        child: CaseId,
        relation: Relation,
        append: &mut Append,
    ) -> Result<(), OfficeError> {
        let row = self.store.case_row(parent.case_id).await?.ok_or(OfficeError::NotFound { what: "case" })?;
        let command = Command::Link { other: child, relation };
        let (_, parent_append, _) = self.decide(caller, parent, &row, &[command], Vec::new())?;
        append.writes.extend(parent_append.writes);
        append.changes.extend(parent_append.changes);
        Ok(())
    }
}

/// Under whose key the words of a case are sealed.
pub(crate) fn owner(case: &Case) -> PersonId {
    // Every case has a person, known or not; receiving makes one.
    case.complainant().unwrap_or(PersonId(0))
}

/// Reads a stored event as a fact of a case.
pub(crate) fn read_entry(stored: StoredEvent) -> Result<(StoredEvent, Entry), OfficeError> {
    let event = Event::from_stored(&stored.event.name, stored.event.name_version, &stored.event.payload)
        .map_err(|error| {
            OfficeError::Unreadable(format!("{:?}, event {}: {error}", stored.stream, stored.version))
        })?;
    let entry = Entry { recorded_at: stored.event.recorded_at, actor: stored.event.actor.clone(), event };
    Ok((stored, entry))
}

/// When a fact happened, where that is not when it was recorded.
fn happened_at(event: &Event) -> Option<Timestamp> {
    match event {
        Event::Contacted { at, .. }
        | Event::CalledBack { at, .. }
        | Event::Reported { at, .. }
        | Event::FeedbackSent { at, .. }
        | Event::FeedbackReturned { at, .. }
        | Event::ClockResumed { at }
        | Event::Marked { at }
        | Event::MarkRemoved { at }
        | Event::InformationCorrected { at }
        | Event::Decided { at, .. }
        | Event::ExtensionTold { at, .. }
        | Event::MessageSent { at, .. }
        | Event::MessageDelivered { at, .. }
        | Event::MessageFailed { at, .. } => Some(*at),
        Event::ClockPaused { from, .. } => Some(*from),
        Event::Withdrawn { received_at, .. } | Event::BecameComplaint { received_at, .. } => {
            Some(*received_at)
        }
        Event::SourceAdded { source } | Event::RepeatMerged { source, .. } => Some(source.received_at),
        Event::Echoed { echo } | Event::ReferredOn { echo, .. } => echo.at(),
        _ => None,
    }
}
