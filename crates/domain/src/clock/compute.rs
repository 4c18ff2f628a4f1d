//! From a regime and the facts of a matter to its dates.

use jiff::Timestamp;

use super::count::{Counter, Reckoned, intervals};
use super::due::{Authority, Due, State};
use super::extend::{self, ExtendError};
use super::facts::{Exclusion, Extension, Facts};
use super::regime::{Regime, Stage, Supplied};
use super::step::Step;
use super::terms::{AlertOn, Event, Party};
use crate::calendar::{Calendar, Words};

/// Why the clocks of a matter cannot be computed at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The calendar is another one.
    #[error("regime `{regime}` counts in calendar `{expected}`, not in `{given}`")]
    Calendar {
        /// The regime.
        regime: String,
        /// The calendar it names.
        expected: String,
        /// The calendar given.
        given: String,
    },
    /// A fact cannot be.
    #[error("facts, field `{field}`: {problem}")]
    Facts {
        /// The field.
        field: String,
        /// What is wrong and what was expected.
        problem: String,
    },
}

/// Every date that a regime gives a matter, in the order of the regime's stages, earlier starts of the clock first.
///
/// A stage whose event has not happened has no date and is left out. Extensions not granted are there as
/// [`State::Possible`]. `now` decides only how much of a pause that still lasts is credited.
///
/// # Errors
/// When the calendar is not the regime's, or a fact cannot be.
pub fn compute(
    regime: &Regime,
    facts: &Facts,
    calendar: &Calendar,
    now: Timestamp,
) -> Result<Vec<Due>, ClockError> {
    let clock = Clock::new(regime, facts, calendar, now)?;
    let runs = clock.runs();
    let mut dues = Vec::new();
    for run in &runs {
        let stages = regime.stages.iter().filter(|stage| run.until.is_none() || clock.restarts(stage));
        let computed = stages.filter_map(|stage| clock.due(stage, run)).chain(clock.early_close(run));
        let shown = computed.filter(|due| run.until.is_none() || !matches!(due.state, State::Possible));
        dues.extend(shown);
        dues.extend(clock.agreed(run));
    }
    Ok(dues)
}

/// Checks an extension before it is recorded, against the clock that runs now.
///
/// # Errors
/// When the regime has no such extension; when it was not approved and notified inside the running period, or by too
/// low a rank, or for a reason the rule does not know.
pub fn check_extension(
    regime: &Regime,
    facts: &Facts,
    calendar: &Calendar,
    extension: &Extension,
) -> Result<(), CheckExtensionError> {
    let clock = Clock::new(regime, facts, calendar, extension.approved_at)?;
    let run = clock.runs().pop().unwrap_or(Run { number: 1, start: facts.received, until: None });
    Ok(extend::check(&clock, extension, &run)?)
}

/// Why an extension cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckExtensionError {
    /// It does not hold.
    #[error(transparent)]
    Extend(#[from] ExtendError),
    /// The clocks of the matter cannot be computed.
    #[error(transparent)]
    Clock(#[from] ClockError),
}

/// A regime applied to a matter.
pub(super) struct Clock<'a> {
    pub regime: &'a Regime,
    pub facts: &'a Facts,
    pub counter: Counter<'a>,
    pub now: Timestamp,
}

/// One start of the clock, until new facts start it anew.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub number: u32,
    pub start: Timestamp,
    pub until: Option<Timestamp>,
}

impl Run {
    /// Whether an act at that time belongs to this start.
    pub fn contains(&self, at: Timestamp) -> bool {
        (self.number == 1 || self.start <= at) && self.until.is_none_or(|until| at < until)
    }
}

impl<'a> Clock<'a> {
    fn new(
        regime: &'a Regime,
        facts: &'a Facts,
        calendar: &'a Calendar,
        now: Timestamp,
    ) -> Result<Self, ClockError> {
        if calendar.id() != regime.calendar {
            return Err(ClockError::Calendar {
                regime: regime.id.clone(),
                expected: regime.calendar.clone(),
                given: calendar.id().to_owned(),
            });
        }
        if let Some((field, problem)) = facts.problem() {
            return Err(ClockError::Facts { field, problem });
        }
        let counter =
            Counter { calendar, zone: &regime.time_zone, hours: regime.working_hours, roll: regime.roll };
        Ok(Self { regime, facts, counter, now })
    }

