//! How a date stands: met, ended otherwise, replaced, paused or running.

use jiff::Timestamp;

use super::compute::{Clock, Run};
use super::due::{Due, Ending, State};
use super::extend;
use super::facts::Exclusion;
use super::regime::Stage;
use super::terms::Event;
use crate::calendar::Words;

impl<'a> Clock<'a> {
    /// Whether the matter is of the kind that a stage is for.
    pub fn concerns(&self, stage: &Stage) -> bool {
        let about = |subject: &String| self.facts.subjects.contains(subject);
        stage.only_if.as_ref().is_none_or(about) && !stage.not_if.as_ref().is_some_and(about)
    }

    /// How a date stands that holds in itself.
    pub fn state(&self, stage: &Stage, run: &Run, due: &Due) -> State {
        if run.until.is_some() && self.restarts(stage) {
            return State::Superseded { by: "restart".to_owned() };
        }
        let taken = |other: &&Stage| {
            other.extends.as_ref() == Some(&stage.name)
                && matches!(extend::granted(self, other, run), Some(Ok(_)))
        };
        if let Some(by) = self.regime.stages.iter().find(taken) {
            return State::Superseded { by: by.name.clone() };
        }
        let agreeing = self.regime.agreed.as_ref().filter(|agreed| agreed.stages.contains(&stage.name));
        if agreeing.is_some() && self.agreed_in(run) {
            return State::Superseded { by: "agreed".to_owned() };
        }
        self.standing(&stage.ends_on, due, &stage.name, self.exclusions(&stage.name, self.is_tollable(stage)))
    }

    /// How a date stands by the events: met, ended otherwise, paused, or running.
    pub fn standing(
        &self,
        ends_on: &[Event],
        due: &Due,
        name: &str,
        exclusions: impl Iterator<Item = (&'a Exclusion, Words)>,
    ) -> State {
        let since_start = |at: &Timestamp| due.starts_at <= *at;
        let met = ends_on.iter().filter_map(|event| self.facts.at(*event)).filter(since_start).min();
        let ended = if due.actor.is_institution_side() { self.ended(name, due) } else { None };
        match (met, ended) {
            (Some(at), Some((_, ended_at))) if at <= ended_at => return State::Met { at },
            (Some(at), None) => return State::Met { at },
            (_, Some((how, at))) => return State::Ended { how, at },
            (None, None) => {}
        }
        standing_still(exclusions, due, self.now).unwrap_or(State::Running)
    }

    /// How and when the matter ended without this act.
    fn ended(&self, name: &str, due: &Due) -> Option<(Ending, Timestamp)> {
        let early = self.facts.early_closed_at.filter(|at| {
            let early_close = self.regime.early_close.as_ref();
            early_close.is_some_and(|early_close| early_close.stages.iter().any(|stage| stage == name))
                && self.early_close_end().is_some_and(|end| *at < end)
        });
        let endings = [
            (Ending::Withdrawn, self.facts.withdrawn_at),
            (Ending::Declined, self.facts.at(Event::Declined)),
            (Ending::EarlyClosed, early),
        ];
        let happened = endings.into_iter().filter_map(|(how, at)| Some((how, at?)));
        happened.filter(|(_, at)| due.starts_at <= *at).min_by_key(|(_, at)| *at)
    }
}

/// Whether a clock stands still at `now`. A pause that began when the period was over stops nothing.
pub(super) fn standing_still<'a>(
    exclusions: impl Iterator<Item = (&'a Exclusion, Words)>,
    due: &Due,
    now: Timestamp,
) -> Option<State> {
    let lasts = |exclusion: &Exclusion| exclusion.from <= now && exclusion.to.is_none_or(|to| now < to);
    exclusions
        .filter(|(exclusion, _)| lasts(exclusion) && due.in_time(exclusion.from))
        .min_by_key(|(exclusion, _)| exclusion.from)
        .map(|(exclusion, title)| State::Paused {
            cause: exclusion.cause.clone(),
            title,
            since: exclusion.from,
        })
}
