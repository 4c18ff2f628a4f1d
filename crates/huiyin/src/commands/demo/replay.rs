//! The simulated year carried out through the office, each action at its own time.
//!
//! The record is durable at every step, and a commit takes milliseconds of waiting for the disk. Actions are therefore
//! taken in waves: as many of the next ones as touch different cases, and lie within minutes, as the order of recorded times
//! asks, are carried out together and share commits. What
//! comes in goes one after the other within its wave, so that the same seed gives the same numbers.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use domain::id::Number;
use domain::matter::Command;
use office::{AgentInput, Caller, Office, OfficeError, OriginInput, PersonInput, Submission};
use sim::{Action, CaseKey, Directory, Doer, PersonPlan, SubmissionPlan, What, Year};
use store::RECORDED_SLACK;
use tokio::task::JoinSet;

use crate::console::{Console, Progress};
use crate::failure::{Failure, Outcome};
use crate::surroundings::pretend;

/// Actions of one wave at most. More would share commits no better and stray further from the order of time.
const WAVE_MAX: usize = 64;
/// Waves between two sealings.
const WAVES_A_SEALING: u32 = 50;

/// What a replay did.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Replayed {
    /// Cases that came in.
    pub cases: u64,
    /// Actions carried out.
    pub actions: u64,
    /// Actions that the rules refused.
    pub refused: u64,
    /// How long it took.
    pub seconds: f64,
}

/// Carries out the year up to this moment.
pub async fn replay(
    office: &Arc<Office>,
    year: &Year,
    directory: &Directory,
    console: &mut dyn Console,
) -> Outcome<Replayed> {
    let begun = Instant::now();
    let now = office.surroundings().now();
    let actions = year.actions(directory).map_err(Failure::broken)?;
    let mut actions = actions.take_while(|action| action.at <= now).peekable();
    let mut replay = Replay::new(office, directory);
    let days = (year.end() - year.start()).get_days().unsigned_abs().into();
    let mut waves = 0;
    while let Some(next) = actions.peek() {
        let day = office.book().zone.to_datetime(next.at).date();
        let done = u64::from((day - year.start()).get_days().unsigned_abs()).min(days);
        console.progress(Progress { what: "days of a year".to_owned(), done, total: Some(days + 1) });
        let mut wave = Vec::new();
        let mut touched = BTreeSet::new();
        let latest = next.at + RECORDED_SLACK / 2;
        while let Some(action) = actions.next_if(|next| {
            wave.len() < WAVE_MAX && next.at <= latest && replay.touches(next).is_disjoint(&touched)
        }) {
            touched.extend(replay.touches(&action));
            wave.push(action);
        }
        replay.carry_out(wave).await?;
        waves += 1;
        if waves % WAVES_A_SEALING == 0 {
            office.seal().await?;
        }
    }
    console.progress(Progress { what: "days of a year".to_owned(), done: days + 1, total: Some(days + 1) });
    replay.done.seconds = begun.elapsed().as_secs_f64();
    Ok(replay.done)
}

struct Replay<'year> {
    office: Arc<Office>,
    /// Staff as they are entered; nobody comes or goes during the year.
    directory: &'year Directory,
    numbers: HashMap<CaseKey, Number>,
    /// The case that a review reviews.
    reviews: HashMap<CaseKey, CaseKey>,
    done: Replayed,
}

/// What makes a new case.
enum Incoming {
    Submission(CaseKey, Box<Submission>),
    Review { review: CaseKey, of: Number, requested_at: jiff::Timestamp, grounds: String },
}

/// What moves cases that are there.
enum Step {
    Act(Number, Vec<Command<String>>),
    Merge(Number, Number),
}

impl<'year> Replay<'year> {
    fn new(office: &Arc<Office>, directory: &'year Directory) -> Self {
        let office = Arc::clone(office);
        Self {
            office,
            directory,
            numbers: HashMap::new(),
            reviews: HashMap::new(),
            done: Replayed::default(),
        }
    }

    /// The cases that an action reads or writes.
    fn touches(&self, action: &Action) -> BTreeSet<CaseKey> {
        match &action.what {
            What::Submit(plan) => {
                std::iter::once(plan.key).chain(plan.origin.map(|(origin, _)| origin)).collect()
            }
            // The end of a review is written into the case reviewed too.
            What::Act { case, .. } => std::iter::once(*case).chain(self.reviews.get(case).copied()).collect(),
            What::Merge { one, other } => BTreeSet::from([*one, *other]),
            What::Link { case, other, .. } => BTreeSet::from([*case, *other]),
            What::Review { case, review, .. } => BTreeSet::from([*case, *review]),
        }
    }

    /// Carries out actions that touch different cases.
    async fn carry_out(&mut self, wave: Vec<Action>) -> Outcome {
        let mut steps = JoinSet::new();
        let mut incoming = Vec::new();
        for Action { at, actor, what } in wave {
            let caller = self.caller(&actor)?;
            match self.resolve(what) {
                Some(Resolved::Incoming(new)) => incoming.push((at, caller, new)),
                Some(Resolved::Step(step)) => {
                    let office = Arc::clone(&self.office);
                    steps.spawn(pretend(at, async move { take(&office, &caller, step).await }));
                }
                // The case it belongs to never came in.
                None => self.done.refused += 1,
            }
        }
        for (at, caller, new) in incoming {
            let (key, received) = pretend(at, receive(&self.office, &caller, new)).await;
            self.done.cases += 1;
            if let Some(number) = self.count(received)? {
                self.numbers.insert(key, number);
            }
        }
        while let Some(step) = steps.join_next().await {
            let outcome = step.map_err(Failure::broken)?;
            self.count(outcome)?;
        }
        Ok(())
    }