    /// The starts of the clock, the running one last. New facts count anew inside the running period; a period that is
    /// over is not begun again.
    fn runs(&self) -> Vec<Run> {
        let mut running = Run { number: 1, start: self.facts.received, until: None };
        let mut runs = Vec::new();
        if let Some(restart) = &self.regime.restart {
            let mut anew: Vec<Timestamp> = self.facts.restarts.iter().map(|restart| restart.at).collect();
            anew.sort_unstable();
            for at in anew.into_iter().filter(|at| *at > self.facts.received) {
                let until_then = Run { until: Some(at), ..running };
                let over = self.period_end(&restart.stages, &until_then).is_some_and(|end| end <= at);
                if at > running.start && !over {
                    runs.push(until_then);
                    running = Run { number: running.number + 1, start: at, until: None };
                }
            }
        }
        runs.push(running);
        runs
    }

    /// Where the period of a run ends, as known when it gives way: the latest of the stages that hold and of what was
    /// agreed.
    fn period_end(&self, stages: &[String], run: &Run) -> Option<Timestamp> {
        let now = run.until.unwrap_or(self.now);
        let holding = stages.iter().filter_map(|name| {
            let stage = self.regime.stage(name)?;
            let extension = match extend::granted(self, stage, run) {
                Some(Ok(extension)) => Some(extension),
                None if stage.extends.is_none() => None,
                _ => return None,
            };
            let reckoned = self.reckon(stage, run, now, extension.as_ref())?;
            Some(self.end(&reckoned))
        });
        let agreed = self.facts.agreed_period.as_ref();
        let agreed = agreed.filter(|agreed| agreed.agreed_at.is_none_or(|at| run.contains(at)));
        holding.chain(agreed.map(|agreed| self.end(&self.counter.supplied(agreed.due)))).max()
    }

    /// Whether new facts start this stage anew.
    pub fn restarts(&self, stage: &Stage) -> bool {
        self.regime.restart.as_ref().is_some_and(|restart| restart.stages.contains(&stage.name))
    }

    /// The event a stage runs from, and whether it is only assumed.
    pub fn start(&self, stage: &Stage, run: &Run) -> Option<(Event, Timestamp, bool)> {
        let known = |event: Event| {
            let at = if event == Event::Received && self.restarts(stage) {
                run.start
            } else {
                self.facts.at(event)?
            };
            Some((event, at))
        };
        let first = stage.from.iter().find_map(|event| known(*event)).map(|(event, at)| (event, at, false));
        first.or_else(|| known(stage.assumed_from?).map(|(event, at)| (event, at, true)))
    }

    /// The exclusions that stop a stage's clock: those whose cause the regime has for it, and those that were granted
    /// under an earlier version of this regime.
    pub fn exclusions(&self, stage: &str, tollable: bool) -> impl Iterator<Item = (&'a Exclusion, Words)> {
        let regime = self.regime;
        self.facts.exclusions.iter().filter_map(move |exclusion| {
            let tolling = regime.tolling(&exclusion.cause);
            let stops = tolling.is_some_and(|tolling| tolling.stages.iter().any(|name| name == stage));
            let kept = tollable && exclusion.under.as_ref() == Some(&regime.id);
            let title =
                || tolling.map_or_else(|| Words::code(&exclusion.cause), |tolling| tolling.title.clone());
            (stops || kept).then(|| (exclusion, title()))
        })
    }

    pub fn is_tollable(&self, stage: &Stage) -> bool {
        stage.actor == Party::Institution && stage.from.contains(&Event::Received) && stage.supplied.is_none()
    }

    /// Where a stage's period ends, as known at a time; `None` while its event has not happened or its day is not named.
    pub fn reckon(
        &self,
        stage: &Stage,
        run: &Run,
        now: Timestamp,
        until: Option<&Extension>,
    ) -> Option<Reckoned> {
        let (_, start, _) = self.start(stage, run)?;
        if let Some(supplied) = stage.supplied {
            let date = match supplied {
                Supplied::Centre => self.facts.centre_due?,
                Supplied::Notice => until?.until?,
            };
            return Some(self.counter.supplied(date));
        }
        let excluded = intervals(self.exclusions(&stage.name, self.is_tollable(stage)), now);
        let mut reckoned = self.counter.count(start, stage.duration?, stage.unit?, &excluded);
        if let Some((event, at)) = stage.earlier_on.and_then(|event| Some((event, self.facts.at(event)?))) {
            let date = self.counter.zone.date(at);
            if date < reckoned.natural {
                reckoned.steps.push(Step::Earlier { event, date });
                (reckoned.natural, reckoned.rolled, reckoned.at) = (date, date, None);
            }
        }
        Some(reckoned)
    }

