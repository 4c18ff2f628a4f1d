//! Dates that are no stage: the shorter way for what is solved at once, and a period agreed with the complainant.

use jiff::Timestamp;

use super::compute::{Clock, Run};
use super::due::{Due, State};
use super::step::Step;
use super::terms::Event;

/// What the date of an agreed period is called, in the place of a stage.
pub const AGREED: &str = "agreed";

impl Clock<'_> {
    pub fn early_close_end(&self) -> Option<Timestamp> {
        let early_close = self.regime.early_close.as_ref()?;
        let reckoned = self.counter.count(self.facts.received, early_close.duration, early_close.unit, &[]);
        Some(self.end(&reckoned))
    }

    /// The date until which the shorter way is open.
    pub fn early_close(&self, run: &Run) -> Option<Due> {
        let early_close = self.regime.early_close.as_ref().filter(|_| run.until.is_none())?;
        let received = self.facts.received;
        let reckoned = self.counter.count(received, early_close.duration, early_close.unit, &[]);
        let end = self.end(&reckoned);
        let mut steps = vec![Step::Starts {
            event: Event::Received,
            at: self.counter.zone.local(received),
            assumed: false,
        }];
        steps.extend(reckoned.steps.iter().cloned());
        steps.extend(early_close.document.clone().map(|condition| Step::Condition { condition }));
        steps.push(Step::Article {
            article: early_close.article.clone(),
            instrument: self.regime.title.clone(),
            verified: early_close.verified,
        });
        let mut due = self.dated(&early_close.name, &early_close.title, run, received, reckoned);
        due.run = 1;
        due.article.clone_from(&early_close.article);
        due.article_verified = early_close.verified;
        due.rule.clone_from(&early_close.rule);
        due.unit = Some(early_close.unit);
        due.explanation = steps;
        due.state = match self.facts.early_closed_at.filter(|at| *at < end) {
            Some(at) => State::Met { at },
            None => State::Possible,
        };
        Some(due)
    }

    /// Whether the agreed period belongs to this run.
    pub fn agreed_in(&self, run: &Run) -> bool {
        self.facts.agreed_period.as_ref().is_some_and(|agreed| match agreed.agreed_at {
            Some(at) => run.contains(at),
            None => run.until.is_none(),
        })
    }

    /// The date agreed with the complainant.
    pub fn agreed(&self, run: &Run) -> Option<Due> {
        let agreeing = self.regime.agreed.as_ref()?;
        let agreed = self.facts.agreed_period.as_ref().filter(|_| self.agreed_in(run))?;
        let first = self.regime.stage(agreeing.stages.first()?)?;
        let (event, start, _) = self.start(first, run)?;
        let mut due = self.dated(AGREED, &agreeing.title, run, start, self.counter.supplied(agreed.due));
        due.article.clone_from(&agreeing.article);
        due.explanation = vec![
            Step::Starts { event, at: self.counter.zone.local(start), assumed: false },
            Step::Supplied { date: agreed.due },
            Step::Agreed { evidence: agreed.evidence.clone() },
            Step::Article {
                article: agreeing.article.clone(),
                instrument: self.regime.title.clone(),
                verified: true,
            },
        ];
        due.state = if run.until.is_some() {
            State::Superseded { by: "restart".to_owned() }
        } else {
            self.standing(&first.ends_on, &due, &first.name, std::iter::empty())
        };
        Some(due)
    }
}