    /// Counts what became of an action. A refusal by the rules is counted; anything else stops the filling.
    fn count<T>(&mut self, outcome: Result<T, OfficeError>) -> Outcome<Option<T>> {
        match outcome {
            Ok(done) => {
                self.done.actions += 1;
                Ok(Some(done))
            }
            Err(
                error @ (OfficeError::Refused { .. }
                | OfficeError::Invalid(_)
                | OfficeError::NotFound { .. }
                | OfficeError::Denied { .. }),
            ) => {
                tracing::debug!(%error, "an action of the simulated year was refused");
                self.done.refused += 1;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn caller(&self, actor: &Doer) -> Outcome<Caller> {
        let login = match actor {
            Doer::Consumer => return Ok(Caller::consumer()),
            Doer::System(name) => return Ok(Caller::system(name)),
            Doer::Staff(login) => login,
        };
        let staff = self.directory.users.get(login).and_then(|id| self.office.organisation().staff(*id));
        staff
            .map(Caller::staff)
            .ok_or_else(|| Failure::broken(anyhow::anyhow!("`{login}` of the simulated bank is unknown")))
    }

    /// An action with numbers in the place of keys; none where a case of it never came in.
    fn resolve(&mut self, what: What) -> Option<Resolved> {
        let number = |key: &CaseKey| self.numbers.get(key).cloned();
        Some(match what {
            What::Submit(plan) => {
                let origin = match plan.origin {
                    Some((key, relation)) => {
                        Some(OriginInput { number: number(&key)?.to_string(), relation })
                    }
                    None => None,
                };
                Resolved::Incoming(Incoming::Submission(plan.key, Box::new(submission(*plan, origin))))
            }
            What::Review { case, review, requested_at, grounds } => {
                let of = number(&case)?;
                self.reviews.insert(review, case);
                Resolved::Incoming(Incoming::Review { review, of, requested_at, grounds })
            }
            What::Act { case, commands } => Resolved::Step(Step::Act(number(&case)?, commands)),
            What::Merge { one, other } => Resolved::Step(Step::Merge(number(&one)?, number(&other)?)),
            What::Link { case, other, relation } => {
                let link = Command::Link { other: number(&other)?.case_id(), relation };
                Resolved::Step(Step::Act(number(&case)?, vec![link]))
            }
        })
    }
}

enum Resolved {
    Incoming(Incoming),
    Step(Step),
}

async fn receive(office: &Office, caller: &Caller, new: Incoming) -> (CaseKey, Result<Number, OfficeError>) {
    match new {
        Incoming::Submission(key, submission) => {
            (key, office.submit(caller, *submission).await.map(|receipt| receipt.number))
        }
        Incoming::Review { review, of, requested_at, grounds } => {
            let receipt = match caller.grants() {
                Some(_) => office.open_review(caller, &of, requested_at, grounds).await,
                None => office.disagree(&of, grounds).await,
            };
            (review, receipt.map(|receipt| receipt.number))
        }
    }
}

async fn take(office: &Office, caller: &Caller, step: Step) -> Result<(), OfficeError> {
    match step {
        Step::Act(number, commands) if *caller == Caller::consumer() => {
            act_as_consumer(office, &number, commands).await
        }
        Step::Act(number, commands) => office.act(caller, &number, None, commands).await.map(drop),
        Step::Merge(one, other) => office.merge(caller, &one, &other).await.map(drop),
    }
}

/// What a consumer does at the portal has use cases of its own.
async fn act_as_consumer(
    office: &Office,
    number: &Number,
    commands: Vec<Command<String>>,
) -> Result<(), OfficeError> {
    for command in commands {
        match command {
            Command::ReceiveMaterial { text } => office.add_material(number, text, Vec::new()).await?,
            Command::Withdraw { reason, .. } => office.withdraw(number, reason).await?,
            _ => office.act(&Caller::consumer(), number, None, vec![command]).await.map(drop)?,
        }
    }
    Ok(())
}

fn submission(plan: SubmissionPlan, origin: Option<OriginInput>) -> Submission {
    Submission {
        kind: plan.kind,
        institution: plan.institution,
        channel: plan.channel,
        external_number: plan.external_number,
        received_at: plan.received_at,
        forwarded_at: plan.forwarded_at,
        required_on: plan.required_on,
        feedback_owed: None,
        person: person(plan.person),
        agent: plan.agent.map(|agent| AgentInput {
            role: agent.role,
            person: person(agent.person),
            document: agent.document,
        }),
        subject: plan.subject,
        narrative: plan.narrative,
        request: plan.request,
        complainants: plan.complainants,
        in_person: plan.in_person,
        origin,
        particulars: plan.particulars,
        respondents: Vec::new(),
        item_number: plan.item_number,
    }
}

fn person(plan: PersonPlan) -> PersonInput {
    PersonInput {
        name: plan.name,
        phone: plan.phone,
        email: plan.email,
        id_number: plan.id_number,
        account: plan.account,
        city: plan.city,
        ..PersonInput::default()
    }
}