    /// The first moment at which a period is over.
    pub fn end(&self, reckoned: &Reckoned) -> Timestamp {
        reckoned.at.unwrap_or_else(|| {
            self.counter.zone.end_of(match self.regime.alert_on {
                AlertOn::Natural => reckoned.natural,
                AlertOn::Rolled => reckoned.rolled,
            })
        })
    }

    /// One stage's date in one run.
    fn due(&self, stage: &Stage, run: &Run) -> Option<Due> {
        let (event, start, assumed) = self.start(stage, run)?;
        let extension = extend::granted(self, stage, run);
        let granted = extension.as_ref().and_then(|extension| extension.as_ref().ok());
        let reckoned = self.reckon(stage, run, self.now, granted)?;
        let restarted = self.restarts(stage) && 1 < run.number;

        let mut steps = Vec::new();
        if let Some(restart) = self.regime.restart.as_ref().filter(|_| restarted) {
            let at = self.counter.zone.local(start);
            steps.push(Step::Restarted { at, article: restart.article.clone() });
        }
        steps.push(Step::Starts { event, at: self.counter.zone.local(start), assumed });
        steps.extend(reckoned.steps.iter().cloned());
        steps.extend(self.notices_owed(stage));
        steps.extend(stage.condition.clone().map(|condition| Step::Condition { condition }));
        if let Some((granted, before)) = granted.and_then(|granted| {
            let before = self.regime.stage(stage.extends.as_ref()?)?;
            Some((granted, self.reckon(before, run, self.now, None)?))
        }) {
            let approved_at = self.counter.zone.local(granted.approved_at);
            steps.push(Step::Extended { approved_at, before: before.natural });
        }

        let mut due = self.dated(&stage.name, &stage.title, run, start, reckoned);
        if !self.restarts(stage) {
            due.run = 1;
        }
        due.actor = stage.actor;
        due.advisory = stage.advisory;
        due.article.clone_from(&stage.article);
        due.article_verified = stage.article_verified && stage.verified;
        due.rule.clone_from(&stage.rule);
        due.unit = stage.unit;
        due.soon_days = stage.soon_days.unwrap_or(self.regime.soon_days);
        due.explanation = steps;
        due.state = match extension {
            _ if assumed || !self.concerns(stage) => State::Possible,
            Some(Err(ref reason)) => State::Refused { reason: reason.clone() },
            None if stage.extends.is_some() => State::Possible,
            _ => self.state(stage, run, &due),
        };
        match &due.state {
            State::Refused { reason } => due.explanation.push(Step::Refused { reason: reason.clone() }),
            State::Ended { how, at } => {
                due.explanation.push(Step::Ended { how: *how, at: self.counter.zone.local(*at) });
            }
            _ => {}
        }
        let instrument = stage.instrument.clone().unwrap_or_else(|| self.regime.title.clone());
        let verified = due.article_verified;
        due.explanation.push(Step::Article { article: stage.article.clone(), instrument, verified });
        Some(due)
    }

    /// Exclusions of which whoever must be told was not.
    fn notices_owed(&self, stage: &Stage) -> impl Iterator<Item = Step> {
        let regime = self.regime;
        self.exclusions(&stage.name, self.is_tollable(stage)).filter_map(move |(exclusion, cause)| {
            let to = regime.tolling(&exclusion.cause)?.notice_to?;
            exclusion.notice_at.is_none().then_some(Step::NoticeOwed { cause, to })
        })
    }

    /// A date with what every date of this regime has.
    pub fn dated(&self, name: &str, title: &Words, run: &Run, start: Timestamp, reckoned: Reckoned) -> Due {
        Due {
            regime: self.regime.id.clone(),
            version: self.regime.version,
            stage: name.to_owned(),
            title: title.clone(),
            run: run.number,
            authority: Authority::Law,
            advisory: false,
            actor: Party::Institution,
            article: String::new(),
            article_verified: true,
            rule: None,
            unit: None,
            starts_at: start,
            due_natural: reckoned.natural,
            due_rolled: reckoned.rolled,
            due_at: reckoned.at,
            alert_on: self.regime.alert_on,
            soon_days: self.regime.soon_days,
            provisional: reckoned.provisional,
            excluded_days: reckoned.excluded_days,
            excluded_minutes: reckoned.excluded_minutes,
            state: State::Running,
            explanation: Vec::new(),
            zone: self.regime.time_zone.clone(),
        }
    }
}
